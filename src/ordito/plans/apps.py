# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    """Support plans: objectives, planned actions, reviews, words of the family, signatures."""

    name = "ordito.plans"
    label = "plans"
    verbose_name = _("Progetti")
