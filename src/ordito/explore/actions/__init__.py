# SPDX-License-Identifier: EUPL-1.2
"""Everything that is written about views, dashboards and reports."""

from ordito.explore.actions.dashboards import (
    add_tile,
    change_dashboard,
    copy_dashboard,
    create_dashboard,
    delete_dashboard,
    move_tile,
    remove_tile,
)
from ordito.explore.actions.errors import ExploreError, StaleError
from ordito.explore.actions.reports import (
    add_figure,
    approve_report,
    begin_edition,
    begin_report,
    delete_report,
    record_printing,
    remove_figure,
    write_report,
)
from ordito.explore.actions.views import change_view, copy_view, delete_view, save_view

__all__ = [
    "ExploreError",
    "StaleError",
    "add_figure",
    "add_tile",
    "approve_report",
    "begin_edition",
    "begin_report",
    "change_dashboard",
    "change_view",
    "copy_dashboard",
    "copy_view",
    "create_dashboard",
    "delete_dashboard",
    "delete_report",
    "delete_view",
    "move_tile",
    "record_printing",
    "remove_figure",
    "remove_tile",
    "save_view",
    "write_report",
]
