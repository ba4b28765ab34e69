# SPDX-License-Identifier: EUPL-1.2
"""What is written of placements, of visits there and of what is adapted, and what cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _

from ordito.cases.actions.errors import CaseError, check_alive, check_not_future, check_order
from ordito.cases.models import Code
from ordito.core.dates import format_date
from ordito.employment.actions.rows import RowValues
from ordito.employment.engine.months import add_months, months_of
from ordito.employment.enums import ListKey
from ordito.employment.models import Accommodation, JobMonitoring, JobPlacement, PlacementOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from django.db.models import Model

    from ordito.core.access import Actor
    from ordito.employment.models import Accreditation, WorkPath
    from ordito.territory.models import Organisation, Professional

HOURS_IN_A_WEEK = 60


@dataclass(frozen=True, kw_only=True)
class PlacementValues(RowValues):
    """A period of work or training in a workplace; it ends by `end_placement`."""

    model = JobPlacement
    action = "placement"
    parent = "work_path"
    lists: ClassVar[Mapping[str, str]] = {
        "kind": ListKey.PLACEMENT_KIND,
        "employer_kind": ListKey.EMPLOYER_KIND,
        "end_reason": ListKey.PLACEMENT_END,
    }

    kind: Code
    employer_kind: Code
    starts_on: date
    weekly_hours: Decimal
    employer: Organisation | None = None
    employer_name: str = ""
    tasks: str = ""
    monthly_amount: Decimal | None = None
    planned_end_on: date | None = None
    company_tutor: str = ""
    job_tutor: Professional | None = None
    accreditation: Accreditation | None = None
    every_weeks: int | None = None
    ends_on: date | None = None
    end_reason: Code | None = None
    note: str = ""

    def day(self, at: datetime) -> date:
        """Codes are those of the first day."""
        del at
        return self.starts_on

    def check(self, parent: WorkPath, *, at: datetime, row: Any) -> None:
        """It says where, lies within the path, and whoever accompanies it is accredited on its first day."""
        person = parent.case_file.person
        check_order(parent.started_on, self.starts_on, field="starts_on")
        check_alive(person, self.starts_on, field="starts_on")
        check_order(self.starts_on, self.planned_end_on, field="planned_end_on")
        if self.employer is None and not self.employer_name.strip():
            raise CaseError(_("Scegli l’ente o scrivi l’azienda."), field="employer_name")
        if not 0 < self.weekly_hours <= HOURS_IN_A_WEEK:
            words = _("Le ore alla settimana vanno da poco più di 0 a %(most)s.")
            raise CaseError(words % {"most": HOURS_IN_A_WEEK}, field="weekly_hours")
        if row is None or (row.accreditation, row.starts_on) != (self.accreditation, self.starts_on):
            check_accreditation(self.accreditation, parent, self.starts_on)
        self._check_end(at)
        if row is not None:
            self._check_around_visits(row)

    def _check_end(self, at: datetime) -> None:
        if (self.ends_on is None) != (self.end_reason is None):
            field = "end_reason" if self.end_reason is None else "ends_on"
            raise CaseError(_("Scrivi insieme la fine e il motivo."), field=field)
        check_not_future(self.ends_on, at=at, field="ends_on")
        check_order(self.starts_on, self.ends_on, field="ends_on")

    def _check_around_visits(self, row: JobPlacement) -> None:
        visits = JobMonitoring.objects.current().filter(placement=row).values_list("held_on", flat=True)
        days = sorted(visits)
        if days and self.starts_on > days[0]:
            words = _("C’è già un monitoraggio del %(day)s: l’inserimento non può cominciare dopo.")
            raise CaseError(words % {"day": format_date(days[0])}, field="starts_on")
        if days and self.ends_on is not None and self.ends_on < days[-1]:
            words = _("C’è un monitoraggio del %(day)s: l’inserimento non può finire prima.")
            raise CaseError(words % {"day": format_date(days[-1])}, field="ends_on")

    def prepare(self, row: Any) -> None:
        """By when somebody must look how it goes."""
        set_next_visit(row)

    def follow(self, row: Any, *, by: Actor, at: datetime, new: bool) -> Sequence[Model]:
        """The outcomes to be looked at after so many months, counted from the first day."""
        del by, at
        if new:
            months = filter(None, (months_of(code) for code in _months_asked(self.starts_on)))
            return [
                PlacementOutcome.objects.create(placement=row, months=count, due_on=add_months(row.starts_on, count))
                for count in sorted(set(months))
            ]
        moved = []
        for outcome in row.outcomes.filter(checked_on=None):
            due_on = add_months(row.starts_on, outcome.months)
            if outcome.due_on != due_on:
                outcome.due_on = due_on
                outcome.version += 1
                outcome.save()
                moved.append(outcome)
        return moved


def _months_asked(day: date) -> list[str]:
    return list(Code.objects.of(ListKey.OUTCOME_MONTHS).at(day).values_list("code", flat=True))


def check_accreditation(accreditation: Accreditation | None, path: WorkPath, day: date) -> None:
    """The body was accredited on that day, in the list of the Ambito."""
    if accreditation is None:
        return
    if accreditation.territory_id not in {None, path.case_file.ambito_id}:
        raise CaseError(_("Scegli una voce dell’elenco."), field="accreditation")
    late = accreditation.valid_to is not None and accreditation.valid_to < day
    if late or accreditation.valid_from > day:
        words = _("Il %(day)s questo ente non era accreditato.")
        raise CaseError(words % {"day": format_date(day)}, field="accreditation")


def set_next_visit(placement: JobPlacement) -> None:
    """Count by when the next visit is due: from what was agreed at the latest one, else by the weeks. Does not save."""
    last = None
    if placement.pk is not None:
        visits = JobMonitoring.objects.current().filter(placement=placement)
        last = visits.order_by("-held_on", "-pk").first()
    agreed = last.next_on if last is not None else None
    since = last.held_on if last is not None else placement.starts_on
    weeks = placement.every_weeks
    placement.monitor_by = agreed or (since + timedelta(weeks=weeks) if weeks else None)


@dataclass(frozen=True, kw_only=True)
class MonitoringValues(RowValues):
    """How it goes at the workplace, on a day."""

    model = JobMonitoring
    action = "monitoring"
    parent = "placement"
    lists: ClassVar[Mapping[str, str]] = {"mode": ListKey.MONITORING_MODE, "trend": ListKey.MONITORING_TREND}

    held_on: date
    mode: Code
    trend: Code
    note: str = ""
    next_on: date | None = None

    def day(self, at: datetime) -> date:
        """Codes are those of the day of the visit."""
        del at
        return self.held_on

    def check(self, parent: JobPlacement, *, at: datetime, row: Any) -> None:
        """It was done while the placement went on."""
        del row
        check_not_future(self.held_on, at=at, field="held_on")
        check_order(parent.starts_on, self.held_on, field="held_on")
        check_alive(parent.work_path.case_file.person, self.held_on, field="held_on")
        if parent.ends_on is not None and self.held_on > parent.ends_on:
            words = _("L’inserimento è finito il %(day)s.")
            raise CaseError(words % {"day": format_date(parent.ends_on)}, field="held_on")
        if self.next_on is not None and self.next_on <= self.held_on:
            raise CaseError(_("Il prossimo monitoraggio viene dopo questo."), field="next_on")

    def follow(self, row: Any, *, by: Actor, at: datetime, new: bool) -> Sequence[Model]:
        """The next visit is counted again."""
        del by, at
        if not new:
            row.save()
        return [count_again(row.placement)]


def count_again(placement: JobPlacement) -> JobPlacement:
    """Count by when the next visit is due and save it; nobody typed it, so that the version stays."""
    set_next_visit(placement)
    placement.save(update_fields=["monitor_by"])
    return placement


@dataclass(frozen=True, kw_only=True)
class AccommodationValues(RowValues):
    """What is adapted at the workplace."""

    model = Accommodation
    action = "accommodation"
    parent = "placement"
    lists: ClassVar[Mapping[str, str]] = {"kind": ListKey.ACCOMMODATION_KIND}

    kind: Code
    asked_on: date
    detail: str = ""
    in_place_on: date | None = None
    ended_on: date | None = None

    def check(self, parent: JobPlacement, *, at: datetime, row: Any) -> None:
        """Asked, then there, then no longer needed."""
        del parent, row
        for field in ("asked_on", "in_place_on", "ended_on"):
            check_not_future(getattr(self, field), at=at, field=field)
        check_order(self.asked_on, self.in_place_on, field="in_place_on")
        check_order(self.in_place_on or self.asked_on, self.ended_on, field="ended_on")
