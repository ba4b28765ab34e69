# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandoversConfig(AppConfig):
    """Responsibility and people sent to another body: referral, handover, approvals."""

    name = "ordito.handovers"
    label = "handovers"
    verbose_name = _("Invii e passaggi")
