# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ordito.accounts.roles import AMBITO_OFFICER, PROVIDER, REGIONAL_OFFICER
from ordito.campaigns.enums import Grouping, Level, ReturnState, Shown
from ordito.campaigns.queries.board import (
    BoardFilter,
    Tally,
    ambiti_in,
    board_choices,
    board_of,
    board_returns,
    listed_returns,
    percent_of,
    seen_returns,
    share_of,
)
from ordito.territory.enums import TerritoryKind
from tests.campaigns.rounds import TODAY, Round, make_campaign, make_round
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Round:
    return make_round()


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 45, "0,0 %"),
        (1, 45, "2,2 %"),
        (45, 45, "100,0 %"),
        (1, 20_000, "0,1 %"),
        (19_999, 20_000, "99,9 %"),
        (0, 0, "–"),
    ],
)
def test_percent_is_never_all_while_one_is_missing(part: int, whole: int, words: str) -> None:
    assert percent_of(part, whole) == words


def test_share_rounds_half_up() -> None:
    assert share_of(1, 16) == Decimal("6.3")  # 6.25


def test_tally_counts_what_is_owed_only() -> None:
    tally = Tally(
        {
            ReturnState.TODO: 1,
            ReturnState.DRAFT: 2,
            ReturnState.SENT_BACK: 3,
            ReturnState.REOPENED: 1,
            ReturnState.SUBMITTED: 4,
            ReturnState.APPROVED_AMBITO: 5,
            ReturnState.APPROVED_REGION: 6,
            ReturnState.NOT_DUE: 100,
        }
    )
    assert (tally.due, tally.arrived, tally.waiting, tally.to_correct) == (22, 15, 7, 4)
    assert (tally.approved_ambito, tally.approved_region) == (11, 6)
    assert tally.arrived + tally.waiting == tally.due


@pytest.mark.parametrize(
    ("arrived", "waiting", "shade"), [(0, 0, "pale"), (0, 3, "0"), (1, 2, "1"), (1, 1, "3"), (2, 1, "3"), (3, 0, "4")]
)
def test_shade_says_none_some_all(arrived: int, waiting: int, shade: str) -> None:
    assert Tally({ReturnState.SUBMITTED: arrived, ReturnState.TODO: waiting}).shade == shade


def test_board_groups_by_ambito_province_and_zone(world: Round) -> None:
    for ambito, state in (
        (0, ReturnState.SUBMITTED),
        (0, ReturnState.TODO),
        (1, ReturnState.TODO),
        (2, ReturnState.TODO),
    ):
        world.owe(ambito, state=state)
    officer = make_user(role=REGIONAL_OFFICER, territory=world.region)

    def lines(per: Grouping) -> list[tuple[str, int, int]]:
        made = board_of(seen_returns(officer, world.campaign), world.campaign, BoardFilter(per=per), today=TODAY)
        assert (made.whole.due, made.whole.arrived) == (4, 1)
        return [(line.name, line.tally.due, line.tally.arrived) for line in made.lines]

    assert lines(Grouping.AMBITO) == [("Ambito 1", 2, 1), ("Ambito 2", 1, 0), ("Ambito 3", 1, 0)]
    assert lines(Grouping.PROVINCE) == [("Alfa", 3, 1), ("Beta", 1, 0)]
    assert lines(Grouping.ZONE) == [("Zona Nord", 3, 1), ("Senza territorio", 1, 0)]


def test_map_and_table_come_from_the_same_figures(world: Round) -> None:
    world.owe(0, state=ReturnState.SUBMITTED)
    world.owe(1)
    officer = make_user(role=REGIONAL_OFFICER, territory=world.region)
    made = board_of(
        seen_returns(officer, world.campaign), world.campaign, BoardFilter(per=Grouping.PROVINCE), today=TODAY
    )
    assert made.map is not None
    assert {shape.line.name: shape.line.tally.shade for shape in made.map.shapes} == {
        "Ambito 1": "4",
        "Ambito 2": "0",
        "Ambito 3": "pale",
    }
    assert {shade: number for shade, _words, number in made.map.legend} == {"0": 1, "1": 0, "3": 0, "4": 1, "pale": 1}


def test_on_time_is_by_the_end_of_its_own_deadline_in_the_offices_time(world: Round) -> None:
    last_minute = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)  # 23:59 in Rome
    too_late = datetime(2026, 11, 30, 23, 1, tzinfo=UTC)
    world.owe(state=ReturnState.SUBMITTED, submitted_at=last_minute)
    world.owe(state=ReturnState.SUBMITTED, submitted_at=too_late)
    world.owe(state=ReturnState.SUBMITTED, submitted_at=too_late, due_on=date(2026, 12, 5))
    officer = make_user(role=REGIONAL_OFFICER)
    made = board_of(seen_returns(officer, world.campaign), world.campaign, BoardFilter(), today=TODAY)
    assert made.whole.on_time == 2


def test_late_is_what_is_awaited_after_its_own_deadline(world: Round) -> None:
    late = world.owe(due_on=date(2026, 11, 19))
    world.owe(due_on=TODAY)
    world.owe(due_on=date(2026, 11, 1), state=ReturnState.SUBMITTED)
    world.owe(due_on=date(2026, 11, 1), state=ReturnState.NOT_DUE)
    officer = make_user(role=REGIONAL_OFFICER)
    assert board_of(seen_returns(officer, world.campaign), world.campaign, BoardFilter(), today=TODAY).whole.late == 1
    rows = board_returns(seen_returns(officer, world.campaign), world.campaign, BoardFilter())
    assert list(listed_returns(rows, Shown.LATE, TODAY)) == [late]


def test_levels_follow_the_chain(world: Round) -> None:
    world.owe(state=ReturnState.APPROVED_REGION)
    world.owe(state=ReturnState.APPROVED_AMBITO)
    world.owe()
    officer = make_user(role=REGIONAL_OFFICER)

    def levels() -> list[tuple[int, str]]:
        made = board_of(seen_returns(officer, world.campaign), world.campaign, BoardFilter(), today=TODAY)
        return [(number, percent) for _label, number, percent in made.levels]

    assert levels() == [(2, "66,7 %"), (0, "0,0 %"), (2, "66,7 %"), (1, "33,3 %")]
    world.campaign.levels = [Level.PROVIDER]
    assert levels() == [(2, "66,7 %"), (0, "0,0 %")]


def test_each_counts_what_they_see(world: Round) -> None:
    mine = world.owe(0)
    world.owe(1)
    assert mine.organisation is not None
    for user, due in (
        (make_user(role=REGIONAL_OFFICER, territory=world.region), 2),
        (make_user(role=AMBITO_OFFICER, territory=world.ambiti[1]), 1),
        (make_user(role=AMBITO_OFFICER, territory=world.ambiti[2]), 0),
        (make_user(role=PROVIDER, organisation=mine.organisation), 1),
        (make_user(role=PROVIDER, organisation=world.owe(2, state=ReturnState.NOT_DUE).organisation), 0),
    ):
        assert board_of(seen_returns(user, world.campaign), world.campaign, BoardFilter(), today=TODAY).whole.due == due


def test_filters_choose_returns(world: Round) -> None:
    first, second, third = world.owe(0), world.owe(1), world.owe(2)
    other = make_campaign(world.region, world.kind)
    officer = make_user(role=REGIONAL_OFFICER)

    seen = seen_returns(officer, world.campaign)

    def rows(**values: int) -> set[int]:
        chosen = BoardFilter(**values)  # type: ignore[arg-type] # ids only
        return set(board_returns(seen, world.campaign, chosen).values_list("pk", flat=True))

    assert rows() == {first.pk, second.pk, third.pk}
    assert rows(province=world.provinces[0].pk) == {first.pk, second.pk}
    assert rows(zone=world.zone.pk) == {first.pk, second.pk}
    assert rows(ambito=world.ambiti[2].pk) == {third.pk}
    assert rows(service_type=world.kind.pk) == {first.pk, second.pk, third.pk}
    assert rows(service_type=world.kind.pk + 1) == set()
    assert not board_returns(seen_returns(officer, other), other, BoardFilter()).exists()


def test_choices_are_those_of_visible_returns(world: Round) -> None:
    world.owe(0)
    world.owe(2)
    regional = board_choices(seen_returns(make_user(role=REGIONAL_OFFICER), world.campaign), world.campaign)
    assert [place.name for place in regional.provinces] == ["Alfa", "Beta"]
    assert [place.name for place in regional.ambiti] == ["Ambito 1", "Ambito 3"]
    assert regional.zones == [world.zone]
    assert regional.service_types == [world.kind]
    local_officer = make_user(role=AMBITO_OFFICER, territory=world.ambiti[2])
    local = board_choices(seen_returns(local_officer, world.campaign), world.campaign)
    assert [place.name for place in local.provinces] == ["Beta"]


def test_ambito_across_two_provinces_is_where_most_of_it_is(world: Round) -> None:
    from tests.campaigns.rounds import link
    from tests.factories.territory import make_territory

    for _ in range(2):
        link(world.ambiti[0], make_territory(parent=world.provinces[1]))
    found = ambiti_in(TerritoryKind.PROVINCE, TODAY)
    assert found[world.ambiti[0].pk] == world.provinces[1].pk
    assert found[world.ambiti[1].pk] == world.provinces[0].pk
