# SPDX-License-Identifier: EUPL-1.2
"""What is done with a return that was sent: odd answers explained, the register of services brought up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.models import Explanation, RegisterUpdate, Return
from ordito.campaigns.queries.register import proposals
from ordito.campaigns.queries.warnings import warnings_of
from ordito.campaigns.rules import sides_of
from ordito.core.access import NotAllowedError
from ordito.territory.actions import edit_service

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from ordito.core.access import Actor


def explain(*, row: Return, explanations: Mapping[int, str], by: Actor, at: datetime) -> Return:
    """Say why odd answers are right, by rule; an empty text takes an explanation back.

    Raises:
        NotAllowedError: `by` neither fills the return nor answers for it.
        ReturnRefusedError: the campaign is closed.
    """
    if not sides_of(by, row):
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    with recorded("campaigns.explain", by=by, at=at) as trace:
        locked = Return.objects.with_campaign().select_for_update(of=("self",)).get(pk=row.pk)
        if not locked.campaign.is_open:
            raise ReturnRefusedError(_("La rilevazione è chiusa."))
        for warned in warnings_of(locked, at=at):
            text = explanations.get(warned.rule.pk)
            if text is None or (warned.explanation and warned.explanation.text == text):
                continue
            Explanation.objects.filter(due=locked, rule=warned.rule).delete()
            if text:
                Explanation.objects.create(
                    due=locked, rule=warned.rule, text=text, by_id=by.actor_id, by_name=by.actor_name[:160], at=at
                )
        count_warnings(locked, at=at)
        trace.touches(locked, fields=["explanations"])
    return locked


def count_warnings(row: Return, *, at: datetime) -> None:
    """Write on a locked return how many warnings nobody has explained, for the lists; within an action."""
    number = sum(warned.explanation is None for warned in warnings_of(row, at=at))
    if number != row.warnings_open:
        row.warnings_open = number
        row.save(update_fields=["warnings_open"])


def confirm_register(*, row: Return, columns: Collection[str], by: Actor, at: datetime) -> RegisterUpdate:
    """Bring the register up to date with the chosen changes of an approved return, and say that it was verified today.

    Without any column the register is right as it is: only the day of verification changes.

    Raises:
        NotAllowedError: `by` may not change this service.
        ReturnRefusedError: the return is of no service, or is not approved.
    """
    with recorded("campaigns.confirm_register", by=by, at=at) as trace:
        rows = Return.objects.with_campaign().select_related("service").select_for_update(of=("self",))
        locked = rows.get(pk=row.pk)
        if locked.service is None or locked.submission_id is None:
            raise ReturnRefusedError(_("Questa restituzione non riguarda un servizio."))
        chosen = [change for change in proposals(locked) if change.column in columns]
        values = {change.column: change.value for change in chosen} | {"verified_on": timezone.localdate(at)}
        service = edit_service(by=by, at=at, service=locked.service, values=values)
        update = RegisterUpdate.objects.create(
            due=locked,
            service=service,
            changes={change.column: [change.before, change.after] for change in chosen},
            by_id=by.actor_id,
            by_name=by.actor_name[:160],
            at=at,
        )
        trace.touches(update, locked, service, fields=values)
    return update
