# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.explore.actions.errors import lock, owner_of
from ordito.explore.models import SavedView
from ordito.explore.rules import Sharing, can_change, can_keep, can_show

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.explore.enums import Look

EXACT = "esatte"


def plain(question: Mapping[str, str]) -> dict[str, str]:
    """The question without exact figures: what is kept is opened again by others, and later."""
    return {name: value for name, value in question.items() if name != EXACT}


def save_view(*, by: Actor, at: datetime, name: str, question: Mapping[str, str], look: Look) -> SavedView:
    """Keep a question under a name; sent twice, it is kept once."""
    permit(can_keep(by))
    asked = plain(question)
    with recorded("explore.save_view", by=by, at=at) as trace:
        same = SavedView.objects.filter(owner_id=owner_of(by), name=name, look=look)
        view = next((row for row in same if row.question == asked), None) or SavedView.objects.create(
            owner_id=owner_of(by), name=name, question=asked, look=look, changed_at=at
        )
        trace.touches(view)
    return view


def change_view(
    *, by: Actor, at: datetime, view: SavedView, name: str, look: Look, sharing: Sharing, version: int
) -> SavedView:
    """Name it anew, draw it otherwise, show it to a place or body or take it back.

    Raises:
        StaleError: it was changed in another window meanwhile.
    """
    permit(can_change(by, view) and can_show(by, sharing))
    with recorded("explore.change_view", by=by, at=at) as trace:
        row = lock(SavedView, view.pk, version=version)
        row.name, row.look = name, look
        row.shared_territory_id, row.shared_organisation_id = sharing.territory_id, sharing.organisation_id
        row.changed_at, row.version = at, row.version + 1
        row.save()
        trace.touches(row, fields=["name", "look", "shared_territory", "shared_organisation"])
    return row


def copy_view(*, by: Actor, at: datetime, view: SavedView, name: str) -> SavedView:
    """One's own copy of a view that one may open."""
    permit(SavedView.objects.visible_to(by).filter(pk=view.pk).exists())
    return save_view(by=by, at=at, name=name, question=view.question, look=view.look)  # type: ignore[arg-type] # a choice of Look


def delete_view(*, by: Actor, at: datetime, view: SavedView) -> None:
    """Take a view away, and with it the tiles that show it; reports keep their own question."""
    permit(can_change(by, view))
    with recorded("explore.delete_view", by=by, at=at) as trace:
        row = lock(SavedView, view.pk)
        trace.touches(row)
        trace.notes(tiles=row.tiles.count())
        row.delete()
