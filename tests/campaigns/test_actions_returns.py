# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from ordito.audit.models import Entry
from ordito.campaigns import actions
from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.enums import Level, Move, ReturnState
from ordito.campaigns.models import Explanation, Return, ReturnComment, ReturnEvent, Signature
from ordito.campaigns.queries.warnings import warnings_of
from ordito.campaigns.rules import may_fill, moves_open_to
from ordito.core.access import NotAllowedError
from ordito.files.actions import FileNotKeptError, read_whole
from ordito.questionnaires.actions.drafts import open_draft, save_answers, submit_draft
from ordito.questionnaires.actions.errors import NotAcceptedError
from ordito.questionnaires.enums import SubmissionState
from ordito.questionnaires.models import Draft
from tests.factories.campaigns import OWNER, Scene, make_campaign, make_scene, return_of, send

if TYPE_CHECKING:
    from ordito.campaigns.models import Campaign

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return make_campaign(scene)


@pytest.fixture
def row(campaign: Campaign, scene: Scene) -> Return:
    return return_of(campaign, scene.services[0])


def sign(row: Return, scene: Scene) -> Signature:
    assert row.ambito is not None
    return actions.approve_for_ambito(campaign=row.campaign, ambito=row.ambito, by=scene.officer, at=timezone.now())


def test_start_happens_once(row: Return, scene: Scene) -> None:
    actions.start_return(row=row, by=scene.provider, at=timezone.now())
    row.refresh_from_db()
    assert row.state == ReturnState.DRAFT
    actions.start_return(row=row, by=scene.officer, at=timezone.now())
    assert ReturnEvent.objects.filter(due=row, move=Move.START).count() == 1


def test_whole_way_of_a_return(row: Return, scene: Scene) -> None:
    submission = send(row, scene.provider)
    assert (row.state, row.submission) == (ReturnState.SUBMITTED, submission)
    sign(row, scene)
    row.refresh_from_db()
    assert row.state == ReturnState.APPROVED_AMBITO
    actions.approve_for_region(row=row, by=scene.regional, at=timezone.now())
    row.refresh_from_db()
    assert row.state == ReturnState.APPROVED_REGION
    story = [(event.move, event.to_state, event.by_name) for event in row.events.order_by("pk")]
    assert story == [
        ("", "todo", "prova"),
        ("submit", "submitted", "Gestora Spola"),
        ("approve_ambito", "approved_ambito", "Finta Uno"),
        ("approve_region", "approved_region", "Prova Regionali"),
    ]


def test_sent_back_comes_again_with_the_answers_and_the_comments(row: Return, scene: Scene) -> None:
    first = send(row, scene.provider)
    due = timezone.localdate() + timedelta(days=3)
    actions.send_back(
        row=row, comments={"/data/posti": "Sono davvero dodici?", "/data/nome": "  "}, reason="", due_on=due,
        by=scene.officer, at=timezone.now(),
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.due_on) == (ReturnState.SENT_BACK, due)
    assert [(one.ref, one.text, one.by_name) for one in ReturnComment.objects.all()] == [
        ("/data/posti", "Sono davvero dodici?", "Finta Uno")
    ]
    draft = open_draft(
        version=row.campaign.version, owner_kind=OWNER, owner_id=row.pk, by=scene.provider, at=timezone.now()
    )
    assert {answer.ref: answer.value for answer in draft.answers.all()}["/data/posti"] == "12"
    second = send(row, scene.provider, {"/data/posti": "13"})
    first.refresh_from_db()
    assert (row.submission, first.state) == (second, SubmissionState.WITHDRAWN)
    assert ReturnComment.objects.filter(resolved_at__isnull=True).count() == 0


def test_sending_back_says_what_is_wrong(row: Return, scene: Scene) -> None:
    send(row, scene.provider)
    with pytest.raises(ReturnRefusedError, match="Scrivi che cosa va corretto"):
        actions.send_back(row=row, comments={"/data/posti": " "}, reason=" ", by=scene.officer, at=timezone.now())
    row.refresh_from_db()
    assert row.state == ReturnState.SUBMITTED


def test_take_up_lets_the_ambito_complete(row: Return, scene: Scene) -> None:
    send(row, scene.provider)
    with pytest.raises(ReturnRefusedError, match="motivo"):
        actions.take_up(row=row, reason="", by=scene.officer, at=timezone.now())
    actions.take_up(row=row, reason="Manca la parte dell’Ambito", by=scene.officer, at=timezone.now())
    submission = send(row, scene.officer, {"/data/posti": "15"})
    assert (row.state, submission.submitted_by_name) == (ReturnState.SUBMITTED, "Finta Uno")
    assert submission.answers["nome"] == "Centro Lana"


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("provider", {"start", "submit"}),
        ("other_provider", set()),
        ("officer", {"start", "submit", "exempt", "extend"}),
        ("other_officer", set()),
        ("regional", {"exempt", "extend", "move_ambito"}),
    ],
)
def test_moves_of_a_return_to_be_filled(row: Return, scene: Scene, who: str, allowed: set[str]) -> None:
    assert {str(move) for move in moves_open_to(scene.everybody[who], row, timezone.localdate())} == allowed


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("provider", set()),
        ("other_provider", set()),
        ("officer", {"take_up", "send_back", "approve_ambito"}),
        ("other_officer", set()),
        ("regional", {"send_back", "move_ambito"}),
    ],
)
def test_moves_of_a_return_that_was_sent(row: Return, scene: Scene, who: str, allowed: set[str]) -> None:
    send(row, scene.provider)
    assert {str(move) for move in moves_open_to(scene.everybody[who], row, timezone.localdate())} == allowed


@pytest.mark.parametrize("who", ["provider", "other_officer", "other_provider"])
def test_outsider_may_not_move(row: Return, scene: Scene, who: str) -> None:
    send(row, scene.provider)
    by, at = scene.everybody[who], timezone.now()
    with pytest.raises(NotAllowedError):
        actions.send_back(row=row, comments={}, reason="x", by=by, at=at)
    with pytest.raises(NotAllowedError):
        actions.take_up(row=row, reason="x", by=by, at=at)
    with pytest.raises(NotAllowedError):
        actions.exempt_return(row=row, reason="x", by=by, at=at)
    with pytest.raises(NotAllowedError):
        actions.approve_for_region(row=row, by=by, at=at)
    assert ReturnEvent.objects.filter(due=row).count() == 2


def test_provider_who_is_skipped_does_not_fill(scene: Scene) -> None:
    campaign = make_campaign(scene, levels=[Level.AMBITO.value, Level.REGION.value])
    row = return_of(campaign, scene.services[0])
    assert row.organisation is None
    today = timezone.localdate()
    assert not may_fill(scene.provider, row, today)
    assert may_fill(scene.officer, row, today)
    assert not Return.objects.visible_to(scene.provider).exists()


def test_after_deadline_and_grace_nothing_is_sent_and_the_draft_stays(row: Return, scene: Scene) -> None:
    at = timezone.now()
    draft = open_draft(version=row.campaign.version, owner_kind=OWNER, owner_id=row.pk, by=scene.provider, at=at)
    save_answers(draft=draft, answers={"/data/nome": "Centro Lana"}, by=scene.provider, at=at)
    last = row.last_day
    assert may_fill(scene.provider, row, last)
    assert not may_fill(scene.provider, row, last + timedelta(days=1))
    actions.edit_campaign(
        campaign=row.campaign, values={"deadline": timezone.localdate() - timedelta(days=6)}, by=scene.regional, at=at
    )
    with pytest.raises(NotAcceptedError):
        submit_draft(draft=draft, by=scene.provider, at=at)
    row.refresh_from_db()
    assert row.state == ReturnState.TODO
    assert Draft.objects.open().get().answers.filter(ref="/data/nome").exists()
    with pytest.raises(ReturnRefusedError, match="Il termine è passato il"):
        actions.submit_return(return_id=row.pk, submission=None, by=scene.provider, at=at)  # type: ignore[arg-type] # refused before


def test_closed_campaign_takes_nothing(row: Return, scene: Scene) -> None:
    actions.close_campaign(campaign=row.campaign, by=scene.regional, at=timezone.now())
    row = return_of(row.campaign, scene.services[0])
    assert not may_fill(scene.provider, row, timezone.localdate())
    assert moves_open_to(scene.regional, row, timezone.localdate()) == set()
    with pytest.raises(ReturnRefusedError, match="La rilevazione è chiusa"):
        actions.submit_return(return_id=row.pk, submission=None, by=scene.provider, at=timezone.now())  # type: ignore[arg-type] # refused before


def test_second_of_two_senders_is_told_who_was_first(row: Return, scene: Scene) -> None:
    send(row, scene.provider)
    with pytest.raises(ReturnRefusedError, match="già «inviata»: Gestora Spola"):
        actions.submit_return(return_id=row.pk, submission=None, by=scene.officer, at=timezone.now())  # type: ignore[arg-type] # refused before


def test_extension_is_for_one_return(row: Return, scene: Scene) -> None:
    day = row.due_on + timedelta(days=30)
    actions.extend_return(row=row, reason="Sede allagata", due_on=day, by=scene.officer, at=timezone.now())
    row.refresh_from_db()
    assert (row.due_on, row.state) == (day, ReturnState.TODO)
    actions.edit_campaign(
        campaign=row.campaign, values={"deadline": row.campaign.deadline + timedelta(days=1)}, by=scene.regional,
        at=timezone.now(),
    )  # fmt: skip
    other = return_of(row.campaign, scene.services[1])
    row.refresh_from_db()
    assert (row.due_on, other.due_on) == (day, row.campaign.deadline)
    with pytest.raises(ReturnRefusedError, match="già passata"):
        actions.extend_return(
            row=row, reason="x", due_on=timezone.localdate() - timedelta(days=1), by=scene.officer, at=timezone.now()
        )


def test_exempt_and_required_again(row: Return, scene: Scene) -> None:
    actions.exempt_return(row=row, reason="Servizio chiuso", by=scene.officer, at=timezone.now())
    row.refresh_from_db()
    assert (row.state, row.reason) == (ReturnState.NOT_DUE, "Servizio chiuso")
    assert Return.objects.owed().count() == 1
    actions.require_return(row=row, reason="Ha riaperto", by=scene.regional, at=timezone.now())
    row.refresh_from_db()
    assert row.state == ReturnState.TODO


def test_moved_to_the_ambito_of_today(row: Return, scene: Scene) -> None:
    actions.move_to_ambito(
        row=row, ambito=scene.ambiti[1], reason="Comune passato", by=scene.regional, at=timezone.now()
    )
    row.refresh_from_db()
    assert (row.ambito, row.state) == (scene.ambiti[1], ReturnState.TODO)
    assert Return.objects.visible_to(scene.officer).count() == 0
    assert Return.objects.visible_to(scene.other_officer).count() == 2


def test_reopened_with_a_reason_and_time_to_correct(row: Return, scene: Scene) -> None:
    send(row, scene.provider)
    sign(row, scene)
    actions.approve_for_region(row=row, by=scene.regional, at=timezone.now())
    with pytest.raises(ReturnRefusedError, match="motivo"):
        actions.reopen_return(row=row, reason=" ", by=scene.regional, at=timezone.now())
    day = timezone.localdate() + timedelta(days=60)
    actions.reopen_return(row=row, reason="Errore nei posti", due_on=day, by=scene.regional, at=timezone.now())
    row.refresh_from_db()
    assert (row.state, row.due_on) == (ReturnState.REOPENED, day)
    assert may_fill(scene.provider, row, timezone.localdate())


# --- signatures -------------------------------------------------------------------------------------------------------


def test_one_signature_for_all_that_was_sent(row: Return, scene: Scene) -> None:
    send(row, scene.provider)
    signature = sign(row, scene)
    assert signature.returns_signed == [row.pk]
    assert "Per l’Ambito di Ambito Uno approvo 1 restituzione della" in signature.statement
    assert "firma elettronica semplice" in signature.statement
    other = return_of(row.campaign, scene.services[1])
    assert other.state == ReturnState.TODO
    with pytest.raises(ReturnRefusedError, match="Non c’è nessuna restituzione"):
        sign(row, scene)


def test_nothing_is_signed_that_was_not_seen(row: Return, scene: Scene) -> None:
    send(row, scene.provider)
    with pytest.raises(ReturnRefusedError, match="sono diventate 1"):
        actions.approve_for_ambito(
            campaign=row.campaign, ambito=scene.ambiti[0], expected=2, by=scene.officer, at=timezone.now()
        )
    assert not Signature.objects.exists()


@pytest.mark.parametrize("who", ["provider", "other_officer", "other_provider"])
def test_who_does_not_answer_for_the_ambito_does_not_sign(row: Return, scene: Scene, who: str) -> None:
    send(row, scene.provider)
    with pytest.raises(NotAllowedError):
        actions.approve_for_ambito(
            campaign=row.campaign, ambito=scene.ambiti[0], by=scene.everybody[who], at=timezone.now()
        )


def test_signed_pdf_is_kept_sealed_and_replaced(row: Return, scene: Scene) -> None:
    send(row, scene.provider)
    signature = sign(row, scene)
    actions.attach_signed_pdf(
        signature=signature, stream=io.BytesIO(PDF), name="firma.pdf", by=scene.officer, at=timezone.now()
    )
    signature.refresh_from_db()
    first = signature.file
    assert first is not None
    assert read_whole(first) == PDF
    assert PDF not in first.path.read_bytes()
    with pytest.raises(FileNotKeptError):
        actions.attach_signed_pdf(
            signature=signature, stream=io.BytesIO(b"solo testo"), name="x.pdf", by=scene.officer, at=timezone.now()
        )
    actions.attach_signed_pdf(
        signature=signature, stream=io.BytesIO(PDF + b"2"), name="bis.pdf", by=scene.officer, at=timezone.now()
    )
    first.refresh_from_db()
    assert first.discarded_at is not None


def test_region_approves_a_whole_ambito(row: Return, scene: Scene) -> None:
    send(row, scene.provider)
    assert row.ambito_id is not None
    ids = {"campaign_id": row.campaign_id, "ambito_id": row.ambito_id}
    assert actions.approve_ambito_for_region(**ids, by=scene.regional, at=timezone.now()) == 0
    sign(row, scene)
    with pytest.raises(NotAllowedError):
        actions.approve_ambito_for_region(**ids, by=scene.officer, at=timezone.now())
    assert actions.approve_ambito_for_region(**ids, by=scene.regional, at=timezone.now()) == 1
    assert Entry.objects.filter(action="campaigns.approve_ambito_for_region").latest("pk").objects_touched == {
        "campaigns.return": [row.pk]
    }


# --- warnings -------------------------------------------------------------------------------------------------------


def test_odd_answer_asks_for_an_explanation_and_does_not_block(row: Return, scene: Scene) -> None:
    actions.set_warning_rules(
        campaign=row.campaign,
        rules=[("pochi", "${posti} < 15", "Sono pochi posti: è giusto?"), ("molti", "${posti} > 99", "Sono tanti")],
        by=scene.regional,
        at=timezone.now(),
    )
    send(row, scene.provider)
    assert (row.state, row.warnings_open) == (ReturnState.SUBMITTED, 1)
    [warned] = warnings_of(row, at=timezone.now())
    assert (warned.rule.name, warned.explanation) == ("pochi", None)
    said = {warned.rule.pk: "Una sala è in lavori"}
    with pytest.raises(NotAllowedError):
        actions.explain(row=row, explanations=said, by=scene.other_provider, at=timezone.now())
    actions.explain(row=row, explanations=said, by=scene.provider, at=timezone.now())
    row.refresh_from_db()
    assert row.warnings_open == 0
    assert Explanation.objects.get().by_name == "Gestora Spola"
    actions.explain(row=row, explanations={warned.rule.pk: ""}, by=scene.provider, at=timezone.now())
    row.refresh_from_db()
    assert row.warnings_open == 1
    sign(row, scene)


def test_audit_names_no_answer(row: Return, scene: Scene) -> None:
    send(row, scene.provider, {"/data/nome": "Parola Segretissima"})
    text = " ".join(
        f"{entry.objects_touched} {entry.detail} {entry.fields_changed} {entry.purpose}"
        for entry in Entry.objects.all()
    )
    assert "Segretissima" not in text
    assert "campaigns.submit_return" in set(Entry.objects.values_list("action", flat=True))
