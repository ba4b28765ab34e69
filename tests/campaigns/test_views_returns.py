# SPDX-License-Identifier: EUPL-1.2
"""The pages of who fills, who checks and who approves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ordito.audit.models import Entry
from ordito.campaigns import actions
from ordito.campaigns.enums import ReturnState
from ordito.campaigns.models import RegisterUpdate, Return, Signature
from ordito.core.models import writing
from ordito.messages.models import Message
from ordito.questionnaires.models import Draft
from ordito.territory.models import TerritoryLink
from tests.factories.campaigns import Scene, campaign_values, make_campaign, make_scene, return_of, send
from tests.factories.questionnaires import make_version, small
from tests.factories.territory import make_service

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.campaigns.models import Campaign

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def row(scene: Scene) -> Return:
    return return_of(make_campaign(scene), scene.services[0])


def url(name: str, row: Return, *more: Any) -> str:
    return reverse(f"campaigns:{name}", args=[row.public_id, *more])


def second_round(scene: Scene, first: Campaign) -> Campaign:
    """The year after, with the first one's answers beside."""
    year = timezone.localdate().year + 1
    values = campaign_values(scene, first.version, previous=first, period_label=f"anno {year}")
    values |= {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    campaign = actions.create_campaign(values=values, by=scene.regional, at=timezone.now())
    return actions.open_campaign(campaign=campaign, by=scene.regional, at=timezone.now())


def test_provider_finds_fills_and_sends_a_return(client: Client, scene: Scene, row: Return) -> None:
    client.force_login(scene.provider)
    page = client.get(reverse("campaigns:mine"))
    assert [line.row for line in page.context["lines"]] == [row]
    answer = client.post(url("start", row))
    draft = Draft.objects.get()
    assert answer["Location"] == reverse("questionnaires:fill", args=[draft.public_id])
    row.refresh_from_db()
    assert row.state == ReturnState.DRAFT
    assert "Rispondi per tutte le sedi." in client.get(answer["Location"]).content.decode()
    send(row, scene.provider)
    page = client.get(url("return", row))
    text = page.content.decode()
    assert [(line.label, line.value) for line in page.context["answers"].lines if not line.heading] == [
        ("Nome del servizio", "Centro Lana"),
        ("Posti", "12"),
    ]
    assert "Gestora Spola" in text
    assert page.context["moves"] == set()
    assert client.post(url("start", row), follow=True).status_code == 200
    assert Draft.objects.count() == 1
    empty = client.get(reverse("campaigns:mine"))
    assert empty.context["lines"] == []
    assert [line.row for line in client.get(reverse("campaigns:mine"), {"tutte": "1"}).context["lines"]] == [row]


@pytest.mark.parametrize("name", ["return", "start", "explain", "send_back", "links", "print", "register"])
@pytest.mark.parametrize("who", ["other_provider", "other_officer"])
def test_return_of_others_is_not_found(client: Client, scene: Scene, row: Return, name: str, who: str) -> None:
    client.force_login(scene.everybody[who])
    method = client.post if name in {"start", "explain"} else client.get
    assert method(url(name, row)).status_code in {403, 404}
    assert client.get(url("return", row)).status_code == 404
    assert client.get(url("move", row, "riapri")).status_code == 404


def test_last_round_and_difference_stand_beside(client: Client, scene: Scene, row: Return) -> None:
    send(row, scene.provider, {"/data/nome": "Centro Lana", "/data/posti": "12", "/data/aperto": "si"})
    campaign = second_round(scene, row.campaign)
    now = return_of(campaign, scene.services[0])
    client.force_login(scene.provider)
    answer = client.post(url("start", now))
    assert "12" in client.get(answer["Location"]).content.decode()
    send(now, scene.provider, {"/data/nome": "Centro Lana", "/data/posti": "15"})
    answers = client.get(url("return", now)).context["answers"]
    lines = {line.label: (line.value, line.before, line.change) for line in answers.lines}
    assert lines["Posti"] == ("15", "12", "ora +3")
    assert lines["Nome del servizio"] == ("Centro Lana", "Centro Lana", "")
    assert [(line.label, line.before) for line in answers.gone] == [("È aperto?", "Si")]


def test_service_that_changed_ambito_says_so(client: Client, scene: Scene, row: Return) -> None:
    today = timezone.localdate()
    with writing():
        TerritoryLink.objects.filter(child=scene.comuni[0], parent=scene.ambiti[0]).update(
            valid_to=today - timedelta(days=1)
        )
        TerritoryLink.objects.create(
            parent=scene.ambiti[1], child=scene.comuni[0], hierarchy="ambito", valid_from=today
        )
    client.force_login(scene.officer)
    page = client.get(url("return", row)).content.decode()
    assert "All’apertura era in Ambito Uno; oggi è in Ambito Due" in page
    assert "Passala" not in page
    client.force_login(scene.regional)
    assert "Passala a Ambito Due" in client.get(url("return", row)).content.decode()
    form = client.get(url("move", row, "ambito")).context["form"]
    assert form.initial["ambito"] == scene.ambiti[1]
    client.post(url("move", row, "ambito"), {"ambito": scene.ambiti[1].pk, "reason": "Il Comune è passato"})
    row.refresh_from_db()
    assert row.ambito == scene.ambiti[1]


@pytest.mark.parametrize(
    ("slug", "who", "values", "state"),
    [
        ("non-dovuta", "officer", {"reason": "Chiuso"}, "not_due"),
        ("scadenza", "regional", {"reason": "Proroga", "due_on": "31/12/2031"}, "todo"),
    ],
)
def test_move_asks_for_a_reason(
    client: Client, scene: Scene, row: Return, *, slug: str, who: str, values: dict[str, str], state: str
) -> None:
    client.force_login(scene.everybody[who])
    assert client.get(url("move", row, slug)).status_code == 200
    refused = client.post(url("move", row, slug), {**values, "reason": ""})
    assert refused.status_code == 422
    assert "reason" in refused.context["form"].errors
    assert client.post(url("move", row, slug), values)["Location"] == url("return", row)
    row.refresh_from_db()
    assert row.state == state


@pytest.mark.parametrize("slug", ["riapri", "approva", "completa", "dovuta", "inventata"])
def test_move_that_may_not_happen_is_not_found(client: Client, scene: Scene, row: Return, slug: str) -> None:
    client.force_login(scene.regional)
    assert client.get(url("move", row, slug)).status_code == 404


def test_officer_sends_back_with_comments_at_the_questions(client: Client, scene: Scene, row: Return) -> None:
    send(row, scene.provider)
    client.force_login(scene.officer)
    page = client.get(url("send_back", row))
    form = page.context["form"]
    name = next(name for name, ref in form.refs.items() if ref == "/data/posti")
    empty = client.post(url("send_back", row), {"due_on": "31/12/2031", "reason": ""})
    assert empty.status_code == 422
    assert "Scrivi che cosa va corretto" in empty.content.decode()
    sent = {"due_on": "31/12/2031", "reason": "", name: "Sono dodici per sede o in tutto?"}
    assert client.post(url("send_back", row), sent)["Location"] == url("return", row)
    assert [(one.recipient_id, one.url, one.subject) for one in Message.objects.all()] == [
        (scene.provider.pk, url("return", row), "«Centro Lana»: la restituzione è rimandata")
    ]
    client.force_login(scene.provider)
    text = client.get(url("return", row)).content.decode()
    assert "Sono dodici per sede o in tutto?" in text
    assert "Correggi le risposte" in text
    answer = client.post(url("start", row))
    assert "Sono dodici per sede o in tutto?" in client.get(answer["Location"]).content.decode()


def test_ambito_signs_once_and_attaches_a_pdf(client: Client, scene: Scene, row: Return) -> None:
    send(row, scene.provider)
    client.force_login(scene.officer)
    place = [row.campaign.public_id, scene.ambiti[0].pk]
    page = client.get(reverse("campaigns:ambito", args=place))
    assert page.context["to_sign"] == 1
    sign = reverse("campaigns:sign", args=place)
    page = client.get(sign)
    assert "firma elettronica semplice" in page.content.decode()
    assert client.post(sign, {"expected": "1"}).status_code == 422
    file = SimpleUploadedFile("firmato.pdf", PDF)
    answer = client.post(sign, {"expected": "1", "confirm": "on", "file": file})
    assert answer["Location"] == reverse("campaigns:ambito", args=place)
    signature = Signature.objects.get()
    assert signature.by_name == "Finta Uno"
    sent = client.get(reverse("campaigns:signed_pdf", args=[signature.pk]))
    assert b"".join(sent.streaming_content) == PDF  # type: ignore[attr-defined] # a file answers in pieces
    assert "PDF firmato digitalmente" in client.get(reverse("campaigns:ambito", args=place)).content.decode()
    assert "Niente da firmare" in client.get(sign).content.decode()
    client.force_login(scene.other_officer)
    for name, args in (("signed_pdf", [signature.pk]), ("attach", [signature.pk]), ("sign", place), ("ambito", place)):
        assert client.get(reverse(f"campaigns:{name}", args=args)).status_code == 404
    for name, who in scene.everybody.items():
        assert Signature.objects.visible_to(who).exists() == (name in {"regional", "officer"}), name


def test_refused_pdf_leaves_the_signature(client: Client, scene: Scene, row: Return) -> None:
    send(row, scene.provider)
    client.force_login(scene.officer)
    sign = reverse("campaigns:sign", args=[row.campaign.public_id, scene.ambiti[0].pk])
    wrong = SimpleUploadedFile("firmato.pdf", b"non e un pdf")
    page = client.post(sign, {"expected": "1", "confirm": "on", "file": wrong}, follow=True).content.decode()
    assert "La firma c’è, l’allegato no" in page
    signature = Signature.objects.get()
    assert signature.file is None
    attach = reverse("campaigns:attach", args=[signature.pk])
    assert client.post(attach, {"file": SimpleUploadedFile("x.pdf", b"ancora no")}).status_code == 422
    client.post(attach, {"file": SimpleUploadedFile("x.pdf", PDF)})
    signature.refresh_from_db()
    assert signature.file is not None


def test_one_return_is_signed_alone(client: Client, scene: Scene) -> None:
    make_service("Centro Lino", service_type=scene.kind, provider=scene.bodies[0], territory=scene.comuni[0])
    campaign = make_campaign(scene)
    rows = list(campaign.returns.filter(ambito=scene.ambiti[0]).select_related("campaign__version").order_by("pk"))
    for row in rows:
        send(row, scene.officer)
    client.force_login(scene.officer)
    sign = reverse("campaigns:sign", args=[campaign.public_id, scene.ambiti[0].pk])
    assert client.get(f"{sign}?restituzione=x").context["ready"] == []
    client.post(f"{sign}?restituzione={rows[0].pk}", {"expected": "1", "confirm": "on"})
    assert [Return.objects.get(pk=row.pk).state for row in rows] == ["approved_ambito", "submitted"]


def test_region_approves_an_ambito_and_reopens_one(client: Client, scene: Scene, row: Return) -> None:
    send(row, scene.provider)
    actions.approve_for_ambito(campaign=row.campaign, ambito=scene.ambiti[0], by=scene.officer, at=timezone.now())
    client.force_login(scene.regional)
    place = [row.campaign.public_id, scene.ambiti[0].pk]
    assert client.get(reverse("campaigns:ambito", args=place)).context["for_region"] == 1
    approve = reverse("campaigns:approve", args=place)
    assert "Approva" in client.get(approve).content.decode()
    client.post(approve)
    row.refresh_from_db()
    assert row.state == ReturnState.APPROVED_REGION
    client.post(url("move", row, "riapri"), {"reason": "Posti sbagliati", "due_on": "31/12/2031"})
    row.refresh_from_db()
    assert (row.state, str(row.due_on)) == (ReturnState.REOPENED, "2031-12-31")
    assert [one.recipient_id for one in Message.objects.all()] == [scene.provider.pk]


def test_odd_answers_are_explained_on_the_page(client: Client, scene: Scene, row: Return) -> None:
    actions.set_warning_rules(
        campaign=row.campaign, rules=[("pochi", "${posti} < 15", "Sono pochi?")], by=scene.regional, at=timezone.now()
    )
    send(row, scene.provider)
    client.force_login(scene.provider)
    page = client.get(url("return", row))
    assert "Sono pochi?" in page.content.decode()
    [name] = page.context["form"].fields
    client.post(url("explain", row), {name: "Una sala è chiusa"})
    page = client.get(url("return", row))
    assert "Una sala è chiusa" in page.content.decode()
    long = client.post(url("explain", row), {name: "x" * 1001})
    assert long.status_code == 422


REGISTER = small(
    survey=[
        {"type": "text", "name": "nome", "label": "Nome del servizio"},
        {"type": "integer", "name": "register_places", "label": "Posti"},
        {"type": "text", "name": "register_phone", "label": "Telefono"},
        {"type": "text", "name": "register_email", "label": "E-mail"},
        {"type": "text", "name": "register_opening_hours", "label": "Orari"},
    ],
    choices=[],
)


def test_approved_return_brings_the_register_up_to_date(client: Client, scene: Scene) -> None:
    campaign = make_campaign(scene, version=make_version(REGISTER))
    row = return_of(campaign, scene.services[0])
    answers = {"register_places": "25", "register_phone": "080 000000", "register_email": "non una mail"}
    send(row, scene.provider, {f"/data/{name}": text for name, text in answers.items()})
    client.force_login(scene.officer)
    assert client.get(url("register", row)).status_code == 404
    actions.approve_for_ambito(campaign=campaign, ambito=scene.ambiti[0], by=scene.officer, at=timezone.now())
    page = client.get(url("return", row)).content.decode()
    assert "Confronta e conferma" in page
    lines = client.get(url("register", row)).context["lines"]
    assert [(change.column, change.before, change.after) for change, _box in lines] == [
        ("phone", "", "080 000000"),
        ("places", "20", "25"),
    ]
    client.post(url("register", row), {"fields_chosen": ["places"]})
    service = scene.services[0]
    service.refresh_from_db()
    assert (service.places, service.phone, service.verified_on) == (25, "", timezone.localdate())
    assert RegisterUpdate.objects.get().changes == {"places": ["20", "25"]}
    page = client.get(reverse("territory:service", args=[service.pk])).content.decode()
    assert "Verificato il" in page
    client.force_login(scene.provider)
    assert client.get(url("register", row)).status_code == 403


def test_print_is_an_accessible_pdf_and_is_logged(client: Client, scene: Scene, row: Return) -> None:
    send(row, scene.provider, {"/data/nome": "Centro #strong[Lana] «$x$»", "/data/posti": "3"})
    client.force_login(scene.provider)
    answer = client.get(url("print", row))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.content
    assert Entry.objects.filter(action="campaigns.print_return", actor_id=scene.provider.pk).count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_returns_cost_the_same_with_one_and_three(
    client: Client, scene: Scene, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for extra in range(number - 1):
        make_service(f"Centro {extra}", service_type=scene.kind, provider=scene.bodies[0], territory=scene.comuni[0])
    campaign = make_campaign(scene)
    client.force_login(scene.provider)
    client.get(reverse("campaigns:mine"))
    with django_assert_num_queries(6):
        page = client.get(reverse("campaigns:mine"))
    assert len(page.context["lines"]) == number
    client.force_login(scene.officer)
    ambito = reverse("campaigns:ambito", args=[campaign.public_id, scene.ambiti[0].pk])
    client.get(ambito)
    with django_assert_num_queries(14):
        page = client.get(ambito)
    assert len(page.context["lines"]) == number
