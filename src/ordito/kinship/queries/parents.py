# SPDX-License-Identifier: EUPL-1.2
"""The parents of the person of a record, followed or not: who they are, how to reach them, what they answer for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.cases.enums import Protection
from ordito.cases.models import Person
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.kinship.engine.relations import relation
from ordito.kinship.enums import PARENTS
from ordito.kinship.queries.contacts import contacts_of
from ordito.kinship.queries.graph import graph_of
from ordito.kinship.queries.responsibility import relative_name, responsibilities
from ordito.kinship.queries.words import relation_words

if TYPE_CHECKING:
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.kinship.models import Kin
    from ordito.kinship.queries.graph import Graph


@dataclass(frozen=True)
class KnownParent:
    """A parent in words; `responsibility` says how they hold it, empty where nobody wrote it."""

    name: str
    relation: str
    born: str
    died: str
    contacts: str
    responsibility: str


def known_parents(actor: Actor, record: RecordHeader) -> list[KnownParent]:
    """The parents of today, those by law first; four queries.

    How to reach a registered parent is told only to who may read that person, and never of a protected one.
    """
    graph = graph_of(actor, record.case_file, day=record.today)
    rows = [row for row in graph.rows if row.nature in PARENTS and graph.keys[row.second_id] == graph.ego.key]
    rows.sort(key=lambda row: PARENTS.index(row.nature))
    ids = [row.first.person_id for row in rows if row.first.person_id]
    readable = set(Person.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    held = {
        line.holder: line.kind
        for line in responsibilities(actor, record.case_file, day=record.today)
        if line.child_person_id == record.person.pk and not line.over
    }
    return [_known(row, graph, readable, held) for row in rows]


def _known(row: Kin, graph: Graph, readable: set[int], held: dict[str, str]) -> KnownParent:
    relative, member = row.first, graph.members[graph.keys[row.first_id]]
    person = relative.person
    born, died = (person or relative).birth_date, (person or relative).deceased_on
    name = relative_name(relative)
    return KnownParent(
        name,
        relation_words(relation(graph.family, graph.ego.key, member.key), member.human.sex),
        format_date(born) if born else str(member.human.birth_year or ""),
        format_date(died) if died else _("non in vita") if member.human.deceased else "",
        contacts_of(relative) if person is None else _own_contacts(person, readable),
        held.get(name, ""),
    )


def _own_contacts(person: Person, readable: set[int]) -> str:
    if person.pk not in readable or person.protection != Protection.NONE:
        return ""
    return ", ".join(text for name in ("phone", "email") if (text := open_text(person, name)))
