# SPDX-License-Identifier: EUPL-1.2
"""What belongs to one row of a record's protection: the clock, the cards, the way of a foster care, the meetings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.core.fields import open_text
from ordito.protection.enums import FosterState, MeetingState
from ordito.protection.models import ProtectiveMeasure
from ordito.protection.queries.emergencies import dated_steps
from ordito.protection.queries.facts import named, rows_of
from ordito.protection.queries.story import CARD_TITLES
from ordito.protection.queries.words import clock_text, moment_text

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.protection.models import (
        EmergencyPlacement,
        FosterCare,
        OutOfHomePlacement,
        Proceeding,
        ProtectedMeeting,
        ProtectedMeetingPlan,
        SemestralCard,
    )

WAY = (
    FosterState.ASSESSMENT,
    FosterState.SEARCH,
    FosterState.MATCHING,
    FosterState.IDENTIFIED,
    FosterState.STARTED,
    FosterState.ENDED,
)


@dataclass(frozen=True)
class ClockLine:
    """A step of the clock in words."""

    pk: int
    name: str
    holder: str
    term: str
    state: str
    tone: str
    when: str
    done: str
    protocol: str
    note: str
    if_missed: str
    verified: bool
    source: str


def clock_of(placement: EmergencyPlacement, *, now: datetime) -> list[ClockLine]:
    """The steps of an emergency removal in order; once it is over nothing runs."""
    steps = placement.steps.select_related("rule", "placement__case_file__person")
    lines = []
    for one in dated_steps(steps).get(placement.pk, []):
        rule, step = one.step.rule, one.step
        late = not one.done and now > one.due_at and not one.at_once
        if one.done:
            state, tone = (_("fatto in ritardo"), "danger") if one.done_late else (_("fatto"), "success")
        elif placement.ended_on is not None:
            state, tone = _("non registrato"), "neutral"
        elif one.at_once:
            state, tone = _("subito"), "danger"
        else:
            state, tone = clock_text(one.due_at, now), "danger" if late else "warning" if one.ours else "info"
        words = _("entro il %(moment)s") if one.firm else _("al più tardi il %(moment)s")
        lines.append(
            ClockLine(
                pk=step.pk,
                name=rule.name,
                holder=rule.get_holder_display(),
                term=_("subito") if one.at_once else f"{rule.amount} {rule.get_unit_display()}",
                state=state,
                tone=tone,
                when=_("appena avvenuto l’allontanamento")
                if one.at_once
                else words % {"moment": moment_text(one.due_at)},
                done=_done(step.done_at, step.done_by),
                protocol=step.protocol_number,
                note=open_text(step, "note"),
                if_missed=rule.consequence if not one.done and (one.ours or late) else "",
                verified=rule.verified,
                source=rule.source,
            )
        )
    return lines


def _done(done_at: datetime | None, done_by: str) -> str:
    if done_at is None:
        return ""
    return _("%(moment)s, %(who)s") % {"moment": moment_text(done_at), "who": done_by}


@dataclass(frozen=True)
class CardView:
    """A six-monthly card with its texts."""

    card: SemestralCard
    texts: list[tuple[str, str]]


def cards_of(placement: OutOfHomePlacement) -> list[CardView]:
    """The six-monthly cards, the latest first."""
    rows = placement.cards.select_related("placement__case_file__person", "document").order_by("-number")
    return [
        CardView(row, [(str(label), text) for name, label in CARD_TITLES.items() if (text := open_text(row, name))])
        for row in rows
    ]


@dataclass(frozen=True)
class WayStep:
    """A state of a foster care: come to, standing, or still ahead."""

    label: str
    state: str
    on: date | None
    note: str
    by_name: str


def foster_way(foster: FosterCare) -> list[WayStep]:
    """The states from the assessment to the end, with the day on which each was last come to; without those skipped."""
    reached = {
        step.state: step for step in foster.steps.select_related("foster__case_file__person").order_by("on", "pk")
    }
    states = [*WAY[:-2], FosterState.GIVEN_UP] if foster.state == FosterState.GIVEN_UP else list(WAY)
    current = states.index(FosterState(foster.state))
    steps = []
    for position, state in enumerate(states):
        row = reached.get(state) if position <= current else None
        if row is None and position < current:
            continue
        standing = "current" if position == current else "done" if position < current else "later"
        note = open_text(row, "note") if row else ""
        steps.append(WayStep(str(state.label), standing, row.on if row else None, note, row.by_name if row else ""))
    return steps


@dataclass(frozen=True)
class MeetingLine:
    """A protected meeting in words."""

    row: ProtectedMeeting
    when: str
    tone: str
    observation: str


def meetings_of(plan: ProtectedMeetingPlan) -> list[MeetingLine]:
    """The meetings of a plan, the latest first."""
    rows = plan.meetings.select_related("missed_reason", "plan__case_file__person").order_by("-planned_at", "-pk")
    tones = {MeetingState.PLANNED: "info", MeetingState.HELD: "success", MeetingState.MISSED: "warning"}
    return [
        MeetingLine(row, moment_text(row.planned_at), tones[MeetingState(row.state)], open_text(row, "observation"))
        for row in rows
    ]


def measures_in(proceeding: Proceeding) -> list[tuple[int, str]]:
    """The measures of a proceeding, by id and in one line."""
    rows = rows_of(ProtectiveMeasure).filter(proceeding=proceeding).order_by("-issued_on", "-pk")
    return [(row.pk, named(row)) for row in rows]
