# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.cases.enums import CaseFileState, ListKey
from ordito.core.fields import open_text
from ordito.core.models import writing
from tests.factories.cases import (
    code,
    make_case_file,
    make_intervention,
    make_person,
    make_taking,
    make_team_member,
    make_worker,
    staff,
)
from tests.factories.territory import make_organisation, make_professional
from tests.records import House, as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile

TODAY = timezone.localdate


@pytest.fixture
def fresh(house: House) -> CaseFile:
    """A record that the worker has opened and nobody has taken in charge."""
    return make_case_file(make_person(house.place, "Nuvoletta"), opened_by=staff(house.worker))


def closing(**changes: Any) -> dict[str, Any]:
    return {
        "closed_on": f"{TODAY():%d/%m/%Y}",
        "outcome": code(ListKey.OUTCOME, "improved").pk,
        "reason": code(ListKey.CLOSURE_REASON, "completed").pk,
        "note": "Tutto bene.",
        "version": 1,
    } | changes


def messages_of(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_take_in_charge_starts_the_work(house: House, fresh: CaseFile, enter: Callable[[User], Client]) -> None:
    reasons = [code(ListKey.REASON, name).pk for name in ("poverty", "school")]
    data = {
        "opened_on": "1.3.2026",
        "area": code(ListKey.AREA, "minors").pk,
        "mode": code(ListKey.MODE, "consensual").pk,
        "main_reason": code(ListKey.REASON, "parenting").pk,
        "reasons": reasons,
        "worker": staff(house.worker).pk,
    }
    answer = enter(house.worker).post(f"/cartelle/{fresh.pk}/presa-in-carico/nuova/", data, follow=True)
    assert answer.redirect_chain == [(f"/cartelle/{fresh.pk}/presa-in-carico/", 302)]
    fresh.refresh_from_db()
    taking = fresh.takings.get()
    assert fresh.state == CaseFileState.IN_CHARGE
    assert taking.worker == staff(house.worker)
    assert taking.reasons.get(main=True).reason.code == "parenting"
    assert set(taking.reasons.filter(main=False).values_list("reason_id", flat=True)) == set(reasons)


def test_take_in_charge_says_what_is_missing_and_keeps_what_was_typed(
    house: House, fresh: CaseFile, enter: Callable[[User], Client]
) -> None:
    data = {
        "opened_on": "31/02/2026",
        "area": code(ListKey.AREA, "minors").pk,
        "mode": code(ListKey.MODE, "consensual").pk,
    }
    answer = enter(house.worker).post(f"/cartelle/{fresh.pk}/presa-in-carico/nuova/", data)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"opened_on", "main_reason", "worker"}
    html = text_of(answer)
    assert 'value="31/02/2026"' in html
    assert "Controlla questi punti" in html
    assert not fresh.takings.exists()


def test_take_in_charge_twice_is_refused_in_words(house: House, enter: Callable[[User], Client]) -> None:
    data = {
        "opened_on": f"{TODAY():%d/%m/%Y}",
        "area": code(ListKey.AREA, "minors").pk,
        "mode": code(ListKey.MODE, "consensual").pk,
        "main_reason": code(ListKey.REASON, "parenting").pk,
        "worker": staff(house.worker).pk,
    }
    answer = enter(house.worker).post(house.url("take_in_charge"), data)
    assert answer.status_code == 422
    assert "già in carico" in text_of(answer)


def test_worker_is_chosen_among_the_service_s_staff(
    house: House, fresh: CaseFile, colleague: User, outsider: User, enter: Callable[[User], Client]
) -> None:
    answer = enter(house.worker).get(f"/cartelle/{fresh.pk}/presa-in-carico/nuova/")
    assert set(answer.context["form"].fields["worker"].queryset) == {staff(house.worker), staff(colleague)}


def test_edit_changes_reasons_and_review(house: House, enter: Callable[[User], Client]) -> None:
    review = TODAY() + timedelta(days=30)
    data = {
        "area": code(ListKey.AREA, "minors").pk,
        "mode": code(ListKey.MODE, "urgent").pk,
        "main_reason": code(ListKey.REASON, "school").pk,
        "reasons": [code(ListKey.REASON, "parenting").pk, code(ListKey.REASON, "school").pk],
        "review_on": f"{review:%d/%m/%Y}",
        "version": 1,
    }
    answer = enter(house.worker).post(house.url("taking_edit", house.taking.pk), data)
    assert answer.status_code == 302
    house.taking.refresh_from_db()
    assert (house.taking.mode.code, house.taking.review_on, house.taking.version) == ("urgent", review, 2)
    assert sorted(house.taking.reasons.values_list("reason__code", "main")) == [("parenting", False), ("school", True)]


def test_edit_keeps_mode_and_reasons_that_left_their_lists(house: House, enter: Callable[[User], Client]) -> None:
    mode = house.taking.mode
    with writing():
        for ended in (mode, *(one.reason for one in house.taking.reasons.all())):
            ended.valid_to = TODAY() - timedelta(days=1)
            ended.save()
    client, url = enter(house.worker), house.url("taking_edit", house.taking.pk)
    before = sorted(house.taking.reasons.values_list("reason", "main"))
    sent = as_opened(client.get(url).context["form"])
    assert client.post(url, sent | {"mode": code(ListKey.MODE, "urgent").pk}).status_code == 302
    assert sorted(house.taking.reasons.values_list("reason", "main")) == before
    refused = client.post(url, sent | {"version": 2, "mode": mode.pk})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"mode"}), "it is theirs no more"


def test_edit_in_conflict_shows_both_versions_and_then_saves(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    def data(mode: str, version: int) -> dict[str, Any]:
        main = code(ListKey.REASON, "parenting").pk
        return {
            "area": code(ListKey.AREA, "minors").pk,
            "mode": code(ListKey.MODE, mode).pk,
            "main_reason": main,
            "version": version,
        }

    mine = enter(house.worker)
    enter(coordinator).post(house.url("taking_edit", house.taking.pk), data("urgent", 1))
    answer = mine.post(house.url("taking_edit", house.taking.pk), data("integrated", 1))
    assert answer.status_code == 422
    html = text_of(answer)
    assert "Un’altra persona ha salvato mentre scrivevi" in html
    assert "Cora Coordina ha salvato alle" in html
    [line] = answer.context["conflict"].lines
    assert (line.theirs, line.mine) == ("In urgenza", "Integrata sociosanitaria")
    house.taking.refresh_from_db()
    assert house.taking.mode.code == "urgent"
    assert mine.post(house.url("taking_edit", house.taking.pk), data("integrated", 2)).status_code == 302
    house.taking.refresh_from_db()
    assert house.taking.mode.code == "integrated"


def test_assign_hands_the_work_over(house: House, colleague: User, enter: Callable[[User], Client]) -> None:
    data = {"worker": staff(colleague).pk, "valid_from": f"{TODAY():%d/%m/%Y}"}
    answer = enter(house.worker).post(house.url("assign", house.taking.pk), data, follow=True)
    assert answer.redirect_chain == [("/cartelle/", 302)]
    assert enter(colleague).get(house.url("record")).status_code == 200
    assert enter(house.worker).get(house.url("record")).status_code == 404


def test_assign_to_somebody_of_another_service_is_refused(
    house: House, outsider: User, enter: Callable[[User], Client]
) -> None:
    data = {"worker": staff(outsider).pk, "valid_from": f"{TODAY():%d/%m/%Y}"}
    answer = enter(house.worker).post(house.url("assign", house.taking.pk), data)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"worker"})


def test_team_member_enters_with_parts_and_expiry_and_leaves(house: House, enter: Callable[[User], Client]) -> None:
    school = make_organisation(seat=house.place.comune)
    teacher = make_professional("Maestra", organisation=school)
    until = TODAY() + timedelta(days=90)
    data = {
        "role": teacher.roles.get().pk,
        "purpose": code(ListKey.SHARING_PURPOSE, "school").pk,
        "parte_diary": "legge",
        "parte_family": "scrive",
        "valid_from": f"{TODAY():%d/%m/%Y}",
        "valid_to": f"{until:%d/%m/%Y}",
    }
    client = enter(house.worker)
    assert client.post(house.url("team_new", house.taking.pk), data).status_code == 302
    member = house.taking.team.get()
    assert (member.professional, member.organisation, member.valid_to) == (teacher, school, until)
    assert set(member.shares.values_list("part", "writes")) == {("diary", False), ("family", True)}
    assert "Maestra" in text_of(client.get(house.url("taking")))
    assert "Non vedrà più" in text_of(client.get(house.url("team_end", house.taking.pk, member.pk)))
    assert client.post(house.url("team_end", house.taking.pk, member.pk)).status_code == 302
    member.refresh_from_db()
    assert member.valid_to is not None
    assert member.valid_to <= TODAY()


def test_team_member_needs_an_expiry_in_order(house: House, enter: Callable[[User], Client]) -> None:
    teacher = make_professional("Maestra", organisation=make_organisation(seat=house.place.comune))
    data = {"role": teacher.roles.get().pk, "valid_from": "01/03/2026", "valid_to": "01/02/2026"}
    answer = enter(house.worker).post(house.url("team_new", house.taking.pk), data)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"valid_to"})


@pytest.mark.parametrize("name", ["taking_edit", "assign", "team_new", "close", "reopen"])
def test_teammate_may_not_change_the_taking_in_charge(
    house: House, teammate: User, enter: Callable[[User], Client], name: str
) -> None:
    assert enter(teammate).get(house.url(name, house.taking.pk)).status_code == 403
    assert enter(teammate).post(house.url(name, house.taking.pk), closing()).status_code == 403
    house.taking.refresh_from_db()
    assert house.taking.closed_on is None


@pytest.mark.parametrize("name", ["taking_edit", "assign", "team_new", "close", "reopen"])
def test_taking_of_another_record_is_not_found(house: House, enter: Callable[[User], Client], name: str) -> None:
    other = make_taking(make_case_file(make_person(house.place, "Altra")), worker=staff(house.worker))
    assert enter(house.worker).get(house.url(name, other.pk)).status_code == 404


def test_closing_asks_about_open_interventions(house: House, enter: Callable[[User], Client]) -> None:
    make_intervention(house.taking)
    client, url = enter(house.worker), house.url("close", house.taking.pk)
    answer = client.post(url, closing())
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"end_interventions"})
    assert "Tutto bene." in text_of(answer)
    assert client.post(url, closing(end_interventions="on")).status_code == 302
    house.taking.refresh_from_db()
    assert house.taking.closed_on == TODAY()
    assert house.taking.interventions.get().ends_on == TODAY()
    assert open_text(house.taking.closures.get(), "note") == "Tutto bene."
    assert "Tutto bene." in text_of(client.get(house.url("taking")))


def test_second_worker_who_closes_learns_who_was_first_and_loses_nothing(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    url = house.url("close", house.taking.pk)
    enter(coordinator).post(url, closing(note="Chiudo io."))
    answer = enter(house.worker).post(url, closing(note="La mia nota lunga."))
    html = text_of(answer)
    assert answer.status_code == 422
    assert "Cora Coordina ha già chiuso questa presa in carico" in html
    assert "La mia nota lunga." in html
    assert house.taking.closures.count() == 1


def test_closing_with_an_old_version_shows_the_conflict(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    change = {
        "area": code(ListKey.AREA, "minors").pk,
        "mode": code(ListKey.MODE, "urgent").pk,
        "main_reason": code(ListKey.REASON, "parenting").pk,
        "version": 1,
    }
    enter(coordinator).post(house.url("taking_edit", house.taking.pk), change)
    client, url = enter(house.worker), house.url("close", house.taking.pk)
    answer = client.post(url, closing())
    assert "Un’altra persona ha salvato mentre scrivevi" in text_of(answer)
    assert answer.context["form"]["version"].value() == "2"
    assert client.post(url, closing(version=2)).status_code == 302


def test_reopen_goes_on_and_keeps_the_closure(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    client.post(house.url("close", house.taking.pk), closing())
    data = {"reopened_on": f"{TODAY():%d/%m/%Y}", "reason": code(ListKey.REOPENING_REASON, "new_need").pk}
    assert client.post(house.url("reopen", house.taking.pk), data).status_code == 302
    house.taking.refresh_from_db()
    assert house.taking.closed_on is None
    html = text_of(client.get(house.url("taking")))
    assert "e riaperta il" in html
    assert "Nuovo bisogno" in html


def test_team_reads_on_as_the_closing_says_and_is_named_again_at_the_reopening(
    house: House, teammate: User, enter: Callable[[User], Client]
) -> None:
    client, member = enter(house.worker), house.taking.team.get()
    url = house.url("close", house.taking.pk)
    assert "Nell’équipe c’è 1 persona: smette di vedere" in text_of(client.get(url))
    past = client.post(url, closing(team_reads_to="01/01/2020"))
    assert (past.status_code, set(past.context["form"].errors)) == (422, {"team_reads_to"})
    assert client.post(url, closing(team_reads_to=f"{TODAY() + timedelta(days=5):%d/%m/%Y}")).status_code == 302
    assert "legge fino al" in text_of(client.get(house.url("taking")))
    assert enter(teammate).get(house.url("interventions")).status_code == 200
    reopening = house.url("reopen", house.taking.pk)
    assert "Psicologa" in text_of(client.get(reopening))
    data = {"reopened_on": f"{TODAY():%d/%m/%Y}", "reason": code(ListKey.REOPENING_REASON, "new_need").pk}
    assert client.post(reopening, {**data, "team": [member.pk]}).status_code == 302
    member.refresh_from_db()
    assert (member.stopped_on, member.reads_to) == (None, None)


def test_reopen_without_reason_is_refused(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    client.post(house.url("close", house.taking.pk), closing())
    answer = client.post(house.url("reopen", house.taking.pk), {"reopened_on": "domani"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"reopened_on", "reason"})


def test_member_of_another_taking_is_not_found(house: House, enter: Callable[[User], Client]) -> None:
    other = make_taking(make_case_file(make_person(house.place, "Altra")), worker=staff(house.worker))
    member = make_team_member(other, staff(make_worker(house.place)), house.place.body)
    assert enter(house.worker).get(house.url("team_end", house.taking.pk, member.pk)).status_code == 404
