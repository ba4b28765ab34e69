# SPDX-License-Identifier: EUPL-1.2
"""Whom a reminder about a return reaches; a constant number of queries for any number of returns."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from ordito.accounts.models import Membership, User
from ordito.accounts.roles import ROLES
from ordito.campaigns.enums import Audience, Level
from ordito.campaigns.models import ReminderSent, ReturnLink
from ordito.core.access import Verb
from ordito.messages.models import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from ordito.campaigns.models import Campaign, Return
    from ordito.core.access import Actor


@dataclass(frozen=True)
class Recipient:
    """An account, with its e-mail when it has one, or a mailbox alone."""

    user_id: int | None
    name: str
    address: str = ""


def recipients_of(
    returns: Sequence[Return], audience: Audience, *, campaign: Campaign, at: datetime
) -> dict[int, tuple[Recipient, ...]]:
    """By return's id, whom a reminder to this audience reaches; nobody, when no account and no address is known.

    Who fills is the body's people, the professional asked, who holds a personal link; where the Ambito fills, its own.
    The mailbox of a body is written to only when none of its people has an address.
    """
    today = timezone.localdate(at)
    if audience == Audience.REGION:
        running = _members(Verb.MANAGE_CAMPAIGN, today).filter(
            Q(territory=campaign.territory_id) | Q(territory__isnull=True), organisation__isnull=True
        )
        everybody = _unique(_person(member.user) for member in running)
        return {row.pk: everybody for row in returns}
    if audience == Audience.AMBITO:
        return _by_ambito(returns, Verb.APPROVE_RETURN, today)
    ambito_fills = [row for row in returns if _ambito_fills(row, campaign)]
    others = [row for row in returns if not _ambito_fills(row, campaign)]
    return _by_ambito(ambito_fills, Verb.FILL_RETURN, today) | _fillers(others, at)


def _ambito_fills(row: Return, campaign: Campaign) -> bool:
    return row.territory_id is not None or (row.professional_id is None and not campaign.has_level(Level.PROVIDER))


def _members(verb: Verb, today: date) -> QuerySet[Membership]:
    roles = [code for code, role in ROLES.items() if verb in role.verbs]
    current = Membership.objects.at(today).filter(role__in=roles, user__is_active=True)
    return current.select_related("user").order_by("user__full_name", "user_id")


def _person(user: User) -> Recipient:
    return Recipient(user.pk, user.full_name, user.email)


def _unique(found: Iterable[Recipient]) -> tuple[Recipient, ...]:
    return tuple(dict.fromkeys(found))


def _by_ambito(returns: Iterable[Return], verb: Verb, today: date) -> dict[int, tuple[Recipient, ...]]:
    listed = list(returns)
    people = defaultdict(list)
    members = _members(verb, today).filter(territory__in={row.ambito_id for row in listed if row.ambito_id})
    for member in members.filter(organisation__isnull=True):
        people[member.territory_id].append(_person(member.user))
    return {row.pk: _unique(people.get(row.ambito_id, ())) for row in listed}


def _fillers(returns: Iterable[Return], at: datetime) -> dict[int, tuple[Recipient, ...]]:
    """The people of each body, the professional asked, and who holds a link; `returns` come with their bodies."""
    listed = list(returns)
    bodies = {row.organisation_id: row.organisation for row in listed if row.organisation is not None}
    staff = defaultdict(list)
    for member in _members(Verb.FILL_RETURN, timezone.localdate(at)).filter(organisation__in=bodies):
        staff[member.organisation_id].append(_person(member.user))
    asked = {row.professional_id for row in listed if row.professional_id}
    own = {user.professional_id: user for user in User.objects.filter(professional__in=asked, is_active=True)}
    links = defaultdict(list)
    for link in ReturnLink.objects.usable(at).filter(due__in=[row.pk for row in listed]):
        links[link.due_id].append(Recipient(None, link.email, link.email))

    def reached(row: Return) -> Iterable[Recipient]:
        if row.professional_id is not None and row.professional is not None:
            user, professional = own.get(row.professional_id), row.professional
            if user is not None:
                yield Recipient(user.pk, user.full_name, user.email or professional.email)
            elif professional.email:
                yield Recipient(None, str(professional), professional.email)
        elif row.organisation is not None:
            people = staff.get(row.organisation_id, [])
            yield from people
            if row.organisation.email and not any(person.address for person in people):
                yield Recipient(None, row.organisation.name, row.organisation.email)
        yield from links.get(row.pk, ())

    return {row.pk: _unique(reached(row)) for row in listed}


def reminders_of(actor: Actor, campaign: Campaign) -> QuerySet[ReminderSent]:
    """The log of a campaign's reminders, as far as the actor sees its returns."""
    rows = ReminderSent.objects.visible_to(actor).filter(due__campaign=campaign)
    return rows.select_related("due", "due__ambito", "plan")


def campaign_messages(actor: Actor, campaign: Campaign, *, whole: bool) -> QuerySet[Message]:
    """Messages about a campaign: all for who runs it (`whole`), else those that one wrote."""
    rows = Message.objects.about("campaigns.campaign", campaign.pk)
    return rows if whole else rows.filter(created_by_id=actor.actor_id)
