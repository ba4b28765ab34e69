# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """People at a time in a place, with minutes: one agenda and one register for the whole house."""

    name = "ordito.meetings"
    label = "meetings"
    verbose_name = _("Incontri")
