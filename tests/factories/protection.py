# SPDX-License-Identifier: EUPL-1.2
"""Protective measures for tests: rows made through the guard, without the actions' checks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ordito.cases.models import Code
from ordito.core.fields import SealedField, seal_texts
from ordito.core.models import writing
from ordito.protection.enums import (
    Form,
    FosterNature,
    FosterState,
    FosterStay,
    FosterTime,
    ListKey,
    Nature,
)
from ordito.protection.models import (
    CareLeaverProject,
    ClockRule,
    EmergencyPlacement,
    EmergencyStep,
    FosterCare,
    FosterStep,
    MeasureContent,
    OutOfHomePlacement,
    Proceeding,
    ProtectedMeeting,
    ProtectedMeetingPlan,
    ProtectiveMeasure,
    ReportDue,
    SemestralCard,
)
from tests.factories.cases import NOW, make_codes

if TYPE_CHECKING:
    from collections.abc import Collection

    from ordito.cases.models import CaseFile

CLOCK = (
    ("oral_notice", "service", "", 0, "hours"),
    ("act_sent", "service", "", 24, "hours"),
    ("validation_asked", "prosecutor", "act_sent", 72, "hours"),
    ("decree", "court", "validation_asked", 48, "hours"),
    ("curator", "court", "validation_asked", 48, "hours"),
    ("hearing", "court", "decree", 15, "days"),
    ("final_decree", "court", "hearing", 15, "days"),
)


def code(key: ListKey, name: str) -> Code:
    """A code by list and code; the lists are loaded the first time."""
    if not Code.objects.exists():
        make_codes()
    return Code.objects.select_related("code_list").get(code_list__key=key, code=name)


def make_clock() -> list[ClockRule]:
    """The terms of the clock, as installed; a test that empties the tables makes them again."""
    if not ClockRule.objects.exists():
        with writing():
            for position, (step, holder, after, amount, unit) in enumerate(CLOCK):
                ClockRule.objects.create(
                    step=step,
                    name=step,
                    holder=holder,
                    after=after,
                    amount=amount,
                    unit=unit,
                    source="Art. 403 c.c.",
                    position=position,
                    valid_from=date(2022, 6, 22),
                )
    return list(ClockRule.objects.order_by("position", "pk"))


def _make(model: Any, case_file: CaseFile | None, **values: Any) -> Any:
    """A row of any kind, its texts sealed."""
    if case_file is not None:
        values = {
            "case_file": case_file,
            "form_key": uuid4(),
            "written_at": NOW,
            "written_by_name": "Qualcuno",
        } | values
    texts = {
        field.name: values.pop(field.name)
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField) and field.name in values
    }
    row = model(**values)
    if texts:
        seal_texts(row, **texts)
    with writing():
        row.save()
    return row


def make_measure(case_file: CaseFile, *, contents: Collection[str] = ("protected_meetings",), **values: Any) -> Any:
    """A decree of the juvenile court."""
    kind = code(ListKey.MEASURE_KIND, values.pop("kind", "service_custody"))
    issuer = code(ListKey.OFFICE, values.pop("issuer", "juvenile_civil"))
    values = {"nature": Nature.JUDICIAL, "issued_on": date(2026, 3, 1)} | values
    row: ProtectiveMeasure = _make(ProtectiveMeasure, case_file, kind=kind, issuer=issuer, **values)
    for content in contents:
        _make(MeasureContent, None, measure=row, content=code(ListKey.MEASURE_CONTENT, content))
    return row


def make_emergency(
    case_file: CaseFile, *, started_at: datetime = datetime(2026, 11, 21, 8, 0, tzinfo=UTC), **values: Any
) -> EmergencyPlacement:
    """A removal under art. 403 c.c. with its clock."""
    rules = make_clock()
    office = code(ListKey.OFFICE, "social_service")
    measure = make_measure(
        case_file,
        kind="emergency_removal",
        issuer="social_service",
        nature=Nature.ADMINISTRATIVE,
        issued_on=started_at.date(),
        contents=(),
    )
    values = {"reasons": "Casa senza riscaldamento e bambino solo."} | values
    row: EmergencyPlacement = _make(
        EmergencyPlacement, case_file, started_at=started_at, authority=office, measure=measure, **values
    )
    for rule in rules:
        _make(EmergencyStep, None, placement=row, rule=rule)
    return row


def make_report(case_file: CaseFile, **values: Any) -> ReportDue:
    """A report that the juvenile court expects."""
    content = code(ListKey.REPORT_CONTENT, values.pop("content", "update"))
    recipient = code(ListKey.OFFICE, values.pop("recipient", "juvenile_civil"))
    values = {"due_on": date(2026, 12, 1)} | values
    row: ReportDue = _make(ReportDue, case_file, content=content, recipient=recipient, **values)
    return row


def make_proceeding(case_file: CaseFile, **values: Any) -> Proceeding:
    """A proceeding before the juvenile court."""
    subject = code(ListKey.PROCEEDING_SUBJECT, "responsibility")
    values = {"office": code(ListKey.OFFICE, "juvenile_civil"), "number": "812", "year": 2026} | values
    row: Proceeding = _make(Proceeding, case_file, subject=subject, **values)
    return row


def make_placement(case_file: CaseFile, *, card_due_on: date | None = date(2026, 12, 1), **values: Any) -> Any:
    """A child in an educational community, with the first card."""
    kind = code(ListKey.OUT_OF_HOME_KIND, values.pop("kind", "educational_community"))
    reason = code(ListKey.OUT_OF_HOME_REASON, "neglect")
    values = {"place": "Comunità Il Nespolo", "form": Form.JUDICIAL, "starts_on": date(2026, 6, 1)} | values
    row: OutOfHomePlacement = _make(OutOfHomePlacement, case_file, kind=kind, reason=reason, **values)
    if card_due_on is not None:
        _make(SemestralCard, None, placement=row, number=1, due_on=card_due_on)
    return row


def make_foster(case_file: CaseFile, **values: Any) -> FosterCare:
    """A foster care being assessed; with `started_on`, one that goes on."""
    values = {
        "form": Form.CONSENSUAL,
        "nature": FosterNature.OUTSIDE_FAMILY,
        "time": FosterTime.FULL,
        "stay": FosterStay.RESIDENTIAL,
        "requested_on": date(2026, 1, 15),
        "state": FosterState.STARTED if values.get("started_on") else FosterState.ASSESSMENT,
    } | values
    row: FosterCare = _make(FosterCare, case_file, **values)
    on = row.started_on or row.requested_on
    _make(FosterStep, None, foster=row, state=row.state, on=on, by_name="Qualcuno")
    return row


def make_leaver(case_file: CaseFile, **values: Any) -> CareLeaverProject:
    """A project of autonomy."""
    row: CareLeaverProject = _make(CareLeaverProject, case_file, **{"starts_on": date(2026, 5, 1)} | values)
    return row


def make_meeting_plan(case_file: CaseFile, **values: Any) -> ProtectedMeetingPlan:
    """Weekly meetings with the father."""
    values = {"frequency": "un’ora ogni settimana", "starts_on": date(2026, 9, 1)} | values
    meets = code(ListKey.MEETING_WITH, "father")
    row: ProtectedMeetingPlan = _make(ProtectedMeetingPlan, case_file, meets=meets, **values)
    return row


def make_meeting(plan: ProtectedMeetingPlan, planned_at: datetime, **values: Any) -> ProtectedMeeting:
    """A meeting in programme."""
    row: ProtectedMeeting = _make(ProtectedMeeting, None, plan=plan, planned_at=planned_at, **values)
    return row


def fill_protection(case_file: CaseFile) -> None:
    """One row of every kind, so that each page of the part has something to show."""
    proceeding = make_proceeding(case_file, judge="dott.ssa Fittizia", next_hearing_on=date(2026, 12, 15))
    measure = make_measure(
        case_file,
        proceeding=proceeding,
        standing="provisional",
        contents=("service_custody", "protected_meetings", "responsibility_limited", "special_curator"),
        text="Affida il minore al servizio sociale.",
    )
    make_emergency(case_file)
    make_report(case_file, measure=measure, every_months=6)
    make_report(case_file, content="concern", recipient="juvenile_prosecutor", due_on=None, sent_on=date(2026, 2, 1))
    make_placement(case_file, measure=measure)
    make_foster(case_file)
    plan = make_meeting_plan(case_file, measure=measure)
    make_meeting(plan, datetime(2026, 11, 30, 15, 0, tzinfo=UTC))
