# SPDX-License-Identifier: EUPL-1.2
"""How evenly training reaches the network: people trained for a thousand operators, by territory and by profile.

Nothing is typed. An operator is a professional with a role in the period; one with roles in several places or with
several profiles counts in each. Who is trained without being of the network is counted apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.territory.enums import Profile, TerritoryKind
from ordito.territory.models import ProfessionalRole, Territory
from ordito.territory.queries import groups_of_comuni

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from ordito.training.queries.rollup import Rollup

FEW = 30  # operators below which one person more changes a rate by more than thirty in a thousand
MANY = 10  # Ambiti beyond which provinces come first
THOUSAND = 1000


@dataclass(frozen=True)
class Rate:
    """Operators of a territory or profile and those of them who took part; `label` is "" where none is known."""

    label: str
    operators: frozenset[int]
    trained: frozenset[int]

    @property
    def per_thousand(self) -> Decimal:
        """Trained for a thousand operators."""
        share = Decimal(THOUSAND * len(self.trained)) / len(self.operators)
        return share.quantize(Decimal(1), rounding=ROUND_HALF_UP)

    @property
    def few(self) -> bool:
        """Whether the operators are too few for the rate to say much."""
        return len(self.operators) < FEW


@dataclass(frozen=True)
class Homogeneity:
    """Rates of the whole network, by territory and by profile; `ambiti` only where `territories` are provinces."""

    whole: Rate
    by_province: bool
    territories: tuple[Rate, ...]
    ambiti: tuple[Rate, ...]
    profiles: tuple[Rate, ...]
    outside: int  # people trained who are no operators of the network in the period


@dataclass(frozen=True)
class _Role:
    """Who works where with which profile."""

    professional: int
    profile: str
    place: int | None


def homogeneity(found: Rollup) -> Homogeneity | None:
    """How evenly what the roll-up counts reached the network; None when nothing was given or nobody works in it.

    Four queries, and two more the first time that a day is asked for.
    """
    if found.since is None or found.until is None:
        return None
    roles = _roles(found.since, found.until)
    if not roles:
        return None
    trained = {professional for professional, _learner in found.taught if professional is not None}
    ambiti = _rates(roles, trained, _places(TerritoryKind.AMBITO, roles, found.until))
    many = sum(1 for rate in ambiti if rate.label) > MANY
    provinces = _rates(roles, trained, _places(TerritoryKind.PROVINCE, roles, found.until)) if many else ()
    everybody = frozenset(role.professional for role in roles)
    return Homogeneity(
        whole=Rate("", everybody, everybody & trained),
        by_province=many,
        territories=provinces or ambiti,
        ambiti=ambiti if many else (),
        profiles=_rates(roles, trained, lambda role: str(Profile(role.profile).label)),
        outside=len(found.taught) - len(everybody & trained),
    )


def _roles(since: date, until: date) -> list[_Role]:
    """The roles that overlap the period; an open one of who is not in service any more says nothing of when."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=until)
    lasting = Q(valid_to__isnull=True, professional__active=True) | Q(valid_to__gte=since)
    rows = ProfessionalRole.objects.filter(begun & lasting).values_list(
        "professional_id", "profile", "service__territory_id", "organisation__seat_id"
    )
    return [_Role(person, profile, place or seat) for person, profile, place, seat in rows.order_by("pk")]


def _rates(roles: Iterable[_Role], trained: set[int], key: Callable[[_Role], str]) -> tuple[Rate, ...]:
    """A rate for each label, by label, the one without a label last."""
    groups: defaultdict[str, set[int]] = defaultdict(set)
    for role in roles:
        groups[key(role)].add(role.professional)
    found = (Rate(label, frozenset(people), frozenset(people & trained)) for label, people in groups.items())
    return tuple(sorted(found, key=lambda rate: (not rate.label, rate.label)))


def _places(kind: TerritoryKind, roles: Sequence[_Role], day: date) -> Callable[[_Role], str]:
    """In which place of a kind somebody works: "" for a service or body that spans several of them."""
    above = dict(groups_of_comuni(kind, day))
    for ambito, around in _around_ambiti(above, day).items():
        above.setdefault(ambito, around)
    wanted = {role.place for role in roles if role.place is not None}
    names = dict(Territory.objects.filter(kind=kind).values_list("pk", "name"))
    named = {place: names.get(above.get(place, place), "") for place in wanted}
    return lambda role: named.get(role.place, "") if role.place is not None else ""


def _around_ambiti(above: dict[int, int], day: date) -> dict[int, int]:
    """For each Ambito the place in which most of its Comuni lie: a service of a whole Ambito is counted there."""
    lying: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for comune, ambito in groups_of_comuni(TerritoryKind.AMBITO, day).items():
        if comune in above:
            lying[ambito][above[comune]] += 1
    return {ambito: places.most_common(1)[0][0] for ambito, places in lying.items()}
