# SPDX-License-Identifier: EUPL-1.2
"""What is written of placements, foster care, care leavers and protected meetings, and what cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _

from ordito.cases.actions.errors import CaseError, check_alive, check_not_future, check_order
from ordito.core.dates import completed_years, format_date
from ordito.protection import rules
from ordito.protection.actions.rows import RowValues, check_of_record
from ordito.protection.engine.clock import semester_end
from ordito.protection.enums import FosterState, FosterStay, ListKey
from ordito.protection.models import (
    CareLeaverProject,
    FosterCare,
    FosterStep,
    OutOfHomePlacement,
    ProtectedMeetingPlan,
    ProtectionRow,
    ProtectiveMeasure,
    SemestralCard,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import Model

    from ordito.cases.models import CaseFile, Code
    from ordito.core.access import Actor
    from ordito.territory.models import Professional, Service


@dataclass(frozen=True, kw_only=True)
class PlacementValues(RowValues):
    """A stay out of the family, in a community or with relatives."""

    model = OutOfHomePlacement
    action = "placement"
    lists: ClassVar[Mapping[str, str]] = {
        "kind": ListKey.OUT_OF_HOME_KIND,
        "character": ListKey.OUT_OF_HOME_CHARACTER,
        "reason": ListKey.OUT_OF_HOME_REASON,
        "outcome": ListKey.OUT_OF_HOME_OUTCOME,
    }

    kind: Code
    form: str
    reason: Code
    starts_on: date
    character: Code | None = None
    service: Service | None = None
    place: str = ""
    with_parent: bool = False
    measure: ProtectiveMeasure | None = None
    ends_on: date | None = None
    outcome: Code | None = None
    note: str = ""

    def day(self, at: datetime) -> date:
        """Codes are those of the first day."""
        del at
        return self.starts_on

    def check(self, case_file: CaseFile, *, at: datetime, row: ProtectionRow | None) -> None:
        """It says where, its dates are in order, and the child lived nowhere else."""
        check_of_record(self.measure, case_file, field="measure")
        check_not_future(self.starts_on, at=at, field="starts_on")
        check_not_future(self.ends_on, at=at, field="ends_on")
        check_alive(case_file.person, self.starts_on, field="starts_on")
        check_order(self.starts_on, self.ends_on, field="ends_on")
        if self.service is None and not self.place.strip():
            raise CaseError(_("Scegli la struttura o scrivi il luogo."), field="service")
        if (self.ends_on is None) != (self.outcome is None):
            field = "outcome" if self.outcome is None else "ends_on"
            raise CaseError(_("Scrivi insieme la fine e l’esito."), field=field)
        check_lives_nowhere_else(case_file, self.starts_on, self.ends_on, but=row)

    def follow(self, row: Any, *, by: Actor, at: datetime, new: bool) -> Sequence[Model]:
        """The first six-monthly card; a card not filled yet moves with the start."""
        del by, at, new
        waiting = row.cards.filter(sent_on=None, filled_at=None).order_by("number").first()
        if waiting is not None:
            waiting.due_on = semester_end(row.starts_on, waiting.number)
            waiting.version += 1
            waiting.save()
            return [waiting]
        if row.ends_on is not None or row.cards.exists() or not rules.owes_cards(row):
            return ()
        return [SemestralCard.objects.create(placement=row, number=1, due_on=semester_end(row.starts_on, 1))]


def check_lives_nowhere_else(
    case_file: CaseFile, first: date, last: date | None, *, but: ProtectionRow | None, field: str = "starts_on"
) -> None:
    """A child lives in one place at a time; the day of a move belongs to both."""
    stays = OutOfHomePlacement.objects.current().filter(case_file=case_file)
    fosters = FosterCare.objects.current().filter(case_file=case_file, stay=FosterStay.RESIDENTIAL)
    clashes = [
        *_overlapping(stays, "starts_on", "ends_on", first, last),
        *_overlapping(fosters, "started_on", "ended_on", first, last),
    ]
    clash = next((row for row in clashes if row != but), None)
    if clash is not None:
        since = clash.starts_on if isinstance(clash, OutOfHomePlacement) else clash.started_on
        raise CaseError(
            _("In quei giorni la persona risulta già collocata altrove, dal %(day)s: registra prima la fine.")
            % {"day": format_date(since)},
            field=field,
        )


def _overlapping(rows: Any, starts: str, ends: str, first: date, last: date | None) -> Sequence[Any]:
    lasting = Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": first})
    begun = Q(**{f"{starts}__lt": last}) if last else Q(**{f"{starts}__isnull": False})
    return list(rows.filter(lasting, begun))


@dataclass(frozen=True, kw_only=True)
class FosterValues(RowValues):
    """A foster care; how far it is changes by `move_foster`."""

    model = FosterCare
    action = "foster"
    lists: ClassVar[Mapping[str, str]] = {}

    form: str
    nature: str
    time: str
    stay: str
    requested_on: date
    measure: ProtectiveMeasure | None = None
    family: str = ""
    family_contacts: str = ""
    review_on: date | None = None
    extended_to: date | None = None
    note: str = ""

    def check(self, case_file: CaseFile, *, at: datetime, row: ProtectionRow | None) -> None:
        """A minor; a start known before it is prolonged; no child in two homes."""
        check_of_record(self.measure, case_file, field="measure")
        check_not_future(self.requested_on, at=at, field="requested_on")
        if not rules.is_minor(case_file.person, self.requested_on):
            raise CaseError(_("L’affidamento familiare riguarda i minorenni."), field="requested_on")
        started_on = row.started_on if isinstance(row, FosterCare) else None
        if self.extended_to is not None:
            if started_on is None:
                raise CaseError(_("Si proroga un affidamento già avviato."), field="extended_to")
            check_order(started_on, self.extended_to, field="extended_to")
        if isinstance(row, FosterCare):
            check_order(self.requested_on, row.started_on, field="requested_on")
            if row.started_on and self.stay == FosterStay.RESIDENTIAL:
                check_lives_nowhere_else(case_file, row.started_on, row.ended_on, but=row, field="stay")

    def follow(self, row: Any, *, by: Actor, at: datetime, new: bool) -> Sequence[Model]:
        """The first step of its history."""
        del at
        if not new:
            return ()
        step = FosterStep(foster=row, state=FosterState.ASSESSMENT, on=self.requested_on, by_name=by.actor_name)
        step.save()
        return [step]


@dataclass(frozen=True, kw_only=True)
class LeaverValues(RowValues):
    """A project of autonomy between eighteen and twenty-one."""

    model = CareLeaverProject
    action = "leaver"
    lists: ClassVar[Mapping[str, str]] = {
        "housing": ListKey.LEAVER_HOUSING,
        "activity": ListKey.LEAVER_ACTIVITY,
        "outcome": ListKey.LEAVER_OUTCOME,
    }

    starts_on: date
    autonomy_tutor: Professional | None = None
    housing: Code | None = None
    activity: Code | None = None
    review_on: date | None = None
    goals: str = ""
    ends_on: date | None = None
    outcome: Code | None = None

    def day(self, at: datetime) -> date:
        """Codes are those of the first day."""
        del at
        return self.starts_on

    def check(self, case_file: CaseFile, *, at: datetime, row: ProtectionRow | None) -> None:
        """Of an age that the project is for; an outcome comes with an end that has come."""
        del row
        check_order(self.starts_on, self.ends_on, field="ends_on")
        first, last = rules.LEAVER_AGES
        birth = case_file.person.birth_date
        if birth is not None and not first <= completed_years(birth, self.starts_on) < last:
            raise CaseError(_("Il progetto comincia tra i 17 e i 20 anni compiuti."), field="starts_on")
        if self.outcome is not None:
            if self.ends_on is None:
                raise CaseError(_("Con l’esito scrivi anche la fine del progetto."), field="ends_on")
            check_not_future(self.ends_on, at=at, field="ends_on")


@dataclass(frozen=True, kw_only=True)
class MeetingPlanValues(RowValues):
    """Protected meetings with somebody: how often, where, under which rules."""

    model = ProtectedMeetingPlan
    action = "meeting_plan"
    lists: ClassVar[Mapping[str, str]] = {"meets": ListKey.MEETING_WITH, "suspended_by": ListKey.OFFICE}

    meets: Code
    frequency: str
    starts_on: date
    name: str = ""
    measure: ProtectiveMeasure | None = None
    service: Service | None = None
    place: str = ""
    rules: str = ""
    ends_on: date | None = None
    suspended_on: date | None = None
    suspended_by: Code | None = None

    def check(self, case_file: CaseFile, *, at: datetime, row: ProtectionRow | None) -> None:
        """Dates in order; who suspended them stands with the day."""
        del row
        check_of_record(self.measure, case_file, field="measure")
        check_order(self.starts_on, self.ends_on, field="ends_on")
        check_order(self.starts_on, self.suspended_on, field="suspended_on")
        check_not_future(self.suspended_on, at=at, field="suspended_on")
        if (self.suspended_on is None) != (self.suspended_by is None):
            field = "suspended_by" if self.suspended_by is None else "suspended_on"
            raise CaseError(_("Scrivi insieme da quando e da chi sono sospesi."), field=field)
