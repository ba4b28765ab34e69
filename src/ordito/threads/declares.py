# SPDX-License-Identifier: EUPL-1.2
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.declare import AuditedAction, AuditedKind, MenuEntry
from ordito.threads.models import Thread

DECLARES = (
    MenuEntry(_("Territorio"), _("Fili"), "threads:list", Verb.VIEW_THREADS, "it-link", order=65),
    AuditedKind("threads.thread", _("Filo"), lambda _thread: "", Thread.objects.visible_to),
    AuditedAction("threads.link", _("Collegamento aggiunto")),
    AuditedAction("threads.unlink", _("Collegamento tolto")),
)
