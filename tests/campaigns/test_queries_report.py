# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.questionnaires.books import choices, question
from ordito.accounts.roles import AMBITO_OFFICER, REGIONAL_OFFICER
from ordito.campaigns.actions.reports import make_report
from ordito.campaigns.engine.distributions import Family
from ordito.campaigns.enums import Breakdown, Counted, ReturnState
from ordito.campaigns.models import ReportSnapshot
from ordito.campaigns.queries import report as report_queries
from ordito.campaigns.queries.board import BoardFilter
from ordito.campaigns.queries.report import asked_questions, number_of, ready_figures, report_of, signed
from ordito.campaigns.queries.report_figures import Coverage, Figures, ReportFilter, figures_of, report_key, reported
from ordito.campaigns.queries.report_series import SeriesKind, series_of
from ordito.campaigns.queries.report_texts import answering, not_answering, open_answers, report_tables
from ordito.core.models import writing
from ordito.questionnaires.actions import receive_submission
from ordito.questionnaires.engine.check import check
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.enums import Continuity, Door, SubmissionState
from ordito.questionnaires.models import TRIES
from ordito.questionnaires.queries.changes import Declared
from ordito.questionnaires.queries.forms import form_of
from tests.campaigns.rounds import NOW, Round, make_campaign, make_return, make_round
from tests.factories.accounts import make_user
from tests.factories.questionnaires import HOUSE, make_submission, make_version, small

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.campaigns.models import Campaign, Return
    from ordito.campaigns.queries.report import QuestionReport, Report
    from ordito.questionnaires.models import QuestionnaireVersion

pytestmark = pytest.mark.django_db
SECRET = "Parole scritte dal servizio"
LISTS = [*choices("aperto", "si", "no"), *choices("canale", "sportello", "telefono")]
FIRST = [
    question("integer", "posti", "Posti"),
    question("select_one aperto", "aperto", "È aperto?"),
    question("select_multiple canale", "canali", "Come si accede"),
    question("text", "note", "Note"),
    question("date", "dal", "Attivo dal"),
    question("begin_repeat", "sede", "Sede"),
    question("integer", "stanze", "Stanze"),
    question("end_repeat", ""),
]


def first_version() -> QuestionnaireVersion:
    return make_version(small("scheda", survey=FIRST, choices=LISTS))


@pytest.fixture
def world() -> Round:
    return make_round(version=first_version())


@pytest.fixture
def officer(world: Round) -> User:
    return make_user(role=REGIONAL_OFFICER, territory=world.region)


def answer(row: Return, state: ReturnState = ReturnState.SUBMITTED, **values: str) -> Return:
    """Send a return with these answers, by name."""
    answers = {f"/data/{name.replace('__', '/')}": text for name, text in values.items()}
    row.submission = make_submission(row.campaign.version, answers, at=NOW)
    row.state = state
    with writing():
        row.save()
    return row


def whole(officer: User, campaign: Campaign, chosen: ReportFilter | None = None) -> Figures:
    chosen = chosen or ReportFilter()
    return figures_of(reported(officer, campaign, chosen), campaign, chosen)


def by_name(made: Report, name: str) -> QuestionReport:
    [found] = [one for one in made.questions if one.name == name]
    return found


def made_of(
    officer: User, campaign: Campaign, *, per: Breakdown = Breakdown.NONE, previous: Campaign | None = None
) -> Report:
    return report_of(
        campaign, asked_questions(campaign), whole(officer, campaign, ReportFilter(per=per)), per=per,
        previous=previous, before=whole(officer, previous) if previous else None,
    )  # fmt: skip


def test_each_kind_is_summed_up_in_its_way(world: Round, officer: User) -> None:
    answer(world.owe(0), posti="10", aperto="si", canali="sportello telefono", note="ciao", dal="2020-01-02")
    answer(world.owe(1), posti="15", aperto="no", canali="telefono", dal="2024-05-06")
    answer(world.owe(2), aperto="si")
    made = made_of(officer, world.campaign)
    assert (made.whole, made.percent) == (Coverage(3, 3), "100,0 %")
    numbers = by_name(made, "posti")
    assert numbers.answered == 2
    assert [(stat.label, stat.now) for stat in numbers.stats] == [
        ("Somma", "25"), ("Media", "12,50"), ("Mediana", "12,50"), ("Minimo", "10"), ("Massimo", "15"),
    ]  # fmt: skip
    assert [(one.label, one.number, one.percent) for one in by_name(made, "aperto").choices] == [
        ("Si", 2, "66,7 %"), ("No", 1, "33,3 %"),
    ]  # fmt: skip
    several = by_name(made, "canali")
    assert several.answered == 2
    assert [(one.label, one.number, one.percent) for one in several.choices] == [
        ("Sportello", 1, "50,0 %"), ("Telefono", 2, "100,0 %"),
    ]  # fmt: skip
    assert (by_name(made, "note").family, by_name(made, "note").answered) == (Family.TEXTS, 1)
    assert [stat.now for stat in by_name(made, "dal").stats] == ["02/01/2020", "06/05/2024"]


def test_repeats_count_every_instance(world: Round, officer: User) -> None:
    row, form = world.owe(0), form_of(world.campaign.version)
    filling = Filling(form, now=NOW)
    filling.add("/data/sede")
    filling.answer("/data/sede[1]/stanze", "2")
    filling.answer("/data/sede[2]/stanze", "5")
    xml = filling.xml("uuid:due-sedi")
    row.submission = receive_submission(
        xml=xml, version=world.campaign.version, owner_kind=TRIES, owner_id=world.campaign.version.pk,
        door=Door.BROWSER, by=HOUSE, at=NOW, verdict=check(form, xml, now=NOW),
    )  # fmt: skip
    row.state = ReturnState.SUBMITTED
    with writing():
        row.save()
    rooms = by_name(made_of(officer, world.campaign), "stanze")
    assert (rooms.answered, rooms.stats[0].now) == (2, "7")


def test_coverage_leaves_out_what_did_not_come_or_is_wrong(world: Round, officer: User) -> None:
    answer(world.owe(0), posti="1")
    wrong = answer(world.owe(0), posti="2")
    answer(world.owe(0), ReturnState.SENT_BACK, posti="4")
    answer(world.owe(0), ReturnState.NOT_DUE, posti="8")
    world.owe(0)
    assert wrong.submission is not None
    wrong.submission.state = SubmissionState.INVALID
    with writing():
        wrong.submission.save()
    made = made_of(officer, world.campaign)
    assert made.whole == Coverage(due=4, used=1)
    assert made.whole.missing == 3
    assert by_name(made, "posti").stats[0].now == "1"
    missing = not_answering(officer, world.campaign, ReportFilter())
    assert missing.count() == 3


def test_only_approved_ones_when_asked(world: Round, officer: User) -> None:
    answer(world.owe(0), posti="1")
    answer(world.owe(0), ReturnState.APPROVED_AMBITO, posti="2")
    found = whole(officer, world.campaign, ReportFilter(counted=Counted.APPROVED))
    assert found.coverage[""] == Coverage(2, 1)


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        (Breakdown.AMBITO, {"Ambito 1": (2, "3"), "Ambito 2": (1, "4"), "Ambito 3": (1, "–")}),
        (Breakdown.PROVINCE, {"Alfa": (3, "7"), "Beta": (1, "–")}),
        (Breakdown.ZONE, {"Zona Nord": (3, "7"), "Senza indicazione": (1, "–")}),
    ],
)
def test_groups_stand_beside_each_other(
    world: Round, officer: User, per: Breakdown, expected: dict[str, tuple[int, str]]
) -> None:
    answer(world.owe(0), posti="1")
    answer(world.owe(0), posti="2")
    answer(world.owe(1), posti="4")
    world.owe(2)
    made = made_of(officer, world.campaign, per=per)
    due = {name: cover.due for name, cover in made.groups}
    sums = {group.name: dict(group.named)["Somma"] for group in by_name(made, "posti").groups}
    assert {name: (due[name], sums[name]) for name in due} == expected
    assert list(expected) == list(due)
    assert by_name(made, "posti").stats[0].now == "7"


def test_groups_by_type_of_service(world: Round, officer: User) -> None:
    answer(world.owe(0), aperto="si")
    made = made_of(officer, world.campaign, per=Breakdown.TYPE)
    [group] = by_name(made, "aperto").groups
    assert (group.name, group.named) == (world.kind.name, [("Si", "100,0 %"), ("No", "0,0 %")])


def second_round(world: Round) -> Campaign:
    """The next round: one question equivalent, one broken, one new, one gone."""
    survey = [
        question("integer", "posti", "Posti"),
        question("select_one aperto", "aperto", "È aperto al pubblico?"),
        question("select_multiple canale", "canali", "Come si accede"),
        question("integer", "operatori", "Operatori"),
    ]
    lists = [*choices("aperto", "aperto", "chiuso"), *choices("canale", "web", "telefono")]
    version = make_version(
        small("scheda", version="2", survey=survey, choices=lists),
        questionnaire=world.campaign.version.questionnaire,
        changes={
            "aperto": Declared(Continuity.EQUIVALENT, {"si": "aperto", "no": "chiuso"}, "Parole nuove"),
            "canali": Declared(Continuity.BREAK, note="Canali diversi"),
        },
    )
    return make_campaign(world.region, world.kind, version=version, previous=world.campaign, title="Seconda")


def test_series_follow_what_the_author_declared(world: Round) -> None:
    later = second_round(world)
    series = series_of(world.campaign.version, later.version)
    found = {row.name: series[row.question_id] for row in asked_questions(later)}
    assert {name: one.kind for name, one in found.items()} == {
        "posti": SeriesKind.SAME,
        "aperto": SeriesKind.EQUIVALENT,
        "canali": SeriesKind.BREAK,
        "operatori": SeriesKind.NEW,
    }
    assert found["canali"].note == "Canali diversi"
    assert not found["canali"].comparable
    assert {one.kind for one in series_of(None, later.version).values()} == {SeriesKind.NONE}
    assert {one.kind for one in series_of(first_version_of_another(), later.version).values()} == {SeriesKind.NONE}


def first_version_of_another() -> QuestionnaireVersion:
    return make_version(small("altra", survey=FIRST, choices=LISTS))


def test_change_from_the_last_round_and_break_in_series(world: Round, officer: User) -> None:
    answer(world.owe(0), posti="10", aperto="si", canali="telefono")
    answer(world.owe(0), posti="20", aperto="no")
    later = second_round(world)
    answer(make_return(later, world.comuni[0], world.ambiti[0]), posti="12", aperto="aperto", canali="telefono")
    answer(make_return(later, world.comuni[0], world.ambiti[0]), posti="20", aperto="aperto")
    made = made_of(officer, later, previous=world.campaign)
    assert made.compared
    total = by_name(made, "posti").stats[0]
    assert (total.now, total.before, total.change) == ("32", "30", "+2")
    assert [(one.label, one.percent, one.before, one.change) for one in by_name(made, "aperto").choices] == [
        ("Aperto", "100,0 %", "50,0 %", "+50"), ("Chiuso", "0,0 %", "50,0 %", "−50"),
    ]  # fmt: skip
    assert by_name(made, "aperto").series_words == "domanda equivalente"
    broken = by_name(made, "canali")
    assert broken.series_words == "serie interrotta"
    assert {(one.before, one.change) for one in broken.choices} == {("", "")}
    assert by_name(made, "operatori").series_words == "domanda nuova"


def test_each_reads_their_own_returns(world: Round) -> None:
    answer(world.owe(0), posti="1")
    answer(world.owe(1), posti="2")
    local = make_user(role=AMBITO_OFFICER, territory=world.ambiti[1])
    found = whole(local, world.campaign)
    assert found.coverage[""] == Coverage(1, 1)
    regional = make_user(role=REGIONAL_OFFICER, territory=world.region)
    keys = {report_key(user, ReportFilter()) for user in (local, regional)}
    assert len(keys) == 2
    assert report_key(regional, ReportFilter(BoardFilter(ambito=1))) not in keys


def test_many_are_kept_and_grow_old(world: Round, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(world.owe(0), posti="7")
    monkeypatch.setattr(report_queries, "LIVE", 0)
    assert ready_figures(officer, world.campaign, ReportFilter()) is None
    steps: list[tuple[int, int]] = []
    for _twice in range(2):
        make_report(
            campaign=world.campaign, chosen=ReportFilter(), by=officer, at=NOW,
            progress=lambda done, total: steps.append((done, total)),
        )  # fmt: skip
    assert ReportSnapshot.objects.count() == 1
    assert steps == [(1, 1), (1, 1)]
    ready = ready_figures(officer, world.campaign, ReportFilter())
    assert ready is not None
    assert (ready.made_at, ready.old) == (NOW, False)
    assert ready.figures == whole(officer, world.campaign)
    answer(world.owe(1), posti="9")
    again = ready_figures(officer, world.campaign, ReportFilter())
    assert again is not None
    assert again.old
    assert (
        ready_figures(make_user(role=AMBITO_OFFICER, territory=world.ambiti[0]), world.campaign, ReportFilter()) is None
    )


def test_kept_figures_are_sealed(world: Round, officer: User) -> None:
    answer(world.owe(0), aperto="si", posti="123454321")
    kept = make_report(
        campaign=world.campaign, chosen=ReportFilter(), by=officer, at=NOW, progress=lambda _done, _total: None
    )
    assert "123454321" in str(kept.figures)
    assert b"123454321" not in bytes(kept.sealed_figures)


def test_reading_takes_the_same_queries_for_one_and_three(world: Round, officer: User) -> None:
    counts = []
    assert officer.grants
    for number in (1, 2):
        for _ in range(number):
            answer(world.owe(0), posti="1")
        with CaptureQueriesContext(connection) as queries:
            whole(officer, world.campaign)
        counts.append(len(queries))
    assert counts == [6, 6]  # reach over places, two; groups, submissions, questions, answers


def test_open_answers_come_with_who_wrote_them(world: Round, officer: User) -> None:
    first = answer(world.owe(0), note=SECRET)
    answer(world.owe(1), posti="1")
    [note] = [row for row in asked_questions(world.campaign) if row.name == "note"]
    rows = list(answering(officer, world.campaign, ReportFilter()))
    [found] = open_answers(rows, note)
    assert (found.row, found.texts) == (first, (SECRET,))


def test_tables_hold_the_page_and_no_text_of_anybody(world: Round, officer: User) -> None:
    answer(world.owe(0), posti="3", note=SECRET)
    missing = world.owe(1)
    made = made_of(officer, world.campaign, per=Breakdown.AMBITO)
    tables = {
        table.name: [list(row) for row in table.rows]
        for table in report_tables(made, not_answering(officer, world.campaign, ReportFilter()))
    }
    assert tables["Copertura"][0] == ["Tutti", 2, 1, "50,0 %"]
    assert ["Posti", "posti", 1, "Somma", None, "3", "", "", ""] in tables["Cifre"]
    assert ["Posti", "Ambito 1", 1, "Somma", "3"] in tables["Per gruppo"]
    assert [row[0] for row in tables["Chi non è nelle cifre"]] == [missing.unit_name]
    assert SECRET not in str(tables)


@pytest.mark.parametrize(("value", "words"), [(None, "–"), (3.0, "3"), (12345.678, "12.345,68"), (0.1 + 0.2, "0,30")])
def test_numbers_as_people_write_them(value: float | None, words: str) -> None:
    assert number_of(value) == words


@pytest.mark.parametrize(("value", "words"), [(0.0, "0"), (2.0, "+2"), (-1.25, "−1,25"), (0.001, "0")])
def test_differences_have_a_sign(value: float, words: str) -> None:
    assert signed(value) == words
