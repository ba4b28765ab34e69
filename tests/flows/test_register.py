# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.utils import timezone

from ordito.audit.models import Entry
from ordito.cases.actions.errors import CaseError
from ordito.cases.enums import Protection
from ordito.circumstances.models import Address
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text, seal_texts
from ordito.core.models import writing
from ordito.flows.actions.register import answer_of, ask_register, take_residence
from ordito.flows.engine.register import Failure, Question, RegisterError
from ordito.flows.engine.register_simulator import Simulator
from ordito.flows.enums import ListKey
from ordito.flows.models import RegisterLookup
from tests.factories.cases import NOW, code
from tests.factories.circumstances import make_fact
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries, Settings

    from ordito.accounts.models import User
    from ordito.cases.models import Code

pytestmark = pytest.mark.django_db
DAY = "11"
STREET = f"Via del Registro {DAY}"


@pytest.fixture
def on(settings: Settings, house: House) -> House:
    """The register simulated, a Comune it knows, a person with a fiscal code that it answers."""
    settings.POPULATION_REGISTER = "simulator"
    comune = house.place.comune
    with writing():
        type(comune).objects.filter(pk=comune.pk).update(istat_code="075999")
    _fiscal_code(house, DAY)
    return house


def _fiscal_code(house: House, day: str) -> None:
    person = house.record.person
    seal_texts(person, fiscal_code=f"ZNZZHL80A{day}A662X")
    with writing():
        person.save()


def basis() -> Code:
    return code(ListKey.REGISTER_BASIS, "service")


def ask(house: House, by: User, **changes: Any) -> RegisterLookup:
    house.record.refresh_from_db()
    values: dict[str, Any] = {"reason": "Dice di essersi trasferita", "basis": basis(), "form_key": uuid4(), "at": NOW}
    return ask_register(by=by, case_file=house.record, **values | changes)


@pytest.mark.parametrize(
    ("day", "failure"),
    [
        ("06", Failure.TIMEOUT),
        ("57", Failure.NOT_FOUND),
        ("18", Failure.AMBIGUOUS),
        ("29", Failure.REFUSED),
        ("XX", Failure.NOT_FOUND),
    ],
)
def test_simulator_fails_by_rule(day: str, failure: Failure) -> None:
    simulator = Simulator("075999", "Provaglia")
    with pytest.raises(RegisterError) as raised:
        simulator.ask(Question(f"ZNZZHL80A{day}A662X", date(2026, 1, 1), "", ""))
    assert raised.value.failure == failure


def test_simulator_gives_the_same_person_each_time() -> None:
    simulator = Simulator("075999", "Provaglia")
    question = Question("ZNZZHL80A11A662X", date(2026, 1, 1), "", "")
    assert simulator.ask(question) == simulator.ask(question)
    assert len(simulator.ask(question).family) == 2


def test_question_is_kept_with_reason_basis_and_a_sealed_answer(on: House) -> None:
    lookup = ask(on, on.worker)
    assert open_text(lookup, "reason") == "Dice di essersi trasferita"
    assert b"Registro" not in bytes(lookup.answer)
    answer = answer_of(lookup, now=NOW)
    assert answer is not None
    assert answer["residence"]["street"] == STREET
    entry = Entry.objects.get(action="flows.ask_register")
    assert entry.purpose.startswith("Compiti del servizio sociale")
    assert answer_of(lookup, now=NOW + timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("day", "outcome"), [("06", "timeout"), ("07", "not_found"), ("08", "ambiguous"), ("09", "refused")]
)
def test_failure_is_kept_too(on: House, day: str, outcome: str) -> None:
    _fiscal_code(on, day)
    lookup = ask(on, on.worker)
    assert (lookup.outcome, bytes(lookup.answer)) == (outcome, b"")
    with pytest.raises(CaseError):
        take_residence(by=on.worker, at=NOW, lookup=lookup)


def test_old_answers_go_with_the_next_question_and_the_same_form_asks_once(on: House) -> None:
    first = ask(on, on.worker, at=NOW - timedelta(days=2))
    key = uuid4()
    second = ask(on, on.worker, form_key=key)
    assert ask(on, on.worker, form_key=key) == second
    first.refresh_from_db()
    assert (bytes(first.answer), bool(second.answer)) == (b"", True)
    assert RegisterLookup.objects.count() == 2


def test_the_question_stands_before_it_is_asked_and_a_second_post_waits_for_the_first(
    on: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, asked = uuid4(), []
    answers = Simulator.ask

    def again(simulator: Simulator, question: Question) -> Any:
        asked.append(ask(on, on.worker, form_key=key).outcome)
        return answers(simulator, question)

    monkeypatch.setattr(Simulator, "ask", again)
    lookup = ask(on, on.worker, form_key=key)
    assert (asked, lookup.outcome) == (["asked"], "answered")
    assert RegisterLookup.objects.get() == lookup
    actions = Entry.objects.filter(action__startswith="flows.").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["flows.ask_register", "flows.keep_register_answer"]


def test_a_question_that_breaks_off_leaves_its_trace(
    on: House, enter: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_simulator: Simulator, _question: Question) -> Any:
        raise ConnectionResetError

    monkeypatch.setattr(Simulator, "ask", broken)
    with pytest.raises(ConnectionResetError):
        ask(on, on.worker, at=timezone.now())
    lookup = RegisterLookup.objects.get()
    assert Entry.objects.filter(action="flows.ask_register").exists()
    page = text_of(enter(on.worker).get(on.url("flows:register_answer", lookup.pk)))
    assert "L’anagrafe non ha ancora risposto" in page


def test_who_does_not_follow_asks_nothing(on: House, colleague: User, outsider: User) -> None:
    for actor in (colleague, outsider):
        with pytest.raises(NotAllowedError):
            ask(on, actor)
    assert not RegisterLookup.objects.exists()


@pytest.mark.parametrize("protection", [one for one in Protection if one != Protection.NONE])
def test_nothing_is_asked_about_who_is_protected(on: House, protection: Protection) -> None:
    with writing():
        type(on.record.person).objects.filter(pk=on.record.person_id).update(protection=protection)
    with pytest.raises(CaseError, match="protetta"):
        ask(on, on.worker)


def test_nothing_is_asked_without_reason_without_code_or_when_it_is_off(on: House, settings: Settings) -> None:
    with pytest.raises(CaseError) as raised:
        ask(on, on.worker, reason=" ")
    assert raised.value.field == "reason"
    person = on.record.person
    seal_texts(person, fiscal_code="")
    with writing():
        person.save()
    with pytest.raises(CaseError, match="codice fiscale"):
        ask(on, on.worker)
    settings.POPULATION_REGISTER = ""
    with pytest.raises(CaseError, match="spento"):
        ask(on, on.worker)


def test_residence_is_taken_over_with_its_source_and_the_old_one_ends(on: House) -> None:
    old = make_fact(
        on.record.person, "indirizzo", kind="residence", comune=on.place.comune, street="Via Vecchia 1",
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    lookup = ask(on, on.worker)
    taken = take_residence(by=on.worker, at=NOW, lookup=lookup)
    assert take_residence(by=on.worker, at=NOW, lookup=lookup) == taken
    assert isinstance(taken, Address)
    assert (open_text(taken, "street"), taken.source.code, taken.valid_from) == (STREET, "register", date(2024, 1, 12))
    old.refresh_from_db()
    assert old.valid_to == date(2024, 1, 11)


def test_comune_that_is_not_known_is_not_guessed(on: House) -> None:
    lookup = ask(on, on.worker)
    with writing():
        type(on.place.comune).objects.filter(pk=on.place.comune.pk).update(istat_code="")
    with pytest.raises(CaseError, match="non è nell’elenco"):
        take_residence(by=on.worker, at=NOW, lookup=lookup)


def test_from_the_question_to_the_residence_on_the_pages(on: House, enter: Callable[[User], Client]) -> None:
    client = enter(on.worker)
    data = {"reason": "Si è trasferita", "basis": basis().pk, "form_key": uuid4()}
    answer = client.post(on.url("flows:register"), data, follow=True)
    page = text_of(answer)
    assert STREET in page
    assert "Anagrafici Uno" in page
    assert "non c’è" in page
    lookup = RegisterLookup.objects.get()
    done = client.post(on.url("flows:register_residence", lookup.pk), follow=True)
    assert "con fonte «anagrafe»" in text_of(done)
    assert "Scrivi questa residenza" not in text_of(done)
    assert "risposta ricevuta" in text_of(client.get(on.url("flows:register")))


@pytest.mark.parametrize("day", ["06", "07", "08", "09"])
def test_failure_is_told_in_words(on: House, enter: Callable[[User], Client], day: str) -> None:
    _fiscal_code(on, day)
    data = {"reason": "Si è trasferita", "basis": basis().pk}
    page = text_of(enter(on.worker).post(on.url("flows:register"), data, follow=True))
    assert "L’anagrafe" in page
    assert "Consulta di nuovo" in page


def test_what_is_missing_is_asked(on: House, enter: Callable[[User], Client]) -> None:
    answer = enter(on.worker).post(on.url("flows:register"), {"reason": "", "basis": ""})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"reason", "basis"})


@pytest.fixture
def strangers(colleague: User, teammate: User) -> tuple[User, User]:
    """Who works in the same service or team and does not follow the record."""
    return colleague, teammate


def test_pages_are_of_who_follows_and_not_there_when_it_is_off(
    on: House, strangers: tuple[User, User], outsider: User, enter: Callable[[User], Client], settings: Settings
) -> None:
    lookup = ask(on, on.worker, at=timezone.now())
    for url in (on.url("flows:register"), on.url("flows:register_answer", lookup.pk)):
        assert enter(on.worker).get(url).status_code == 200
        assert enter(outsider).get(url).status_code == 404
        assert {enter(user).get(url).status_code for user in strangers} <= {403, 404}
    settings.POPULATION_REGISTER = ""
    assert enter(on.worker).get(on.url("flows:register")).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_with_more_questions(
    on: House, enter: Callable[[User], Client], rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = enter(on.worker)
    for _row in range(rows):
        lookup = ask(on, on.worker, at=timezone.now())
    client.get(on.url("flows:register"))
    for url, queries in ((on.url("flows:register"), 13), (on.url("flows:register_answer", lookup.pk), 14)):
        with django_assert_num_queries(queries):
            client.get(url)
