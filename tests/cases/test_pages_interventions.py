# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from ordito.cases.enums import InterventionState, ListKey, Part
from ordito.cases.models import Code, Intervention
from ordito.core.models import writing
from tests.factories.cases import (
    code,
    make_case_file,
    make_intervention,
    make_person,
    make_team_member,
    make_worker,
    staff,
)
from tests.factories.territory import make_organisation, make_service
from tests.factories.work import make_waiting, make_work
from tests.records import House, as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

FORMS = (
    ("intervention_edit", ()),
    ("intervention_change", ()),
    ("intervention_cost", ()),
    ("intervention_step", ("fine",)),
)


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
    assert "2,5 ore alla settimana" in text_of(client.get(house.url("interventions")))


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
    data = {"on": "01/04/2026", "reason": reason, "version": 2}
    assert client.post(house.url("intervention_step", row.pk, "fine"), data).status_code == 302
    row.refresh_from_db()
    assert (row.ends_on, row.end_reason_id) == (date(2026, 4, 1), reason)


def test_intervention_ended_by_another_meanwhile_shows_the_conflict(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    row = make_intervention(house.taking)
    enter(coordinator).post(house.url("intervention_step", row.pk, "fine"), {"on": "01/04/2026", "version": 1})
    answer = enter(house.worker).post(
        house.url("intervention_step", row.pk, "fine"), {"on": "01/05/2026", "version": 1}
    )
    assert answer.status_code == 422
    [line] = answer.context["conflict"].lines
    assert (line.theirs, line.mine) == ("01/04/2026", "01/05/2026")


def test_teammate_reads_interventions_and_changes_none(
    house: House, teammate: User, enter: Callable[[User], Client]
) -> None:
    row, client = make_intervention(house.taking), enter(teammate)
    assert "Educativa domiciliare" in text_of(client.get(house.url("interventions")))
    assert client.get(house.url("intervention_new")).status_code == 403
    assert client.post(house.url("intervention_step", row.pk, "fine"), {"on": "01/04/2026"}).status_code == 403
    assert Intervention.objects.get().ends_on is None


def test_request_goes_through_its_life(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    data = {"kind": code(ListKey.INTERVENTION_KIND, "day_centre").pk, "requested_on": "01/03/2026"}
    assert client.post(house.url("intervention_ask"), data)["Location"] == house.url("interventions")
    row = Intervention.objects.get()
    page = house.url("intervention", row.pk)
    for slug, sent in (
        ("autorizza", {"on": "10/03/2026", "authorised_to": "31/12/2026"}),
        ("avvia", {"on": "01/04/2026"}),
        ("sospendi", {"on": "01/05/2026", "reason": code(ListKey.INTERVENTION_PAUSE, "illness").pk}),
        ("riprendi", {"on": "20/05/2026"}),
        ("fine", {"on": "30/06/2026"}),
    ):
        answer = client.post(house.url("intervention_step", row.pk, slug), sent)
        assert answer.status_code == 302, answer.context["form"].errors
        assert answer["Location"] == page
    html = text_of(client.get(page))
    for words in ("concluso", "Malattia o ricovero", "30/06/2026", "Anna Prova"):
        assert words in html
    assert "Sospendi" not in html


@pytest.mark.parametrize(
    ("slug", "sent", "wrong"),
    [
        ("autorizza", {"on": ""}, {"on"}),
        ("autorizza", {"on": "01/01/2026"}, {"on"}),
        ("autorizza", {"on": "10/03/2026", "authorised_to": "09/03/2026"}, {"authorised_to"}),
        ("non-autorizzare", {"on": "10/03/2026"}, {"reason"}),
        ("avvia", {"on": "10/03/2026"}, {"__all__"}),
    ],
)
def test_step_that_cannot_be_is_refused_at_its_field(
    house: House, enter: Callable[[User], Client], slug: str, sent: dict[str, str], wrong: set[str]
) -> None:
    row = make_intervention(house.taking, state=InterventionState.REQUESTED, requested_on=date(2026, 3, 1))
    answer = enter(house.worker).post(house.url("intervention_step", row.pk, slug), sent)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, wrong)
    row.refresh_from_db()
    assert row.state == InterventionState.REQUESTED


def test_step_that_does_not_exist_is_not_found(house: House, enter: Callable[[User], Client]) -> None:
    row = make_intervention(house.taking)
    assert enter(house.worker).get(house.url("intervention_step", row.pk, "vola")).status_code == 404


def test_amount_and_cost_change_on_their_pages(house: House, enter: Callable[[User], Client]) -> None:
    hours = code(ListKey.QUANTITY_UNIT, "hours_week")
    row = make_intervention(house.taking, quantity=Decimal(4), unit=hours)
    client = enter(house.worker)
    sent: dict[str, Any] = {"changed_on": "01/06/2026", "quantity": "6", "unit": hours.pk}
    assert client.post(house.url("intervention_change", row.pk), sent).status_code == 302
    sent = {"cost": "21,50", "cost_per": code(ListKey.COST_PER, "hour").pk, "payer_comune": "80", "payer_person": "20"}
    answer = client.post(house.url("intervention_cost", row.pk), sent | {"payer_person": "10"})
    assert answer.status_code == 422
    assert "ora fanno 90" in text_of(answer)
    assert client.post(house.url("intervention_cost", row.pk), sent).status_code == 302
    html = text_of(client.get(house.url("intervention", row.pk)))
    for words in ("Dal 01/02/2026 al 31/05/2026", "4 ore alla settimana", "6 ore", "21,50 euro, all’ora", "80%"):
        assert words in html


def test_codes_that_have_ended_stay_when_an_intervention_is_corrected(
    house: House, enter: Callable[[User], Client]
) -> None:
    unit, per, payer = (
        code(ListKey.QUANTITY_UNIT, "hours_week"),
        code(ListKey.COST_PER, "hour"),
        code(ListKey.PAYER_KIND, "comune"),
    )
    row = make_intervention(
        house.taking, quantity=Decimal(4), unit=unit, cost=Decimal(20), cost_per=per, starts_on=date(2026, 2, 1)
    )
    with writing():
        row.payers.create(kind=payer, share=100)
        Code.objects.filter(pk__in=[unit.pk, per.pk, payer.pk]).update(valid_to=date(2026, 1, 31))
    client = enter(house.worker)
    for name, change in (("intervention_edit", {"quantity": "5"}), ("intervention_cost", {"cost": "22"})):
        url = house.url(name, row.pk)
        assert client.post(url, as_opened(client.get(url).context["form"]) | change).status_code == 302
    row.refresh_from_db()
    assert (row.quantity, row.cost) == (Decimal(5), Decimal(22))
    assert (row.unit, row.cost_per) == (unit, per)
    assert [one.kind for one in row.payers.all()] == [payer]


def test_place_in_the_waiting_list_is_shown(house: House, enter: Callable[[User], Client]) -> None:
    service = make_service(territory=house.place.comune)
    make_waiting(house.taking, service, authorised_on=date(2026, 2, 1))
    make_waiting(house.taking, service, kind="day_centre", authorised_on=date(2026, 3, 1))
    html = text_of(enter(house.worker).get(house.url("interventions")))
    assert "1° in lista d’attesa" in html
    assert "2° in lista d’attesa" in html


def test_pages_of_others_stay_closed(
    house: House, teammate: User, colleague: User, outsider: User, enter: Callable[[User], Client]
) -> None:
    row = make_intervention(house.taking)
    assert enter(teammate).get(house.url("intervention", row.pk)).status_code == 200
    for name, more in FORMS:
        url = house.url(name, row.pk, *more)
        assert enter(teammate).get(url).status_code == 403
        for stranger in (colleague, outsider):
            assert enter(stranger).get(url).status_code == 404


def test_team_member_who_may_write_the_part_writes_it(house: House, enter: Callable[[User], Client]) -> None:
    other = make_worker(house.place)
    make_team_member(house.taking, staff(other), house.place.body, writes=[Part.INTERVENTIONS])
    data = {"kind": code(ListKey.INTERVENTION_KIND, "meals").pk, "starts_on": "01/03/2026"}
    assert enter(other).post(house.url("intervention_new"), data).status_code == 302


def test_page_of_one_shows_everything(house: House, enter: Callable[[User], Client]) -> None:
    row = make_work(house.taking, house.worker)
    html = text_of(enter(house.worker).get(house.url("intervention", row.pk)))
    for words in (row.public_code, "ottobre 2026", "Comune o Ambito", "80%", "Passaggi"):
        assert words in html


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_with_more_rows(
    house: House, enter: Callable[[User], Client], rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = enter(house.worker)
    found = [make_work(house.taking, house.worker) for _ in range(rows)]
    client.get(house.url("interventions"))
    with django_assert_num_queries(13):
        client.get(house.url("interventions"))
    with django_assert_num_queries(16):
        client.get(house.url("intervention", found[0].pk))
