# SPDX-License-Identifier: EUPL-1.2
from django.utils.translation import gettext_lazy as _

from ordito.core.declare import AuditedAction

DECLARES = (
    AuditedAction("demo.load_bodies", _("Caricamento degli enti inventati")),
    AuditedAction("demo.write_background", _("Caricamento del lavoro inventato degli altri uffici")),
)
