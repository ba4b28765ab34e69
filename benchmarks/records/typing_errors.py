# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random


def spoil(name: str, chance: random.Random) -> str:
    """One letter dropped, doubled or replaced; half the times the first name comes first."""
    place = chance.randrange(1, len(name) - 1)
    head, letter, tail = name[:place], name[place], name[place + 1 :]
    spoiled = chance.choice((head + tail, f"{head}{letter}{letter}{tail}", f"{head}e{tail}"))
    words = spoiled.split()
    return " ".join(words if chance.random() < 1 / 2 else reversed(words))
