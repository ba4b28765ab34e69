# SPDX-License-Identifier: EUPL-1.2
"""What somebody is to somebody else, derived from parents and couples: siblings, grandparents and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ordito.kinship.engine.family import ADOPTIVE, FOSTER, LEGAL, NATURAL, STEP

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.kinship.engine.family import Family

BOTH_PARENTS = 2


class Bond(StrEnum):
    """What somebody is to the person of the record."""

    SELF = "self"
    PARENT = "parent"
    ADOPTIVE_PARENT = "adoptive_parent"
    FOSTER_PARENT = "foster_parent"
    STEP_PARENT = "step_parent"
    CHILD = "child"
    ADOPTIVE_CHILD = "adoptive_child"
    FOSTER_CHILD = "foster_child"
    STEP_CHILD = "step_child"
    PARTNER = "partner"  # `detail` is the state of the couple
    SIBLING = "sibling"
    HALF_SIBLING = "half_sibling"  # `detail` is the sex of the parent in common
    SIBLING_OF_ONE_KNOWN = "sibling_of_one_known"  # the same; of the other parent nothing is known
    FOSTER_SIBLING = "foster_sibling"
    STEP_SIBLING = "step_sibling"
    GRANDPARENT = "grandparent"  # `detail` is the sex of the parent between
    GREAT_GRANDPARENT = "great_grandparent"
    GRANDCHILD = "grandchild"
    UNCLE_AUNT = "uncle_aunt"  # `detail` is the sex of the parent between
    COUSIN = "cousin"
    NEPHEW = "nephew"
    PARENT_IN_LAW = "parent_in_law"
    CHILD_IN_LAW = "child_in_law"
    SIBLING_IN_LAW = "sibling_in_law"
    CO_PARENT = "co_parent"  # a child in common, and no couple written
    OTHER = "other"


@dataclass(frozen=True)
class Relation:
    """A bond, with the detail that its words need (see `Bond`)."""

    bond: Bond
    detail: str = ""


def relation(family: Family, ego: int, other: int) -> Relation:
    """What `other` is to `ego`: the nearest bond there is."""
    if ego == other:
        return Relation(Bond.SELF)
    rules: tuple[Callable[[Family, int, int], Relation | None], ...] = (
        _line,
        _couple,
        _siblings,
        _wider,
        _through_a_child,
        _by_marriage,
    )
    for rule in rules:
        found = rule(family, ego, other)
        if found is not None:
            return found
    return Relation(Bond.OTHER)


PARENT_BONDS = {
    NATURAL: (Bond.PARENT, Bond.CHILD),
    ADOPTIVE: (Bond.ADOPTIVE_PARENT, Bond.ADOPTIVE_CHILD),
    FOSTER: (Bond.FOSTER_PARENT, Bond.FOSTER_CHILD),
    STEP: (Bond.STEP_PARENT, Bond.STEP_CHILD),
}


def _line(family: Family, ego: int, other: int) -> Relation | None:
    for kind, (parent, child) in PARENT_BONDS.items():
        if other in family.parents(ego, kind):
            return Relation(parent)
        if ego in family.parents(other, kind):
            return Relation(child)
    for between in family.parents(ego, *LEGAL):
        if other in family.parents(between, *LEGAL):
            return Relation(Bond.GRANDPARENT, family.humans[between].sex)
        if any(other in family.parents(above, *LEGAL) for above in family.parents(between, *LEGAL)):
            return Relation(Bond.GREAT_GRANDPARENT)
    if any(ego in family.parents(between, *LEGAL) for between in family.parents(other, *LEGAL)):
        return Relation(Bond.GRANDCHILD)
    return None


def _couple(family: Family, ego: int, other: int) -> Relation | None:
    states = [couple.state for couple in family.couples_of(ego) if couple.other(ego) == other]
    return Relation(Bond.PARTNER, states[-1]) if states else None


def _siblings(family: Family, ego: int, other: int) -> Relation | None:
    mine, theirs = set(family.parents(ego, *LEGAL)), set(family.parents(other, *LEGAL))
    shared = mine & theirs
    if len(shared) >= BOTH_PARENTS:
        return Relation(Bond.SIBLING)
    if shared:
        known = len(mine) >= BOTH_PARENTS and len(theirs) >= BOTH_PARENTS
        return Relation(Bond.HALF_SIBLING if known else Bond.SIBLING_OF_ONE_KNOWN, family.humans[shared.pop()].sex)
    if other in family.siblings(ego):
        fostered = {*family.parents(ego, FOSTER), *family.parents(other, FOSTER)}
        together = set(family.parents(ego)) & set(family.parents(other))
        return Relation(Bond.FOSTER_SIBLING if fostered & together else Bond.STEP_SIBLING)
    partners = {partner for parent in mine for partner in family.partners(parent)}
    return Relation(Bond.STEP_SIBLING) if partners & theirs else None


def _wider(family: Family, ego: int, other: int) -> Relation | None:
    for parent in family.parents(ego, *LEGAL):
        if other in family.siblings(parent, *LEGAL):
            return Relation(Bond.UNCLE_AUNT, family.humans[parent].sex)
        if any(other in family.children(uncle, *LEGAL) for uncle in family.siblings(parent, *LEGAL)):
            return Relation(Bond.COUSIN)
    if any(other in family.children(sibling, *LEGAL) for sibling in family.siblings(ego, *LEGAL)):
        return Relation(Bond.NEPHEW)
    return None


def _through_a_child(family: Family, ego: int, other: int) -> Relation | None:
    common = set(family.children(ego, *LEGAL)) & set(family.children(other, *LEGAL))
    return Relation(Bond.CO_PARENT) if common else None


def _by_marriage(family: Family, ego: int, other: int) -> Relation | None:
    partners = family.partners(ego)
    if any(other in family.partners(parent) for parent in family.parents(ego, *LEGAL)):
        return Relation(Bond.STEP_PARENT)
    if any(other in family.children(partner, *LEGAL) for partner in partners):
        return Relation(Bond.STEP_CHILD)
    if any(other in family.parents(partner, *LEGAL) for partner in partners):
        return Relation(Bond.PARENT_IN_LAW)
    if any(other in family.partners(child) for child in family.children(ego, *LEGAL)):
        return Relation(Bond.CHILD_IN_LAW)
    in_law = any(other in family.siblings(partner, *LEGAL) for partner in partners)
    if in_law or any(other in family.partners(sibling) for sibling in family.siblings(ego, *LEGAL)):
        return Relation(Bond.SIBLING_IN_LAW)
    return None
