# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb, actor_of
from ordito.core.declare import AuditedAction, AuditedKind, MenuEntry, Panel
from ordito.threads.models import Thread
from ordito.threads.queries import kind_of, panel

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


def _panel(request: HttpRequest, row: Model) -> str:
    kind = kind_of(row)
    return render_to_string("threads/panel.html", {"panel": panel(actor_of(request), kind, row.pk)}) if kind else ""


DECLARES = (
    MenuEntry(_("Territorio"), _("Fili"), "threads:list", Verb.VIEW_THREADS, "it-link", order=65),
    Panel("threads.threads", _panel, order=40),
    AuditedKind("threads.thread", _("Filo"), lambda _thread: "", Thread.objects.visible_to),
    AuditedAction("threads.link", _("Collegamento aggiunto")),
    AuditedAction("threads.unlink", _("Collegamento tolto")),
)
