# SPDX-License-Identifier: EUPL-1.2
"""What `questionnaires` asks of an answer sheet without a name: who may fill it, how it is called, why not now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.access import SystemActor
from ordito.core.dates import format_date
from ordito.training.models import EvaluationResponse, RespondentActor

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.training.models import Evaluation


def _sheet(response_id: int) -> EvaluationResponse:
    rows = EvaluationResponse.objects.select_related("evaluation__edition__course")
    return rows.get(pk=response_id)


def may_fill(actor: Actor, response_id: int) -> bool:
    """Who holds the sheet, while it is open and until it is sent; the house, which brings in answers of the past."""
    if isinstance(actor, SystemActor):
        return _sheet(response_id).submission_id is None
    if not isinstance(actor, RespondentActor) or actor.response_id != response_id:
        return False
    row = _sheet(response_id)
    return row.submission_id is None and row.evaluation.is_open(timezone.localdate())


def why_not(actor: Actor, response_id: int) -> str:
    """For who holds a sheet and comes too late."""
    if not isinstance(actor, RespondentActor) or actor.response_id != response_id:
        return ""
    row = _sheet(response_id)
    return "" if row.submission_id else closed_message(row.evaluation, timezone.localdate())


def closed_message(row: Evaluation, today: date) -> str:
    """Why a questionnaire takes no answers on a day; "" when it does."""
    if row.is_closed(today):
        message = _("Il questionario si è chiuso il %(day)s: non si può più rispondere.")
        return message % {"day": format_date(row.closes_on)}
    if not row.is_open(today):
        return _("Il questionario si apre il %(day)s: torna da quel giorno.") % {"day": format_date(row.opens_on)}
    return ""


def readable(actor: Actor) -> QuerySet[Any, Any]:
    """Nobody reads a single sheet but who writes it."""
    return EvaluationResponse.objects.visible_to(actor).values("pk")


def name_of(response_id: int) -> str:
    """The course and the edition."""
    return str(_sheet(response_id).evaluation.edition)


def address_of(response_id: int) -> str:  # noqa: ARG001 - as every owner of answers
    """A sheet has no address that may be known: where figures are read."""
    return reverse("training:evaluation_report")


def notes_of(response_id: int) -> str:
    """What who answers must know."""
    closes_on = format_date(_sheet(response_id).evaluation.closes_on)
    return _(
        "Le risposte non hanno nome e si leggono soltanto insieme a quelle degli altri. Quando scrivi non fare nomi e "
        "non raccontare fatti da cui si capisca chi sei. Si risponde fino al %(day)s."
    ) % {"day": closes_on}
