# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StewardshipConfig(AppConfig):
    """The rights of the person over the record, how long it is kept, how it ends."""

    name = "ordito.stewardship"
    label = "stewardship"
    verbose_name = _("Diritti e conservazione")
