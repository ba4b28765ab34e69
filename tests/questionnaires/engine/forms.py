# SPDX-License-Identifier: EUPL-1.2
"""Forms for tests of the engine, written as rows and converted as a workbook would be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks.questionnaires.books import choices, question, settings, xform
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.reading import read_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.questionnaires.books import Row
    from ordito.questionnaires.engine.form import Form

NOW = datetime(2026, 3, 14, 10, 30, tzinfo=UTC)
END_GROUP = question("end_group", "", "")
END_REPEAT = question("end_repeat", "", "")
YES_NO = choices("si_no", "si", "no")

__all__ = ["END_GROUP", "END_REPEAT", "NOW", "YES_NO", "choices", "fill", "form_of", "question", "wrapped"]


def form_of(
    *survey: Row,
    lists: list[Row] | None = None,
    attached: Mapping[str, bytes] | None = None,
    **columns: str,
) -> Form:
    """The form of these rows; `columns` are settings."""
    sheets = {"survey": list(survey), "settings": settings("prova", "Prova", **columns)}
    if lists:
        sheets["choices"] = lists
    return read_form(xform(sheets), attached or {})


def fill(*survey: Row, lists: list[Row] | None = None) -> Filling:
    """A new filling of these rows."""
    return Filling(form_of(*survey, lists=lists), now=NOW)


def wrapped(model: str, body: str = "") -> bytes:
    """An XForm written by hand."""
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms"><h:head>'
        f"<h:title>Prova</h:title><model>{model}</model></h:head><h:body>{body}</h:body></h:html>"
    ).encode()
