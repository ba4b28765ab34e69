# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.explore.actions.errors import ExploreError, lock, owner_of
from ordito.explore.actions.views import save_view
from ordito.explore.enums import MOST_TILES, Look
from ordito.explore.models import Dashboard, SavedView, Tile
from ordito.explore.rules import Sharing, can_change, can_keep, can_show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ordito.core.access import Actor

COPIED = tuple[str, "Mapping[str, str]", Look]
"""A tile to be copied: its name, question and look."""


def create_dashboard(*, by: Actor, at: datetime, name: str) -> Dashboard:
    """An empty dashboard; sent twice, there is one."""
    permit(can_keep(by))
    with recorded("explore.create_dashboard", by=by, at=at) as trace:
        empty = Dashboard.objects.filter(owner_id=owner_of(by), name=name, tiles__isnull=True)
        row = empty.first() or Dashboard.objects.create(owner_id=owner_of(by), name=name, changed_at=at)
        trace.touches(row)
    return row


def copy_dashboard(*, by: Actor, at: datetime, name: str, tiles: Sequence[COPIED]) -> Dashboard:
    """One's own dashboard with views like those of another: each becomes a view of one's own."""
    permit(can_keep(by))
    with recorded("explore.copy_dashboard", by=by, at=at) as trace:
        row = Dashboard.objects.create(owner_id=owner_of(by), name=name, changed_at=at)
        for position, (label, question, look) in enumerate(tiles[:MOST_TILES], start=1):
            view = save_view(by=by, at=at, name=label, question=question, look=look)
            Tile.objects.get_or_create(dashboard=row, view=view, look=look, defaults={"position": position})
        trace.touches(row)
    return row


def change_dashboard(
    *, by: Actor, at: datetime, dashboard: Dashboard, name: str, sharing: Sharing, version: int
) -> Dashboard:
    """Name it anew, show it to a place or body or take it back; its views become visible on it alone.

    Raises:
        StaleError: it was changed in another window meanwhile.
    """
    permit(can_change(by, dashboard) and can_show(by, sharing))
    with recorded("explore.change_dashboard", by=by, at=at) as trace:
        row = lock(Dashboard, dashboard.pk, version=version)
        row.name = name
        row.shared_territory_id, row.shared_organisation_id = sharing.territory_id, sharing.organisation_id
        row.changed_at, row.version = at, row.version + 1
        row.save()
        trace.touches(row, fields=["name", "shared_territory", "shared_organisation"])
    return row


def delete_dashboard(*, by: Actor, at: datetime, dashboard: Dashboard) -> None:
    """Take a dashboard away; its views stay."""
    permit(can_change(by, dashboard))
    with recorded("explore.delete_dashboard", by=by, at=at) as trace:
        row = lock(Dashboard, dashboard.pk)
        trace.touches(row)
        row.delete()


def add_tile(*, by: Actor, at: datetime, dashboard: Dashboard, view: SavedView, look: Look) -> Tile:
    """Put a view at the end of a dashboard; the same twice stands once.

    Raises:
        ExploreError: the dashboard is full.
    """
    permit(can_change(by, dashboard) and SavedView.objects.visible_to(by).filter(pk=view.pk).exists())
    with recorded("explore.add_tile", by=by, at=at) as trace:
        row = lock(Dashboard, dashboard.pk)
        tiles = list(row.tiles.order_by("position", "pk"))
        tile = next((tile for tile in tiles if tile.view_id == view.pk and tile.look == look), None)
        if tile is None and len(tiles) >= MOST_TILES:
            words = _("Un cruscotto ha al massimo %(number)s riquadri: togline uno o creane un altro.")
            raise ExploreError(words % {"number": MOST_TILES}, field="cruscotto")
        if tile is None:
            last = tiles[-1].position if tiles else 0
            tile = Tile.objects.create(dashboard=row, view=view, look=look, position=last + 1)
        trace.touches(row, tile)
    return tile


def move_tile(*, by: Actor, at: datetime, tile: Tile, forward: bool) -> None:
    """Change places with the neighbour; at an end nothing happens."""
    permit(can_change(by, tile.dashboard))
    with recorded("explore.move_tile", by=by, at=at) as trace:
        row = lock(Dashboard, tile.dashboard_id)
        tiles = list(row.tiles.order_by("position", "pk"))
        at_now = next((number for number, one in enumerate(tiles) if one.pk == tile.pk), None)
        trace.touches(row)
        if at_now is None:
            return
        one = tiles.pop(at_now)
        tiles.insert(max(0, at_now + (1 if forward else -1)), one)
        for position, moved in enumerate(tiles, start=1):
            moved.position = position
        Tile.objects.bulk_update(tiles, ["position"])


def remove_tile(*, by: Actor, at: datetime, tile: Tile) -> None:
    """Take a view off a dashboard; the view stays."""
    permit(can_change(by, tile.dashboard))
    with recorded("explore.remove_tile", by=by, at=at) as trace:
        row = lock(Dashboard, tile.dashboard_id)
        trace.touches(row)
        Tile.objects.filter(pk=tile.pk).delete()
