# SPDX-License-Identifier: EUPL-1.2
"""National flows for tests: rows made through the guard, without the actions' checks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.test import override_settings
from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.cases.enums import ListKey
from ordito.cases.models import Classification, ClassificationItem, ClassificationMapping, ConcernReport
from ordito.cases.queries.classifications import INPS
from ordito.core.fields import seal_texts
from ordito.core.models import writing
from ordito.flows.actions.register import SIMULATOR, ask_register
from ordito.flows.engine.layout import Flow
from ordito.flows.enums import ItemState, TypeEight
from ordito.flows.enums import ListKey as RegisterList
from ordito.flows.models import FlowItem, FlowProblem, FlowRun, FlowSender, SinbaAssessment, SinbaSheet, SocialBenefit
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, code, make_intervention, make_person
from tests.factories.circumstances import make_fact
from tests.factories.kinship import make_kin, make_unit

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile, TakingInCharge
    from ordito.flows.models import RegisterLookup
    from tests.factories.cases import Place

SINCE, UNTIL = date(2026, 1, 1), date(2026, 6, 30)
SERVICE = "A1.05"


def make_officer(place: Place, **values: Any) -> User:
    """Who sends the flows of an Ambito."""
    return make_user(role=AMBITO_OFFICER, territory=place.ambito, full_name="Ugo Ufficio", **values)


def make_sender(place: Place, **values: Any) -> FlowSender:
    """The body of a place as INPS knows it."""
    filled = {
        "code": "ENTE01",
        "seat_code": "A662",
        "operator_code": "00000000001",
        "type_eight": TypeEight.UNSAID,
        **values,
    }
    with writing():
        return FlowSender.objects.create(ambito=place.ambito, body=place.body, **filled)


def make_service_code(kind: str = "home_education", inps: str = SERVICE) -> None:
    """INPS's code of a kind of intervention."""
    with writing():
        scheme, _new = Classification.objects.get_or_create(
            scheme=INPS, version="prova", defaults={"label": "Prestazioni INPS"}
        )
        item, _new = ClassificationItem.objects.get_or_create(
            classification=scheme, code=inps, defaults={"label": inps}
        )
        ClassificationMapping.objects.create(item=item, kind=code(ListKey.INTERVENTION_KIND, kind))


def make_sheet(case_file: CaseFile, *, minor: str = "2", family: str = "6", **answers: list[str]) -> SinbaSheet:
    """The answers of a record, with its main assessments."""
    with writing():
        sheet = SinbaSheet.objects.create(
            case_file=case_file, answers=answers, written_at=NOW, written_by_name="Qualcuno"
        )
        for subject, value in (("minor", minor), ("family", family)):
            if value:
                SinbaAssessment.objects.create(sheet=sheet, subject=subject, code=value, main=True)
    return sheet


def make_concern_report(case_file: CaseFile, *, received_on: date = date(2025, 11, 3)) -> ConcernReport:
    """The school told the service."""
    row = ConcernReport(
        person=case_file.person,
        body=case_file.body,
        comune=case_file.comune,
        ambito=case_file.ambito,
        received_on=received_on,
        reporter_kind=code(ListKey.REPORTER_KIND, "school"),
        urgency=code(ListKey.URGENCY, "ordinary"),
        recorded_by_name="Qualcuno",
        recorded_at=NOW,
    )
    seal_texts(row, reporter="", facts="Assenze", answer="", sent_to="", reasons="")
    with writing():
        row.save()
    return row


def make_sendable(place: Place, taking: TakingInCharge) -> SinbaSheet:
    """All that the flow on minors asks of a record, so that nothing is missing; the table of services too."""
    case_file = taking.case_file
    person = case_file.person
    mother = make_person(place, "Zanzotti", "Genoveffa", sex="F", birth_date=date(1985, 5, 5))
    father = make_person(place, "Zanzotti", "Telemaco", sex="M", birth_date=date(1983, 3, 3))
    for parent in (mother, father):
        make_kin(case_file, parent, person)
    make_unit((mother, "reference"), (father, "spouse"), (person, "child"))
    make_fact(person, "indirizzo", kind="residence", comune=place.comune, street="Via Segreta 7")
    make_fact(person, "dove-vive", kind="own_family")
    make_fact(person, "scuola", level="primary", year=2025)
    make_fact(person, "disabilita", kind="none")
    make_concern_report(case_file)
    make_intervention(taking)
    if not ClassificationMapping.objects.exists():
        make_service_code()
    return make_sheet(case_file)


def make_benefit(case_file: CaseFile, **values: Any) -> SocialBenefit:
    """A yearly contribution, paid each month."""
    filled = {
        "service_code": "A1.01",
        "name": "Contributo economico alla famiglia",
        "request_number": "2026/0001",
        "means_test": "1",
        "character": "1",
        "starts_on": SINCE,
        "ends_on": UNTIL,
        "months": 6,
        "monthly_amount": Decimal("150.00"),
        "user_area": "1",
        **values,
    }
    with writing():
        return SocialBenefit.objects.create(
            case_file=case_file, form_key=uuid4(), written_at=NOW, written_by_name="Qualcuno", **filled
        )


def make_run(place: Place, *, flow: Flow = Flow.SINBA, **values: Any) -> FlowRun:
    """A sending that nobody has checked yet."""
    filled = {"starts_on": SINCE, "ends_on": UNTIL, "made_at": NOW, "made_by_name": "Ugo Ufficio", **values}
    with writing():
        return FlowRun.objects.create(flow=flow, ambito=place.ambito, body=place.body, form_key=uuid4(), **filled)


def make_item(run: FlowRun, benefit: SocialBenefit) -> FlowItem:
    """A benefit in a sending that lacks its user area."""
    with writing():
        item = FlowItem.objects.create(
            run=run,
            case_file=benefit.case_file,
            benefit=benefit,
            state=ItemState.BLOCKED,
            external_id=benefit.request_number,
            record_version=1,
        )
        FlowProblem.objects.create(item=item, section="PrestazioniSociali", field="AreaUtenza", fault="needed")
    return item


def make_lookup(case_file: CaseFile, by: User) -> RegisterLookup:
    """A question to the population register, answered by the simulator."""
    person = case_file.person
    seal_texts(person, fiscal_code="ZNZZHL80A11A662X")
    with writing():
        person.save()
    with override_settings(POPULATION_REGISTER=SIMULATOR):
        return ask_register(
            by=by,
            at=timezone.now(),
            case_file=case_file,
            reason="Dice di essersi trasferita",
            basis=code(RegisterList.REGISTER_BASIS, "service"),
            form_key=uuid4(),
        )
