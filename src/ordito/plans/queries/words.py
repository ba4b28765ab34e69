# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import ngettext

from ordito.core.fields import open_text
from ordito.plans.models import Words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from ordito.core.access import Actor

BESIDE = 5
"""How many stand beside a plan; the others are on their own page."""


@dataclass(frozen=True)
class WordsLine:
    """Words, readable, with who said them and how old they were."""

    pk: int
    who: str
    age: str
    text: str
    said_on: date
    written_at: datetime
    by: str
    late_days: int
    """Days between the saying and the writing."""


def words_of(actor: Actor, case_file_id: int, *, plan_id: int | None = None) -> QuerySet[Words]:
    """The words of a record that the actor reads, those said for a plan shared with it among them."""
    here = Q(case_file=case_file_id)
    if plan_id is not None:
        here |= Q(plan=plan_id)
    rows = Words.objects.visible_to(actor).current().filter(here)
    return rows.select_related("speaker", "case_file__person").order_by("-said_on", "-pk")


def words_lines(rows: Iterable[Words]) -> list[WordsLine]:
    """Words, opened."""
    return [words_line(row) for row in rows]


def words_line(row: Words) -> WordsLine:
    """One row, opened; the name goes before the quality when it was written."""
    name = open_text(row, "speaker_name")
    return WordsLine(
        pk=row.pk,
        who=f"{name} ({row.speaker.label.lower()})" if name else row.speaker.label,
        age="" if row.age is None else ngettext("%(count)s anno", "%(count)s anni", row.age) % {"count": row.age},
        text=open_text(row, "text"),
        said_on=row.said_on,
        written_at=row.written_at,
        by=row.written_by_name,
        late_days=(row.written_at.date() - row.said_on).days,
    )
