# SPDX-License-Identifier: EUPL-1.2
"""How an Ambito answers for its returns: one signature for one return or for all that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.audit.actions import recorded
from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.actions.returns import move_locked
from ordito.campaigns.enums import Level, Move, ReturnState
from ordito.campaigns.models import Campaign, Return, Signature
from ordito.campaigns.rules import answers_for
from ordito.core.access import NotAllowedError
from ordito.files.actions import discard_file, store_file

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.territory.models import Territory

PDF = frozenset({"pdf"})
LARGEST_PDF = 10 * 1024 * 1024


def statement_for(campaign: Campaign, ambito: Territory, count: int) -> str:
    """The sentence that is signed: shown on the page before, stored with the signature after."""
    what = ngettext("%(count)s restituzione", "%(count)s restituzioni", count) % {"count": count}
    return _(
        "Per l’Ambito di %(ambito)s approvo %(what)s della rilevazione «%(campaign)s» (%(period)s) e "
        "dichiaro che, per quanto a mia conoscenza, i dati sono completi e corretti. Questo gesto è una firma "
        "elettronica semplice: resta registrato con il mio nome, il giorno e l’ora."
    ) % {"ambito": ambito, "what": what, "campaign": campaign, "period": campaign.period_label}


def approve_for_ambito(
    *,
    campaign: Campaign,
    ambito: Territory,
    by: Actor,
    at: datetime,
    only: Collection[int] | None = None,
    expected: int | None = None,
) -> Signature:
    """Approve what was sent in an Ambito, all or `only` these, with one signature.

    `expected` is the number that the page said: when it is no longer true nothing is signed.

    Raises:
        NotAllowedError: `by` does not answer for that Ambito.
        ReturnRefusedError: the campaign has no such step, there is nothing to approve, or not what was seen.
    """
    if not answers_for(by, ambito.pk):
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    if not campaign.has_level(Level.AMBITO):
        raise ReturnRefusedError(_("Questa rilevazione non prevede l’approvazione dell’Ambito."))
    with recorded("campaigns.approve_for_ambito", by=by, at=at) as trace:
        ready = _ready(campaign, ambito, only, expected)
        signature = Signature.objects.create(
            campaign=campaign,
            ambito=ambito,
            by_id=by.actor_id,
            by_name=by.actor_name[:160],
            at=at,
            statement=statement_for(campaign, ambito, len(ready)),
            returns_signed=[row.pk for row in ready],
        )
        for row in ready:
            move_locked(row, Move.APPROVE_AMBITO, by=by, at=at)
        trace.touches(signature, *ready, fields=["state"])
    return signature


def _ready(campaign: Campaign, ambito: Territory, only: Collection[int] | None, expected: int | None) -> list[Return]:
    """What is signed, locked: as many as the page said."""
    rows = Return.objects.select_for_update(of=("self",)).select_related("campaign")
    rows = rows.filter(campaign=campaign, ambito=ambito, state=ReturnState.SUBMITTED).order_by("pk")
    ready = list(rows if only is None else rows.filter(pk__in=only))
    if not ready:
        raise ReturnRefusedError(_("Non c’è nessuna restituzione da approvare: ricarica la pagina."))
    if expected is not None and len(ready) != expected:
        changed = _("Nel frattempo le restituzioni da approvare sono diventate %(count)s: controlla e firma di nuovo.")
        raise ReturnRefusedError(changed % {"count": len(ready)})
    return ready


def attach_signed_pdf(*, signature: Signature, stream: BinaryIO, name: str, by: Actor, at: datetime) -> Signature:
    """Keep the PDF signed with a qualified certificate beside a signature; a later one takes its place.

    Ordito keeps it sealed and does not judge its signature.

    Raises:
        NotAllowedError: `by` does not answer for that Ambito.
        FileNotKeptError: it is no PDF, or too large.
    """
    if not answers_for(by, signature.ambito_id):
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    with recorded("campaigns.attach_signed_pdf", by=by, at=at) as trace:
        row = Signature.objects.select_for_update(of=("self",)).select_related("file").get(pk=signature.pk)
        before = row.file
        row.file = store_file(stream, name=name, owner=row, kinds=PDF, by=by, at=at, largest=LARGEST_PDF)
        row.save()
        if before is not None:
            discard_file(before, at=at)
        trace.touches(row, fields=["file"])
    return row
