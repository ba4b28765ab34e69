# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from ordito.core.access import Verb, can
from ordito.core.declare import Node, declared
from ordito.threads.enums import Relation
from ordito.threads.models import Thread
from ordito.threads.rules import node_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from ordito.core.access import Actor
    from ordito.core.declare import Text

Place = tuple[str, int]
MOST_FOUND = 20


@dataclass(frozen=True)
class End:
    """What a thread leads to, for somebody who may see it."""

    kind: str
    object_id: int
    kind_label: Text
    name: str
    url: str
    state: Text


@dataclass(frozen=True)
class Tie:
    """One thread seen from a thing; without `end` the reader learns that it exists and nothing else."""

    thread_id: int | None
    relation: Text
    end: End | None
    note: str
    by: str
    at: datetime | None


HIDDEN = Tie(None, "", None, "", "", None)


@dataclass(frozen=True)
class Panel:
    """Where a thing comes from and where it went."""

    kind: str
    object_id: int
    came_from: tuple[Tie, ...]
    went_to: tuple[Tie, ...]
    can_link: bool

    @property
    def count(self) -> int:
        """How many threads touch the thing."""
        return len(self.came_from) + len(self.went_to)


def panel(actor: Actor, kind: str, object_id: int) -> Panel | None:
    """The threads of a thing that the caller has loaded through `visible_to`; None without the right to see any.

    One query for the threads and one per kind of thing at their other ends, whatever their number.
    """
    if not can(actor, Verb.VIEW_THREADS):
        return None
    threads = list(Thread.objects.touching(kind, object_id).select_related("by").order_by("at", "pk"))
    here = (kind, object_id)
    ends = resolve(actor, (thread.end_beyond(*here) for thread in threads))
    came_from = [_tie(t, ends, (t.from_kind, t.from_id)) for t in threads if (t.to_kind, t.to_id) == here]
    went_to = [_tie(t, ends, (t.to_kind, t.to_id)) for t in threads if (t.from_kind, t.from_id) == here]
    return Panel(kind, object_id, _hidden_last(came_from), _hidden_last(went_to), can(actor, Verb.LINK_THREADS))


def _tie(thread: Thread, ends: dict[Place, End], beyond: Place) -> Tie:
    end = ends.get(beyond)
    if end is None:
        return HIDDEN
    relation = Relation(thread.relation)
    label = relation.label if beyond == (thread.to_kind, thread.to_id) else relation.backwards
    return Tie(thread.pk, label, end, thread.note, thread.by.full_name if thread.by else "", thread.at)


def _hidden_last(ties: list[Tie]) -> tuple[Tie, ...]:
    """Hidden ones last, so that their place in time says nothing about them."""
    return tuple(sorted(ties, key=lambda tie: tie.end is None))


def resolve(actor: Actor, places: Iterable[Place]) -> dict[Place, End]:
    """The things that `actor` may see among `places`; one query per kind."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for kind, object_id in places:
        wanted[kind].add(object_id)
    ends = {}
    for kind, ids in sorted(wanted.items()):
        node = node_of(kind)
        for row in node.visible(actor).filter(pk__in=ids) if node else ():
            ends[kind, row.pk] = _end(node, row)
    return ends


def end_of(actor: Actor, kind: str, object_id: int) -> End | None:
    """One thing, None when `actor` may not see it or it is not there."""
    return resolve(actor, [(kind, object_id)]).get((kind, object_id))


def _end(node: Any, row: Model) -> End:
    return End(node.kind, row.pk, node.label, node.name(row), node.url(row), node.state(row))


def kind_of(row: Model) -> str | None:
    """The node kind of a row, by its model; None when nobody declares it."""
    label = row._meta.label_lower  # noqa: SLF001 - public API of the framework
    return next((node.kind for node in declared(Node) if node.model.lower() == label), None)


def searchable_kinds() -> list[Node]:
    """The kinds of thing that can be looked for by name, in the order of their labels."""
    return sorted((node for node in declared(Node) if node.find is not None), key=lambda node: str(node.label))


def find(actor: Actor, kind: str, text: str) -> list[End]:
    """The first things of a kind whose name matches, among those that `actor` may see."""
    node = node_of(kind)
    if node is None or node.find is None or not text.strip():
        return []
    return [_end(node, row) for row in node.find(actor, text.strip())[:MOST_FOUND]]


@dataclass(frozen=True)
class Line:
    """One thread in a list; an end that the reader may not see is None."""

    thread_id: int
    start: End | None
    relation: Text
    end: End | None
    note: str
    by: str
    at: datetime


def visible_kinds() -> list[Node]:
    """Every kind of thing that threads tie, in the order of their labels."""
    return sorted(declared(Node), key=lambda node: str(node.label))


def filtered(actor: Actor, *, relation: str = "", kind: str = "") -> QuerySet[Thread]:
    """The threads that `actor` may know of, of one relation or with a visible end of one kind when these are given."""
    rows = Thread.objects.visible_to(actor).select_related("by")
    node = node_of(kind)
    if node is not None:
        ids = node.visible(actor).values("pk")
        rows = rows.filter(Q(from_kind=kind, from_id__in=ids) | Q(to_kind=kind, to_id__in=ids))
    return rows.filter(relation=relation) if relation else rows


def lines(actor: Actor, threads: Sequence[Thread]) -> list[Line]:
    """Threads as a list shows them; a relation or note is told only to who sees both ends. One query per kind."""
    ends = resolve(actor, (place for t in threads for place in ((t.from_kind, t.from_id), (t.to_kind, t.to_id))))
    return [_line(thread, ends) for thread in threads]


def _line(thread: Thread, ends: dict[Place, End]) -> Line:
    start, end = ends.get((thread.from_kind, thread.from_id)), ends.get((thread.to_kind, thread.to_id))
    if start is None or end is None:
        return Line(thread.pk, start or end, "", None, "", "", thread.at)
    by = thread.by.full_name if thread.by else ""
    return Line(thread.pk, start, Relation(thread.relation).label, end, thread.note, by, thread.at)
