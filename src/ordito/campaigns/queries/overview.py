# SPDX-License-Identifier: EUPL-1.2
"""What the pages of a campaign, of an Ambito within it and the home say at a glance."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ordito.campaigns.enums import CampaignState, Level, Move, ReturnState, UnitKind
from ordito.campaigns.models import Campaign, Return, Signature, reach_of
from ordito.campaigns.models.returns import WAITING
from ordito.campaigns.queries.board import Tally
from ordito.campaigns.rules import target_of
from ordito.core.access import Verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from ordito.core.access import Actor

TONES = {
    ReturnState.TODO: "neutral",
    ReturnState.DRAFT: "info",
    ReturnState.SUBMITTED: "info",
    ReturnState.SENT_BACK: "warning",
    ReturnState.REOPENED: "warning",
    ReturnState.APPROVED_AMBITO: "success",
    ReturnState.APPROVED_REGION: "success",
    ReturnState.NOT_DUE: "neutral",
}
CAMPAIGN_TONES = {
    CampaignState.DRAFT: "neutral",
    CampaignState.OPENING: "info",
    CampaignState.OPEN: "success",
    CampaignState.CLOSED: "neutral",
}


@dataclass(frozen=True)
class ReturnLine:
    """A return as lists show it: its state with a tone, and how late it is."""

    row: Return
    tone: str
    days_left: int | None
    """To its own deadline, below zero after it; None when nobody waits for it."""

    @property
    def late(self) -> bool:
        """Whether it is still missing after its deadline."""
        return self.days_left is not None and self.days_left < 0

    @property
    def days_late(self) -> int:
        """Days since its deadline."""
        return -self.days_left if self.days_left is not None and self.days_left < 0 else 0


def return_lines(rows: Iterable[Return], today: date) -> list[ReturnLine]:
    """Returns ready for a list."""
    return [
        ReturnLine(row, TONES[ReturnState(row.state)], (row.due_on - today).days if row.state in WAITING else None)
        for row in rows
    ]


@dataclass(frozen=True)
class AmbitoLine:
    """An Ambito in a campaign: its returns by state, how many wait for the Region, whether it signed."""

    ambito_id: int | None
    name: str
    tally: Tally
    for_region: int
    signed: bool


def ambito_lines(actor: Actor, campaign: Campaign, today: date) -> list[AmbitoLine]:
    """Every Ambito of a campaign that the actor sees, by name; three queries for any number of returns."""
    seen = Return.objects.visible_to(actor).filter(campaign=campaign).order_by()
    counts: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    names: dict[int | None, str] = {}
    late: Counter[int | None] = Counter()
    groups = seen.values_list("ambito", "ambito__name", "state")
    numbers = groups.annotate(number=Count("pk"), behind=Count("pk", filter=Q(due_on__lt=today, state__in=WAITING)))
    for ambito, name, state, number, behind in numbers:
        counts[ambito][state] += number
        late[ambito] += behind
        names[ambito] = name or _("Senza Ambito")
    signed = set(
        Signature.objects.filter(campaign=campaign, ambito__in=set(names) - {None}).values_list("ambito", flat=True)
    )
    lines = [
        AmbitoLine(
            ambito, names[ambito], Tally(states, late[ambito]), _for_region(states, campaign.levels), ambito in signed
        )
        for ambito, states in counts.items()
    ]
    return sorted(lines, key=lambda line: (line.ambito_id is None, line.name))


def _for_region(states: Counter[str], levels: list[str]) -> int:
    return sum(number for state, number in states.items() if target_of(Move.APPROVE_REGION, ReturnState(state), levels))


def total_of(lines: Iterable[AmbitoLine]) -> Tally:
    """All of them together."""
    return sum((line.tally for line in lines), Tally())


def mine(actor: Actor) -> QuerySet[Return]:
    """Returns that the actor fills: of their body or their own; those of an Ambito only where it fills itself.

    Of campaigns that take answers; the ones still to be sent and the others.
    """
    reach = reach_of(actor, Verb.FILL_RETURN)
    own = Q(organisation__in=reach.bodies)
    if actor.professional_id:
        own |= Q(professional=actor.professional_id)
    own |= Q(ambito__in=reach.places) & (Q(organisation__isnull=True) | Q(unit_kind=UnitKind.AMBITO))
    rows = Return.objects.visible_to(actor).filter(own)
    return rows.filter(campaign__state__in=[CampaignState.OPEN, CampaignState.CLOSED])


@dataclass(frozen=True)
class OpenCampaign:
    """A campaign under way as the home shows it."""

    campaign: Campaign
    due: int
    arrived: int
    late: int
    to_approve: int


def open_campaigns(actor: Actor, today: date) -> list[OpenCampaign]:
    """Campaigns under way of which the actor answers for some return, the nearest deadline first; two queries."""
    returns = Return.objects.reached(actor, Verb.APPROVE_RETURN).filter(campaign__state=CampaignState.OPEN).order_by()
    counts = returns.values("campaign").annotate(
        due=Count("pk", filter=~Q(state=ReturnState.NOT_DUE)),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        late=Count("pk", filter=Q(state__in=WAITING, due_on__lt=today)),
        submitted=Count("pk", filter=Q(state=ReturnState.SUBMITTED)),
        approved=Count("pk", filter=Q(state=ReturnState.APPROVED_AMBITO)),
    )
    found = {row["campaign"]: row for row in counts}
    campaigns = Campaign.objects.filter(pk__in=found).order_by("deadline", "pk")
    return [_open(campaign, found[campaign.pk], actor) for campaign in campaigns]


def _open(campaign: Campaign, row: Mapping[str, Any], actor: Actor) -> OpenCampaign:
    """The Region waits for what the Ambiti approved, an Ambito for what was sent to it."""
    at_region = actor.holds(Verb.MANAGE_CAMPAIGN) and campaign.has_level(Level.AMBITO)
    ready = row["approved"] if at_region else row["submitted"]
    return OpenCampaign(campaign, row["due"], row["due"] - row["waiting"], row["late"], ready)
