# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.audit.enums import Kind
from ordito.audit.queries import about
from ordito.cases.enums import ListKey, Part
from ordito.cases.models import DiaryAttachment, DiaryDraft, DiaryEntry, DiaryTemplate, Document
from ordito.core.fields import open_text
from tests.factories.accounts import make_user
from tests.factories.cases import (
    code,
    make_case_file,
    make_diary_entry,
    make_person,
    make_place,
    make_team_member,
    make_worker,
    staff,
)
from tests.factories.work import make_private_note, make_template, make_work
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

TODAY = timezone.localdate
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def entry_data(text: str = "Un colloquio.", **changes: Any) -> dict[str, Any]:
    kind = code(ListKey.DIARY_KIND, "interview").pk
    return {"kind": kind, "happened_on": f"{TODAY():%d/%m/%Y}", "title": "", "text": text} | changes


def test_diary_entry_is_published(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    assert client.post(house.url("diary_write"), entry_data("La nonna è venuta.")).status_code == 302
    entry = DiaryEntry.objects.get()
    assert (entry.author_id, entry.author_name) == (house.worker.pk, "Anna Prova")
    assert "La nonna è venuta." in text_of(client.get(house.url("diary")))
    assert "La nonna è venuta." in text_of(client.get(house.url("diary_entry", entry.pk)))


def test_diary_entry_in_the_future_is_refused_and_keeps_the_text(house: House, enter: Callable[[User], Client]) -> None:
    answer = enter(house.worker).post(house.url("diary_write"), entry_data("Testo lungo.", happened_on="01/01/2099"))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"happened_on"})
    assert "Testo lungo." in text_of(answer)


def test_draft_is_kept_while_typing_and_comes_back(house: House, enter: Callable[[User], Client]) -> None:
    here, elsewhere = enter(house.worker), enter(house.worker)
    answer = here.post(house.url("diary_draft"), entry_data("Metà di un", happened_on="3", version=""))
    assert (answer.status_code, answer["X-Draft-Version"]) == (204, "1")
    answer = here.post(house.url("diary_draft"), entry_data("Metà di un pensiero", version="1"))
    assert answer["X-Draft-Version"] == "2"
    assert "Metà di un pensiero" in text_of(elsewhere.get(house.url("diary_write")))
    assert "Hai una bozza" in text_of(elsewhere.get(house.url("diary")))
    assert not DiaryEntry.objects.exists()


def test_draft_saved_elsewhere_is_not_overwritten(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    client.post(house.url("diary_draft"), entry_data("Dal telefono", version=""))
    assert client.post(house.url("diary_draft"), entry_data("Dal computer", version="")).status_code == 409
    assert open_text(DiaryDraft.objects.get(), "text") == "Dal telefono"


def test_publishing_over_a_draft_saved_elsewhere_shows_both(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    client.post(house.url("diary_draft"), entry_data("Dal telefono", version=""))
    answer = client.post(house.url("diary_write"), entry_data("Dal computer", version=""))
    html = text_of(answer)
    assert answer.status_code == 422
    assert "Hai una bozza diversa" in html
    assert "Dal telefono" in html
    assert "Dal computer" in html
    assert not DiaryEntry.objects.exists()
    assert client.post(house.url("diary_write"), entry_data("Tutto insieme", version="1")).status_code == 302
    assert not DiaryDraft.objects.exists()


def test_draft_without_scripts_is_saved_and_thrown_away(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    assert client.post(house.url("diary_write"), {"text": "Solo testo", "bozza": "1"}).status_code == 302
    assert "Solo testo" in text_of(client.get(house.url("diary_write")))
    client.post(house.url("diary_write"), {"butta": "1"})
    assert not DiaryDraft.objects.exists()


def test_draft_belongs_to_its_writer_alone(house: House, coordinator: User, enter: Callable[[User], Client]) -> None:
    enter(house.worker).post(house.url("diary_draft"), entry_data("Non ancora da leggere", version=""))
    client = enter(coordinator)
    html = text_of(client.get(house.url("diary_write"))) + text_of(client.get(house.url("diary")))
    assert "Non ancora da leggere" not in html


def test_draft_after_the_session_is_over_goes_to_the_login(house: House, client: Client) -> None:
    answer = client.post(house.url("diary_draft"), entry_data("Perso?"))
    assert answer.status_code in {302, 401}
    assert not DiaryDraft.objects.exists()


@pytest.mark.parametrize("who", ["outsider", "colleague"])
def test_draft_of_a_stranger_is_not_found(
    house: House, enter: Callable[[User], Client], request: pytest.FixtureRequest, who: str
) -> None:
    answer = enter(request.getfixturevalue(who)).post(house.url("diary_draft"), entry_data("Entro io", version=""))
    assert answer.status_code == 404
    assert not DiaryDraft.objects.exists()


def test_teammate_with_the_diary_writes_in_it(house: House, enter: Callable[[User], Client]) -> None:
    other = make_worker(house.place, full_name="Edo Educatore")
    make_team_member(house.taking, staff(other), house.place.body, reads=[Part.INTERVENTIONS], writes=[Part.DIARY])
    client = enter(other)
    assert client.post(house.url("diary_write"), entry_data("Dal centro diurno.")).status_code == 302
    assert DiaryEntry.objects.get().author_name == "Edo Educatore"


def test_correction_keeps_what_was_written_before(house: House, enter: Callable[[User], Client]) -> None:
    entry = make_diary_entry(house.record, "Nonna Pina", author=house.worker)
    client = enter(house.worker)
    data = entry_data("Nonna Rina", happened_on="02/03/2026", version=1)
    assert client.post(house.url("diary_correct", entry.pk), data).status_code == 302
    html = text_of(client.get(house.url("diary_entry", entry.pk)))
    assert "Nonna Rina" in html
    assert "Nonna Pina" in html
    assert "Versione 1, sostituita il" in html


def test_correction_in_conflict_shows_both_texts(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    entry = make_diary_entry(house.record, "Prima", author=house.worker)
    url = house.url("diary_correct", entry.pk)
    enter(coordinator).post(url, entry_data("Testo di Cora", version=1))
    answer = enter(house.worker).post(url, entry_data("Testo di Anna", version=1))
    assert answer.status_code == 422
    html = text_of(answer)
    assert "Testo di Cora" in html
    assert "Testo di Anna" in html


def test_correction_is_for_the_writer(house: House, enter: Callable[[User], Client]) -> None:
    entry = make_diary_entry(house.record, "Di un altro")
    client = enter(house.worker)
    assert "Correggi" not in text_of(client.get(house.url("diary_entry", entry.pk)))
    assert client.get(house.url("diary_correct", entry.pk)).status_code == 403


def test_entry_of_another_record_is_not_found(house: House, enter: Callable[[User], Client]) -> None:
    other = make_diary_entry(make_case_file(make_person(house.place, "Altra"), opened_by=staff(house.worker)))
    assert enter(house.worker).get(house.url("diary_entry", other.pk)).status_code == 404


def test_diary_filters_by_kind(house: House, enter: Callable[[User], Client]) -> None:
    make_diary_entry(house.record, "Un colloquio")
    other = code(ListKey.DIARY_KIND, "home_visit").pk
    client = enter(house.worker)
    client.post(house.url("diary_write"), entry_data("Una visita", kind=other))
    html = text_of(client.get(house.url("diary"), {"tipo": other}))
    assert "Una visita" in html
    assert "Un colloquio" not in html


def test_draft_survives_the_session_and_comes_back_after_the_login(
    house: House, enter: Callable[[User], Client]
) -> None:
    client = enter(house.worker)
    long = "Visita a casa della nonna. " * 200
    client.post(house.url("diary_draft"), entry_data(long, version=""))
    client.session.flush()
    late = entry_data(f"{long}E poi", version="1")
    answer = client.post(house.url("diary_draft"), late, headers={"X-Autosave": "1"})
    assert answer.status_code == 401
    answer = client.post(house.url("diary_write"), late)
    assert answer.status_code == 401
    assert "E poi" in text_of(answer)  # what was typed after the last draft is handed back
    client.force_login(house.worker)
    assert long.strip() in text_of(client.get(house.url("diary_write")))
    assert client.post(house.url("diary_draft"), late).status_code == 204


def test_earlier_text_of_a_draft_is_brought_back(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    page = "La madre racconta della settimana, poi parliamo della scuola e del centro. "
    client.post(house.url("diary_draft"), entry_data(page, version=""))
    client.post(house.url("diary_draft"), entry_data("x", version="1"))
    url = house.url("diary_draft_versions")
    assert page.strip() in text_of(client.get(url))
    revision = DiaryDraft.objects.get().revisions.get()
    assert client.post(url, {"versione": "0"}).status_code == 404
    assert client.post(url, {"versione": revision.pk})["Location"] == house.url("diary_write")
    assert open_text(DiaryDraft.objects.get(), "text") == page.strip()


def test_versions_without_a_draft_lead_back(house: House, teammate: User, enter: Callable[[User], Client]) -> None:
    assert enter(house.worker).get(house.url("diary_draft_versions"))["Location"] == house.url("diary")
    assert enter(teammate).get(house.url("diary_draft_versions")).status_code == 403


def test_activity_without_text_needs_only_its_time(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    assert client.post(house.url("diary_write"), entry_data("", minutes="1:30")).status_code == 302
    assert DiaryEntry.objects.get().minutes == 90
    assert "1 h 30 min" in text_of(client.get(house.url("diary")))
    for minutes, wrong in (("", {"text"}), ("molto", {"minutes"}), ("25:00", {"minutes"}), ("0", {"minutes"})):
        answer = client.post(house.url("diary_write"), entry_data("", minutes=minutes))
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, wrong)


def test_late_entry_shows_both_dates(house: House, enter: Callable[[User], Client]) -> None:
    happened = TODAY() - timedelta(days=8)
    client = enter(house.worker)
    client.post(house.url("diary_write"), entry_data("Di ieri", happened_on=f"{happened:%d/%m/%Y}"))
    words = f"scritta il {TODAY():%d/%m/%Y}, 8 giorni dopo"
    assert words in text_of(client.get(house.url("diary")))
    entry = DiaryEntry.objects.get()
    assert f"parla del {happened:%d/%m/%Y}" in text_of(client.get(house.url("diary_entry", entry.pk)))


def test_file_is_joined_to_an_entry_read_with_it_and_taken_off(
    house: House, teammate: User, coordinator: User, enter: Callable[[User], Client]
) -> None:
    entry = make_diary_entry(house.record, author=house.worker)
    client = enter(house.worker)
    data = {"file": SimpleUploadedFile("disegno.pdf", PDF), "title": "Disegno della casa"}
    assert client.post(house.url("diary_attach", entry.pk), data).status_code == 302
    file = DiaryAttachment.objects.get()
    assert b"Disegno" not in bytes(file.title)
    assert "Disegno della casa" in text_of(client.get(house.url("diary_entry", entry.pk)))
    answer = enter(coordinator).get(house.url("diary_file", entry.pk, file.pk))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert about("cases.casefile", house.record.pk).filter(action="cases.read_attachment").exists()
    assert enter(teammate).get(house.url("diary_file", entry.pk, file.pk)).status_code == 404
    bad = {"file": SimpleUploadedFile("x.exe", b"MZ\x90\x00" + bytes(200)), "title": "x"}
    answer = client.post(house.url("diary_attach", entry.pk), bad)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"file"})
    assert client.post(house.url("diary_detach", entry.pk, file.pk)).status_code == 302
    assert client.get(house.url("diary_file", entry.pk, file.pk)).status_code == 404


def test_file_of_a_private_note_is_read_by_its_readers_alone(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    entry = make_private_note(house.record, "x", author=house.worker)
    client = enter(house.worker)
    data = {"file": SimpleUploadedFile("a.pdf", PDF), "title": "Appunti"}
    client.post(house.url("diary_attach", entry.pk), data)
    file = DiaryAttachment.objects.get()
    assert client.get(house.url("diary_file", entry.pk, file.pk)).status_code == 200
    assert enter(coordinator).get(house.url("diary_file", entry.pk, file.pk)).status_code == 404
    assert not about("cases.casefile", house.record.pk).filter(action__contains="attach").exists()


def test_template_is_prepared_used_changed_and_taken_away(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    client = enter(house.worker)
    data = {"title": "Visita", "text": "Chi c’era:"}
    assert client.post(reverse("cases:diary_template_new"), data).status_code == 302
    template = DiaryTemplate.objects.get()
    assert "Chi c’era:" in text_of(client.get(house.url("diary_write"), {"modello": template.pk}))
    url = reverse("cases:diary_template", args=[template.pk])
    assert client.post(url, data | {"text": "Come va:", "version": 1}).status_code == 302
    assert client.post(url, data | {"version": 1}).status_code == 422
    assert enter(coordinator).get(url).status_code == 404
    assert client.post(reverse("cases:diary_template_retire", args=[template.pk])).status_code == 302
    assert client.get(house.url("diary_write"), {"modello": template.pk}).status_code == 404


def test_template_of_the_service_is_decided_by_the_ambito_and_used_by_all(
    house: House, outsider: User, enter: Callable[[User], Client]
) -> None:
    officer = make_user(role=AMBITO_OFFICER, territory=house.place.ambito)
    data = {"title": "Visita", "text": "Chi c’era:", "ambito": house.place.ambito.pk}
    assert enter(officer).post(reverse("cases:diary_template_new"), data).status_code == 302
    template = DiaryTemplate.objects.get()
    worker = enter(house.worker)
    assert "Visita" in text_of(worker.get(reverse("cases:diary_templates")))
    assert "Chi c’era:" in text_of(worker.get(house.url("diary_write"), {"modello": template.pk}))
    assert worker.get(reverse("cases:diary_template", args=[template.pk])).status_code == 403
    assert "Visita" not in text_of(enter(outsider).get(reverse("cases:diary_templates")))
    other = make_template(ambito=make_place().ambito)
    assert worker.get(house.url("diary_write"), {"modello": other.pk}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_diary_pages_cost_the_same_with_more_rows(
    house: House, enter: Callable[[User], Client], rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = enter(house.worker)
    for _ in range(rows):
        make_work(house.taking, house.worker)
    client.get(house.url("diary"))
    for name, queries in (("diary", 15), ("diary_write", 16)):
        with django_assert_num_queries(queries):
            client.get(house.url(name))


def document_data(content: bytes = PDF, name: str = "relazione.pdf", **changes: Any) -> dict[str, Any]:
    kind = code(ListKey.DOCUMENT_KIND, "identity").pk
    return {"file": SimpleUploadedFile(name, content), "kind": kind, "title": "Carta di identità"} | changes


def test_document_is_kept_listed_and_handed_out(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    assert client.post(house.url("document_new"), document_data()).status_code == 302
    document = Document.objects.get()
    assert "Carta di identità" in text_of(client.get(house.url("documents")))
    answer = client.get(house.url("document", document.pk))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]
    entry = about("cases.document", document.pk).first()
    assert entry is not None
    assert (entry.kind, entry.action, entry.purpose) == (Kind.READ, "cases.read_document", "segue la presa in carico")


@pytest.mark.parametrize(
    ("content", "wrong"), [(b"MZ\x90\x00" + bytes(200), {"file"}), (b"", {"file"}), (b"<html><script>", {"file"})]
)
def test_document_of_a_refused_kind_says_so(
    house: House, enter: Callable[[User], Client], content: bytes, wrong: set[str]
) -> None:
    answer = enter(house.worker).post(house.url("document_new"), document_data(content))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, wrong)
    assert "Carta di identità" in text_of(answer)
    assert not Document.objects.exists()


def test_document_is_taken_out(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    client.post(house.url("document_new"), document_data())
    document = Document.objects.get()
    assert "Togliere «Carta di identità»?" in text_of(client.get(house.url("document_remove", document.pk)))
    assert client.post(house.url("document_remove", document.pk)).status_code == 302
    assert client.get(house.url("document", document.pk)).status_code == 404


def test_document_that_is_not_shared_stays_closed(
    house: House, teammate: User, outsider: User, enter: Callable[[User], Client]
) -> None:
    enter(house.worker).post(house.url("document_new"), document_data())
    url = house.url("document", Document.objects.get().pk)
    assert enter(teammate).get(url).status_code == 403
    assert enter(outsider).get(url).status_code == 404


def test_home_of_a_new_worker_says_what_to_do(house: House, enter: Callable[[User], Client]) -> None:
    newcomer = make_worker(make_place(), full_name="Nuova Arrivata")
    page = text_of(enter(newcomer).get("/"))
    assert "Per cominciare" in page
    assert "se non c’è, la registri e apri la sua cartella" in page
    assert "Per cominciare" not in text_of(enter(house.worker).get("/"))
