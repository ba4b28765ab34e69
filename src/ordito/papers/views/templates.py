# SPDX-License-Identifier: EUPL-1.2
"""Models of letters, for whoever decides the settings of an Ambito."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases.rules import settings_of
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.http import page
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download as send
from ordito.files.models import StoredFile
from ordito.papers import rules
from ordito.papers.actions import add_template, edit_template, retire_template
from ordito.papers.forms.letters import TemplateForm
from ordito.papers.queries.letter_fields import FIELDS, LISTS
from ordito.papers.queries.letters import managed
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from ordito.papers.models import LetterTemplate

form_view = require_http_methods(["GET", "HEAD", "POST"])


@requires(Verb.MANAGE_RECORD_SETTINGS)
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """The models of the reader's Ambiti and Ordito's own, with the fields that a model may use."""
    actor = actor_of(request)
    lines = [(row, rules.can_edit_template(actor, row)) for row in managed(actor)]
    return page(request, "papers/templates.html", {"lines": lines, "fields": FIELDS.items(), "lists": LISTS})


@requires(Verb.MANAGE_RECORD_SETTINGS)
@form_view
def new(request: HttpRequest) -> HttpResponse:
    """Take in a model."""
    actor = actor_of(request)
    ambiti = Territory.objects.filter(pk__in=settings_of(actor)).order_by("name", "pk")
    form = TemplateForm(request.POST or None, request.FILES or None, ambiti=ambiti)

    def act() -> None:
        values = form.cleaned_data
        add_template(
            by=actor,
            at=timezone.localtime(),
            title=values["title"],
            kind=values["kind"],
            ambito=values["ambito"],
            content=form.content,
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Modello aggiunto."))
        return redirect("papers:templates")
    return _form_page(request, form, heading=_("Nuovo modello di lettera"), submit_label=_("Salva"))


def _editable_or_404(request: HttpRequest, template_pk: int) -> LetterTemplate:
    row = get_object_or_404(managed(actor_of(request)), pk=template_pk)
    if not rules.can_edit_template(actor_of(request), row):
        raise NotAllowedError(_("I modelli di Ordito non si cambiano: scaricalo e aggiungine uno tuo."))
    return row


@requires(Verb.MANAGE_RECORD_SETTINGS)
@form_view
def edit(request: HttpRequest, template_pk: int) -> HttpResponse:
    """Change a model, or give it another file."""
    row = _editable_or_404(request, template_pk)
    form = TemplateForm(request.POST or None, request.FILES or None, initial=_values_of(row))
    conflict = None

    def act() -> None:
        values = form.cleaned_data
        edit_template(
            by=actor_of(request),
            at=timezone.localtime(),
            template=row,
            version=values["version"] or row.version,
            title=values["title"],
            kind=values["kind"],
            content=form.content,
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Modello aggiornato."))
            return redirect("papers:templates")
        conflict = conflict_of(form, error, _values_of)
    return _form_page(request, form, heading=row.title, submit_label=_("Salva"), conflict=conflict)


def _values_of(row: LetterTemplate) -> dict[str, Any]:
    return {"title": row.title, "kind": row.kind_id, "version": row.version}


@requires(Verb.MANAGE_RECORD_SETTINGS)
@form_view
def retire(request: HttpRequest, template_pk: int) -> HttpResponse:
    """Offer a model no longer."""
    row = _editable_or_404(request, template_pk)
    if request.method == "POST":
        retire_template(by=actor_of(request), at=timezone.localtime(), template=row)
        messages.success(request, _("Modello tolto."))
        return redirect("papers:templates")
    return _form_page(
        request,
        None,
        heading=_("Togliere «%(title)s»?") % {"title": row.title},
        submit_label=_("Togli il modello"),
        danger=True,
        consequences=[_("Non si potrà più scegliere."), _("Le lettere già scritte restano come sono.")],
    )


@requires(Verb.MANAGE_RECORD_SETTINGS)
@require_safe
def download(request: HttpRequest, template_pk: int) -> HttpResponseBase:
    """The file of a model, to be laid out anew; it says nothing of anybody."""
    row = get_object_or_404(managed(actor_of(request)), pk=template_pk)
    file = get_object_or_404(StoredFile.objects.present(), pk=row.stored_file_id or 0)
    try:
        return send(file)
    except FileGoneError as error:
        raise Http404 from error


def _form_page(request: HttpRequest, form: TemplateForm | None, **context: Any) -> HttpResponse:
    values = {
        "form": form,
        "cancel_url": reverse("papers:templates"),
        "parent_label": _("Modelli di lettera"),
        **context,
    }
    return page(request, "cases/settings/form.html", values, invalid=form is not None and form.is_bound)
