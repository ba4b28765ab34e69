# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.messages.actions import mark_read
from ordito.messages.forms import NoticeFilterForm, SentFilterForm
from ordito.messages.models import Message
from ordito.messages.queries import TONES, notices, sent_messages

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

EVERYBODY = Verb.VIEW_TERRITORY  # the one verb that every role has


@require_safe
@requires(EVERYBODY)
def notice_list(request: HttpRequest) -> HttpResponse:
    """One's own notices, newest first."""
    form = NoticeFilterForm(request.GET or None)
    only_unread = form.is_valid() and bool(form.cleaned_data["quali"])
    actor = actor_of(request)
    found = page_of(request, notices(actor, unread=only_unread), order=("-pk",))
    unread = notices(actor, unread=True).count()
    context = {"form": form, "page": found, "unread": unread, "only_unread": only_unread}
    return page(request, "messages/list.html", context)


@require_safe
@requires(EVERYBODY)
def sent_list(request: HttpRequest) -> HttpResponse:
    """What one sent, and whether it arrived."""
    form = SentFilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = sent_messages(actor_of(request), kind=chosen.get("come", ""), state=chosen.get("stato", ""))
    found = page_of(request, rows, order=("-pk",))
    lines = [(message, TONES[message.state]) for message in found.rows]  # type: ignore[index] # the field's choices
    return page(
        request, "messages/sent.html", {"form": form, "page": found, "lines": lines, "filtered": any(chosen.values())}
    )


@require_POST
@requires(EVERYBODY)
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice as read and, when it leads somewhere and one asks so, go there."""
    actor = actor_of(request)
    message = get_object_or_404(Message.objects.received_by(actor), pk=pk)
    mark_read(by=actor, at=timezone.now(), message_id=message.pk)
    if message.url and request.POST.get("vai"):
        return redirect(message.url)
    messages.success(request, _("Avviso segnato come letto."))
    return redirect("messages:list")


@require_POST
@requires(EVERYBODY)
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all notices as read."""
    mark_read(by=actor_of(request), at=timezone.now())
    messages.success(request, _("Tutti gli avvisi sono segnati come letti."))
    return redirect("messages:list")
