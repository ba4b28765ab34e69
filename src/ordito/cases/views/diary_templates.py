# SPDX-License-Identifier: EUPL-1.2
"""Models of text for the diary: one's own, and those that an Ambito shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases import rules
from ordito.cases.actions.diary_templates import add_template, edit_template, retire_template
from ordito.cases.forms.work import TemplateForm
from ordito.cases.queries.diary_templates import template_lines, templates_seen
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.core.access import NotAllowedError, Verb, actor_of
from ordito.core.http import page
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.models import DiaryTemplate

form_view = require_http_methods(["GET", "HEAD", "POST"])


def _admit(request: HttpRequest) -> None:
    actor = actor_of(request)
    if not (actor.holds(Verb.WRITE_RECORD) or actor.holds(Verb.MANAGE_RECORD_SETTINGS)):
        raise NotAllowedError(_("I modelli servono a chi scrive nelle cartelle o ne decide le impostazioni."))


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """The models that the reader uses or decides."""
    _admit(request)
    return page(request, "cases/templates.html", {"lines": template_lines(actor_of(request))})


@form_view
def new(request: HttpRequest) -> HttpResponse:
    """A new model of text."""
    _admit(request)
    actor = actor_of(request)
    form = TemplateForm(request.POST or None, ambiti=_ambiti(request), own=actor.holds(Verb.WRITE_RECORD))

    def act() -> None:
        values = form.cleaned_data
        add_template(
            by=actor,
            at=timezone.localtime(),
            title=values["title"],
            text=values["text"],
            kind=values["kind"],
            ambito=values.get("ambito"),
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Modello aggiunto."))
        return redirect("cases:diary_templates")
    return _form_page(request, form, heading=_("Nuovo modello"), submit_label=_("Salva"))


def _ambiti(request: HttpRequest) -> QuerySet[Territory] | None:
    decided = rules.settings_of(actor_of(request))
    return Territory.objects.filter(pk__in=decided).order_by("name", "pk") if decided else None


def _editable_or_404(request: HttpRequest, pk: int) -> DiaryTemplate:
    _admit(request)
    row = get_object_or_404(templates_seen(actor_of(request)), pk=pk)
    if not rules.can_edit_template(actor_of(request), row):
        raise NotAllowedError(_("Questo modello lo cambia chi decide le impostazioni dell’Ambito."))
    return row


@form_view
def edit(request: HttpRequest, template_pk: int) -> HttpResponse:
    """Change a model of text."""
    row = _editable_or_404(request, template_pk)
    form = TemplateForm(request.POST or None, initial=_values_of(row), ambiti=None)
    conflict = None

    def act() -> None:
        values = form.cleaned_data
        edit_template(
            by=actor_of(request),
            at=timezone.localtime(),
            template=row,
            version=values["version"] or row.version,
            title=values["title"],
            text=values["text"],
            kind=values["kind"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Modello aggiornato."))
            return redirect("cases:diary_templates")
        conflict = conflict_of(form, error, _values_of)
    return _form_page(request, form, heading=row.title, submit_label=_("Salva"), conflict=conflict)


def _values_of(row: DiaryTemplate) -> dict[str, Any]:
    return {"title": row.title, "text": row.text, "kind": row.kind_id, "version": row.version}


@form_view
def retire(request: HttpRequest, template_pk: int) -> HttpResponse:
    """Offer a model no longer."""
    row = _editable_or_404(request, template_pk)
    if request.method == "POST":
        retire_template(by=actor_of(request), at=timezone.localtime(), template=row)
        messages.success(request, _("Modello tolto."))
        return redirect("cases:diary_templates")
    return _form_page(
        request,
        None,
        heading=_("Togliere «%(title)s»?") % {"title": row.title},
        submit_label=_("Togli il modello"),
        danger=True,
        consequences=[_("Non si potrà più scegliere."), _("Le voci già scritte restano come sono.")],
    )


def _form_page(request: HttpRequest, form: TemplateForm | None, **context: Any) -> HttpResponse:
    values = {
        "form": form,
        "cancel_url": reverse("cases:diary_templates"),
        "parent_label": _("Modelli del diario"),
        **context,
    }
    return page(request, "cases/settings/form.html", values, invalid=form is not None and form.is_bound)
