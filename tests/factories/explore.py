# SPDX-License-Identifier: EUPL-1.2
"""Views and dashboards that somebody keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.explore.actions import add_tile, create_dashboard, save_view
from ordito.explore.enums import Look
from tests.factories.cases import NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.accounts.models import User
    from ordito.explore.models import Dashboard, SavedView

QUESTION = {"misura": "persone_in_carico", "periodo": "2025", "righe": "ambito"}


def make_view(
    owner: User, *, name: str = "Persone per Ambito", question: Mapping[str, str] = QUESTION, look: Look = Look.TABLE
) -> SavedView:
    """A view, kept by one who sees statistics."""
    return save_view(by=owner, at=NOW, name=name, question=question, look=look)


def make_dashboard(owner: User, *views: SavedView, name: str = "Cruscotto di prova") -> Dashboard:
    """A dashboard with these views."""
    board = create_dashboard(by=owner, at=NOW, name=name)
    for view in views:
        add_tile(by=owner, at=NOW, dashboard=board, view=view, look=Look(view.look))
    return board
