# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ordito.audit.enums import Kind
from ordito.audit.queries import about
from ordito.cases.enums import ListKey, Part
from ordito.cases.models import DiaryDraft, DiaryEntry, Document, Intervention
from ordito.core.fields import open_text
from tests.factories.cases import (
    code,
    make_case_file,
    make_diary_entry,
    make_intervention,
    make_person,
    make_team_member,
    make_worker,
    staff,
)
from tests.factories.territory import make_organisation, make_service
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

TODAY = timezone.localdate
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def entry_data(text: str = "Un colloquio.", **changes: Any) -> dict[str, Any]:
    kind = code(ListKey.DIARY_KIND, "interview").pk
    return {"kind": kind, "happened_on": f"{TODAY():%d/%m/%Y}", "title": "", "text": text} | changes


def test_intervention_takes_type_and_provider_from_the_service(house: House, enter: Callable[[User], Client]) -> None:
    coop = make_organisation("Cooperativa Il Filo")
    service = make_service("ADE", holder=house.place.body, provider=coop, territory=house.place.comune)
    data = {"service": service.pk, "starts_on": "1/3/2026"}
    answer = enter(house.worker).post(house.url("intervention_new"), data)
    assert answer["Location"] == house.url("interventions")
    row = house.taking.interventions.get()
    assert (row.service, row.service_type, row.provider) == (service, service.service_type, coop)
    assert row.starts_on == date(2026, 3, 1)


def test_intervention_after_another_stays_on_the_page(house: House, enter: Callable[[User], Client]) -> None:
    data = {
        "kind": code(ListKey.INTERVENTION_KIND, "home_education").pk,
        "starts_on": "01/03/2026",
        "quantity": "2,5",
        "unit": code(ListKey.QUANTITY_UNIT, "hours_week").pk,
        "ancora": "1",
    }
    client = enter(house.worker)
    assert client.post(house.url("intervention_new"), data)["Location"] == house.url("intervention_new")
    assert house.taking.interventions.get().quantity == Decimal("2.5")
    assert "2,5 Ore alla settimana" in text_of(client.get(house.url("interventions")))


def test_services_offered_are_those_of_the_ambito(house: House, enter: Callable[[User], Client]) -> None:
    near = make_service(territory=house.place.comune)
    make_service()
    form = enter(house.worker).get(house.url("intervention_new")).context["form"]
    assert list(form.fields["service"].queryset) == [near]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, {"__all__"}),
        ({"starts_on": ""}, {"starts_on"}),
        ({"starts_on": "32/01/2026"}, {"starts_on"}),
        ({"starts_on": "01/01/1899"}, {"starts_on"}),
        ({"ends_on": "01/02/2026"}, {"ends_on"}),
        ({"quantity": "-3"}, {"quantity"}),
        ({"quantity": "3"}, {"unit"}),
        ({"kind": "999999"}, {"kind"}),
        ({"kind": "home_education", "starts_on": "01/01/2020"}, {"starts_on"}),
    ],
)
def test_intervention_with_bad_input_is_refused_at_its_field(
    house: House, enter: Callable[[User], Client], changes: dict[str, str], wrong: set[str]
) -> None:
    if changes.get("kind") == "home_education":
        changes = changes | {"kind": str(code(ListKey.INTERVENTION_KIND, "home_education").pk)}
    data = {"starts_on": "01/03/2026"} | changes
    if wrong not in ({"__all__"}, {"kind"}) and "kind" not in changes:
        data["kind"] = str(code(ListKey.INTERVENTION_KIND, "home_education").pk)
    answer = enter(house.worker).post(house.url("intervention_new"), data)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, wrong)
    assert not house.taking.interventions.exists()


def test_intervention_before_the_taking_in_charge_leads_there(house: House, enter: Callable[[User], Client]) -> None:
    record = make_case_file(make_person(house.place, "Nuova"), opened_by=staff(house.worker))
    answer = enter(house.worker).get(f"/cartelle/{record.pk}/interventi/nuovo/")
    assert answer["Location"] == f"/cartelle/{record.pk}/presa-in-carico/nuova/"


def test_intervention_is_corrected_and_ended(house: House, enter: Callable[[User], Client]) -> None:
    row, client = make_intervention(house.taking), enter(house.worker)
    data = {"starts_on": "15/02/2026", "version": 1}
    assert client.post(house.url("intervention_edit", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert row.starts_on == date(2026, 2, 15)
    reason = code(ListKey.INTERVENTION_END, "goals").pk
    data = {"ends_on": "01/04/2026", "reason": reason, "version": 2}
    assert client.post(house.url("intervention_end", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert (row.ends_on, row.end_reason_id) == (date(2026, 4, 1), reason)


def test_intervention_ended_by_another_meanwhile_shows_the_conflict(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    row = make_intervention(house.taking)
    enter(coordinator).post(house.url("intervention_end", row.pk), {"ends_on": "01/04/2026", "version": 1})
    answer = enter(house.worker).post(house.url("intervention_end", row.pk), {"ends_on": "01/05/2026", "version": 1})
    assert answer.status_code == 422
    [line] = answer.context["conflict"].lines
    assert (line.theirs, line.mine) == ("01/04/2026", "01/05/2026")


def test_teammate_reads_interventions_and_changes_none(
    house: House, teammate: User, enter: Callable[[User], Client]
) -> None:
    row, client = make_intervention(house.taking), enter(teammate)
    assert "Educativa domiciliare" in text_of(client.get(house.url("interventions")))
    assert client.get(house.url("intervention_new")).status_code == 403
    assert client.post(house.url("intervention_end", row.pk), {"ends_on": "01/04/2026"}).status_code == 403
    assert Intervention.objects.get().ends_on is None


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
