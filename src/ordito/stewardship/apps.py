# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StewardshipConfig(AppConfig):
    """Rights of the person over the record: copy, correction, retention, discard, legal hold, unusual reading."""

    name = "ordito.stewardship"
    label = "stewardship"
    verbose_name = _("Custodia dei dati")
