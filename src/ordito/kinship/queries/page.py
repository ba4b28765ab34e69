# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordito.core.fields import open_text
from ordito.kinship.enums import Nature
from ordito.kinship.queries.ecomap import dates_text, ecomap
from ordito.kinship.queries.genogram import genogram, name_of, openable_records
from ordito.kinship.queries.graph import graph_of
from ordito.kinship.queries.proposals import proposals
from ordito.kinship.queries.responsibility import responsibilities

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor
    from ordito.kinship.models import Kin
    from ordito.kinship.queries.graph import Graph


@dataclass(frozen=True)
class ListedKin:
    """A tie in words: who, what, to whom, when; `own` when it is written in this record."""

    pk: int
    first: str
    bond: str
    second: str
    period: str
    own: bool
    case_file_id: int
    case_file_number: str


def family_page(actor: Actor, case_file: CaseFile, *, day: date) -> dict[str, Any]:
    """What the page of ties shows; seven queries, whatever the size of the family."""
    graph = graph_of(actor, case_file, day=day)
    records = openable_records(actor, graph, case_file)
    return {
        "genogram": genogram(graph, case_file=case_file, records=records),
        "kin": listed_kin(graph, graph.rows, case_file),
        "past_kin": listed_kin(graph, graph.past, case_file),
        "responsibilities": responsibilities(actor, case_file, day=day),
        "ecomap": ecomap(actor, case_file, day=day),
        "proposals": proposals(case_file, graph),
    }


def listed_kin(graph: Graph, rows: Iterable[Kin], case_file: CaseFile) -> list[ListedKin]:
    """Ties in words."""
    return [
        ListedKin(
            row.pk,
            name_of(graph.members[graph.keys[row.first_id]]),
            bond_words(row),
            name_of(graph.members[graph.keys[row.second_id]]),
            dates_text(row.valid_from, row.valid_to),
            row.case_file_id == case_file.pk,
            row.case_file_id,
            row.case_file.number,
        )
        for row in rows
    ]


def bond_words(row: Kin) -> str:
    """What the first of the two is to the second, or what they are to each other."""
    return open_text(row, "words") if row.nature == Nature.OTHER else row.get_nature_display()
