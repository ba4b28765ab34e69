# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.audit.enums import Kind
from ordito.audit.queries import about
from ordito.cases.enums import CaseFileState, Part
from ordito.core.models import writing
from ordito.employment.enums import AppraisalKind, ListKey
from ordito.employment.models import Appraisal, JobMonitoring, JobPlacement, WorkPath
from ordito.territory.enums import OrganisationKind
from tests.factories.cases import code, make_team_member, staff
from tests.factories.employment import (
    fill_path,
    make_accommodation,
    make_accreditation,
    make_adult,
    make_appraisal,
    make_monitoring,
    make_path,
    make_placement,
)
from tests.factories.territory import make_organisation, make_professional
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

    Enter = Callable[[User], Client]
    Url = Callable[..., str]


def readings(house: House) -> list[str]:
    rows = about("cases.casefile", house.record.pk).filter(action="cases.read_record", kind=Kind.READ)
    return [row.detail.get("part", "") for row in rows]


def placement_form(**changes: Any) -> dict[str, Any]:
    given = {
        "kind": code(ListKey.PLACEMENT_KIND, "inclusion_internship").pk,
        "employer_kind": code(ListKey.EMPLOYER_KIND, "company").pk,
        "employer_name": "Forno Fittizio",
        "starts_on": "02/03/2026",
        "weekly_hours": "12,5",
        "every_weeks": "4",
        "tasks": "Banco del pane.",
    }
    return given | changes


def test_empty_page_opens_a_path_which_then_shows_its_stages(job: House, url: Url, enter: Enter) -> None:
    client = enter(job.worker)
    assert url("path_new") in text_of(client.get(url("work")))
    form = client.get(url("path_new")).context["form"]
    assert form.initial["stage"] == code(ListKey.STAGE, "reception").pk
    assert form.initial["taking"] == job.taking.pk
    typed = {
        "taking": job.taking.pk,
        "started_on": "01/02/2026",
        "stage": form.initial["stage"],
        "aims": "Fare il pane.",
    }
    answer = client.post(url("path_new"), typed)
    assert answer["Location"] == url("work")
    html = text_of(client.get(url("work")))
    assert "Fare il pane." in html
    assert html.index("Occupabilità") < html.index("Consolidamento") < html.index("Concluso")
    assert "Nessun percorso di lavoro aperto" not in html


def test_child_has_no_tab_and_learns_why(house: House, enter: Enter) -> None:
    client = enter(house.worker)
    assert house.url("employment:work") not in text_of(client.get(house.url("record")))
    html = text_of(client.get(house.url("employment:work")))
    assert "dai 15 anni compiuti" in html
    assert house.url("employment:path_new") not in html


def test_adult_in_another_area_learns_which_ones(house: House, enter: Enter) -> None:
    taking = make_adult(house.place, house.worker)
    with writing():
        taking.area = house.taking.area
        taking.save()
    html = text_of(enter(house.worker).get(House(house.place, house.worker, taking).url("employment:work")))
    assert "area disabilità, adulti" in html


def test_page_says_first_what_is_due_and_is_logged(job: House, url: Url, enter: Enter) -> None:
    fill_path(job.taking)
    html = text_of(enter(job.worker).get(url("work")))
    assert html.index("Da fare") < html.index("Obiettivi e desideri")
    for words in (
        "Lavorare al mattino",
        "Forno Fittizio",
        "Vivaio Inventato",
        "(prima: Fa con molto aiuto)",
        "Migliora.",
    ):
        assert words in html
    assert "Monitoraggio" in html
    assert readings(job) == ["employment"]


def test_placement_page_has_visits_outcomes_and_what_is_adapted(job: House, url: Url, enter: Enter) -> None:
    fill_path(job.taking)
    row = JobPlacement.objects.get(ends_on=None)
    html = text_of(enter(job.worker).get(url("placement", row.pk)))
    for words in ("Sara Fittizia", "Banco e pulizie.", "Ci sono difficoltà", "A 6 mesi", "da attuare", "in atto"):
        assert words in html
    assert readings(job) == ["employment"]


def test_placement_is_written_with_its_outcomes_and_opens_its_page(job: House, url: Url, enter: Enter) -> None:
    path, client = make_path(job.taking), enter(job.worker)
    answer = client.post(url("placement_new", path.pk), placement_form())
    row = JobPlacement.objects.get()
    assert answer["Location"] == url("placement", row.pk)
    assert list(row.outcomes.order_by("months").values_list("months", "due_on")) == [
        (1, date(2026, 4, 2)),
        (6, date(2026, 9, 2)),
        (12, date(2027, 3, 2)),
    ]
    html = text_of(client.get(answer["Location"]))
    assert "12,5" in html
    assert "30/03/2026" in html, "by when the first visit is due"


def test_same_form_twice_writes_once(job: House, url: Url, enter: Enter) -> None:
    path, client = make_path(job.taking), enter(job.worker)
    key = client.get(url("placement_new", path.pk)).context["form"].initial["form_key"]
    form = placement_form(form_key=str(key))
    answers = {client.post(url("placement_new", path.pk), form)["Location"] for _time in range(2)}
    assert len(answers) == JobPlacement.objects.count() == 1


def test_bad_placement_is_refused_at_its_field_and_keeps_what_was_typed(job: House, url: Url, enter: Enter) -> None:
    path, client = make_path(job.taking), enter(job.worker)
    for changes, field in (
        ({"starts_on": "31/01/2026"}, "starts_on"),
        ({"employer_name": ""}, "employer_name"),
        ({"weekly_hours": "0"}, "weekly_hours"),
        ({"weekly_hours": "90"}, "weekly_hours"),
        ({"ends_on": "01/04/2026"}, "end_reason"),
        ({"starts_on": "32/13/2026"}, "starts_on"),
    ):
        answer = client.post(url("placement_new", path.pk), placement_form(**changes))
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field}), changes
        assert "Banco del pane." in text_of(answer)
    assert not JobPlacement.objects.exists()


def test_only_who_is_accredited_on_the_first_day_is_offered(job: House, url: Url, enter: Enter) -> None:
    path, client = make_path(job.taking), enter(job.worker)
    now = make_accreditation(job.place, valid_from=date(2026, 6, 1))
    over = make_accreditation(job.place, valid_from=date(2025, 1, 1), valid_to=date(2026, 3, 31))
    form = client.get(url("placement_new", path.pk)).context["form"]
    assert list(form.fields["accreditation"].queryset) == [now]
    answer = client.post(url("placement_new", path.pk), placement_form(accreditation=now.pk))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"accreditation"})
    assert list(answer.context["form"].fields["accreditation"].queryset) == [over]
    assert client.post(url("placement_new", path.pk), placement_form(accreditation=over.pk)).status_code == 302
    assert str(over.organisation) in text_of(client.get(url("placement", JobPlacement.objects.get().pk)))


def test_row_is_corrected_though_what_it_says_left_the_lists(job: House, url: Url, enter: Enter) -> None:
    body = make_organisation(kind=OrganisationKind.COOPERATIVE_B, active=False)
    tutor = make_professional(active=False)
    over = make_accreditation(job.place, valid_from=date(2026, 9, 1))
    path = make_path(job.taking, origin=code(ListKey.PATH_ORIGIN, "school"))
    said = {"employer": body, "job_tutor": tutor, "accreditation": over}
    row, client = make_placement(path, **said), enter(job.worker)
    with writing():
        for ended in (path.origin, row.kind):
            ended.valid_to = timezone.localdate() - timedelta(days=1)
            ended.save()
    for page, one, changes in (
        ("placement_edit", row, placement_form(employer_name="", tasks="Altro.")),
        ("path_edit", path, {"taking": job.taking.pk, "started_on": "01/02/2026", "aims": "Altro."}),
    ):
        form = client.get(url(page, one.pk)).context["form"]
        shown = {name: form[name].value() or "" for name in (*said, "origin", "kind") if name in form.fields}
        assert all(f'value="{pk}" selected' in str(form[name]) for name, pk in shown.items())
        assert client.post(url(page, one.pk), changes | shown).status_code == 302
    row.refresh_from_db()
    path.refresh_from_db()
    assert (row.employer, row.job_tutor, row.accreditation) == (body, tutor, over)
    assert path.origin is not None


def test_two_full_placements_at_once_are_warned_of(job: House, url: Url, enter: Enter) -> None:
    path, client = make_path(job.taking), enter(job.worker)
    first = make_placement(path, weekly_hours=38)
    assert "Troppe ore insieme" not in text_of(client.get(url("work")))
    assert client.post(url("placement_new", path.pk), placement_form(weekly_hours="36")).status_code == 302
    for page in (url("work"), url("placement", first.pk)):
        assert "fanno insieme 74 ore" in " ".join(text_of(client.get(page)).split())


def test_profile_starts_from_the_levels_of_the_last_time(job: House, url: Url, enter: Enter) -> None:
    path, client = make_path(job.taking), enter(job.worker)
    make_appraisal(path, levels={"attention": "much_help"})
    page = url("appraisal_new", path.pk, "profilo")
    area, level = code(ListKey.PROFILE_AREA, "attention"), code(ListKey.PROFILE_LEVEL, "alone")
    form = client.get(page).context["form"]
    assert form.initial[f"level_{area.pk}"] == code(ListKey.PROFILE_LEVEL, "much_help").pk
    typed = {"held_on": "10/06/2026", f"level_{area.pk}": level.pk, f"note_{area.pk}": "Dopo la pausa riparte."}
    assert client.post(page, typed).status_code == 302
    html = text_of(client.get(url("work")))
    assert "Dopo la pausa riparte." in html
    assert "(prima: Fa con molto aiuto)" in html


def test_bad_profile_is_refused_where_it_is_wrong(job: House, url: Url, enter: Enter) -> None:
    path, client = make_path(job.taking), enter(job.worker)
    page, area = url("appraisal_new", path.pk, "occupabilita"), code(ListKey.SKILL_AREA, "motivation")
    answer = client.post(page, {"held_on": "10/06/2026", f"note_{area.pk}": "Solo una nota."})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {f"level_{area.pk}"})
    answer = client.post(page, {"held_on": "10/06/2026"})
    assert "almeno un’area" in text_of(answer)
    assert client.get(url("appraisal_new", path.pk, "altro")).status_code == 404
    assert not Appraisal.objects.exists()


def test_appraisal_is_corrected_and_two_people_see_both_versions(
    job: House, url: Url, coordinator: User, enter: Enter
) -> None:
    row = make_appraisal(make_path(job.taking), AppraisalKind.EMPLOYABILITY)
    area = code(ListKey.SKILL_AREA, "motivation")
    level = code(ListKey.SKILL_LEVEL, "acquired")
    typed = {"held_on": "10/02/2026", f"level_{area.pk}": level.pk, "version": row.version, "summary": "Sua."}
    assert enter(coordinator).post(url("appraisal_edit", row.pk), typed).status_code == 302
    answer = enter(job.worker).post(url("appraisal_edit", row.pk), typed | {"summary": "Mia."})
    lines = {line.label: (line.theirs, line.mine) for line in answer.context["conflict"].lines}
    assert lines == {"Sintesi": ("Sua.", "Mia.")}
    row.refresh_from_db()
    assert [one.level for one in row.levels.all()] == [level]


def test_stage_moves_forward_back_with_a_reason_and_to_its_end(job: House, url: Url, enter: Enter) -> None:
    path, client = make_path(job.taking), enter(job.worker)
    page = url("path_move", path.pk)
    stages = {name: code(ListKey.STAGE, name).pk for name in ("reception", "employability", "concluded")}
    assert client.get(page).context["form"].initial["to"] == stages["employability"]
    typed = {"to": stages["employability"], "on": "01/03/2026", "version": path.version}
    assert client.post(page, typed).status_code == 302
    back = {"to": stages["reception"], "on": "01/04/2026", "version": path.version + 1}
    answer = client.post(page, back)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"reason"})
    assert client.post(page, back | {"reason": "Nuovi obiettivi."}).status_code == 302
    assert "Nuovi obiettivi." in text_of(client.get(url("work")))
    end = {"to": stages["concluded"], "on": "01/05/2026", "version": path.version + 2}
    assert set(client.post(page, end).context["form"].errors) == {"outcome"}
    outcome = code(ListKey.PATH_OUTCOME, "fixed_term_job")
    assert client.post(page, end | {"outcome": outcome.pk}).status_code == 302
    html = text_of(client.get(url("work")))
    assert url("path", path.pk) in html
    assert url("path_new") in html
    whole = text_of(client.get(url("path", path.pk)))
    assert "Lavora a termine" in whole
    assert url("placement_new", path.pk) not in whole
    assert "Riporta a una fase precedente" in whole


def test_concluded_path_refuses_what_a_page_left_open_sends(job: House, url: Url, enter: Enter) -> None:
    path = make_path(job.taking, stage="concluded", ended_on=date(2026, 6, 1), outcome="gave_up")
    placement = make_placement(path)
    client = enter(job.worker)
    answer = client.post(url("placement_new", path.pk), placement_form())
    assert answer.status_code == 422
    assert "Il percorso è concluso" in text_of(answer)
    assert url("monitoring_new", placement.pk) not in text_of(client.get(url("placement", placement.pk)))


def test_outcome_is_written_after_the_path_is_concluded(job: House, url: Url, enter: Enter) -> None:
    placement = make_placement(make_path(job.taking, stage="concluded", ended_on=date(2026, 6, 1), outcome="gave_up"))
    outcome, client = placement.outcomes.order_by("months")[0], enter(job.worker)
    assert url("outcome", outcome.pk) in text_of(client.get(url("placement", placement.pk)))
    state = code(ListKey.OUTCOME_STATE, "same_place").pk
    answer = client.post(url("outcome", outcome.pk), {"checked_on": "02/04/2026", "state": state})
    assert answer.status_code == 302
    outcome.refresh_from_db()
    assert outcome.checked_on == date(2026, 4, 2)


def test_visit_outcome_accommodation_and_end_are_written(job: House, url: Url, enter: Enter) -> None:
    placement, client = make_placement(make_path(job.taking)), enter(job.worker)
    visit = {
        "held_on": "20/03/2026",
        "mode": code(ListKey.MONITORING_MODE, "visit").pk,
        "trend": code(ListKey.MONITORING_TREND, "risk").pk,
        "note": "Litiga con il capo.",
    }
    home = url("placement", placement.pk)
    assert client.post(url("monitoring_new", placement.pk), visit)["Location"] == home
    adapted = {"kind": code(ListKey.ACCOMMODATION_KIND, "tools").pk, "asked_on": "10/03/2026", "detail": "Cuffie."}
    assert client.post(url("accommodation_new", placement.pk), adapted)["Location"] == home
    outcome = placement.outcomes.order_by("months")[0]
    typed = {"checked_on": "02/04/2026", "state": code(ListKey.OUTCOME_STATE, "same_place").pk, "note": "Contento."}
    assert client.post(url("outcome", outcome.pk), typed)["Location"] == home
    end = {"ends_on": "29/05/2026", "end_reason": code(ListKey.PLACEMENT_END, "hired_here").pk}
    assert client.post(url("placement_end", placement.pk), end)["Location"] == home
    html = text_of(client.get(home))
    for words in ("Litiga con il capo.", "Rischia di finire", "Cuffie.", "Contento.", "Assunzione nello stesso posto"):
        assert words in html


def test_row_written_by_mistake_is_taken_away(job: House, url: Url, enter: Enter) -> None:
    path = make_path(job.taking)
    placement = make_placement(path)
    rows = {
        "monitoring": make_monitoring(placement),
        "accommodation": make_accommodation(placement),
        "appraisal": make_appraisal(path),
        "placement": placement,
    }
    client = enter(job.worker)
    for page, row in rows.items():
        assert client.get(url(f"{page}_annul", row.pk)).status_code == 200
        assert client.post(url(f"{page}_annul", row.pk), {"version": row.version}).status_code == 302
        assert client.get(url(f"{page}_edit", row.pk)).status_code == 404, page
    assert client.get(url("placement", placement.pk)).status_code == 404
    assert client.post(url("path_annul", path.pk), {"version": path.version}).status_code == 302
    assert not WorkPath.objects.going().exists()


def pages_of(job: House, url: Url) -> tuple[list[str], list[str]]:
    """The pages that read a full path, and those that write."""
    path = fill_path(job.taking)
    placement = JobPlacement.objects.get(ends_on=None)
    visit = JobMonitoring.objects.order_by("pk")[0]
    written = [
        url("path_new"),
        url("path_edit", path.pk),
        url("path_move", path.pk),
        url("appraisal_new", path.pk, "profilo"),
        url("appraisal_edit", Appraisal.objects.order_by("pk")[0].pk),
        url("placement_new", path.pk),
        url("placement_edit", placement.pk),
        url("placement_end", placement.pk),
        url("monitoring_new", placement.pk),
        url("monitoring_edit", visit.pk),
        url("monitoring_annul", visit.pk),
        url("accommodation_new", placement.pk),
        url("outcome", placement.outcomes.order_by("pk")[0].pk),
    ]
    return [url("work"), url("path", path.pk), url("placement", placement.pk)], written


def test_pages_by_who_opens_them(job: House, url: Url, enter: Enter, request: pytest.FixtureRequest) -> None:
    outsider, teammate, colleague = map(request.getfixturevalue, ("outsider", "teammate", "colleague"))
    read, written = pages_of(job, url)
    make_team_member(job.taking, staff(teammate), job.place.body)
    make_team_member(job.taking, staff(colleague), job.place.body, reads=(Part.EMPLOYMENT,))
    for user, to_read, to_write in (
        (job.worker, 200, 200),
        (colleague, 200, 403),
        (teammate, 403, 403),
        (outsider, 404, 404),
    ):
        client = enter(user)
        assert {client.get(page).status_code for page in read} == {to_read}, user.full_name
        assert {client.get(page).status_code for page in written} == {to_write}, user.full_name
    assert url("path_move", WorkPath.objects.get().pk) not in text_of(enter(colleague).get(read[0]))
    for user in (outsider, teammate, colleague):
        answer = enter(user).post(url("placement_new", WorkPath.objects.get().pk), placement_form())
        assert answer.status_code in {403, 404}
    assert JobPlacement.objects.count() == 2


def test_team_member_with_whom_it_is_shared_to_be_written_writes(
    job: House, url: Url, enter: Enter, colleague: User
) -> None:
    make_team_member(job.taking, staff(colleague), job.place.body, writes=(Part.EMPLOYMENT,))
    path = make_path(job.taking)
    assert enter(colleague).post(url("placement_new", path.pk), placement_form()).status_code == 302


def test_row_of_another_record_is_not_found(job: House, url: Url, enter: Enter) -> None:
    other = make_path(make_adult(job.place, job.worker, surname="Altrui"))
    placement = make_placement(other)
    client = enter(job.worker)
    for name, row in (("path", other), ("path_edit", other), ("placement", placement), ("monitoring_new", placement)):
        assert client.get(url(name, row.pk)).status_code == 404, name
    assert client.get(url("outcome", placement.outcomes.order_by("pk")[0].pk)).status_code == 404


def test_closed_record_refuses(job: House, url: Url, enter: Enter) -> None:
    path, client = make_path(job.taking), enter(job.worker)
    with writing():
        type(job.record).objects.filter(pk=job.record.pk).update(state=CaseFileState.CLOSED)
    answer = client.post(url("placement_new", path.pk), placement_form())
    assert answer.status_code == 422
    assert "La cartella è chiusa" in text_of(answer)
    assert url("path_move", path.pk) not in text_of(client.get(url("work")))


def test_long_text_has_a_draft(job: House, url: Url, enter: Enter) -> None:
    placement, client = make_placement(make_path(job.taking)), enter(job.worker)
    page = url("monitoring_new", placement.pk)
    answer = client.post(page, {"note": "Una frase lunga."}, headers={"X-Autosave": "1"})
    assert answer.status_code == 204
    assert client.get(page).context["form"].initial["note"] == "Una frase lunga."


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_does_not_grow(
    job: House, url: Url, enter: Enter, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    path, client = make_path(job.taking), enter(job.worker)
    for place in range(count):
        make_appraisal(path, held_on=date(2026, 3, 1) + timedelta(days=place))
        placement = make_placement(path, weekly_hours=5)
    for place in range(count):
        make_monitoring(placement, held_on=date(2026, 3, 10) + timedelta(days=place))
        make_accommodation(placement)
    client.get(url("work"))
    with django_assert_num_queries(21):
        client.get(url("work"))
    with django_assert_num_queries(16):
        client.get(url("placement", placement.pk))


def test_overview_says_where_the_path_stands(job: House, url: Url, enter: Enter) -> None:
    path = make_path(job.taking, stage="employability")
    make_placement(path, monitor_by=timezone.localdate() - timedelta(days=3))
    html = text_of(enter(job.worker).get(job.url("record")))
    assert "Fase: Occupabilità." in html
    assert "in ritardo di 3 giorni" in html
    assert url("work") in html
