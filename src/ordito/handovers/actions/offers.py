# SPDX-License-Identifier: EUPL-1.2
"""Sending somebody to another service, and offering the responsibility to another body."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules as record_rules
from ordito.cases.actions.errors import CaseError, check_code, lock
from ordito.cases.actions.moving import check_alone
from ordito.cases.actions.notices import notify
from ordito.cases.enums import Part, Protection
from ordito.cases.models import CaseFile, TakingInCharge
from ordito.cases.queries.record_header import record_header
from ordito.cases.queries.staff import holders_of
from ordito.cases.queries.workplaces import ambito_id_of
from ordito.core.access import Verb, permit
from ordito.core.dates import format_date
from ordito.core.fields import seal_texts
from ordito.core.pdf import make_pdf
from ordito.files.actions import FileNotKeptError, store_file
from ordito.handovers import rules
from ordito.handovers.enums import ListKey, PassageState
from ordito.handovers.models import Handover, HandoverPart, Referral
from ordito.handovers.queries.dossier import dossier_blocks, printable

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.files.models import StoredFile
    from ordito.handovers.models import Passage
    from ordito.territory.models import Organisation, Service, Territory

DOSSIER = Path(__file__).resolve().parents[1] / "templates" / "handovers" / "print" / "dossier.typ"


def offer_handover(
    *,
    by: Actor,
    at: datetime,
    taking: TakingInCharge,
    comune: Territory,
    body: Organisation,
    reason: Code,
    presentation: str,
    names: bool,
    parts: Collection[Part],
) -> Handover:
    """Offer a taking in charge to the service of another Comune; the dossier of the agreed parts is made now.

    To another service of the same body the record itself goes, whole and without a dossier (`cases.actions.moving`).
    `presentation` is what the other side reads before it decides, with the person's name when `names` says so.

    Raises:
        NotAllowedError: the actor does not follow the record, or may not assign in it.
        CaseError: closed, offered already, to the same service, no presentation, a name that has to stay secret,
            within the body with another taking in charge open, or to another body while the processing is limited.
    """
    permit(rules.can_send(by, taking.case_file))
    today = timezone.localdate(at)
    check_code(reason, ListKey.HANDOVER_REASON, at=today, field="reason")
    _check_presentation(taking.case_file, presentation, body=body, names=names)
    _check_elsewhere(taking, comune, body)
    with recorded("handovers.offer_handover", by=by, at=at) as trace:
        record = lock(CaseFile, taking.case_file_id)
        row = lock(TakingInCharge, taking.pk)
        _check_free(row, body)
        handover = Handover(
            case_file=record, taking=row, body=body, comune=comune, ambito_id=ambito_id_of(comune, at=today)
        )
        _save_offer(handover, reason=reason, presentation=presentation, names=names, by=by, at=at)
        _put_dossier(handover, parts, by=by, at=at)
        _tell_receivers(handover, Verb.OPEN_RECORD, reverse("handovers:handover", args=[handover.pk]), by=by, at=at)
        trace.touches(handover, row, record)
    return handover


def _check_elsewhere(taking: TakingInCharge, comune: Territory, body: Organisation) -> None:
    if (body.pk, comune.pk) == (taking.body_id, taking.case_file.comune_id):
        words = _("È il servizio che segue già la persona: per un collega usa «Cambia operatore».")
        raise CaseError(words, field="comune")


def _put_dossier(handover: Handover, parts: Collection[Part], *, by: Actor, at: datetime) -> None:
    """Between two bodies; within one the record itself will go."""
    if handover.within_body:
        return
    HandoverPart.objects.bulk_create(HandoverPart(handover=handover, part=part) for part in Part if part in parts)
    handover.dossier_id = _make_dossier(handover, parts, by=by, at=at).pk
    handover.save()


def _check_free(row: TakingInCharge, body: Organisation) -> None:
    """Only what goes on is handed over, and to one body at a time; within a body, with nothing else going on."""
    if row.closed_on is not None:
        raise CaseError(_("Questa presa in carico è chiusa: non c’è niente da passare."))
    if row.handovers.filter(state__in=(PassageState.OFFERED, PassageState.ACCEPTED)).exists():
        raise CaseError(_("Questa presa in carico è già offerta: attendi la risposta, o revoca."))
    if body.pk == row.body_id:
        check_alone(row)


def send_referral(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    body: Organisation,
    comune: Territory | None,
    service: Service | None = None,
    reason: Code,
    presentation: str,
    names: bool,
) -> Referral:
    """Send somebody to another service, which answers in Ordito when it works in it (`comune`), else by other ways.

    Raises:
        NotAllowedError: the actor does not follow the record, or may not assign in it.
        CaseError: no presentation, sent already and not answered, a name that has to stay secret, or the processing of
            the record is limited.
    """
    permit(rules.can_send(by, case_file))
    today = timezone.localdate(at)
    check_code(reason, ListKey.REFERRAL_REASON, at=today, field="reason")
    _check_presentation(case_file, presentation, body=body, names=names)
    with recorded("handovers.send_referral", by=by, at=at) as trace:
        record = lock(CaseFile, case_file.pk)
        if record.referrals.waiting().filter(body=body, reason=reason).exists():
            raise CaseError(_("L’hai già inviata a questo servizio per questo motivo: attendi la risposta."))
        ambito_id = ambito_id_of(comune, at=today) if comune else None
        referral = Referral(case_file=record, body=body, comune=comune, ambito_id=ambito_id, service=service)
        _save_offer(referral, reason=reason, presentation=presentation, names=names, by=by, at=at)
        _tell_receivers(referral, Verb.RECORD_CONTACT, reverse("handovers:referral", args=[referral.pk]), by=by, at=at)
        trace.touches(referral, record)
    return referral


def _check_presentation(case_file: CaseFile, presentation: str, *, body: Organisation, names: bool) -> None:
    if body.pk != case_file.body_id and not record_rules.may_leave(case_file):
        raise CaseError(_("Il trattamento di questa cartella è limitato: a un altro ente si passa solo in deroga."))
    if not presentation.strip():
        raise CaseError(_("Scrivi che cosa deve sapere chi riceve per poter decidere."), field="presentation")
    if names and case_file.person.protection != Protection.NONE:
        raise CaseError(_("L’identità di questa persona è protetta: il nome si dice solo a voce."), field="names")


def _save_offer(passage: Passage, *, reason: Code, presentation: str, names: bool, by: Actor, at: datetime) -> None:
    passage.reason, passage.names = reason, names
    passage.offered_at, passage.offered_by_id, passage.offered_by_name = at, by.actor_id, by.actor_name[:160]
    seal_texts(passage, presentation=presentation.strip())
    passage.save(force_insert=True)


def _make_dossier(handover: Handover, parts: Collection[Part], *, by: Actor, at: datetime) -> StoredFile:
    """The agreed parts as they are now, printed and sealed; it belongs to the handover until somebody accepts it."""
    record = record_header(by, handover.case_file, today=timezone.localdate(at))
    data: dict[str, Any] = {
        "language": get_language() or "it",
        "title": _("Fascicolo per il passaggio di competenza"),
        "subtitle": _("%(number)s, %(body)s. Fatto il %(day)s da %(who)s.")
        % {
            "number": record.number,
            "body": handover.case_file.body.name,
            "day": format_date(record.today),
            "who": by.actor_name,
        },
        "foot": _("Riservato: contiene dati di una persona seguita dai servizi sociali."),
        "nothing": _("Niente da riportare."),
        "chapters": printable(dossier_blocks(by, record, handover.taking, parts)),
    }
    try:
        return store_file(
            io.BytesIO(make_pdf(DOSSIER, data, at=at)),
            name="fascicolo.pdf",
            owner=handover,
            kinds={"pdf"},
            by=by,
            at=at,
        )
    except FileNotKeptError as error:
        raise CaseError(str(error)) from error


def _tell_receivers(passage: Passage, verb: Verb, url: str, *, by: Actor, at: datetime) -> None:
    if passage.comune_id is None or passage.ambito_id is None:
        return
    who = holders_of(
        verb,
        comune_id=passage.comune_id,
        ambito_id=passage.ambito_id,
        body_id=passage.body_id,
        on=timezone.localdate(at),
    )
    sender = passage.case_file.body.name
    notify(
        who,
        lambda: (
            _("%(sender)s ti invia una persona") % {"sender": sender}
            if isinstance(passage, Referral)
            else _("%(sender)s chiede un passaggio di competenza") % {"sender": sender},
            _("Leggi che cosa chiede e rispondi: %(reason)s.") % {"reason": passage.reason.label.lower()},
        ),
        url=url,
        about=passage,
        by=by,
        at=at,
    )
