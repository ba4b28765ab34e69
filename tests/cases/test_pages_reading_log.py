# SPDX-License-Identifier: EUPL-1.2
"""Whatever page shows somebody leaves a line in the log: forms and lists too, not the reading pages alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import SOCIAL_WORKER
from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases import actions
from ordito.cases.enums import ListKey
from ordito.cases.models import ConcernReport, Contact, DiaryDraft, FamilyMembership, FamilyUnit
from ordito.core.models import writing
from tests.factories.accounts import make_membership
from tests.factories.cases import NOW, code, make_diary_entry, make_intervention, make_person, make_place, make_record
from tests.factories.cases import make_team_member as make_member
from tests.factories.territory import make_organisation, make_professional
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User


def readings(kind: str, pk: int) -> int:
    """How often the log says that a row was read."""
    entries = Entry.objects.filter(kind=Kind.READ).values_list("objects_touched", flat=True)
    return sum(pk in touched.get(kind, ()) for touched in entries)


def contact_of(house: House) -> Contact:
    return actions.record_contact(
        by=house.worker,
        at=NOW,
        comune=house.place.comune,
        body=house.place.body,
        happened_on=NOW.date(),
        channel=code(ListKey.ACCESS_CHANNEL, "in_person"),
        request="Chiede del centro diurno.",
        person=house.record.person,
    )


def concern_of(house: House) -> ConcernReport:
    return actions.report_concern(
        by=house.worker,
        at=NOW,
        person=house.record.person,
        received_on=NOW.date(),
        reporter_kind=code(ListKey.REPORTER_KIND, "family_member"),
        urgency=code(ListKey.URGENCY, "immediate"),
        content="Il bambino non va a scuola.",
    )


def unit_of(house: House) -> FamilyUnit:
    return actions.open_family_unit(
        by=house.worker,
        at=NOW,
        person=house.record.person,
        relation=code(ListKey.RELATION, "child"),
        composition=code(ListKey.COMPOSITION, "registry"),
        valid_from=NOW.date(),
    )


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("diary_write", []),
        ("diary_correct", ["entry"]),
        ("intervention_edit", ["intervention"]),
        ("taking_edit", ["taking"]),
        ("close", ["taking"]),
        ("unit_new", []),
        ("document_new", []),
    ],
)
def test_page_of_a_form_logs_that_the_record_was_read(
    house: House, enter: Callable[[User], Client], name: str, arguments: list[str]
) -> None:
    ids = {
        "entry": make_diary_entry(house.record, author=house.worker).pk,
        "intervention": make_intervention(house.taking).pk,
        "taking": house.taking.pk,
    }
    before = readings("cases.casefile", house.record.pk)
    answer = enter(house.worker).get(house.url(name, *[ids[which] for which in arguments]))
    assert answer.status_code == 200
    assert "Zanzotti Ezechiele" in text_of(answer)
    assert readings("cases.casefile", house.record.pk) == before + 1


@pytest.mark.parametrize("name", ["person_edit", "open_record", "concern_new"])
def test_page_of_a_form_logs_that_the_person_was_read(house: House, enter: Callable[[User], Client], name: str) -> None:
    person = make_person(house.place, "Nuvoletta")
    answer = enter(house.worker).get(reverse(f"cases:{name}", args=[person.public_id]))
    assert "Nuvoletta" in text_of(answer)
    assert readings("cases.person", person.pk) == 1


def test_lists_of_the_front_desk_log_whom_they_showed(house: House, enter: Callable[[User], Client]) -> None:
    contact, concern, client = contact_of(house), concern_of(house), enter(house.worker)
    assert "Zanzotti" in text_of(client.get(reverse("cases:contacts")))
    assert readings("cases.contact", contact.pk) == 1
    assert readings("cases.person", house.record.person_id) == 1
    assert "Zanzotti" in text_of(client.get(reverse("cases:concerns")))
    assert readings("cases.concernreport", concern.pk) == 1
    assert readings("cases.person", house.record.person_id) == 2


def test_list_of_records_logs_whom_it_showed_and_the_counted_one_nobody(
    house: House, colleague: User, enter: Callable[[User], Client]
) -> None:
    other, client = make_record(house.place, worker=colleague, surname="Altrui"), enter(house.worker)
    assert "Zanzotti" in text_of(client.get(reverse("cases:worklist")))
    assert readings("cases.casefile", house.record.pk) == readings("cases.person", house.record.person_id) == 1
    client.get(reverse("cases:workload"))
    assert readings("cases.casefile", house.record.pk) == 1
    assert readings("cases.casefile", other.case_file_id) == 0
    entries = Entry.objects.count()
    client.get(reverse("cases:worklist"), {"stato": "closed"})  # an empty list names nobody
    assert Entry.objects.count() == entries


def test_home_logs_once_whom_its_cards_name(house: House, enter: Callable[[User], Client]) -> None:
    concern, client = concern_of(house), enter(house.worker)
    with writing():
        house.taking.review_on = timezone.localdate()
        house.taking.save()
        DiaryDraft.objects.create(case_file=house.record, owner_id=house.worker.pk, saved_at=NOW)
    client.get(house.url("record"))
    assert text_of(client.get("/")).count("Zanzotti") == 4
    [entry] = Entry.objects.filter(action="portal.read_home")
    assert entry.kind == Kind.READ
    assert entry.objects_touched == {
        "cases.casefile": [house.record.pk],
        "cases.person": [house.record.person_id],
        "cases.concernreport": [concern.pk],
    }
    assert "pagina iniziale" in text_of(client.get(house.url("accesses")))


def test_home_without_names_logs_nothing(outsider: User, enter: Callable[[User], Client]) -> None:
    enter(outsider).get("/")
    assert not Entry.objects.filter(action="portal.read_home").exists()


def test_page_of_a_contact_logs_its_person(house: House, enter: Callable[[User], Client]) -> None:
    contact = contact_of(house)
    enter(house.worker).get(reverse("cases:contact", args=[contact.pk]))
    assert readings("cases.person", house.record.person_id) == 1


def test_names_of_persons_stay_out_of_the_titles_that_browsers_remember(
    house: House, enter: Callable[[User], Client]
) -> None:
    person, client = make_person(house.place, "Nuvoletta"), enter(house.worker)
    pages = [
        reverse("cases:person", args=[person.public_id]),
        reverse("cases:person_edit", args=[person.public_id]),
        reverse("cases:open_record", args=[person.public_id]),
        reverse("cases:concern_new", args=[person.public_id]),
        house.url("record"),
        house.url("diary_write"),
        house.url("member_add", unit_of(house).pk, person.public_id),
    ]
    for page in pages:
        html = text_of(client.get(page))
        title = html.partition("<title>")[2].partition("</title>")[0]
        assert title.strip(), page
        assert "Nuvoletta" not in title, page
        assert "Zanzotti" not in title, page


def test_contact_tied_by_a_colleague_meanwhile_is_told(house: House, enter: Callable[[User], Client]) -> None:
    contact, other = contact_of(house), make_person(house.place, "Altri")
    url = reverse("cases:contact", args=[contact.pk])
    answer = enter(house.worker).post(url, {"persona": other.pk}, follow=True)
    assert "già collegato" in text_of(answer)
    contact.refresh_from_db()
    assert contact.person_id == house.record.person_id


def test_member_of_the_team_whose_time_is_over_is_no_error(house: House, enter: Callable[[User], Client]) -> None:
    body = make_organisation()
    member = make_member(
        house.taking,
        make_professional(organisation=body),
        body,
        valid_to=timezone.localdate() - timedelta(days=30),
    )
    answer = enter(house.worker).post(house.url("team_end", house.taking.pk, member.pk), follow=True)
    assert answer.status_code == 200
    assert "termina già prima" in text_of(answer)


class TestWhoWorksForTwoBodies:
    """The colleagues of one service learn nothing of whom the other knows."""

    @pytest.fixture
    def stranger(self, house: House) -> Any:
        elsewhere = make_place()
        make_membership(house.worker, role=SOCIAL_WORKER, territory=elsewhere.comune)
        return make_person(elsewhere, "Forestieri")

    def test_contact_is_not_tied_to_a_person_of_the_other(
        self, house: House, stranger: Any, enter: Callable[[User], Client]
    ) -> None:
        contact = contact_of(house)
        with writing():
            Contact.objects.update(person=None)
        url = reverse("cases:contact", args=[contact.pk])
        assert "altro ente" in text_of(enter(house.worker).post(url, {"persona": stranger.pk}, follow=True))
        contact.refresh_from_db()
        assert contact.person is None

    def test_family_unit_takes_no_person_of_the_other(
        self, house: House, stranger: Any, enter: Callable[[User], Client]
    ) -> None:
        url = house.url("member_add", unit_of(house).pk, stranger.public_id)
        relation = code(ListKey.RELATION, "child").pk
        answer = enter(house.worker).post(url, {"relation": relation, "valid_from": f"{NOW:%d/%m/%Y}"})
        assert answer.status_code == 422
        assert "altro ente" in text_of(answer)
        assert not FamilyMembership.objects.filter(person=stranger).exists()
