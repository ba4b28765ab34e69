# SPDX-License-Identifier: EUPL-1.2
"""The door for programs: what waits, forms, answers in and out, each as the right person, as others, and malformed."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordito.audit.models import Entry
from ordito.campaigns.enums import ReturnState
from ordito.core.access import NotAllowedError, Verb
from ordito.questionnaires.actions.devices import create_device
from ordito.questionnaires.enums import Door, SubmissionState
from ordito.questionnaires.models import Submission
from tests.factories.campaigns import OWNER, make_campaign, make_scene, return_of, send
from tests.factories.questionnaires import make_version, small
from tests.factories.territory import make_service
from tests.repository.test_urls import ADDRESSES

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from ordito.campaigns.models import Return
    from tests.factories.campaigns import Scene

pytestmark = pytest.mark.django_db
BASE = "/questionari/api"
GOOD = {"nome": "Centro Lana", "posti": 12, "canali": "sportello telefono", "sede": [{"via": "Via Telaio"}]}


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def row(scene: Scene) -> Return:
    campaign = make_campaign(scene, version=make_version(small("csf", version="2026")))
    return return_of(campaign, scene.services[0])


def several(scene: Scene, count: int) -> list[Return]:
    """A campaign in which the provider answers for so many services."""
    kind, cooperative, comune = scene.kind, scene.bodies[0], scene.comuni[0]
    for number in range(1, count):
        make_service(
            f"Centro {number}", service_type=kind, holder=cooperative, provider=cooperative, territory=comune, places=2
        )
    campaign = make_campaign(scene)
    return list(campaign.returns.filter(ambito=scene.ambiti[0]).order_by("pk"))


def entering(user: User) -> dict[str, str]:
    reads = user.holds(Verb.EXPORT_ANSWERS)
    token = create_device(label="Programma", may_read=reads, by=user, at=timezone.now())[1]
    return {"Authorization": "Basic " + base64.b64encode(f"{user.username}:{token}".encode()).decode()}


@pytest.fixture
def provider(scene: Scene) -> dict[str, str]:
    return entering(scene.provider)


@pytest.fixture
def officer(scene: Scene) -> dict[str, str]:
    return entering(scene.officer)


def body(row: Return, answers: object = None, **changes: Any) -> dict[str, Any]:
    assignment = {"owner_kind": OWNER, "owner_id": row.pk}
    return {"assignment": assignment, "instance_id": "uuid:prova-1", "answers": answers or GOOD} | changes


def post(client: Client, headers: dict[str, str], sent: object) -> Any:
    return client.post(f"{BASE}/risposte/", json.dumps(sent), content_type="application/json", headers=headers)


def read(client: Client, headers: dict[str, str], row: Return, more: str = "") -> Any:
    return client.get(f"{BASE}/risposte/?versione={row.campaign.version_id}{more}", headers=headers)


# --- the door --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["openapi.json", "assegnazioni/", "moduli/1/", "risposte/?versione=1"])
@pytest.mark.parametrize("words", ["", "Basic !!!", "Bearer x", "Basic bmVzc3Vubzp4"])
def test_door_opens_with_a_token_alone(client: Client, scene: Scene, path: str, words: str) -> None:
    client.force_login(scene.provider)  # a session is no token
    answer = client.get(f"{BASE}/{path}", headers={"Authorization": words} if words else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Basic realm="Ordito", charset="UTF-8"'
    assert answer.json()["detail"]
    assert client.post(f"{BASE}/risposte/", "{}", content_type="application/json").status_code == 401


def test_wrong_tokens_count_at_every_door_together(client: Client, scene: Scene, provider: dict[str, str]) -> None:
    wrong = {"Authorization": "Basic bmVzc3Vubzp4"}
    for turn in range(20):
        client.get(f"{BASE}/assegnazioni/" if turn % 2 else "/questionari/odk/formList", headers=wrong)
    assert client.get(f"{BASE}/assegnazioni/", headers=provider).status_code == 429


def test_real_installation_asks_for_https(client: Client, provider: dict[str, str], settings: Any) -> None:
    settings.DEMONSTRATION = False
    assert client.get(f"{BASE}/assegnazioni/", headers=provider).status_code == 403
    assert client.get(f"{BASE}/assegnazioni/", headers=provider, secure=True).status_code == 200


def test_document_describes_every_address(client: Client, provider: dict[str, str]) -> None:
    answer = client.get(f"{BASE}/openapi.json", headers=provider)
    found = answer.json()
    assert answer.status_code == 200
    assert found["openapi"].startswith("3.1.")
    assert {"title", "version"} <= set(found["info"])
    assert set(found["paths"]) == {
        f"{BASE}/openapi.json", f"{BASE}/assegnazioni/", f"{BASE}/moduli/{{version_id}}/", f"{BASE}/risposte/"
    }  # fmt: skip
    assert set(found["paths"][f"{BASE}/risposte/"]) == {"get", "post"}
    mounted = {name for name in ADDRESSES if name.startswith("questionnaires:api:")} - {"questionnaires:api:api-root"}
    operations = [each for path in found["paths"].values() for each in path.values()]
    assert len(operations) == len(mounted)
    for operation in operations:
        assert operation["responses"]
        assert operation["security"] == [{"DeviceToken": []}]
    assert found["components"]["securitySchemes"]["DeviceToken"] == {"type": "http", "scheme": "basic"}
    names = set(found["components"]["schemas"])
    said = json.dumps(found)
    assert {name for name in names if f"#/components/schemas/{name}" not in said} == set()
    for reference in {part.split('"')[0] for part in said.split("#/components/schemas/")[1:]}:
        assert reference in names


# --- what waits, and forms -------------------------------------------------------------------------------------------


def test_assignments_are_what_waits_for_the_person(
    client: Client, scene: Scene, row: Return, provider: dict[str, str]
) -> None:
    answer = client.get(f"{BASE}/assegnazioni/", headers=provider)
    version = row.campaign.version
    assert answer.status_code == 200
    assert answer.json() == [
        {
            "owner_kind": OWNER,
            "owner_id": row.pk,
            "name": f"{row.unit_name} – {row.campaign.title}",
            "due_on": row.due_on.isoformat(),
            "form": {"id": version.pk, "form_id": "csf", "version": "2026", "title": version.title, "languages": []},
        }
    ]
    other = client.get(f"{BASE}/assegnazioni/", headers=entering(scene.other_provider)).json()
    assert [found["owner_id"] for found in other] == [return_of(row.campaign, scene.services[1]).pk]


@pytest.mark.parametrize("count", [1, 3])
def test_assignments_take_the_same_queries(
    client: Client, scene: Scene, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    several(scene, count)
    headers = entering(scene.provider)
    client.get(f"{BASE}/assegnazioni/", headers=headers)
    with django_assert_num_queries(4):
        found = client.get(f"{BASE}/assegnazioni/", headers=headers)
    assert len(found.json()) == count


def test_form_has_all_that_a_program_needs(client: Client, row: Return, provider: dict[str, str]) -> None:
    answer = client.get(f"{BASE}/moduli/{row.campaign.version_id}/", headers=provider)
    assert answer.status_code == 200
    found = answer.json()
    assert (found["form_id"], found["version"], found["languages"]) == ("csf", "2026", [])
    items = {item["path"]: item for item in found["items"]}
    assert [item["path"] for item in found["items"]] == [
        "/data/nome", "/data/posti", "/data/aperto", "/data/canali", "/data/sede", "/data/sede/via", "/data/sede/dal"
    ]  # fmt: skip
    assert items["/data/nome"]["required"] == "true()"
    assert items["/data/posti"]["constraint"] == ". <= 100"
    assert items["/data/posti"]["constraint_message"] == {"": "Al massimo cento."}
    assert [choice["value"] for choice in items["/data/canali"]["choices"]] == ["sportello", "telefono", "altro"]
    assert (items["/data/sede"]["kind"], items["/data/sede/dal"]["kind"]) == ("repeat", "date")
    assert items["/data/sede/via"]["label"] == {"": "Via"}


def test_form_is_for_who_answers_or_reads_it(
    client: Client, scene: Scene, row: Return, officer: dict[str, str]
) -> None:
    stranger = make_version(small("altro", version="1"))
    headers = entering(scene.provider)
    assert client.get(f"{BASE}/moduli/{stranger.pk}/", headers=headers).status_code == 404
    assert client.get(f"{BASE}/moduli/{stranger.pk}/", headers=officer).status_code == 200
    assert client.get(f"{BASE}/moduli/{10**30}/", headers=officer).status_code == 404


# --- answers in ------------------------------------------------------------------------------------------------------


def test_answers_come_in_once(client: Client, row: Return, provider: dict[str, str]) -> None:
    first = post(client, provider, body(row))
    assert first.status_code == 201
    submission = Submission.objects.get()
    assert first.json() == {
        "id": str(submission.public_id),
        "instance_id": "uuid:prova-1",
        "state": SubmissionState.VALID,
        "dropped": [],
        "corrected": [],
    }
    assert (submission.door, submission.owner_id) == (Door.API, row.pk)
    assert submission.answers == GOOD | {"posti": "12", "meta": {"instanceID": "uuid:prova-1"}}
    row.refresh_from_db()
    assert row.state == ReturnState.SUBMITTED
    turned = dict(reversed(GOOD.items()))
    again = post(client, provider, body(row, turned))
    assert (again.status_code, again.json()) == (200, first.json())
    assert Submission.objects.count() == 1


def test_other_answers_under_the_same_id_are_refused(client: Client, row: Return, provider: dict[str, str]) -> None:
    post(client, provider, body(row))
    answer = post(client, provider, body(row, GOOD | {"posti": 13}))
    assert answer.status_code == 409
    assert Submission.objects.get().answers["posti"] == "12"


def test_answers_as_they_were_read_come_in_again(
    client: Client, scene: Scene, row: Return, officer: dict[str, str], provider: dict[str, str]
) -> None:
    post(client, provider, body(row))
    [found] = read(client, officer, row).json()["answers"]
    other = return_of(row.campaign, scene.services[1])
    sent = body(other, found["answers"], instance_id="uuid:prova-2")
    assert post(client, entering(scene.other_provider), sent).status_code == 201


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"nome": None}, "required /data/nome"),
        ({"posti": 101}, "constraint /data/posti"),
        ({"posti": 1.5}, "wrong_type /data/posti"),
        ({"posti": True}, "wrong_type /data/posti"),
        ({"posti": [1]}, "wrong_type /data/posti"),
        ({"posti": float("nan")}, "wrong_type /data/posti"),
        ({"aperto": "forse"}, "not_a_choice /data/aperto"),
        ({"intruso": "x"}, "unknown_element /data/intruso"),
        ({"sede": {"via": "x"}}, "wrong_type /data/sede"),
        ({"sede": ["x"]}, "wrong_type /data/sede[1]"),
        ({"sede": [{}, {"dal": "31/12/2026"}]}, "wrong_type /data/sede[2]/dal"),
        ({"sede": [{}] * 1_001}, "too_many /data/sede"),
    ],
)
def test_wrong_answers_are_named_and_none_comes_in(
    client: Client, row: Return, provider: dict[str, str], changed: dict[str, Any], found: str
) -> None:
    answer = post(client, provider, body(row, GOOD | changed))
    assert answer.status_code == 422
    [problem] = answer.json()["problems"]
    assert f"{problem['code']} {problem['ref']}" == found
    assert problem["message"] not in {"", problem["code"]}
    assert Submission.objects.count() == 0


def test_author_s_own_words_are_said(client: Client, row: Return, provider: dict[str, str]) -> None:
    answer = post(client, provider, body(row, GOOD | {"posti": 101}))
    assert answer.json()["problems"][0]["message"] == "Al massimo cento."


def test_only_who_is_asked_answers(client: Client, scene: Scene, row: Return) -> None:
    other = return_of(row.campaign, scene.services[1])
    headers = entering(scene.provider)
    assert post(client, headers, body(other)).status_code == 404
    assert post(client, headers, body(row, assignment={"owner_kind": "x.y", "owner_id": 10**30})).status_code == 404
    assert post(client, headers, body(row)).status_code == 201
    assert post(client, headers, body(row, instance_id="uuid:altra")).status_code == 404  # it waits no more
    taken = post(client, entering(scene.other_provider), body(other))
    assert taken.status_code == 409  # somebody else's id


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[" * 200_000, 400),
        (b"9" * 5_000, 400),
        (b"\xff\xfe", 400),
        (b"null", 422),
        (b"[]", 422),
        (b'{"answers": {}}', 422),
        (b" " * (django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), 413),
    ],
    ids=["empty", "open", "deep", "number", "bytes", "null", "list", "part", "big"],
)
def test_what_is_no_request_is_refused(client: Client, provider: dict[str, str], sent: bytes, status: int) -> None:
    answer = client.post(f"{BASE}/risposte/", sent, content_type="application/json", headers=provider)
    assert answer.status_code == status
    assert answer.json()["detail"]


@pytest.mark.parametrize("wrong", ["", " x", "a\0b", "a" * 121, "è", "<a>", 7, None])
def test_id_of_answers_is_a_short_word(client: Client, row: Return, provider: dict[str, str], wrong: object) -> None:
    answer = post(client, provider, body(row, instance_id=wrong))
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["ref"].endswith("instance_id")


NAMES = st.sampled_from(["nome", "posti", "aperto", "canali", "sede", "via", "dal", "meta"]) | st.text(
    st.characters(codec=None), max_size=6
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
LIMITS = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


@LIMITS
@given(answers=st.dictionaries(NAMES, ANYTHING, max_size=5))
def test_no_answers_whatever_break_it(
    client: Client, row: Return, provider: dict[str, str], answers: dict[str, Any]
) -> None:
    sent = body(row, {**answers, "intruso": "x"})  # never valid, so that the return goes on waiting for the next ones
    assert post(client, provider, sent).status_code == 422


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "]]>&<x/>", "a\r\nb", "🧵" * 100])
def test_strange_texts_come_in(client: Client, row: Return, provider: dict[str, str], text: str) -> None:
    for status in (201, 200):
        assert post(client, provider, body(row, {"nome": text})).status_code == status


@LIMITS
@given(sent=ANYTHING)
def test_no_request_whatever_breaks_it(client: Client, row: Return, provider: dict[str, str], sent: object) -> None:
    assert post(client, provider, sent).status_code == 422


# --- answers out -----------------------------------------------------------------------------------------------------


def test_answers_are_read_by_who_may_export_them(
    client: Client, scene: Scene, row: Return, officer: dict[str, str]
) -> None:
    submission = send(row, scene.provider)
    answer = read(client, officer, row)
    assert answer.status_code == 200
    assert answer.json()["next"] is None
    [found] = answer.json()["answers"]
    assert (found["id"], found["owner_id"], found["state"]) == (str(submission.public_id), row.pk, "valid")
    assert found["name"].startswith(row.unit_name)
    assert found["answers"]["posti"] == "12"
    entry = Entry.objects.get(action="questionnaires.read_answers")
    assert entry.actor_id == scene.officer.pk
    assert "Centro Lana" not in str(entry.__dict__)
    assert read(client, entering(scene.provider), row).status_code == 403
    elsewhere = read(client, entering(scene.other_officer), row)
    assert (elsewhere.status_code, elsewhere.json()["answers"]) == (200, [])


def test_answers_are_paged_by_key(client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordito.questionnaires.queries.programs.ROWS_AT_ONCE", 2)
    rows = several(scene, 3)
    sent = [str(send(row, scene.provider).public_id) for row in rows]
    headers = entering(scene.officer)
    first = read(client, headers, rows[0]).json()
    last = read(client, headers, rows[0], f"&dopo={first['next']}").json()
    assert [found["id"] for found in first["answers"]] == sent[:2]
    assert ([found["id"] for found in last["answers"]], last["next"]) == (sent[2:], None)


@pytest.mark.parametrize("count", [1, 3])
def test_answers_take_the_same_queries(
    client: Client, scene: Scene, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    rows = several(scene, count)
    for row in rows:
        send(row, scene.provider)
    headers = entering(scene.officer)
    read(client, headers, rows[0])
    with django_assert_num_queries(10):
        assert len(read(client, headers, rows[0]).json()["answers"]) == count


@pytest.mark.parametrize("query", ["", "?versione=x", "?versione=0", f"?versione={2**63}", "?versione=1&dopo=-1"])
def test_misshapen_question_is_refused(client: Client, officer: dict[str, str], query: str) -> None:
    answer = client.get(f"{BASE}/risposte/{query}", headers=officer)
    assert answer.status_code == 422
    assert answer.json()["problems"]


def test_unknown_version_is_not_there(client: Client, officer: dict[str, str]) -> None:
    assert client.get(f"{BASE}/risposte/?versione={2**63 - 1}", headers=officer).status_code == 404


def test_device_that_only_sends_reads_nothing(client: Client, scene: Scene) -> None:
    row = several(scene, 1)[0]
    token = create_device(label="Telefono", by=scene.officer, at=timezone.now())[1]
    words = base64.b64encode(f"{scene.officer.username}:{token}".encode()).decode()
    headers = {"Authorization": f"Basic {words}"}
    assert client.get(f"{BASE}/assegnazioni/", headers=headers).status_code == 200
    assert client.get(f"{BASE}/risposte/?versione={row.campaign.version_id}", headers=headers).status_code == 403


def test_who_may_not_export_makes_no_token_that_reads(client: Client, scene: Scene) -> None:
    with pytest.raises(NotAllowedError):
        create_device(label="Programma", may_read=True, by=scene.provider, at=timezone.now())
    client.force_login(scene.provider)
    assert "may_read" not in client.get("/questionari/dispositivi/").content.decode()
    client.force_login(scene.officer)
    assert client.post("/questionari/dispositivi/", {"label": "Programma", "may_read": "on"}).status_code == 200
    assert "legge le risposte" in client.get("/questionari/dispositivi/").content.decode()
