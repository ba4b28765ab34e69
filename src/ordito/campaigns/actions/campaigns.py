# SPDX-License-Identifier: EUPL-1.2
"""The life of a campaign: prepared, opened to its units, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.campaigns.actions.errors import CampaignRefusedError
from ordito.campaigns.enums import CampaignState, Move, ReturnState, UnitKind
from ordito.campaigns.models import Campaign, Return, ReturnEvent, WarningRule
from ordito.campaigns.queries.universe import Unit, universe_of
from ordito.campaigns.rules import fits
from ordito.core.access import Verb, require
from ordito.core.models import insert_new
from ordito.jobs.actions import enqueue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from ordito.core.access import Actor

AT_ONCE = 500
"""Campaigns with more units are opened by a job."""
JOB = "ordito.campaigns.tasks.open_campaign"
UNIT_COLUMN = {
    UnitKind.SERVICE.value: "service_id",
    UnitKind.AMBITO.value: "territory_id",
    UnitKind.PROFESSIONAL.value: "professional_id",
}
_LISTS = ("service_types", "areas")


def create_campaign(*, values: Mapping[str, Any], by: Actor, at: datetime) -> Campaign:
    """Begin to prepare a campaign; `values` by field name, as the pages' forms give them.

    Raises:
        NotAllowedError: `by` may not run campaigns on that territory.
    """
    campaign = Campaign(created_by_id=by.actor_id, created_at=at)
    _set(campaign, values)
    require(by, Verb.MANAGE_CAMPAIGN, campaign)
    with recorded("campaigns.create_campaign", by=by, at=at) as trace:
        campaign.save()
        _set_lists(campaign, values)
        trace.touches(campaign, fields=values)
    return campaign


def edit_campaign(*, campaign: Campaign, values: Mapping[str, Any], by: Actor, at: datetime) -> Campaign:
    """Change a campaign. Once it is open only title, deadline, grace, help and contact may change.

    A new deadline is given to the returns that still had the old one.

    Raises:
        CampaignRefusedError: it is closed, or something may no longer change.
    """
    with recorded("campaigns.edit_campaign", by=by, at=at) as trace:
        row = _locked(campaign, by)
        if row.state != CampaignState.DRAFT and not set(values) <= {
            "title", "deadline", "grace_days", "help_text", "contact",
        }:  # fmt: skip
            raise CampaignRefusedError(_("La rilevazione è già aperta: questo non si può più cambiare."))
        if row.state == CampaignState.CLOSED:
            raise CampaignRefusedError(_("La rilevazione è chiusa."))
        before = row.deadline
        _set(row, values)
        require(by, Verb.MANAGE_CAMPAIGN, row)
        row.save()
        _set_lists(row, values)
        if row.deadline != before:
            Return.objects.filter(campaign=row, due_on=before).update(due_on=row.deadline)
        trace.touches(row, fields=values)
    return row


def set_warning_rules(*, campaign: Campaign, rules: Sequence[tuple[str, str, str]], by: Actor, at: datetime) -> None:
    """Replace the checks of a campaign: name, expression, text of each; those with the same name keep their answers."""
    with recorded("campaigns.set_warning_rules", by=by, at=at) as trace:
        row = _locked(campaign, by)
        if row.state == CampaignState.CLOSED:
            raise CampaignRefusedError(_("La rilevazione è chiusa."))
        WarningRule.objects.filter(campaign=row).exclude(name__in=[name for name, _e, _t in rules]).delete()
        known = {rule.name: rule for rule in WarningRule.objects.filter(campaign=row)}
        for position, (name, expression, text) in enumerate(rules):
            rule = known.get(name) or WarningRule(campaign=row, name=name)
            rule.position, rule.expression, rule.text = position, expression, text
            rule.save()
        trace.touches(row, fields=["warning_rules"])
        trace.notes(rules=len(rules))


def discard_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> None:
    """Give up a campaign that was never opened."""
    with recorded("campaigns.discard_campaign", by=by, at=at) as trace:
        row = _locked(campaign, by)
        if row.state != CampaignState.DRAFT:
            raise CampaignRefusedError(_("La rilevazione è già stata aperta: non si può eliminare."))
        trace.touches(row)
        row.delete()


def open_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Ask the units: at once when they are few, by a job when they are many.

    Raises:
        CampaignRefusedError: there is nobody to ask, or the questionnaire is not published, or it is already open.
    """
    units = universe_of(campaign).units
    with recorded("campaigns.open_campaign", by=by, at=at) as trace:
        row = _locked(campaign, by)
        _refuse_unless_ready(row, units)
        if len(units) > AT_ONCE:
            row.state = CampaignState.OPENING
            row.job_id = enqueue(JOB, by=by, at=at, label=_("Apertura della rilevazione"), campaign_id=row.pk).pk
        else:
            insert_returns(row, units, by=by, at=at)
            row.state, row.opened_at = CampaignState.OPEN, at
        row.save()
        trace.touches(row, fields=["state"])
        trace.notes(returns=len(units))
    return row


def finish_opening(*, campaign_id: int, by: Actor, at: datetime) -> int:
    """What the job of a large campaign does, in one transaction; safe to run twice. Returns how many were asked."""
    with recorded("campaigns.finish_opening", by=by, at=at) as trace:
        row = Campaign.objects.select_for_update().filter(pk=campaign_id, state=CampaignState.OPENING).first()
        if row is None:
            return 0
        units = universe_of(row).units
        insert_returns(row, units, by=by, at=at)
        row.state, row.opened_at = CampaignState.OPEN, at
        row.save()
        trace.touches(row, fields=["state"])
        trace.notes(returns=len(units))
    return len(units)


def close_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Take no more answers and no more approvals; everything stays readable."""
    return _change_state(campaign, CampaignState.OPEN, CampaignState.CLOSED, "campaigns.close_campaign", by=by, at=at)


def reopen_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Take answers again; deadlines stay as they were."""
    return _change_state(campaign, CampaignState.CLOSED, CampaignState.OPEN, "campaigns.reopen_campaign", by=by, at=at)


def add_units(*, campaign: Campaign, units: Sequence[Unit], reason: str, by: Actor, at: datetime) -> list[Return]:
    """Ask units that were not asked at the opening; those that already are stay as they are.

    Raises:
        CampaignRefusedError: the campaign is not open.
    """
    with recorded("campaigns.add_units", by=by, at=at) as trace:
        row = _locked(campaign, by)
        if not row.is_open:
            raise CampaignRefusedError(_("La rilevazione non è aperta."))
        column = UNIT_COLUMN[row.unit_kind]
        known = set(Return.objects.filter(campaign=row).values_list(column, flat=True))
        added = insert_returns(row, [unit for unit in units if unit.unit_id not in known], by=by, at=at, reason=reason)
        trace.touches(row, fields=["returns"])
        trace.touches_ids("campaigns.return", [new.pk for new in added])
    return added


def insert_returns(
    campaign: Campaign, units: Iterable[Unit], *, by: Actor, at: datetime, reason: str = ""
) -> list[Return]:
    """One return for each unit, with the first line of its story, within the transaction of an action."""
    column = UNIT_COLUMN[campaign.unit_kind]
    returns = [
        Return(
            campaign=campaign,
            unit_kind=campaign.unit_kind,
            unit_name=unit.name[:200],
            ambito_id=unit.ambito_id,
            organisation_id=unit.organisation_id,
            state_since=at,
            due_on=campaign.deadline,
            **{column: unit.unit_id},
        )
        for unit in units
    ]
    insert_new(returns)
    name = by.actor_name[:160]
    insert_new(
        [
            ReturnEvent(
                due=row, to_state=ReturnState.TODO, by_id=by.actor_id, by_name=name, at=at, reason=reason,
                move=Move.REQUIRE if reason else "",
            )
            for row in returns
        ]
    )  # fmt: skip
    return returns


def _refuse_unless_ready(campaign: Campaign, units: Sequence[Unit]) -> None:
    if campaign.state != CampaignState.DRAFT:
        raise CampaignRefusedError(_("La rilevazione è già stata aperta."))
    if not fits(campaign.levels, campaign.unit_kind):
        raise CampaignRefusedError(_("Scegli almeno un passaggio, tra quelli possibili per chi deve rispondere."))
    if campaign.version.state != "published":
        raise CampaignRefusedError(_("Il questionario scelto non è pubblicato: scegli un’altra versione."))
    if not units:
        raise CampaignRefusedError(_("Nessuno risponde a queste condizioni: controlla i destinatari."))


def _change_state(
    campaign: Campaign, source: CampaignState, target: CampaignState, action: str, *, by: Actor, at: datetime
) -> Campaign:
    with recorded(action, by=by, at=at) as trace:
        row = _locked(campaign, by)
        if row.state != source:
            raise CampaignRefusedError(_("La rilevazione non è più in questo stato: ricarica la pagina."))
        row.state = target
        row.closed_at = at if target == CampaignState.CLOSED else None
        row.save()
        trace.touches(row, fields=["state"])
    return row


def _locked(campaign: Campaign, by: Actor) -> Campaign:
    row = Campaign.objects.select_for_update(of=("self",)).select_related("version").get(pk=campaign.pk)
    require(by, Verb.MANAGE_CAMPAIGN, row)
    return row


def _set(campaign: Campaign, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in _LISTS:
            setattr(campaign, name, value)


def _set_lists(campaign: Campaign, values: Mapping[str, Any]) -> None:
    for name in _LISTS:
        if name in values:
            getattr(campaign, name).set(values[name])
