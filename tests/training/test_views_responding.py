# SPDX-License-Identifier: EUPL-1.2
"""Answering without a name: by the address of an edition, by a printed code, by a letter; once, and in time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ordito.audit.models import Entry
from ordito.core.models import writing
from ordito.jobs.models import Job
from ordito.messages.models import Message
from ordito.questionnaires.actions.errors import NotAcceptedError
from ordito.questionnaires.models import Draft, Submission
from ordito.training.actions.errors import TrainingError
from ordito.training.actions.evaluation import make_codes
from ordito.training.actions.invitations import run_follow_ups
from ordito.training.actions.letters import edit_letter
from ordito.training.actions.responding import drop_unsent_answers
from ordito.training.enums import EditionState, EvaluationLevel, MessageKey
from ordito.training.models import EvaluationResponse, EvaluationToken
from ordito.training.views.responding import MOST_FAILURES
from tests.factories.evaluation import (
    HOUSE,
    Classroom,
    answer,
    close,
    enrol,
    make_classroom,
    make_evaluation,
    quiz_form,
)
from tests.factories.questionnaires import make_version
from tests.factories.territory import make_organisation

if TYPE_CHECKING:
    from ordito.training.models import Evaluation

pytestmark = pytest.mark.django_db
TYPED = {
    "=/data/utile": "0",
    "/data/utile": "4",
    "=/data/consiglio": "0",
    "/data/consiglio": "Più esempi",
    "invia": "1",
}


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def room() -> Classroom:
    return make_classroom()


def link(evaluation: Evaluation) -> str:
    return reverse("training:evaluation_link", args=[evaluation.key])


def send(browser: Client, evaluation: Evaluation, **typed: str) -> Any:
    """Begin and send, as a browser does; the last answer."""
    begun = browser.post(link(evaluation), typed)
    assert begun.status_code == 302, begun.content.decode()
    return browser.post(begun["Location"], TYPED, follow=True)


def test_whoever_has_the_address_answers_and_nothing_says_who(client: Client, room: Classroom) -> None:
    evaluation = make_evaluation(room.editions[0])
    page = client.get(link(evaluation))
    assert page.status_code == 200
    assert "Le risposte non hanno nome" in page.content.decode()
    begun = client.post(link(evaluation))
    form = client.get(begun["Location"])
    assert "Quanto ti è stato utile?" in form.content.decode()
    assert form["X-Robots-Tag"] == "noindex"
    saved = client.post(begun["Location"].replace("compila", "salva"), {"=/data/utile": "0", "/data/utile": "4"})
    assert saved.status_code == 200
    thanks = client.post(begun["Location"], TYPED, follow=True)
    assert "Grazie: le risposte sono arrivate" in thanks.content.decode()
    submission = Submission.objects.get()
    response = EvaluationResponse.objects.get()
    assert response.submission_id == submission.pk
    assert (submission.submitted_by_id, submission.submitted_by_name) == (None, "risposta anonima")
    token = EvaluationToken.objects.get()
    assert (token.spent, token.response_id) == (True, None)
    logged = str(list(Entry.objects.values("objects_touched", "detail")))
    assert "training.evaluationtoken" not in logged
    assert begun["Location"].split("/")[-3] not in logged


def test_same_browser_comes_back_to_its_sheet_and_answers_once(client: Client, room: Classroom) -> None:
    evaluation = make_evaluation(room.editions[0])
    begun = client.post(link(evaluation))["Location"]
    assert client.get(link(evaluation))["Location"] == begun
    client.post(begun, TYPED)
    assert "Grazie" in client.get(link(evaluation)).content.decode()
    assert "Grazie" in client.post(begun, TYPED, follow=True).content.decode()
    assert Submission.objects.count() == 1
    assert "Grazie" in send(Client(), evaluation).content.decode()
    assert Submission.objects.count() == 2


def test_answers_that_are_missing_are_asked_and_nothing_is_lost(client: Client, room: Classroom) -> None:
    evaluation = make_evaluation(room.editions[0])
    begun = client.post(link(evaluation))["Location"]
    page = client.post(begun, {**TYPED, "/data/utile": ""})
    assert page.status_code == 422
    assert "Più esempi" in page.content.decode()
    assert not Submission.objects.exists()


def test_printed_code_answers_once(client: Client, room: Classroom) -> None:
    evaluation = make_evaluation(room.editions[0])
    first, second = make_codes(evaluation=evaluation, number=2, by=HOUSE, at=timezone.now())
    assert "Grazie" in send(client, evaluation, code=f" {first[:4].lower()}-{first[4:]} ").content.decode()
    used = Client().post(link(evaluation), {"code": first})
    assert used.status_code == 422
    assert "già stato usato" in used.content.decode()
    wrong = Client().post(link(evaluation), {"code": "ABCD-EFGH-JKLM"})
    assert "non vale per questo questionario" in wrong.content.decode()
    assert "Scrivi il codice" in Client().post(link(evaluation), {"code": ""}).content.decode()
    assert "Grazie" in send(Client(), evaluation, code=second).content.decode()
    assert Submission.objects.count() == 2
    everything = str(list(EvaluationToken.objects.values())) + str(list(Entry.objects.values()))
    assert first not in everything


def test_code_opens_the_same_sheet_on_another_device(client: Client, room: Classroom) -> None:
    evaluation = make_evaluation(room.editions[0])
    (code,) = make_codes(evaluation=evaluation, number=1, by=HOUSE, at=timezone.now())
    begun = client.post(link(evaluation), {"code": code})["Location"]
    assert Client().post(link(evaluation), {"code": code})["Location"] == begun
    assert EvaluationResponse.objects.count() == 1


def test_code_of_one_edition_opens_no_other(client: Client, room: Classroom) -> None:
    one, other = (make_evaluation(edition) for edition in room.editions)
    (code,) = make_codes(evaluation=one, number=1, by=HOUSE, at=timezone.now())
    make_codes(evaluation=other, number=1, by=HOUSE, at=timezone.now())
    assert client.post(link(other), {"code": code}).status_code == 422


@pytest.mark.parametrize(("opens", "closes", "said"), [(-9, -1, "si è chiuso il"), (2, 9, "si apre il")])
def test_outside_its_days_a_questionnaire_says_so(
    client: Client, room: Classroom, opens: int, closes: int, said: str
) -> None:
    evaluation = make_evaluation(room.editions[0])
    today = timezone.localdate()
    with writing():
        evaluation.opens_on, evaluation.closes_on = today + timedelta(days=opens), today + timedelta(days=closes)
        evaluation.save()
    for page in (client.get(link(evaluation)), client.post(link(evaluation))):
        assert said in page.content.decode()
    assert not EvaluationResponse.objects.exists()


def test_who_was_writing_when_it_closed_is_told_and_keeps_the_words(client: Client, room: Classroom) -> None:
    evaluation = make_evaluation(room.editions[0])
    begun = client.post(link(evaluation))["Location"]
    close(evaluation)
    page = client.post(begun, TYPED)
    assert page.status_code == 409
    assert "si è chiuso il" in page.content.decode()
    assert "Più esempi" in page.content.decode()
    assert not Submission.objects.exists()


def test_wrong_addresses_lead_nowhere_and_trying_has_an_end(client: Client) -> None:
    for _one in range(MOST_FAILURES):
        answer_to = client.get(reverse("training:evaluation_link", args=["niente"]))
        assert answer_to.status_code == 404
        assert "non porta a nessun questionario" in answer_to.content.decode()
    assert client.get(reverse("training:evaluation_answer", args=["niente"])).status_code == 429


# --- tests before and after -------------------------------------------------------------------------------------------


def test_own_code_pairs_the_two_tests_and_is_not_kept(client: Client, room: Classroom) -> None:
    version = make_version(quiz_form())
    before, after = (
        make_evaluation(room.editions[0], level, version=version)
        for level in (EvaluationLevel.BEFORE, EvaluationLevel.AFTER)
    )
    assert "almeno cinque" in client.post(link(before), {"own_code": "ab-1"}).content.decode()
    answer(before, {"uno": "si", "due": "si"}, own_code="an 07 bà")
    answer(after, {"uno": "no", "due": "si"}, own_code="AN07BA")
    one, other = EvaluationResponse.objects.order_by("pk")
    assert one.pair == other.pair != ""
    assert "AN07BA" not in str(list(EvaluationResponse.objects.values()))
    again = client.post(link(before), {"own_code": "an07ba"})
    assert again.status_code == 422
    assert "aggiungi una lettera" in again.content.decode()
    elsewhere = make_evaluation(room.editions[1], EvaluationLevel.BEFORE, version=version)
    answer(elsewhere, {"uno": "si", "due": "si"}, own_code="AN07BA")
    assert EvaluationResponse.objects.filter(pair=one.pair).count() == 2  # of another edition, another digest


def test_own_code_that_is_guessed_opens_nothing_of_who_made_it(client: Client, room: Classroom) -> None:
    before = make_evaluation(room.editions[0], EvaluationLevel.BEFORE, version=make_version(quiz_form()))
    first = client.post(link(before), {"own_code": "AN07BA"})["Location"]
    client.post(first.replace("compila", "salva"), {"=/data/uno": "", "/data/uno": "no"})
    other = Client()
    begun = other.post(link(before), {"own_code": "AN07BA"})["Location"]
    assert begun != first
    assert {draft.answers.filter(ref="/data/uno").count() for draft in Draft.objects.all()} == {0, 1}
    assert client.get(link(before))["Location"] == first, "one's own browser goes on"
    typed = {"=/data/uno": "", "/data/uno": "no", "=/data/due": "", "/data/due": "si", "invia": "1"}
    assert "Grazie" in client.post(first, typed, follow=True).content.decode()
    late = other.post(begun, typed)
    assert (late.status_code, "vale la prima volta" in late.content.decode()) == (409, True)
    assert Submission.objects.count() == 1


def test_two_who_send_the_same_own_code_at_once_are_told_as_the_second_is(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = make_evaluation(room.editions[0], EvaluationLevel.BEFORE, version=make_version(quiz_form()))
    none_yet = EvaluationResponse.objects.none
    monkeypatch.setattr(type(none_yet()), "sent", lambda _rows: none_yet())  # both look before either has written
    answer(before, {"uno": "no", "due": "si"}, own_code="AN07BA")
    with pytest.raises(NotAcceptedError, match="vale la prima volta"):
        answer(before, {"uno": "si", "due": "si"}, own_code="AN07BA")
    assert Submission.objects.count() == 1


def test_what_was_never_sent_is_deleted_a_week_after_the_end(client: Client, room: Classroom) -> None:
    evaluation = make_evaluation(room.editions[0])
    answer(evaluation, {"utile": "4"})
    begun = client.post(link(evaluation))["Location"]
    client.post(begun.replace("compila", "salva"), {"=/data/utile": "0", "/data/utile": "4"})
    close(evaluation)
    now = timezone.now()
    assert drop_unsent_answers(by=HOUSE, at=now + timedelta(days=6)) == 0
    assert drop_unsent_answers(by=HOUSE, at=now + timedelta(days=8)) == 1
    assert drop_unsent_answers(by=HOUSE, at=now + timedelta(days=8)) == 0
    assert EvaluationResponse.objects.get().submission is not None
    assert not Draft.objects.open().exists()
    assert "si è chiuso il" in client.get(begun, follow=True).content.decode()


# --- months later -----------------------------------------------------------------------------------------------------


def invite(days: int = 0) -> dict[str, int]:
    at = timezone.now() + timedelta(days=days)
    return run_follow_ups(by=HOUSE, at=at, progress=lambda _done, _total: None)


def test_letter_to_each_person_and_apart_to_each_body(client: Client, room: Classroom) -> None:
    body = make_organisation("Cooperativa Spola (inventata)", email="spola@example.org")
    edition = room.editions[0]
    enrol(edition, 2, organisation=body)
    enrol(edition, 1, email="ALLIEVA@example.org", organisation=body)
    enrol(edition, 1, email="allieva@EXAMPLE.org")
    enrol(edition, 1, state="withdrawn")
    person, service = (make_evaluation(edition, level) for level in (EvaluationLevel.PERSON, EvaluationLevel.SERVICE))
    assert invite() == {"invited": 4, "reminded": 0}
    assert invite() == {"invited": 0, "reminded": 0}
    letters = list(Message.objects.order_by("pk"))
    assert [letter.address for letter in letters].count("spola@example.org") == 1
    assert Job.objects.filter(function="ordito.messages.tasks.deliver").exists()
    person.refresh_from_db()
    service.refresh_from_db()
    assert (person.invited, service.invited) == (3, 1)
    secret = _secret(next(letter for letter in letters if letter.address == "spola@example.org"))
    address = reverse("training:evaluation_answer", args=[secret])
    assert client.get(link(service)).status_code == 404  # only by letter
    assert client.get(address).status_code == 200
    begun = client.post(address)["Location"]
    assert "Continua a rispondere" in client.get(address).content.decode()
    assert "Grazie" in client.post(begun, TYPED, follow=True).content.decode()
    assert "Grazie" in client.get(address).content.decode()
    assert Submission.objects.count() == 1
    for model in (EvaluationToken, EvaluationResponse):
        assert secret not in str(list(model.objects.values()))


def _secret(letter: Message) -> str:
    match = re.search(r"/risposta/([^/]+)/", letter.body)
    assert match
    return match[1]


def test_letters_wait_for_their_day_and_leave_out_what_was_cancelled(room: Classroom) -> None:
    for edition in room.editions:
        enrol(edition, 1)
    early, off = (make_evaluation(edition, EvaluationLevel.PERSON) for edition in room.editions)
    with writing():
        early.opens_on = timezone.localdate() + timedelta(days=1)
        early.save()
        off.edition.state = EditionState.CANCELLED
        off.edition.save()
    assert invite() == {"invited": 0, "reminded": 0}
    assert not Message.objects.exists()


def test_reminders_go_to_all_with_the_same_address_and_have_an_end(room: Classroom) -> None:
    enrol(room.editions[0], 3)
    row = make_evaluation(room.editions[0], EvaluationLevel.PERSON, days=40)
    with writing():
        type(row).objects.update(reminders=2, remind_after=10)
    invite()
    first = {letter.address: _secret(letter) for letter in Message.objects.all()}
    answer(row, {"utile": "4"}, secret=next(iter(first.values())))
    assert [invite(days)["reminded"] for days in (9, 10, 10, 19, 20, 35)] == [0, 3, 0, 0, 3, 0]
    again = list(Message.objects.order_by("pk"))[3:]
    assert [first[letter.address] for letter in again] == [_secret(letter) for letter in again]
    assert all("non sappiamo chi ha già risposto" in letter.body for letter in again)
    assert EvaluationToken.objects.count() == 3
    row.refresh_from_db()
    assert row.reminded == 2


def test_the_offices_own_words_keep_the_address_and_the_promise(room: Classroom) -> None:
    said: dict[str, Any] = {
        "key": MessageKey.FOLLOW_UP,
        "subject": "Come va?",
        "version": 0,
        "by": room.manager,
        "at": timezone.now(),
    }
    with pytest.raises(TrainingError, match="Non conosco"):
        edit_letter(body="Gentile {nome}", **said)
    edit_letter(body="Scrivici entro il {scadenza}.", **said)
    enrol(room.editions[0], 1)
    row = make_evaluation(room.editions[0], EvaluationLevel.PERSON)
    invite()
    letter = Message.objects.get()
    assert (letter.subject, letter.body.splitlines()[0]) == ("Come va?", f"Scrivici entro il {row.closes_on:%d/%m/%Y}.")
    assert _secret(letter)
    assert "non resta scritto di chi sono" in letter.body


def test_nobody_is_reminded_when_all_have_answered(room: Classroom) -> None:
    enrol(room.editions[0], 1)
    row = make_evaluation(room.editions[0], EvaluationLevel.PERSON, days=40)
    with writing():
        type(row).objects.update(reminders=1)
    invite()
    answer(row, {"utile": "4"}, secret=_secret(Message.objects.get()))
    assert invite(20)["reminded"] == 0
    assert Message.objects.count() == 1
