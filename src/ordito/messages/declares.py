# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.declare import AuditedKind, Card, CardContent, CardItem, MenuEntry, Recurring
from ordito.messages.models import Message
from ordito.messages.queries import notices

if TYPE_CHECKING:
    from datetime import date

    from ordito.core.access import Actor

SHOWN = 5
EVERYBODY = Verb.VIEW_TERRITORY  # the one verb that every role has


def _unread(actor: Actor, _today: date) -> CardContent | None:
    """Notices not read yet; no card when there is none."""
    unread = notices(actor, unread=True)
    found = list(unread.order_by("-pk")[: SHOWN + 1])
    if not found:
        return None
    url = reverse("messages:list")
    items = [
        CardItem(message.subject, url, formats.date_format(timezone.localtime(message.created_at), "d/m/Y"))
        for message in found[:SHOWN]
    ]
    return CardContent(items, count=len(found) if len(found) <= SHOWN else unread.count(), more_url=url)


DECLARES = (
    Recurring("ordito.messages.tasks.deliver", _("Invio delle e-mail"), timedelta(minutes=15)),
    MenuEntry(_("Amministrazione"), _("Avvisi"), "messages:list", EVERYBODY, "it-mail", order=84),
    Card("messages.unread", _("Avvisi"), EVERYBODY, _unread, order=10, icon="it-mail"),
    AuditedKind("ordito_messages.message", _("Messaggio"), lambda message: message.subject, Message.objects.visible_to),
)
