# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    """Appointments of a record: interviews, visits, hearings, protected meetings, planned, held or missed."""

    name = "ordito.agenda"
    label = "agenda"
    verbose_name = _("Agenda del caso")
