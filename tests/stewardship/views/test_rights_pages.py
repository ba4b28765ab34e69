# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.enums import Part
from ordito.cases.models import FormDraft, TeamShare
from ordito.core.fields import uuid7
from ordito.core.models import writing
from ordito.stewardship.enums import CopyState, Cover, ListKey, RequestKind
from ordito.stewardship.models import DataRequest, Limitation, RecordNote, SubjectCopy
from tests.factories.cases import make_diary_entry
from tests.factories.rights import (
    make_copy,
    make_limitation,
    make_note,
    make_request,
    make_talkative,
    release,
    rights_code,
)
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db

PAGES = ("rights", "request_new", "note_new", "limitation_new")
WRITTEN = ("request_new", "note_new", "limitation_new", "hold_new")
LONG = "La signora chiede di leggere tutto quello che abbiamo scritto di lei."


def address(house: House, name: str, *args: object) -> str:
    return house.url(f"stewardship:{name}", *args)


def test_who_opens_these_pages(
    house: House, teammate: User, outsider: User, colleague: User, enter: Callable[[User], Client]
) -> None:
    answers = {
        name: [
            enter(user).get(address(house, name)).status_code for user in (house.worker, teammate, outsider, colleague)
        ]
        for name in PAGES
    }
    assert list(answers.values()) == [[200, 403, 404, 404]] * len(PAGES)
    assert Entry.objects.filter(kind=Kind.REFUSED).count() == 3 * len(PAGES)


def test_a_request_is_registered_and_answered(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    key = uuid7()
    data = {
        "kind": "access",
        "received_on": f"{timezone.localdate():%d/%m/%Y}",
        "asker": rights_code(ListKey.REQUEST_ASKER, "self").pk,
        "identity": rights_code(ListKey.IDENTITY_CHECK, "document").pk,
        "words": "Vorrei leggere tutto.",
        "form_key": str(key),
    }
    for _twice in range(2):
        answer = client.post(address(house, "request_new"), data)
    request = DataRequest.objects.get()
    assert answer["Location"] == address(house, "request", request.pk)
    page = text_of(client.get(answer["Location"]))
    assert "Vorrei leggere tutto." in page
    assert "Prepara la copia dei dati" in page
    assert "mancano" in page
    overview = text_of(client.get(address(house, "rights")))
    assert address(house, "request", request.pk) in overview
    answered = {
        "outcome": rights_code(ListKey.REQUEST_OUTCOME, "granted").pk,
        "answered_on": f"{timezone.localdate():%d/%m/%Y}",
        "answer": "Ecco la copia.",
        "version": "1",
    }
    assert client.post(address(house, "request_answer", request.pk), answered).status_code == 302
    page = text_of(client.get(address(house, "request", request.pk)))
    assert "Ecco la copia." in page
    assert "Prepara la copia dei dati" not in page


def test_what_is_missing_is_asked_and_nothing_is_lost(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    answer = client.post(address(house, "request_new"), {"words": "Vorrei leggere.", "received_on": "32/1/2026"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Scrivi la data come gg/mm/aaaa" in page
    assert "Vorrei leggere." in page
    assert not DataRequest.objects.exists()


def filled(name: str) -> dict[str, object]:
    """What somebody who knows what to write puts in a form, without the hidden key of the form."""
    today = f"{timezone.localdate():%d/%m/%Y}"
    if name == "request_new":
        asker, identity = (ListKey.REQUEST_ASKER, "self"), (ListKey.IDENTITY_CHECK, "known")
        codes = {"asker": rights_code(*asker).pk, "identity": rights_code(*identity).pk}
        return {"kind": "access", "received_on": today, "words": LONG, **codes}
    if name == "note_new":
        return {"kind": "correction", "part": "diary", "given_on": today, "words": LONG}
    if name == "limitation_new":
        ground = rights_code(ListKey.LIMITATION_GROUND, "accuracy").pk
        return {"ground": ground, "starts_on": today, "note": LONG}
    return {"reason": LONG, "starts_on": today}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_text_left_in_the_middle_is_there_again(house: House, enter: Callable[[User], Client], name: str) -> None:
    client, url, values = enter(house.worker), address(house, name), filled(name)
    client.get(url)
    typed = client.post(url, {**values, "draft_version": 0}, headers={"X-Autosave": "1"})
    assert typed.status_code == 204
    page = text_of(enter(house.worker).get(url))
    assert LONG in page
    assert f'data-autosave="{url}"' in page
    assert enter(house.worker).post(url, values).status_code == 302
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize("name", WRITTEN)
def test_a_form_that_comes_without_its_key_is_written(house: House, enter: Callable[[User], Client], name: str) -> None:
    assert enter(house.worker).post(address(house, name), filled(name)).status_code == 302


def test_two_people_who_answer_see_each_other(house: House, enter: Callable[[User], Client]) -> None:
    request = make_request(house.record, house.worker)
    client = enter(house.worker)
    extended = client.post(address(house, "request_extend", request.pk), {"reason": "Tante carte.", "version": "1"})
    assert extended.status_code == 302
    data = {
        "outcome": rights_code(ListKey.REQUEST_OUTCOME, "granted").pk,
        "answered_on": f"{timezone.localdate():%d/%m/%Y}",
        "answer": "Testo che resta.",
        "version": "1",
    }
    late = client.post(address(house, "request_answer", request.pk), data)
    assert late.status_code == 422
    page = text_of(late)
    assert "Testo che resta." in page
    assert "ha salvato alle" in page
    assert client.post(address(house, "request_answer", request.pk), {**data, "version": "2"}).status_code == 302


def test_texts_are_looked_for_chosen_and_erased(
    house: House, teammate: User, outsider: User, enter: Callable[[User], Client]
) -> None:
    make_diary_entry(house.record, "Dicono che rubava.", author=house.worker)
    asked = make_request(house.record, house.worker, kind=RequestKind.ERASURE)
    here = address(house, "request_erase", asked.pk)
    assert [enter(user).get(here).status_code for user in (teammate, outsider)] == [403, 404]
    client = enter(house.worker)
    assert here in text_of(client.get(address(house, "request", asked.pk)))
    assert client.post(here, {"words": "a"}).status_code == 422
    assert "Nessun testo" in text_of(client.post(here, {"words": "mai scritto"}))
    found = client.post(here, {"words": "rubava"})
    assert "Dicono che rubava." in text_of(found)
    [(key, _label)] = found.context["form"].fields["chosen"].choices
    none_chosen = client.post(here, {"words": "rubava", "cancella": "1"})
    assert (none_chosen.status_code, set(none_chosen.context["form"].errors)) == (422, {"chosen"})
    done = client.post(here, {"words": "rubava", "chosen": [key], "cancella": "1"}, follow=True)
    assert "1 testo cancellato." in text_of(done)
    assert "Cancellato</dt>" in text_of(done)
    assert "rubava" not in text_of(client.get(house.url("cases:diary")))


def test_a_copy_from_the_request_to_the_file(house: House, enter: Callable[[User], Client]) -> None:
    make_talkative(house.record, house.worker)
    request = make_request(house.record, house.worker)
    client = enter(house.worker)
    prepared = client.post(address(house, "copy_prepare", request.pk))
    copy = SubjectCopy.objects.get()
    assert prepared["Location"] == address(house, "copy", copy.pk)
    assert "Richiede qualche minuto" in text_of(client.get(prepared["Location"]))
    make_copy(request, house.worker)
    page = text_of(client.get(prepared["Location"]))
    assert "Bianconi" in page
    assert "Può parlare di altri per: Bianconi, 333 1234567" in page
    assert "Rilascia la copia" not in page
    [passage] = copy.passages.all()
    client.post(prepared["Location"], {f"p{passage.pk}": Cover.NAMES})
    passage.refresh_from_db()
    assert (passage.decision, passage.decided_by_name) == (Cover.NAMES, "Anna Prova")
    page = text_of(client.get(prepared["Location"]))
    assert "Rilascia la copia" in page
    assert "Niente da decidere qui" in page
    assert "Bianconi" in text_of(client.get(prepared["Location"], {"mostra": "tutti"}))
    client.post(address(house, "copy_step", copy.pk, "rilascia"))
    copy.refresh_from_db()
    assert copy.state == CopyState.PACKING


def test_steps_that_do_not_fit_say_why(house: House, enter: Callable[[User], Client]) -> None:
    make_talkative(house.record, house.worker)
    copy = make_copy(make_request(house.record, house.worker), house.worker)
    client = enter(house.worker)
    said = client.post(address(house, "copy_step", copy.pk, "rilascia"), follow=True)
    assert "Ci sono passaggi ancora da decidere." in text_of(said)
    said = client.post(address(house, "copy_look_for", copy.pk), {"words": "introvabile"}, follow=True)
    assert "Queste parole non ci sono nella copia." in text_of(said)
    said = client.post(address(house, "copy_look_for", copy.pk), {"words": "volentieri"}, follow=True)
    assert "1 passaggio con queste parole." in text_of(said)
    assert client.post(address(house, "copy_step", copy.pk, "inventato")).status_code == 404
    assert client.get(address(house, "copy_step", copy.pk, "rilascia")).status_code == 405
    said = client.post(address(house, "copy_step", copy.pk, "abbandona"), follow=True)
    assert "Prepara la copia dei dati" in text_of(said)


def test_a_released_copy_is_downloaded(house: House, outsider: User, enter: Callable[[User], Client]) -> None:
    copy = release(make_copy(make_request(house.record, house.worker), house.worker), house.worker)
    client = enter(house.worker)
    assert "Scarica la copia" in text_of(client.get(address(house, "copy", copy.pk)))
    file = client.get(address(house, "copy_file", copy.pk))
    assert file["Content-Type"] == "application/zip"
    assert "Zanzotti" not in file["Content-Disposition"]
    assert b"".join(file.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]  # a streamed answer
    assert enter(outsider).get(address(house, "copy_file", copy.pk)).status_code == 404
    assert Entry.objects.filter(action="stewardship.download_copy").count() == 1


def test_the_persons_version_stands_beside_the_part(
    house: House, teammate: User, enter: Callable[[User], Client]
) -> None:
    client = enter(house.worker)
    data = {
        "kind": "correction",
        "part": "interventions",
        "given_on": f"{timezone.localdate():%d/%m/%Y}",
        "words": "L’educatore non è mai venuto.",
        "form_key": str(uuid7()),
    }
    assert client.post(address(house, "note_new"), data).status_code == 302
    note = RecordNote.objects.get()
    words = "non è mai venuto"
    assert words in text_of(client.get(house.url("interventions")))
    assert words in text_of(enter(teammate).get(house.url("interventions"))), "whoever reads the part reads it"
    assert words not in text_of(client.get(house.url("diary")))
    assert words not in text_of(enter(teammate).get(house.url("record")))
    assert "Si legge accanto a: Interventi." in text_of(client.get(house.url("record")))
    decided = {
        "decision": rights_code(ListKey.NOTE_DECISION, "kept").pk,
        "decided_on": f"{timezone.localdate():%d/%m/%Y}",
        "why": "Ci sono le firme.",
        "version": "1",
    }
    assert client.post(address(house, "note_decide", note.pk), decided).status_code == 302
    assert "Il servizio mantiene quanto scritto" in text_of(client.get(house.url("interventions")))
    assert client.post(address(house, "note_end", note.pk)).status_code == 302
    assert words not in text_of(client.get(house.url("interventions")))
    assert words in text_of(client.get(address(house, "rights")))


def test_a_limited_record_says_so_and_offers_nothing_to_write(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    data = {
        "ground": rights_code(ListKey.LIMITATION_GROUND, "accuracy").pk,
        "starts_on": f"{timezone.localdate():%d/%m/%Y}",
        "form_key": str(uuid7()),
    }
    assert client.post(address(house, "limitation_new"), data).status_code == 302
    limitation = Limitation.objects.get()
    page = text_of(client.get(house.url("diary")))
    assert "Trattamento limitato dal" in page
    assert "Scrivi nel diario" not in page
    assert client.get(house.url("diary_write")).status_code == 403
    until = timezone.localdate() + timedelta(days=2)
    excepted = {
        "ground": rights_code(ListKey.LIMITATION_EXCEPTION, "others").pk,
        "valid_to": f"{until:%d/%m/%Y}",
        "note": "La sorella è in pericolo.",
    }
    assert client.post(address(house, "limitation_except", limitation.pk), excepted).status_code == 302
    page = text_of(client.get(house.url("diary")))
    assert f"Fino al {until:%d/%m/%Y} si può scrivere in deroga" in page
    assert "Scrivi nel diario" in page
    assert client.get(house.url("diary_write")).status_code == 200
    ended = {"told_on": f"{timezone.localdate():%d/%m/%Y}", "reason": "Verificato.", "version": "1"}
    assert client.post(address(house, "limitation_end", limitation.pk), ended).status_code == 302
    assert "Trattamento limitato dal" not in text_of(client.get(house.url("diary")))


def test_the_mark_costs_nothing_where_nothing_stands(house: House, enter: Callable[[User], Client]) -> None:
    make_diary_entry(house.record)
    client = enter(house.worker)
    client.get(house.url("diary"))
    with CaptureQueriesContext(connection) as before:
        client.get(house.url("diary"))
    make_note(house.record, house.worker, part="family")
    with CaptureQueriesContext(connection) as after:
        client.get(house.url("diary"))
    assert len(after) == len(before) + 1


def test_a_team_member_reads_no_request(house: House, teammate: User, enter: Callable[[User], Client]) -> None:
    request = make_request(house.record, house.worker)
    assert enter(teammate).get(address(house, "request", request.pk)).status_code == 403
    with writing():
        TeamShare.objects.create(member=house.taking.team.get(), part=Part.DIARY)
    assert address(house, "rights") not in text_of(enter(teammate).get(house.url("diary")))


@pytest.mark.parametrize(("part", "read"), [("record", False), ("taking", False), ("interventions", True)])
def test_a_team_member_reads_the_notes_of_the_parts_they_see(
    house: House, teammate: User, enter: Callable[[User], Client], *, part: str, read: bool
) -> None:
    make_note(house.record, house.worker, part=part, words="Non è andata così.")
    assert "Non è andata così." in text_of(enter(house.worker).get(house.url(part)))
    assert ("Non è andata così." in text_of(enter(teammate).get(house.url(part)))) == read


def test_what_is_due_is_on_the_home(house: House, outsider: User, enter: Callable[[User], Client]) -> None:
    make_request(house.record, house.worker, received_on=date(2026, 9, 1))
    page = text_of(enter(house.worker).get(reverse("portal:home")))
    assert "accesso e copia dei dati (art. 15), entro il 01/10/2026" in page
    assert "Richieste sui dati" not in text_of(enter(outsider).get(reverse("portal:home")))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_database_a_fixed_number_of_times(
    house: House, enter: Callable[[User], Client], rows: int
) -> None:
    for number in range(rows):
        make_note(house.record, house.worker)
        request = make_request(house.record, house.worker)
        make_diary_entry(house.record, f"La signora Molteplice{'abc'[number]} parla.")
    make_limitation(house.record, house.worker)
    copy = make_copy(request, house.worker)
    client = enter(house.worker)
    counts = {}
    for name, args in (("rights", ()), ("request", (request.pk,)), ("copy", (copy.pk,))):
        client.get(address(house, name, *args))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(house, name, *args))
        counts[name] = len(asked)
    assert counts == {"rights": 18, "request": 18, "copy": 20}
