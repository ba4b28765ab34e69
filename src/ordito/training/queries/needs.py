# SPDX-License-Identifier: EUPL-1.2
"""Needs and themes with their weight: from how many sources, felt in how many places, how much the referents press."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count

from ordito.threads.models import Thread
from ordito.training.models import NeedTheme, NeedVote, TrainingNeed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from ordito.core.access import Actor

KIND = "training.trainingneed"
PARTS = ("organisation", "territory", "theme")


@dataclass
class Weight:
    """What a need or a theme weighs: `sources` are needs and what leads to them by a thread, `votes` add up 1 to 3."""

    sources: int = 0
    places: set[tuple[str, int]] = field(default_factory=set)
    votes: int = 0
    voters: int = 0

    @property
    def place_count(self) -> int:
        """In how many territories and bodies it is felt."""
        return len(self.places)

    @property
    def order(self) -> tuple[int, int, int]:
        """The heaviest first: votes, then places, then sources."""
        return (-self.votes, -self.place_count, -self.sources)


def listed(
    actor: Actor, *, text: str = "", theme: NeedTheme | None = None, profile: str = ""
) -> QuerySet[TrainingNeed]:
    """Needs whose text, area or origin holds `text`."""
    rows = TrainingNeed.objects.visible_to(actor).select_related(*PARTS)
    for word in text.split():
        rows = rows.filter(text__icontains=word) | rows.filter(area__icontains=word)
    if theme is not None:
        rows = rows.filter(theme=theme)
    return rows.filter(profile=profile) if profile else rows


def weights_of(needs: Iterable[TrainingNeed]) -> dict[int, Weight]:
    """The weight of each need by its id; two queries."""
    found = {need.pk: Weight(1, set(_place(need.territory_id, need.organisation_id))) for need in needs}
    for vote in NeedVote.objects.filter(need__in=list(found)):
        weight = found[vote.need_id]
        weight.places.update(_place(vote.territory_id, vote.organisation_id))
        weight.votes += vote.priority
        weight.voters += 1
    arriving = Thread.objects.filter(to_kind=KIND, to_id__in=list(found)).values("to_id").annotate(n=Count("pk"))
    for row in arriving:
        found[row["to_id"]].sources += row["n"]
    return found


def _place(territory_id: int | None, organisation_id: int | None) -> list[tuple[str, int]]:
    """A territory, or a body when no territory is known."""
    if territory_id is not None:
        return [("territory", territory_id)]
    return [("body", organisation_id)] if organisation_id is not None else []


@dataclass(frozen=True)
class ThemeLine:
    """A theme with its needs and what they weigh together."""

    theme: NeedTheme
    needs: tuple[TrainingNeed, ...]
    weight: Weight


def theme_lines() -> list[ThemeLine]:
    """Every theme, the heaviest first; four queries."""
    by_theme: defaultdict[int, list[TrainingNeed]] = defaultdict(list)
    rows = list(TrainingNeed.objects.exclude(theme=None).select_related("territory").order_by("pk"))
    for need in rows:
        by_theme[need.theme_id or 0].append(need)
    weights = weights_of(rows)
    lines = [
        ThemeLine(theme, tuple(by_theme[theme.pk]), _together([weights[need.pk] for need in by_theme[theme.pk]]))
        for theme in NeedTheme.objects.order_by("name")
    ]
    return sorted(lines, key=lambda line: (line.weight.order, line.theme.name))


def _together(weights: Sequence[Weight]) -> Weight:
    return Weight(
        sources=sum(one.sources for one in weights),
        places={place for one in weights for place in one.places},
        votes=sum(one.votes for one in weights),
        voters=sum(one.voters for one in weights),
    )
