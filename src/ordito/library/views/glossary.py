# SPDX-License-Identifier: EUPL-1.2
"""The glossary: public to read, its words written by who takes care of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.fields import uuid7
from ordito.core.http import page
from ordito.library import rules
from ordito.library.actions import glossary as actions
from ordito.library.actions.glossary import TermValues
from ordito.library.enums import TermState
from ordito.library.forms import IndexFilter, TermForm
from ordito.library.queries.glossary import FIELDS, index_of, see_also_of, terms_for
from ordito.library.views.attempts import attempt, differences, reader_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.library.models import GlossaryTerm

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """The words by letter."""
    reader = reader_of(request)
    form = IndexFilter(request.GET or None)
    sought = form.cleaned_data["q"] if form.is_valid() else ""
    letters = index_of(reader, sought)
    context = {
        "form": form,
        "letters": letters,
        "count": sum(len(letter.terms) for letter in letters),
        "sought": sought,
        "may_keep": reader is not None and rules.can_keep_glossary(reader),
    }
    return render(request, "library/glossary/index.html", context)


@require_safe
@login_not_required
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One word explained."""
    reader = reader_of(request)
    row = get_object_or_404(terms_for(reader), slug=slug)
    context = {
        "term": row,
        "sources": row.sources.splitlines(),
        "see_also": see_also_of(row, reader),
        "may_keep": reader is not None and rules.can_keep_glossary(reader),
    }
    return render(request, "library/glossary/term.html", context)


def _values(form: TermForm) -> TermValues:
    said = {name: form.cleaned_data[name] for name in FIELDS}
    return TermValues(**(said | {"state": TermState(said["state"])}))


def _initial(row: GlossaryTerm) -> dict[str, Any]:
    """What a word says, by field of its form, lists as lists."""
    return {name: getattr(row, name) for name in FIELDS if name != "see_also"} | {
        "see_also": list(row.see_also.order_by("folded"))
    }


def _form_page(request: HttpRequest, form: TermForm, title: str, back: str, **words: Any) -> HttpResponse:
    context = {"form": form, "title": title, "cancel_url": back, **words}
    return page(request, "library/form.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.MANAGE_LIBRARY)
def new(request: HttpRequest) -> HttpResponse:
    """Write a word."""
    form = TermForm(request.POST or None)
    made: list[GlossaryTerm] = []

    def act() -> None:
        form_key = form.cleaned_data["form_key"] or uuid7()
        made.append(actions.add_term(_values(form), by=actor_of(request), at=timezone.now(), form_key=form_key))

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Parola aggiunta al glossario."))
        return redirect("library:term", made[0].slug)
    return _form_page(request, form, _("Nuova parola"), reverse("library:glossary"))


@form_view
@requires(Verb.MANAGE_LIBRARY)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a word otherwise, publish or withdraw it."""
    row = get_object_or_404(terms_for(actor_of(request)), slug=slug)
    initial = _initial(row) | {"synonyms": "\n".join(row.synonyms), "version": row.version}
    form = TermForm(request.POST or None, initial=initial, term=row)

    def act() -> None:
        actions.change_term(
            _values(form),
            by=actor_of(request),
            at=timezone.now(),
            term=row,
            version=form.cleaned_data["version"] or 0,
            note=form.cleaned_data["note"],
            form_key=form.cleaned_data["form_key"] or uuid7(),
        )

    error = attempt(form, act) if request.method == "POST" and form.is_valid() else None
    if request.method == "POST" and not form.errors:
        messages.success(request, _("Le modifiche sono state salvate."))
        return redirect("library:term", slug)
    theirs = differences(form, error, _initial)
    return _form_page(
        request, form, _("Modifica la parola"), reverse("library:term", args=[slug]), lead=row.term, differences=theirs
    )


@require_safe
@requires(Verb.MANAGE_LIBRARY)
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every state in which a word was saved, newest first."""
    row = get_object_or_404(terms_for(actor_of(request)), slug=slug)
    states = dict(TermState.choices)
    versions = [(one, states[one.content["state"]]) for one in row.versions.order_by("-number")]
    return render(request, "library/glossary/history.html", {"term": row, "versions": versions})
