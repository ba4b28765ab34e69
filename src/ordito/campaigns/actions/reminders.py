# SPDX-License-Identifier: EUPL-1.2
"""Asking for returns that did not come: at once by somebody, or by the steps of a campaign's plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.campaigns.actions.errors import CampaignRefusedError
from ordito.campaigns.enums import Audience, CampaignState
from ordito.campaigns.models import Campaign, ReminderPlan, ReminderSent, Return
from ordito.campaigns.queries.reminders import Recipient, recipients_of
from ordito.core.access import Verb, require
from ordito.core.dates import format_date
from ordito.jobs.actions import enqueue
from ordito.messages.actions import DELIVER, Letter, send
from ordito.messages.enums import MessageKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from ordito.core.access import Actor
    from ordito.jobs.actions import Progress

MOST_NAMED = 50
"""Returns named in one letter; the others are counted."""
CATCH_UP = timedelta(days=3)
"""A step that was due while no worker ran is still taken within these days; later it would make no sense."""
CAMPAIGN = "campaigns.campaign"


@dataclass(frozen=True)
class Reminded:
    """How a reminder went: returns asked for, people and mailboxes written to, returns for which nobody was reached."""

    returns: int
    recipients: int
    unreached: int


def remind(
    *,
    campaign: Campaign,
    returns: QuerySet[Return],
    audience: Audience,
    subject: str,
    text: str,
    batch: UUID,
    by: Actor,
    at: datetime,
    plan: ReminderPlan | None = None,
) -> Reminded:
    """Write once to each recipient about all of its returns among `returns` that are still awaited.

    Returns out of the reach of `by` are left out. The same `batch`, or the same step of the plan for the same
    deadline, asks no return twice, however often it is called.

    Raises:
        CampaignRefusedError: the campaign is not open.
    """
    require(by, Verb.SEND_REMINDERS)
    with recorded("campaigns.remind", by=by, at=at) as trace:
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if locked.state != CampaignState.OPEN:
            raise CampaignRefusedError(_("La rilevazione non è aperta: non si può più sollecitare."))
        rows = _to_ask(returns, locked, batch, plan, by)
        reached = recipients_of(rows, audience, campaign=locked, at=at)
        letters = _letters(rows, reached, campaign=locked, subject=subject, text=text, today=timezone.localdate(at))
        send(letters, by=by, at=at)
        sent = [(row, len(reached[row.pk])) for row in rows]
        _write(sent, plan=plan, batch=batch, audience=audience, by=by, at=at)
        people = {recipient for row in rows for recipient in reached[row.pk]}
        done = Reminded(len(rows), len(people), sum(not number for _row, number in sent))
        trace.touches(locked)
        trace.touches_ids("campaigns.return", [row.pk for row in rows])
        trace.notes(audience=audience.value, recipients=done.recipients, unreached=done.unreached)
        if any(letter.kind == MessageKind.EMAIL for letter in letters):
            enqueue(DELIVER, by=by, at=at, label=_("Invio dei solleciti per e-mail"))
    return done


def _write(
    sent: Sequence[tuple[Return, int]],
    *,
    plan: ReminderPlan | None,
    batch: UUID,
    audience: Audience,
    by: Actor,
    at: datetime,
) -> None:
    """One line of the log for each return asked for, with how many people and mailboxes were written to."""
    made = [
        ReminderSent(
            due=row, plan=plan, batch=batch, due_on=row.due_on, audience=audience, recipients=number, at=at,
            by_id=by.actor_id, by_name=by.actor_name[:160],
        )
        for row, number in sent
    ]  # fmt: skip
    ReminderSent.objects.bulk_create(made, batch_size=1000)


def _to_ask(
    returns: QuerySet[Return], campaign: Campaign, batch: UUID, plan: ReminderPlan | None, by: Actor
) -> list[Return]:
    asked = ReminderSent.objects.filter(due=OuterRef("pk"))
    before = asked.filter(batch=batch) if plan is None else asked.filter(plan=plan, due_on=OuterRef("due_on"))
    mine = Return.objects.reached(by, Verb.SEND_REMINDERS).filter(campaign=campaign).waiting()
    chosen = mine.filter(pk__in=returns.order_by().values("pk")).exclude(Exists(before))
    return list(chosen.select_related("organisation", "professional").order_by("unit_name", "pk"))


def _letters(
    rows: list[Return],
    reached: dict[int, tuple[Recipient, ...]],
    *,
    campaign: Campaign,
    subject: str,
    text: str,
    today: date,
) -> list[Letter]:
    """One notice to each account and one e-mail to each address, naming its own returns."""
    notices: dict[int, tuple[Recipient, list[Return]]] = {}
    emails: dict[str, tuple[Recipient, list[Return]]] = {}
    for row in rows:
        for recipient in reached[row.pk]:
            if recipient.user_id is not None:
                notices.setdefault(recipient.user_id, (recipient, []))[1].append(row)
            if recipient.address:
                emails.setdefault(recipient.address.casefold(), (recipient, []))[1].append(row)
    url = reverse("campaigns:campaign", args=[campaign.public_id])

    def letter(kind: MessageKind, recipient: Recipient, asked: list[Return]) -> Letter:
        return Letter(
            kind,
            subject,
            letter_text(text, campaign, list(dict.fromkeys(asked)), today),
            recipient_id=recipient.user_id,
            recipient_name=recipient.name,
            address=recipient.address if kind == MessageKind.EMAIL else "",
            url=url if recipient.user_id is not None else "",  # without an account the page only asks for a password
            about_kind=CAMPAIGN,
            about_id=campaign.pk,
        )

    return [letter(MessageKind.NOTICE, *pair) for pair in notices.values()] + [
        letter(MessageKind.EMAIL, *pair) for pair in emails.values()
    ]


def letter_text(text: str, campaign: Campaign, asked: list[Return], today: date) -> str:
    """What the author wrote, then which returns are awaited; in the language of the house."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [_line(row, today) for row in asked[:MOST_NAMED]]
        if len(asked) > MOST_NAMED:
            lines.append(_("e altre %(number)s") % {"number": len(asked) - MOST_NAMED})
        named = _("Rilevazione: %(title)s (%(period)s)") % {"title": campaign.title, "period": campaign.period_label}
        contact = [_("Per chiedere aiuto: %(contact)s") % {"contact": campaign.contact}] if campaign.contact else []
        return "\n\n".join([text.strip(), f"{named}\n" + "\n".join(f"- {line}" for line in lines), *contact])


def _line(row: Return, today: date) -> str:
    words = {"unit": row.unit_name, "day": format_date(row.due_on), "days": (today - row.due_on).days}
    if row.due_on < today:
        return _("%(unit)s: scadenza %(day)s, giorni di ritardo: %(days)s") % words
    return _("%(unit)s: scadenza %(day)s") % words


def add_plan_step(
    *, campaign: Campaign, days: int, audience: Audience, text: str, by: Actor, at: datetime
) -> ReminderPlan:
    """Add a step to a campaign's plan; `days` from the deadline, below zero before it.

    Raises:
        CampaignRefusedError: the plan already has a step on that day to the same people.
    """
    require(by, Verb.MANAGE_CAMPAIGN, campaign)
    with recorded("campaigns.add_reminder_step", by=by, at=at) as trace:
        try:
            with transaction.atomic():
                step = ReminderPlan.objects.create(campaign=campaign, days=days, audience=audience, text=text)
        except IntegrityError as error:
            raise CampaignRefusedError(_("C’è già un sollecito in quel giorno alle stesse persone.")) from error
        trace.touches(campaign)
        trace.touches(step, fields=["days", "audience", "text"])
    return step


def remove_plan_step(*, step: ReminderPlan, by: Actor, at: datetime) -> None:
    """Take a step out of the plan; what it already sent stays in the log."""
    require(by, Verb.MANAGE_CAMPAIGN, step.campaign)
    with recorded("campaigns.remove_reminder_step", by=by, at=at) as trace:
        trace.touches(step.campaign)
        trace.touches(step)
        step.delete()


def run_plans(*, by: Actor, at: datetime, progress: Progress) -> dict[str, int]:
    """Take the steps that are due today, and those of the last days that no worker took; safe to run twice."""
    today = timezone.localdate(at)
    steps = ReminderPlan.objects.filter(campaign__state=CampaignState.OPEN).select_related("campaign")
    listed = list(steps.order_by("campaign_id", "days", "pk"))
    asked = 0
    for number, step in enumerate(listed, start=1):
        last = today - timedelta(days=step.days)
        due = Return.objects.filter(campaign=step.campaign, due_on__range=(last - CATCH_UP, last)).waiting()
        sent = ReminderSent.objects.filter(due=OuterRef("pk"), plan=step, due_on=OuterRef("due_on"))
        due = due.exclude(Exists(sent))
        if due.exists():
            done = remind(
                campaign=step.campaign,
                returns=due,
                audience=Audience(step.audience),
                subject=default_subject(step.campaign),
                text=step.text,
                batch=uuid4(),
                by=by,
                at=at,
                plan=step,
            )
            asked += done.returns
        progress(number, len(listed))
    return {"returns": asked}


def default_subject(campaign: Campaign) -> str:
    """The subject of a reminder, when nobody writes another."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Sollecito: %(title)s") % {"title": campaign.title}
