# SPDX-License-Identifier: EUPL-1.2
"""Which column of the file fills which field: suggested from the headings, settled by a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from ordito.core.text import fold
from ordito.imports.engine.headers import JOINT
from ordito.imports.engine.refusals import REASON, ROW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordito.core.declare import ImportField

OURS = (ROW, REASON)  # columns of a file of refused rows
CERTAIN = 100.0
ENOUGH = 86.0
IN_GROUP = 3.0  # "Servizio – dal" is rather "Servizio dal" than "dal"
NUMBERED = re.compile(r" \(\d+\)$")


def known_headings(fields: Sequence[ImportField]) -> frozenset[str]:
    """All folded words under which a file may head the columns of `fields`."""
    return frozenset(word for field in fields for word in _names(field))


def suggest_mapping(columns: Sequence[str], fields: Sequence[ImportField]) -> dict[int, str]:
    """Field names by column place; the likeliest pairs first, each column and each field once."""
    pairs = [
        (likeness, -place, -order, field.name)
        for place, column in enumerate(columns)
        if column not in OURS
        for order, field in enumerate(fields)
        if (likeness := _likeness(column, field)) >= ENOUGH
    ]
    mapping: dict[int, str] = {}
    for _points, place, _order, name in sorted(pairs, reverse=True):
        if -place not in mapping and name not in mapping.values():
            mapping[-place] = name
    return dict(sorted(mapping.items()))


def _names(field: ImportField) -> tuple[str, ...]:
    return tuple(fold(word) for word in (field.name, str(field.label), *field.synonyms))


def _likeness(column: str, field: ImportField) -> float:
    """How much a heading looks like a field, from 0 to 100; below a group's name its own last words count too."""
    plain = NUMBERED.sub("", column)
    names = _names(field)
    whole = _nearness(fold(plain), names)
    _group, joint, last = plain.rpartition(JOINT)
    return max(whole, _nearness(fold(last), names) - IN_GROUP) if joint else whole


def _nearness(folded: str, names: Sequence[str]) -> float:
    if not folded:
        return 0.0
    if folded in names:
        return CERTAIN
    if folded.replace(" ", "") in (name.replace(" ", "") for name in names):  # C.F., CF; Cod.Fisc., Codfisc
        return CERTAIN - 1
    return max(min(fuzz.token_sort_ratio(folded, name), CERTAIN - 2) for name in names)


@dataclass(frozen=True)
class MappingFlaws:
    """What keeps a mapping from being used: field names."""

    missing: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.repeated or self.unknown)


def check_mapping(mapping: Mapping[int, str], fields: Sequence[ImportField]) -> MappingFlaws:
    """Required fields that no column fills, fields that two columns fill, names that are no field."""
    chosen = list(mapping.values())
    names = [field.name for field in fields]
    return MappingFlaws(
        missing=tuple(field.name for field in fields if field.required and field.name not in chosen),
        repeated=tuple(name for name in names if chosen.count(name) > 1),
        unknown=tuple(sorted(set(chosen) - set(names))),
    )
