# SPDX-License-Identifier: EUPL-1.2
"""Words and look-ups of the pages of questionnaires."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ordito.questionnaires.engine.compare import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.questionnaires.engine.compare import Change

Value = TypeVar("Value")
register = template.Library()

CHANGES = {
    ChangeKind.ADDED: _("nuova"),
    ChangeKind.REMOVED: _("tolta"),
    ChangeKind.MOVED: _("spostata"),
    ChangeKind.LABEL: _("testo della domanda"),
    ChangeKind.HINT: _("suggerimento"),
    ChangeKind.TYPE: _("tipo di risposta"),
    ChangeKind.CHOICES: _("scelte"),
    ChangeKind.CONSTRAINT: _("condizione sulla risposta"),
    ChangeKind.RELEVANCE: _("quando si chiede"),
    ChangeKind.REQUIRED: _("obbligo di rispondere"),
    ChangeKind.CALCULATION: _("calcolo"),
}


KINDS = {
    "text": _("testo"),
    "integer": _("numero intero"),
    "decimal": _("numero"),
    "date": _("data"),
    "time": _("ora"),
    "datetime": _("data e ora"),
    "select_one": _("una scelta"),
    "select_multiple": _("più scelte"),
    "rank": _("graduatoria"),
    "range": _("valore su una scala"),
    "acknowledge": _("presa visione"),
    "image": _("immagine"),
    "audio": _("audio"),
    "video": _("video"),
    "file": _("file"),
    "geopoint": _("posizione"),
    "geotrace": _("percorso"),
    "geoshape": _("area"),
    "barcode": _("codice a barre"),
    "calculate": _("calcolo"),
    "hidden": _("valore nascosto"),
}
RULES = {"true()": _("sempre"), "false()": _("mai")}


@register.filter
def kind_word(kind: str) -> str:
    """The kind of a question in words."""
    return str(KINDS.get(kind, kind))


@register.filter
def change_value(value: str, change: Change) -> str:
    """A value before or after a change, in words where it is a code."""
    if change.kind is ChangeKind.TYPE:
        return kind_word(value)
    return str(RULES.get(value, value))


@register.filter
def change_word(change: Change) -> str:
    """What of a question changed."""
    return str(CHANGES[change.kind])


@register.filter
def choice_changes(change: Change) -> list[tuple[str, str]]:
    """What changed in the choices, as pairs of before and now; empty text where there was or is nothing."""
    if change.choices is None:
        return []
    diff = change.choices
    return [
        *[(f"{label or value}", "") for value, label in diff.removed.items()],
        *[("", f"{label or value}") for value, label in diff.added.items()],
        *[(before, now or gettext("senza testo")) for before, now in diff.reworded.values()],
    ]


@register.filter
def item(mapping: Mapping[str, Value], key: str) -> Value | None:
    """The value of a key, None where there is none."""
    return mapping.get(key) if mapping else None
