# SPDX-License-Identifier: EUPL-1.2
"""The rules that an office keeps as data: credits owed, and after how many days things end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.training.actions import upkeep as actions
from ordito.training.enums import TermKey
from ordito.training.forms.upkeep import CreditRuleForm, TermForm
from ordito.training.models import CreditRule
from ordito.training.queries.upkeep import term_of, terms
from ordito.training.views.pages import Words, form_page, form_view, posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.training.models import TrainingTerm

FIELDS = ("from_year", "years", "credits", "deontological", "source", "verified", "version")


@require_safe
@requires(Verb.MANAGE_TRAINING)
def office_rules(request: HttpRequest) -> HttpResponse:
    """All of them."""
    context = {"credit_rules": CreditRule.objects.order_by("-from_year"), "terms": terms()}
    return page(request, "training/upkeep/rules.html", context)


@form_view
@requires(Verb.MANAGE_TRAINING)
def new_credit_rule(request: HttpRequest) -> HttpResponse:
    """Begin another rule."""
    return _credit_rule(request, None)


@form_view
@requires(Verb.MANAGE_TRAINING)
def edit_credit_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a rule."""
    return _credit_rule(request, get_object_or_404(CreditRule, pk=pk))


def _credit_rule(request: HttpRequest, row: CreditRule | None) -> HttpResponse:
    form = CreditRuleForm(posted(request), initial=_shown(row) if row else None)

    def act() -> str:
        version = form.cleaned_data["version"]
        actions.save_credit_rule(
            rule=row, values=form.values(), version=version, by=actor_of(request), at=timezone.now()
        )
        return reverse("training:office_rules")

    words = _words(_("Crediti dovuti all’Ordine"), _("Vale finché non comincia un’altra regola."))
    return form_page(request, form, act, words, theirs=lambda now: CreditRuleForm(initial=_shown(now)))


@form_view
@requires(Verb.MANAGE_TRAINING)
def edit_term(request: HttpRequest, key: str) -> HttpResponse:
    """Say after how many days something ends."""
    if key not in TermKey.values:
        raise Http404
    row = term_of(TermKey(key))
    form = TermForm(posted(request), initial=_days(row))

    def act() -> str:
        data = form.cleaned_data
        actions.save_term(
            key=TermKey(key), days=data["days"], version=data["version"], by=actor_of(request), at=timezone.now()
        )
        return reverse("training:office_rules")

    words = _words(str(TermKey(key).label), _("Ogni notte si chiude quello che è arrivato al termine."))
    return form_page(request, form, act, words, theirs=lambda now: TermForm(initial=_days(now)))


def _words(title: str, lead: str) -> Words:
    back = reverse("training:office_rules")
    return Words(
        title=title,
        lead=lead,
        submit=_("Salva"),
        cancel_url=back,
        done=_("Le modifiche sono state salvate."),
        crumbs=[(_("Regole della formazione"), back)],
    )


def _shown(row: CreditRule) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


def _days(row: TrainingTerm) -> dict[str, Any]:
    return {"days": row.days, "version": row.version}
