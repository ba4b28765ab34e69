# SPDX-License-Identifier: EUPL-1.2
"""Workbooks and answers as nobody should send them, through page or door: words for the person, nothing lost or run."""

from __future__ import annotations

import base64
import resource
import time
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from ordito.accounts.roles import REGIONAL_OFFICER
from ordito.campaigns.actions import move_to_ambito
from ordito.files.models import StoredFile
from ordito.questionnaires.actions.devices import create_device
from ordito.questionnaires.actions.drafts import DraftClosedError, open_draft, save_answers, submit_draft
from ordito.questionnaires.actions.errors import NotAcceptedError
from ordito.questionnaires.engine.instance import MAX_INSTANCES
from ordito.questionnaires.models import Draft, Questionnaire, Submission
from tests.factories.accounts import make_user
from tests.factories.campaigns import OWNER, make_campaign, make_scene, return_of
from tests.factories.questionnaires import make_version, small
from tests.factories.territory import make_territory
from tests.faults.machines import at_once, shared_database
from tests.imports.engine.sheets import rezip
from tests.questionnaires.books import END_REPEAT, choices, question, settings, workbook_bytes
from tests.questionnaires.fillings import desk_for, fields_of, install, version_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ordito.campaigns.models import Return
    from tests.factories.campaigns import Scene

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SHEET = "xl/worksheets/sheet1.xml"
NAME = question("text", "nome", "Nome")
ZONES = choices("zone", "nord", "sud")


def memory() -> int:
    """The most memory this process has ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def book(*survey: dict[str, str], listed: bool = False) -> bytes:
    sheets = {"survey": list(survey), "settings": settings("prova", "Prova")}
    return workbook_bytes(sheets | ({"choices": ZONES} if listed else {}))


def drawn(write: Callable[[Any], object]) -> bytes:
    """A workbook whose sheet "survey" is written cell by cell."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        write(made.add_worksheet("survey"))
    return buffer.getvalue()


def declared(entity: bytes) -> bytes:
    """A workbook whose first sheet declares an entity."""
    bad = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a ' + entity + b">]><worksheet>&a;</worksheet>"
    return rezip(book(NAME), replace={SHEET: bad})


def merged(sheet: Any) -> None:
    sheet.merge_range(0, 0, 0, 1, "type")
    sheet.write_row(1, 0, ["text", "nome"])


def broken_formula(sheet: Any) -> None:
    sheet.write_row(0, 0, ["type", "name", "label"])
    sheet.write_row(1, 0, ["text", "nome"])
    sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")


class Author:
    """Who designs questionnaires, at the page where workbooks are loaded."""

    def __init__(self) -> None:
        self.region = make_territory("Regione di prova")
        self.browser = Client()
        self.browser.force_login(make_user(role=REGIONAL_OFFICER, territory=self.region))

    def send(self, content: bytes) -> Any:
        values = {"territory": self.region.pk, "description": "Testo già scritto"}
        file = SimpleUploadedFile("scheda.xlsx", content)
        return self.browser.post(reverse("questionnaires:upload"), values | {"file": file})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04" + bytes(200), "Il file è danneggiato o incompleto. Aprilo con il foglio elettronico"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le") + bytes(64), "Salvane una copia senza password"),
        (declared(b'"ah"'), "dichiarazioni non ammesse"),
        (declared(b'SYSTEM "file:///etc/hostname"'), "dichiarazioni non ammesse"),
        (drawn(broken_formula), "Manca il testo della domanda (label)."),
        (drawn(merged), "Manca il nome della domanda o del gruppo."),
        (
            book(question("calculate", "a", calculation="${b}"), question("calculate", "b", calculation="${a}"), NAME),
            "Queste domande dipendono l’una dall’altra in cerchio: a, b. Spezza il cerchio.",
        ),
        (
            book(question("select_one zone", "zona", "Zona", choice_filter="name = ${zona}"), listed=True),
            "Il filtro delle scelte di «zona» guarda la sua stessa risposta.",
        ),
    ],
    ids=[
        "corrupt",
        "encrypted",
        "entity",
        "external entity",
        "formula",
        "merged heading",
        "circle",
        "filter of itself",
    ],
)
def test_workbook_is_refused_with_place_and_remedy(content: bytes, said: str) -> None:
    answer = Author().send(content)
    text = answer.content.decode()
    assert (answer.status_code, escape(said) in text, "Testo già scritto" in text) == (422, True, True)
    assert not Questionnaire.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_zip_bomb_is_refused_at_the_page() -> None:
    bomb = rezip(book(NAME), add={"xl/media/image1.xml": bytes(450 * 1024 * 1024)})
    before = memory()
    answer = Author().send(bomb)
    assert (answer.status_code, "troppo" in answer.content.decode()) == (422, True)
    assert memory() - before < 100


@pytest.mark.slow
@pytest.mark.django_db
def test_a_million_empty_rows_cost_little() -> None:
    made = book(NAME)
    with zipfile.ZipFile(BytesIO(made)) as archive:
        sheet = archive.read(SHEET)
    blank = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(4, 1_048_577))
    content = rezip(made, replace={SHEET: sheet.replace(b"</sheetData>", blank + b"</sheetData>")})
    del blank
    before, began = memory(), time.process_time()
    assert Author().send(content).status_code == 302
    assert memory() - before < 500
    assert time.process_time() - began < 60


# --- answers ---


@pytest.mark.django_db
def test_repeat_without_end_stops_and_says_so(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    rows = (question("integer", "quanti", "Quanti?"), question("begin_repeat", "figlio", "Figlio",
            repeat_count="${quanti}"), NAME, END_REPEAT)  # fmt: skip
    desk = desk_for(install(monkeypatch), version_of(*rows))
    client.force_login(desk.user)
    fields = fields_of(client.get(desk.url()).content.decode())
    answer = client.post(desk.url(), fields | {desk.ref("quanti"): "999999999", "invia": "1"})
    assert answer.status_code == 422
    assert f"al massimo {MAX_INSTANCES}." in answer.content.decode()
    assert desk.values() == {"quanti": "999999999"}


@pytest.mark.django_db
def test_choices_that_wait_for_each_other_can_be_answered(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    rows = (
        question("select_one zone", "prima", "Prima", choice_filter="${dopo} = '' or name != ${dopo}"),
        question("select_one zone", "dopo", "Dopo", choice_filter="${prima} = '' or name != ${prima}"),
    )
    desk = desk_for(install(monkeypatch), version_of(*rows, choices=ZONES))
    client.force_login(desk.user)
    fields = fields_of(client.get(desk.url()).content.decode())
    given = {desk.ref("prima"): "nord", desk.ref("dopo"): "nord", "invia": "1"}
    assert "non è fra quelle" in client.post(desk.url(), fields | given).content.decode()
    assert desk.values() == {"prima": "nord", "dopo": "nord"}


@pytest.mark.django_db
def test_five_megabytes_in_one_answer_stay_with_a_word_beside_them(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    desk = desk_for(install(monkeypatch), version_of(question("text", "nome", "Nome", appearance="multiline")))
    client.force_login(desk.user)
    fields = fields_of(client.get(desk.url()).content.decode())
    text = "parola " * (5 * 1024 * 1024 // 7) + "fine"
    answer = client.post(desk.url(), fields | {desk.ref("nome"): text, "invia": "1"})
    assert answer.status_code == 422
    assert f"La risposta è troppo lunga: {len(text)} caratteri, al massimo 100000." in answer.content.decode()
    assert desk.values() == {"nome": text}
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_control_characters_of_a_paste_do_not_stop_the_answers(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    desk = desk_for(install(monkeypatch), version_of(NAME))
    client.force_login(desk.user)
    fields = fields_of(client.get(desk.url()).content.decode())
    client.post(desk.url(), fields | {desk.ref("nome"): "Centro\x0bLana\x00\x1f\ufffe", "invia": "1"})
    assert b"CentroLana" in Submission.objects.get().xml


class Door:
    """The door for devices, with a provider's token."""

    def __init__(self, scene: Scene, row: Return) -> None:
        token = create_device(label="Telefono", by=scene.provider, at=timezone.now())[1]
        words = base64.b64encode(f"{scene.provider.username}:{token}".encode()).decode()
        self.browser, self.row = Client(headers={"Authorization": f"Basic {words}"}), row

    def answers(self, extra: str = "", nome: str = "Centro Lana") -> bytes:
        form = self.row.campaign.version.questionnaire.form_id
        return (
            f'{extra}<data xmlns:orx="http://openrosa.org/xforms" id="{form}__campaigns.return.{self.row.pk}" '
            f'version="{self.row.campaign.version.version}"><nome>{nome}</nome><posti>12</posti>'
            "<orx:meta><orx:instanceID>uuid:porta-1</orx:instanceID></orx:meta></data>"
        ).encode()

    def send(self, xml: bytes) -> Any:
        file = SimpleUploadedFile("a.xml", xml, content_type="text/xml")
        return self.browser.post("/questionari/odk/submission", {"xml_submission_file": file})


BOMB = '<!DOCTYPE x [<!ENTITY a "ah"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/hostname">]>'


@pytest.mark.django_db
@pytest.mark.parametrize("extra", [BOMB, OUTSIDE])
def test_declarations_in_answers_are_refused_at_the_door(extra: str) -> None:
    scene = make_scene()
    door = Door(scene, return_of(make_campaign(scene), scene.services[0]))
    answer = door.send(door.answers(extra, "&b;"))
    assert answer.status_code in {400, 404}
    assert 'nature="submit_error"' in answer.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_closed_campaign_keeps_what_was_typed_and_what_waits_on_a_device(client: Client) -> None:
    scene = make_scene()
    row = return_of(make_campaign(scene), scene.services[0])
    door, at = Door(scene, row), timezone.now()
    draft = open_draft(version=row.campaign.version, owner_kind=OWNER, owner_id=row.pk, by=scene.provider, at=at)
    client.force_login(scene.regional)
    client.post(reverse("campaigns:close", args=[row.campaign.public_id]))
    client.force_login(scene.provider)
    typed = {"=/data/nome": "0", "/data/nome": "Centro Lana e Spola", "invia": "1"}
    answer = client.post(reverse("questionnaires:fill", args=[draft.public_id]), typed)
    text = answer.content.decode()
    assert (answer.status_code, "Centro Lana e Spola" in text) == (409, True)
    assert "La rilevazione è chiusa: le risposte restano nella bozza" in text
    refused = door.send(door.answers())
    assert (refused.status_code, "La rilevazione è chiusa" in refused.content.decode()) == (403, True)
    assert not Submission.objects.exists()
    assert Draft.objects.open().get() == draft


@pytest.mark.django_db
def test_return_that_moved_to_another_ambito_keeps_its_draft() -> None:
    scene = make_scene()
    row, at = return_of(make_campaign(scene), scene.services[0]), timezone.now()
    draft = open_draft(version=row.campaign.version, owner_kind=OWNER, owner_id=row.pk, by=scene.provider, at=at)
    save_answers(draft=draft, answers={"/data/nome": "Centro Lana"}, by=scene.provider, at=at)
    move_to_ambito(row=row, ambito=scene.ambiti[1], reason="Comune passato", by=scene.regional, at=at)
    assert not Draft.objects.visible_to(scene.officer).exists()
    assert Draft.objects.visible_to(scene.other_officer).exists()
    with pytest.raises(NotAcceptedError):
        save_answers(draft=draft, answers={"/data/nome": "Altro"}, by=scene.officer, at=at)
    submit_draft(draft=draft, by=scene.provider, at=at)
    row.refresh_from_db()
    assert (row.state, row.ambito) == ("submitted", scene.ambiti[1])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_page_and_device_sending_at_once_send_one(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        scene = make_scene()
        row, at = return_of(make_campaign(scene, version=make_version(small())), scene.services[0]), timezone.now()
        draft = open_draft(version=row.campaign.version, owner_kind=OWNER, owner_id=row.pk, by=scene.officer, at=at)
        answers = {"/data/nome": "Centro Lana", "/data/posti": "8"}
        save_answers(draft=draft, answers=answers, by=scene.officer, at=at)
        door = Door(scene, row)
        xml = door.answers()
        page, device = at_once(
            lambda: submit_draft(draft=Draft.objects.get(), by=scene.officer, at=at), lambda: door.send(xml).status_code
        )
        won_by_page = isinstance(page, Submission)
        assert won_by_page or isinstance(page, NotAcceptedError | DraftClosedError), repr(page)
        assert device == (403 if won_by_page else 201)
        assert Submission.objects.counted().count() == 1
        row.refresh_from_db()
        assert (row.state, row.submission_id) == ("submitted", Submission.objects.get().pk)
        assert Draft.objects.get().answers.filter(ref="/data/nome").exists()
