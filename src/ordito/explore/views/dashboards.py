# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.asked import asked_once
from ordito.core.http import page
from ordito.explore import actions
from ordito.explore.enums import MOST_TILES, Look
from ordito.explore.forms import KeptForm, NameForm, TileForm
from ordito.explore.models import Dashboard, SavedView, Tile
from ordito.explore.queries.boards import boards_for, drawn_of, plans_of, plans_on
from ordito.explore.queries.desk import desk_of
from ordito.explore.queries.keeping import PARTS, code_of, dashboards_of, sharing_choices, sharing_of, views_of
from ordito.explore.rules import can_change
from ordito.explore.views.stale import theirs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor
    from ordito.explore.queries.boards import Board, TilePlan

PAGE = "explore/dashboard.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.VIEW_STATISTICS)
def dashboards(request: HttpRequest) -> HttpResponse:
    """The dashboards of one's role, one's own, those that colleagues show; and a new one."""
    actor = actor_of(request)
    form = NameForm(request.POST or None)
    if form.is_valid():
        made = actions.create_dashboard(by=actor, at=timezone.now(), name=form.cleaned_data["nome"])
        messages.success(request, _("Cruscotto creato: ora aggiungi i riquadri."))
        return redirect("explore:dashboard", made.pk)
    rows = [(row, row.owner_id == actor.actor_id) for row in dashboards_of(actor)[:200]]
    context = {"form": form, "boards": boards_for(actor), "rows": rows, "here": "dashboards"}
    return page(request, "explore/dashboards.html", context, invalid=form.is_bound)


def dashboard_or_404(request: HttpRequest, pk: int, *, own: bool = False) -> Dashboard:
    """A dashboard that one may open; with `own`, change."""
    actor = actor_of(request)
    row = get_object_or_404(Dashboard.objects.visible_to(actor).select_related(*PARTS), pk=pk)
    if own and not can_change(actor, row):
        raise Http404
    return row


@require_safe
@requires(Verb.VIEW_STATISTICS)
def dashboard(request: HttpRequest, pk: int) -> HttpResponse:
    """A dashboard that somebody made."""
    actor, row = actor_of(request), dashboard_or_404(request, pk)
    own = can_change(actor, row)
    plans = plans_on(row)
    context = {"board": row, "own": own, "full": len(plans) >= MOST_TILES}
    if own:
        context["form"] = TileForm(views=views_of(actor)[:200])
    return render(request, PAGE, context | _drawn(actor, plans))


@require_safe
@requires(Verb.VIEW_STATISTICS)
def shipped(request: HttpRequest, code: str) -> HttpResponse:
    """A dashboard that comes with Ordito."""
    actor = actor_of(request)
    board = _board(actor, code)
    return render(request, PAGE, {"board": board, "shipped": True} | _drawn(actor, board))


def _board(actor: Actor, code: str) -> Board:
    board = next((board for board in boards_for(actor) if board.code == code), None)
    if board is None:
        raise Http404
    return board


def _drawn(actor: Actor, wanted: Board | list[TilePlan]) -> dict[str, Any]:
    with asked_once():
        desk = desk_of(actor)
        if desk is None:
            return {"here": "dashboards", "no_data": True}
        plans = wanted if isinstance(wanted, list) else plans_of(wanted, desk)
        return {"here": "dashboards", "tiles": drawn_of(desk, plans)}


@require_POST
@requires(Verb.VIEW_STATISTICS)
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """One's own dashboard like one that comes with Ordito."""
    actor = actor_of(request)
    board, desk = _board(actor, code), desk_of(actor)
    if desk is None:
        return redirect("explore:dashboards")
    tiles = [(plan.name, plan.question, plan.look) for plan in plans_of(board, desk)]
    made = actions.copy_dashboard(by=actor, at=timezone.now(), name=board.name, tiles=tiles)
    messages.success(request, _("Cruscotto copiato: questo è tuo, puoi cambiarlo."))
    return redirect("explore:dashboard", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.VIEW_STATISTICS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a dashboard anew, show it to colleagues."""
    actor, row = actor_of(request), dashboard_or_404(request, pk, own=True)
    form = KeptForm(request.POST or None, initial=_as_kept(row), sharings=sharing_choices(actor))
    context = {"form": form, "board": row, "here": "dashboards"}
    if form.is_valid():
        found = form.cleaned_data
        try:
            actions.change_dashboard(
                by=actor,
                at=timezone.now(),
                dashboard=row,
                name=found["nome"],
                sharing=sharing_of(found["condivisa"]),
                version=found["version"],
            )
        except actions.StaleError as error:
            context |= {"stale": True, "theirs": theirs(form, error, _as_kept(error.current))}
        else:
            messages.success(request, _("Cruscotto salvato."))
            return redirect("explore:dashboard", row.pk)
    return page(request, "explore/dashboard_change.html", context, invalid=form.is_bound)


def _as_kept(row: Dashboard) -> dict[str, object]:
    return {"nome": row.name, "condivisa": code_of(row), "version": row.version}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.VIEW_STATISTICS)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a dashboard away."""
    row = dashboard_or_404(request, pk, own=True)
    if request.method == "POST":
        actions.delete_dashboard(by=actor_of(request), at=timezone.now(), dashboard=row)
        messages.success(request, _("Cruscotto eliminato."))
        return redirect("explore:dashboards")
    context = {
        "title": _("Eliminare il cruscotto?"),
        "text": row.name,
        "consequences": [_("Le viste che mostra restano tra le viste salvate.")],
        "submit_label": _("Elimina"),
        "cancel_url": reverse("explore:dashboard", args=[row.pk]),
        "danger": True,
    }
    return render(request, "confirm.html", context)


@require_POST
@requires(Verb.VIEW_STATISTICS)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a view on a dashboard."""
    actor, row = actor_of(request), dashboard_or_404(request, pk, own=True)
    form = TileForm(request.POST, views=views_of(actor)[:200])
    if not form.is_valid():
        messages.error(request, _("Scegli una vista e come si vede."))
        return redirect("explore:dashboard", row.pk)
    view = get_object_or_404(SavedView.objects.visible_to(actor), pk=form.cleaned_data["vista"])
    look = Look(form.cleaned_data["look"])
    try:
        actions.add_tile(by=actor, at=timezone.now(), dashboard=row, view=view, look=look)
    except actions.ExploreError as error:
        messages.error(request, str(error))
    return redirect("explore:dashboard", row.pk)


@require_POST
@requires(Verb.VIEW_STATISTICS)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a tile one place, or take it off."""
    actor = actor_of(request)
    tile = get_object_or_404(Tile.objects.select_related("dashboard"), pk=pk)
    row = dashboard_or_404(request, tile.dashboard_id, own=True)
    wanted = request.POST.get("che", "")
    if wanted == "togli":
        actions.remove_tile(by=actor, at=timezone.now(), tile=tile)
    elif wanted in {"avanti", "indietro"}:
        actions.move_tile(by=actor, at=timezone.now(), tile=tile, forward=wanted == "avanti")
    return redirect(f"{reverse('explore:dashboard', args=[row.pk])}#riquadro-{tile.pk}")
