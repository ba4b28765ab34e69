# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import TEAM_MEMBER
from ordito.audit.enums import Kind
from ordito.audit.queries import about
from ordito.cases.actions.approvals import decide
from ordito.cases.enums import ApprovalKind, Part
from ordito.cases.enums import ListKey as CaseListKey
from ordito.cases.models import ApprovalRule
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.plans.enums import Degree, ListKey, PlanScope, PlanState
from ordito.plans.models import Check, SupportPlan
from tests.factories.accounts import make_user
from tests.factories.cases import TODAY as PAST
from tests.factories.cases import code, make_record, make_team_member
from tests.factories.plans import (
    fill_plans,
    make_action,
    make_objective,
    make_plan,
    make_signature,
    make_words,
)
from tests.factories.territory import make_organisation, make_professional
from tests.records import as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from tests.records import House

    Enter = Callable[[User], Client]

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def member(house: House, *parts: Part, writes: bool = False) -> User:
    """Somebody of the team with whom some parts are shared."""
    body = make_organisation()
    professional = make_professional(organisation=body)
    make_team_member(house.taking, professional, body, reads=parts, writes=parts if writes else ())
    return make_user(role=TEAM_MEMBER, organisation=body, professional=professional)


def plan_data(**changes: Any) -> dict[str, Any]:
    kind = code(ListKey.PLAN_KIND, "framework").pk
    base: dict[str, Any] = {
        "kind": kind,
        "title": "Insieme",
        "starts_on": f"{TODAY():%d/%m/%Y}",
        "scope": "individual",
        "reasons": "Sì.",
    }
    return base | changes


def test_list_shows_what_lives_first_and_logs_the_reading(house: House, enter: Enter) -> None:
    make_plan(house.record, state=PlanState.CONCLUDED, title="Quello di prima", starts_on=PAST)
    fill_plans(house.taking)
    answer = enter(house.worker).get(house.url("plans:plans"))
    page = text_of(answer)
    assert page.index("Crescere insieme") < page.index("Quello di prima")
    assert "1 di 2" in page
    assert "scaduta" in page
    entry = about("cases.casefile", house.record.pk).filter(kind=Kind.READ).latest("pk")
    assert entry.detail == {"part": "plans"}


@pytest.mark.parametrize("plans", [1, 3])
def test_list_asks_the_same_for_one_and_for_three(
    house: House, enter: Enter, django_assert_num_queries: DjangoAssertNumQueries, plans: int
) -> None:
    for _one in range(plans):
        make_objective(make_plan(house.record))
    client = enter(house.worker)
    client.get(house.url("plans:plans"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(house.url("plans:plans"))


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_same_for_one_row_and_for_three(
    house: House, enter: Enter, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    plan = fill_plans(house.taking)
    for _one in range(rows):
        make_action(plan, objective=make_objective(plan))
        make_words(house.record)
    url = house.url("plans:plan", plan.pk)
    client = enter(house.worker)
    client.get(url)
    with django_assert_num_queries(PLAN_QUERIES):
        client.get(url)


LIST_QUERIES = 14
PLAN_QUERIES = 33


def test_page_reads_like_the_plan(house: House, enter: Enter) -> None:
    plan = fill_plans(house.taking)
    page = text_of(enter(house.worker).get(house.url("plans:plan", plan.pk)))
    for words in (
        "Crescere insieme",
        "Andare a scuola ogni giorno.",
        "Arriva tardi due giorni su cinque.",
        "Prepara la cartella la sera",
        "A casa della nonna dormo bene.",
        "11 anni",
        "12 giorni dopo la data prevista",
        "8 su 10",
        "firma elettronica semplice",
        plan.frozen_hash,
        "M10 20L30 40L50 20",
    ):
        assert words in page, words


def test_row_opens_the_request_of_its_intervention_filled_in(house: House, enter: Enter) -> None:
    plan = fill_plans(house.taking)
    client = enter(house.worker)
    kind = code(CaseListKey.INTERVENTION_KIND, "home_education")
    address = house.url("intervention_ask") + f"?tipo={kind.pk}"
    assert address in text_of(client.get(house.url("plans:plan", plan.pk)))
    form = client.get(address).context["form"]
    assert f'<option value="{kind.pk}" selected>' in str(form["kind"])


def test_words_stand_beside_the_plan_for_who_may_hear_them(house: House, enter: Enter) -> None:
    plan = fill_plans(house.taking)
    url = house.url("plans:plan", plan.pk)
    deaf = text_of(enter(member(house, Part.PLANS)).get(url))
    assert "Crescere insieme" in deaf
    assert "nonna dormo bene" not in deaf
    assert "nonna dormo bene" in text_of(enter(member(house, Part.PLANS, Part.WORDS)).get(url))


def test_who_reads_a_part_who_nothing_and_who_does_not_know(
    house: House, enter: Enter, teammate: User, colleague: User, outsider: User
) -> None:
    plan = fill_plans(house.taking)
    for url in (house.url("plans:plans"), house.url("plans:plan", plan.pk), house.url("plans:plan_new")):
        assert enter(teammate).get(url).status_code == 403
        assert enter(outsider).get(url).status_code == 404
        assert enter(colleague).get(url).status_code == 404
    reader = enter(member(house, Part.PLANS))
    assert "Modifica i dati" not in text_of(reader.get(house.url("plans:plan", plan.pk)))
    for name in ("plan_edit", "plan_share", "review", "sign", "objective_new", "action_new", "plan_discard"):
        assert reader.get(house.url(f"plans:{name}", plan.pk)).status_code == 403, name
    assert reader.post(house.url("plans:plan_new"), plan_data()).status_code == 403


def test_plan_of_another_record_is_not_found_here(house: House, enter: Enter) -> None:
    other = make_plan(make_record(house.place, worker=house.worker).case_file)
    assert enter(house.worker).get(house.url("plans:plan", other.pk)).status_code == 404


def test_new_plan_leads_to_its_page(house: House, enter: Enter) -> None:
    answer = enter(house.worker).post(house.url("plans:plan_new"), plan_data())
    plan = SupportPlan.objects.get()
    assert answer["Location"] == house.url("plans:plan", plan.pk)
    assert (plan.taking, open_text(plan, "title")) == (house.taking, "Insieme")


def test_bad_input_is_said_at_the_field_and_nothing_is_lost(house: House, enter: Enter) -> None:
    data = plan_data(starts_on="boh", numbers="2026-12", reasons="Un testo lungo.")
    answer = enter(house.worker).post(house.url("plans:plan_new"), data)
    assert answer.status_code == 422
    page = text_of(answer)
    for words in ("gg/mm/aaaa", "2026/000123, separati", "Un testo lungo."):
        assert words in page, words
    yesterday = f"{TODAY() - timedelta(days=1):%d/%m/%Y}"
    answer = enter(house.worker).post(house.url("plans:plan_new"), plan_data(ends_on=yesterday))
    assert answer.status_code == 422
    assert not SupportPlan.objects.exists()


def test_group_names_records_by_number(house: House, enter: Enter, colleague: User) -> None:
    mine = make_record(house.place, worker=house.worker).case_file
    theirs = make_record(house.place, worker=colleague).case_file
    client = enter(house.worker)
    refused = client.post(house.url("plans:plan_new"), plan_data(scope="group", numbers=f"{mine}, {theirs}"))
    assert refused.status_code == 422
    assert f"Fra le cartelle che segui non c’è: {theirs}." in text_of(refused)
    client.post(house.url("plans:plan_new"), plan_data(scope="group", numbers=f"{mine}"))
    plan = SupportPlan.objects.get()
    assert plan.scope == PlanScope.GROUP
    form = client.get(house.url("plans:plan_edit", plan.pk)).context["form"]
    assert form.initial["numbers"] == str(mine)


def test_head_of_a_group_is_corrected_without_following_the_others(house: House, enter: Enter, colleague: User) -> None:
    theirs = make_record(house.place, worker=colleague).case_file
    plan = make_plan(house.record, theirs, scope=PlanScope.GROUP)
    client, url = enter(house.worker), house.url("plans:plan_edit", plan.pk)
    page = client.get(url)
    assert str(theirs) not in text_of(page)
    sent = as_opened(page.context["form"]) | {"title": "Dopo"}
    assert client.post(url, sent).status_code == 302
    assert set(plan.beneficiaries.values_list("case_file", flat=True)) == {house.record.pk, theirs.pk}


def test_two_who_edit_the_head_see_both_versions(house: House, enter: Enter) -> None:
    plan = make_plan(house.record)
    client = enter(house.worker)
    url = house.url("plans:plan_edit", plan.pk)
    assert client.post(url, plan_data(title="Prima", version=1)).status_code == 302
    answer = client.post(url, plan_data(title="Dopo", version=1))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Le due versioni" in page
    assert "Prima" in page
    assert "Dopo" in page
    assert client.post(url, plan_data(title="Dopo", version=2)).status_code == 302
    plan.refresh_from_db()
    assert open_text(plan, "title") == "Dopo"


def test_correcting_the_head_keeps_what_left_its_lists(house: House, enter: Enter) -> None:
    worker, body = make_professional(active=False), make_organisation()
    plan = make_plan(house.record, responsible=worker, provider=body)
    with writing():
        plan.kind.valid_to = TODAY() - timedelta(days=1)
        plan.kind.save()
    client, url = enter(house.worker), house.url("plans:plan_edit", plan.pk)
    sent = as_opened(client.get(url).context["form"]) | {"title": "Dopo"}
    assert client.post(url, sent).status_code == 302
    plan.refresh_from_db()
    assert (plan.responsible, plan.provider, plan.version) == (worker, body, 2)


def test_from_draft_to_conclusion(house: House, enter: Enter) -> None:
    plan = make_plan(house.record)
    make_objective(plan)
    client, day = enter(house.worker), {"day": f"{TODAY():%d/%m/%Y}"}
    client.post(house.url("plans:plan_share", plan.pk), day)
    assert client.post(house.url("plans:plan_agree", plan.pk), day).status_code == 422
    plan.refresh_from_db()
    make_signature(plan)
    answer = client.post(house.url("plans:plan_agree", plan.pk), day, follow=True)
    assert "Progetto concordato." in text_of(answer)
    answer = client.post(house.url("plans:plan_edition", plan.pk))
    new = SupportPlan.objects.get(previous=plan)
    assert answer["Location"] == house.url("plans:plan", new.pk)
    assert client.post(house.url("plans:plan_discard", new.pk))["Location"] == house.url("plans:plans")
    data: dict[str, Any] = {
        "concluded_on": day["day"],
        "conclusion": code(ListKey.CONCLUSION, "reached").pk,
        "note": "Bene.",
    }
    client.post(house.url("plans:plan_conclude", plan.pk), data)
    plan.refresh_from_db()
    assert plan.state == PlanState.CONCLUDED
    assert "Bene." in text_of(client.get(house.url("plans:plan", plan.pk)))


def test_text_is_opened_again_from_its_page(house: House, enter: Enter) -> None:
    plan = make_plan(house.record, state=PlanState.SHARED)
    make_signature(plan)
    client = enter(house.worker)
    assert client.get(house.url("plans:plan_edit", plan.pk)).status_code == 404
    answer = client.post(house.url("plans:plan_reopen", plan.pk), follow=True)
    assert "Una firma raccolta prima non vale più" in text_of(answer)


def test_approval_is_asked_where_it_is_wanted(house: House, enter: Enter, coordinator: User) -> None:
    plan = make_plan(house.record, state=PlanState.SHARED)
    url = house.url("plans:plan_ask", plan.pk)
    client = enter(house.worker)
    assert client.post(url, {"request": ""}).status_code == 422
    with writing():
        ApprovalRule.objects.create(territory=house.place.comune, kind=ApprovalKind.PLAN, valid_from=PAST)
    answer = client.post(url, {"request": "Guarda."}, follow=True)
    assert "in attesa di approvazione" in text_of(answer)
    approval = plan.case_file.approvals.get()
    decide(by=coordinator, at=timezone.now(), approval=approval, approved=False, answer="Manca la scuola.")
    assert "Manca la scuola." in text_of(client.get(house.url("plans:plan", plan.pk)))


def test_text_opened_again_is_approved_again(house: House, enter: Enter, coordinator: User) -> None:
    plan = make_plan(house.record, state=PlanState.SHARED)
    with writing():
        ApprovalRule.objects.create(territory=house.place.comune, kind=ApprovalKind.PLAN, valid_from=PAST)
    client = enter(house.worker)
    client.post(house.url("plans:plan_ask", plan.pk), {"request": ""})
    decide(by=coordinator, at=timezone.now(), approval=plan.case_file.approvals.get(), approved=True)
    page = house.url("plans:plan", plan.pk)
    asking = house.url("plans:plan_ask", plan.pk)
    assert asking not in text_of(client.get(page))
    client.post(house.url("plans:plan_reopen", plan.pk))
    assert asking in text_of(client.get(page))


def test_review_is_written_row_by_row(house: House, enter: Enter) -> None:
    plan = fill_plans(house.taking)
    objective, action = plan.objectives.order_by("pk")[0], plan.actions.get()
    url = house.url("plans:review", plan.pk)
    client = enter(house.worker)
    assert "La verifica è in ritardo" in text_of(client.get(url))
    data: dict[str, Any] = {
        "held_on": f"{TODAY():%d/%m/%Y}",
        "next_on": f"{TODAY() + timedelta(days=60):%d/%m/%Y}",
        "note": "Bene.",
        "version": plan.version,
        f"o{objective.pk}-degree": "partly",
        f"o{objective.pk}-attainment": "11",
        f"r{action.pk}-why": "Senza dire quanto.",
    }
    refused = client.post(url, data)
    assert refused.status_code == 422
    page = text_of(refused)
    for words in ("Ci sono righe da correggere", "Scrivi un numero da 0 a 10.", "Scegli quanto", "Senza dire quanto."):
        assert words in page, words
    data |= {f"o{objective.pk}-attainment": "7", f"r{action.pk}-degree": "reached"}
    assert client.post(url, data)["Location"] == house.url("plans:plan", plan.pk) + "#verifiche"
    assert Check.objects.filter(objective=objective).latest("pk").attainment == 7
    assert Check.objects.filter(action=action).latest("pk").degree == Degree.REACHED
    assert plan.reviews.count() == 2


def test_two_reviews_at_once_stand_beside_each_other_and_none_is_lost(house: House, enter: Enter) -> None:
    plan = fill_plans(house.taking)
    objective, action = plan.objectives.order_by("pk")[0], plan.actions.get()
    url = house.url("plans:review", plan.pk)
    client = enter(house.worker)
    opened = client.get(url).context["form"].initial
    base = {"held_on": f"{TODAY():%d/%m/%Y}", "version": opened["version"], "seen": opened["seen"]}
    first = base | {"note": "Ha detto di sì.", f"o{objective.pk}-degree": "partly", f"o{objective.pk}-why": "Un poco."}
    mine = base | {"note": "Ha detto di no.", f"r{action.pk}-degree": "reached", f"r{action.pk}-why": "Ogni giorno."}
    assert client.post(url, first).status_code == 302
    answer = client.post(url, mine)
    page = text_of(answer)
    assert answer.status_code == 422
    for words in (
        "Le due versioni",
        "Ha detto di sì.",
        "Ha detto di no.",
        ": Un poco.",
        ": Ogni giorno.",
        "tutte e due",
    ):
        assert words in page, words
    again = mine | {name: answer.context["form"][name].value() for name in ("version", "seen")}
    assert client.post(url, again).status_code == 302
    assert plan.reviews.count() == 3
    notes = [open_text(row, "note") for row in plan.reviews.select_related("plan__case_file__person").order_by("pk")]
    assert notes[1:] == ["Ha detto di sì.", "Ha detto di no."]


def test_draft_has_no_review(house: House, enter: Enter) -> None:
    plan = make_plan(house.record)
    answer = enter(house.worker).get(house.url("plans:review", plan.pk))
    assert answer["Location"] == house.url("plans:plan", plan.pk)


def test_timeline_and_home_hear_of_plans(house: House, enter: Enter) -> None:
    fill_plans(house.taking)
    client = enter(house.worker)
    assert "Concordato: Crescere insieme" in text_of(client.get(house.url("timeline"), {"periodo": "tutto"}))
    assert "Verifiche dei progetti" in text_of(client.get(reverse("portal:home")))
