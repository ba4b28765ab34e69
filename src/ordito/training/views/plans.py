# SPDX-License-Identifier: EUPL-1.2
"""Training plans: the list, one of them, and how it goes on to its adoption."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ordito.core.access import Verb, actor_of, can, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.training import rules
from ordito.training.actions import plans as actions
from ordito.training.enums import PlanState
from ordito.training.forms.plans import AdoptForm, CommentForm, LineForm, PlanForm, ShareForm
from ordito.training.models import PlanLine, PlanVersion, TrainingPlan
from ordito.training.queries.plans import content_of
from ordito.training.views.attempts import attempt
from ordito.training.views.pages import (
    Words,
    ask,
    form_page,
    form_view,
    plan_or_404,
    posted,
    require_that,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor

TONES = {PlanState.DRAFT: "neutral", PlanState.SHARED: "info", PlanState.ADOPTED: "success"}
HEAD = (
    "title", "year", "organiser", "territory", "aims", "declared_editions", "declared_hours", "declared_people",
)  # fmt: skip


def address(plan: TrainingPlan) -> str:
    """Where a plan is read."""
    return reverse("training:plan", args=[plan.pk])


def crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of a plan."""
    return [(_("Piani formativi"), reverse("training:plans")), *rest]


@require_safe
@requires(Verb.VIEW_TRAINING)
def plans(request: HttpRequest) -> HttpResponse:
    """Plans, the newest first."""
    actor = actor_of(request)
    rows = TrainingPlan.objects.visible_to(actor).select_related("organiser", "territory")
    found = page_of(request, rows.annotate(line_count=Count("lines")), order=("-year", "-pk"))
    context = {
        "page": found,
        "rows": [(plan, TONES[PlanState(plan.state)]) for plan in found.rows],
        "may_manage": actor.holds(Verb.MANAGE_TRAINING),
    }
    return page(request, "training/plans/list.html", context)


@require_safe
@requires(Verb.VIEW_TRAINING)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan as it stands now, with what was said of it; a draft of a next version only for who writes it."""
    row = plan_or_404(request, pk)
    return _shown(request, row, CommentForm())


def _shown(request: HttpRequest, row: TrainingPlan, form: CommentForm) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    versions = list(row.versions.order_by("-number"))
    writes = rules.can_write_plan(actor, row)
    content = content_of(row) if row.state != PlanState.DRAFT or writes else versions[0].content
    context = {
        "plan": row,
        "tone": TONES[PlanState(row.state)],
        "content": content,
        "versions": versions,
        "comments": row.comments.order_by("at", "pk"),
        "writes": writes,
        "adopts": rules.can_adopt(actor, row),
        "reopens": row.state == PlanState.ADOPTED and rules.can_reopen(actor, row),
        "makes_courses": can(actor, Verb.MANAGE_TRAINING, row),
        "form": form if rules.can_comment(actor, row, today) else None,
    }
    return page(request, "training/plans/plan.html", context, invalid=form.is_bound)


@require_safe
@requires(Verb.VIEW_TRAINING)
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A plan as it was adopted."""
    row = plan_or_404(request, pk)
    found = get_object_or_404(PlanVersion, plan=row, number=number)
    context = {"plan": row, "version": found, "content": found.content}
    return page(request, "training/plans/version.html", context)


@form_view
@requires(Verb.MANAGE_TRAINING)
def new_plan(request: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    actor = actor_of(request)
    year = timezone.localdate().year + 1
    form = _plan_form(request, actor, initial={"year": year, "title": _("Piano dell’offerta formativa")})

    def act() -> str:
        values, bodies = _typed(form)
        return address(actions.create_plan(values=values, bodies=bodies, by=actor, at=timezone.now()))

    words = Words(
        title=_("Nuovo piano"),
        submit=_("Salva"),
        cancel_url=reverse("training:plans"),
        done=_("Piano creato: ora aggiungi le linee."),
        crumbs=crumbs(),
    )
    return form_page(request, form, act, words)


def _plan_form(
    request: HttpRequest | None, actor: Actor, *, initial: dict[str, Any], kept: TrainingPlan | None = None
) -> PlanForm:
    data = posted(request) if request is not None else None
    return PlanForm(data, actor=actor, verb=Verb.MANAGE_TRAINING, kept=kept, initial=initial)


def _typed(form: PlanForm) -> tuple[dict[str, Any], list[Any]]:
    values = form.values()
    return values, list(values.pop("bodies"))


@form_view
@requires(Verb.MANAGE_TRAINING)
def edit_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the head of a plan."""
    row, actor = plan_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_write_plan(actor, row))
    form = _plan_form(request, actor, initial=_head(row), kept=row)

    def act() -> str:
        values, bodies = _typed(form)
        given = form.cleaned_data["version"]
        actions.edit_plan(plan=row, values=values, bodies=bodies, version=given, by=actor, at=timezone.now())
        return address(row)

    words = Words(
        title=_("Modifica il piano"),
        submit=_("Salva"),
        cancel_url=address(row),
        done=_("Le modifiche sono state salvate."),
        crumbs=crumbs((str(row), address(row))),
    )
    theirs = _plan_form
    return form_page(request, form, act, words, theirs=lambda now: theirs(None, actor, initial=_head(now), kept=now))


def _head(row: TrainingPlan) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*HEAD, "version")} | {"bodies": list(row.bodies.all())}


@form_view
@requires(Verb.MANAGE_TRAINING)
def new_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a line to a plan."""
    row, actor = plan_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_write_plan(actor, row))
    form = LineForm(posted(request), plan=row, initial={"theme": request.GET.get("tema")})

    def act() -> str:
        _save(form, row, None, actor)
        return f"{address(row)}#linee"

    return form_page(request, form, act, _line_words(row, _("Nuova linea"), _("Linea aggiunta.")))


def _save(form: LineForm, plan: TrainingPlan, line: PlanLine | None, actor: Actor) -> None:
    actions.save_line(
        plan=plan,
        values=form.values(),
        needs=form.covered(),
        spread=form.spread(),
        form_key=form.cleaned_data["form_key"],
        line=line,
        version=form.cleaned_data["version"],
        by=actor,
        at=timezone.now(),
    )


def _line_words(plan: TrainingPlan, title: str, done: str) -> Words:
    return Words(
        title=title,
        submit=_("Salva"),
        cancel_url=f"{address(plan)}#linee",
        done=done,
        crumbs=crumbs((str(plan), address(plan))),
    )


@form_view
@requires(Verb.MANAGE_TRAINING)
def edit_line(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Change a line."""
    row, actor = plan_or_404(request, pk), actor_of(request)
    line = get_object_or_404(PlanLine, plan=row, pk=line_pk)
    require_that(allowed=rules.can_write_plan(actor, row))
    form = LineForm(posted(request), plan=row, line=line, initial=_line(line))

    def act() -> str:
        _save(form, row, line, actor)
        return f"{address(row)}#linee"

    words = _line_words(row, _("Modifica la linea"), _("Le modifiche sono state salvate."))
    return form_page(request, form, act, words, theirs=lambda now: LineForm(plan=row, line=now, initial=_line(now)))


def _line(line: PlanLine) -> dict[str, Any]:
    names = ("title", "theme", "profiles", "track", "hours", "budget", "version")
    return {name: getattr(line, name) for name in names} | {"needs": list(line.needs.all())}


@form_view
@requires(Verb.MANAGE_TRAINING)
def remove_line(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Take a line out, after asking."""
    row, actor = plan_or_404(request, pk), actor_of(request)
    line = get_object_or_404(PlanLine, plan=row, pk=line_pk)
    require_that(allowed=rules.can_write_plan(actor, row))

    def act() -> str:
        actions.remove_line(line=line, by=actor, at=timezone.now())
        return f"{address(row)}#linee"

    words = Words(
        title=_("Togliere la linea «%(title)s»?") % {"title": line.title},
        submit=_("Togli"),
        cancel_url=f"{address(row)}#linee",
        done=_("Linea tolta."),
        danger=True,
    )
    return ask(request, forms.Form(posted(request)), act, words)


@form_view
@requires(Verb.MANAGE_TRAINING)
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a plan to comments, after asking until when."""
    row, actor = plan_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_write_plan(actor, row))
    form = ShareForm(posted(request), initial={"comments_until": row.comments_until})

    def act() -> str:
        until = form.cleaned_data["comments_until"]
        actions.share_plan(plan=row, comments_until=until, by=actor, at=timezone.now())
        return address(row)

    words = Words(
        title=_("Aprire il piano ai commenti?"),
        lead=str(row),
        consequences=[
            _("Lo legge tutta la rete, e chiunque può commentarlo."),
            _("Si può ancora correggere fino a quando viene adottato."),
        ],
        submit=_("Apri ai commenti"),
        cancel_url=address(row),
        done=_("Il piano è aperto ai commenti."),
    )
    return ask(request, form, act, words)


@require_POST
@requires(Verb.VIEW_TRAINING)
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something of a plan."""
    row = plan_or_404(request, pk)
    form = CommentForm(request.POST)

    def act() -> str:
        data = form.cleaned_data
        actions.comment_on_plan(
            plan=row, text=data["text"], form_key=data["form_key"], by=actor_of(request), at=timezone.now()
        )
        return f"{address(row)}#commenti"

    if form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Commento aggiunto."))
        return redirect(f"{address(row)}#commenti")
    return _shown(request, row, form)


@form_view
@requires(Verb.ADOPT_TRAINING_PLAN)
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Adopt a plan, after asking by which act."""
    row, actor = plan_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_adopt(actor, row) or row.state == PlanState.ADOPTED)
    form = AdoptForm(posted(request), initial={"adopted_on": timezone.localdate()})

    def act() -> str:
        actions.adopt_plan(plan=row, **form.cleaned_data, by=actor, at=timezone.now())
        return address(row)

    words = Words(
        title=_("Adottare il piano?"),
        lead=str(row),
        consequences=[
            _("Quello che dice ora resta com’è, come una sua versione con la data e l’atto."),
            _("Per cambiarlo si apre una versione nuova: quella adottata si legge ancora."),
        ],
        submit=_("Adotta"),
        cancel_url=address(row),
        done=_("Piano adottato."),
    )
    return ask(request, form, act, words)


@form_view
@requires(Verb.ADOPT_TRAINING_PLAN)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version of an adopted plan, after asking."""
    row, actor = plan_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_reopen(actor, row))

    def act() -> str:
        actions.reopen_plan(plan=row, by=actor, at=timezone.now())
        return address(row)

    words = Words(
        title=_("Aprire una nuova versione del piano?"),
        lead=str(row),
        consequences=[_("La versione adottata resta com’è, fino a quando si adotta la nuova.")],
        submit=_("Apri una nuova versione"),
        cancel_url=address(row),
        done=_("Ora il piano si può modificare."),
    )
    return ask(request, forms.Form(posted(request)), act, words)
