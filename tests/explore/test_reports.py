# SPDX-License-Identifier: EUPL-1.2
"""Reports: written by one, read by colleagues, frozen at approval, followed by another edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ordito.accounts.roles import SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.core.models import writing
from ordito.explore import actions
from ordito.explore.enums import Look, ReportState
from ordito.explore.models import Report
from ordito.explore.queries.answers import answers_of
from ordito.explore.queries.pictures import picture_of
from ordito.explore.queries.reports import pieces_on_paper
from ordito.explore.queries.standing import reports_on
from ordito.explore.rules import Sharing
from ordito.explore.views.stale import Line
from ordito.indicators.models import Indicator
from tests.factories.accounts import make_user
from tests.factories.cases import NOW
from tests.factories.explore import QUESTION, make_report, make_view
from tests.indicators.conftest import Region, people, snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from ordito.explore.queries.answers import Answer, Trouble
    from ordito.explore.queries.desk import Desk

COUNTED = "Prese in carico: persone, ognuna contata una volta sola"
pytestmark = pytest.mark.django_db
TEXT = "## Chi è in carico\n\nPrimo paragrafo,\nsu due righe.\n[figura 1]\nDopo la figura."


@pytest.fixture
def report(official: User) -> Report:
    """A draft with a map and a table that compares."""
    row = actions.begin_report(by=official, at=NOW, name="Relazione 2025")
    for look, more in ((Look.MAP, {}), (Look.TABLE, {"confronta": "2026"})):
        view = make_view(official, name=f"Vista {look}", question=QUESTION | more, look=look)
        actions.add_figure(by=official, at=NOW, report=row, view=view, definition="versione 1")
    return actions.write_report(
        by=official, at=NOW, report=row, name=row.name, text=TEXT, sharing=Sharing(), version=row.version
    )


def read(client: Client, report: Report) -> Any:
    return client.get(reverse("explore:report", args=[report.pk]))


def numbers(response: Any) -> list[list[str]]:
    figures = [part.drawn.answer.figure for part in response.context["reading"].parts if part.drawn]
    return [[str(cell.value) for row in figure.rows for cell in row.cells] for figure in figures]


def test_draft_shows_the_figures_of_today_and_an_approved_report_those_of_then(
    officer: Client, report: Report, counted: Region
) -> None:
    before = numbers(read(officer, report))
    assert len(before) == 2, "one in its place, the other at the end"
    people(counted.places[0], 40, 0)
    snapshot()
    assert numbers(read(officer, report)) != before
    url = reverse("explore:report_approve", args=[report.pk])
    assert officer.get(url).status_code == 200
    for _time in range(2):
        assert officer.post(url).status_code == 302
    approved = numbers(read(officer, report))
    people(counted.places[0], 40, 0)
    snapshot()
    with writing():
        Indicator.objects.update(name="Un altro nome", current=None, state="retired")
    page = read(officer, report)
    assert numbers(page) == approved
    assert page.context["reading"].parts[2].drawn.look == Look.MAP
    assert [line.text for line in page.context["reading"].parts[2].definition][:1] == [COUNTED]
    assert page.content.decode().count(COUNTED) == 2, "as it was counted then, whatever became of the indicator"
    assert "Persone in carico" in page.content.decode()
    assert Report.objects.get().digest in page.content.decode()


def test_nothing_of_an_approved_report_changes_but_by_a_new_edition(
    officer: Client, official: User, report: Report
) -> None:
    actions.approve_report(by=official, at=NOW, report=report)
    row = Report.objects.get()
    assert officer.get(reverse("explore:report_edit", args=[row.pk])).status_code == 404
    assert officer.post(reverse("explore:report_delete", args=[row.pk])).status_code == 404
    typed = {"nome": row.name, "testo": "Scritto intanto", "version": str(report.version)}
    late = officer.post(reverse("explore:report_edit", args=[row.pk]), typed)
    assert late.status_code == 422
    assert "Scritto intanto" in late.content.decode()
    assert "è stata approvata" in late.content.decode()
    assert Report.objects.get().text == row.text
    for _time in range(2):
        assert officer.post(reverse("explore:report_edition", args=[row.pk])).status_code == 302
    following = Report.objects.get(previous=row)
    assert (following.edition, following.state, following.text) == (2, ReportState.DRAFT, row.text)
    assert [figure.frozen for figure in following.figures.all()] == [None, None]


def test_what_cannot_be_approved_says_why(officer: Client, official: User, report: Report) -> None:
    approve = reverse("explore:report_approve", args=[report.pk])
    edit = reverse("explore:report_edit", args=[report.pk])
    empty = actions.begin_report(by=official, at=NOW, name="Vuota")
    for row, text, words in ((report, "[figura 7]", "figura 7"), (empty, "", "vuota")):
        version = Report.objects.get(pk=row.pk).version
        written = actions.write_report(
            by=official, at=NOW, report=row, name=row.name, text=text, sharing=Sharing(), version=version
        )
        with pytest.raises(actions.ExploreError, match=words):
            actions.approve_report(by=official, at=NOW, report=written)
    assert officer.post(approve, follow=True).redirect_chain[-1][0] == edit


def test_report_written_while_its_figures_are_counted_is_not_approved(
    official: User, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted_slowly(desk: Desk, wanted: Sequence[Mapping[str, str]]) -> list[Answer | Trouble]:
        row = Report.objects.get()
        actions.write_report(
            by=official, at=NOW, report=row, name=row.name, text="Altro", sharing=Sharing(), version=row.version
        )
        return answers_of(desk, wanted)

    monkeypatch.setattr("ordito.explore.actions.reports.answers_of", counted_slowly)
    with pytest.raises(actions.StaleError):
        actions.approve_report(by=official, at=NOW, report=report)
    assert Report.objects.get().state == ReportState.DRAFT


def test_report_is_written_with_figures_and_read_by_colleagues(
    officer: Client, official: User, report: Report, client: Client
) -> None:
    place = official.memberships.get().territory
    assert place is not None
    edit = reverse("explore:report_edit", args=[report.pk])
    sent = {"nome": "Nuovo titolo", "testo": "Testo", "condivisa": f"t{place.pk}", "version": report.version}
    assert officer.get(edit).status_code == 200
    assert officer.post(edit, sent | {"nome": ""}).status_code == 422
    assert officer.post(edit, sent).status_code == 302
    stale = officer.post(edit, sent | {"testo": "Altro testo"})
    assert stale.status_code == 422
    assert "Altro testo" in stale.content.decode()
    assert stale.context["theirs"] == [Line("Testo", "Testo", "Altro testo")]
    assert stale.context["form"]["version"].value() == str(report.version + 1)
    more = sent | {"version": report.version + 1, "testo": "[figura 3]", "vista": make_view(official).pk}
    assert officer.post(edit, more)["Location"] == edit
    assert list(report.figures.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    officer.post(edit, more | {"version": report.version + 2, "togli": report.figures.get(number=2).pk})
    assert list(report.figures.order_by("number").values_list("number", flat=True)) == [1, 3]
    assert Report.objects.get().text == "[figura 3]"
    client.force_login(make_user(role=SOCIAL_WORKER, territory=place, full_name="Carlo Collega"))
    assert read(client, report).status_code == 200
    assert client.get(edit).status_code == 404
    client.force_login(make_user(role=SOCIAL_WORKER, full_name="Olga Altrove"))
    assert read(client, report).status_code == 404


def test_figures_of_comuni_are_kept_from_readers_who_may_not_ask_for_them(
    client: Client, official: User, counted: Region
) -> None:
    place = official.memberships.get().territory
    assert place is not None
    views = [make_view(official, name=rows, question=QUESTION | {"righe": rows}) for rows in ("comune", "ambito")]
    draft = make_report(official, *views, text="")
    sharing = Sharing(territory_id=place.pk)
    row = actions.write_report(
        by=official, at=NOW, report=draft, name="Condivisa", text="", sharing=sharing, version=draft.version
    )
    reader = make_user(role=SOCIAL_WORKER, territory=place, full_name="Carlo Collega")
    for _state in ("draft", "approved"):
        client.force_login(reader)
        page = read(client, row)
        first, second = (part.drawn for part in page.context["reading"].parts)
        assert (first.answer, second.trouble) == (None, "")
        assert first.trouble in page.content.decode()
        assert counted.places[0].comune.name not in page.content.decode()
        client.force_login(official)
        assert counted.places[0].comune.name in read(client, row).content.decode()
        row = actions.approve_report(by=official, at=NOW, report=row)


def test_paper_asks_what_for_and_it_is_written(officer: Client, report: Report) -> None:
    url = reverse("explore:report_print", args=[report.pk])
    assert officer.post(url, {"scopo": ""}).status_code == 422
    answer = officer.post(url, {"scopo": "Cabina di regia"})
    assert answer.content.startswith(b"%PDF")
    assert Entry.objects.get(action="explore.print_report").purpose == "Cabina di regia"


def test_drawings_go_to_paper_with_the_same_in_words(officer: Client, report: Report, counted: Region) -> None:
    reading = read(officer, report).context["reading"]
    first, second = (piece for piece in pieces_on_paper(reading, "%(number)s %(caption)s") if piece["kind"] == "figure")
    assert first["svg"].count("<path") == len(counted.places)
    assert (first["caption"], second["svg"]) == ("Mappa: Persone", "")
    assert counted.places[0].ambito.name in first["alternative"]
    assert "&" not in first["alternative"]
    [figure] = [part.drawn.answer for part in reading.parts if part.drawn][:1]
    bars = picture_of(figure.figure, figure.drawings, Look.CHART)
    assert bars.svg.count("<rect") == len(counted.places)
    assert bars.title == "Grafico: Persone"


def test_a_report_says_what_it_stands_on_and_the_indicator_says_that_it_is_in_it(
    officer: Client, official: User, report: Report
) -> None:
    indicator = Indicator.objects.get(code=QUESTION["misura"])
    actions.approve_report(by=official, at=NOW, report=report)
    following = actions.begin_edition(by=official, at=NOW, report=Report.objects.get())
    said = {(use.label, use.text) for use in read(officer, following).context["stands_on"]}
    assert said == {
        ("Edizione precedente", "Relazione 2025, edizione 1"),
        ("Indicatore", f"{indicator.name}, versione 1"),
    }
    page = officer.get(reverse("indicators:indicator", args=[indicator.pk])).content.decode()
    assert page.count('">Relazione 2025</a>') == 2, "both editions"
    assert not reports_on(indicator.code, make_user(role=SOCIAL_WORKER, full_name="Olga Altrove"))


def test_draft_is_taken_away(officer: Client, report: Report) -> None:
    url = reverse("explore:report_delete", args=[report.pk])
    assert officer.get(url).status_code == 200
    assert officer.post(url).status_code == 302
    assert not Report.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same(client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int) -> None:
    owner = make_user(role=SOCIAL_WORKER, full_name="Anna Prova")
    client.force_login(owner)
    for one in range(number):
        actions.begin_report(by=owner, at=NOW, name=f"Relazione {one}")
    with django_assert_num_queries(7):
        client.get(reverse("explore:reports"))
