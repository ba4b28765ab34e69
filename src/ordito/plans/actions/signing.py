# SPDX-License-Identifier: EUPL-1.2
"""Signatures, and what they do to a plan: the first one freezes its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.approvals import ask_approval, withdraw_request
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, check_order
from ordito.cases.actions.uploads import upload_document
from ordito.cases.enums import ApprovalKind, ApprovalState
from ordito.cases.enums import ListKey as CaseListKey
from ordito.cases.models import Code
from ordito.cases.queries.approvals import approval_needed, approval_of
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts
from ordito.files.engine.kinds import kind_of
from ordito.files.engine.signatures import pdf_is_signed
from ordito.plans import rules
from ordito.plans.actions.checks import check_individual_alive, keep, locked_plan
from ordito.plans.engine.strokes import is_drawing
from ordito.plans.enums import ListKey, PlanState, SignatureWay
from ordito.plans.models import PlanSignature, SupportPlan
from ordito.plans.queries.plan_text import canonical_text, fingerprint

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import Approval, Document
    from ordito.core.access import Actor

SCANS = frozenset({"pdf", "png", "jpeg", "tiff"})
"""Kinds of file that a scanned sheet may be."""


@dataclass(frozen=True)
class Signer:
    """Who signs, in which quality, and who was there."""

    role: Code
    name: str
    present: str = ""


def sign_on_screen(
    *, by: Actor, at: datetime, plan: SupportPlan, signer: Signer, consent: bool, strokes: str = ""
) -> PlanSignature:
    """Collect a simple electronic signature: the drawing when there is one, else the typed name with its consent.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: not shared with the family yet, no name, no consent, something that is no drawing, signed already.
    """
    permit(rules.can_write_plan(by, plan))
    if not consent:
        raise CaseError(_("Senza il consenso non c’è firma: chi firma deve confermare."), field="consent")
    if strokes and not is_drawing(strokes):
        raise CaseError(_("Il disegno non è arrivato intero: firma di nuovo."), field="strokes")
    signature = PlanSignature(way=SignatureWay.DRAWN if strokes else SignatureWay.TYPED)
    with recorded("plans.sign_on_screen", by=by, at=at) as trace:
        row = _being_signed(plan, signer, at=at)
        signature.plan = row
        seal_texts(signature, strokes=strokes)
        _add(signature, signer, by=by, at=at)
        keep(row, trace, at=at)
        trace.touches(signature)
    return signature


def sign_on_file(
    *,
    by: Actor,
    at: datetime,
    plan: SupportPlan,
    signer: Signer,
    way: SignatureWay,
    stream: BinaryIO,
    name: str,
    protocol_number: str = "",
    protocol_date: date | None = None,
) -> PlanSignature:
    """Keep the plan signed elsewhere, as a document of the record: a digitally signed file, or a scanned sheet.

    Raises:
        NotAllowedError: the actor does not write the plan, or does not follow the record.
        CaseError: a file without signature, a scan without protocol, a kind of file never kept; as `sign_on_screen`.
    """
    permit(rules.can_write_plan(by, plan))
    check_not_future(protocol_date, at=at, field="protocol_date")
    _check_file(way, stream, protocol_number, protocol_date)
    with recorded("plans.sign_on_file", by=by, at=at) as trace:
        row = _being_signed(plan, signer, at=at)
        signature = PlanSignature(plan=row, way=way, protocol_number=protocol_number, protocol_date=protocol_date)
        signature.document = _document(row, signer, stream, name, by=by, at=at)
        _add(signature, signer, by=by, at=at)
        keep(row, trace, at=at)
        trace.touches(signature)
    return signature


def _check_file(way: SignatureWay, stream: BinaryIO, number: str, day: date | None) -> None:
    kind = kind_of(stream)
    if way == SignatureWay.DIGITAL:
        if kind not in {"p7m", "pdf"} or (kind == "pdf" and not pdf_is_signed(stream)):
            raise CaseError(
                _("In questo file non c’è una firma digitale: serve un .p7m o un PDF firmato."), field="file"
            )
        return
    if kind not in SCANS:
        raise CaseError(_("Carica la scansione come PDF o immagine."), field="file")
    if not number.strip():
        raise CaseError(_("Scrivi il numero di protocollo della carta firmata."), field="protocol_number")
    if day is None:
        raise CaseError(_("Scrivi la data di protocollo."), field="protocol_date")


def _document(plan: SupportPlan, signer: Signer, stream: BinaryIO, name: str, *, by: Actor, at: datetime) -> Document:
    return upload_document(
        by=by,
        at=at,
        case_file=plan.case_file,
        stream=stream,
        name=name,
        kind=Code.objects.select_related("code_list").get(
            code_list__key=CaseListKey.DOCUMENT_KIND, code=PROJECT_DOCUMENT
        ),
        title=_("%(kind)s, versione %(number)s, firmato da %(name)s")
        % {"kind": plan.kind, "number": plan.edition, "name": signer.name.strip()},
    )


PROJECT_DOCUMENT = "project"
"""The code of plans among the kinds of documents."""


def _being_signed(plan: SupportPlan, signer: Signer, *, at: datetime) -> SupportPlan:
    """The plan, locked and frozen; each person signs it once."""
    check_code(signer.role, ListKey.SIGNER, at=timezone.localdate(at), field="role")
    if not signer.name.strip():
        raise CaseError(_("Scrivi nome e cognome di chi firma."), field="name")
    row = locked_plan(plan, states={PlanState.SHARED})
    for other in row.signatures.filter(voided_at__isnull=True, signer_role=signer.role):
        if open_text(other, "signer_name").casefold() == signer.name.strip().casefold():
            raise CaseError(_("%(name)s ha già firmato questo progetto.") % {"name": signer.name.strip()}, field="name")
    _freeze(row, at=at)
    return row


def _freeze(row: SupportPlan, *, at: datetime) -> None:
    if row.frozen:
        return
    text = canonical_text(row.pk)
    seal_texts(row, frozen_text=text)
    row.frozen_at, row.frozen_hash = at, fingerprint(text)


def _add(signature: PlanSignature, signer: Signer, *, by: Actor, at: datetime) -> None:
    signature.signer_role, signature.signed_at, signature.collected_by_name = signer.role, at, by.actor_name
    signature.text_hash = signature.plan.frozen_hash
    seal_texts(signature, signer_name=signer.name.strip(), present=signer.present.strip())
    signature.save(force_insert=True)


def reopen_text(*, by: Actor, at: datetime, plan: SupportPlan) -> SupportPlan:
    """Open the text of a plan not yet agreed to be corrected: signatures no longer count, a request is taken back.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: agreed already, or not frozen.
    """
    permit(rules.can_write_plan(by, plan))
    with recorded("plans.reopen_text", by=by, at=at) as trace:
        row = locked_plan(plan, states={PlanState.SHARED})
        if not row.frozen:
            raise CaseError(_("Il testo è già aperto: si può correggere."))
        row.signatures.filter(voided_at__isnull=True).update(voided_at=at)
        row.frozen_at, row.frozen_hash, row.frozen_text = None, "", b""
        keep(row, trace, at=at)
        trace.fields.update(("signatures", "frozen_at"))
        request = approval_of(ApprovalKind.PLAN, row.pk)
        if request is not None and request.state == ApprovalState.ASKED:
            withdraw_request(by=by, at=at, approval=request)
    return row


def ask_plan_approval(*, by: Actor, at: datetime, plan: SupportPlan, request: str = "") -> Approval:
    """Ask the supervisor about a plan gone through with the family; its text is frozen from here on.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: not shared yet, no approval is asked for here, waiting already.
    """
    permit(rules.can_write_plan(by, plan))
    if not approval_needed(ApprovalKind.PLAN, plan.case_file, on=timezone.localdate(at)):
        raise CaseError(_("In questo territorio i progetti non chiedono approvazione."))
    with transaction.atomic(), recorded("plans.ask_approval", by=by, at=at) as trace:
        row = locked_plan(plan, states={PlanState.SHARED})
        _freeze(row, at=at)
        keep(row, trace, at=at)
        return ask_approval(
            by=by, at=at, kind=ApprovalKind.PLAN, row_id=row.pk, case_file=row.case_file, request=request
        )


def agree_plan(*, by: Actor, at: datetime, plan: SupportPlan, agreed_on: date) -> SupportPlan:
    """Say that a signed plan is agreed: it runs from now on, and takes the place of the edition before it.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: nobody signed, not approved where that is asked for, a day in the future or before it was shared.
    """
    permit(rules.can_write_plan(by, plan))
    check_not_future(agreed_on, at=at, field="day")
    check_individual_alive(plan, agreed_on, field="day")
    with recorded("plans.agree_plan", by=by, at=at) as trace:
        row = locked_plan(plan, states={PlanState.SHARED})
        if not row.signatures.filter(voided_at__isnull=True).exists():
            raise CaseError(_("Nessuno ha ancora firmato: raccogli almeno una firma."))
        if not is_approved(row, on=agreed_on):
            raise CaseError(_("Manca l’approvazione di chi coordina: chiedila o aspetta la risposta."))
        check_order(row.shared_on, agreed_on, field="day")
        row.state, row.agreed_on = PlanState.AGREED, agreed_on
        keep(row, trace, at=at)
        if row.previous is not None:
            before = locked_plan(row.previous, states={PlanState.UNDER_REVIEW})
            before.state, before.next_review_on = PlanState.SUPERSEDED, None
            keep(before, trace, at=at)
        trace.fields.update(("state", "agreed_on"))
    return row


def is_approved(plan: SupportPlan, *, on: date) -> bool:
    """Whether a supervisor approved the text as it stands, or none has to on that day."""
    if not approval_needed(ApprovalKind.PLAN, plan.case_file, on=on):
        return True
    last = approval_of(ApprovalKind.PLAN, plan.pk)
    return (
        last is not None
        and last.state == ApprovalState.APPROVED
        and plan.frozen_at is not None
        and last.asked_at >= plan.frozen_at
    )
