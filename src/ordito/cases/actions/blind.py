# SPDX-License-Identifier: EUPL-1.2
"""Asking whoever else follows somebody to get in touch, without learning whether anybody does.

The asking itself does the same whether there are records elsewhere or none: it writes the request and hands a job to
the queue. The job looks, delivers and tells nobody: not the asker, not the list of jobs, not the asker's audit.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.accounts.models import Membership, User
from ordito.accounts.roles import SERVICE_COORDINATOR
from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, lock
from ordito.cases.enums import DeliveryState, Protection
from ordito.cases.models import BlindDelivery, BlindRequest, CaseFile, Person, TakingInCharge
from ordito.core.access import SystemActor, permit
from ordito.core.fields import seal_texts
from ordito.jobs.actions import enqueue
from ordito.messages.actions import Letter, send
from ordito.messages.enums import MessageKind

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor

DELIVERY = "ordito.cases.tasks.deliver_blind_request"
ASKED_RECENTLY = timedelta(days=30)
"""Within this time the same worker asking again about the same person is the same request."""


def ask_blindly(*, by: Actor, at: datetime, person: Person, reason: str, contact: str = "") -> BlindRequest:
    """Ask whoever else may follow the person to get in touch with the actor.

    Raises:
        NotAllowedError: the actor does not follow the person, or the person is protected.
        CaseError: no reason, or no fiscal code by which anybody could be found.
    """
    permit(rules.can_ask_blindly(by, person))
    if not reason.strip():
        raise CaseError(_("Scrivi perché chiedi di essere contattato."), field="reason")
    if person.fiscal_code_index is None:
        raise CaseError(_("Manca il codice fiscale della persona: senza, la richiesta non può arrivare a nessuno."))
    with recorded("cases.ask_blindly", by=by, at=at) as trace:
        row = lock(Person, person.pk)
        same = BlindRequest.objects.filter(person=row, asked_by_id=by.actor_id, asked_at__gt=at - ASKED_RECENTLY)
        request = same.order_by("-pk").first()
        if request is None:
            request = BlindRequest(
                person=row,
                body_id=row.body_id,
                comune_id=row.comune_id,
                ambito_id=row.ambito_id,
                asked_by_id=by.actor_id,
                asked_by_name=by.actor_name,
                asked_at=at,
            )
            seal_texts(request, reason=reason.strip(), contact=contact.strip())
            request.save(force_insert=True)
            enqueue(DELIVERY, by=by, at=at, label=_("Consegna di una richiesta alla cieca"), request_id=request.pk)
        trace.touches(request, row, *row.case_files.filter(annulled_at__isnull=True))
    return request


def deliver_blind_request(*, at: datetime, request_id: int) -> None:
    """Bring a request to every record of the same fiscal code in other bodies; safe to run twice.

    Protected persons, on either side, are never matched.
    """
    request = BlindRequest.objects.select_related("person", "body").get(pk=request_id)
    same = Person.objects.current().unprotected().exclude(body_id=request.body_id)
    found = same.filter(fiscal_code_index=request.person.fiscal_code_index)
    records = CaseFile.objects.current().filter(person__in=found).exclude(blind_deliveries__request=request)
    if request.person.protection != Protection.NONE:
        return
    for record in records.select_related("person"):
        _deliver(request, record, at=at)


def _deliver(request: BlindRequest, record: CaseFile, *, at: datetime) -> None:
    """One delivery with its notices; the entry of the audit names the record that was found, never the asking one."""
    by = SystemActor("richieste alla cieca")
    with recorded("cases.deliver_blind_request", by=by, at=at) as trace:
        delivery = BlindDelivery.objects.create(request=request, case_file=record, delivered_at=at)
        letters = [
            Letter(
                MessageKind.NOTICE,
                _("Un altro servizio chiede di essere contattato"),
                _(
                    "La richiesta riguarda una persona che segui. Chi chiede non sa se la persona è seguita, "
                    "né da chi: decidi tu se rispondere."
                ),
                recipient_id=user.pk,
                recipient_name=user.full_name,
                url=reverse("cases:blind_delivery", args=[delivery.pk]),
                about_kind="cases.blinddelivery",
                about_id=delivery.pk,
            )
            for user in _who_answers_for(record, at=at)
        ]
        send(letters, by=by, at=at)
        trace.touches(delivery, record)


def _who_answers_for(record: CaseFile, *, at: datetime) -> list[User]:
    """The accounts of the responsible workers (of the last taking in charge when none is open) and coordinators."""
    takings = TakingInCharge.objects.current().filter(case_file=record, worker__isnull=False)
    workers = list(takings.open().values_list("worker_id", flat=True))
    workers = workers or list(takings.order_by("-closed_on").values_list("worker_id", flat=True)[:1])
    covers = (Q(territory__isnull=True) | Q(territory_id__in=[record.comune_id, record.ambito_id])) & (
        Q(organisation__isnull=True) | Q(organisation_id=record.body_id)
    )
    nowhere = Q(territory__isnull=True, organisation__isnull=True)
    coordinators = Membership.objects.at(timezone.localdate(at)).filter(covers, role=SERVICE_COORDINATOR.code)
    chosen = Q(professional_id__in=workers) | Q(pk__in=coordinators.exclude(nowhere).values("user_id"))
    return list(User.objects.filter(chosen, is_active=True).order_by("pk"))


def decide_delivery(
    *, by: Actor, at: datetime, delivery: BlindDelivery, version: int, answers: bool, answer: str = ""
) -> BlindDelivery:
    """Answer a blind request, which tells the asker who follows the person; or let it be, which tells them nothing.

    Raises:
        NotAllowedError: the actor does not write the record.
        ConflictError: a colleague decided meanwhile.
        CaseError: an answer without text, or decided already.
    """
    permit(rules.can_decide_delivery(by, delivery))
    if answers and not answer.strip():
        raise CaseError(_("Scrivi che cosa vuoi dire a chi ha chiesto."), field="answer")
    with recorded("cases.decide_blind_delivery", by=by, at=at) as trace:
        row = lock(BlindDelivery, delivery.pk, version=version)
        if row.state != DeliveryState.WAITING:
            raise CaseError(_("Su questa richiesta è già stato deciso."))
        row.state = DeliveryState.ANSWERED if answers else DeliveryState.REFUSED
        row.decided_at, row.decided_by_name = at, by.actor_name
        seal_texts(row, answer=answer.strip() if answers else "")
        row.version += 1
        row.save()
        if answers:
            _tell_asker(row, by=by, at=at)
        trace.touches(row, row.case_file, fields=["state"])
    return row


def _tell_asker(delivery: BlindDelivery, *, by: Actor, at: datetime) -> None:
    request = delivery.request
    if request.asked_by_id is None:
        return
    letter = Letter(
        MessageKind.NOTICE,
        _("C’è una risposta a una tua richiesta alla cieca"),
        _("Un servizio ha deciso di risponderti. Apri la richiesta per leggere."),
        recipient_id=request.asked_by_id,
        recipient_name=request.asked_by_name,
        url=reverse("cases:blind_request", args=[request.pk]),
        about_kind="cases.blindrequest",
        about_id=request.pk,
    )
    send([letter], by=by, at=at)
