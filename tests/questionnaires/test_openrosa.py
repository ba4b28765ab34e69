# SPDX-License-Identifier: EUPL-1.2
"""A conversation as ODK Collect has it, byte by byte: list, form, manifest, file, the way in, answers in parts."""

from __future__ import annotations

import base64
import hashlib
import io
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.audit.models import Entry
from ordito.campaigns.enums import ReturnState
from ordito.core.access import Verb
from ordito.questionnaires.actions import attach_file, publish_version
from ordito.questionnaires.actions.devices import create_device, revoke_device
from ordito.questionnaires.enums import Door, SubmissionState
from ordito.questionnaires.models import DeviceToken, Submission
from ordito.questionnaires.tasks import check_submissions
from tests.factories.campaigns import HOUSE, make_campaign, make_scene, return_of
from tests.factories.questionnaires import make_version, small
from tests.questionnaires.books import question

if TYPE_CHECKING:
    from django.test import Client

    from ordito.accounts.models import User
    from ordito.campaigns.models import Return
    from tests.factories.campaigns import Scene

pytestmark = pytest.mark.django_db
BASE = "/questionari/odk"
BOUNDARY = "e2bd6dc9-1f4c-4f6c-a3a4-6d2b5d0c1e77"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def row(scene: Scene) -> Return:
    sheets = small("csf", version="2026")
    sheets["survey"].append(question("image", "foto", "Foto dell’ingresso"))
    campaign = make_campaign(scene, version=make_version(sheets))
    return return_of(campaign, scene.services[0])


@pytest.fixture
def token(scene: Scene) -> str:
    return create_device(label="Telefono del centro", by=scene.provider, at=timezone.now())[1]


def basic(username: str, token: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{token}".encode()).decode()


def part(name: str, content: bytes, *, file: str = "", kind: str = "text/xml; charset=utf-8") -> bytes:
    """One part of a multipart body, as the HTTP library of Collect writes it."""
    named = f'; filename="{file}"' if file else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n'
    head += f"Content-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content + b"\r\n"


def send(client: Client, user: User, token: str, *parts: bytes) -> Any:
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    return client.generic(
        "POST",
        f"{BASE}/submission",
        body,
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        headers={"Authorization": basic(user.username, token), "X-OpenRosa-Version": "1.0"},
    )


def get(client: Client, user: User, token: str, url: str) -> Any:
    headers = {"Authorization": basic(user.username, token), "X-OpenRosa-Version": "1.0"}
    return client.get(url, headers=headers)


def answers(row: Return, *, nome: str = "Centro Lana", foto: str = "", number: int = 1) -> bytes:
    picture = f"<foto>{foto}</foto>" if foto else "<foto/>"
    return (
        "<?xml version='1.0' ?>"
        f'<data id="csf__campaigns.return.{row.pk}" version="2026" xmlns:orx="http://openrosa.org/xforms">'
        f"<nome>{nome}</nome><posti>12</posti><aperto/><canali/><sede><via>Via Telaio</via><dal/></sede>{picture}"
        f"<orx:meta><orx:instanceID>uuid:7d0f-{number}</orx:instanceID></orx:meta></data>"
    ).encode()


def xml_part(content: bytes) -> bytes:
    return part("xml_submission_file", content, file="csf_2026-03-02_10-30-00.xml")


def test_form_list_has_one_form_for_each_return(client: Client, scene: Scene, row: Return, token: str) -> None:
    answer = get(client, scene.provider, token, f"{BASE}/formList")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer["X-OpenRosa-Version"] == "1.0"
    assert answer["Date"].endswith(" GMT")
    form_id = f"csf__campaigns.return.{row.pk}"
    address = f"http://testserver{BASE}/form/{form_id}/"
    form = get(client, scene.provider, token, address)
    digest = hashlib.md5(form.content, usedforsecurity=False).hexdigest()
    name = answer.content.split(b"<name>")[1].split(b"</name>")[0].decode()
    assert answer.content.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xforms xmlns="http://openrosa.org/xforms/xformsList">\n'
        f"<xform>\n<formID>{form_id}</formID>\n<name>{name}</name>\n<version>2026</version>\n"
        f"<hash>md5:{digest}</hash>\n<downloadUrl>{address}</downloadUrl>\n</xform>\n"
        "</xforms>"
    )
    assert scene.services[0].name in name
    assert f'<data id="{form_id}" version="2026">'.encode() in form.content
    assert f"<h:title>{name}</h:title>".encode() in form.content


def test_form_list_asks_for_one_form(client: Client, scene: Scene, row: Return, token: str) -> None:
    wanted = get(client, scene.provider, token, f"{BASE}/formList?formID=csf__campaigns.return.{row.pk}")
    assert wanted.content.count(b"<xform>") == 1
    assert get(client, scene.provider, token, f"{BASE}/formList?formID=altro").content.count(b"<xform>") == 0


def test_way_in_is_told_before_the_answers(client: Client, scene: Scene, row: Return, token: str) -> None:
    headers = {"Authorization": basic(scene.provider.username, token), "X-OpenRosa-Version": "1.0"}
    answer = client.head(f"{BASE}/submission", headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Location"] == f"http://testserver{BASE}/submission"
    assert int(answer["X-OpenRosa-Accept-Content-Length"]) > 10_000_000


def test_answers_arrive_whole(client: Client, scene: Scene, row: Return, token: str) -> None:
    answer = send(client, scene.provider, token, xml_part(answers(row)))
    assert answer.status_code == 201
    assert answer.content.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
        '<message nature="submit_success">Risposte ricevute.</message></OpenRosaResponse>'
    )
    submission = Submission.objects.get()
    assert (submission.door, submission.owner_id) == (Door.OPENROSA, row.pk)
    assert submission.xml == answers(row).replace(f"csf__campaigns.return.{row.pk}".encode(), b"csf")
    check_submissions(lambda _done, _total: None)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.VALID


def test_answers_arrive_in_parts_and_are_checked_when_the_last_is_there(
    client: Client, scene: Scene, row: Return, token: str
) -> None:
    xml = answers(row, foto="1772443800000.png")
    half = send(client, scene.provider, token, xml_part(xml), part("*isIncomplete*", b"yes", kind="text/plain"))
    assert half.status_code == 202
    check_submissions(lambda _done, _total: None)
    assert Submission.objects.get().state == SubmissionState.INVALID
    picture = part("1772443800000.png", PICTURE, file="1772443800000.png", kind="image/png")
    whole = send(client, scene.provider, token, xml_part(xml), picture)
    assert whole.status_code == 201
    check_submissions(lambda _done, _total: None)
    submission = Submission.objects.get()
    assert submission.state == SubmissionState.VALID
    assert [file.name for file in submission.files.all()] == ["1772443800000.png"]


def test_wrong_answers_go_back_with_what_is_wrong_at_each_question(
    client: Client, scene: Scene, row: Return, token: str
) -> None:
    xml = answers(row).replace(b"<posti>12</posti>", b"<posti>900</posti>")
    assert send(client, scene.provider, token, xml_part(xml)).status_code == 201
    row.refresh_from_db()
    assert row.state == ReturnState.SUBMITTED
    check_submissions(lambda _done, _total: None)
    row.refresh_from_db()
    assert row.state == ReturnState.SENT_BACK
    assert "arrivate da un dispositivo" in row.reason
    assert list(row.comments.values_list("ref", "text")) == [("/data/posti", "Al massimo cento.")]
    client.force_login(scene.provider)
    page = client.get(f"/rilevazioni/restituzioni/{row.public_id}/").content.decode()
    assert "Il controllo ha trovato risposte da correggere" in page


def test_same_answers_sent_again_change_nothing(client: Client, scene: Scene, row: Return, token: str) -> None:
    picture = part("a.png", PICTURE, file="a.png", kind="image/png")
    for _turn in range(3):
        assert send(client, scene.provider, token, xml_part(answers(row, foto="a.png")), picture).status_code == 201
    assert Submission.objects.count() == 1
    assert Submission.objects.get().files.count() == 1


def test_other_answers_under_the_same_id_are_refused(client: Client, scene: Scene, row: Return, token: str) -> None:
    send(client, scene.provider, token, xml_part(answers(row)))
    answer = send(client, scene.provider, token, xml_part(answers(row, nome="Altro")))
    assert answer.status_code == 409
    assert 'nature="submit_error"' in answer.content.decode()
    assert b"<nome>Centro Lana</nome>" in Submission.objects.get().xml


@pytest.mark.parametrize(
    "refused",
    [
        ([], 400),
        ([xml_part(b"<data/>")], 404),
        ([xml_part(b'<data id="csf__campaigns.return.999999" version="2026"/>')], 400),
        (
            [xml_part(b'<!DOCTYPE x [<!ENTITY a "b">]><data id="csf__campaigns.return.1" version="2026">&a;</data>')],
            400,
        ),
    ],
)
def test_what_is_no_answer_is_refused(
    client: Client, scene: Scene, row: Return, token: str, refused: tuple[list[bytes], int]
) -> None:
    parts, status = refused
    answer = send(client, scene.provider, token, *parts)
    assert answer.status_code == status
    assert 'nature="submit_error"' in answer.content.decode()
    assert Submission.objects.count() == 0


def test_element_that_the_form_has_not_is_refused(client: Client, scene: Scene, row: Return, token: str) -> None:
    xml = answers(row).replace(b"<aperto/>", b"<intruso>1</intruso>")
    assert send(client, scene.provider, token, xml_part(xml)).status_code == 400


def test_return_of_somebody_else_is_not_there(client: Client, scene: Scene, row: Return, token: str) -> None:
    other = return_of(row.campaign, scene.services[1])
    assert get(client, scene.provider, token, f"{BASE}/form/csf__campaigns.return.{other.pk}/").status_code == 404
    assert send(client, scene.provider, token, xml_part(answers(other))).status_code == 403
    assert Submission.objects.count() == 0


def test_answers_to_another_questionnaire_are_no_answers(client: Client, scene: Scene, row: Return, token: str) -> None:
    """The device says which form and for what: a shorter form must not do for the one that the campaign asks."""
    make_version(small("breve", version="1"))
    xml = answers(row).replace(b"csf__", b"breve__").replace(b'"2026"', b'"1"').replace(b"<foto/>", b"")
    answer = send(client, scene.provider, token, xml_part(xml))
    assert (answer.status_code, "altro questionario" in answer.content.decode()) == (403, True)
    row.refresh_from_db()
    assert (Submission.objects.count(), row.state) == (0, "todo")


@pytest.mark.parametrize("wrong", ["", "Basic", "Basic !!!", "Bearer x", basic("nessuno", "x"), basic("", "")])
def test_door_opens_to_no_other_words(client: Client, scene: Scene, token: str, wrong: str) -> None:
    answer = client.get(f"{BASE}/formList", headers={"Authorization": wrong} if wrong else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Basic realm="Ordito", charset="UTF-8"'


def test_token_works_with_its_own_name_alone_and_until_it_is_revoked(client: Client, scene: Scene, token: str) -> None:
    assert get(client, scene.regional, token, f"{BASE}/formList").status_code == 401
    assert get(client, scene.provider, token, f"{BASE}/formList").status_code == 200
    assert Entry.objects.filter(action="questionnaires.enter_device").count() == 1
    revoke_device(device=DeviceToken.objects.get(), by=scene.provider, at=timezone.now())
    assert get(client, scene.provider, token, f"{BASE}/formList").status_code == 401
    assert Entry.objects.filter(action="questionnaires.refuse_device").count() == 2


def test_whoever_keeps_guessing_has_to_wait(client: Client, scene: Scene, token: str) -> None:
    for _turn in range(20):
        assert get(client, scene.provider, "sbagliato", f"{BASE}/formList").status_code == 401
    assert get(client, scene.provider, token, f"{BASE}/formList").status_code == 429


def test_real_installation_asks_for_https(client: Client, scene: Scene, token: str, settings: object) -> None:
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    assert get(client, scene.provider, token, f"{BASE}/formList").status_code == 403
    headers = {"Authorization": basic(scene.provider.username, token)}
    assert client.get(f"{BASE}/formList", headers=headers, secure=True).status_code == 200


def test_files_of_the_form_are_listed_and_sent(client: Client, scene: Scene) -> None:
    sheets = small("listino", version="1")
    sheets["survey"].append(question("select_one_from_file comuni.csv", "comune", "Comune"))
    content = b"name,label\nc1,Comune uno\n"
    version = make_version(sheets, published=False)
    at = timezone.now()
    attach_file(version=version, stream=io.BytesIO(content), name="comuni.csv", by=HOUSE, at=at)
    publish_version(version=version, changes={}, by=HOUSE, at=at)
    row = return_of(make_campaign(scene, version=version), scene.services[0])
    token = create_device(label="Tablet", by=scene.provider, at=timezone.now())[1]
    form_id = f"listino__campaigns.return.{row.pk}"
    manifest = get(client, scene.provider, token, f"{BASE}/manifest/{form_id}/").content.decode()
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    address = manifest.split("<downloadUrl>")[1].split("</downloadUrl>")[0]
    assert f"<filename>comuni.csv</filename><hash>md5:{digest}</hash>" in manifest
    assert get(client, scene.provider, token, address).content == content


def test_devices_page_connects_and_revokes(client: Client, scene: Scene) -> None:
    client.force_login(scene.provider)
    assert client.post("/questionari/dispositivi/", {"label": ""}).status_code == 422
    given = client.post("/questionari/dispositivi/", {"label": "Tablet"})
    assert given.status_code == 200
    device = DeviceToken.objects.get()
    assert device.digest not in given.content.decode()
    page = client.get("/questionari/dispositivi/").content.decode()
    assert "Tablet" in page
    assert "Password:" not in page
    assert client.get(f"/questionari/dispositivi/{device.pk}/revoca/").status_code == 200
    assert client.post(f"/questionari/dispositivi/{device.pk}/revoca/").status_code == 302
    assert client.post(f"/questionari/dispositivi/{device.pk}/revoca/").status_code == 404


def test_device_of_a_colleague_is_not_there(client: Client, scene: Scene) -> None:
    device, _token = create_device(label="Tablet", by=scene.provider, at=timezone.now())
    client.force_login(scene.other_provider)
    assert client.get(f"/questionari/dispositivi/{device.pk}/revoca/").status_code == 404


def test_who_fills_nothing_connects_nothing(client: Client, scene: Scene) -> None:
    assert not scene.regional.holds(Verb.FILL_RETURN)
    client.force_login(scene.regional)
    assert client.get("/questionari/dispositivi/").status_code == 403
