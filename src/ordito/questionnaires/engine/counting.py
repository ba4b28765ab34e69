# SPDX-License-Identifier: EUPL-1.2
"""Whether the answers to a question count people, as its words say: then few of them must not be told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ONE, SEVERAL = "select_one", "select_multiple"
NUMBERS = frozenset({"integer", "decimal", "range", "calculate"})
COUNTABLE = NUMBERS | {ONE, SEVERAL}
"""Kinds of question whose answers are counted or added up."""
HOW_MANY = re.compile(r"\b(quant[ie]|numero|n°|n\.|how many|number of)(\W|$)", re.IGNORECASE)
AMOUNT = re.compile(r"\W*((da|fino a|tra|fra|oltre|più di|meno di|almeno|from|up to|over|under) )?\d", re.IGNORECASE)
"""How a choice begins that is a number or a band of numbers: "3", "da 3 a 5", "oltre 10"."""


def counts_people(kind: str, label: str, choices: Sequence[Sequence[str]]) -> bool:
    """What is taken of a question of which nobody has said it: of doubt, that it does.

    A number may count people. A choice (`choices` are [value, label]) does where it is asked how many, or where two of
    its answers are amounts.
    """
    if kind in NUMBERS:
        return True
    amounts = sum(1 for _value, words in choices if AMOUNT.match(words))
    return kind in {ONE, SEVERAL} and (bool(HOW_MANY.search(label)) or amounts > 1)
