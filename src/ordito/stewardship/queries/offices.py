# SPDX-License-Identifier: EUPL-1.2
"""The pages about retention, for who manages it or signs: numbers of records and no names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q

from ordito.cases.models import CaseFile
from ordito.core.access import Verb
from ordito.stewardship.enums import DiscardState
from ordito.stewardship.models import Discard, DiscardItem, LegalHold
from ordito.stewardship.models.scopes import ambiti_of, held_for
from ordito.stewardship.queries.retention import FilingPlan, dues_of, obstacles_of
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.stewardship.enums import Obstacle
    from ordito.stewardship.queries.retention import Due


@dataclass(frozen=True)
class ReadyLine:
    """A record whose time has passed, and what stands in the way of its discard ("" when nothing does)."""

    due: Due
    obstacle: Obstacle | str


def ready_lines(records: Sequence[CaseFile], today: date) -> list[ReadyLine]:
    """Records of `ready_for_discard` as the page lists them; a constant number of queries."""
    obstacles = obstacles_of(records, today)
    plan = FilingPlan({record.ambito_id for record in records}, today)
    return [ReadyLine(due, obstacles.get(due.case_file.pk, "")) for due in dues_of(records, plan)]


def places_of(actor: Actor) -> list[tuple[int, str]]:
    """The Ambiti whose plan the actor decides, by name."""
    rows = Territory.objects.filter(pk__in=ambiti_of(actor), kind="ambito").order_by("name", "pk")
    return list(rows.values_list("pk", "name"))


def bodies_of(actor: Actor) -> list[tuple[int, int, str]]:
    """The Ambiti and bodies of which the actor manages retention and that hold records: two ids and the name."""
    rows = CaseFile.objects.current().filter(held_for(actor, Verb.MANAGE_RETENTION)).order_by()
    found = rows.values_list("ambito_id", "body_id", "body__name", "ambito__name").distinct()
    return sorted(((ambito, body, f"{name} ({place})") for ambito, body, name, place in found), key=lambda one: one[2])


def discards_listed(actor: Actor) -> QuerySet[Discard]:
    """Discards with how many records they have, and how many are gone."""
    rows = Discard.objects.visible_to(actor).select_related("body", "ambito")
    gone = Count("items", filter=Q(items__done_at__isnull=False))
    return rows.annotate(records=Count("items"), gone=gone)


def waiting_for_signature(actor: Actor) -> QuerySet[Discard]:
    """The discards that wait for this actor: authorised, and not by their own hand."""
    rows = Discard.objects.filter(held_for(actor, Verb.SIGN_DISCARD), state=DiscardState.AUTHORISED)
    mine = Q(made_by_id=actor.actor_id) | Q(entered_by_id=actor.actor_id)
    return rows.exclude(mine) if actor.actor_id is not None else rows.none()


def holds_listed(actor: Actor) -> QuerySet[LegalHold]:
    """Holds in the places where the actor manages retention."""
    reach = held_for(actor, Verb.MANAGE_RETENTION, prefix="case_file__")
    return LegalHold.objects.filter(reach).select_related("case_file__body")


def discard_of(case_file: CaseFile) -> DiscardItem | None:
    """How the record was discarded, if it was."""
    rows = DiscardItem.objects.filter(case_file=case_file, wiped_at__isnull=False)
    return rows.select_related("discard").order_by("wiped_at").first()


def wiped_items(outer: str = "pk") -> QuerySet[DiscardItem]:
    """The items by which a record was discarded, for a subquery over records."""
    return DiscardItem.objects.filter(case_file=OuterRef(outer), wiped_at__isnull=False)
