# SPDX-License-Identifier: EUPL-1.2
"""Training standards: the list, a version with the courses held against it, writing it, what supports it, its paper."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.core.pdf import make_pdf
from ordito.training import rules
from ordito.training.actions import standards as actions
from ordito.training.actions.errors import TrainingError
from ordito.training.enums import StandardState
from ordito.training.forms.standards import (
    ContentFormSet,
    StandardForm,
    contents_typed,
    initial_of,
)
from ordito.training.models import StandardVersion, TrainingStandard
from ordito.training.queries.standards import (
    evidence_of,
    followed_by,
    paper_of,
    shown_of,
    standard_lines,
    versions_of_standard,
)
from ordito.training.views.pages import Words, ask, form_page, form_view, posted, require_that

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from ordito.core.access import Actor

TEMPLATE = Path(__file__).parent.parent / "templates" / "training" / "print" / "standard.typ"
EDIT = "training/standards/edit.html"


@dataclass(frozen=True)
class Step:
    """Something that is asked before it is done to a version in a state, and what is said of it."""

    state: StandardState
    act: Callable[..., Any]
    title: Any
    submit: Any
    done: Any
    consequences: tuple[Any, ...]
    danger: bool = False


STEPS = {
    "in-uso": Step(
        StandardState.DRAFT,
        lambda version, **how: actions.put_in_use(draft=version, **how),
        gettext_lazy("Metti in uso la bozza"),
        gettext_lazy("Metti in uso"),
        gettext_lazy("La versione è in uso."),
        (
            gettext_lazy("Tutta la rete la legge, e nessuno la cambia più: si prepara semmai una nuova versione."),
            gettext_lazy("La versione in uso finora, se c’è, viene ritirata."),
        ),
    ),
    "ritira": Step(
        StandardState.IN_USE,
        lambda version, **how: actions.retire(current=version, **how),
        gettext_lazy("Ritira la versione in uso"),
        gettext_lazy("Ritira"),
        gettext_lazy("La versione è ritirata: si può ancora leggere."),
        (gettext_lazy("Lo standard resta senza una versione in uso. I corsi collegati restano collegati."),),
        danger=True,
    ),
    "elimina": Step(
        StandardState.DRAFT,
        lambda version, **how: actions.discard_draft(draft=version, **how),
        gettext_lazy("Elimina la bozza"),
        gettext_lazy("Elimina"),
        gettext_lazy("Bozza eliminata."),
        (gettext_lazy("Quello che c’è scritto nella bozza si perde. Le altre versioni restano."),),
        danger=True,
    ),
}


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
    form = StandardForm(posted(request), actor=actor)
    contents = ContentFormSet(posted(request), prefix="contenuti")

    def act() -> str:
        key = form.cleaned_data["form_key"] or uuid4()
        values = actions.StandardValues(**form.values(), contents=contents_typed(contents))
        return address(actions.start_standard(by=actor, at=timezone.now(), values=values, form_key=key))

    words = Words(
        title=_("Nuovo standard formativo"),
        submit=_("Salva la bozza"),
        cancel_url=reverse("training:standards"),
        done=_("Bozza salvata. Quando è pronta, mettila in uso."),
        crumbs=crumbs(),
        more={"contents": contents},
    )
    return form_page(request, form, _with_contents(contents, act), words, template=EDIT)


@form_view
@requires(Verb.MANAGE_TRAINING)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the draft of a standard."""
    actor = actor_of(request)
    row = written_or_403(request, pk)
    draft = get_object_or_404(row.versions.select_related("standard"), state=StandardState.DRAFT)
    form = _form(posted(request), actor, draft)
    known = [{"title": one.title, "hours": one.hours} for one in draft.contents.order_by("position")]
    contents = ContentFormSet(posted(request), prefix="contenuti", initial=known)

    def act() -> str:
        values = actions.StandardValues(**form.values(), contents=contents_typed(contents))
        version = form.cleaned_data["version"]
        actions.write_draft(by=actor, at=timezone.now(), draft=draft, values=values, version=version)
        return address(row, draft.number)

    words = Words(
        title=_("Modifica la bozza"),
        submit=_("Salva la bozza"),
        cancel_url=address(row, draft.number),
        done=_("Bozza salvata."),
        crumbs=crumbs(row),
        more={"contents": contents},
    )
    wrapped = _with_contents(contents, act)
    return form_page(
        request,
        form,
        wrapped,
        words,
        theirs=lambda now: _form(None, actor, now),
        template="training/standards/edit.html",
    )


def _with_contents(contents: Any, act: Callable[[], str]) -> Callable[[], str]:
    """The same, once the rows of contents are sound too."""

    def whole() -> str:
        if not contents.is_valid():
            raise TrainingError(_("Correggi i contenuti qui sotto."))
        return act()

    return whole


@require_POST
@requires(Verb.MANAGE_TRAINING)
def start_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version."""
    actions.start_draft(by=actor_of(request), at=timezone.now(), standard=written_or_403(request, pk))
    return redirect("training:standard_edit", pk)


@form_view
@requires(Verb.MANAGE_TRAINING)
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Put the draft in use, throw it away, or retire what is in use: each is asked before."""
    if name not in STEPS:
        raise Http404
    wanted = STEPS[name]
    actor, row = actor_of(request), written_or_403(request, pk)
    version = get_object_or_404(row.versions.select_related("standard"), state=wanted.state)

    def act() -> str:
        wanted.act(by=actor, at=timezone.now(), version=version)
        return reverse("training:standards") if name == "elimina" else address(row)

    words = Words(
        title=str(wanted.title),
        submit=str(wanted.submit),
        cancel_url=address(row, version.number),
        done=str(wanted.done),
        lead=row.title,
        consequences=[str(line) for line in wanted.consequences],
        danger=wanted.danger,
    )
    return ask(request, Form(posted(request)), act, words)


def _form(typed: Any, actor: Actor, draft: StandardVersion) -> StandardForm:
    first, initial = draft.number == 1, initial_of(draft)
    return StandardForm(typed, actor=actor, standard=draft.standard, first=first, initial=initial)


def address(row: TrainingStandard, number: int | None = None) -> str:
    """The page of a standard, or of one of its versions."""
    if number is None:
        return reverse("training:standard", args=[row.pk])
    return reverse("training:standard_version", args=[row.pk, number])


def crumbs(row: TrainingStandard | None = None, number: int | None = None) -> list[tuple[str, str]]:
    """The way to a page of a standard."""
    home = (_("Standard formativi"), reverse("training:standards"))
    return [home, (row.title, address(row, number))] if row is not None else [home]


def _standard_or_404(request: HttpRequest, pk: int) -> TrainingStandard:
    rows = TrainingStandard.objects.visible_to(actor_of(request)).select_related("organiser", "territory")
    return get_object_or_404(rows, pk=pk)


def written_or_403(request: HttpRequest, pk: int) -> TrainingStandard:
    """A standard that the reader writes; 403 for who only reads it."""
    row = _standard_or_404(request, pk)
    require_that(allowed=rules.can_write_standard(actor_of(request), row))
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
