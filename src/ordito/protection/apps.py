# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProtectionConfig(AppConfig):
    """Protective measures, proceedings and their clocks, out-of-home placements, foster care, care leavers."""

    name = "ordito.protection"
    label = "protection"
    verbose_name = _("Tutela")
