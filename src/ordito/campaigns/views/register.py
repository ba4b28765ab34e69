# SPDX-License-Identifier: EUPL-1.2
"""From an approved return to the register of services, change by change, once somebody has confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.campaigns import actions
from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.forms.returns import RegisterForm
from ordito.campaigns.queries.register import APPROVED, proposals
from ordito.campaigns.views.returns import return_or_404
from ordito.core.access import Verb, actor_of, require, requires
from ordito.core.http import page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_TERRITORY)
def register(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the return says beside what the register says; every change is chosen by itself."""
    actor = actor_of(request)
    row = return_or_404(request, public_id)
    if row.service is None or row.state not in APPROVED:
        raise Http404
    require(actor, Verb.MANAGE_TERRITORY, row.service)
    changes = proposals(row)
    choices = [(change.column, str(change.label)) for change in changes]
    initial = {"fields_chosen": [change.column for change in changes]}
    form = RegisterForm(request.POST or None, initial=initial, choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_register(row=row, columns=form.cleaned_data["fields_chosen"], by=actor, at=timezone.now())
        except ReturnRefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Il registro dei servizi è aggiornato."))
            return redirect("campaigns:return", public_id)
    boxes = list(form["fields_chosen"])
    context = {
        "row": row,
        "campaign": row.campaign,
        "form": form,
        "lines": list(zip(changes, boxes, strict=True)),
    }
    return page(request, "campaigns/returns/register.html", context, invalid=request.method == "POST")
