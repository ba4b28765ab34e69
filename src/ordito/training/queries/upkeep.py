# SPDX-License-Identifier: EUPL-1.2
"""The rules that an office keeps as data: credits owed, and after how many days things end."""

from __future__ import annotations

from ordito.training.engine.credits import Owed
from ordito.training.enums import TermKey
from ordito.training.models import CreditRule, TrainingTerm


def rules_of_credits() -> list[Owed]:
    """What is owed, by the year from which it holds."""
    return [
        Owed(row.from_year, row.years, row.credits, row.deontological, row.verified)
        for row in CreditRule.objects.order_by("from_year")
    ]


def term_of(key: TermKey) -> TrainingTerm:
    """How long something is kept: the row that an office wrote, or an unsaved one with the usual days."""
    return TrainingTerm.objects.filter(key=key).first() or TrainingTerm(key=key, days=key.usual, version=0)


def terms() -> list[TrainingTerm]:
    """All of them, in the order of the list."""
    written = {row.key: row for row in TrainingTerm.objects.all()}
    return [written.get(key.value) or TrainingTerm(key=key, days=key.usual, version=0) for key in TermKey]
