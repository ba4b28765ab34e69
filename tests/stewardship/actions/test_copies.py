# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.actions import CaseError
from ordito.cases.enums import Protection
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text, seal_texts
from ordito.core.models import writing
from ordito.files.actions import expire_files, read_whole
from ordito.files.models import StoredFile
from ordito.jobs.actions import JobFailedError
from ordito.stewardship import actions
from ordito.stewardship.engine.passages import MARK
from ordito.stewardship.enums import CopyState, Cover, RequestKind
from ordito.stewardship.models import CopyPassage, SubjectCopy
from ordito.stewardship.tasks import copies as tasks
from tests.factories.cases import NOW, make_diary_entry, make_person
from tests.factories.circumstances import make_fact
from tests.factories.documents import PDF, make_document
from tests.factories.employment import make_path
from tests.factories.employment import make_placement as make_employment
from tests.factories.kinship import make_unit
from tests.factories.protection import make_placement
from tests.factories.rights import make_concern, make_copy, make_request, make_talkative, release

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db


def _texts(copy: SubjectCopy) -> list[str]:
    return [open_text(one, "text") for one in copy.passages.order_by("number")]


def _draft(copy: SubjectCopy) -> str:
    return json.dumps(actions.draft_of_file(copy), ensure_ascii=False)


def _archive(copy: SubjectCopy) -> dict[str, bytes]:
    file = StoredFile.objects.get(pk=copy.stored_file_id or 0)
    with zipfile.ZipFile(io.BytesIO(read_whole(file))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_passages_that_speak_of_others_are_flagged(house: House) -> None:
    make_talkative(house.record, house.worker)
    copy = make_copy(make_request(house.record, house.worker), house.worker)
    assert copy.state == CopyState.REVIEW
    [passage] = [one for one in copy.passages.all() if "Bianconi" in open_text(one, "text")]
    assert json.loads(open_text(passage, "hints")) == ["Bianconi", "333 1234567"]
    assert passage.chapter == "Diario"
    assert not [text for text in _texts(copy) if "volentieri di sé" in text]
    assert "volentieri di sé" in _draft(copy)


def test_the_people_of_the_family_are_others(house: House) -> None:
    person = house.record.person
    sister = make_person(house.place, "Zanzotti", "Olimpia", phone="080 5551234", street="Via Larga 9")
    make_unit((sister, "reference"), (person, "child"))
    make_diary_entry(house.record, "Olimpia lo aspetta in via larga 9. Zanzotti saluta.", author=house.worker)
    copy = make_copy(make_request(house.record, house.worker), house.worker)
    found = {open_text(one, "text"): json.loads(open_text(one, "hints")) for one in copy.passages.all()}
    [hints] = [words for text, words in found.items() if "lo aspetta" in text]
    assert hints == ["Olimpia", "via larga 9"]
    assert [text for text in found if text.startswith("Zanzotti Olimpia")], "the table of the family too"


def test_private_notes_and_who_signalled_never_come_in(house: House) -> None:
    make_diary_entry(house.record, "Nota segretissima.", author=house.worker, private=True)
    make_concern(house.record, house.worker, "Spione Silvestro")
    make_diary_entry(house.record, "La maestra Spione: SPIONE è preoccupata, spione chiede.", author=house.worker)
    copy = make_copy(make_request(house.record, house.worker), house.worker)
    draft = _draft(copy)
    assert "Assenze ripetute." in draft
    assert "segretissima" not in draft
    assert "spione" not in draft.casefold()
    assert f"maestra {MARK}: {MARK} è preoccupata, {MARK} chiede" in draft


def test_where_protected_people_live_never_comes_in(house: House) -> None:
    mother = make_person(house.place, "Nascosti", "Ada", phone="080 5559876", protection=Protection.ADDRESS)
    with writing():
        seal_texts(mother, street="Via Segreta 7")
        mother.save()
    make_unit((mother, "reference"), (house.record.person, "child"))
    make_diary_entry(house.record, "Ora stanno in Via Segreta 7, tel. 080 5559876.", author=house.worker)
    draft = _draft(make_copy(make_request(house.record, house.worker), house.worker))
    assert "Segreta" not in draft
    assert "5559876" not in draft


def test_a_secret_address_never_comes_in_and_its_words_are_flagged(house: House) -> None:
    child = house.record.person
    mother = make_person(house.place, "Zanzotti", "Ada")
    make_unit((mother, "reference"), (child, "child"))
    make_fact(mother, "indirizzo", kind="stay", street="Via dell’Erba 5", place="Borgo Lontano", secret=True)
    make_fact(child, "indirizzo", kind="stay", street="Corso Nascosto, 8", secret=True)
    make_diary_entry(house.record, "La madre ora sta in VIA DELL'ERBA, 5 a borgo lontano.", author=house.worker)
    make_diary_entry(house.record, "Il bambino dorme in corso Nascosto, citofono rosso.", author=house.worker)
    make_diary_entry(house.record, "La casa vicino all’Erba ha il giardino.", author=house.worker)
    copy = make_copy(make_request(house.record, house.worker), house.worker)
    draft = _draft(copy)
    assert f"La madre ora sta in {MARK} a {MARK}." in draft
    assert f"Il bambino dorme in {MARK}, citofono rosso." in draft
    assert [text for text in _texts(copy) if "vicino all’Erba" in text]


@pytest.mark.parametrize("hidden", [True, False])
def test_where_a_hidden_child_was_placed_is_flagged(house: House, *, hidden: bool) -> None:
    make_placement(house.record, place="Il Nespolo")
    if hidden:
        make_fact(house.record.person, "indirizzo", kind="stay", street="Corso Nascosto 8", secret=True)
    copy = make_copy(make_request(house.record, house.worker), house.worker)
    found = [open_text(one, "hints") for one in copy.passages.all() if "Il Nespolo" in open_text(one, "text")]
    assert bool(found) == hidden


def test_what_is_decided_is_what_leaves(house: House) -> None:
    for text in ("La signora Coperti parla.", "La signora Intera parla a lungo.", "La signora Lasciati parla."):
        make_diary_entry(house.record, text, author=house.worker)
    request = make_request(house.record, house.worker)
    copy = make_copy(request, house.worker)
    chosen = {"Coperti": Cover.NAMES, "Intera": Cover.WHOLE, "Lasciati": Cover.KEEP}
    decisions = {
        passage.pk: next(cover for word, cover in chosen.items() if word in open_text(passage, "text"))
        for passage in copy.passages.filter(chapter="Diario")
    }
    actions.decide_passages(by=house.worker, at=NOW, copy=copy, decisions=decisions)
    copy = release(copy, house.worker)
    files = _archive(copy)
    said = json.loads(files["copia.json"])
    [diary] = [one for one in said["chapters"] if one["title"] == "Diario"]
    assert {block["text"] for block in diary["blocks"]} == {
        f"La signora {MARK} parla.",
        MARK,
        "La signora Lasciati parla.",
    }
    assert files["copia.pdf"].startswith(b"%PDF-")
    assert "note riservate" in files["LEGGIMI.txt"].decode()
    assert copy.state == CopyState.RELEASED
    assert not [text for text in _texts(copy) if text], "what the passages said is gone with the draft"
    assert StoredFile.objects.get(pk=copy.draft_file_id or 0).discarded_at is not None
    assert Entry.objects.filter(action="stewardship.release_copy", kind=Kind.EXPORT).count() == 1


def test_documents_go_along_when_somebody_says_so(house: House) -> None:
    for title, content in (("Relazione", PDF), ("Verbale con altri", PDF + b"%"), ("Senza file", PDF + b"%%")):
        made = make_document(house.record, house.worker, title, content)
    StoredFile.objects.filter(pk=made.stored_file_id).update(discarded_at=NOW)
    copy = make_copy(make_request(house.record, house.worker), house.worker)
    found = {open_text(one, "text").split(" – ")[0]: one for one in copy.passages.filter(place__startswith="document.")}
    assert set(found) == {"Relazione", "Verbale con altri"}
    actions.decide_passages(by=house.worker, at=NOW, copy=copy, decisions={found["Relazione"].pk: Cover.KEEP})
    actions.cover_the_rest(by=house.worker, at=NOW, copy=copy)
    archive = _archive(release(copy, house.worker))
    assert archive["documenti/001.pdf"] == PDF
    assert "documenti/002.pdf" not in archive
    assert "documenti/001.pdf: Relazione" in archive["LEGGIMI.txt"].decode()


def test_nothing_leaves_before_everything_is_decided(house: House) -> None:
    make_talkative(house.record, house.worker)
    copy = make_copy(make_request(house.record, house.worker), house.worker)
    with pytest.raises(CaseError, match="da decidere"):
        actions.release_copy(by=house.worker, at=NOW, copy=copy)
    assert actions.cover_the_rest(by=house.worker, at=NOW, copy=copy) == copy.passages.count() > 0
    assert set(copy.passages.values_list("decision", flat=True)) == {Cover.NAMES}
    assert actions.release_copy(by=house.worker, at=NOW, copy=copy).state == CopyState.PACKING


def test_words_that_only_a_worker_knows_are_found(house: House) -> None:
    make_diary_entry(house.record, "Il Gobbo passa a prenderlo.", author=house.worker)
    copy = make_copy(make_request(house.record, house.worker), house.worker)
    assert not [text for text in _texts(copy) if "Gobbo" in text]
    assert actions.look_for(by=house.worker, at=NOW, copy=copy, words=" gobbo ") == 1
    passage = CopyPassage.objects.get(copy=copy, chapter="Diario")
    assert json.loads(open_text(passage, "hints")) == ["Gobbo"]
    actions.decide_passages(by=house.worker, at=NOW, copy=copy, decisions={passage.pk: Cover.KEEP})
    actions.look_for(by=house.worker, at=NOW, copy=copy, words="prenderlo")
    passage.refresh_from_db()
    assert (passage.decision, json.loads(open_text(passage, "hints"))) == ("", ["Gobbo", "prenderlo"])
    for words in ("no", "introvabile"):
        with pytest.raises(CaseError):
            actions.look_for(by=house.worker, at=NOW, copy=copy, words=words)


def test_words_looked_for_are_covered_in_every_spelling_and_whole(house: House) -> None:
    make_diary_entry(house.record, "Chiama bianchi, poi BIANCHI.", author=house.worker)
    make_diary_entry(house.record, "Mangia i rossini.", author=house.worker)
    copy = make_copy(make_request(house.record, house.worker), house.worker)
    with pytest.raises(CaseError):
        actions.look_for(by=house.worker, at=NOW, copy=copy, words="rossi")
    assert actions.look_for(by=house.worker, at=NOW, copy=copy, words="Bianchi") == 1
    leaving = _archive(release(copy, house.worker))["copia.json"].decode()
    assert f"Chiama {MARK}, poi {MARK}." in leaving
    assert "rossini" in leaving


def test_a_second_look_is_somebody_elses(house: House, coordinator: User) -> None:
    make_talkative(house.record, house.worker)
    copy = make_copy(make_request(house.record, house.worker), house.worker)
    copy = actions.ask_second_look(by=house.worker, at=NOW, copy=copy)
    actions.cover_the_rest(by=house.worker, at=NOW, copy=copy)
    with pytest.raises(CaseError, match="seconda lettura"):
        actions.release_copy(by=house.worker, at=NOW, copy=copy)
    with pytest.raises(NotAllowedError):
        actions.confirm_look(by=house.worker, at=NOW, copy=copy)
    actions.confirm_look(by=coordinator, at=NOW, copy=copy)
    passage = copy.passages.first()
    assert passage is not None
    actions.decide_passages(by=house.worker, at=NOW, copy=copy, decisions={passage.pk: Cover.KEEP})
    with pytest.raises(CaseError, match="seconda lettura"):
        actions.release_copy(by=house.worker, at=NOW, copy=copy)
    actions.confirm_look(by=coordinator, at=NOW, copy=copy)
    assert actions.release_copy(by=house.worker, at=NOW, copy=copy).looked_by_name == "Cora Coordina"


def test_one_copy_is_prepared_at_a_time(house: House) -> None:
    request = make_request(house.record, house.worker)
    copy = make_copy(request, house.worker, drafted=False)
    assert make_copy(request, house.worker, drafted=False).pk == copy.pk
    actions.drop_copy(by=house.worker, at=NOW, copy=copy)
    again = make_copy(request, house.worker)
    assert again.pk != copy.pk
    assert SubjectCopy.objects.alive().get() == again


def test_only_a_request_of_access_has_a_copy(house: House) -> None:
    request = make_request(house.record, house.worker, kind=RequestKind.OBJECTION)
    with pytest.raises(CaseError):
        actions.prepare_copy(by=house.worker, at=NOW, request=request)


def test_jobs_are_safe_to_run_twice_and_after_a_copy_was_given_up(house: House) -> None:
    make_talkative(house.record, house.worker)
    copy = make_copy(make_request(house.record, house.worker), house.worker, drafted=False)
    values = {"copy_id": copy.pk, "by_id": house.worker.pk}
    first = tasks.draft_copy(lambda _done, _total: None, **values)
    assert first == tasks.draft_copy(lambda _done, _total: None, **values)
    assert first["passages"] == copy.passages.count() > 0
    copy.refresh_from_db()
    actions.cover_the_rest(by=house.worker, at=NOW, copy=copy)
    actions.release_copy(by=house.worker, at=NOW, copy=copy)
    assert tasks.pack_copy(lambda _done, _total: None, **values)["bytes"] > 0
    assert tasks.pack_copy(lambda _done, _total: None, **values) == {"bytes": 0}
    assert StoredFile.objects.filter(kind="zip").count() == 1


def test_a_job_asks_the_rights_again(house: House, outsider: User) -> None:
    copy = make_copy(make_request(house.record, house.worker), house.worker, drafted=False)
    with pytest.raises(JobFailedError):
        actions.draft_copy(by=outsider, copy=copy, clock=lambda: NOW, progress=lambda _done, _total: None)


def test_a_copy_is_kept_a_month_and_each_download_is_logged(house: House, outsider: User) -> None:
    copy = release(make_copy(make_request(house.record, house.worker), house.worker), house.worker)
    now = timezone.now()
    file = actions.hand_out_copy(by=house.worker, at=now, copy=copy)
    entry = Entry.objects.get(action="stewardship.download_copy")
    assert (entry.kind, entry.objects_touched["cases.casefile"]) == (Kind.EXPORT, [house.record.pk])
    with pytest.raises(NotAllowedError):
        actions.hand_out_copy(by=outsider, at=now, copy=copy)
    with pytest.raises(CaseError):
        actions.hand_out_copy(by=house.worker, at=now + timedelta(days=31), copy=copy)
    assert file.expires_at is not None
    assert expire_files(now=file.expires_at) == 1


def test_who_does_not_follow_prepares_no_copy(house: House, colleague: User, teammate: User) -> None:
    request = make_request(house.record, house.worker)
    for actor in (colleague, teammate):
        with pytest.raises(NotAllowedError):
            actions.prepare_copy(by=actor, at=NOW, request=request)


def test_a_title_is_found_and_covered(house: House) -> None:
    make_employment(make_path(house.taking), employer_name="Forno Fittizi")
    copy = make_copy(make_request(house.record, house.worker), house.worker)
    assert "Inserimento lavorativo: Forno Fittizi" in _draft(copy)
    actions.look_for(by=house.worker, at=NOW, copy=copy, words="forno fittizi")
    assert "Fittizi" not in _archive(release(copy, house.worker))["copia.json"].decode()
