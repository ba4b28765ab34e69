# SPDX-License-Identifier: EUPL-1.2
"""What hangs on a training standard: courses that follow it, and what evaluations say in its support."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.training import rules
from ordito.training.actions import standards as actions
from ordito.training.enums import StandardState
from ordito.training.forms.standards import CoverageForm, EvidenceForm, LinkCourseForm
from ordito.training.models import StandardCourse, StandardEvidence, TrainingStandard
from ordito.training.queries.standards import comparison_of
from ordito.training.views.attempts import attempt
from ordito.training.views.pages import Words, ask, form_page, form_view, posted, require_that
from ordito.training.views.standards import address, crumbs, written_or_403

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@form_view
@requires(Verb.MANAGE_TRAINING)
def link(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say that a course follows a version."""
    actor = actor_of(request)
    row = written_or_403(request, pk)
    version = get_object_or_404(row.versions.select_related("standard"), number=number)
    form = LinkCourseForm(posted(request), actor=actor)

    def act() -> str:
        course = form.cleaned_data["course"]
        made = actions.link_course(by=actor, at=timezone.now(), version=version, course=course)
        return reverse("training:standard_course", args=[made.pk])

    words = Words(
        title=_("Collega un corso"),
        submit=_("Collega"),
        cancel_url=address(row, number),
        done=_("Corso collegato: controlla quali moduli trattano quali contenuti."),
        crumbs=crumbs(row, number),
    )
    return form_page(request, form, act, words)


@form_view
@requires(Verb.VIEW_TRAINING)
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """A course held against the version it follows; who writes the standard says which modules treat what."""
    actor = actor_of(request)
    row = _link_or_404(request, pk)
    writes = rules.can_write_standard(actor, row.standard_version.standard)
    require_that(allowed=writes or request.method != "POST")
    held = comparison_of(row)
    form = CoverageForm(posted(request), held=held)

    def act() -> None:
        actions.set_coverage(by=actor, at=timezone.now(), link=row, coverage=form.coverage())

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Confronto salvato."))
        return redirect("training:standard_course", pk)
    context = {"link": row, "held": held, "form": form, "writes": writes}
    return page(request, "training/standards/course.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.MANAGE_TRAINING)
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a course no longer follows a version."""
    actor, row = actor_of(request), _link_or_404(request, pk)
    version = row.standard_version
    require_that(allowed=rules.can_write_standard(actor, version.standard))

    def act() -> str:
        actions.unlink_course(by=actor, at=timezone.now(), link=row)
        return address(version.standard, version.number)

    words = Words(
        title=_("Togli il corso dallo standard"),
        submit=_("Togli"),
        cancel_url=reverse("training:standard_course", args=[pk]),
        done=_("Il corso non è più collegato."),
        lead=row.course.title,
        consequences=[_("Si perde quali moduli trattano quali contenuti. Il corso resta com’è.")],
        danger=True,
    )
    return ask(request, Form(posted(request)), act, words)


@form_view
@requires(Verb.MANAGE_TRAINING)
def evidence(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Write what the evaluation of a course says in support."""
    actor = actor_of(request)
    row = written_or_403(request, pk)
    version = get_object_or_404(row.versions, number=number)
    form = EvidenceForm(posted(request), actor=actor, version=version)

    def act() -> str:
        found = form.cleaned_data
        key = found["form_key"] or uuid4()
        said = {name: found[name] for name in ("course", "edition", "finding")}
        actions.add_evidence(by=actor, at=timezone.now(), standard=row, form_key=key, **said)
        return address(row, number)

    words = Words(
        title=_("Che cosa sostiene lo standard"),
        submit=_("Salva"),
        cancel_url=address(row, number),
        done=_("Risultato collegato."),
        crumbs=crumbs(row, number),
    )
    return form_page(request, form, act, words)


@require_POST
@requires(Verb.MANAGE_TRAINING)
def drop_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was written in support."""
    seen = TrainingStandard.objects.visible_to(actor_of(request))
    row = get_object_or_404(StandardEvidence.objects.filter(standard__in=seen).select_related("standard"), pk=pk)
    actions.remove_evidence(by=actor_of(request), at=timezone.now(), evidence=row)
    messages.success(request, _("Tolto."))
    return redirect("training:standard", row.standard_id)


def _link_or_404(request: HttpRequest, pk: int) -> StandardCourse:
    """A course beside a standard; of a draft, to who writes it alone."""
    actor = actor_of(request)
    rows = StandardCourse.objects.filter(standard_version__standard__in=TrainingStandard.objects.visible_to(actor))
    whole = rows.select_related("standard_version__standard", "course").prefetch_related("coverage", "course__modules")
    row = get_object_or_404(whole, pk=pk)
    version = row.standard_version
    if version.state == StandardState.DRAFT and not rules.can_write_standard(actor, version.standard):
        raise Http404
    return row
