# SPDX-License-Identifier: EUPL-1.2
"""The page on which people answer, as a browser without scripts uses it, from the first question to the receipt."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.questionnaires.books import choices, question
from ordito.audit.models import Entry
from ordito.files.models import StoredFile
from ordito.questionnaires.actions.drafts import open_draft
from ordito.questionnaires.enums import SubmissionState
from ordito.questionnaires.models import Draft, DraftAnswer, DraftFile, Submission
from ordito.questionnaires.queries.fill_drafts import forget_fillings
from tests.factories.accounts import make_user
from tests.questionnaires.fillings import KIND, Desk, Owner, desk_for, fields_of, install, version_of

if TYPE_CHECKING:
    from django.test import Client

PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Owner:
    return install(monkeypatch)


class Paper:
    """The form as somebody without scripts fills it: what stands in the page goes with every button."""

    def __init__(self, client: Client, desk: Desk) -> None:
        self.client, self.desk = client, desk
        client.force_login(desk.user)
        self.query = ""

    @property
    def page(self) -> str:
        return self.client.get(self.desk.url() + self.query).content.decode()

    def press(self, button: str, value: str = "1", **answers: Any) -> Any:
        typed = {self.desk.ref(name): text for name, text in answers.items()}
        sent: dict[str, Any] = {**fields_of(self.page), **typed, button: value}
        return self.client.post(self.desk.url(), sent)


NAMED = question("text", "nome", "Nome", required="yes", required_message="Serve il nome.")
AGED = question("integer", "anni", "Anni", constraint=". < 120", constraint_message="Meno di 120.")


@pytest.mark.django_db
def test_whole_journey_without_scripts(owner: Owner, client: Client) -> None:
    rows = (
        NAMED,
        AGED,
        question("text", "scuola", "Scuola", relevant="${anni} < 18"),
        question("begin_repeat", "sede", "Sede"),
        question("text", "via", "Via"),
        question("end_repeat", ""),
        question("note", "saluto", "Ciao ${nome}"),
    )
    desk = desk_for(owner, version_of(*rows))
    paper = Paper(client, desk)
    assert "Scuola" not in paper.page
    assert paper.press("aggiorna", nome="Ada", anni="12").status_code == 302
    assert "Scuola" in paper.page
    assert "Ciao Ada" in paper.page
    added = paper.press("aggiungi", desk.ref("sede"), scuola="Media Inventata")
    assert added["Location"] == f"{desk.url()}#{desk.ref('sede')}[2]"
    paper.press("salva", **{"sede[1]/via": "Via Uno", "sede[2]/via": "Via Due"})
    paper.press("togli", f"{desk.ref('sede')}[1]")
    assert desk.values() == {"nome": "Ada", "anni": "12", "scuola": "Media Inventata", "sede[2]/via": "Via Due"}
    sent = paper.press("invia")
    assert (sent.status_code, sent["Location"]) == (302, desk.url("fill_sent"))
    submission = Submission.objects.get()
    assert submission.state == SubmissionState.VALID
    assert submission.answers["sede"] == [{"via": "Via Due"}]
    assert owner.sent == [submission]
    receipt = client.get(desk.url("fill_sent")).content.decode()
    assert submission.instance_id in receipt
    assert "Anna Prova" in receipt


@pytest.mark.django_db
def test_sending_shows_what_is_missing_at_the_field_and_above(owner: Owner, client: Client) -> None:
    desk = desk_for(owner, version_of(NAMED, AGED))
    answer = Paper(client, desk).press("invia", anni="130")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Ci sono 2 risposte da sistemare" in text
    assert f'<a href="#{desk.ref("nome")}:1">Nome</a>: Serve il nome.' in text
    assert text.count("Meno di 120.") == 2
    assert fields_of(text)[desk.ref("anni")] == ["130"]
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_required_is_no_error_before_sending(owner: Owner, client: Client) -> None:
    desk = desk_for(owner, version_of(NAMED, AGED))
    paper = Paper(client, desk)
    paper.press("salva", anni="130")
    assert "Serve il nome." not in paper.page
    assert "Meno di 120." in paper.page


@pytest.mark.django_db
def test_what_is_no_number_stays_as_typed_with_a_word(owner: Owner, client: Client) -> None:
    desk = desk_for(owner, version_of(AGED))
    paper = Paper(client, desk)
    paper.press("salva", anni="dodici")
    assert fields_of(paper.page)[desk.ref("anni")] == ["dodici"]
    assert "Scrivi un numero intero" in paper.page
    assert paper.press("invia").status_code == 422


@pytest.mark.django_db
def test_pressed_twice_sends_once(owner: Owner, client: Client) -> None:
    desk = desk_for(owner, version_of(NAMED))
    paper = Paper(client, desk)
    fields = fields_of(paper.page) | {desk.ref("nome"): "Ada", "invia": "1"}
    answers = [client.post(desk.url(), fields) for _press in range(2)]
    assert [answer["Location"] for answer in answers] == [desk.url("fill_sent")] * 2
    assert Submission.objects.count() == len(owner.sent) == 1


@pytest.mark.django_db
def test_saving_after_somebody_sent_gives_back_what_was_typed(owner: Owner, client: Client) -> None:
    desk = desk_for(owner, version_of(NAMED))
    paper = Paper(client, desk)
    fields = fields_of(paper.page)
    paper.press("invia", nome="Ada")
    answer = client.post(desk.url(), fields | {desk.ref("nome"): "Un altro testo", "salva": "1"})
    assert answer.status_code == 409
    assert "Un altro testo" in answer.content.decode()
    assert client.get(desk.url())["Location"] == desk.url("fill_sent")


@pytest.mark.django_db
def test_owner_that_closed_takes_nothing_and_gives_back(owner: Owner, client: Client) -> None:
    desk = desk_for(owner, version_of(NAMED))
    paper = Paper(client, desk)
    fields = fields_of(paper.page)
    owner.open = False
    answer = client.post(desk.url(), fields | {desk.ref("nome"): "Troppo tardi", "salva": "1"})
    assert answer.status_code == 409
    assert "Troppo tardi" in answer.content.decode()
    assert desk.values() == {}
    assert "Adesso non si può rispondere" in paper.page


@pytest.mark.django_db
def test_outsider_finds_nothing(owner: Owner, client: Client) -> None:
    desk = desk_for(owner, version_of(NAMED))
    client.force_login(make_user())
    for name, arguments in (("fill", ()), ("fill_sent", ()), ("fill_media", ("x.png",)), ("fill_file", ("x.png",))):
        assert client.get(desk.url(name, *arguments)).status_code == 404
    assert client.post(desk.url("fill_save")).status_code == 404


@pytest.mark.django_db
def test_draft_comes_back_on_another_device(owner: Owner, client: Client) -> None:
    version = version_of(NAMED)
    desk = desk_for(owner, version)
    Paper(client, desk).press("salva", nome="Ada")
    forget_fillings()  # another process
    again = open_draft(
        version=version, owner_kind=KIND, owner_id=desk.draft.owner_id, by=desk.user, at=desk.draft.saved_at
    )
    assert again == desk.draft
    assert fields_of(client.get(desk.url()).content.decode())[desk.ref("nome")] == ["Ada"]


@pytest.mark.django_db
def test_what_was_sent_is_corrected_and_not_begun_again(owner: Owner, client: Client) -> None:
    version = version_of(NAMED, question("image", "foto", "Foto"))
    desk = desk_for(owner, version)
    paper = Paper(client, desk)
    client.post(
        desk.url(), fields_of(paper.page) | {f"file={desk.ref('foto')}": _file(PICTURE, "io.png"), "salva": "1"}
    )
    paper.press("invia", nome="Ada")
    later = open_draft(
        version=version, owner_kind=KIND, owner_id=desk.draft.owner_id, by=desk.user, at=desk.draft.saved_at
    )
    second = Desk(later, desk.user, owner)
    assert second.values() == desk.values()
    assert Paper(client, second).press("invia", nome="Ada corretta").status_code == 302
    assert Submission.objects.count() == 2
    assert {row.files.count() for row in Submission.objects.all()} == {1}


def _file(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, io.BytesIO(content).read())


@pytest.mark.django_db
def test_files_are_kept_sealed_shown_and_taken_away(owner: Owner, client: Client) -> None:
    desk = desk_for(owner, version_of(question("image", "foto", "Foto"), NAMED))
    paper = Paper(client, desk)
    client.post(
        desk.url(), fields_of(paper.page) | {f"file={desk.ref('foto')}": _file(PICTURE, "mia zia.png"), "salva": "1"}
    )
    kept = DraftFile.objects.get()
    assert desk.values() == {"foto": kept.name}
    assert kept.name.startswith("foto-")
    assert "mia zia.png" in paper.page
    shown = client.get(desk.url("fill_file", kept.name))
    assert (shown.content, shown["Content-Type"]) == (PICTURE, "image/png")
    assert "sandbox" in shown["Content-Security-Policy"]
    paper.press("svuota", desk.ref("foto"))
    assert desk.values() == {}
    assert not DraftFile.objects.exists()
    assert StoredFile.objects.get(owner_kind="questionnaires.draft").discarded_at is not None


@pytest.mark.django_db
def test_recording_is_an_answer_and_is_sent(owner: Owner, client: Client) -> None:
    desk = desk_for(owner, version_of(question("audio", "voce", "Voce")))
    paper = Paper(client, desk)
    sound = _file(b"OggS" + bytes(60), "voce.ogg")
    client.post(desk.url(), fields_of(paper.page) | {f"file={desk.ref('voce')}": sound, "salva": "1"})
    kept = DraftFile.objects.get()
    assert client.get(desk.url("fill_file", kept.name))["Content-Type"] == "audio/ogg"
    assert paper.press("invia").status_code == 302
    assert [row.name for row in Submission.objects.get().files.all()] == [kept.name]


@pytest.mark.django_db
def test_file_of_another_kind_is_refused_at_its_field(owner: Owner, client: Client) -> None:
    desk = desk_for(owner, version_of(question("image", "foto", "Foto"), NAMED))
    paper = Paper(client, desk)
    sent = fields_of(paper.page) | {f"file={desk.ref('foto')}": _file(b"%PDF-1.7 x", "foto.png"), "salva": "1"}
    answer = client.post(desk.url(), sent | {desk.ref("nome"): "Ada"})
    assert answer.status_code == 422
    assert answer.content.decode().count("Questo tipo di file non si può caricare qui.") == 2
    assert desk.values() == {"nome": "Ada"}


@pytest.mark.django_db
def test_name_may_stand_for_a_signature(owner: Owner, client: Client) -> None:
    desk = desk_for(owner, version_of(question("image", "firma", "Firma", appearance="signature", required="yes")))
    paper = Paper(client, desk)
    assert paper.press("invia").status_code == 422
    client.post(desk.url(), fields_of(paper.page) | {f"firma={desk.ref('firma')}": "Ada Inventata", "salva": "1"})
    assert desk.values()["firma"].endswith(".txt")
    assert paper.press("invia").status_code == 302


@pytest.mark.django_db
def test_form_with_pages_goes_page_by_page(owner: Owner, client: Client) -> None:
    rows = (
        question("begin_group", "uno", "Primo", appearance="field-list"),
        NAMED,
        question("end_group", ""),
        question("begin_group", "due", "Secondo", relevant="${nome} != 'salta'"),
        question("text", "altro", "Altro"),
        question("end_group", ""),
        question("begin_group", "tre", "Terzo"),
        AGED,
        question("end_group", ""),
    )
    desk = desk_for(owner, version_of(*rows, style="pages"))
    paper = Paper(client, desk)
    assert "Pagina 1 di 3" in paper.page
    moved = paper.press("pagina", "tre", **{"uno/nome": "salta"})
    assert moved["Location"] == f"{desk.url()}?pagina=tre"
    paper.query = "?pagina=tre"
    assert "Pagina 2 di 2" in paper.page
    paper.press("salva", **{"tre/anni": "3"})
    assert desk.values() == {"uno/nome": "salta", "tre/anni": "3"}
    paper.query = ""
    paper.press("salva", **{"uno/nome": ""})
    paper.query = "?pagina=tre"
    answer = paper.press("invia").content.decode()
    assert "Pagina 1 di 3" in answer
    assert "Serve il nome." in answer


@pytest.mark.django_db
def test_form_speaks_the_chosen_language(owner: Owner, client: Client) -> None:
    row = {"type": "text", "name": "x", "label::Italiano (it)": "Domanda", "label::English (en)": "Question"}
    desk = desk_for(owner, version_of(row, default_language="Italiano (it)"))
    paper = Paper(client, desk)
    assert ">Domanda" in paper.page
    paper.press("lingua", "English (en)", x="hello")
    assert ">Question" in paper.page
    assert 'class="fill-body" lang="en"' in paper.page
    assert desk.values() == {"x": "hello"}
    assert Draft.objects.get().language == "English (en)"


@pytest.mark.django_db
def test_last_round_and_comments_stand_at_the_question(owner: Owner, client: Client) -> None:
    desk = desk_for(
        owner, version_of(AGED, question("select_one c", "y", "Colore"), choices=choices("c", "blu", "oro"))
    )
    owner.previous = {desk.ref("anni"): "12.5", desk.ref("y"): "blu"}
    owner.comments = {desk.ref("anni"): "Ricontrolla, per favore."}
    paper = Paper(client, desk)
    paper.press("salva", anni="14")
    assert "Rilevazione precedente: <strong>12,5</strong>" in paper.page
    assert "ora +1,5" in paper.page
    assert "<strong>Blu</strong>" in paper.page
    assert "Ricontrolla, per favore." in paper.page


@pytest.mark.django_db
def test_answer_of_the_last_round_is_taken_over_with_one_press(owner: Owner, client: Client) -> None:
    desk = desk_for(
        owner, version_of(NAMED, AGED, question("select_one c", "y", "Colore"), choices=choices("c", "blu", "oro"))
    )
    owner.previous = {desk.ref("anni"): "12.5", desk.ref("y"): "blu"}
    paper = Paper(client, desk)
    assert paper.page.count('name="ricopia"') == 2
    paper.press("ricopia", desk.ref("y"), nome="Centro Lana")
    assert desk.values() == {"nome": "Centro Lana", "y": "blu"}
    assert paper.page.count('name="ricopia"') == 1  # nothing to take over where there is an answer
    paper.press("ricopia", desk.ref("nome"))
    assert desk.values() == {"nome": "Centro Lana", "y": "blu"}


@pytest.mark.django_db
def test_answers_are_sealed_and_defaults_do_not_change(owner: Owner, client: Client) -> None:
    rows = (NAMED, question("text", "codice", "Codice", default="once(uuid())"))
    desk = desk_for(owner, version_of(*rows))
    code = desk.values()["codice"]
    Paper(client, desk).press("salva", nome="Segretissima")
    forget_fillings()
    assert desk.values() == {"nome": "Segretissima", "codice": code}
    assert not any(b"Segretissima" in row.sealed_value for row in DraftAnswer.objects.all())


@pytest.mark.django_db
def test_opening_and_sending_are_audited_without_answers(owner: Owner, client: Client) -> None:
    desk = desk_for(owner, version_of(NAMED))
    Paper(client, desk).press("invia", nome="Segretissima")
    actions = list(
        Entry.objects.filter(action__startswith="questionnaires.").order_by("pk").values_list("action", "detail")
    )
    assert [action for action, _detail in actions][-2:] == [
        "questionnaires.open_draft",
        "questionnaires.receive_submission",
    ]
    assert "Segretissima" not in str(actions)


def _queries(client: Client, desk: Desk) -> int:
    Paper(client, desk)
    client.get(desk.url())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(desk.url()).status_code == 200
    return len(queries)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_database_as_often_for_any_number_of_questions(owner: Owner, client: Client, count: int) -> None:
    rows = [question("text", f"q{number}", f"Domanda {number}") for number in range(count)]
    assert _queries(client, desk_for(owner, version_of(*rows))) == 5
