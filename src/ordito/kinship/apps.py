# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KinshipConfig(AppConfig):
    """Ties between people and with services: relations, parental responsibility, genogram, ecomap."""

    name = "ordito.kinship"
    label = "kinship"
    verbose_name = _("Legami")
