# SPDX-License-Identifier: EUPL-1.2
"""What is written of proceedings, measures, reports and emergency removals, and what cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.actions.errors import CaseError, check_not_future, check_order
from ordito.cases.actions.part_rows import save_next
from ordito.cases.models import CaseFile, Code, Document
from ordito.protection import rules
from ordito.protection.actions.rows import RowValues, check_of_record
from ordito.protection.enums import ListKey, Nature
from ordito.protection.models import (
    ClockRule,
    EmergencyPlacement,
    EmergencyStep,
    MeasureContent,
    Proceeding,
    ProtectionRow,
    ProtectiveMeasure,
    ReportDue,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import Model

    from ordito.core.access import Actor
    from ordito.territory.models import Organisation, Service


@dataclass(frozen=True, kw_only=True)
class ProceedingValues(RowValues):
    """A proceeding before an office."""

    model = Proceeding
    action = "proceeding"
    lists: ClassVar[Mapping[str, str]] = {"office": ListKey.OFFICE, "subject": ListKey.PROCEEDING_SUBJECT}

    office: Code
    subject: Code
    court: Organisation | None = None
    number: str = ""
    year: int | None = None
    judge: str = ""
    opened_on: date | None = None
    next_hearing_on: date | None = None
    closed_on: date | None = None
    note: str = ""

    def check(self, case_file: CaseFile, *, at: datetime, row: ProtectionRow | None) -> None:
        """Dates in order; the office is one that judges."""
        del case_file, row
        if self.office.code in rules.ADMINISTRATIVE_OFFICES:
            raise CaseError(_("Un procedimento è davanti a un ufficio giudiziario."), field="office")
        check_not_future(self.opened_on, at=at, field="opened_on")
        check_not_future(self.closed_on, at=at, field="closed_on")
        check_order(self.opened_on, self.closed_on, field="closed_on")


@dataclass(frozen=True, kw_only=True)
class MeasureValues(RowValues):
    """A measure of a judge or of a public authority; a measure that replaces another ends it on its own day."""

    model = ProtectiveMeasure
    action = "measure"
    lists: ClassVar[Mapping[str, str]] = {
        "issuer": ListKey.OFFICE,
        "kind": ListKey.MEASURE_KIND,
        "concerns": ListKey.MEASURE_CONCERNS,
        "contents": ListKey.MEASURE_CONTENT,
    }
    elsewhere = frozenset({"contents"})

    nature: str
    issuer: Code
    kind: Code
    issued_on: date
    contents: Sequence[Code] = ()
    concerns: Code | None = None
    proceeding: Proceeding | None = None
    standing: str = ""
    notified_on: date | None = None
    until: date | None = None
    protocol_number: str = ""
    protocol_date: date | None = None
    document: Document | None = None
    text: str = ""
    replaces: ProtectiveMeasure | None = None
    ended_on: date | None = None

    def check(self, case_file: CaseFile, *, at: datetime, row: ProtectionRow | None) -> None:
        """Who issued it could; dates in order; what it points to is of the record and not itself."""
        administrative = self.nature == Nature.ADMINISTRATIVE
        if administrative != (self.issuer.code in rules.ADMINISTRATIVE_OFFICES):
            raise CaseError(_("Chi emette e la natura del provvedimento non vanno insieme."), field="issuer")
        if not administrative and self.kind.code in rules.ADMINISTRATIVE_KINDS:
            raise CaseError(_("Questo tipo è un atto amministrativo, non di un giudice."), field="kind")
        if administrative and (self.standing or self.proceeding):
            field = "standing" if self.standing else "proceeding"
            raise CaseError(_("Vale solo per i provvedimenti di un giudice: lascia vuoto."), field=field)
        check_of_record(self.proceeding, case_file, field="proceeding")
        check_of_record(self.replaces, case_file, field="replaces")
        if row is not None and self.replaces == row:
            raise CaseError(_("Un provvedimento non può sostituire se stesso."), field="replaces")
        if self.replaces is not None:
            check_order(self.replaces.issued_on, self.issued_on, field="issued_on")
        check_not_future(self.issued_on, at=at, field="issued_on")
        check_not_future(self.ended_on, at=at, field="ended_on")
        for field in ("notified_on", "until", "ended_on"):
            check_order(self.issued_on, getattr(self, field), field=field)

    def day(self, at: datetime) -> date:
        """Codes are those of the day when it was issued."""
        del at
        return self.issued_on

    def follow(self, row: Any, *, by: Actor, at: datetime, new: bool) -> Sequence[Model]:
        """Its contents as rows, and the end of the measure that it replaces."""
        del by, at, new
        row.contents.exclude(content__in=self.contents).delete()
        there = set(row.contents.values_list("content_id", flat=True))
        added = [MeasureContent(measure=row, content=code) for code in self.contents if code.pk not in there]
        MeasureContent.objects.bulk_create(added)
        if self.replaces is None or self.replaces.ended_on is not None:
            return added
        self.replaces.ended_on = self.issued_on
        save_next(self.replaces)
        return [*added, self.replaces]


@dataclass(frozen=True, kw_only=True)
class ReportValues(RowValues):
    """A report that an authority expects, or one sent without being asked."""

    model = ReportDue
    action = "report"
    lists: ClassVar[Mapping[str, str]] = {"recipient": ListKey.OFFICE, "content": ListKey.REPORT_CONTENT}

    recipient: Code
    content: Code
    measure: ProtectiveMeasure | None = None
    due_on: date | None = None
    every_months: int | None = None
    sent_on: date | None = None
    protocol_number: str = ""
    protocol_date: date | None = None
    document: Document | None = None
    note: str = ""

    def check(self, case_file: CaseFile, *, at: datetime, row: ProtectionRow | None) -> None:
        """By when, or when it was sent; what repeats starts from a term."""
        del row
        check_of_record(self.measure, case_file, field="measure")
        check_not_future(self.sent_on, at=at, field="sent_on")
        if self.due_on is None and self.sent_on is None:
            raise CaseError(_("Scrivi entro quando va inviata, o quando è stata inviata."), field="due_on")
        if self.every_months and (self.due_on is None or self.sent_on is not None):
            raise CaseError(
                _("Si ripete solo una relazione ancora da inviare, con il suo termine."), field="every_months"
            )


@dataclass(frozen=True, kw_only=True)
class EmergencyValues(RowValues):
    """A child brought to safety under art. 403 c.c."""

    model = EmergencyPlacement
    action = "emergency"
    lists: ClassVar[Mapping[str, str]] = {"authority": ListKey.OFFICE}

    started_at: datetime
    authority: Code
    reasons: str
    service: Service | None = None
    place: str = ""

    def day(self, at: datetime) -> date:
        """Codes are those of the day of the removal."""
        del at
        return timezone.localdate(self.started_at)

    def check(self, case_file: CaseFile, *, at: datetime, row: ProtectionRow | None) -> None:
        """It has happened, to a minor, once at a time, by somebody who is no judge."""
        if self.started_at > at:
            raise CaseError(_("Il giorno e l’ora sono nel futuro."), field="started_time")
        if not rules.is_minor(case_file.person, self.day(at)):
            raise CaseError(_("L’articolo 403 riguarda i minorenni: a quella data la persona aveva 18 anni."))
        if self.authority.code not in rules.ADMINISTRATIVE_OFFICES:
            raise CaseError(_("Scegli l’autorità pubblica che ha deciso, non un giudice."), field="authority")
        running = EmergencyPlacement.objects.current().filter(case_file=case_file, ended_on=None)
        if row is None and running.exists():
            raise CaseError(_("C’è già un allontanamento d’urgenza in corso: registra prima il suo esito."))
        if row is not None and _steps_done_before(row, self.started_at):
            raise CaseError(_("Un adempimento risulta fatto prima di quest’ora."), field="started_time")

    def prepare(self, row: Any, *, by: Actor, at: datetime) -> Sequence[Model]:
        """The administrative measure that the removal is."""
        measure = row.measure if row.measure_id else None
        if measure is None:
            measure = ProtectiveMeasure(
                case_file=row.case_file, form_key=uuid4(), written_at=at, written_by_name=by.actor_name, version=0
            )
        measure.nature, measure.issuer = Nature.ADMINISTRATIVE, self.authority
        measure.kind = Code.objects.get(code_list__key=ListKey.MEASURE_KIND, code="emergency_removal")
        measure.issued_on = self.day(at)
        save_next(measure)
        row.measure = measure
        return [measure]

    def follow(self, row: Any, *, by: Actor, at: datetime, new: bool) -> Sequence[Model]:
        """The steps of the clock in force on that day."""
        del by
        if not new:
            return ()
        terms = ClockRule.objects.at(self.day(at)).order_by("position", "pk")
        steps = [EmergencyStep(placement=row, rule=rule) for rule in terms]
        if not steps:
            raise CaseError(_("A quella data non ci sono termini registrati: chiedi a chi gestisce le impostazioni."))
        EmergencyStep.objects.bulk_create(steps)
        return list(row.steps.all())


def _steps_done_before(row: ProtectionRow, moment: datetime) -> bool:
    return EmergencyStep.objects.filter(placement_id=row.pk, done_at__lt=moment).exists()
