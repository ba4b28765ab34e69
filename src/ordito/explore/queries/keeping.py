# SPDX-License-Identifier: EUPL-1.2
"""What somebody keeps and what colleagues show them, and the names of the places where things may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.explore.models import Dashboard, Report, SavedView
from ordito.explore.rules import Sharing, sharings_of
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from ordito.core.access import Actor
    from ordito.core.models import AuditedQuerySet

PARTS = ("owner", "shared_territory", "shared_organisation")


def views_of(actor: Actor) -> AuditedQuerySet[SavedView]:
    """Saved views, by name."""
    return SavedView.objects.visible_to(actor).select_related(*PARTS).order_by("name", "pk")


def dashboards_of(actor: Actor) -> AuditedQuerySet[Dashboard]:
    """Dashboards, by name."""
    return Dashboard.objects.visible_to(actor).select_related(*PARTS).order_by("name", "pk")


def sharing_choices(actor: Actor) -> dict[str, str]:
    """The places and bodies where the actor may show something, by the code that a form sends."""
    sharings = sharings_of(actor)
    places = Territory.objects.in_bulk([one.territory_id for one in sharings if one.territory_id])
    bodies = Organisation.objects.in_bulk([one.organisation_id for one in sharings if one.organisation_id])
    return {
        one.code: str(places.get(one.territory_id or 0) or bodies.get(one.organisation_id or 0) or "")
        for one in sharings
    }


def sharing_of(code: str) -> Sharing:
    """What a form sent."""
    if not code:
        return Sharing()
    number = int(code[1:])
    return Sharing(territory_id=number) if code.startswith("t") else Sharing(organisation_id=number)


def code_of(row: SavedView | Dashboard | Report) -> str:
    """Where a row is shown, as a form sends it."""
    return Sharing(row.shared_territory_id, row.shared_organisation_id).code
