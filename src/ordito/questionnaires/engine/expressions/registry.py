# SPDX-License-Identifier: EUPL-1.2
"""The list in which functions enter themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.questionnaires.engine.expressions.values import Value

    Function = Callable[..., Value]


class Entry(NamedTuple):
    """A function of scope and argument values, and how many arguments it takes (`most` None: any number)."""

    call: Function
    fewest: int
    most: int | None


ENTRIES: dict[str, Entry] = {}


def function(*names: str, fewest: int, most: int | None = -1) -> Callable[[Function], Function]:
    """Enter the decorated function under these names; it takes exactly `fewest` arguments unless `most` is given."""

    def enter(call: Function) -> Function:
        for name in names:
            ENTRIES[name] = Entry(call, fewest, fewest if most == -1 else most)
        return call

    return enter
