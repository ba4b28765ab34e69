# SPDX-License-Identifier: EUPL-1.2
"""What a territory decides of its records, for whoever decides its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.cases import rules
from ordito.cases.actions.local_rules import end_rule, set_approval_rule, set_contact_rule
from ordito.cases.forms.local_rules import ApprovalRuleForm, ContactRuleForm
from ordito.cases.models import ApprovalRule, ContactRule
from ordito.cases.queries.caseload import usual_contact_rule
from ordito.cases.views.conflicts import attempt
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.territory.enums import Hierarchy
from ordito.territory.models import Territory, TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor

form_view = require_http_methods(["GET", "HEAD", "POST"])


def _places(actor: Actor) -> QuerySet[Territory]:
    """The territories whose settings the actor decides, with their Comuni."""
    own = rules.settings_of(actor)
    below = TerritoryLink.objects.at(timezone.localdate()).filter(parent__in=own, hierarchy=Hierarchy.AMBITO)
    return Territory.objects.filter(Q(pk__in=own) | Q(pk__in=below.values("child_id"))).order_by("name", "pk")


@require_safe
@requires(Verb.MANAGE_RECORD_SETTINGS)
def local_rules(request: HttpRequest) -> HttpResponse:
    """The rules of the reader's territories, in force and past."""
    places = _places(actor_of(request))
    approvals = ApprovalRule.objects.filter(territory__in=places).select_related("territory")
    contacts = ContactRule.objects.filter(territory__in=places).select_related("territory")
    usual = usual_contact_rule(timezone.localdate())
    context = {
        "approvals": approvals.order_by("territory__name", "kind", "-valid_from", "pk"),
        "contacts": contacts.prefetch_related("kinds__kind").order_by("territory__name", "-valid_from", "pk"),
        "usual": usual,
        "shipped": usual and not ContactRule.objects.filter(territory=None, valid_from__lt=usual.valid_from).exists(),
        "today": timezone.localdate(),
    }
    return page(request, "cases/settings/local_rules.html", context)


@form_view
@requires(Verb.MANAGE_RECORD_SETTINGS)
def approval_rule_new(request: HttpRequest) -> HttpResponse:
    """Have a kind of work approved in a territory."""
    first = {"valid_from": timezone.localdate()}
    form = ApprovalRuleForm(request.POST or None, places=_places(actor_of(request)), initial=first)
    return _form_page(request, form, set_approval_rule, heading=_("Che cosa va approvato"))


@form_view
@requires(Verb.MANAGE_RECORD_SETTINGS)
def contact_rule_new(request: HttpRequest) -> HttpResponse:
    """Say after how many days without a contact to warn."""
    today = timezone.localdate()
    usual = usual_contact_rule(today)
    kinds = [row.kind_id for row in usual.kinds.all()] if usual else []
    first = {"valid_from": today, "days": usual.days if usual else None, "kinds": kinds}
    actor = actor_of(request)
    everywhere = rules.keeps_settings_everywhere(actor)
    form = ContactRuleForm(request.POST or None, places=_places(actor), everywhere=everywhere, initial=first)
    return _form_page(request, form, set_contact_rule, heading=_("Giorni senza contatti"))


def _form_page(request: HttpRequest, form: Form, act: Callable[..., Any], *, heading: str) -> HttpResponse:
    def write() -> None:
        act(by=actor_of(request), at=timezone.localtime(), **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and not attempt(form, write):
        messages.success(request, _("Regola salvata."))
        return redirect("cases:local_rules")
    values = {
        "form": form,
        "heading": heading,
        "submit_label": _("Salva"),
        "cancel_url": reverse("cases:local_rules"),
        "parent_label": _("Regole del servizio"),
    }
    return page(request, "cases/settings/form.html", values, invalid=form.is_bound)


@require_POST
@requires(Verb.MANAGE_RECORD_SETTINGS)
def approval_rule_end(request: HttpRequest, rule_pk: int) -> HttpResponse:
    """From tomorrow nobody approves it any more."""
    rows = ApprovalRule.objects.filter(territory__in=_places(actor_of(request))).select_related("territory")
    return _end(request, get_object_or_404(rows, pk=rule_pk))


@require_POST
@requires(Verb.MANAGE_RECORD_SETTINGS)
def contact_rule_end(request: HttpRequest, rule_pk: int) -> HttpResponse:
    """From tomorrow the usual days count."""
    rows = ContactRule.objects.filter(territory__in=_places(actor_of(request))).select_related("territory")
    return _end(request, get_object_or_404(rows, pk=rule_pk))


def _end(request: HttpRequest, rule: ApprovalRule | ContactRule) -> HttpResponse:
    end_rule(by=actor_of(request), at=timezone.localtime(), rule=rule, last_day=timezone.localdate())
    messages.success(request, _("La regola finisce oggi."))
    return redirect("cases:local_rules")
