# SPDX-License-Identifier: EUPL-1.2
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What was done, in the words of the DPO."""

    WRITE = "write", _("scrittura")
    READ = "read", _("lettura")
    SEARCH = "search", _("ricerca")
    PRINT = "print", _("stampa")
    EXPORT = "export", _("esportazione")
    LOGIN = "login", _("accesso")
    REFUSED = "refused", _("rifiuto")
