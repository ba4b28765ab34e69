# SPDX-License-Identifier: EUPL-1.2
"""Words and look-ups of the pages of questionnaires."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django import template
from django.utils.translation import gettext as _now
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
        *[(before, now or _now("senza testo")) for before, now in diff.reworded.values()],
    ]


@register.filter
def item(mapping: Mapping[str, Value], key: str) -> Value | None:
    """The value of a key, None where there is none."""
    return mapping.get(key) if mapping else None
