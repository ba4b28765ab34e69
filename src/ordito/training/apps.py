# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """From a need to a plan, courses, editions, enrolments and what changed in practice."""

    name = "ordito.training"
    label = "training"
    verbose_name = _("Formazione")
