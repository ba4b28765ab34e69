# SPDX-License-Identifier: EUPL-1.2
"""The pages of assessments in a record: who reads and writes, what they show, how bad input fails."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.assessments.engine.marks import mark_of
from ordito.assessments.enums import AssessmentState
from ordito.assessments.models import Assessment, Score
from ordito.audit.models import Entry
from ordito.cases.actions.approvals import decide
from ordito.cases.enums import ApprovalKind, CaseFileState, Part
from ordito.cases.models import Approval, ApprovalRule
from ordito.core.fields import open_text
from ordito.core.models import writing
from tests.factories.assessments import make_assessed, make_assessment, make_rule, make_score, mondo, sub, time
from tests.factories.cases import NOW, make_record, make_team_member, staff
from tests.factories.territory import make_ambito, make_professional
from tests.records import as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.records import House

    Enter = Callable[[User], Client]

PAGES = ("assessments:assessments", "assessments:comparison")
NOTE = "La maestra racconta che da un mese resta in disparte."


@pytest.mark.parametrize("name", PAGES)
def test_worker_reads_and_the_reading_is_logged(house: House, enter: Enter, name: str) -> None:
    make_assessed(house.taking)
    answer = enter(house.worker).get(house.url(name))
    assert answer.status_code == 200
    entry = Entry.objects.filter(action="cases.read_record").latest("pk")
    assert entry.detail == {"part": "assessments"}


def test_team_member_without_the_part_is_refused(house: House, enter: Enter, teammate: User) -> None:
    row = make_assessed(house.taking)
    client = enter(teammate)
    for url in (*(house.url(name) for name in PAGES), house.url("assessments:assessment", row.pk)):
        assert client.get(url).status_code == 403


def test_team_member_with_the_part_reads_and_does_not_write(house: House, enter: Enter, colleague: User) -> None:
    row = make_assessed(house.taking)
    make_team_member(house.taking, staff(colleague), house.place.body, reads=(Part.ASSESSMENTS,))
    client = enter(colleague)
    page = text_of(client.get(house.url("assessments:assessment", row.pk)))
    assert NOTE in page
    assert "Riapri per correggere" not in page
    assert client.get(house.url("assessments:new")).status_code == 403
    assert client.post(house.url("assessments:reopen", row.pk)).status_code == 403


@pytest.mark.parametrize("user", ["outsider", "colleague"])
def test_who_is_outside_finds_nothing(house: House, enter: Enter, user: str, request: pytest.FixtureRequest) -> None:
    row = make_assessed(house.taking)
    client = enter(request.getfixturevalue(user))
    for url in (*(house.url(name) for name in PAGES), house.url("assessments:assessment", row.pk)):
        assert client.get(url).status_code == 404
    assert client.post(house.url("assessments:scores", row.pk), {}).status_code == 404


def test_assessment_of_another_record_is_not_found(house: House, enter: Enter) -> None:
    other = make_assessment(make_record(house.place, worker=house.worker, surname="Altri"), scores={"C1": 3})
    assert enter(house.worker).get(house.url("assessments:assessment", other.pk)).status_code == 404


def test_begins_an_assessment_once_though_posted_twice(house: House, enter: Enter) -> None:
    tool = mondo()
    client = enter(house.worker)
    data = {"instrument": tool.pk, "time": time().pk, "held_on": "03/02/2026", "with_family": "yes", "with_child": ""}
    for _time in range(2):
        answer = client.post(house.url("assessments:new"), data)
        row = Assessment.objects.get()
        assert answer["Location"] == house.url("assessments:scores", row.pk)
    assert (row.with_family, row.with_child, row.taking) == (True, None, house.taking)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("held_on", "03/02/2099", "La data è nel futuro"),
        ("held_on", "ieri mattina", "Scrivi la data"),
        ("time", "", "Scegli una voce"),
        ("instrument", "99999", "non compare tra quelle"),
    ],
)
def test_bad_occasion_is_said_at_its_field(house: House, enter: Enter, field: str, value: str, words: str) -> None:
    data = {"instrument": mondo().pk, "time": time().pk, "held_on": "03/02/2026", field: value}
    answer = enter(house.worker).post(house.url("assessments:new"), data)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Assessment.objects.exists()


def test_closed_record_takes_no_assessment(house: House, enter: Enter) -> None:
    tool = mondo()
    with writing():
        house.record.state = CaseFileState.CLOSED
        house.record.save()
    data = {"instrument": tool.pk, "time": time().pk, "held_on": "03/02/2026"}
    answer = enter(house.worker).post(house.url("assessments:new"), data)
    assert answer.status_code == 422
    assert "La cartella è chiusa" in text_of(answer)


# --- scores ----------------------------------------------------------------------------------------------------------


def posted(rows: dict[str, tuple[str, str]], *, version: int = 0, was: dict[str, str] | None = None) -> dict[str, Any]:
    """The fields of a scoring page, by code of sub-dimension."""
    data: dict[str, Any] = {"version": str(version)}
    for code, (value, note) in rows.items():
        pk = sub(code).pk
        data |= {f"v-{pk}": value, f"n-{pk}": note, f"was-{pk}": (was or {}).get(code, mark_of("", ""))}
    return data


def test_scores_are_saved_and_shown_with_the_time_before(house: House, enter: Enter) -> None:
    make_assessment(house.taking, scores={"C1": 5})
    row = make_assessment(house.taking, at="t1", done=False)
    client = enter(house.worker)
    url = house.url("assessments:scores", row.pk)
    page = text_of(client.get(url))
    assert "Prima: 5, Problema moderato" in page
    assert page.count('class="score-row') == 17
    answer = client.post(url, posted({"C1": ("3", "Va meglio a scuola."), "C2": ("", "")}))
    assert answer.status_code == 302
    score = Score.objects.get(assessment=row)
    assert (score.value, open_text(score, "note"), score.sub_dimension.code) == (3, "Va meglio a scuola.", "C1")
    assert b"scuola" not in bytes(score.note)


def test_same_scores_twice_write_once(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, done=False)
    client = enter(house.worker)
    for _time in range(2):
        client.post(house.url("assessments:scores", row.pk), posted({"C1": ("3", "")}))
    assert Score.objects.get().version == 1


def test_bad_row_is_said_there_and_the_others_are_safe(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, done=False)
    answer = enter(house.worker).post(
        house.url("assessments:scores", row.pk), posted({"C1": ("3", ""), "C2": ("9", "Una nota da tenere.")})
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Scrivi un numero intero da 1 a 6." in page
    assert "Una nota da tenere." in page
    assert list(Score.objects.values_list("sub_dimension__code", "value")) == [("C1", 3)]


def test_two_people_on_one_draft_conflict_at_the_row(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, done=False)
    make_score(row, sub("C1"), 2, note="Nota della collega.")
    client = enter(house.worker)
    url = house.url("assessments:scores", row.pk)
    answer = client.post(url, posted({"C1": ("5", "La mia nota."), "C2": ("4", "")}, version=0))
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Anna Prova ha salvato: 2. Nota della collega." in page
    assert "La mia nota." in page
    assert dict(Score.objects.values_list("sub_dimension__code", "value")) == {"C1": 2, "C2": 4}
    again = posted({"C1": ("5", "La mia nota.")}, version=2, was={"C1": mark_of("2", "Nota della collega.")})
    assert client.post(url, again).status_code == 302
    assert open_text(Score.objects.get(sub_dimension=sub("C1")), "note") == "La mia nota."


def test_row_that_one_did_not_touch_is_left_alone(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, done=False)
    make_score(row, sub("C1"), 2)
    stale = posted({"C1": ("4", "")}, version=0, was={"C1": mark_of("4", "")})
    assert enter(house.worker).post(house.url("assessments:scores", row.pk), stale).status_code == 302
    assert Score.objects.get().value == 2


def test_saves_while_typing(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, done=False)
    client = enter(house.worker)
    url = house.url("assessments:scores", row.pk)
    answer = client.post(url, posted({"C1": ("3", "")}), headers={"X-Autosave": "1"})
    assert (answer.status_code, answer["X-Draft-Version"]) == (204, "1")
    make_score(row, sub("C2"), 2, version=2)
    clash = client.post(url, posted({"C2": ("5", "")}, version=1), headers={"X-Autosave": "1"})
    assert clash.status_code == 409


def test_points_of_view_stand_side_by_side(house: House, enter: Enter) -> None:
    row = make_assessed(house.taking)
    page = text_of(enter(house.worker).get(house.url("assessments:assessment", row.pk)))
    assert "Operatori" in page
    assert "Famiglia" in page
    assert "3 punti" in page  # F2: 5 for the operators, 2 for the family
    assert "Bambina o bambino</th>" not in page


def test_unknown_point_of_view_is_not_found(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, done=False)
    url = house.url("assessments:scores", row.pk)
    assert enter(house.worker).get(f"{url}?vista=marziani").status_code == 404


# --- moves -----------------------------------------------------------------------------------------------------------


def test_completes_and_becomes_the_main_one(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, done=False)
    client = enter(house.worker)
    empty = client.post(house.url("assessments:complete", row.pk), follow=True)
    assert "Non c’è ancora nessun punteggio" in text_of(empty)
    data = posted({"C1": ("3", "")}) | {"completa": "1"}
    assert client.post(house.url("assessments:scores", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.main) == (AssessmentState.COMPLETED, True)


def test_completed_one_takes_no_scores_and_shows_what_was_typed(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, scores={"C1": 3})
    client = enter(house.worker)
    url = house.url("assessments:scores", row.pk)
    assert client.get(url).status_code == 302
    answer = client.post(url, posted({"C2": ("5", "Scritto tardi.")}))
    assert answer.status_code == 422
    assert "già completata" in text_of(answer)
    assert "Scritto tardi." in text_of(answer)


def test_second_of_its_time_can_take_the_place_of_the_main_one(house: House, enter: Enter) -> None:
    first = make_assessment(house.taking, scores={"C1": 3})
    second = make_assessment(house.taking, scores={"C1": 4}, main=False)
    enter(house.worker).post(house.url("assessments:main", second.pk))
    assert list(Assessment.objects.filter(main=True)) == [second]
    assert not Assessment.objects.get(pk=first.pk).main


def test_reopens_unless_a_decision_stands_on_it(house: House, enter: Enter) -> None:
    row = make_assessed(house.taking)
    client = enter(house.worker)
    answer = client.post(house.url("assessments:reopen", row.pk), follow=True)
    assert "poggia la decisione" in text_of(answer)
    free = Assessment.objects.get(time=time("t1"))
    client.post(house.url("assessments:reopen", free.pk))
    free.refresh_from_db()
    assert (free.state, free.main) == (AssessmentState.DRAFT, False)


def test_draft_is_put_away_and_shown_no_more(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, scores={"C1": 3}, done=False)
    client = enter(house.worker)
    assert "non si vedranno più" in text_of(client.get(house.url("assessments:discard", row.pk)))
    assert client.post(house.url("assessments:discard", row.pk)).status_code == 302
    assert client.get(house.url("assessments:assessment", row.pk)).status_code == 404
    assert Score.objects.filter(assessment=row).exists()


def test_occasion_is_corrected_and_two_at_once_see_both(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, done=False)
    client = enter(house.worker)
    url = house.url("assessments:edit", row.pk)
    data = {"time": time("t1").pk, "held_on": "04/02/2026", "with_family": "no", "with_child": "", "version": "1"}
    assert client.post(url, data | {"summary": "Clima più sereno."}).status_code == 302
    answer = client.post(url, data | {"summary": "Un’altra sintesi."})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Clima più sereno." in page
    assert "Un’altra sintesi." in page
    row.refresh_from_db()
    assert open_text(row, "summary") == "Clima più sereno."


def test_correcting_the_occasion_keeps_who_left_and_who_corrects(house: House, enter: Enter) -> None:
    row, gone = make_assessment(house.taking, done=False), make_professional(active=False)
    with writing():
        row.time.valid_to = timezone.localdate() - timedelta(days=1)
        row.time.save()
        for one in (gone, staff(house.worker)):
            row.assessors.create(professional=one)
    client, url = enter(house.worker), house.url("assessments:edit", row.pk)
    sent = as_opened(client.get(url).context["form"]) | {"summary": "Clima più sereno."}
    assert client.post(url, sent).status_code == 302
    assert set(row.assessors.values_list("professional", flat=True)) == {gone.pk, staff(house.worker).pk}


# --- change and screening --------------------------------------------------------------------------------------------


def test_change_is_said_in_words_beside_the_drawing(house: House, enter: Enter) -> None:
    make_assessed(house.taking)
    client = enter(house.worker)
    page = text_of(client.get(house.url("assessments:comparison")))
    assert "migliora di 2 punti" in page
    assert "peggiora di 1 punto" in page
    assert "Mancano ancora: T2, alla fine." in page
    assert page.count('class="radar"') == 3
    family = text_of(client.get(house.url("assessments:comparison") + "?vista=child"))
    assert "Nessun punteggio da questo punto di vista" in family


def test_nothing_to_compare_is_said(house: House, enter: Enter) -> None:
    mondo()
    assert "Niente da confrontare" in text_of(enter(house.worker).get(house.url("assessments:comparison")))


def test_screening_says_why_and_the_worker_decides(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, scores={"C1": 5, "C2": 4, "C3": 2})
    rule = make_rule(count=3)
    client = enter(house.worker)
    url = house.url("assessments:screening", row.pk, rule.pk)
    page = text_of(client.get(url))
    assert "2 sotto-dimensioni su 3 raggiungono il valore 4; la regola ne chiede almeno 3." in page
    assert "Salute e crescita: 5, problema moderato" in page
    assert "14 sotto-dimensioni non hanno un punteggio" in page
    data = {"decision": "included", "reason": "", "decided_on": "05/02/2026"}
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "scrivi perché" in text_of(refused)
    assert client.post(url, data | {"reason": "La scuola chiede di non aspettare."}).status_code == 302
    again = client.post(url, data | {"reason": "Altro motivo."})
    assert again.status_code == 422
    assert "La scuola chiede di non aspettare." in text_of(again)


def test_supervisor_approves_where_the_ambito_wants_it(house: House, enter: Enter, coordinator: User) -> None:
    row = make_assessment(house.taking, scores={"C1": 3})
    client = enter(house.worker)
    url = house.url("assessments:assessment", row.pk)
    assert "Approvazione" not in text_of(client.get(url))
    with writing():
        ApprovalRule.objects.create(territory=house.place.ambito, kind=ApprovalKind.ASSESSMENT, valid_from=row.held_on)
    assert "Chiedi l’approvazione" in text_of(client.get(url))
    for _time in range(2):
        client.post(house.url("assessments:ask", row.pk))
    assert Approval.objects.count() == 1
    assert "ritira la richiesta" in text_of(client.post(house.url("assessments:reopen", row.pk), follow=True))
    client.post(house.url("assessments:withdraw", row.pk))
    client.post(house.url("assessments:ask", row.pk))
    approval = Approval.objects.waiting().get()
    decide(by=coordinator, at=NOW, approval=approval, approved=True)
    page = text_of(client.post(house.url("assessments:reopen", row.pk), follow=True))
    assert "è stata approvata e non si riapre" in page
    assert "Cora Coordina" in page


def test_draft_is_not_sent_for_approval(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, scores={"C1": 3}, done=False)
    page = text_of(enter(house.worker).post(house.url("assessments:ask", row.pk), follow=True))
    assert "Prima completa la valutazione." in page
    assert not Approval.objects.exists()


def test_rule_of_another_ambito_does_not_hold_here(house: House, enter: Enter) -> None:
    row = make_assessment(house.taking, scores={"C1": 5})
    rule = make_rule(territory=make_ambito())
    assert enter(house.worker).get(house.url("assessments:screening", row.pk, rule.pk)).status_code == 404


# --- queries ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("others", [0, 2])
def test_pages_ask_the_same_whatever_their_length(
    house: House, enter: Enter, django_assert_num_queries: Any, others: int
) -> None:
    row = make_assessed(house.taking)
    for _number in range(others):
        make_assessment(house.taking, at="other", scores={"C1": 3, "F1": 2, "E1": 4})
    client = enter(house.worker)
    client.get(house.url("assessments:assessments"))
    draft = Assessment.objects.get(state=AssessmentState.DRAFT)
    for count, url in (
        (15, house.url("assessments:assessments")),
        (20, house.url("assessments:assessment", row.pk)),
        (18, house.url("assessments:comparison")),
        (19, house.url("assessments:scores", draft.pk)),
        (15, house.url("assessments:new")),
        (15, house.url("assessments:edit", draft.pk)),
        (17, house.url("assessments:screening", row.pk, row.screenings.get().rule_id)),
    ):
        with django_assert_num_queries(count):
            assert client.get(url).status_code == 200
