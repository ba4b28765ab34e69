# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ordito.core.models import writing
from ordito.flows.engine.layout import Fault, Problem
from ordito.flows.enums import TypeEight
from ordito.flows.models import FlowMapping
from ordito.flows.queries.mappings import mappings_of
from ordito.flows.queries.sinba import external_id, reference_day, sender_of, sinba_of, takings_in
from tests.factories.cases import make_case_file, make_intervention, make_person, make_taking
from tests.factories.circumstances import make_fact
from tests.factories.flows import (
    SERVICE,
    SINCE,
    UNTIL,
    make_concern_report,
    make_sendable,
    make_sender,
    make_service_code,
    make_sheet,
)
from tests.factories.kinship import make_kin, make_unit
from tests.factories.protection import make_emergency, make_foster, make_measure, make_placement, make_report

if TYPE_CHECKING:
    from ordito.flows.queries.sinba import SinbaRecord
    from tests.records import House

DUE = date(2026, 6, 1)


def record_of(house: House, **sender: Any) -> SinbaRecord:
    row = make_sender(house.place, **sender)
    found = sender_of(row, mappings_of(house.place.ambito.pk))
    return sinba_of(house.taking, found, starts_on=SINCE, ends_on=UNTIL)


def said(record: SinbaRecord) -> dict[str, tuple[str, ...]]:
    return {value.name: value.codes for value in record.values if value.codes}


def faults(record: SinbaRecord) -> dict[str, Fault]:
    return {problem.name: problem.fault for problem in record.problems}


def test_complete_record_can_go(house: House) -> None:
    make_sendable(house.place, house.taking)
    record = record_of(house)
    assert record.problems == ()
    assert said(record) == {
        "Prestazioni/CodicePrestazione": (SERVICE,),
        "Famiglia/ComposizioneFamiglia": ("1", "2"),
        "IDBeneficiario": (record.external_id,),
        "MinoreStranieroNoAcc": ("2",),
        "CondizioneMinore": ("1",),
        "LuogoVita": ("1",),
        "ScuolaFrequentata": ("5",),
        "CondizioneLavoro": ("1",),
        "Disabilita": ("2",),
        "DataPrimaSegnalazione": ("11/2025",),
        "FonteSegnalazione": ("13",),
        "ValutazioneMinore": ("2",),
        "ValutazioneFamigliaMinore": ("6",),
        "SegnalazioneAutoritaGiudiziaria": ("2",),
        "ProvvedimentoGiudiziario": ("2",),
        "FasciaEtaBeneficiario": ("4",),
        "AnnoNascita": ("2015",),
        "CodiceNazioneResidenza": ("380",),
    }


def test_empty_record_says_what_is_missing_and_guesses_nothing(house: House) -> None:
    record = record_of(house)
    assert set(faults(record)) == {
        "Prestazioni/CodicePrestazione",
        "Famiglia/ComposizioneFamiglia",
        "CondizioneMinore",
        "LuogoVita",
        "ScuolaFrequentata",
        "Disabilita",
        "DataPrimaSegnalazione",
        "FonteSegnalazione",
        "ValutazioneMinore",
        "ValutazioneFamigliaMinore",
        "CodiceNazioneResidenza",
    }
    assert set(faults(record).values()) == {Fault.MISSING}


def test_beneficiary_is_a_stable_code_that_leads_to_nobody(house: House) -> None:
    person, other = house.record.person, make_person(house.place, "Zanzotti", "Altra")
    one = external_id(person, "ENTE01")
    assert one == external_id(person, "ENTE01")
    assert len(one) == 20
    assert one not in {external_id(person, "ENTE02"), external_id(other, "ENTE01")}


def test_what_no_code_stands_for_is_asked_and_an_answer_settles_it(house: House) -> None:
    make_fact(house.record.person, "dove-vive", kind="shelter")
    assert faults(record_of(house))["LuogoVita"] is Fault.UNMAPPED
    make_sheet(house.record, LuogoVita=["4"])
    sender = sender_of(None, mappings_of(house.place.ambito.pk))
    record = sinba_of(house.taking, sender, starts_on=SINCE, ends_on=UNTIL)
    assert said(record)["LuogoVita"] == ("4",)


def test_ambito_changes_what_a_code_is_called(house: House) -> None:
    make_fact(house.record.person, "dove-vive", kind="shelter")
    with writing():
        FlowMapping.objects.create(ambito=house.place.ambito, field="LuogoVita", ours="shelter", theirs="4")
    assert said(record_of(house))["LuogoVita"] == ("4",)


def test_somebody_at_home_without_a_tie_is_not_put_among_others(house: House) -> None:
    person, guest = house.record.person, make_person(house.place, "Ospite", "Ignoto")
    mother = make_person(house.place, "Zanzotti", "Genoveffa", sex="F")
    make_kin(house.record, mother, person)
    make_unit((mother, "reference"), (person, "child"), (guest, "cohabitant"))
    assert faults(record_of(house))["Famiglia/ComposizioneFamiglia"] is Fault.UNMAPPED


def test_disability_asks_type_and_certification(house: House) -> None:
    make_fact(house.record.person, "disabilita", kind="hearing")
    record = record_of(house)
    assert said(record)["Disabilita"] == ("1",)
    assert said(record)["TipoDisabilita"] == ("3",)
    assert faults(record)["InvCivCertificazioni"] is Fault.NEEDED


def test_several_disabilities_are_plural_and_partial_invalidity_counts_from_75(house: House) -> None:
    for kind in ("hearing", "physical"):
        make_fact(house.record.person, "disabilita", kind=kind)
    make_fact(house.record.person, "certificazione", kind="invalidity", percent=80)
    found = said(record_of(house))
    assert found["TipoDisabilita"] == ("4",)
    assert found["InvCivCertificazioni"] == ("1",)


def test_invalidity_below_75_has_no_code(house: House) -> None:
    make_fact(house.record.person, "disabilita", kind="physical")
    make_fact(house.record.person, "certificazione", kind="invalidity", percent=60)
    assert faults(record_of(house))["InvCivCertificazioni"] is Fault.UNMAPPED


def test_report_and_measure_carry_their_months(house: House) -> None:
    make_report(house.record, content="concern", sent_on=date(2026, 2, 10), due_on=DUE)
    make_measure(house.record, kind="service_custody", contents=("responsibility_limited", "prescriptions"))
    found = said(record_of(house))
    assert found["SegnalazioneAutoritaGiudiziaria"] == ("1",)
    assert found["DataSegnalazione"] == ("02/2026",)
    assert found["ProvvedimentoGiudiziario"] == ("1",)
    assert found["DataProvvedimentoGiudiziario"] == ("03/2026",)
    assert found["AutoritaProvvedimento"] == ("2",)
    assert found["TipoProvvedimentoGiudiziario"] == ("5",)
    assert found["PotestaTutela"] == ("3",)


@pytest.mark.parametrize(
    ("agreed", "code", "fault"),
    [
        (TypeEight.UNSAID, None, Fault.FUSED),
        (TypeEight.EMERGENCY, ("8",), None),
        (TypeEight.POST_ADOPTION, None, None),
        (TypeEight.NEITHER, None, None),
    ],
)
def test_type_eight_is_sent_only_for_what_was_agreed(
    house: House, agreed: TypeEight, code: tuple[str, ...] | None, fault: Fault | None
) -> None:
    make_emergency(house.record, started_at=datetime(2026, 5, 4, 8, 0, tzinfo=UTC))
    record = record_of(house, type_eight=agreed)
    assert said(record).get("TipoProvvedimentoGiudiziario") == code
    assert faults(record).get("TipoProvvedimentoGiudiziario") == fault


def test_foster_care_and_community(house: House) -> None:
    make_foster(house.record, started_on=date(2026, 2, 1))
    make_placement(house.record, starts_on=date(2026, 1, 20))
    found = said(record_of(house))
    assert found["FormaInterventoAffido"] == ("1",)
    assert found["DurataAffido"]
    assert found["TipoInserimentoResidenziale"] == ("2",)


def test_secret_address_says_nothing_of_where(house: House) -> None:
    make_fact(house.record.person, "indirizzo", kind="residence", street="Via Nascosta 1", secret=True)
    found = said(record_of(house))
    assert "CodiceNazioneResidenza" not in found
    assert "CodiceRegioneResidenza" not in found


def test_first_report_and_services_of_the_period(house: House) -> None:
    make_concern_report(house.record, received_on=date(2026, 3, 3))
    make_concern_report(house.record, received_on=date(2024, 2, 3))
    make_service_code("home_education", "A1.05")
    make_service_code("psychological", "A1.09")
    make_intervention(house.taking, ends_on=date(2026, 3, 1))
    make_intervention(house.taking, starts_on=date(2026, 7, 1), kind="psychological")
    found = said(record_of(house))
    assert found["DataPrimaSegnalazione"] == ("02/2024",)
    assert found["Prestazioni/CodicePrestazione"] == ("A1.05",)


def test_main_assessment_alone_goes(house: House) -> None:
    sheet = make_sheet(house.record, minor="", family="")
    with writing():
        sheet.assessments.create(subject="minor", code="3")
        sheet.assessments.create(subject="family", code="3")
        sheet.assessments.create(subject="family", code="7", main=True)
    record = record_of(house)
    assert faults(record)["ValutazioneMinore"] is Fault.TWO
    assert said(record)["ValutazioneFamigliaMinore"] == ("7",)


def test_day_of_who_comes_of_age_is_the_last_of_childhood(house: House) -> None:
    grown = make_taking(make_case_file(make_person(house.place, "Grande", birth_date=date(2008, 3, 10))))
    adult = make_taking(make_case_file(make_person(house.place, "Adulto", birth_date=date(2007, 12, 31))))
    found = takings_in(house.place.ambito.pk, house.place.body.pk, SINCE, UNTIL)
    assert [taking.pk for taking in found] == [house.taking.pk, grown.pk]
    assert adult.pk not in [taking.pk for taking in found]
    assert reference_day(grown, UNTIL) == date(2026, 3, 9)
    assert reference_day(house.taking, UNTIL) == UNTIL


def test_problem_names_section_and_field() -> None:
    assert Problem("SINBA", "LuogoVita", Fault.MISSING) < Problem("SINBA", "LuogoVita", Fault.UNMAPPED)
