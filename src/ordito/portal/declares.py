# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ordito.core.declare import AuditedAction

DECLARES = (AuditedAction("portal.read_home", _("pagina iniziale")),)
