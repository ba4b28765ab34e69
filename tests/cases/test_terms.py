# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER, SOCIAL_WORKER
from ordito.cases.actions import (
    CaseError,
    load_term_rules,
    open_case_file,
    report_concern,
    save_term_rule,
    take_in_charge,
    weigh_concern,
)
from ordito.cases.enums import ListKey, TermEnd, TermStart
from ordito.cases.models import ConcernReport, TermRule
from ordito.cases.queries.terms import deadlines, next_deadline, term_rules
from ordito.core.access import NotAllowedError, SystemActor
from ordito.core.models import writing
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, TODAY, code, make_codes, make_person, make_place, make_worker
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.factories.cases import Place

pytestmark = pytest.mark.django_db
TERMS = "/cartelle/termini/"


def make_rule(days: int, **values: Any) -> TermRule:
    given = {"starts": TermStart.RECEIVED, "ends": TermEnd.WEIGHED, "source": "Regolamento di prova"} | values
    with writing():
        return TermRule.objects.create(days=days, **given)


def make_concern(place: Place, *, received_on: date = TODAY, urgency: str = "ordinary") -> ConcernReport:
    return report_concern(
        by=make_worker(place),
        at=NOW,
        person=make_person(place, "Segnalato"),
        received_on=received_on,
        reporter_kind=code(ListKey.REPORTER_KIND, "school"),
        urgency=code(ListKey.URGENCY, urgency),
        content="Molte assenze.",
    )


def test_most_specific_rule_in_force_counts() -> None:
    place, elsewhere = make_place(), make_place()
    concern = make_concern(place, urgency="high")
    high = code(ListKey.URGENCY, "high")

    def days() -> int | None:
        found = next_deadline(concern, term_rules(), today=TODAY)
        return found.rule.days if found else None

    assert days() is None
    make_rule(30)
    make_rule(29, ambito=elsewhere.ambito)
    make_rule(28, valid_to=TODAY - timedelta(days=1), urgency=high)
    assert days() == 30
    make_rule(10, urgency=high)
    assert days() == 10
    make_rule(20, ambito=place.ambito)
    assert days() == 20
    make_rule(5, ambito=place.ambito, urgency=high)
    assert days() == 5


@pytest.mark.parametrize(
    ("after", "words", "late"),
    [
        (0, "mancano 5 giorni", False),
        (4, "manca 1 giorno", False),
        (5, "scade oggi", False),
        (6, "in ritardo di 1 giorno", True),
        (9, "in ritardo di 4 giorni", True),
    ],
)
def test_days_left_are_said_in_words(after: int, words: str, late: bool) -> None:  # noqa: FBT001 - a column of the table
    make_rule(5)
    found = next_deadline(make_concern(make_place()), term_rules(), today=TODAY + timedelta(days=after))
    assert found is not None
    assert (found.words, found.late) == (words, late)


def test_terms_of_a_report_end_with_what_is_done() -> None:
    """Weighed late, accepted, then taken in charge in time; of a filed one no taking in charge is waited for."""
    make_rule(3)
    make_rule(30, ends=TermEnd.TAKEN)
    place = make_place()
    worker = make_worker(place)
    concern = make_concern(place, received_on=date(2026, 11, 2))
    weighing = {"at": NOW, "version": 1, "outcome": code(ListKey.CONCERN_OUTCOME, "taken"), "weighed_on": TODAY}
    weigh_concern(by=worker, concern=concern, accepted=True, **weighing)  # type: ignore[arg-type]
    record = open_case_file(by=worker, at=NOW, person=concern.person, opened_on=TODAY)
    taking = take_in_charge(
        by=worker,
        at=NOW,
        case_file=record,
        mode=code(ListKey.MODE, "consensual"),
        reasons=[code(ListKey.REASON, "parenting")],
        opened_on=TODAY,
    )
    row = ConcernReport.objects.get(pk=concern.pk)
    assert row.taking == taking
    found = {one.rule.ends: one.words for one in deadlines(row, term_rules(), today=TODAY)}
    assert found == {TermEnd.WEIGHED: "fatto in ritardo", TermEnd.TAKEN: "fatto in tempo"}

    filed = make_concern(place)
    weigh_concern(by=worker, concern=filed, accepted=False, note="Infondata.", **weighing)  # type: ignore[arg-type]
    row = ConcernReport.objects.get(pk=filed.pk)
    assert [one.rule.ends for one in deadlines(row, term_rules(), today=TODAY)] == [TermEnd.WEIGHED]


def test_accepted_report_is_counted_until_the_taking_in_charge(house: House, enter: Callable[[User], Client]) -> None:
    make_rule(30, ends=TermEnd.TAKEN)
    concern = make_concern(house.place, received_on=timezone.localdate() - timedelta(days=31))
    with writing():
        ConcernReport.objects.filter(pk=concern.pk).update(state="accepted", weighed_on=timezone.localdate())
    client = enter(house.worker)
    for url in ("/cartelle/segnalazioni/", f"/cartelle/segnalazioni/{concern.pk}/", "/"):
        assert "in ritardo di 1 giorno" in text_of(client.get(url)), url
    assert "Avvia la presa in carico" in text_of(client.get(f"/cartelle/segnalazioni/{concern.pk}/"))


def test_first_terms_are_loaded_once_and_to_be_verified() -> None:
    make_codes()
    system = SystemActor("test")
    assert load_term_rules(by=system, at=NOW) == TermRule.objects.count() > 0
    assert not TermRule.objects.filter(to_verify=False).exists()
    assert load_term_rules(by=system, at=NOW) == 0
    with pytest.raises(NotAllowedError):
        load_term_rules(by=make_worker(make_place()), at=NOW)


def _save(by: User, place: Place, **values: Any) -> TermRule:
    given: dict[str, Any] = {
        "ambito": place.ambito,
        "starts": TermStart.RECEIVED,
        "ends": TermEnd.WEIGHED,
        "days": 10,
        "source": "Delibera 3/2026",
    }
    return save_term_rule(by=by, at=NOW, **(given | values))


def test_term_is_written_by_who_decides_the_settings_of_the_ambito() -> None:
    place = make_place()
    officer = make_user(role=AMBITO_OFFICER, territory=place.ambito)
    rule = _save(officer, place)
    assert (rule.ambito, rule.days, rule.to_verify) == (place.ambito, 10, False)
    for stranger in (make_user(role=AMBITO_OFFICER, territory=make_place().ambito), make_worker(place)):
        with pytest.raises(NotAllowedError):
            _save(stranger, place)
    general = make_rule(30)
    with pytest.raises(NotAllowedError):
        _save(officer, place, rule=general, version=1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"source": " "}, "source"),
        ({"days": 0}, "days"),
        ({"days": 999}, "days"),
        ({"ends": TermEnd.TAKEN, "valid_from": TODAY, "valid_to": TODAY - timedelta(days=1)}, "valid_to"),
        ({}, "valid_from"),
    ],
)
def test_bad_term_names_the_field(values: dict[str, Any], field: str) -> None:
    place = make_place()
    officer = make_user(role=AMBITO_OFFICER, territory=place.ambito)
    _save(officer, place)
    with pytest.raises(CaseError) as raised:
        _save(officer, place, **values)
    assert raised.value.field == field
    assert TermRule.objects.count() == 1


def term_data(**changes: Any) -> dict[str, Any]:
    return {"starts": "received", "ends": "weighed", "days": "12", "source": "Delibera 9/2026"} | changes


def test_officer_changes_a_general_term_for_the_own_ambito(house: House, enter: Callable[[User], Client]) -> None:
    general = make_rule(30, to_verify=True)
    client = enter(make_user(role=AMBITO_OFFICER, territory=house.place.ambito))
    html = text_of(client.get(TERMS))
    assert "da verificare" in html
    form = client.get(f"{TERMS}nuovo/?come={general.pk}").context["form"]
    assert form["days"].value() == 30
    assert client.post(f"{TERMS}nuovo/", term_data())["Location"] == TERMS
    rule = TermRule.objects.get(ambito=house.place.ambito)
    assert client.post(f"{TERMS}{rule.pk}/", term_data(days="14", version=1)).status_code == 302
    assert client.post(f"{TERMS}{rule.pk}/", term_data(days="15", version=1)).status_code == 422
    rule.refresh_from_db()
    assert rule.days == 14
    assert client.get(f"{TERMS}{general.pk}/").status_code == 404


def test_terms_page_refuses_bad_input_and_strangers(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(make_user(role=AMBITO_OFFICER, territory=house.place.ambito))
    answer = client.post(f"{TERMS}nuovo/", term_data(days="tanti", source=""))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"days", "source"})
    assert enter(house.worker).get(TERMS).status_code == 403
    other = make_place()
    theirs = make_rule(9, ambito=other.ambito)
    assert client.get(f"{TERMS}{theirs.pk}/").status_code == 404
    assert "Delibera" not in text_of(client.get(TERMS))
    lost = enter(make_user(role=AMBITO_OFFICER, organisation=house.place.body))
    assert lost.get(f"{TERMS}nuovo/").status_code == 404
    assert reverse("cases:terms") == TERMS
    assert enter(make_user(role=SOCIAL_WORKER, territory=house.place.comune)).get(TERMS).status_code == 403
