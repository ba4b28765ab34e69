# SPDX-License-Identifier: EUPL-1.2
"""What a territory decides of its records: what is approved, and after how many days without a contact to say so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_code, check_order, lock
from ordito.cases.enums import ListKey
from ordito.cases.models import ApprovalRule, ContactKind, ContactRule
from ordito.core.access import permit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.territory.models import Territory

    LocalRule = TypeVar("LocalRule", bound=ApprovalRule | ContactRule)


def set_approval_rule(
    *, by: Actor, at: datetime, territory: Territory, kind: str, valid_from: date, valid_to: date | None = None
) -> ApprovalRule:
    """From a day on, work of this kind is approved in the territory.

    Raises:
        NotAllowedError: the actor does not decide the settings of that territory.
        CaseError: it is in force already, or dates out of order.
    """
    permit(rules.can_set_rules(by, territory))
    check_order(valid_from, valid_to, field="valid_to")
    with recorded("cases.set_local_rules", by=by, at=at) as trace:
        same = ApprovalRule.objects.select_for_update().filter(territory=territory, kind=kind)
        if same.filter(valid_to__isnull=True).exists() or same.filter(valid_to__gte=valid_from).exists():
            raise CaseError(_("Qui questa regola c’è già: termina prima quella."), field="kind")
        rule = ApprovalRule.objects.create(territory=territory, kind=kind, valid_from=valid_from, valid_to=valid_to)
        trace.touches(rule, territory)
    return rule


def set_contact_rule(
    *, by: Actor, at: datetime, territory: Territory | None, days: int, valid_from: date, kinds: Sequence[Code] = ()
) -> ContactRule:
    """From a day on, the board says of who has been without a contact for so many days; the rule before it ends.

    Without a territory it counts where a territory has none of its own. `kinds` are the entries of the diary that are
    contacts; without any, the usual ones.

    Raises:
        NotAllowedError: the actor does not decide the settings of that territory.
        CaseError: no day at all, a day before the present rule began, a code out of its list, none of them in the rule
            that counts elsewhere.
    """
    permit(rules.can_set_rules(by, territory))
    if territory is None and not kinds:
        raise CaseError(_("Scegli almeno un tipo di voce."), field="kinds")
    if days < 1:
        raise CaseError(_("Scrivi almeno un giorno."), field="days")
    for kind in kinds:
        check_code(kind, ListKey.DIARY_KIND, at=valid_from, field="kinds")
    with recorded("cases.set_local_rules", by=by, at=at) as trace:
        before = ContactRule.objects.select_for_update().filter(territory=territory, valid_to__isnull=True).first()
        if before is not None:
            if valid_from <= before.valid_from:
                raise CaseError(_("La regola di ora vale da dopo: scegli un giorno successivo."), field="valid_from")
            before.valid_to = valid_from - timedelta(days=1)
            before.save()
            trace.touches(before)
        rule = ContactRule.objects.create(territory=territory, days=days, valid_from=valid_from)
        ContactKind.objects.bulk_create(ContactKind(rule=rule, kind=kind) for kind in kinds)
        trace.touches(rule, *filter(None, (territory,)))
    return rule


def end_rule(*, by: Actor, at: datetime, rule: LocalRule, last_day: date) -> LocalRule:
    """End a rule; its last day is included.

    Raises:
        NotAllowedError: the actor does not decide the settings of that territory.
    """
    permit(rule.territory is not None and rules.can_set_rules(by, rule.territory))
    with recorded("cases.set_local_rules", by=by, at=at) as trace:
        row: LocalRule = lock(type(rule), rule.pk)
        row.valid_to = max(last_day, row.valid_from)
        row.save()
        trace.touches(row, fields=["valid_to"])
    return row
