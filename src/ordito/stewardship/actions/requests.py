# SPDX-License-Identifier: EUPL-1.2
"""What somebody asks about their data: received, given more time, answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.assessments.engine.months import add_months
from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, check_order, lock
from ordito.core.access import permit
from ordito.core.fields import seal_texts
from ordito.stewardship import rules
from ordito.stewardship.enums import CopyState, ListKey, RequestKind
from ordito.stewardship.models import DataRequest, SubjectCopy

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from ordito.cases.models import CaseFile, Code
    from ordito.core.access import Actor

GRANTED, REFUSED = frozenset({"granted", "partly"}), frozenset({"partly", "refused"})
"""Codes of outcomes by which something is done as asked, and by which something is not."""
HIMSELF = "self"
"""The code of an asker who is the person of the record: nobody else is named."""


def record_request(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    kind: RequestKind,
    received_on: date,
    asker: Code,
    identity: Code,
    words: str,
    form_key: UUID,
    asker_name: str = "",
) -> DataRequest:
    """Write that a request came in; its answer is due in a month. The same form sent twice writes once.

    Raises:
        NotAllowedError: the actor does not follow the record, or does not serve such requests.
        CaseError: received in the future, nothing asked, somebody who acts for the person without a name.
    """
    permit(rules.can_serve(by, case_file))
    known = DataRequest.objects.filter(form_key=form_key, case_file=case_file).first()
    if known is not None:
        return known
    check_not_future(received_on, at=at, field="received_on")
    check_code(identity, ListKey.IDENTITY_CHECK, at=timezone.localdate(at), field="identity")
    _check_asker(asker, asker_name, at=at)
    if not words.strip():
        raise CaseError(_("Scrivi che cosa chiede."), field="words")
    with recorded("stewardship.record_request", by=by, at=at) as trace:
        values = {"kind": kind, "received_on": received_on, "asker": asker, "identity": identity, "form_key": form_key}
        row = _new_row(case_file, by=by, at=at, **values)
        seal_texts(row, words=words.strip(), asker_name="" if asker.code == HIMSELF else asker_name.strip())
        row.save(force_insert=True)
        trace.touches(row, case_file)
        trace.notes(kind=kind)
    return row


def _check_asker(asker: Code, name: str, *, at: datetime) -> None:
    check_code(asker, ListKey.REQUEST_ASKER, at=timezone.localdate(at), field="asker")
    if asker.code != HIMSELF and not name.strip():
        raise CaseError(_("Scrivi il nome di chi chiede per la persona."), field="asker_name")


def _new_row(case_file: CaseFile, *, by: Actor, at: datetime, **values: Any) -> DataRequest:
    due = add_months(values["received_on"], rules.MONTHS_TO_ANSWER)
    return DataRequest(case_file=case_file, due_on=due, recorded_at=at, recorded_by_name=by.actor_name[:160], **values)


def extend_request(*, by: Actor, at: datetime, request: DataRequest, version: int, reason: str) -> DataRequest:
    """Take two months more, saying why; the person must be told within the first month (GDPR, article 12.3).

    Raises:
        NotAllowedError: as `record_request`.
        ConflictError: somebody saved meanwhile.
        CaseError: answered or extended already, the first month is over, or no reason.
    """
    permit(rules.can_serve(by, request.case_file))
    if not reason.strip():
        raise CaseError(_("Scrivi perché serve più tempo: va detto alla persona."), field="reason")
    with recorded("stewardship.extend_request", by=by, at=at) as trace:
        row = _open_row(request, version=version)
        if row.extended_on is not None:
            raise CaseError(_("La proroga si può dare una volta sola."))
        if timezone.localdate(at) > row.due_on:
            raise CaseError(_("Il mese è passato: non si può più prorogare, si deve rispondere."))
        row.extended_on = timezone.localdate(at)
        row.due_on = add_months(row.received_on, rules.MONTHS_TO_ANSWER + rules.MONTHS_OF_EXTENSION)
        row.version += 1
        seal_texts(row, extension_reason=reason.strip())
        row.save()
        trace.touches(row, row.case_file, fields=["due_on", "extended_on", "extension_reason"])
    return row


def answer_request(
    *,
    by: Actor,
    at: datetime,
    request: DataRequest,
    version: int,
    outcome: Code,
    answered_on: date,
    answer: str,
    refusal_ground: Code | None = None,
) -> DataRequest:
    """Write what was answered, and when. A copy that was not released yet has to be released or dropped first.

    An erasure is granted once something was erased; refused, also in part, it says on which ground (article 17.3).

    Raises:
        NotAllowedError: as `record_request`.
        ConflictError: somebody saved meanwhile.
        CaseError: answered already, days out of order, nothing written, a copy is still being prepared, or an erasure
            is granted and nothing was erased, refused and nobody says why.
    """
    permit(rules.can_serve(by, request.case_file))
    check_code(outcome, ListKey.REQUEST_OUTCOME, at=timezone.localdate(at), field="outcome")
    check_code(refusal_ground, ListKey.ERASURE_REFUSAL, at=timezone.localdate(at), field="refusal_ground")
    check_not_future(answered_on, at=at, field="answered_on")
    check_order(request.received_on, answered_on, field="answered_on")
    if not answer.strip():
        raise CaseError(_("Scrivi che cosa avete risposto, e perché."), field="answer")
    with recorded("stewardship.answer_request", by=by, at=at) as trace:
        row = _open_row(request, version=version)
        if SubjectCopy.objects.alive().filter(request=row).exclude(state=CopyState.RELEASED).exists():
            raise CaseError(_("La copia dei dati non è finita: rilasciala o abbandonala prima di rispondere."))
        _check_erasure(row, outcome, refusal_ground)
        row.refusal_ground = refusal_ground
        row.outcome, row.answered_on, row.answered_by_name = outcome, answered_on, by.actor_name[:160]
        row.version += 1
        seal_texts(row, answer=answer.strip())
        row.save()
        trace.touches(row, row.case_file, fields=["outcome", "refusal_ground", "answered_on", "answer"])
    return row


def _check_erasure(row: DataRequest, outcome: Code, ground: Code | None) -> None:
    """What is said of an erasure is what was done."""
    if row.kind != RequestKind.ERASURE:
        return
    if outcome.code in GRANTED and not row.erasures.exists():
        raise CaseError(
            _("Non è stato cancellato niente: cancella prima i testi, poi registra la risposta."), field="outcome"
        )
    if outcome.code in REFUSED and ground is None:
        raise CaseError(_("Scegli perché non si cancella: la persona deve saperlo."), field="refusal_ground")


def _open_row(request: DataRequest, *, version: int) -> DataRequest:
    row = lock(DataRequest, request.pk, version=version)
    if row.answered_on is not None:
        raise CaseError(_("A questa richiesta è già stato risposto."))
    return row
