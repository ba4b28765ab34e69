# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.enums import Part
from ordito.papers.actions import printing
from ordito.papers.models import RecordPrint
from ordito.papers.tasks import make_print as task
from tests.factories.cases import make_diary_entry, make_team_member, staff
from tests.factories.papers import purpose
from tests.factories.rights import make_limitation, make_note
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db


def test_every_tab_leads_to_its_print(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    address = house.url("papers:print_new")
    for tab, key in (("cases:diary", "diary"), ("cases:timeline", "timeline"), ("kinship:ties", "kinship")):
        assert f'href="{address}?parte={key}"' in text_of(client.get(house.url(tab)))
    page = text_of(client.get(address, {"parte": "diary"}))
    assert page.count("checked") == 1
    assert text_of(client.get(address)).count("checked") > 5


def test_a_part_not_shared_is_neither_shown_nor_written_in_the_log(
    house: House, colleague: User, enter: Callable[[User], Client]
) -> None:
    make_team_member(house.taking, staff(colleague), house.place.body, reads=(Part.INTERVENTIONS,))
    make_note(house.record, house.worker, words="Quel giorno non ero in casa.")
    client, address = enter(colleague), house.url("papers:print_new")
    assert "Quel giorno non ero in casa." in text_of(enter(house.worker).get(address, {"parte": "diary"}))
    for asked in ("diary", "qualunque cosa", "interventions"):
        assert "Quel giorno" not in text_of(client.get(address, {"parte": asked}))
    read = Entry.objects.filter(kind=Kind.READ, actor_id=colleague.pk).order_by("pk")
    assert [entry.detail["part"] for entry in read] == ["", "", "interventions"]


def test_page_says_why_a_limited_record_is_not_printed(house: House, enter: Callable[[User], Client]) -> None:
    make_limitation(house.record, house.worker)
    page = text_of(enter(house.worker).get(house.url("papers:print_new")))
    assert "Per ora non si stampa" in page
    assert 'name="chapters"' not in page


def test_who_does_not_print_is_not_offered_it(house: House, teammate: User, enter: Callable[[User], Client]) -> None:
    client = enter(teammate)
    assert house.url("papers:print_new") not in text_of(client.get(house.url("cases:interventions")))
    assert client.get(house.url("papers:print_new")).status_code == 403


def test_an_outsider_finds_nothing_and_a_colleague_neither(
    house: House, outsider: User, colleague: User, enter: Callable[[User], Client]
) -> None:
    for user in (outsider, colleague):
        assert enter(user).get(house.url("papers:print_new")).status_code == 404
        assert enter(user).post(house.url("papers:print_new"), {"chapters": ["record"]}).status_code == 404
    assert Entry.objects.filter(kind=Kind.REFUSED).count() == 4


def test_a_short_print_is_the_answer(house: House, enter: Callable[[User], Client]) -> None:
    make_diary_entry(house.record, "Colloquio con la nonna.")
    data = {"chapters": ["diary"], "purpose": purpose().pk}
    answer = enter(house.worker).post(house.url("papers:print_new"), data)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert "attachment" in answer["Content-Disposition"]
    assert "Zanzotti" not in answer["Content-Disposition"]
    assert RecordPrint.objects.get().chapters == ["diary"]


def test_what_is_missing_is_asked_and_nothing_is_lost(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    answer = client.post(house.url("papers:print_new"), {"chapters": ["record", "family"], "since": "32/1/2026"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Scegli una voce." in page
    assert "Scrivi la data come gg/mm/aaaa" in page
    assert page.count("checked") == 2
    assert 'value="32/1/2026"' in page
    assert not RecordPrint.objects.exists()


def test_a_long_print_has_a_page_and_a_file_for_who_asked(
    house: House, coordinator: User, enter: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "SHORT", 0)
    make_diary_entry(house.record, "Colloquio con la nonna.")
    client = enter(house.worker)
    data = {"chapters": ["diary"], "purpose": purpose().pk}
    answer = client.post(house.url("papers:print_new"), data)
    row = RecordPrint.objects.get()
    assert answer["Location"] == house.url("papers:print", row.pk)
    assert "Una stampa lunga" in text_of(client.get(answer["Location"]))
    early = client.get(house.url("papers:print_file", row.pk, 1), follow=True)
    assert "Questa stampa non c’è più" in text_of(early)
    task(lambda _done, _total: None, print_id=row.pk, by_id=house.worker.pk)
    assert "Scarica il PDF" in text_of(client.get(answer["Location"]))
    file = client.get(house.url("papers:print_file", row.pk, 1))
    assert b"".join(file.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]  # a streamed answer
    assert Entry.objects.filter(action="papers.download_print", kind=Kind.PRINT).count() == 1
    assert enter(coordinator).get(house.url("papers:print", row.pk)).status_code == 404
    assert enter(coordinator).get(house.url("papers:print_file", row.pk, 1)).status_code == 404


@pytest.mark.parametrize("entries", [1, 3])
def test_the_form_asks_the_database_a_fixed_number_of_times(
    house: House, enter: Callable[[User], Client], entries: int
) -> None:
    purpose()
    for _number in range(entries):
        make_diary_entry(house.record)
    client = enter(house.worker)
    client.get(house.url("papers:print_new"))
    with CaptureQueriesContext(connection) as asked:
        client.get(house.url("papers:print_new"))
    assert len(asked) == 13
