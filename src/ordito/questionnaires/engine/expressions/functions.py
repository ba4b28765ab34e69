# SPDX-License-Identifier: EUPL-1.2
"""All functions of the language, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions import (  # each enters its functions in the registry
    functions_dates,
    functions_number,
    functions_places,
    functions_sets,
    functions_text,
)
from ordito.questionnaires.engine.expressions.registry import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.questionnaires.engine.expressions.registry import Entry

MODULES = (functions_text, functions_number, functions_dates, functions_sets, functions_places)

FUNCTIONS: Mapping[str, Entry] = ENTRIES
LAZY_ARITIES: dict[str, tuple[int, int | None]] = {"if": (3, 3), "coalesce": (2, 2), "once": (1, 1)}
"""Functions that do not work out all their arguments; `compiling` has them."""

ARITIES: dict[str, tuple[int, int | None]] = {
    **{name: (entry.fewest, entry.most) for name, entry in ENTRIES.items()},
    **LAZY_ARITIES,
}
