# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import csv
import datetime as dt
import io
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from ordito.campaigns.engine.shipped_forms import build, read_source, sheets_of
from ordito.questionnaires.engine.check import check
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.lint import examine
from ordito.questionnaires.engine.problems import ProblemCode
from ordito.questionnaires.engine.workbook import read_workbook
from ordito.questionnaires.enums import VersionState
from ordito.questionnaires.models import QuestionnaireVersion
from ordito.territory.enums import TerritoryKind
from tests.factories.territory import make_territory

if TYPE_CHECKING:
    from ordito.questionnaires.engine.form import Form
    from ordito.questionnaires.engine.states import QuestionState

DATA = Path(__file__).parents[2] / "src/ordito/campaigns/data"
FOLDERS = ("monitoring", "zones")
MONITORING = ("csf", "cap", "cd", "ade", "pippi", "care_leavers", "affido")
FILES = [f"monitoring/monitoraggio_{name}" for name in MONITORING] + ["zones/zone_prevenzione_affido"]
NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


@cache
def form(name: str) -> Form:
    with (DATA / f"{name}.xlsx").open("rb") as stream:
        _converted, found, findings = examine(read_workbook(stream), fallback_name=name)
    assert findings == ()
    return found


def monitoring(name: str) -> Form:
    return form(f"monitoring/monitoraggio_{name}")


def plausible(state: QuestionState) -> str:
    """An answer of the right kind: nothing counted, the first choice, a day in the past."""
    if state.item.kind == "rank":
        return " ".join(choice.value for choice in state.choices)
    if state.choices:
        return state.choices[-1].value
    answers = {"integer": "0", "decimal": "0", "date": "2026-01-31", "range": "3"}
    return answers.get(state.item.kind, "Prova")


def filled(name: str) -> Filling:
    """The questionnaire with every required answer given."""
    filling = Filling(form(name), now=NOW)
    special = {"year": "2025", "ambiti_count": "3", "staff_number": "1"}
    for _pass in range(20):
        missing = [state for state in filling.questions() if state.required and not state.value]
        if not missing:
            return filling
        for state in missing:
            filling.answer(state.ref, special.get(state.item.name, plausible(state)))
    raise AssertionError(name)


def ref(filling: Filling, name: str) -> str:
    return next(state.ref for state in filling.questions() if state.item.name == name)


def give(filling: Filling, **answers: str) -> None:
    for name, text in answers.items():
        filling.answer(ref(filling, name), text)


def faults(filling: Filling) -> dict[str, str]:
    return {problem.ref.rpartition("/")[2]: problem.message for problem in filling.problems()}


@pytest.mark.parametrize("folder", FOLDERS)
def test_committed_workbooks_are_what_the_tables_make(folder: str) -> None:
    built = build(DATA / folder)
    assert sorted(built) == sorted(path.name for path in (DATA / folder).glob("*.xlsx"))
    for name, content in built.items():
        committed = read_workbook(io.BytesIO((DATA / folder / name).read_bytes()))
        assert committed == read_workbook(io.BytesIO(content)), f"{name}: run ./ordito build_monitoring_forms"


def test_building_twice_makes_the_same_bytes() -> None:
    assert build(DATA / "zones") == build(DATA / "zones")


@pytest.mark.parametrize("name", FILES)
def test_questionnaire_converts_without_any_finding(name: str) -> None:
    assert form(name).pages


@pytest.mark.parametrize("name", FILES)
def test_questionnaire_with_nothing_counted_is_valid(name: str) -> None:
    filling = filled(name)
    if "monitoraggio" in name:
        give(filling, seniority_under_3="1", seniority_total="1")
    assert faults(filling) == {}
    verdict = check(form(name), filling.xml("uuid:1"), now=NOW)
    assert verdict.ok, verdict.problems


def test_every_field_of_the_source_is_asked_of_its_services() -> None:
    with (DATA / "monitoring/fields.csv").open(encoding="utf-8") as file:
        fields = list(csv.DictReader(file))
    assert len(fields) == 64
    assert len({row["section"] for row in fields}) == 11
    source = read_source(DATA / "monitoring")
    asked: dict[str, set[str]] = {}
    for row in source.questions:
        services = row["services"].split(";") if row["services"] else [one["code"] for one in source.forms]
        asked.setdefault(row["field"], set()).update(services)
    assert {row["field"]: set(row["services"].split(";")) for row in fields} == {
        field: services for field, services in asked.items() if field
    }


def test_question_has_one_type_and_one_list_under_one_name_in_all_questionnaires() -> None:
    source = read_source(DATA / "monitoring")
    kinds: dict[str, set[str]] = {}
    for one in source.forms:
        names = [row["name"] for row in sheets_of(source, one)["survey"] if row.get("name")]
        assert len(names) == len(set(names)), one["code"]
        for row in sheets_of(source, one)["survey"]:
            if row.get("name"):
                kinds.setdefault(row["name"], set()).add(row["type"])
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


def test_reference_that_is_not_certain_says_so() -> None:
    source = read_source(DATA / "monitoring")
    verify = {row["code"] for row in source.forms if row["verify"]}
    assert verify == {"CSF", "CAP", "CD", "ADE"}
    for row in source.forms:
        note = next(line for line in sheets_of(source, row)["survey"] if line.get("name") == "legal_note")
        assert ("da verificare" in note["label"]) is (row["code"] in verify)


def test_standard_of_the_regulation_is_left_to_be_written() -> None:
    for row in (source := read_source(DATA / "monitoring")).forms:
        lines = {line["voce"]: line["testo"] for line in sheets_of(source, row)["leggimi"]}
        assert lines["Standard del regolamento"] == ""


@pytest.mark.parametrize("name", MONITORING)
def test_total_by_age_must_agree_with_its_rows_and_with_the_persons_followed(name: str) -> None:
    filling = filled(f"monitoring/monitoraggio_{name}")
    first = "age_18_f" if name == "care_leavers" else "age_6_10_f"
    give(filling, users_start="5", users_in="2", users_out="0", **{first: "6"}, users_age_total="6")
    assert "users_age_total" in faults(filling)
    assert "somma delle righe" in faults(filling)["users_age_total"]
    give(filling, **{first: "7"})
    assert "users_age_total" in faults(filling)
    give(filling, users_age_total="7")
    assert "users_age_total" not in faults(filling)


def test_csf_asks_about_each_area_only_where_it_has_begun() -> None:
    filling = Filling(monitoring("csf"), now=NOW)

    def areas() -> set[str]:
        names = {state.item.name for state in filling.questions()}
        return names & {"information_activities", "parenting_activities", "community_activities", "art93_change"}

    assert areas() == set()
    give(filling, art93_now_information="in_avvio", art93_now_parenting="non_avviata", art93_before_information="no")
    assert areas() == {"information_activities", "art93_change"}
    give(filling, art93_now_parenting="a_regime")
    assert areas() == {"information_activities", "parenting_activities", "art93_change"}
    give(filling, art93_before_information="si", art93_now_parenting="parziale")
    assert areas() == {"information_activities", "parenting_activities"}


def test_staff_adds_up_over_the_profiles() -> None:
    filling = Filling(monitoring("cd"), now=NOW)
    staff = "/data/personale/staff"
    second = filling.add(staff)
    for at, people, weekly in ((f"{staff}[1]", "2", "50.5"), (second, "1", "12")):
        filling.answer(f"{at}/staff_number", people)
        filling.answer(f"{at}/staff_hours", weekly)
    assert filling.value("/data/personale/staff_total") == "3"
    assert filling.value("/data/personale/staff_hours_total") == "62.5"


def test_sent_by_a_court_cannot_be_more_than_all_neutral_space() -> None:
    filling = filled("monitoring/monitoraggio_csf")
    give(filling, neutral_space_cases="3", neutral_space_court="4")
    assert faults(filling)["neutral_space_court"] == "Il numero non può superare i percorsi di spazio neutro."


def test_expenditure_must_equal_its_shares_to_the_cent() -> None:
    filling = filled("monitoring/monitoraggio_ade")
    give(filling, expenditure_municipal="1000.10", expenditure_health="0.20", expenditure_total="1000.31")
    assert "expenditure_total" in faults(filling)
    give(filling, expenditure_total="1000.30")
    assert "expenditure_total" not in faults(filling)


def test_waiting_list_that_is_not_there_is_not_asked_about() -> None:
    filling = filled("monitoring/monitoraggio_cap")
    give(filling, waiting_list="no")
    assert not {"waiting_people", "waiting_days"} & {state.item.name for state in filling.questions()}
    give(filling, waiting_list="si", waiting_people="")
    codes = {problem.ref.rpartition("/")[2]: problem.code for problem in filling.problems()}
    assert codes["waiting_people"] is ProblemCode.REQUIRED


def test_messages_of_constraints_are_italian_sentences() -> None:
    for folder in FOLDERS:
        for row in read_source(DATA / folder).questions:
            assert bool(row["constraint"]) is bool(row["constraint_message"]), row["name"]
            if row["constraint_message"]:
                assert re.match(r"^[A-Z«].*\.$", row["constraint_message"]), row["name"]


@pytest.mark.django_db
def test_shipped_questionnaires_are_loaded_as_drafts_and_once() -> None:
    with pytest.raises(CommandError, match="Serve una Regione sola"):
        call_command("load_monitoring_forms")
    region = make_territory("Regione di Prova", kind=TerritoryKind.REGION)
    for number in (8, 0):
        out = io.StringIO()
        call_command("load_monitoring_forms", stdout=out)
        assert f"Questionari caricati come bozze: {number}." in out.getvalue()
    found = QuestionnaireVersion.objects.values_list("state", "questionnaire__territory")
    assert set(found) == {(VersionState.DRAFT, region.pk)}
    assert len(found) == 8
