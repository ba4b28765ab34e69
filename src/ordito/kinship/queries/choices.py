# SPDX-License-Identifier: EUPL-1.2
"""Who may be chosen in the forms of a family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.cases.models import FamilyMembership
from ordito.kinship.queries.genogram import name_of

if TYPE_CHECKING:
    from ordito.cases.models import CaseFile
    from ordito.kinship.queries.graph import Graph, Member


def member_code(member: Member) -> str:
    """How a form names somebody: "p" and the id of a registered person, "r" and that of who is only a name."""
    return f"p{member.person_id}" if member.person_id else f"r{member.relatives[0]}"


def members_to_choose(graph: Graph) -> list[tuple[str, str]]:
    """Everybody of the genogram, the person of the record first."""
    return [(member_code(member), name_of(member)) for member in graph.members.values()]


def others_to_choose(case_file: CaseFile, graph: Graph) -> list[tuple[str, str]]:
    """Who is or was in a unit with the person and is not in the genogram yet; one query."""
    units = FamilyMembership.objects.filter(person=case_file.person_id, unit__annulled_at__isnull=True).values(
        "unit_id"
    )
    rows = FamilyMembership.objects.filter(unit__in=units).select_related("person").order_by("valid_from", "pk")
    drawn = {member.person_id for member in graph.members.values()}
    people = {row.person_id: row.person for row in rows if row.person_id not in drawn}
    return [(f"p{pk}", person.full_name()) for pk, person in people.items()]
