# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReleasesConfig(AppConfig):
    """What leaves the house: protected tables, the ledger that remembers them, open data."""

    name = "ordito.releases"
    label = "releases"
    verbose_name = _("Pubblicazioni")
