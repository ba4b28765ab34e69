# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """Protected statistics: snapshots of the record without identities, questions as data, figures let out safely."""

    name = "ordito.indicators"
    label = "indicators"
    verbose_name = _("Statistiche")
