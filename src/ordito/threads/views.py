# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.threads.actions import ThreadError, link_threads
from ordito.threads.actions import unlink as unlink_action
from ordito.threads.forms import FindForm, LinkForm, ListFilterForm
from ordito.threads.models import Thread
from ordito.threads.queries import End, end_of, filtered, find, lines, searchable_kinds, visible_kinds
from ordito.threads.rules import can_unlink

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@requires(Verb.VIEW_THREADS)
def thread_list(request: HttpRequest) -> HttpResponse:
    """The threads of which one may see at least one end, newest first."""
    actor = actor_of(request)
    form = ListFilterForm(request.GET or None, nodes=visible_kinds())
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = filtered(actor, relation=chosen.get("relazione", ""), kind=chosen.get("tipo", ""))
    threads = page_of(request, rows, order=("-pk",))
    context = {"form": form, "page": threads, "lines": lines(actor, threads.rows)}
    return render(request, "threads/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.LINK_THREADS)
def link(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    """Look for a thing by name and tie it to the one in the address."""
    actor = actor_of(request)
    start = _seen_end(request, kind, object_id)
    nodes = searchable_kinds()
    search = FindForm(request.GET or None, nodes=nodes)
    wanted = search.cleaned_data if search.is_valid() else {"tipo": "", "q": ""}
    found = [end for end in find(actor, wanted["tipo"], wanted["q"]) if (end.kind, end.object_id) != (kind, object_id)]
    form = LinkForm(request.POST if request.method == "POST" else None, found=found)
    if form.is_valid():
        relation, forward = form.cleaned_data["relation"]
        ends = [(kind, object_id), (wanted["tipo"], form.cleaned_data["other"])]
        first, last = ends if forward else reversed(ends)
        try:
            link_threads(
                by=actor,
                at=timezone.now(),
                start=first,
                end=last,
                relation=relation,
                note=form.cleaned_data["note"],
            )
        except ThreadError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Collegamento aggiunto."))
            return redirect(start.url)
    context = {"start": start, "search": search, "found": found, "asked": bool(wanted["q"]), "form": form}
    return page(request, "threads/link.html", context, invalid=form.is_bound and bool(form.errors))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.LINK_THREADS)
def unlink(request: HttpRequest, kind: str, object_id: int, thread_id: int) -> HttpResponse:
    """Ask, then take a thread away."""
    actor = actor_of(request)
    start = _seen_end(request, kind, object_id)
    thread = get_object_or_404(
        Thread.objects.visible_to(actor).touching(kind, object_id).select_related("by"), pk=thread_id
    )
    if not can_unlink(actor, thread):
        raise Http404
    if request.method == "POST":
        unlink_action(by=actor, at=timezone.now(), thread=thread)
        messages.success(request, _("Collegamento tolto."))
        return redirect(start.url)
    [line] = lines(actor, [thread])
    context = {
        "title": _("Togliere il collegamento?"),
        "text": _("%(start)s %(relation)s %(end)s.")
        % {"start": line.start.name, "relation": line.relation, "end": line.end.name}
        if line.start and line.end
        else "",
        "consequences": [_("Le due cose restano, ma non si ritrova più l’una dall’altra.")],
        "submit_label": _("Togli"),
        "cancel_url": start.url,
        "danger": True,
    }
    return render(request, "confirm.html", context)


def _seen_end(request: HttpRequest, kind: str, object_id: int) -> End:
    end = end_of(actor_of(request), kind, object_id)
    if end is None:
        raise Http404
    return end
