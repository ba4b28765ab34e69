# SPDX-License-Identifier: EUPL-1.2
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ordito.core.declare import Recurring

DECLARES = (
    Recurring("ordito.audit.tasks.seal_audit", _("Sigillo del registro"), timedelta(minutes=5)),
    Recurring("ordito.audit.tasks.verify_audit", _("Verifica del registro"), timedelta(days=1)),
)
