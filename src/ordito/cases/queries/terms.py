# SPDX-License-Identifier: EUPL-1.2
"""The regulation's terms, counted for concern reports: what has to be done by when, and how late it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.cases.enums import ConcernState, TermEnd, TermStart
from ordito.cases.models import TermRule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordito.cases.models import ConcernReport

SOON = 3
"""Days left from which a term is shown as near."""


@dataclass(frozen=True)
class Deadline:
    """One term of one concern report."""

    rule: TermRule
    due_on: date
    done_on: date | None
    today: date

    @property
    def days_left(self) -> int:
        """Calendar days to the last useful day, today not counted; negative when it has passed."""
        return (self.due_on - (self.done_on or self.today)).days

    @property
    def late(self) -> bool:
        """Whether it was, or is being, overrun."""
        return self.days_left < 0

    @property
    def words(self) -> str:
        """How much is left, or how late, in words: colour alone says nothing to many."""
        if self.done_on is not None:
            return _("fatto in ritardo") if self.late else _("fatto in tempo")
        if self.late:
            days = -self.days_left
            return ngettext("in ritardo di %(days)s giorno", "in ritardo di %(days)s giorni", days) % {"days": days}
        if self.days_left == 0:
            return _("scade oggi")
        return ngettext("manca %(days)s giorno", "mancano %(days)s giorni", self.days_left) % {"days": self.days_left}

    @property
    def tone(self) -> str:
        """The same as a tone of the badge."""
        if self.late:
            return "danger"
        if self.done_on is not None:
            return "success"
        return "warning" if self.days_left <= SOON else "neutral"


def term_rules() -> list[TermRule]:
    """Every rule, the most specific first: of one Ambito before all, of one urgency before any."""
    rows = TermRule.objects.select_related("urgency", "ambito").order_by("pk")
    return sorted(rows, key=lambda rule: (rule.ambito_id is None, rule.urgency_id is None))


def deadlines(concern: ConcernReport, rules: Sequence[TermRule], *, today: date) -> list[Deadline]:
    """The terms of a concern report, the next one due first; `taking` must be loaded with it.

    A filed report has no taking in charge to begin: that term does not run for it.
    """
    found = [_deadline(concern, rules, end, today) for end in TermEnd]
    return sorted((one for one in found if one is not None), key=lambda one: (one.done_on is not None, one.due_on))


def next_deadline(concern: ConcernReport, rules: Sequence[TermRule], *, today: date) -> Deadline | None:
    """The term that runs out first among those not met yet."""
    return next((one for one in deadlines(concern, rules, today=today) if one.done_on is None), None)


def _deadline(concern: ConcernReport, rules: Sequence[TermRule], end: TermEnd, today: date) -> Deadline | None:
    if end == TermEnd.TAKEN and concern.state == ConcernState.FILED:
        return None
    for rule in rules:
        start = _start(concern, TermStart(rule.starts))
        if rule.ends == end and start is not None and _holds(rule, concern, start):
            return Deadline(rule, start + timedelta(days=rule.days), _done_on(concern, end), today)
    return None


def _start(concern: ConcernReport, start: TermStart) -> date | None:
    """The day from which a term is counted, once it has come."""
    if start == TermStart.RECEIVED:
        return concern.received_on
    return concern.weighed_on if concern.state == ConcernState.ACCEPTED else None


def _holds(rule: TermRule, concern: ConcernReport, day: date) -> bool:
    return (
        rule.ambito_id in {None, concern.ambito_id}
        and rule.urgency_id in {None, concern.urgency_id}
        and (rule.valid_from is None or rule.valid_from <= day)
        and (rule.valid_to is None or day <= rule.valid_to)
    )


def _done_on(concern: ConcernReport, end: TermEnd) -> date | None:
    """When it was done; somebody who was in charge already before the report was never waited for."""
    if end == TermEnd.WEIGHED:
        return concern.weighed_on
    return max(concern.taking.opened_on, concern.received_on) if concern.taking is not None else None
