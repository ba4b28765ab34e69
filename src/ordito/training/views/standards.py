# SPDX-License-Identifier: EUPL-1.2
"""Training standards: the list, a version with the courses held against it, writing it, what supports it, its paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.core.pdf import make_pdf
from ordito.training import rules
from ordito.training.actions import standards as actions
from ordito.training.actions.errors import TrainingError
from ordito.training.enums import StandardState
from ordito.training.forms.standards import (
    ContentFormSet,
    CoverageForm,
    EvidenceForm,
    LinkCourseForm,
    StandardForm,
    contents_typed,
    initial_of,
)
from ordito.training.models import StandardCourse, StandardEvidence, StandardVersion, TrainingStandard
from ordito.training.queries.standards import (
    comparison_of,
    evidence_of,
    followed_by,
    paper_of,
    shown_of,
    standard_lines,
    versions_of_standard,
)
from ordito.training.views.attempts import attempt, versions_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ordito.core.access import Actor
    from ordito.training.views.attempts import Failure

form_view = require_http_methods(["GET", "HEAD", "POST"])
TEMPLATE = Path(__file__).parent.parent / "templates" / "training" / "print" / "standard.typ"


@require_safe
@requires(Verb.VIEW_TRAINING)
def standards(request: HttpRequest) -> HttpResponse:
    """Every standard, by title."""
    actor = actor_of(request)
    drafts = actor.holds(Verb.MANAGE_TRAINING)
    rows = TrainingStandard.objects.visible_to(actor).select_related("organiser", "territory")
    found = page_of(request, rows, order=("title", "id"))
    context = {"page": found, "lines": standard_lines(found.rows, drafts=drafts), "may_write": drafts}
    return page(request, "training/standards/list.html", context)


@require_safe
@requires(Verb.VIEW_TRAINING)
def standard(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """A version of a standard, the one in use unless another is asked for; courses that follow it, what supports it."""
    actor = actor_of(request)
    row, versions = _with_versions(request, pk)
    shown = _asked(versions, number, drafts=rules.can_write_standard(actor, row))
    context = {
        "standard": row,
        "shown": shown,
        "versions": versions,
        "writes": rules.can_write_standard(actor, row),
        "draft": next((version for version in versions if version.state == StandardState.DRAFT), None),
        "competences": shown.competences.order_by("position"),
        "contents": shown.contents.order_by("position"),
        "followed": followed_by(shown, actor),
        "evidence": evidence_of(row, actor),
    }
    return page(request, "training/standards/standard.html", context)


@require_safe
@requires(Verb.VIEW_TRAINING)
def paper(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A version as PDF."""
    row, versions = _with_versions(request, pk)
    shown, now = _asked(versions, number, drafts=rules.can_write_standard(actor_of(request), row)), timezone.now()
    answer = HttpResponse(make_pdf(TEMPLATE, paper_of(shown, at=now), at=now), content_type="application/pdf")
    name = f"{slugify(row.title)[:60] or 'standard'}-v{shown.number}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@form_view
@requires(Verb.MANAGE_TRAINING)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a standard."""
    actor = actor_of(request)
    form = StandardForm(request.POST or None, actor=actor)
    contents = ContentFormSet(request.POST or None, prefix="contenuti")
    made: list[TrainingStandard] = []

    def act() -> None:
        key = form.cleaned_data["form_key"] or uuid4()
        values = actions.StandardValues(**form.values(), contents=contents_typed(contents))
        made.append(actions.start_standard(by=actor, at=timezone.now(), values=values, form_key=key))

    valid = request.method == "POST" and form.is_valid() and contents.is_valid()
    if valid and attempt(form, act) is None:
        messages.success(request, _("Bozza salvata. Quando è pronta, mettila in uso."))
        return redirect("training:standard", made[0].pk)
    context = {
        "form": form,
        "contents": contents,
        "title": _("Nuovo standard formativo"),
        "cancel_url": reverse("training:standards"),
    }
    return page(request, "training/standards/edit.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.MANAGE_TRAINING)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the draft of a standard."""
    actor = actor_of(request)
    row = _written_or_403(request, pk)
    draft = get_object_or_404(row.versions.select_related("standard"), state=StandardState.DRAFT)
    form = _form(request, actor, draft)
    known = [{"title": one.title, "hours": one.hours} for one in draft.contents.order_by("position")]
    contents = ContentFormSet(request.POST or None, prefix="contenuti", initial=known)
    error: Failure | None = None

    def act() -> None:
        values = actions.StandardValues(**form.values(), contents=contents_typed(contents))
        version = form.cleaned_data["version"]
        actions.write_draft(by=actor, at=timezone.now(), draft=draft, values=values, version=version)

    if request.method == "POST" and form.is_valid() and contents.is_valid():
        error = attempt(form, act)
        if error is None:
            messages.success(request, _("Bozza salvata."))
            return redirect("training:standard_version", pk, draft.number)
    context = {
        "form": form,
        "contents": contents,
        "title": _("Modifica la bozza"),
        "conflict": versions_of(form, error, lambda now: _form(None, actor, now)),
        "cancel_url": reverse("training:standard_version", args=[pk, draft.number]),
    }
    return page(request, "training/standards/edit.html", context, invalid=form.is_bound)


@require_POST
@requires(Verb.MANAGE_TRAINING)
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the draft in use, retire what is in use, begin the next draft, throw a draft away."""
    actor, now, name = actor_of(request), timezone.now(), request.POST.get("step", "")
    row = _written_or_403(request, pk)
    rows = {version.state: version for version in row.versions.select_related("standard")}
    draft, in_use = rows.get(StandardState.DRAFT), rows.get(StandardState.IN_USE)
    try:
        if name == "draft":
            actions.start_draft(by=actor, at=now, standard=row)
            return redirect("training:standard_edit", pk)
        if name == "use" and draft is not None:
            actions.put_in_use(by=actor, at=now, draft=draft)
            messages.success(request, _("La versione è in uso."))
        elif name == "retire" and in_use is not None:
            actions.retire(by=actor, at=now, current=in_use)
            messages.success(request, _("La versione è ritirata: si può ancora leggere."))
        elif name == "discard" and draft is not None:
            actions.discard_draft(by=actor, at=now, draft=draft)
            messages.success(request, _("Bozza eliminata."))
    except TrainingError as error:
        messages.error(request, str(error))
    if not TrainingStandard.objects.filter(pk=pk).exists():
        return redirect("training:standards")
    return redirect("training:standard", pk)


@form_view
@requires(Verb.MANAGE_TRAINING)
def link(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say that a course follows a version."""
    actor = actor_of(request)
    row = _written_or_403(request, pk)
    version = get_object_or_404(row.versions.select_related("standard"), number=number)
    form = LinkCourseForm(request.POST or None, actor=actor)
    made: list[StandardCourse] = []

    def act() -> None:
        course = form.cleaned_data["course"]
        made.append(actions.link_course(by=actor, at=timezone.now(), version=version, course=course))

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Corso collegato: controlla quali moduli trattano quali contenuti."))
        return redirect("training:standard_course", made[0].pk)
    context = {
        "form": form,
        "title": _("Collega un corso"),
        "lead": row.title,
        "cancel_url": reverse("training:standard_version", args=[pk, number]),
    }
    return page(request, "training/supervision/form.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.VIEW_TRAINING)
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """A course held against the version it follows; who writes the standard says which modules treat what."""
    actor = actor_of(request)
    row = _link_or_404(request, pk)
    writes = rules.can_write_standard(actor, row.standard_version.standard)
    held = comparison_of(row)
    form = CoverageForm(request.POST or None, held=held) if writes else None

    def act() -> None:
        coverage = form.coverage() if form else {}
        actions.set_coverage(by=actor, at=timezone.now(), link=row, coverage=coverage)

    if request.method == "POST":
        if form is None:
            raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
        if form.is_valid() and attempt(form, act) is None:
            messages.success(request, _("Confronto salvato."))
            return redirect("training:standard_course", pk)
    context = {"link": row, "held": held, "form": form}
    return page(request, "training/standards/course.html", context, invalid=form is not None and form.is_bound)


@require_POST
@requires(Verb.MANAGE_TRAINING)
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a course no longer follows a version."""
    row = _link_or_404(request, pk)
    actions.unlink_course(by=actor_of(request), at=timezone.now(), link=row)
    messages.success(request, _("Il corso non è più collegato."))
    return redirect("training:standard_version", row.standard_version.standard_id, row.standard_version.number)


@form_view
@requires(Verb.MANAGE_TRAINING)
def evidence(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Write what the evaluation of a course says in support."""
    actor = actor_of(request)
    row = _written_or_403(request, pk)
    version = get_object_or_404(row.versions, number=number)
    form = EvidenceForm(request.POST or None, actor=actor, version=version)

    def act() -> None:
        found = form.cleaned_data
        key = found["form_key"] or uuid4()
        said = {name: found[name] for name in ("course", "edition", "finding")}
        actions.add_evidence(by=actor, at=timezone.now(), standard=row, form_key=key, **said)

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Aggiunto ciò che sostiene lo standard."))
        return redirect("training:standard_version", pk, number)
    context = {
        "form": form,
        "title": _("Che cosa sostiene lo standard"),
        "lead": row.title,
        "cancel_url": reverse("training:standard_version", args=[pk, number]),
    }
    return page(request, "training/supervision/form.html", context, invalid=form.is_bound)


@require_POST
@requires(Verb.MANAGE_TRAINING)
def drop_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was written in support."""
    standards_seen = TrainingStandard.objects.visible_to(actor_of(request))
    rows = StandardEvidence.objects.filter(standard__in=standards_seen).select_related("standard")
    row = get_object_or_404(rows, pk=pk)
    actions.remove_evidence(by=actor_of(request), at=timezone.now(), evidence=row)
    messages.success(request, _("Tolto."))
    return redirect("training:standard", row.standard_id)


def _form(request: HttpRequest | None, actor: Actor, draft: StandardVersion) -> StandardForm:
    typed: Any = request.POST or None if request is not None else None
    return StandardForm(typed, actor=actor, standard=draft.standard, first=draft.number == 1, initial=initial_of(draft))


def _standard_or_404(request: HttpRequest, pk: int) -> TrainingStandard:
    rows = TrainingStandard.objects.visible_to(actor_of(request)).select_related("organiser", "territory")
    return get_object_or_404(rows, pk=pk)


def _written_or_403(request: HttpRequest, pk: int) -> TrainingStandard:
    row = _standard_or_404(request, pk)
    if not rules.can_write_standard(actor_of(request), row):
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    return row


def _with_versions(request: HttpRequest, pk: int) -> tuple[TrainingStandard, list[StandardVersion]]:
    row = _standard_or_404(request, pk)
    return row, versions_of_standard(row, drafts=rules.can_write_standard(actor_of(request), row))


def _asked(versions: list[StandardVersion], number: int | None, *, drafts: bool) -> StandardVersion:
    """The version of that number, without one that which stands for the standard."""
    if number is None:
        found = shown_of(versions, drafts=drafts)
    else:
        found = next((version for version in versions if version.number == number), None)
    if found is None:
        raise Http404
    return found


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
