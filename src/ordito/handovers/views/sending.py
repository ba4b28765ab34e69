# SPDX-License-Identifier: EUPL-1.2
"""The sender's side: the record's passages, offers, referrals, and what follows an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases.actions import CaseError
from ordito.cases.enums import ListKey, Part
from ordito.cases.models import Code
from ordito.cases.queries.record_header import log_refusal
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import opened, record_or_404, record_page, written_or_403
from ordito.core.access import NotAllowedError, actor_of
from ordito.files.adapters import download
from ordito.files.models import StoredFile
from ordito.handovers import actions, rules
from ordito.handovers.enums import PassageState
from ordito.handovers.forms.passages import AnswerForm, FinishForm, HandoverForm, ReferralForm
from ordito.handovers.models import Handover, Referral
from ordito.handovers.queries.passages import bodies_near, received, with_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.handovers.models import Passage

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Referrals and handovers of the record, for whoever reads it whole."""
    header = record_or_404(request, pk)
    if not header.whole:
        log_refusal(actor_of(request), pk, at=timezone.now())
        raise NotAllowedError(_("I passaggi li vede chi segue la cartella."))
    opened(request, header, "handovers")
    actor = actor_of(request)
    rows = [
        *with_words(
            Handover.objects.filter(case_file=header.case_file).select_related("taking__area")
        ).prefetch_related("parts"),
        *with_words(Referral.objects.filter(case_file=header.case_file).select_related("service")),
    ]
    rows.sort(key=lambda row: row.offered_at, reverse=True)
    return record_page(
        request,
        header,
        "handovers/record/passages",
        tab="handovers",
        passages=[
            (received(row, today=header.today), rules.steps_of(actor, row) if header.writes else (), _answers(row))
            for row in rows
        ],
        arrived=Handover.objects.filter(received_case_file=header.case_file).select_related(
            "case_file__body", "reason"
        ),
        may_send=header.writes and rules.can_send(actor, header.case_file),
    )


def _answers(row: Passage) -> bool:
    """Whether the sender writes the other side's answer: a body that does not work in Ordito."""
    return isinstance(row, Referral) and row.comune_id is None and row.state == PassageState.OFFERED


@form_view
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a taking in charge to the service of another Comune."""
    header = written_or_403(request, pk)
    if not header.takings:
        messages.warning(request, _("Non c’è una presa in carico aperta da passare."))
        return redirect("handovers:record", pk)
    first = {"taking": str(header.takings[0].pk), "parts": [Part.FAMILY, Part.INTERVENTIONS]}
    form = HandoverForm(request.POST or None, takings=header.takings, parts=header.parts, initial=first)

    def act() -> None:
        actions.offer_handover(
            by=actor_of(request),
            at=timezone.localtime(),
            taking=form.takings[form.cleaned_data["taking"]],
            parts=[Part(part) for part in form.cleaned_data["parts"]],
            **{name: form.cleaned_data[name] for name in ("comune", "body", "reason", "presentation", "names")},
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Passaggio offerto. Resti responsabile fino a quando chi riceve accetta."))
        return redirect("handovers:record", pk)
    lead = _(
        "Chi riceve legge solo quello che scrivi qui. Se accetta, riceve il fascicolo con le parti che scegli; se è un "
        "altro Comune dello stesso ente, passa la cartella intera e l’équipe di adesso finisce."
    )
    heading = _("Passaggio di competenza")
    return _page(request, header, form, heading=heading, submit_label=_("Offri il passaggio"), lead=lead)


@form_view
def refer(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the person to another service; the record stays here."""
    header = written_or_403(request, pk)
    bodies = bodies_near(header.case_file, today=header.today)
    form = ReferralForm(request.POST or None, bodies=bodies)

    def act() -> None:
        actions.send_referral(
            by=actor_of(request), at=timezone.localtime(), case_file=header.case_file, **form.cleaned_data
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Invio registrato."))
        return redirect("handovers:record", pk)
    lead = _("La cartella resta qui: l’altro servizio legge solo quello che scrivi.")
    return _page(request, header, form, heading=_("Invia a un altro servizio"), submit_label=_("Invia"), lead=lead)


@require_safe
def dossier(request: HttpRequest, pk: int, passage_pk: int) -> HttpResponseBase:
    """What a handover gives to the other side, to be checked by who offers it."""
    header = written_or_403(request, pk)
    row = get_object_or_404(Handover, pk=passage_pk, case_file=header.case_file)
    file = StoredFile.objects.present().filter(pk=row.dossier_id or 0).first()
    if file is None:
        raise Http404
    by, at = actor_of(request), timezone.localtime()
    log_access("handovers.read_dossier", by=by, at=at, kind=Kind.READ, rows=[row, header.case_file])
    return download(file)


@form_view
def revoke_handover(request: HttpRequest, pk: int, passage_pk: int) -> HttpResponse:
    """Take an offer back."""
    return _revoke(request, pk, lambda header: get_object_or_404(Handover, pk=passage_pk, case_file=header.case_file))


@form_view
def revoke_referral(request: HttpRequest, pk: int, passage_pk: int) -> HttpResponse:
    """Take a referral back."""
    return _revoke(request, pk, lambda header: get_object_or_404(Referral, pk=passage_pk, case_file=header.case_file))


def _revoke(request: HttpRequest, pk: int, load: Callable[[RecordHeader], Handover | Referral]) -> HttpResponse:
    header = written_or_403(request, pk)
    row = load(header)
    if request.method == "POST":
        try:
            actions.revoke(by=actor_of(request), at=timezone.localtime(), passage=row)
        except CaseError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Revocato."))
        return redirect("handovers:record", pk)
    heading = _("Revocare?")
    consequences = [_("Chi riceve non potrà più leggerlo né accettarlo."), _("Resta scritto che era stato offerto.")]
    return _page(
        request, header, None, heading=heading, submit_label=_("Revoca"), consequences=consequences, danger=True
    )


@form_view
def answer_referral(request: HttpRequest, pk: int, passage_pk: int) -> HttpResponse:
    """Write the answer of a service that does not work in Ordito."""
    header = written_or_403(request, pk)
    row = get_object_or_404(Referral.objects.select_related("body"), pk=passage_pk, case_file=header.case_file)
    form = AnswerForm(request.POST or None)
    refused = request.POST.get("ancora") == "1"

    def act() -> None:
        by, at, answer = actor_of(request), timezone.localtime(), form.cleaned_data["answer"]
        if refused:
            actions.refuse(by=by, at=at, passage=row, answer=answer)
        else:
            actions.take_referral(by=by, at=at, referral=row, answer=answer)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Risposta registrata."))
        return redirect("handovers:record", pk)
    heading = _("Che cosa ha risposto %(body)s") % {"body": row.body.name}
    return _page(request, header, form, heading=heading, submit_label=_("Ha accettato"), second_label=_("Ha rifiutato"))


@form_view
def finish_referral(request: HttpRequest, pk: int, passage_pk: int) -> HttpResponse:
    """Write what came of a referral."""
    header = written_or_403(request, pk)
    row = get_object_or_404(Referral, pk=passage_pk, case_file=header.case_file)
    form = AnswerForm(request.POST or None)

    def act() -> None:
        answer = form.cleaned_data["answer"]
        actions.finish_referral(by=actor_of(request), at=timezone.localtime(), referral=row, answer=answer)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Invio concluso."))
        return redirect("handovers:record", pk)
    return _page(request, header, form, heading=_("Com’è andato l’invio"), submit_label=_("Salva"))


@form_view
def finish_handover(request: HttpRequest, pk: int, passage_pk: int) -> HttpResponse:
    """Close one's own taking in charge after the other body has accepted."""
    header = written_or_403(request, pk)
    rows = Handover.objects.select_related("taking__case_file__person", "body")
    row = get_object_or_404(rows, pk=passage_pk, case_file=header.case_file)
    usual = Code.objects.filter(code_list__key=ListKey.CLOSURE_REASON, code="handover").first()
    form = FinishForm(request.POST or None, initial={"closed_on": header.today, "reason": usual.pk if usual else None})

    def act() -> None:
        actions.finish_handover(by=actor_of(request), at=timezone.localtime(), handover=row, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Passaggio concluso: la presa in carico è chiusa."))
        return redirect("handovers:record", pk)
    lead = _("%(body)s ha accettato e ha aperto la sua presa in carico. Ora chiudi la tua.") % {"body": row.body.name}
    heading = _("Concludi il passaggio")
    return _page(request, header, form, heading=heading, submit_label=_("Chiudi la presa in carico"), lead=lead)


def _page(request: HttpRequest, header: RecordHeader, form: Form | None, **context: Any) -> HttpResponse:
    return record_page(
        request,
        header,
        "form",
        tab="handovers",
        invalid=form is not None and form.is_bound,
        form=form,
        cancel_url=reverse("handovers:record", args=[header.pk]),
        **context,
    )
