# SPDX-License-Identifier: EUPL-1.2
"""The table of moves, whole: from every state, with every chain of levels, by every side."""

from __future__ import annotations

from itertools import combinations

import pytest

from ordito.campaigns.enums import Level, Move, ReturnState
from ordito.campaigns.rules import Side, entitled, final_state, fits, target_of

S, M = ReturnState, Move
ALL = ("provider", "ambito", "region")
WAITING = (S.TODO, S.DRAFT, S.SENT_BACK, S.REOPENED)
# What each move does with all levels: from which state to which; anything that is not here may not happen.
EXPECTED = {
    (M.START, S.TODO): S.DRAFT,
    **{(M.SUBMIT, state): S.SUBMITTED for state in WAITING},
    (M.TAKE_UP, S.SUBMITTED): S.DRAFT,
    (M.SEND_BACK, S.SUBMITTED): S.SENT_BACK,
    (M.SEND_BACK, S.APPROVED_AMBITO): S.SENT_BACK,
    (M.APPROVE_AMBITO, S.SUBMITTED): S.APPROVED_AMBITO,
    (M.APPROVE_REGION, S.APPROVED_AMBITO): S.APPROVED_REGION,
    (M.REOPEN, S.APPROVED_AMBITO): S.REOPENED,
    (M.REOPEN, S.APPROVED_REGION): S.REOPENED,
    **{(M.EXEMPT, state): S.NOT_DUE for state in WAITING},
    (M.REQUIRE, S.NOT_DUE): S.TODO,
    **{(M.MOVE_AMBITO, state): state for state in S},
    **{(M.EXTEND, state): state for state in WAITING},
}


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", ReturnState)
def test_move_with_all_levels(move: Move, state: ReturnState) -> None:
    assert target_of(move, state, ALL) == EXPECTED.get((move, state))


@pytest.mark.parametrize(
    ("levels", "move", "state", "target"),
    [
        (("provider", "region"), M.APPROVE_AMBITO, S.SUBMITTED, None),
        (("provider", "region"), M.TAKE_UP, S.SUBMITTED, None),
        (("provider", "region"), M.APPROVE_REGION, S.SUBMITTED, S.APPROVED_REGION),
        (("provider", "region"), M.SEND_BACK, S.SUBMITTED, S.SENT_BACK),
        (("provider", "ambito"), M.APPROVE_AMBITO, S.SUBMITTED, S.APPROVED_AMBITO),
        (("provider", "ambito"), M.APPROVE_REGION, S.APPROVED_AMBITO, None),
        (("provider", "ambito"), M.REOPEN, S.APPROVED_AMBITO, S.REOPENED),
        (("ambito", "region"), M.APPROVE_AMBITO, S.SUBMITTED, S.APPROVED_AMBITO),
        (("ambito",), M.APPROVE_AMBITO, S.SUBMITTED, S.APPROVED_AMBITO),
        (("region",), M.APPROVE_REGION, S.SUBMITTED, S.APPROVED_REGION),
        (("provider",), M.APPROVE_REGION, S.SUBMITTED, None),
        (("provider",), M.SEND_BACK, S.SUBMITTED, None),
        (("provider",), M.SUBMIT, S.TODO, S.SUBMITTED),
        (("provider",), M.EXEMPT, S.TODO, S.NOT_DUE),
    ],
)
def test_skipped_level_takes_its_moves_away(
    levels: tuple[str, ...], move: Move, state: ReturnState, target: ReturnState | None
) -> None:
    assert target_of(move, state, levels) == target


CHAINS = [chain for size in (1, 2, 3) for chain in combinations(ALL, size)]


@pytest.mark.parametrize("levels", CHAINS)
def test_every_chain_reaches_its_end(levels: tuple[str, ...]) -> None:
    """From the first state some moves lead to the last one, whatever is skipped."""
    reached, newest = {S.TODO}, {S.TODO}
    while newest:
        found = {target_of(move, state, levels) for move in Move for state in newest}
        newest = {state for state in found if state is not None} - reached
        reached |= newest
    assert final_state(levels) in reached
    last = {S.APPROVED_REGION: "region", S.APPROVED_AMBITO: "ambito"}
    assert all(state not in reached for state, level in last.items() if level not in levels)


@pytest.mark.parametrize(
    ("move", "sides"),
    [
        (M.START, {Side.FILLER, Side.AMBITO}),
        (M.SUBMIT, {Side.FILLER, Side.AMBITO}),
        (M.TAKE_UP, {Side.AMBITO}),
        (M.SEND_BACK, {Side.AMBITO, Side.REGION}),
        (M.APPROVE_AMBITO, {Side.AMBITO}),
        (M.APPROVE_REGION, {Side.REGION}),
        (M.REOPEN, {Side.REGION}),
        (M.EXEMPT, {Side.AMBITO, Side.REGION}),
        (M.REQUIRE, {Side.AMBITO, Side.REGION}),
        (M.MOVE_AMBITO, {Side.REGION}),
        (M.EXTEND, {Side.AMBITO, Side.REGION}),
    ],
)
def test_sides_of_a_move(move: Move, sides: set[Side]) -> None:
    assert {side for side in Side if entitled(move, S.SUBMITTED, ALL, {side})} == sides


def test_what_the_ambito_approved_only_the_region_sends_back() -> None:
    assert not entitled(M.SEND_BACK, S.APPROVED_AMBITO, ALL, {Side.AMBITO})
    assert entitled(M.SEND_BACK, S.APPROVED_AMBITO, ALL, {Side.REGION})


@pytest.mark.parametrize("move", Move)
def test_ambito_only_fills_where_its_level_is_skipped(move: Move) -> None:
    assert entitled(move, S.SUBMITTED, ("provider", "region"), {Side.AMBITO}) == (move in {M.START, M.SUBMIT})


@pytest.mark.parametrize(
    ("levels", "kind", "good"),
    [
        (ALL, "service", True),
        (("region",), "service", True),
        ((), "service", False),
        (("moon",), "service", False),
        (ALL, "ambito", False),
        (("ambito", "region"), "ambito", True),
        (("provider",), "professional", True),
    ],
)
def test_chain_that_somebody_can_begin(levels: tuple[str, ...], kind: str, *, good: bool) -> None:
    assert fits(levels, kind) is good


def test_levels_are_the_ones_of_the_table() -> None:
    assert tuple(Level.values) == ALL
