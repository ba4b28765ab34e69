# SPDX-License-Identifier: EUPL-1.2
"""Adding, correcting, ending and withdrawing a fact: the same pages for every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.enums import Protection
from ordito.cases.models import Code
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.loading import part_written_or_403
from ordito.circumstances import actions
from ordito.circumstances.actions import OverlapError
from ordito.circumstances.forms import FORMS
from ordito.circumstances.forms.fields import EndFactForm, VersionForm, values_of
from ordito.circumstances.models import Address
from ordito.circumstances.queries.carried import initial_of
from ordito.circumstances.queries.words import sentence_of
from ordito.circumstances.views.loading import fact_or_404, fact_page, form_view, kind_or_404, page_url
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.circumstances.models import Fact
    from ordito.circumstances.rules.kinds import Kind


@form_view
def new(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Add a fact; of what holds one at a time it asks once whether the earlier one ended the day before."""
    kind = kind_or_404(key)
    record = part_written_or_403(request, pk, kind.part)
    form = FORMS[key](request.POST or None, kind=kind, initial=_first_values(record, kind))
    made: list[Fact] = []
    close_on = None

    def act() -> None:
        made.append(
            actions.add_fact(
                by=actor_of(request),
                at=timezone.localtime(),
                case_file=record.case_file,
                kind=kind,
                values=form.fact_values(),
                close_previous="chiudi" in request.POST,
            )
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act)
        if error is None:
            return _written(request, record, made[0], _("Salvato."))
        close_on = error.close_on if isinstance(error, OverlapError) else None
    return fact_page(request, record, kind, form, heading=kind.add, close_on=close_on)


def _first_values(record: RecordHeader, kind: Kind) -> dict[str, Any]:
    """What the person's row already says, when no fact of this kind was ever written: nothing is typed twice."""
    rows = kind.model._default_manager.filter(person=record.person, annulled_at=None)  # noqa: SLF001 - Django's public name
    values = {} if rows.exists() else initial_of(record.person, kind.key)
    if kind.model is Address and record.person.protection == Protection.ADDRESS:
        values["secret"] = True
    coded = {name: values[name] for name in kind.lists if name in values}
    for name, code in coded.items():
        values[name] = Code.objects.of(kind.lists[name]).filter(code=code).values_list("pk", flat=True).first()
    return values


def _written(request: HttpRequest, record: RecordHeader, fact: Fact, message: str) -> HttpResponse:
    messages.success(request, message)
    if isinstance(fact, Address) and fact.secret:
        return redirect("circumstances:readers", record.pk, fact.pk)
    return redirect(page_url(record, fact.part))


@form_view
def edit(request: HttpRequest, pk: int, key: str, fact_pk: int) -> HttpResponse:
    """Correct what a fact says; what it said before stays under the form."""
    kind = kind_or_404(key)
    record = part_written_or_403(request, pk, kind.part)
    fact = fact_or_404(request, record, kind, fact_pk)
    form = FORMS[key](request.POST or None, kind=kind, fact=fact, initial=values_of(fact, kind))
    conflict = None

    def act() -> None:
        actions.correct_fact(
            by=actor_of(request),
            at=timezone.localtime(),
            case_file=record.case_file,
            fact=fact,
            version=form.cleaned_data["version"] or fact.version,
            values=form.fact_values(),
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            fact.refresh_from_db()
            return _written(request, record, fact, _("Corretto."))
        conflict = conflict_of(form, error, lambda current: _theirs(current, record, kind))
    heading = _("Correggi: %(what)s") % {"what": kind.label}
    return fact_page(request, record, kind, form, heading=heading, fact=fact, conflict=conflict)


def _theirs(current: Fact, record: RecordHeader, kind: Kind) -> dict[str, Any]:
    current.person = record.person
    return dict(values_of(current, kind))


@form_view
def end(request: HttpRequest, pk: int, key: str, fact_pk: int) -> HttpResponse:
    """Say which was the last day."""
    kind = kind_or_404(key)
    record = part_written_or_403(request, pk, kind.part)
    fact = fact_or_404(request, record, kind, fact_pk)
    form = EndFactForm(request.POST or None, initial={"valid_to": record.today, "version": fact.version})
    conflict = None

    def act() -> None:
        actions.end_fact(
            by=actor_of(request),
            at=timezone.localtime(),
            case_file=record.case_file,
            fact=fact,
            version=form.cleaned_data["version"] or fact.version,
            valid_to=form.cleaned_data["valid_to"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Segnata la fine."))
            return redirect(page_url(record, kind.part))
        conflict = conflict_of(form, error, lambda current: {"valid_to": current.valid_to})
    heading = _("Non vale più: %(what)s") % {"what": kind.label}
    lead = sentence_of(fact, kind)
    return fact_page(request, record, kind, form, heading=heading, lead=lead, conflict=conflict)


@form_view
def annul(request: HttpRequest, pk: int, key: str, fact_pk: int) -> HttpResponse:
    """Withdraw what was written by mistake, after asking."""
    kind = kind_or_404(key)
    record = part_written_or_403(request, pk, kind.part)
    fact = fact_or_404(request, record, kind, fact_pk)
    form = VersionForm(request.POST or None, initial={"version": fact.version})
    conflict = None

    def act() -> None:
        actions.annul_fact(
            by=actor_of(request),
            at=timezone.localtime(),
            case_file=record.case_file,
            fact=fact,
            version=form.cleaned_data["version"] or fact.version,
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Tolto."))
            return redirect(page_url(record, kind.part))
        conflict = conflict_of(form, error, lambda _current: {})
    return fact_page(
        request,
        record,
        kind,
        form,
        heading=_("Scritto per errore: %(what)s") % {"what": kind.label},
        lead=sentence_of(fact, kind),
        consequences=[
            _("Non comparirà più nella cartella."),
            _("Se era vero e non lo è più, torna indietro e usa “Non vale più”: così resta nella storia."),
        ],
        submit_label=_("Togli"),
        danger=True,
        conflict=conflict,
    )
