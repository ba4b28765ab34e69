# SPDX-License-Identifier: EUPL-1.2
"""Ties that the family units already say, proposed so that nobody types them twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.cases.models import FamilyMembership
from ordito.kinship.enums import COUPLES, PARENTS, Nature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.cases.models import CaseFile
    from ordito.kinship.queries.graph import Graph

REFERENCE = "reference"
OF_REFERENCE: dict[str, tuple[str, bool]] = {
    "spouse": (Nature.MARRIED, True),
    "partner": (Nature.COHABITING, True),
    "child": (Nature.PARENT_NATURAL, True),
    "foster_child": (Nature.PARENT_FOSTER, True),
    "parent": (Nature.PARENT_NATURAL, False),
    "foster_parent": (Nature.PARENT_FOSTER, False),
    "step_parent": (Nature.PARENT_STEP, False),
}
"""By the code of a relation to the person of reference: the tie, and whether that person comes first in it."""


@dataclass(frozen=True)
class Proposal:
    """A tie that a unit suggests, by the ids of the two persons."""

    first_id: int
    second_id: int
    nature: str
    words: str
    likely: bool
    """Ticked at once; of others the worker decides."""

    @property
    def code(self) -> str:
        """How a form names it."""
        return f"{self.first_id}-{self.second_id}-{self.nature}"


def proposals(case_file: CaseFile, graph: Graph) -> list[Proposal]:
    """What the units of the graph's day suggest and the graph does not have yet; one query."""
    units = FamilyMembership.objects.at(graph.day).filter(person=case_file.person_id, unit__annulled_at__isnull=True)
    rows = (
        FamilyMembership.objects.at(graph.day)
        .filter(unit__in=units.values("unit_id"))
        .select_related("person", "relation")
        .order_by("unit_id", "pk")
    )
    by_unit: dict[int, list[FamilyMembership]] = {}
    for row in rows:
        by_unit.setdefault(row.unit_id, []).append(row)
    known = _known(graph)
    found: dict[tuple[int, int, bool], Proposal] = {}
    for members in by_unit.values():
        for proposal in _of_unit(members):
            pair = (proposal.first_id, proposal.second_id, proposal.nature in PARENTS)
            if not _pairs(proposal) & known:
                found.setdefault(pair, proposal)
    return list(found.values())


def _known(graph: Graph) -> set[tuple[int, int, bool]]:
    found: set[tuple[int, int, bool]] = set()
    for row in (*graph.rows, *graph.past):
        ends = (row.first.person_id, row.second.person_id)
        if ends[0] is not None and ends[1] is not None:
            found.add((ends[0], ends[1], row.nature in PARENTS))
            if row.nature in COUPLES:
                found.add((ends[1], ends[0], False))
    return found


def _pairs(proposal: Proposal) -> set[tuple[int, int, bool]]:
    return {(proposal.first_id, proposal.second_id, proposal.nature in PARENTS)}


def _of_unit(members: list[FamilyMembership]) -> Iterator[Proposal]:
    reference = next((row for row in members if row.relation.code == REFERENCE), None)
    if reference is None:
        return
    partners = [row for row in members if row.relation.code in {"spouse", "partner"}]
    for row in members:
        if row.relation.code in OF_REFERENCE:
            nature, first = OF_REFERENCE[row.relation.code]
            one, other = (reference, row) if first else (row, reference)
            yield _proposal(one, other, nature, likely=True)
        if row.relation.code in {"child", "partner_child"} and len(partners) == 1:
            likely = row.relation.code == "partner_child" or partners[0].relation.code == "spouse"
            yield _proposal(partners[0], row, Nature.PARENT_NATURAL, likely=likely)


def _proposal(first: FamilyMembership, second: FamilyMembership, nature: str, *, likely: bool) -> Proposal:
    names = {"first": first.person.spoken_name(), "second": second.person.spoken_name()}
    texts = {
        Nature.MARRIED: _("%(first)s e %(second)s sono coniugi o uniti civilmente"),
        Nature.COHABITING: _("%(first)s e %(second)s sono conviventi"),
        Nature.PARENT_FOSTER: _("%(first)s ha in affidamento %(second)s"),
        Nature.PARENT_STEP: _("%(first)s è coniuge o convivente del genitore di %(second)s"),
    }
    words = texts.get(Nature(nature), _("%(first)s è genitore di %(second)s")) % names
    return Proposal(first.person_id, second.person_id, nature, words, likely)
