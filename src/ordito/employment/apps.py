# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmploymentConfig(AppConfig):
    """The path to work of an adult with disability: stages, placements, monitoring, outcomes."""

    name = "ordito.employment"
    label = "employment"
    verbose_name = _("Percorso di lavoro")
