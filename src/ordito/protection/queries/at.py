# SPDX-License-Identifier: EUPL-1.2
"""The protection of a record on a day as plain values, for what is sent to others; codes are those of our lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from ordito.protection.enums import ListKey, StepHolder
from ordito.protection.models import EmergencyStep, FosterCare, OutOfHomePlacement, ProtectiveMeasure, ReportDue
from ordito.protection.rules import REPORT_OF_CONCERN

if TYPE_CHECKING:
    from datetime import date

    from ordito.cases.models import CaseFile

RESPONSIBILITY = frozenset(
    {
        "prescriptions",
        "responsibility_limited",
        "responsibility_suspended",
        "responsibility_forfeited",
        "guardian",
        "curatorship",
    }
)
"""Contents of measures that touch parental responsibility."""


@dataclass(frozen=True)
class MeasureAt:
    """A measure in force; `kind` "emergency_removal" and "post_adoption" are two things here, fused elsewhere."""

    issued_on: date
    nature: str
    issuer: str
    kind: str
    contents: frozenset[str]
    concerns: str
    standing: str
    until: date | None

    @property
    def responsibility(self) -> frozenset[str]:
        """What it does to parental responsibility."""
        return self.contents & RESPONSIBILITY


@dataclass(frozen=True)
class FosterAt:
    """A foster care that started: `outcome` empty while it goes on."""

    form: str
    nature: str
    time: str
    stay: str
    started_on: date
    ended_on: date | None
    outcome: str


@dataclass(frozen=True)
class StayAt:
    """A stay in a community or with relatives: `outcome` empty while it goes on."""

    kind: str
    character: str
    form: str
    with_parent: bool
    starts_on: date
    ends_on: date | None
    outcome: str


@dataclass(frozen=True)
class ProtectionAt:
    """What stood on a day; `foster` and `stay` are those going on, else the last that had ended by then."""

    reported_on: date | None
    """The first time that the service told the prosecutor by itself: a concern, or an emergency removal."""
    measures: tuple[MeasureAt, ...]
    """In force, latest first."""
    foster: FosterAt | None
    stay: StayAt | None

    @property
    def judicial(self) -> tuple[MeasureAt, ...]:
        """Those of a judge."""
        return tuple(measure for measure in self.measures if measure.nature == "judicial")


def protection_at(case_file: CaseFile, day: date) -> ProtectionAt:
    """The protection of a record as it stood at the end of `day`; seven queries at most, none that asks who reads."""
    return ProtectionAt(
        reported_on=_reported_on(case_file, day),
        measures=tuple(_measures(case_file, day)),
        foster=_foster(case_file, day),
        stay=_stay(case_file, day),
    )


def _reported_on(case_file: CaseFile, day: date) -> date | None:
    sent = ReportDue.objects.current().filter(
        case_file=case_file,
        content__code_list__key=ListKey.REPORT_CONTENT,
        content__code=REPORT_OF_CONCERN,
        sent_on__lte=day,
    )
    steps = EmergencyStep.objects.filter(
        placement__case_file=case_file,
        placement__annulled_at=None,
        rule__holder=StepHolder.SERVICE,
        done_at__isnull=False,
    )
    told = [timezone.localdate(moment) for moment in steps.values_list("done_at", flat=True) if moment is not None]
    days = [*sent.values_list("sent_on", flat=True), *(one for one in told if one <= day)]
    return min((one for one in days if one is not None), default=None)


def _measures(case_file: CaseFile, day: date) -> list[MeasureAt]:
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    valid = Q(until__isnull=True) | Q(until__gte=day)
    rows = ProtectiveMeasure.objects.current().filter(lasting, valid, case_file=case_file, issued_on__lte=day)
    related = rows.select_related("issuer", "kind", "concerns").prefetch_related("contents__content")
    return [
        MeasureAt(
            issued_on=row.issued_on,
            nature=row.nature,
            issuer=row.issuer.code,
            kind=row.kind.code,
            contents=frozenset(one.content.code for one in row.contents.all()),
            concerns=row.concerns.code if row.concerns else "",
            standing=row.standing,
            until=row.until,
        )
        for row in related.order_by("-issued_on", "-pk")
    ]


def _foster(case_file: CaseFile, day: date) -> FosterAt | None:
    rows = FosterCare.objects.current().filter(case_file=case_file, started_on__lte=day).select_related("outcome")
    row = _going_on(list(rows), "started_on", "ended_on", day)
    if row is None:
        return None
    over = row.ended_on is not None and row.ended_on <= day
    outcome = row.outcome.code if over and row.outcome else ""
    ended_on = row.ended_on if over else None
    return FosterAt(row.form, row.nature, row.time, row.stay, row.started_on, ended_on, outcome)


def _stay(case_file: CaseFile, day: date) -> StayAt | None:
    rows = OutOfHomePlacement.objects.current().filter(case_file=case_file, starts_on__lte=day)
    row = _going_on(list(rows.select_related("kind", "character", "outcome")), "starts_on", "ends_on", day)
    if row is None:
        return None
    over = row.ends_on is not None and row.ends_on <= day
    return StayAt(
        kind=row.kind.code,
        character=row.character.code if row.character else "",
        form=row.form,
        with_parent=row.with_parent,
        starts_on=row.starts_on,
        ends_on=row.ends_on if over else None,
        outcome=row.outcome.code if over and row.outcome else "",
    )


def _going_on(rows: list[Any], starts: str, ends: str, day: date) -> Any:
    """The one going on that day, else the one that ended last."""

    def order(row: Any) -> tuple[bool, date, int]:
        end = getattr(row, ends)
        running = end is None or end > day
        return running, getattr(row, starts) if running else end, row.pk

    return max(rows, key=order, default=None)
