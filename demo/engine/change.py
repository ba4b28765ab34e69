# SPDX-License-Identifier: EUPL-1.2
"""Scores of an assessment that change as they do in life: most get a little better, some stay, one gets worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

BEST, WORST = 1, 6  # of the scales of the Mondo del Bambino: 1 an evident strength, 6 a serious problem


def first_scores(random: Random, codes: Sequence[str]) -> dict[str, int]:
    """Scores of a T0: of a family that asks for help, with some strengths to build on."""
    return {code: random.choices((2, 3, 4, 5), weights=(10, 25, 35, 30))[0] for code in codes}


def next_scores(random: Random, before: dict[str, int]) -> dict[str, int]:
    """The scores some months later."""
    steps = random.choices((-2, -1, 0, 1), weights=(8, 34, 43, 15), k=len(before))
    return {
        code: min(WORST, max(BEST, value + step)) for (code, value), step in zip(before.items(), steps, strict=True)
    }


def other_view(random: Random, scores: dict[str, int]) -> dict[str, int]:
    """What the family says of the same: near what the operators say, often a little better."""
    steps = random.choices((-2, -1, 0, 1), weights=(10, 35, 45, 10), k=len(scores))
    return {
        code: min(WORST, max(BEST, value + step)) for (code, value), step in zip(scores.items(), steps, strict=True)
    }
