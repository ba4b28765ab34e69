# SPDX-License-Identifier: EUPL-1.2
"""The regulation's terms, for whoever decides the settings of an Ambito."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases import actions, rules
from ordito.cases.forms.terms import TermRuleForm
from ordito.cases.models import TermRule
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor

form_view = require_http_methods(["GET", "HEAD", "POST"])


def _visible(actor: Actor) -> QuerySet[TermRule]:
    """The rules of all, and those of the Ambiti whose settings the actor decides."""
    rows = TermRule.objects.filter(Q(ambito__isnull=True) | Q(ambito__in=rules.settings_of(actor)))
    return rows.select_related("urgency", "ambito")


def _ambiti(actor: Actor) -> list[Territory]:
    return list(Territory.objects.filter(pk__in=rules.settings_of(actor)).order_by("name"))


@require_safe
@requires(Verb.MANAGE_RECORD_SETTINGS)
def terms(request: HttpRequest) -> HttpResponse:
    """Every term that counts here, with its source and whether anybody has verified it."""
    actor = actor_of(request)
    rows = _visible(actor).order_by("ends", "starts", "urgency__position", "ambito__name", "pk")
    return page(request, "cases/desk/terms.html", {"rules": rows, "own": rules.settings_of(actor)})


@form_view
@requires(Verb.MANAGE_RECORD_SETTINGS)
def term_new(request: HttpRequest) -> HttpResponse:
    """A term of one's own Ambito; `come` names a rule to start from."""
    copied = request.GET.get("come", "")
    row = _visible(actor_of(request)).filter(pk=copied).first() if copied.isascii() and copied.isdigit() else None
    return _form_page(request, None, {**_values_of(row), "version": None, "source": ""} if row else {})


@form_view
@requires(Verb.MANAGE_RECORD_SETTINGS)
def term_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a term of one's own Ambito, or say until when it holds."""
    row = get_object_or_404(_visible(actor_of(request)).filter(ambito__isnull=False), pk=pk)
    return _form_page(request, row, _values_of(row))


def _form_page(request: HttpRequest, row: TermRule | None, initial: dict[str, Any]) -> HttpResponse:
    actor = actor_of(request)
    ambiti = [row.ambito] if row is not None and row.ambito is not None else _ambiti(actor)
    if not ambiti:
        raise Http404
    form = TermRuleForm(request.POST or None, ambiti=ambiti, initial=initial)
    conflict = None

    def act() -> None:
        version = form.cleaned_data["version"] or (row.version if row else None)
        actions.save_term_rule(by=actor, at=timezone.localtime(), rule=row, version=version, **form.values())

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Termine salvato."))
            return redirect("cases:terms")
        conflict = conflict_of(form, error, _values_of)
    context = {
        "form": form,
        "conflict": conflict,
        "heading": _("Correggi il termine") if row else _("Nuovo termine"),
        "cancel_url": reverse("cases:terms"),
    }
    return page(request, "cases/desk/term_form.html", context, invalid=form.is_bound)


def _values_of(row: TermRule) -> dict[str, Any]:
    plain = ("starts", "ends", "days", "source", "valid_from", "valid_to", "version")
    return {**{name: getattr(row, name) for name in plain}, "urgency": row.urgency_id}
