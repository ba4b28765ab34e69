# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.explore import actions
from ordito.explore.enums import Look
from ordito.explore.forms import QuestionForm, SaveForm, ViewForm
from ordito.explore.models import SavedView
from ordito.explore.queries.desk import desk_of
from ordito.explore.queries.keeping import PARTS, code_of, sharing_choices, sharing_of
from ordito.explore.rules import can_change
from ordito.explore.views.pivot import PAGE, answered, asked_with, rights, shown
from ordito.explore.views.stale import theirs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@requires(Verb.VIEW_STATISTICS)
def views(request: HttpRequest) -> HttpResponse:
    """The views that one keeps, and those that colleagues show."""
    actor = actor_of(request)
    rows = page_of(request, SavedView.objects.visible_to(actor).select_related(*PARTS), order=("name", "pk"))
    listed = [(row, open_url(row), row.owner_id == actor.actor_id) for row in rows.rows]
    return render(request, "explore/views.html", {"page": rows, "listed": listed, "here": "views"})


def open_url(view: SavedView) -> str:
    """The table of a view."""
    return f"{reverse('explore:pivot')}?{urlencode(view.question)}"


def view_or_404(request: HttpRequest, pk: int, *, own: bool = False) -> SavedView:
    """A view that one may open; with `own`, change."""
    actor = actor_of(request)
    row = get_object_or_404(SavedView.objects.visible_to(actor).select_related(*PARTS), pk=pk)
    if own and not can_change(actor, row):
        raise Http404
    return row


@require_POST
@requires(Verb.VIEW_STATISTICS)
def save(request: HttpRequest) -> HttpResponse:
    """Keep the question of the page of tables under a name."""
    actor = actor_of(request)
    desk = desk_of(actor)
    if desk is None or not desk.asked:
        return redirect("explore:pivot")
    form, wanted = QuestionForm(asked_with(request.POST, desk), desk=desk), SaveForm(request.POST)
    if not form.is_valid() or not wanted.is_valid():
        context = rights(actor) | {"form": form, "snapshot": desk.snapshot}
        if form.is_valid():
            context |= shown(request, desk, form.question, answered(desk, form.question))
        return page(request, PAGE, context | {"save_form": wanted, "save_open": True}, invalid=True)
    view = actions.save_view(
        by=actor,
        at=timezone.now(),
        name=wanted.cleaned_data["nome"],
        question=form.question.parameters(),
        look=Look(wanted.cleaned_data["look"]),
    )
    messages.success(request, _("Vista salvata. Puoi condividerla o metterla su un cruscotto."))
    return redirect("explore:view", view.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.VIEW_STATISTICS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a view anew, draw it otherwise, show it to colleagues."""
    actor, view = actor_of(request), view_or_404(request, pk, own=True)
    form = ViewForm(request.POST or None, initial=_as_kept(view), sharings=sharing_choices(actor))
    context = {"form": form, "view": view, "open_url": open_url(view), "here": "views"}
    if form.is_valid():
        found = form.cleaned_data
        try:
            actions.change_view(
                by=actor,
                at=timezone.now(),
                view=view,
                name=found["nome"],
                look=Look(found["look"]),
                sharing=sharing_of(found["condivisa"]),
                version=found["version"],
            )
        except actions.StaleError as error:
            context |= {"stale": True, "theirs": theirs(form, error, _as_kept(error.current))}
        else:
            messages.success(request, _("Vista salvata."))
            return redirect("explore:views")
    return page(request, "explore/view.html", context, invalid=form.is_bound)


def _as_kept(view: SavedView) -> dict[str, object]:
    return {"nome": view.name, "look": view.look, "condivisa": code_of(view), "version": view.version}


@require_POST
@requires(Verb.VIEW_STATISTICS)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own copy of a view."""
    view = view_or_404(request, pk)
    name = _("Copia di %(name)s") % {"name": view.name}
    made = actions.copy_view(by=actor_of(request), at=timezone.now(), view=view, name=name[:120])
    messages.success(request, _("Vista copiata: questa è tua."))
    return redirect("explore:view", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.VIEW_STATISTICS)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a view away."""
    view = view_or_404(request, pk, own=True)
    if request.method == "POST":
        actions.delete_view(by=actor_of(request), at=timezone.now(), view=view)
        messages.success(request, _("Vista eliminata."))
        return redirect("explore:views")
    context = {
        "title": _("Eliminare la vista?"),
        "text": view.name,
        "consequences": [_("Sparisce anche dai cruscotti che la mostrano."), _("Le relazioni restano come sono.")],
        "submit_label": _("Elimina"),
        "cancel_url": reverse("explore:views"),
        "danger": True,
    }
    return render(request, "confirm.html", context)
