# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ordito.accounts.roles import ADMINISTRATOR, DPO
from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.stewardship.enums import WatchKind
from ordito.stewardship.models import WatchFinding, WatchRule
from tests.factories.accounts import make_user
from tests.factories.cases import make_record, make_worker
from tests.factories.rights import at_hour, rule_of, watch
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def dpo(house: House) -> User:
    """Who protects the data of the Ambito."""
    return make_user(role=DPO, territory=house.place.ambito, full_name="Dora Protegge")


def found(house: House, by: User | None = None) -> WatchFinding:
    """An emergency access of Friday."""
    reader = by or house.worker
    log_access("cases.break_glass", by=reader, at=at_hour(FRIDAY, 15), kind=Kind.WRITE, rows=[house.record])
    return watch(FRIDAY)[-1]


def test_only_who_reads_the_log_comes_in(house: House, dpo: User, enter: Callable[[User], Client]) -> None:
    row = found(house)
    addresses = [
        reverse("stewardship:findings"),
        reverse("stewardship:finding", args=[row.pk]),
        reverse("stewardship:watch_rules"),
        reverse("stewardship:watch_rule", args=[rule_of(WatchKind.EMERGENCY).pk]),
    ]
    admin = make_user(role=ADMINISTRATOR, territory=house.place.ambito)
    for url in addresses:
        assert enter(dpo).get(url).status_code == 200
        for user in (house.worker, admin):
            assert enter(user).get(url).status_code == 403


def test_names_of_staff_and_numbers_of_records_and_no_more(
    house: House, dpo: User, enter: Callable[[User], Client]
) -> None:
    row = found(house)
    client = enter(dpo)
    page = text_of(client.get(reverse("stewardship:findings")))
    assert "Anna Prova" in page
    assert "da guardare" in page
    one = text_of(client.get(reverse("stewardship:finding", args=[row.pk])))
    assert str(house.record.number) in one
    assert "Zanzotti" not in page + one
    assert "Ezechiele" not in page + one
    assert Entry.objects.filter(action="stewardship.read_finding", actor_id=dpo.pk).count() == 1
    assert "Anna Prova" in text_of(client.get(reverse("portal:home")))


def test_filters(house: House, dpo: User, enter: Callable[[User], Client]) -> None:
    found(house)
    client = enter(dpo)
    url = reverse("stewardship:findings")
    shown = {
        ("che", "emergency"): True,
        ("che", "refused"): False,
        ("chi", "prova"): True,
        ("chi", "nessuno"): False,
        ("visto", "no"): True,
        ("visto", "si"): False,
        ("dal", "21/11/2026"): False,
        ("al", "20/11/2026"): True,
    }
    for (name, value), there in shown.items():
        page = text_of(client.get(url, {name: value}))
        assert ('<a href="/cartelle/accessi-insoliti/' in page.split('id="accessi"')[1]) == there, (name, value)
    assert "Nessun accesso con questi filtri" in text_of(client.get(url, {"che": "refused"}))


def test_seen(house: House, dpo: User, enter: Callable[[User], Client]) -> None:
    row = found(house)
    client = enter(dpo)
    url = reverse("stewardship:finding", args=[row.pk])
    empty = client.post(url, {"note": ""})
    assert empty.status_code == 422
    assert client.post(url, {"note": "Reperibilità."}).status_code == 302
    page = text_of(client.get(url))
    assert "Reperibilità." in page
    assert "Dora Protegge" in page


def test_a_rule_is_changed(house: House, dpo: User, enter: Callable[[User], Client]) -> None:
    client = enter(dpo)
    rule = rule_of(WatchKind.MANY_RECORDS)
    url = reverse("stewardship:watch_rule", args=[rule.pk])
    wrong = client.post(url, {"threshold": "molte", "minutes": "60", "version": rule.version})
    assert wrong.status_code == 422
    assert 'value="molte"' in text_of(wrong)
    data = {"threshold": "12", "minutes": "30", "version": rule.version}
    assert client.post(url, data).status_code == 302
    fresh = rule_of(WatchKind.MANY_RECORDS)
    assert (fresh.threshold, fresh.minutes, fresh.active) == (12, 30, False)
    assert 'value="12"' in text_of(client.get(url)), "the rule that took its place"
    assert "da 12 volte in 30 minuti" in text_of(client.get(reverse("stewardship:watch_rules")))
    hours = WatchRule.objects.get(kind=WatchKind.OFF_HOURS)
    page = text_of(client.get(reverse("stewardship:watch_rule", args=[hours.pk])))
    assert 'name="opens"' in page
    assert 'name="minutes"' not in page


def test_two_people_change_one_rule(house: House, dpo: User, enter: Callable[[User], Client]) -> None:
    client = enter(dpo)
    rule = rule_of(WatchKind.MANY_RECORDS)
    url = reverse("stewardship:watch_rule", args=[rule.pk])
    mine = {"threshold": "25", "minutes": "30", "active": "on", "version": rule.version}
    assert client.post(url, {**mine, "threshold": "12"}).status_code == 302
    late = client.post(url, mine)
    assert late.status_code == 422
    page = text_of(late)
    assert 'value="25"' in page
    assert "Dora Protegge ha salvato alle" in page
    fresh = rule_of(WatchKind.MANY_RECORDS)
    assert f'name="version" value="{fresh.version}"' in page
    again = client.post(url, {**mine, "version": fresh.version})
    assert again.status_code == 302
    assert rule_of(WatchKind.MANY_RECORDS).threshold == 25
    assert client.get(reverse("stewardship:watch_rule", args=[fresh.pk + 1000])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_database_a_fixed_number_of_times(
    house: House, dpo: User, enter: Callable[[User], Client], rows: int
) -> None:
    readers = [make_worker(house.place) for _number in range(rows)]
    for reader in readers:
        for record in (house.record, *(make_record(house.place).case_file for _number in range(rows))):
            log_access("cases.break_glass", by=reader, at=at_hour(FRIDAY, 15), kind=Kind.WRITE, rows=[record])
    row = watch(FRIDAY)[0]
    client = enter(dpo)
    counts = {}
    for name, args in (("findings", ()), ("finding", (row.pk,)), ("watch_rules", ())):
        url = reverse(f"stewardship:{name}", args=args)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts[name] = len(asked)
    assert counts == {"findings": 8, "finding": 9, "watch_rules": 4}
