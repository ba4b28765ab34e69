# SPDX-License-Identifier: EUPL-1.2
"""Distributions of answers, question by question and group by group: counts, sums, middles and ends."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST_DAY = len("2026-01-01")


class Family(StrEnum):
    """How the answers to a question are summed up."""

    CHOICES = "choices"  # how often each choice was taken
    NUMBERS = "numbers"  # how many, sum, mean, median, lowest and highest
    DAYS = "days"  # first and last
    TEXTS = "texts"  # how many; the texts themselves are read one by one
    OTHERS = "others"  # how many: files, places on a map


KINDS = {
    "select_one": Family.CHOICES,
    "select_multiple": Family.CHOICES,
    "rank": Family.CHOICES,
    "integer": Family.NUMBERS,
    "decimal": Family.NUMBERS,
    "range": Family.NUMBERS,
    "calculate": Family.NUMBERS,
    "hidden": Family.NUMBERS,
    "date": Family.DAYS,
    "datetime": Family.DAYS,
    "text": Family.TEXTS,
    "barcode": Family.TEXTS,
}


def family_of(kind: str) -> Family:
    """The family of a kind of question, as the forms' engine names kinds."""
    return KINDS.get(kind, Family.OTHERS)


@dataclass(frozen=True)
class Distribution:
    """What was answered to a question by a group; fields that its family has no use for are empty.

    `answered` counts the rows with an answer: units, or instances of a repeat. `counts` are by value; several choices
    of one row count each. `total`, `middle` and the ends are of the answers that are numbers, `numbers` how many.
    """

    answered: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    numbers: int = 0
    total: float = 0.0
    middle: float | None = None
    lowest: float | None = None
    highest: float | None = None
    first_day: str = ""
    last_day: str = ""

    @property
    def mean(self) -> float | None:
        """Sum over how many; None when nobody gave a number."""
        return self.total / self.numbers if self.numbers else None

    def reworded(self, mapping: Mapping[str, str]) -> Distribution:
        """The same with choices renamed; those that become one add up."""
        counts: Counter[str] = Counter()
        for value, number in self.counts.items():
            counts[mapping.get(value, value)] += number
        return Distribution(**{**self.to_json(), "counts": counts})

    def to_json(self) -> dict[str, Any]:
        """Plain values, for the snapshot."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """What `to_json` made."""
        return cls(**values)


class Gathering:
    """Answers to one question by one group, while they are read one after the other."""

    __slots__ = ("answered", "counts", "family", "first_day", "last_day", "numbers")

    def __init__(self, family: Family) -> None:
        self.family = family
        self.answered = 0
        self.counts: Counter[str] = Counter()
        self.numbers = array("d")
        self.first_day = self.last_day = ""

    def add(self, text: str) -> None:
        """One answer, as it is stored; an empty one is none."""
        if not text:
            return
        self.answered += 1
        if self.family is Family.CHOICES:
            self.counts.update(set(text.split()))
        elif self.family is Family.NUMBERS:
            number = _number(text)
            if number is not None:
                self.numbers.append(number)
        elif self.family is Family.DAYS:
            day = text[:SHORTEST_DAY]
            self.first_day = min(self.first_day or day, day)
            self.last_day = max(self.last_day, day)

    def distribution(self) -> Distribution:
        """What was gathered."""
        return Distribution(
            answered=self.answered,
            counts=dict(self.counts),
            numbers=len(self.numbers),
            total=math.fsum(self.numbers),
            middle=median(self.numbers) if self.numbers else None,
            lowest=min(self.numbers, default=None),
            highest=max(self.numbers, default=None),
            first_day=self.first_day,
            last_day=self.last_day,
        )


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
