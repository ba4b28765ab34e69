# SPDX-License-Identifier: EUPL-1.2
"""Opening in an emergency, the accesses of a record, what waits for approval, as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.audit.models import Entry
from ordito.cases.enums import ApprovalKind, ApprovalState, ListKey
from ordito.cases.models import Approval, ApprovalRule, ComplexityWeight, ContactRule, EmergencyAccess
from ordito.core.models import writing
from tests.factories.accounts import make_user
from tests.factories.cases import code, make_diary_entry, make_person
from tests.factories.work import make_defaults
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db


def _why(**values: object) -> dict[str, object]:
    reason = code(ListKey.EMERGENCY_REASON, "police").pk
    return {"reason": reason, "note": "Chiamano dal pronto soccorso.", "hours": 4, **values}


def _emergency(house: House) -> str:
    return reverse("cases:emergency", args=[house.record.person.public_id])


def test_search_leads_to_the_emergency_and_the_record_opens(
    house: House, colleague: User, enter: Callable[[User], Client]
) -> None:
    make_diary_entry(house.record, "Colloquio con la nonna.")
    client = enter(colleague)
    assert _emergency(house) in text_of(client.post(reverse("cases:search"), {"q": "Zanzotti"}))
    assert "ricevono subito un avviso" in text_of(client.get(_emergency(house)))
    answer = client.post(_emergency(house), _why())
    assert answer["Location"] == house.url("record")
    page = text_of(client.get(house.url("record")))
    assert "Stai leggendo questa cartella in emergenza" in page
    assert "Colloquio con la nonna." in page
    assert house.url("diary_write") not in page
    assert client.get(house.url("diary")).status_code == 200
    assert client.get(house.url("accesses")).status_code == 403
    for name in ("diary_write", "take_in_charge"):
        assert client.post(house.url(name), {}).status_code == 403
    purposes = set(Entry.objects.filter(action="cases.read_record").values_list("purpose", flat=True))
    assert "accesso in emergenza: chiamata di forze dell’ordine o pronto soccorso" in purposes
    access = EmergencyAccess.objects.get()
    assert client.post(house.url("emergency_end", access.pk))["Location"] == reverse("cases:search")
    assert client.get(house.url("record")).status_code == 404


def test_reason_is_asked_and_what_was_typed_stays(
    house: House, colleague: User, enter: Callable[[User], Client]
) -> None:
    answer = enter(colleague).post(_emergency(house), _why(reason="", hours=99))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"reason", "hours"})
    assert "Chiamano dal pronto soccorso." in text_of(answer)


def test_outsider_finds_no_emergency_and_who_follows_goes_to_the_record(
    house: House, outsider: User, teammate: User, enter: Callable[[User], Client]
) -> None:
    assert enter(outsider).get(_emergency(house)).status_code == 404
    assert enter(teammate).get(_emergency(house)).status_code == 403
    assert enter(house.worker).get(_emergency(house))["Location"] == house.url("record")
    alone = make_person(house.place, "Senza")
    url = reverse("cases:emergency", args=[alone.public_id])
    assert enter(house.worker).get(url).status_code == 404


def test_accesses_show_the_emergency_on_top_and_end_it(
    house: House, colleague: User, enter: Callable[[User], Client]
) -> None:
    enter(colleague).post(_emergency(house), _why())
    client = enter(house.worker)
    page = text_of(client.get(house.url("accesses")))
    assert page.index("Aperture in emergenza") < page.index("Accessi alla cartella")
    assert "Chiamano dal pronto soccorso." in page
    access = EmergencyAccess.objects.get()
    assert client.post(house.url("emergency_end", access.pk)).status_code == 302
    assert "terminata da Anna Prova" in text_of(client.get(house.url("accesses")))


def test_accesses_are_filtered_by_person_and_days(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    enter(coordinator).get(house.url("record"))
    client, url = enter(house.worker), house.url("accesses")
    assert "Cora Coordina" in text_of(client.get(url))
    one = client.get(url, {"chi": coordinator.pk})
    assert {line.who for line in one.context["accesses"]} == {"Cora Coordina"}
    assert "Nessun accesso con questi filtri" in text_of(client.get(url, {"al": "01/01/2020"}))
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert client.get(url, {"dal": today, "al": today}).context["accesses"]


def _rule(house: House) -> None:
    with writing():
        ApprovalRule.objects.create(
            territory=house.place.comune, kind=ApprovalKind.CLOSURE, valid_from=timezone.localdate()
        )


def _closing() -> dict[str, object]:
    return {
        "closed_on": f"{timezone.localdate():%d/%m/%Y}",
        "outcome": code(ListKey.OUTCOME, "improved").pk,
        "reason": code(ListKey.CLOSURE_REASON, "completed").pk,
        "note": "Tutto bene.",
        "request": "Ne parliamo lunedì?",
    }


def test_closure_is_proposed_approved_and_done(
    house: House, coordinator: User, colleague: User, enter: Callable[[User], Client]
) -> None:
    _rule(house)
    client, url = enter(house.worker), house.url("close", house.taking.pk)
    assert "Proponi la chiusura" in text_of(client.get(url))
    assert client.post(url, _closing()).status_code == 302
    assert "chiusura proposta" in text_of(client.get(house.url("taking")))
    approval = Approval.objects.get()
    page = reverse("cases:approval", args=[approval.pk])
    boss = enter(coordinator)
    assert "Zanzotti" in text_of(boss.get(reverse("cases:approvals")))
    assert "Ne parliamo lunedì?" in text_of(boss.get(page))
    assert boss.post(page, {"decisione": "rimanda", "answer": ""}).status_code == 422
    assert enter(colleague).get(page).status_code == 403
    assert boss.post(page, {"decisione": "approva"}).status_code == 302
    house.taking.refresh_from_db()
    assert house.taking.closed_on == timezone.localdate()


def test_proposal_is_sent_back_and_withdrawn(house: House, coordinator: User, enter: Callable[[User], Client]) -> None:
    _rule(house)
    client, url = enter(house.worker), house.url("close", house.taking.pk)
    client.post(url, _closing())
    page = reverse("cases:approval", args=[Approval.objects.get().pk])
    enter(coordinator).post(page, {"decisione": "rimanda", "answer": "Manca la verifica."})
    assert "Manca la verifica." in text_of(client.get(house.url("taking")))
    client.post(url, _closing())
    waiting = Approval.objects.waiting().get()
    assert client.post(house.url("closure_withdraw", house.taking.pk, waiting.pk)).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == ApprovalState.WITHDRAWN


def test_rules_and_weights_of_all_places_are_changed_by_who_decides_for_all(
    house: House, enter: Callable[[User], Client]
) -> None:
    make_defaults()
    client, today = enter(make_user(role=AMBITO_OFFICER)), f"{timezone.localdate():%d/%m/%Y}"
    rules_url, days_url = reverse("cases:local_rules"), reverse("cases:contact_rule_new")
    assert "da verificare" in text_of(client.get(rules_url))
    days = {"days": "45", "valid_from": today, "kinds": [code(ListKey.DIARY_KIND, "home_visit").pk]}
    weight = {"criterion": "minor", "points": "7", "valid_from": today}
    local = enter(make_user(role=AMBITO_OFFICER, territory=house.place.ambito))
    for url, data in ((days_url, days), (reverse("cases:weights"), weight)):
        refused = local.post(url, data)
        assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"territory"})
        assert client.post(url, data).status_code == 302
    page = text_of(client.get(rules_url))
    assert "valgono 45 giorni" in page
    assert "da verificare" not in page
    assert ContactRule.objects.filter(territory=None).count() == 2
    changed = ComplexityWeight.objects.get(criterion="minor", territory=None, valid_to=None)
    assert (changed.points, changed.verified) == (7, True)


def test_rules_of_a_territory_are_set_and_ended(house: House, enter: Callable[[User], Client]) -> None:
    officer = make_user(role=AMBITO_OFFICER, territory=house.place.ambito)
    client, today = enter(officer), f"{timezone.localdate():%d/%m/%Y}"
    data = {"territory": house.place.ambito.pk, "kind": "closure", "valid_from": today}
    assert client.post(reverse("cases:approval_rule_new"), data).status_code == 302
    assert client.post(reverse("cases:approval_rule_new"), data).status_code == 422
    kinds = [code(ListKey.DIARY_KIND, name).pk for name in ("home_visit", "interview")]
    days = {"territory": house.place.comune.pk, "days": "30", "valid_from": today, "kinds": kinds}
    assert client.post(reverse("cases:contact_rule_new"), days).status_code == 302
    assert client.post(reverse("cases:contact_rule_new"), {**days, "days": "0"}).status_code == 422
    assert client.post(reverse("cases:contact_rule_new"), {**days, "kinds": []}).status_code == 422
    assert ContactRule.objects.get().kinds.count() == 2
    page = text_of(client.get(reverse("cases:local_rules")))
    assert "Chiusura della presa in carico" in page
    for name, rule in (
        ("cases:approval_rule_end", ApprovalRule.objects.get()),
        ("cases:contact_rule_end", ContactRule.objects.get()),
    ):
        assert client.post(reverse(name, args=[rule.pk])).status_code == 302
        rule.refresh_from_db()
        assert rule.valid_to == timezone.localdate()
    elsewhere = make_user(role=AMBITO_OFFICER)
    assert (
        enter(elsewhere).post(reverse("cases:contact_rule_end", args=[ContactRule.objects.get().pk])).status_code == 404
    )
    assert enter(house.worker).get(reverse("cases:local_rules")).status_code == 403
