# SPDX-License-Identifier: EUPL-1.2
"""Views and dashboards that somebody keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.explore.actions import (
    add_figure,
    add_tile,
    begin_report,
    create_dashboard,
    save_view,
    write_report,
)
from ordito.explore.enums import Look
from ordito.explore.rules import Sharing
from tests.factories.cases import NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.accounts.models import User
    from ordito.explore.models import Dashboard, Report, SavedView

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


def make_report(owner: User, *views: SavedView, text: str = "## Titolo\n\nTesto.\n\n[figura 1]") -> Report:
    """A draft with these views as its figures."""
    row = begin_report(by=owner, at=NOW, name="Relazione di prova")
    for view in views:
        add_figure(by=owner, at=NOW, report=row, view=view, definition="versione 1")
    return write_report(by=owner, at=NOW, report=row, name=row.name, text=text, sharing=Sharing(), version=row.version)
