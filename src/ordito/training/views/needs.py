# SPDX-License-Identifier: EUPL-1.2
"""Needs and themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.training import rules
from ordito.training.actions import needs as actions
from ordito.training.forms.needs import GatherForm, NeedFilter, NeedForm, ThemeForm, VoteForm
from ordito.training.models import NeedTheme, NeedVote, TrainingNeed, TrainingPlan
from ordito.training.queries.need_sources import Source, source_of
from ordito.training.queries.needs import PARTS, listed, theme_lines, weights_of
from ordito.training.views.pages import (
    Words,
    form_page,
    form_view,
    posted,
    require_that,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor

LOOSE = 50


def need_or_404(request: HttpRequest, pk: int) -> TrainingNeed:
    """A need that the reader may know of."""
    return get_object_or_404(TrainingNeed.objects.visible_to(actor_of(request)).select_related(*PARTS), pk=pk)


def address(need: TrainingNeed) -> str:
    """Where a need is read."""
    return reverse("training:need", args=[need.pk])


@require_safe
@requires(Verb.VIEW_TRAINING)
def needs(request: HttpRequest) -> HttpResponse:
    """Needs, the newest first, with their weight."""
    actor = actor_of(request)
    form = NeedFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = listed(actor, text=chosen.get("q", ""), theme=chosen.get("tema"), profile=chosen.get("profilo", ""))
    found = page_of(request, rows, order=("-raised_at", "-pk"))
    weights = weights_of(found.rows)
    context = {
        "form": form,
        "page": found,
        "rows": [(need, weights[need.pk]) for need in found.rows],
        "may_raise": rules.can_raise(actor),
        "may_manage": actor.holds(Verb.MANAGE_TRAINING),
    }
    return page(request, "training/needs/list.html", context)


@require_safe
@requires(Verb.VIEW_TRAINING)
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """One need: where it comes from, who presses for it, what answers it."""
    row = need_or_404(request, pk)
    return _shown(request, row, VoteForm(initial={"priority": _own_vote(actor_of(request), row)}))


def _shown(request: HttpRequest, row: TrainingNeed, form: VoteForm) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "need": row,
        "weight": weights_of([row])[row.pk],
        "votes": NeedVote.objects.filter(need=row).select_related("organisation", "territory").order_by("-at", "pk"),
        "lines": row.lines.select_related("plan")
        .filter(plan__in=TrainingPlan.objects.visible_to(actor))
        .order_by("-plan__year", "title"),
        "form": form if rules.can_vote(actor) else None,
        "may_edit": rules.can_edit_need(actor, row),
    }
    return page(request, "training/needs/need.html", context, invalid=form.is_bound)


def _own_vote(actor: Actor, row: TrainingNeed) -> int | None:
    votes = NeedVote.objects.filter(need=row, by_id=actor.actor_id or 0)
    return votes.values_list("priority", flat=True).first()


@form_view
@requires(Verb.RAISE_TRAINING_NEED)
def raise_need(request: HttpRequest) -> HttpResponse:
    """Say what one needs to learn."""
    source = _source(request)
    form = NeedForm(posted(request), initial=source.initial if source else None)

    def act() -> str:
        made = actions.raise_need(
            values=form.values(),
            form_key=form.cleaned_data["form_key"],
            source=source.place if source else None,
            by=actor_of(request),
            at=timezone.now(),
        )
        return address(made)

    words = Words(
        title=_("Segnala un fabbisogno"),
        lead=_("Che cosa servirebbe saper fare meglio, a te o a chi lavora con te. Lo legge tutta la rete."),
        submit=_("Segnala"),
        cancel_url=source.end.url if source else reverse("training:needs"),
        done=_("Segnalato e legato da un filo a ciò da cui viene.")
        if source
        else _("Segnalato. Se ha un’origine che è già in Ordito, collegala dal filo qui sotto."),
        crumbs=[(_("Fabbisogni"), reverse("training:needs"))],
    )
    return form_page(request, form, act, words)


def _source(request: HttpRequest) -> Source | None:
    """What the address says that the need comes from; 404 for what the reader does not see."""
    kind = request.GET.get("da", "")
    if not kind:
        return None
    found = source_of(actor_of(request), kind, request.GET.get("id", ""))
    if found is None:
        raise Http404
    return found


@form_view
@requires(Verb.VIEW_TRAINING)
def edit_need(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a need."""
    row = need_or_404(request, pk)
    require_that(allowed=rules.can_edit_need(actor_of(request), row))
    form = NeedForm(posted(request), initial=_initial(row))

    def act() -> str:
        version = form.cleaned_data["version"]
        actions.edit_need(need=row, values=form.values(), version=version, by=actor_of(request), at=timezone.now())
        return address(row)

    words = Words(
        title=_("Correggi il fabbisogno"),
        submit=_("Salva"),
        cancel_url=address(row),
        done=_("Le modifiche sono state salvate."),
        crumbs=[(_("Fabbisogni"), reverse("training:needs")), (_("Fabbisogno"), address(row))],
    )
    return form_page(request, form, act, words, theirs=lambda current: NeedForm(initial=_initial(current)))


def _initial(row: TrainingNeed) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*actions.CARD, "version")}


@require_POST
@requires(Verb.ENROL_STAFF)
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """A referent says how much a need presses."""
    row = need_or_404(request, pk)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _shown(request, row, form)
    actions.vote_on_need(need=row, priority=form.cleaned_data["priority"], by=actor_of(request), at=timezone.now())
    messages.success(request, _("Voto registrato."))
    return redirect(address(row))


@form_view
@requires(Verb.VIEW_TRAINING)
def themes(request: HttpRequest) -> HttpResponse:
    """Themes, the heaviest first; who manages puts needs under them, with a search beside."""
    actor = actor_of(request)
    may_manage = actor.holds(Verb.MANAGE_TRAINING)
    search = NeedFilter(request.GET)
    chosen = search.cleaned_data if search.is_valid() else {}
    rows = listed(actor, text=chosen.get("q", ""), theme=chosen.get("tema"), profile=chosen.get("profilo", ""))
    loose = list((rows if chosen.get("tema") else rows.filter(theme=None)).order_by("-raised_at", "-pk")[:LOOSE])
    form = GatherForm(posted(request), offered=[need.pk for need in loose], inside=bool(chosen.get("tema")))
    if request.method == "POST":
        require_that(allowed=may_manage)
        if form.is_valid():
            return _gather(request, form)
    context = {
        "lines": theme_lines(),
        "search": search,
        "loose": loose,
        "ticked": set(form.data.getlist("needs")) if form.is_bound else set(),  # type: ignore[attr-defined]  # a request's mapping
        "form": form if may_manage else None,
    }
    return page(request, "training/needs/themes.html", context, invalid=form.is_bound)


def _gather(request: HttpRequest, form: GatherForm) -> HttpResponse:
    actor, now, data = actor_of(request), timezone.now(), form.cleaned_data
    theme = actions.name_theme(name=data["new_theme"], by=actor, at=now) if data["new_theme"] else data["theme"]
    moved = actions.gather_needs(ids=data["needs"], theme=theme, by=actor, at=now)
    words = ngettext("%(n)d fabbisogno spostato.", "%(n)d fabbisogni spostati.", moved)
    messages.success(request, words % {"n": moved})
    return redirect(request.get_full_path())


@form_view
@requires(Verb.MANAGE_TRAINING)
def edit_theme(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a theme otherwise."""
    row = get_object_or_404(NeedTheme, pk=pk)
    form = ThemeForm(posted(request), initial=_theme(row))

    def act() -> str:
        data = form.cleaned_data
        actions.edit_theme(
            theme=row,
            name=data["name"],
            description=data["description"],
            version=data["version"],
            by=actor_of(request),
            at=timezone.now(),
        )
        return reverse("training:themes")

    words = Words(
        title=_("Modifica il tema"),
        submit=_("Salva"),
        cancel_url=reverse("training:themes"),
        done=_("Le modifiche sono state salvate."),
        crumbs=[(_("Temi"), reverse("training:themes"))],
    )
    return form_page(request, form, act, words, theirs=lambda current: ThemeForm(initial=_theme(current)))


def _theme(row: NeedTheme) -> dict[str, Any]:
    return {"name": row.name, "description": row.description, "version": row.version}
