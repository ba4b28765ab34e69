# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FlowsConfig(AppConfig):
    """What the law wants sent: SINBA, PS/PSA; adapters to the population register."""

    name = "ordito.flows"
    label = "flows"
    verbose_name = _("Flussi nazionali")
