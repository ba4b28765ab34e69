# SPDX-License-Identifier: EUPL-1.2
"""Which assessment a record waits for, and since when: for its page, the board of a caseload and the home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.assessments.engine.months import add_months
from ordito.assessments.enums import AssessmentState
from ordito.assessments.models import Assessment
from ordito.assessments.queries.assessments import OTHER, drafts_of, short_time, times
from ordito.cases.models import CaseFile, TakingInCharge
from ordito.core.dates import format_date
from ordito.core.declare import CardContent, CardItem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordito.cases.models import Code
    from ordito.core.access import Actor

AHEAD = timedelta(days=30)
LINES = 6


@dataclass(frozen=True)
class Due:
    """What a record waits for: the time, and the day (None: nobody has assessed yet)."""

    time: str
    on: date | None

    def words(self, today: date) -> str:
        """``T1 attesa da 12 giorni``."""
        if self.on is None:
            return _("senza valutazione")
        days = (today - self.on).days
        if days > 0:
            words = ngettext("%(time)s attesa da %(days)s giorno", "%(time)s attesa da %(days)s giorni", days)
            return words % {"time": self.time, "days": days}
        return _("%(time)s attesa per il %(day)s") % {"time": self.time, "day": format_date(self.on)}

    def late(self, today: date) -> bool:
        """Whether the day has passed."""
        return self.on is not None and self.on < today


def due_of(case_file_ids: Sequence[int]) -> dict[int, Due]:
    """By record in charge, what it waits for; three queries. After the last time nothing is waited for."""
    takings = TakingInCharge.objects.current().open().filter(case_file__in=case_file_ids)
    open_ones = dict(takings.order_by("pk").values_list("case_file_id", "pk"))
    order = times()
    rows = Assessment.objects.current().filter(taking__in=open_ones.values()).exclude(time__code=OTHER)
    last: dict[int, Assessment] = {}
    for row in rows.select_related("instrument", "time").order_by("held_on", "pk"):
        before = last.get(row.case_file_id)
        if before is None or row.state != AssessmentState.DRAFT or row.time.position > before.time.position:
            last[row.case_file_id] = row
    found = {pk: _next(last[pk], order) if pk in last else _first(order) for pk in open_ones}
    return {pk: due for pk, due in found.items() if due is not None}


def _first(order: Sequence[Code]) -> Due | None:
    return Due(short_time(order[0]), None) if order else None


def _next(row: Assessment, order: Sequence[Code]) -> Due | None:
    """The time after the last one, so many months later as the instrument says; nothing while one is being written."""
    if row.state == AssessmentState.DRAFT:
        return None
    after = [time for time in order if time.position > row.time.position]
    return Due(short_time(after[0]), add_months(row.held_on, row.instrument.months)) if after else None


def signs(case_file_ids: Sequence[int], today: date) -> dict[int, CardItem]:
    """What the board of a caseload says of each record: without assessment, or the next one late."""
    return {
        pk: CardItem(due.words(today), reverse("assessments:assessments", args=[pk]), late=due.late(today))
        for pk, due in due_of(case_file_ids).items()
        if due.on is None or due.late(today)
    }


def card(actor: Actor, today: date) -> CardContent | None:
    """For whoever answers for records: drafts to finish, and the times that come within a month or are late."""
    drafts = list(drafts_of(actor)[:LINES])
    soon = {pk: due for pk, due in due_of(_charged(actor)).items() if due.on is not None and due.on <= today + AHEAD}
    mine = CaseFile.objects.followed_by(actor, among=list(soon)).select_related("person")
    waiting = [(soon[row.pk], row) for row in mine] if soon else []
    waiting.sort(key=lambda pair: (pair[0].on or today, pair[1].pk))
    if not drafts and not waiting:
        return None
    lines = [
        (
            row.case_file,
            CardItem(
                row.case_file.person.full_name(),
                reverse("assessments:assessment", args=[row.case_file_id, row.pk]),
                _("%(time)s da completare") % {"time": short_time(row.time)},
            ),
        )
        for row in drafts
    ]
    lines += [
        (
            case_file,
            CardItem(
                case_file.person.full_name(),
                reverse("assessments:assessments", args=[case_file.pk]),
                due.words(today),
                late=due.late(today),
            ),
        )
        for due, case_file in waiting
    ]
    shown = lines[:LINES]
    return CardContent(
        [item for _row, item in shown], named=[thing for row, _item in shown for thing in (row, row.person)]
    )


def _charged(actor: Actor) -> list[int]:
    """Ids of records assessed before whose open taking in charge is assigned to the actor, who may have moved on."""
    if actor.professional_id is None:
        return []
    before = Assessment.objects.current().filter(case_file_id=OuterRef("case_file_id"))
    mine = TakingInCharge.objects.current().open().filter(Exists(before), worker=actor.professional_id)
    return list(mine.values_list("case_file_id", flat=True))
