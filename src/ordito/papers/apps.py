# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    """Prints of a record, letters and court reports from templates, protocol numbers."""

    name = "ordito.papers"
    label = "papers"
    verbose_name = _("Stampe e lettere")
