# SPDX-License-Identifier: EUPL-1.2
"""A table may count any dataset, under the filters of an indicator, by several facets at once; and when it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.indicators.engine.mart import BrokenSnapshotError
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.query import UnknownColumnError
from ordito.indicators.enums import Audience
from ordito.indicators.queries import snapshots
from ordito.releases import actions
from ordito.releases.actions import checking
from ordito.releases.engine.frozen import CellState, FrozenTable, Wanted
from ordito.releases.enums import ReleaseState
from ordito.releases.queries.offers import of_indicator, subjects, why_not
from tests.factories.indicators import make_indicator
from tests.factories.releases import NOW, SYSTEM, make_out, make_release, wanted

if TYPE_CHECKING:
    from ordito.releases.models import Release
    from tests.releases.conftest import Land

NEARLY = (("motivo", ("fragilita", "")),)


def table_of(release: Release) -> FrozenTable:
    return FrozenTable.from_json(release.table)


def hidden_in(release: Release) -> set[tuple[str, str]]:
    """Place and value of the hidden cells."""
    table = table_of(release)
    found = zip(*(table.states == CellState.HIDDEN).nonzero(), strict=True)
    return {(table.places[p].label, table.values[v].label) for p, _g, _a, v in found}


def test_a_filter_leaves_with_its_own_numbers(land: Land) -> None:
    release = make_out(wanted(breakdown="", where=NEARLY))
    table = table_of(release)
    assert table.hidden == 0
    assert int(table.cells[-1].item()) == land.people.sum() - -(-land.people.sum() // 4)
    assert Wanted.from_json(release.definition).where == NEARLY


def test_a_filter_less_than_the_whole_tells_nobody_left_out(land: Land) -> None:
    """Who is left out by the filter is few in one Ambito: whichever leaves second is hidden there."""
    land.people[4:6] = 0
    land.people[4, 0, 0] = 11
    whole = make_out(wanted(breakdown=""))
    assert table_of(whole).hidden == 0
    alone = make_release(wanted(breakdown="", where=(("modalita", ("ordinaria",)),)))
    assert ("Colle", "Totale") in hidden_in(alone), "eleven, of whom those in a hurry are three or four"
    assert alone.audit["readers"][0]["known"] == [1]


def test_facets_cross_and_have_their_totals(land: Land) -> None:
    release = make_out(wanted(breakdown="motivo-modalita"))
    table = table_of(release)
    labels = [group.label for group in table.values]
    assert len(labels) == len(set(labels)) == 4 * 4, "two reasons and two ways, not stated, totals"
    whole = {labels[v]: int(table.cells[-1, 0, 0, v]) for v in range(16) if table.states[-1, 0, 0, v] == 0}
    assert whole["Totale"] == land.people.sum()
    assert whole["totale, ordinaria"] + whole["totale, urgente"] == whole["Totale"]
    again = make_release(wanted(breakdown="modalita"))
    assert again.state == ReleaseState.READY


def test_classes_that_are_one_are_counted_together(land: Land) -> None:
    merged = table_of(make_out(wanted(breakdown="eta", merged=(("eta", ("0", "6")),))))
    assert merged.ages[0].code == "0+6"
    assert int(merged.cells[-1, 0, 0, 0]) == land.people[:, :, :2].sum()
    facet = table_of(make_out(wanted(breakdown="modalita", merged=(("modalita", ("ordinaria", "urgente")),))))
    assert [group.code for group in facet.values] == ["ordinaria+urgente", "", "*"]


def test_other_datasets_are_told_by_themselves(land: Land) -> None:
    make_out()
    rows = make_release(Wanted(Measure.EPISODES, Period(2025), "ambito", "kind", dataset="interventions"))
    assert (rows.state, rows.audit["readers"][0]["known"]) == (ReleaseState.READY, [])
    assert int(table_of(rows).cells[-1, 0, 0, -1]) == land.people.sum()


INTERVENTIONS = Wanted(Measure.PERSONS, Period(2025), "ambito", dataset="interventions")


@pytest.mark.parametrize("first", ["takings", "interventions"])
def test_who_has_no_intervention_is_not_told_by_two_tables_of_different_data(land: Land, first: str) -> None:
    """In Colle two persons in charge have none: whichever table leaves second is hidden there."""
    served = land.people.copy()
    served[4, 0] -= 1, 1, 0
    land.of["interventions"] = served, 0
    tables = [wanted(breakdown=""), INTERVENTIONS]
    out, late = tables if first == "takings" else tables[::-1]
    assert table_of(make_out(out)).hidden == 0
    row = make_release(late)
    assert ("Colle", "Totale") in hidden_in(row)
    assert len(hidden_in(row)) > 1, "nor is it what the others leave of the total"
    assert row.audit["readers"][0]["known"] == [1]


def test_what_the_other_data_say_of_a_hidden_figure_is_known(land: Land) -> None:
    """Four persons of Alba are hidden among those in charge: how many are served tells no more of them."""
    land.people[0:2] = 0
    land.people[0, 0, 0] = 4
    make_out(wanted(breakdown=""))
    land.of["interventions"] = land.people.copy(), 0
    row = make_release(INTERVENTIONS)
    low, high = (row.audit["readers"][0][end][0] for end in ("low", "high"))
    assert low <= 1
    assert high >= 5


def test_data_about_other_persons_are_not_put_together(land: Land) -> None:
    land.of["interventions"] = land.people.copy(), 100_000
    make_out(wanted(breakdown=""))
    row = make_release(INTERVENTIONS)
    assert (table_of(row).hidden, row.audit["readers"][0]["known"]) == (0, [])


def test_what_is_about_no_person_leaves_as_it_is(land: Land) -> None:
    land.people[:] = 0
    land.people[0, 0, 0] = 1
    services = make_out(Wanted(Measure.OPEN, Period(2025), "ambito", dataset="services"), audience=Audience.PUBLICATION)
    assert (services.threshold, services.audit["exact"]) == (0, True)
    assert table_of(services).cells.ravel().tolist() == [1, 0, 0, 1]
    assert not (table_of(services).states != CellState.SHOWN).any(), "where there is none there is none"


def test_an_answer_said_to_count_people_since_the_check_does_not_leave(
    land: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = make_release(Wanted(Measure.OPEN, Period(2025), "ambito", dataset="services"))
    monkeypatch.setattr(checking, "telling_of_people", lambda _dataset, _facets: ["Quanti bambini"])
    row = actions.let_out(by=SYSTEM, at=NOW, release=services)
    assert (row.state, row.number) == (ReleaseState.CHECKING, None)
    actions.check(by=SYSTEM, at=NOW, release=row, progress=lambda _done, _total: None)
    row.refresh_from_db()
    assert (row.state, row.audit["refused"], row.table) == (ReleaseState.REFUSED, "people", {})
    assert land.people.any()


@pytest.mark.parametrize(("error", "refused"), [(BrokenSnapshotError, "broken"), (UnknownColumnError, "unknown")])
def test_broken_data_refuse_the_table_and_say_so(
    land: Land, monkeypatch: pytest.MonkeyPatch, error: type[ValueError], refused: str
) -> None:
    def broken(*_asked: object) -> None:
        raise error("a file is missing")

    monkeypatch.setattr(snapshots, "_mart", broken)
    release = make_release()
    assert (release.state, release.audit["refused"], release.audit["coarser"]) == ("refused", refused, [])
    assert land.people.any()


TAKINGS = {"dataset": "takings", "measure": "persons"}


@pytest.mark.parametrize(
    ("definition", "why"),
    [
        (TAKINGS | {"measure": "duration"}, "una media, una durata"),
        (TAKINGS | {"over": {"kind": "count", "measure": "persons"}}, "È una quota"),
        (TAKINGS | {"over": {"kind": "residents", "per": 100}}, "ogni 1.000 residenti"),
        (TAKINGS | {"ages": {"from": 1, "to": 17}}, "non coincidono"),
        (TAKINGS | {"dataset": "forgotten"}, "non ci sono più"),
        (
            {"dataset": "staff", "measure": "persons", "over": {"kind": "residents", "per": 1000}, "ages": {"to": 17}},
            "residenti delle",
        ),
    ],
)
@pytest.mark.django_db
def test_an_indicator_that_does_not_leave_says_why(definition: dict[str, object], why: str) -> None:
    row = make_indicator("prova", definition=definition)
    assert row.current is not None
    assert why in why_not(row.current.recipe)
    assert of_indicator(row) is None


@pytest.mark.django_db
def test_an_indicator_leaves_with_its_filter_and_every_dataset_is_offered() -> None:
    where = [{"dimension": "taking_reasons.reason", "codes": ["tutela"]}, {"dimension": "genere", "codes": ["F"]}]
    row = make_indicator("tutela", definition=TAKINGS | {"where": where, "ages": {"from": 0, "to": 17}})
    subject = of_indicator(row)
    assert subject is not None
    assert subject.where == (("motivo", ("tutela",)), ("genere", ("F",)))
    assert (subject.age_from, subject.age_to, subject.measure) == (0, 17, Measure.PERSONS)
    offered = {one.key for _label, several in subjects([row]) for one in several}
    assert {"i:tutela", "persons", "rate", "episodes", "d:interventions:persons", "d:services:open"} <= offered
