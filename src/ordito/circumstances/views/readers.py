# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.enums import Part
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import part_written_or_403
from ordito.circumstances import actions, rules
from ordito.circumstances.forms.readers import ReadersForm
from ordito.circumstances.forms.takeover import TakeoverForm
from ordito.circumstances.models import Address
from ordito.circumstances.queries.readers import candidates_of, readers_of, takeovers_of
from ordito.circumstances.rules.kinds import BY_KEY
from ordito.circumstances.views.loading import fact_or_404, fact_page, form_view
from ordito.core.access import NotAllowedError, actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@form_view
def readers(request: HttpRequest, pk: int, fact_pk: int) -> HttpResponse:
    """Who reads a secret address, beside whoever wrote it."""
    kind = BY_KEY["indirizzo"]
    record = part_written_or_403(request, pk, Part.CIRCUMSTANCES)
    address = fact_or_404(request, record, kind, fact_pk)
    if not isinstance(address, Address) or not address.secret:
        raise Http404
    own = actor_of(request).professional_id
    candidates = candidates_of(record.case_file, but=own, today=record.today)
    form = ReadersForm(request.POST or None, candidates=candidates, initial={"readers": readers_of(address)})

    def act() -> None:
        actions.name_address_readers(
            by=actor_of(request),
            at=timezone.localtime(),
            case_file=record.case_file,
            address=address,
            readers=form.cleaned_data["readers"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Salvato chi può leggere l’indirizzo protetto."))
        return redirect("circumstances:situation", pk)
    lead = _("L’indirizzo lo leggi tu che l’hai scritto. Tutti gli altri, anche chi segue la cartella, vedono solo")
    return fact_page(
        request,
        record,
        kind,
        form,
        heading=_("Chi può leggere l’indirizzo protetto"),
        lead=" ".join((f"{lead} “{_('indirizzo protetto')}”.", *takeovers_of(address))),
    )


@form_view
def take_over(request: HttpRequest, pk: int, fact_pk: int) -> HttpResponse:
    """Who coordinates the service takes over a secret address that nobody can read any more."""
    record = part_written_or_403(request, pk, Part.CIRCUMSTANCES)
    actor = actor_of(request)
    address = get_object_or_404(Address.objects.visible_to(actor), pk=fact_pk, person=record.person, secret=True)
    if not rules.can_take_over(actor, record.case_file):
        raise NotAllowedError(_("Un indirizzo che nessuno legge più lo riprende chi coordina il servizio."))
    if Address.objects.filter(pk=address.pk).told_to(actor).exists():
        return redirect("circumstances:situation", pk)
    form = TakeoverForm(request.POST or None)

    def act() -> None:
        actions.take_over_address(
            by=actor,
            at=timezone.localtime(),
            case_file=record.case_file,
            address=address,
            reason=form.cleaned_data["reason"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Ora leggi l’indirizzo. Nomina subito chi altro deve leggerlo."))
        return redirect("circumstances:readers", pk, fact_pk)
    return fact_page(
        request,
        record,
        BY_KEY["indirizzo"],
        form,
        heading=_("Riprendi un indirizzo protetto che nessuno legge più"),
        lead=_(
            "Solo se chi l’ha scritto non lavora più qui e nessuno lo può leggere. Vengono avvisati chi segue la"
            " persona, chi l’ha scritto e chi lo leggeva."
        ),
        submit_label=_("Leggi l’indirizzo"),
    )
