# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmploymentConfig(AppConfig):
    """The path to work of an adult: profile, employability, job placement, monitoring, outcome."""

    name = "ordito.employment"
    label = "employment"
    verbose_name = _("Percorso di lavoro")
