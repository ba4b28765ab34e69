# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_TILES = 12
"""Tiles of a dashboard: more than fit on a screen are read by nobody."""
MOST_FIGURES = 20
"""Figures of a report."""


class Look(TextChoices):
    """How a view is drawn on a dashboard or in a report."""

    TABLE = "table", _("Tabella")
    CHART = "chart", _("Grafico")
    MAP = "map", _("Mappa")
    NUMBER = "number", _("Cifra")


class ReportState(TextChoices):
    """Life of a report: its figures follow the data until it is approved, and stand still from then on."""

    DRAFT = "draft", _("bozza")
    APPROVED = "approved", _("approvata")
