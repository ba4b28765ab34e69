# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExploreConfig(AppConfig):
    """Looking at figures: tables that people make, saved views, dashboards, reports."""

    name = "ordito.explore"
    label = "explore"
    verbose_name = _("Tabelle e cruscotti")
