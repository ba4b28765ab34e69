# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CircumstancesConfig(AppConfig):
    """What is true of a person at a time: addresses, citizenships, school, health, work, housing, ISEE, protection."""

    name = "ordito.circumstances"
    label = "circumstances"
    verbose_name = _("Situazione della persona")
