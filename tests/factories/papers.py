# SPDX-License-Identifier: EUPL-1.2
"""Prints and letters for tests, made by the actions themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.cases.queries.record_chapters import chapters_of
from ordito.cases.queries.record_header import record_header
from ordito.cases.queries.record_paper import Span
from ordito.core.fields import uuid7
from ordito.papers.actions import load_examples, print_record, write_letter
from ordito.papers.enums import ListKey
from ordito.papers.models import LetterTemplate
from tests.factories.cases import NOW, code

if TYPE_CHECKING:
    from collections.abc import Collection

    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile, Code
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.papers.models import Letter, RecordPrint


def purpose(name: str = "team") -> Code:
    """Why something is printed."""
    return code(ListKey.PRINT_PURPOSE, name)


def header_for(actor: User, case_file: CaseFile) -> RecordHeader:
    """The record as the actor may see it."""
    return record_header(actor, case_file, today=timezone.localdate(NOW))


def make_print(
    case_file: CaseFile, by: User, chapters: Collection[str] = (), span: Span | None = None
) -> tuple[RecordPrint, bytes]:
    """A print of these chapters, or of all that the actor reads."""
    record = header_for(by, case_file)
    keys = chapters or [chapter.key for chapter in chapters_of(record)]
    return print_record(by=by, at=NOW, record=record, purpose=purpose(), chapters=keys, span=span or Span())


def make_templates() -> list[LetterTemplate]:
    """Ordito's own models of letters."""
    purpose()
    load_examples(at=NOW)
    return list(LetterTemplate.objects.exclude(key="").order_by("key"))


def make_written_letter(case_file: CaseFile, by: User, title: str = "Invito", **typed: str) -> Letter:
    """A letter of invitation among the documents of a record."""
    template = next(one for one in make_templates() if one.key == "invitation")
    return write_letter(
        by=by,
        at=NOW,
        record=header_for(by, case_file),
        template=template,
        title=title,
        typed={f"lettera.{name}": value for name, value in typed.items()},
        form_key=uuid7(),
    )
