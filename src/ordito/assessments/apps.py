# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Scored, dated instruments at T0, T1, T2, and the scheme they follow."""

    name = "ordito.assessments"
    label = "assessments"
    verbose_name = _("Valutazioni")
