# SPDX-License-Identifier: EUPL-1.2
"""A table leaves once it is checked, in its turn, by who may; and is remembered when it is withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from ordito.accounts.roles import REGIONAL_OFFICER, SERVICE_COORDINATOR
from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError
from ordito.core.models import writing
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.enums import Audience, PlaceLevel
from ordito.indicators.models import DisclosurePolicy, Snapshot
from ordito.releases import actions
from ordito.releases.actions import ReleaseError, checking
from ordito.releases.engine.frozen import CellState, FrozenTable, Wanted
from ordito.releases.enums import Breakdown, Protection, Refusal, ReleaseState
from ordito.releases.models import Release
from ordito.territory.models import TerritoryLink
from ordito.territory.queries.hierarchies import forget_groups
from tests.factories.accounts import make_user
from tests.factories.releases import GENDER_AGE, NOW, SYSTEM, YEAR, make_out, make_release, wanted

if TYPE_CHECKING:
    from uuid import UUID

    from ordito.territory.models import Territory
    from tests.releases.conftest import Land


def table_of(release: Release) -> FrozenTable:
    return FrozenTable.from_json(release.table)


def hidden_in(release: Release) -> set[tuple[str, str, str]]:
    """Place, gender and age of the hidden cells."""
    table = table_of(release)
    return {
        (table.places[p].label, table.genders[g].label, table.ages[a].label)
        for p, g, a, _v in zip(*(table.states == CellState.HIDDEN).nonzero(), strict=True)
    }


def test_a_table_without_small_cells_leaves_whole_and_adds_up(land: Land) -> None:
    release = make_out()
    table = table_of(release)
    assert (release.state, release.number, table.hidden) == (ReleaseState.RELEASED, 1, 0)
    assert int(table.cells[-1, -1, -1, -1]) == land.people.sum()
    assert [place.label for place in table.places] == ["Alba", "Bosco", "Colle", "Puglia"]
    assert table.places[0].of == ("C0", "C1"), "as they stood on its day"
    assert len(release.sha256) == 64


def test_a_small_cell_is_hidden_with_others_and_the_audit_is_kept(land: Land) -> None:
    land.people[4:6, :, 2] = 0
    land.people[4, 1, 2] = 2
    release = make_release(wanted(breakdown=GENDER_AGE))
    assert any((place, gender) == ("Colle", "Maschi") for place, gender, _age in hidden_in(release))
    [reader] = release.audit["readers"]
    assert reader["reader"] == Audience.NETWORK
    assert len(reader["cells"]) == len(reader["low"]) == table_of(release).hidden
    assert all(high - low >= 4 for low, high in zip(reader["low"], reader["high"], strict=True))
    hidden = [cell for cell, state in zip(release.table["cells"], release.table["states"], strict=True) if state == 1]
    assert set(hidden) == {-1}, "no value stands where one is hidden"


def test_who_prepares_ten_tables_gets_no_hidden_cell(land: Land) -> None:
    """By a second table, by a filter: what left before is counted in."""
    land.people[0:2, 0, 0] = 0
    land.people[0, 0, 0] = 2
    first = make_out(wanted(breakdown=Breakdown.AGE))
    girls = make_out(YEAR)
    assert first.number == 1
    both = make_release(wanted(breakdown=GENDER_AGE))
    assert both.audit["readers"][0]["known"] == [1, 2]
    assert both.state == ReleaseState.READY
    place = table_of(both).places[0].label
    assert any(where == place for where, _gender, _age in hidden_in(both))
    assert girls.state == ReleaseState.RELEASED


def test_an_ambito_that_loses_a_comune_tells_nothing_of_it(land: Land) -> None:
    land.people[3] = 0
    land.people[3, 0, 0] = 3
    old = make_out(wanted(breakdown=""))
    assert table_of(old).hidden == 0
    with writing():
        TerritoryLink.objects.filter(child=land.comuni[3], parent=land.ambiti[1]).update(parent=land.ambiti[2])
    forget_groups()
    new = make_release(wanted(breakdown=""))
    assert {place for place, _gender, _age in hidden_in(new)} >= {"Bosco", "Colle"}
    assert table_of(old).places[1].of == ("C2", "C3")


def test_a_later_version_does_not_say_that_two_are_new(land: Land) -> None:
    make_out(wanted(breakdown=""))
    land.people[0, 0, 0] += 2
    later = make_release(wanted(breakdown=""))
    assert {place for place, _gender, _age in hidden_in(later)} >= {"Alba", "Puglia"}


def test_a_higher_threshold_outside_is_checked_for_both_kinds_of_reader(land: Land) -> None:
    with writing():
        DisclosurePolicy.objects.update_or_create(audience=Audience.PUBLICATION, defaults={"threshold": 10})
    release = make_release(wanted(breakdown=Breakdown.AGE), audience=Audience.PUBLICATION)
    assert [(reader["reader"], reader["threshold"]) for reader in release.audit["readers"]] == [
        (Audience.PUBLICATION, 10),
        (Audience.NETWORK, 5),
    ]
    assert release.threshold == 10
    assert land.people.sum()


def test_who_sees_a_place_exactly_is_tried_in_the_network_alone(land: Land) -> None:
    make_user(role=SERVICE_COORDINATOR, territory=land.comuni[0])
    release = make_release(audience=Audience.PUBLICATION)
    assert [reader["insiders"] for reader in release.audit["readers"]] == [0, 4], "three Ambiti and a Comune"
    assert [reader["pairs"] for reader in release.audit["readers"]] == [0, 6]


def test_a_rounded_table_hides_nothing_and_is_known_within_its_margin(land: Land) -> None:
    land.people[0:2, 0, 0] = 1
    rounded = make_out(wanted(breakdown=GENDER_AGE), protection=Protection.ROUNDING)
    table = table_of(rounded)
    assert (table.hidden, table.base, table.margin) == (0, 10, 9)
    assert not (table.cells % 10).any()
    assert table.cells[:-1].sum() * 2 == table.cells.sum(), "places add up to the whole"
    after = make_release(wanted(breakdown=GENDER_AGE))
    assert after.audit["readers"][0]["known"] == [1]
    assert after.state == ReleaseState.READY


def test_tables_of_takings_are_tried_beside_those_of_persons(land: Land) -> None:
    def takings(measure: Measure, year: int) -> Release:
        return make_out(Wanted(measure, Period(year), "ambito"))

    numbers = [takings(measure, 2025).number for measure in (Measure.OPENED, Measure.OPEN)]
    assert make_release().audit["readers"][0]["known"] == numbers
    assert make_release(Wanted(Measure.PERSONS, Period(2026), "ambito")).audit["readers"][0]["known"] == numbers[1:]


def test_what_stays_in_the_network_is_not_known_outside(land: Land) -> None:
    make_out()
    release = make_release(audience=Audience.PUBLICATION)
    assert [reader["known"] for reader in release.audit["readers"]] == [[], [1]]


def test_a_table_that_another_overtook_is_checked_again(land: Land) -> None:
    first, second = make_release(), make_release(wanted(breakdown=Breakdown.AGE))
    actions.let_out(by=land.officer, at=NOW, release=first)
    again = actions.let_out(by=land.officer, at=NOW, release=second)
    assert (again.state, again.number) == (ReleaseState.CHECKING, None)
    actions.check(by=SYSTEM, at=NOW, release=again, progress=lambda _done, _total: None)
    again.refresh_from_db()
    assert again.audit["readers"][0]["known"] == [1]
    assert actions.let_out(by=land.officer, at=NOW, release=again).number == 2


@pytest.mark.parametrize("what", ["threshold", "data"])
def test_a_table_checked_under_what_no_longer_holds_is_checked_again(land: Land, what: str) -> None:
    release = make_release(audience=Audience.PUBLICATION)
    with writing():
        if what == "threshold":
            DisclosurePolicy.objects.update_or_create(audience=Audience.NETWORK, defaults={"threshold": 8})
        else:
            Snapshot.objects.update(key="1" * 32)
    again = actions.let_out(by=land.officer, at=NOW, release=release)
    assert (again.state, again.threshold) == (ReleaseState.CHECKING, 5), "the one it was attacked under"
    actions.check(by=SYSTEM, at=NOW, release=again, progress=lambda _done, _total: None)
    assert actions.let_out(by=land.officer, at=NOW, release=again).number == 1


def test_what_is_not_proven_in_time_is_refused_and_coarser_tables_are_offered(
    land: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "PROVING", 0)
    release = make_release(wanted(PlaceLevel.COMUNE, GENDER_AGE))
    assert (release.state, release.audit["refused"]) == (ReleaseState.REFUSED, Refusal.LONG)
    assert len(release.audit["coarser"]) == checking.MOST_PROPOSALS
    assert land.people.any()


def test_nothing_to_count_is_refused_and_coarser_tables_are_offered(land: Land) -> None:
    release = make_release(wanted(PlaceLevel.COMUNE, GENDER_AGE))
    assert release.state == ReleaseState.READY
    offers = [Wanted.from_json(offer["wanted"]) for offer in release.audit["coarser"]]
    assert [(offer.breakdown, offer.merged) for offer in offers] == [
        (GENDER_AGE, (("eta", ("6", "14")),)),
        (Breakdown.BROAD_AGE, ()),
        (Breakdown.GENDER, ()),
        (GENDER_AGE, ()),
    ]
    assert [offer["hidden"] for offer in release.audit["coarser"]] == [0, 0, 0, 0]
    taken = actions.take_coarser(by=land.officer, at=NOW, release=release, number=0)
    assert actions.take_coarser(by=land.officer, at=NOW, release=release, number=0) == taken, "taken twice it is one"
    assert (taken.title, Wanted.from_json(taken.definition)) == (release.title, offers[0])
    with pytest.raises(ReleaseError, match="non c’è più"):
        actions.take_coarser(by=land.officer, at=NOW, release=release, number=4)
    land.people[:] = 0
    land.people[:2, 0, 0] = 1
    assert make_release(YEAR).audit["refused"] == "hidden"
    empty = make_release(Wanted(Measure.PERSONS, Period(2019), "ambito"))
    assert (empty.state, empty.audit["refused"]) == (ReleaseState.REFUSED, "empty")
    assert Refusal.EMPTY.label == Refusal.HIDDEN.label, "or the refusal would tell zero from a few"
    with pytest.raises(ReleaseError, match="non è verificata"):
        actions.let_out(by=SYSTEM, at=NOW, release=empty)


def test_withdrawn_it_is_remembered(land: Land) -> None:
    release = make_out()
    with pytest.raises(ReleaseError, match="perché"):
        actions.withdraw(by=land.officer, at=NOW, release=release, because="  ")
    actions.withdraw(by=land.officer, at=NOW, release=release, because="Dati da correggere")
    with pytest.raises(ReleaseError, match="ritirata"):
        actions.withdraw(by=land.officer, at=NOW, release=release, because="Di nuovo")
    assert make_release(wanted(breakdown=Breakdown.AGE)).audit["readers"][0]["known"] == [1]
    assert Entry.objects.filter(action="releases.withdraw").count() == 1


def test_an_officer_lets_out_their_own_place_and_nothing_outside(land: Land) -> None:
    def prepare(audience: Audience, place: Territory | None, key: UUID) -> Release:
        values = actions.ReleaseValues("Una tabella", "Di che parla", "Relazione", audience)
        asked = wanted(breakdown="", place_id=place.pk if place else None)
        return actions.prepare(values, by=land.ambito_officer, at=NOW, wanted=asked, place=place, form_key=key)

    key = uuid4()
    made = prepare(Audience.NETWORK, land.ambiti[0], key)
    assert prepare(Audience.NETWORK, land.ambiti[0], key) == made, "the same form twice makes one"
    for place in (land.ambiti[1], None):
        with pytest.raises(NotAllowedError):
            prepare(Audience.NETWORK, place, uuid4())
    with pytest.raises(NotAllowedError):
        prepare(Audience.PUBLICATION, land.ambiti[0], uuid4())
    elsewhere = make_user(role=REGIONAL_OFFICER, territory=land.ambiti[1])
    with pytest.raises(NotAllowedError):
        actions.let_out(by=elsewhere, at=NOW, release=made)


def test_outside_needs_a_description_and_data(land: Land) -> None:
    values = actions.ReleaseValues("Una tabella", "", "Relazione", Audience.PUBLICATION)
    with pytest.raises(ReleaseError, match="descrivilo"):
        actions.prepare(values, by=land.officer, at=NOW, wanted=YEAR, place=None, form_key=uuid4())
    with writing():
        Snapshot.objects.all().delete()
    with pytest.raises(ReleaseError, match="Non ci sono ancora dati"):
        actions.prepare(values, by=land.officer, at=NOW, wanted=YEAR, place=None, form_key=uuid4())


def test_years_of_one_table_are_one_series_and_other_tables_are_others(land: Land) -> None:
    first = make_out(audience=Audience.PUBLICATION)
    second = make_out(audience=Audience.PUBLICATION)
    other = make_out(wanted(breakdown=""), audience=Audience.PUBLICATION)
    assert first.series is not None
    assert second.series == first.series
    assert other.series is not None
    assert other.series.slug == f"{first.series.slug}-2"


def test_the_database_keeps_the_ledger_whole(land: Land) -> None:
    release = make_out()
    for wrong in ({"number": None}, {"sha256": ""}, {"state": ReleaseState.WITHDRAWN}):
        with pytest.raises(IntegrityError), transaction.atomic(), writing():
            Release.objects.filter(pk=release.pk).update(**wrong)


def test_a_changed_row_does_not_leave(land: Land) -> None:
    release = make_release()
    release.table["cells"][0] += 1
    with writing():
        Release.objects.filter(pk=release.pk).update(table=release.table)
    with pytest.raises(ReleaseError, match="non è verificata"):
        actions.let_out(by=land.officer, at=NOW, release=release)
