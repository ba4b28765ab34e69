# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.plans.enums import Horizon, ListKey, PlanState, ResponsibleKind
from tests.factories.cases import code
from tests.factories.plans import make_action, make_objective, make_plan, make_signature
from tests.factories.territory import make_professional
from tests.records import as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.records import House

    Enter = Callable[[User], Client]

pytestmark = pytest.mark.django_db


def row_data(*doers: dict[str, str], **changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"expected": "Arriva in orario.", "chi-TOTAL_FORMS": "4", "chi-INITIAL_FORMS": "0"}
    for number, doer in enumerate(doers):
        base |= {f"chi-{number}-{name}": value for name, value in doer.items()}
    return base | changes


def test_objective_is_added_changed_and_taken_out(house: House, enter: Enter) -> None:
    plan = make_plan(house.record)
    client = enter(house.worker)
    url = house.url("plans:objective_new", plan.pk)
    assert client.post(url, {"horizon": "short", "text": ""}).status_code == 422
    answer = client.post(url, {"horizon": "long", "text": "Leggere.", "due_on": "1/6/2027"})
    assert answer["Location"].endswith("#obiettivi")
    row = plan.objectives.get()
    assert (row.horizon, open_text(row, "text")) == (Horizon.LONG, "Leggere.")
    edit = house.url("plans:objective_edit", plan.pk, row.pk)
    client.post(edit, {"horizon": "long", "text": "Prima.", "version": 1})
    conflict = client.post(edit, {"horizon": "long", "text": "Dopo.", "version": 1})
    assert conflict.status_code == 422
    assert "Prima." in text_of(conflict)
    client.post(house.url("plans:objective_remove", plan.pk, row.pk))
    assert client.get(edit).status_code == 404


def test_row_is_written_with_the_family_among_who_acts(house: House, enter: Enter) -> None:
    plan = make_plan(house.record)
    objective = make_objective(plan)
    client = enter(house.worker)
    url = house.url("plans:action_new", plan.pk)
    assert "Zanzotti Ezechiele" in text_of(client.get(url))
    doers = (
        {"who": f"person-{house.record.person.pk}", "does": "Prepara la cartella"},
        {"who": "", "name": "La vicina", "does": "Accompagna"},
    )
    data = row_data(*doers, objective=objective.pk, device=code(ListKey.DEVICE, "groups").pk, ancora="1")
    assert client.post(url, data)["Location"] == url
    row = plan.actions.get()
    assert (row.objective, row.device) == (objective, code(ListKey.DEVICE, "groups"))
    assert [one.person_id for one in row.responsibles.order_by("pk")] == [house.record.person.pk, None]
    page = text_of(client.get(house.url("plans:action_edit", plan.pk, row.pk)))
    assert "Prepara la cartella" in page
    assert "La vicina" in page


def test_what_is_done_by_nobody_is_said_and_nothing_is_lost(house: House, enter: Enter) -> None:
    plan = make_plan(house.record)
    answer = enter(house.worker).post(
        house.url("plans:action_new", plan.pk), row_data({"who": "", "does": "Accompagna"}, situation="Arriva tardi.")
    )
    assert answer.status_code == 422
    page = text_of(answer)
    for words in ("Scegli chi lo fa", "Accompagna", "Arriva tardi."):
        assert words in page, words
    assert not plan.actions.exists()


def test_stranger_is_not_among_who_may_act(house: House, enter: Enter, outsider: User) -> None:
    plan = make_plan(house.record)
    data = row_data({"who": f"professional-{outsider.professional_id}", "does": "x"})
    assert enter(house.worker).post(house.url("plans:action_new", plan.pk), data).status_code == 422


def test_correcting_a_row_keeps_its_device_and_who_does_what_though_they_left(house: House, enter: Enter) -> None:
    device, gone = code(ListKey.DEVICE, "groups"), make_professional(active=False)
    row = make_action(make_plan(house.record), device=device)
    with writing():
        device.valid_to = timezone.localdate() - timedelta(days=1)
        device.save()
        row.responsibles.update(kind=ResponsibleKind.PROFESSIONAL, professional=gone)
    client, url = enter(house.worker), house.url("plans:action_edit", row.plan.pk, row.pk)
    page = client.get(url)
    assert f'value="professional-{gone.pk}" selected' in text_of(page)
    who = {"who": f"professional-{gone.pk}", "does": "Accompagna"}
    sent = as_opened(page.context["form"]) | row_data(who, expected="Arriva prima.")
    assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert row.device == device
    assert row.responsibles.get().professional == gone


def test_two_who_edit_a_row_see_who_does_what_too(house: House, enter: Enter) -> None:
    plan = make_plan(house.record)
    row = make_action(plan)
    client = enter(house.worker)
    url = house.url("plans:action_edit", plan.pk, row.pk)
    client.post(url, row_data({"name": "Il papà", "does": "Cucina"}, expected="Prima.", version=1))
    answer = client.post(url, row_data({"name": "La zia", "does": "Cuce"}, expected="Dopo.", version=1))
    assert answer.status_code == 422
    page = text_of(answer)
    for words in ("Le due versioni", "Il papà: Cucina", "La zia: Cuce", "Prima.", "Dopo."):
        assert words in page, words
    assert client.post(url, row_data({"name": "La zia"}, expected="Dopo.", version=2)).status_code == 302


def test_row_and_participant_are_taken_out(house: House, enter: Enter) -> None:
    plan = make_plan(house.record)
    row = make_action(plan)
    client = enter(house.worker)
    client.post(house.url("plans:action_remove", plan.pk, row.pk))
    assert "Arriva in orario." not in text_of(client.get(house.url("plans:plan", plan.pk)))
    role = code(ListKey.PLAN_ROLE, "relative").pk
    url = house.url("plans:participant_new", plan.pk)
    assert client.post(url, {"role": role}).status_code == 422
    client.post(url, {"role": role, "name": "Nonna Pina"})
    participant = plan.participants.get()
    assert "Nonna Pina" in text_of(client.get(house.url("plans:plan", plan.pk)))
    client.post(house.url("plans:participant_remove", plan.pk, participant.pk))
    assert "Nonna Pina" not in text_of(client.get(house.url("plans:plan", plan.pk)))


def test_forms_of_a_signed_plan_are_gone(house: House, enter: Enter) -> None:
    plan = make_plan(house.record, state=PlanState.SHARED)
    row, objective = make_action(plan), make_objective(plan)
    make_signature(plan)
    client = enter(house.worker)
    for url in (
        house.url("plans:action_new", plan.pk),
        house.url("plans:action_edit", plan.pk, row.pk),
        house.url("plans:objective_edit", plan.pk, objective.pk),
        house.url("plans:participant_new", plan.pk),
    ):
        assert client.get(url).status_code == 404


def test_outsider_finds_no_form(house: House, enter: Enter, outsider: User, teammate: User) -> None:
    plan = make_plan(house.record)
    row = make_action(plan)
    for url in (house.url("plans:action_edit", plan.pk, row.pk), house.url("plans:objective_new", plan.pk)):
        assert enter(outsider).get(url).status_code == 404
        assert enter(teammate).get(url).status_code == 403
