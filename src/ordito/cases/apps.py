# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """The social record: persons, family units, contacts, case files, what is done and written in them."""

    name = "ordito.cases"
    label = "cases"
    verbose_name = _("Cartella sociale")
