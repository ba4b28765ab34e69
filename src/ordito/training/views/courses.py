# SPDX-License-Identifier: EUPL-1.2
"""The catalogue and the pages of a course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.training import rules
from ordito.training.actions import courses as actions
from ordito.training.actions.errors import TrainingError
from ordito.training.enums import AccreditationState, CourseState, EditionState
from ordito.training.forms.courses import AccreditationForm, CourseForm, ModulesFormSet
from ordito.training.forms.enrolments import CatalogueFilter
from ordito.training.models import Accreditation, CertificateType, Course, Edition, PlanLine
from ordito.training.queries.editions import catalogue as courses_of
from ordito.training.queries.editions import whole
from ordito.training.queries.words import track_words
from ordito.training.views.pages import (
    Words,
    ask,
    course_or_404,
    form_page,
    form_view,
    posted,
    require_that,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor

COURSE_TONES = {CourseState.DRAFT: "neutral", CourseState.OFFERED: "success", CourseState.CLOSED: "neutral"}
EDITION_TONES = {
    EditionState.DRAFT: "neutral",
    EditionState.OPEN: "success",
    EditionState.CLOSED: "info",
    EditionState.CANCELLED: "danger",
}
CREDIT_TONES = {
    AccreditationState.REQUESTED: "warning",
    AccreditationState.GRANTED: "success",
    AccreditationState.REFUSED: "danger",
}
CARD = (
    "title", "organiser", "territory", "hours", "mode", "certificate_type", "aims", "methods", "teachers", "profiles",
    "track", "service_type", "plan_line", "programme", "version",
)  # fmt: skip
CREDIT = (
    "body", "body_text", "kind", "mode", "requested_on", "state", "decided_on", "code", "credits", "deontological",
    "version",
)  # fmt: skip


def address(course: Course) -> str:
    """Where a course is read."""
    return reverse("training:course", args=[course.pk])


def crumbs(course: Course | None = None) -> list[tuple[str, str]]:
    """The way to a page of a course."""
    way = [(_("Corsi"), reverse("training:catalogue"))]
    return [*way, (course.title, address(course))] if course else way


@require_safe
@requires(Verb.VIEW_TRAINING)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Courses by title, with how many editions are open."""
    actor = actor_of(request)
    form = CatalogueFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = courses_of(actor, text=chosen.get("q", ""), state=chosen.get("stato", ""))
    found = page_of(request, rows, order=("title", "pk"))
    context = {
        "form": form,
        "page": found,
        "rows": [(course, COURSE_TONES[CourseState(course.state)]) for course in found.rows],
        "may_manage": actor.holds(Verb.MANAGE_TRAINING),
    }
    return page(request, "training/courses/list.html", context)


@require_safe
@requires(Verb.VIEW_TRAINING)
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """One course: what it teaches, its credits, its editions."""
    row, actor = course_or_404(request, pk), actor_of(request)
    editions = whole(Edition.objects.visible_to(actor).filter(course=row)).order_by("-starts_on", "-pk")
    context = {
        "course": row,
        "tone": COURSE_TONES[CourseState(row.state)],
        "limits": track_words(row.track) if row.track else "",
        "modules": list(row.modules.order_by("position")),
        "credits": [(one, CREDIT_TONES[AccreditationState(one.state)]) for one in row.accreditations.order_by("pk")],
        "editions": [(one, EDITION_TONES[EditionState(one.state)]) for one in editions],
        "manages": rules.can_manage_course(actor, row),
    }
    return page(request, "training/courses/course.html", context)


@form_view
@requires(Verb.MANAGE_TRAINING)
def new_course(request: HttpRequest) -> HttpResponse:
    """Begin a course, perhaps from a line of a plan."""
    actor = actor_of(request)
    form = _form(request, actor, initial=_from_line(request.GET.get("linea", "")))

    def act() -> str:
        values, key = form.values(), form.cleaned_data["form_key"]
        return address(actions.create_course(values=values, form_key=key, by=actor, at=timezone.now()))

    words = Words(
        title=_("Nuovo corso"),
        submit=_("Salva"),
        cancel_url=reverse("training:catalogue"),
        done=_("Corso creato: ora scrivi i moduli, poi mettilo in catalogo."),
        crumbs=crumbs(),
    )
    return form_page(request, form, act, words)


def _form(
    request: HttpRequest | None, actor: Actor, *, initial: dict[str, Any], kept: Course | None = None
) -> CourseForm:
    data = posted(request) if request is not None else None
    return CourseForm(data, actor=actor, verb=Verb.MANAGE_TRAINING, kept=kept, initial=initial)


def _from_line(key: str) -> dict[str, Any]:
    """What a course takes from the line of a plan it is born of."""
    usual = {"certificate_type": CertificateType.objects.order_by("-threshold", "name").first()}
    line = PlanLine.objects.select_related("plan").filter(pk=int(key)).first() if key.isdecimal() else None
    if line is None:
        return usual
    names = ("title", "hours", "profiles", "track")
    mine = {name: getattr(line, name) for name in names}
    return usual | mine | {"plan_line": line, "organiser": line.plan.organiser, "territory": line.plan.territory}


@form_view
@requires(Verb.MANAGE_TRAINING)
def edit_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a course."""
    row, actor = course_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_manage_course(actor, row))
    form = _form(request, actor, initial=_card(row), kept=row)

    def act() -> str:
        version = form.cleaned_data["version"]
        actions.edit_course(course=row, values=form.values(), version=version, by=actor, at=timezone.now())
        return address(row)

    return form_page(
        request,
        form,
        act,
        _words(row, _("Modifica il corso")),
        theirs=lambda now: _form(None, actor, initial=_card(now), kept=now),
    )


def _card(row: Course) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CARD}


def _words(row: Course, title: str) -> Words:
    return Words(
        title=title,
        submit=_("Salva"),
        cancel_url=address(row),
        done=_("Le modifiche sono state salvate."),
        crumbs=crumbs(row),
    )


@form_view
@requires(Verb.MANAGE_TRAINING)
def modules(request: HttpRequest, pk: int) -> HttpResponse:
    """The modules of a course, all in one form."""
    row, actor = course_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_manage_course(actor, row))
    initial = [
        {"title": one.title, "contents": one.contents, "hours": one.hours} for one in row.modules.order_by("position")
    ]
    rows = ModulesFormSet(posted(request), initial=initial)
    version = forms.IntegerField().clean(request.POST.get("version") or row.version)
    problem = ""
    if request.method == "POST" and rows.is_valid():
        typed = [one.cleaned_data for one in rows if one.cleaned_data.get("title")]
        wanted = [(one["title"], one["contents"], one["hours"]) for one in typed]
        try:
            actions.set_modules(course=row, modules=wanted, version=version, by=actor, at=timezone.now())
        except TrainingError as error:
            problem, version = str(error), Course.objects.get(pk=row.pk).version
        else:
            messages.success(request, _("I moduli sono stati salvati."))
            return redirect(address(row))
    context = {"course": row, "rows": rows, "version": version, "problem": problem, "crumbs": crumbs(row)}
    return page(request, "training/courses/modules.html", context, invalid=rows.is_bound)


@form_view
@requires(Verb.MANAGE_TRAINING)
def new_accreditation(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a request for credits."""
    return _accreditation(request, course_or_404(request, pk), None)


@form_view
@requires(Verb.MANAGE_TRAINING)
def edit_accreditation(request: HttpRequest, pk: int, credit_pk: int) -> HttpResponse:
    """Write what came of a request for credits."""
    row = course_or_404(request, pk)
    return _accreditation(request, row, get_object_or_404(Accreditation, course=row, pk=credit_pk))


def _accreditation(request: HttpRequest, row: Course, known: Accreditation | None) -> HttpResponse:
    actor = actor_of(request)
    require_that(allowed=rules.can_manage_course(actor, row))
    initial = _credit(known) if known else {"requested_on": timezone.localdate(), "mode": row.mode}
    form = AccreditationForm(posted(request), initial=initial)

    def act() -> str:
        actions.save_accreditation(
            course=row,
            values=form.values(),
            accreditation=known,
            version=form.cleaned_data["version"],
            by=actor,
            at=timezone.now(),
        )
        return address(row)

    title = _("Esito dei crediti") if known else _("Richiesta di crediti")
    return form_page(request, form, act, _words(row, title), theirs=lambda now: AccreditationForm(initial=_credit(now)))


def _credit(row: Accreditation) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CREDIT}


@form_view
@requires(Verb.MANAGE_TRAINING)
def offer_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a course in the catalogue, after asking."""
    row = course_or_404(request, pk)
    words = Words(
        title=_("Mettere in catalogo «%(title)s»?") % {"title": row.title},
        consequences=[_("Lo vede tutta la rete; le sue edizioni si possono aprire alle iscrizioni.")],
        submit=_("Metti in catalogo"),
        cancel_url=address(row),
        done=_("Il corso è in catalogo."),
    )
    return _moved(request, row, CourseState.OFFERED, words)


@form_view
@requires(Verb.MANAGE_TRAINING)
def end_course(request: HttpRequest, pk: int) -> HttpResponse:
    """End a course, after asking."""
    row = course_or_404(request, pk)
    words = Words(
        title=_("Segnare come concluso «%(title)s»?") % {"title": row.title},
        consequences=[_("Non si aprono altre edizioni; quelle che ci sono restano come sono.")],
        submit=_("Segna come concluso"),
        cancel_url=address(row),
        done=_("Il corso è concluso."),
    )
    return _moved(request, row, CourseState.CLOSED, words)


def _moved(request: HttpRequest, row: Course, state: CourseState, words: Words) -> HttpResponse:
    actor = actor_of(request)
    require_that(allowed=rules.can_manage_course(actor, row))

    def act() -> str:
        actions.move_course(course=row, state=state, by=actor, at=timezone.now())
        return address(row)

    return ask(request, forms.Form(posted(request)), act, words)
