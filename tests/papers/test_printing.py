# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.actions import CaseError
from ordito.cases.enums import ListKey as RecordKey
from ordito.cases.enums import Part, Protection
from ordito.cases.models import DiaryEntry
from ordito.cases.queries.record_chapters import chapters_of
from ordito.cases.queries.record_paper import TEMPLATE, Span
from ordito.core import pdf
from ordito.core.access import NotAllowedError
from ordito.core.fields import seal_texts
from ordito.core.models import writing
from ordito.core.pdf import make_pdf
from ordito.files.actions import expire_files, read_whole
from ordito.jobs.actions import JobFailedError
from ordito.jobs.models import Job
from ordito.papers.actions import finish_print, hand_out_print, print_record, printing
from ordito.papers.actions.printing import MAKER
from ordito.papers.engine import volumes
from ordito.papers.models import RecordPrint
from ordito.papers.queries.composing import composed, composed_volumes
from ordito.papers.tasks import make_print as task
from tests.factories.cases import NOW, code, make_diary_entry, make_intervention, make_person, make_team_member
from tests.factories.kinship import make_kin
from tests.factories.papers import header_for, make_print, purpose
from tests.factories.rights import make_exception, make_limitation

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db

NASTY = '#panic("x") $x$ @nome *b* <c> \\ 😀 مرحبا ' + "x" * 10_000


def _printed(row: RecordPrint, by: User, span: Span | None = None) -> dict[str, Any]:
    return composed(by, header_for(by, row.case_file), row, span or Span(), lambda _number: None)


def _words(row: RecordPrint, by: User, span: Span | None = None) -> str:
    return json.dumps(_printed(row, by, span), ensure_ascii=False)


def _many_entries(house: House, count: int) -> None:
    row = make_diary_entry(house.record, "Testo.")
    rows = []
    for number in range(count - 1):
        entry = DiaryEntry(
            case_file=house.record,
            kind=row.kind,
            happened_on=date(2024, 1, 1) + timedelta(days=number % 700),
            written_at=NOW,
            author_name="Anna Prova",
        )
        seal_texts(entry, title=f"Colloquio {number}", text="La nonna racconta la settimana. " * 20)
        rows.append(entry)
    with writing():
        DiaryEntry.objects.bulk_create(rows)


def test_a_record_is_printed_whole_and_the_purpose_is_logged(house: House) -> None:
    make_intervention(house.taking)
    make_diary_entry(house.record, NASTY, author=house.worker)
    row, made = make_print(house.record, house.worker)
    assert made.startswith(b"%PDF-")
    entry = Entry.objects.get(action="papers.print_record")
    assert (entry.kind, entry.purpose, entry.actor_id) == (Kind.PRINT, purpose().label, house.worker.pk)
    assert entry.objects_touched["cases.casefile"] == [house.record.pk]
    printed = _printed(row, house.worker)
    assert printed["whole"]
    assert next(pair[1] for pair in printed["cover"]) == "Zanzotti Ezechiele"
    assert purpose().label in [pair[1] for pair in printed["cover"]]
    assert {"La persona", "Diario", "Interventi", "Cronologia"} <= {one["title"] for one in printed["chapters"]}
    [diary] = [one["blocks"] for one in printed["chapters"] if one["title"] == "Diario"]
    assert [block["text"] for block in diary] == [NASTY]


def test_one_part_has_no_index(house: House) -> None:
    make_diary_entry(house.record, "Colloquio con la nonna.")
    row, made = make_print(house.record, house.worker, ["diary"])
    printed = _printed(row, house.worker)
    assert made.startswith(b"%PDF-")
    assert (printed["whole"], printed["title"]) == (False, "Diario")
    assert [one["title"] for one in printed["chapters"]] == ["Diario"]


def test_private_notes_are_never_printed_not_even_for_their_writer(house: House) -> None:
    make_diary_entry(house.record, "Nota segretissima.", author=house.worker, private=True)
    make_diary_entry(house.record, "Colloquio aperto.", author=house.worker)
    row, _made = make_print(house.record, house.worker)
    words = _words(row, house.worker)
    assert "Colloquio aperto." in words
    assert "segretissima" not in words
    assert "nota riservata" not in words


def test_a_secret_address_is_not_printed(house: House) -> None:
    person = house.record.person
    with writing():
        seal_texts(person, street="Via Nascosta 7", phone="3330000000")
        person.protection = Protection.ADDRESS
        person.save()
    row, _made = make_print(house.record, house.worker)
    words = _words(row, house.worker)
    assert "Nascosta" not in words
    assert "3330000000" not in words
    assert "indirizzo segreto" in words


def test_the_period_holds_for_diary_and_timeline(house: House) -> None:
    make_diary_entry(house.record, "Vecchio colloquio.", happened_on=date(2025, 1, 10))
    make_diary_entry(house.record, "Nuovo colloquio.", happened_on=date(2026, 1, 10))
    span = Span(date(2025, 6, 1), date(2026, 6, 1))
    row, _made = make_print(house.record, house.worker, ["diary", "timeline"], span)
    words = _words(row, house.worker, span)
    assert "Nuovo colloquio." in words
    assert "Vecchio colloquio." not in words
    assert "10/01/2025" not in words
    assert "dal 01/06/2025 al 01/06/2026" in words


def test_a_team_member_who_prints_has_their_parts_alone(house: House, colleague: User) -> None:
    assert colleague.professional is not None
    make_diary_entry(house.record, "Colloquio con la nonna.")
    make_intervention(house.taking)
    make_team_member(house.taking, colleague.professional, house.place.body, reads=[Part.INTERVENTIONS])
    keys = {chapter.key for chapter in chapters_of(header_for(colleague, house.record))}
    own = {"record", "family", "taking", "interventions", "diary", "documents", "timeline"}
    assert keys & own == {"record", "taking", "interventions", "timeline"}
    assert not keys & {"situation", "health", "plans", "words", "protection"}
    row, _made = make_print(house.record, colleague)
    assert "Colloquio con la nonna." not in _words(row, colleague)
    with pytest.raises(CaseError):
        make_print(house.record, colleague, ["diary"])


def test_who_does_not_print_or_does_not_read_is_refused(house: House, teammate: User, outsider: User) -> None:
    for actor in (teammate, outsider):
        with pytest.raises(NotAllowedError):
            make_print(house.record, actor, ["record"])
    assert not RecordPrint.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"chapters": []}, "chapters"),
        ({"chapters": ["nothing"]}, "chapters"),
        ({"span": Span(date(2026, 2, 1), date(2026, 1, 1))}, "until"),
    ],
)
def test_what_makes_no_sense_is_refused(house: House, changes: dict[str, Any], field: str) -> None:
    given: dict[str, Any] = {"purpose": purpose(), "chapters": ["record"], "span": Span(), **changes}
    with pytest.raises(CaseError) as refused:
        print_record(by=house.worker, at=NOW, record=header_for(house.worker, house.record), **given)
    assert refused.value.field == field


def test_a_purpose_of_another_list_is_refused(house: House) -> None:
    other = code(RecordKey.DIARY_KIND, "interview")
    with pytest.raises(CaseError) as refused:
        print_record(
            by=house.worker,
            at=NOW,
            record=header_for(house.worker, house.record),
            purpose=other,
            chapters=["record"],
            span=Span(),
        )
    assert refused.value.field == "purpose"


def test_three_thousand_entries_are_printed_by_a_job(house: House) -> None:
    _many_entries(house, 3000)
    row, made = make_print(house.record, house.worker, ["diary", "timeline"])
    assert made == b""
    assert Job.objects.get(pk=row.job_id or 0).function == MAKER
    again, _made = make_print(house.record, house.worker, ["diary", "timeline"])
    assert again.pk == row.pk
    heard: list[tuple[int, int]] = []
    result = task(lambda done, total: heard.append((done, total)), print_id=row.pk, by_id=house.worker.pk)
    assert result["blocks"] > 3000
    assert result["volumes"] > 1
    assert heard[0] == (100, 3000)
    assert len(heard) >= 30
    files = [hand_out_print(by=house.worker, at=NOW, row=row, number=1 + place) for place in range(result["volumes"])]
    assert all(read_whole(file).startswith(b"%PDF-") for file in files)
    assert len({file.sha256 for file in files}) == len(files)
    again_made = task(lambda _done, _total: None, print_id=row.pk, by_id=house.worker.pk)
    assert again_made == {"blocks": 0, "volumes": 0}
    with pytest.raises(CaseError):
        hand_out_print(by=house.worker, at=NOW, row=row, number=result["volumes"] + 1)
    assert files[0].expires_at is not None
    expire_files(now=max(file.expires_at for file in files if file.expires_at))
    with pytest.raises(CaseError):
        hand_out_print(by=house.worker, at=NOW, row=row, number=1)


def test_each_volume_says_which_it_is_and_has_its_index(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "LINES", 40)
    _many_entries(house, 20)
    row, _made = make_print(house.record, house.worker, ["record", "diary"])
    parts = composed_volumes(_printed(row, house.worker))
    total = len(parts)
    assert total > 3
    for number, part in enumerate(parts, start=1):
        assert part["cover"][-1] == ["Volume", f"{number} di {total}"]
        assert part["number"].endswith(f"volume {number} di {total}")
        assert part["whole"]
    assert [chapter["title"] for chapter in parts[1]["chapters"]] == ["Diario (segue)"]


def test_a_volume_that_needs_too_much_fails_in_words(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "APART_SECONDS", 0)
    row, _made = make_print(house.record, house.worker, ["record"])
    with pytest.raises(JobFailedError, match="abbastanza memoria"):
        finish_print(by=house.worker, row=row, clock=lambda: NOW, progress=lambda _done, _total: None)
    assert not row.volumes.exists()


def test_drawings_are_printed_as_drawings(house: House) -> None:
    mother = make_person(house.place, "Zanzotti", "Genoveffa 😀", sex="F", birth_date=date(1985, 5, 5))
    make_kin(house.record, mother, house.record.person)
    row, made = make_print(house.record, house.worker, ["kinship"])
    [chapter] = _printed(row, house.worker)["chapters"]
    pictures = [block for block in chapter["blocks"] if block["kind"] == "picture"]
    assert pictures
    assert all(one["svg"].startswith("<svg") and one["text"] and one["table"]["rows"] for one in pictures)
    assert made.startswith(b"%PDF-")
    without = make_pdf(TEMPLATE, _printed(row, house.worker) | {"chapters": []}, at=NOW)
    assert len(made) > len(without)


def test_a_job_asks_the_rights_again(house: House, outsider: User) -> None:
    row, _made = make_print(house.record, house.worker, ["record"])
    with pytest.raises(JobFailedError):
        finish_print(by=outsider, row=row, clock=lambda: NOW, progress=lambda _done, _total: None)


def test_limited_record_is_printed_only_by_exception(house: House) -> None:
    row, _content = make_print(house.record, house.worker)
    make_limitation(house.record, house.worker)
    asked: dict[str, Any] = {
        "by": house.worker,
        "at": NOW,
        "record": header_for(house.worker, house.record),
        "purpose": purpose(),
        "chapters": ["interventions"],
        "span": Span(),
    }
    with pytest.raises(CaseError, match="è limitato"):
        print_record(**asked)
    with pytest.raises(JobFailedError, match="limitato"):
        finish_print(by=house.worker, row=row, clock=lambda: NOW, progress=lambda _done, _total: None)
    with pytest.raises(CaseError, match="è limitato"):
        hand_out_print(by=house.worker, at=NOW, row=row, number=1)
    make_exception(house.record.limitations.get(), house.worker)
    assert print_record(**asked)[1].startswith(b"%PDF")


def test_too_many_entries_ask_for_a_period(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "LONGEST", 1)
    for day in (date(2026, 1, 10), date(2026, 2, 10)):
        make_diary_entry(house.record, happened_on=day)
    with pytest.raises(CaseError) as refused:
        make_print(house.record, house.worker, ["timeline"])
    assert refused.value.field == "since"
    assert make_print(house.record, house.worker, ["timeline"], Span(date(2026, 2, 1)))[1]
