# SPDX-License-Identifier: EUPL-1.2
"""Which units a campaign asks, on its day; a constant number of queries for any number of units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.campaigns.enums import Level, UnitKind
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import ProfessionalRole, Service, Territory, TerritoryBody
from ordito.territory.queries import comuni_within, groups_of_comuni

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from ordito.campaigns.models import Campaign

SHOWN = 200


@dataclass(frozen=True)
class Unit:
    """Something that will be asked: its id (of a service, an Ambito or a professional) and where it stands that day."""

    unit_id: int
    name: str
    ambito_id: int | None
    organisation_id: int | None
    kind: str = ""
    """The type of the service in words; empty for other units."""


@dataclass(frozen=True)
class Universe:
    """The units in the order of their names."""

    units: tuple[Unit, ...]
    ambiti: dict[int, str]

    @property
    def shown(self) -> list[tuple[Unit, str]]:
        """The first ones, each with the name of its Ambito."""
        return [(unit, self.ambiti.get(unit.ambito_id or 0, "")) for unit in self.units[:SHOWN]]

    @property
    def hidden(self) -> int:
        """How many are not among the shown."""
        return max(0, len(self.units) - SHOWN)

    @property
    def without_ambito(self) -> int:
        """How many stand in no Ambito that day: nobody there would answer for them."""
        return sum(unit.ambito_id is None for unit in self.units)

    @property
    def by_kind(self) -> dict[str, int]:
        """How many of each type of service, in words."""
        found: dict[str, int] = {}
        for unit in sorted(self.units, key=lambda unit: unit.kind):
            found[unit.kind] = found.get(unit.kind, 0) + 1
        return found


def universe_of(campaign: Campaign) -> Universe:
    """The units of a saved campaign."""
    return universe(
        unit_kind=campaign.unit_kind,
        service_types=list(campaign.service_types.values_list("pk", flat=True)),
        areas=list(campaign.areas.values_list("pk", flat=True)) or [campaign.territory_id],
        levels=campaign.levels,
        on=campaign.universe_on,
    )


def universe(
    *, unit_kind: str, service_types: Collection[int], areas: Sequence[int], levels: Collection[str], on: date
) -> Universe:
    """The units of a kind within `areas` on a day; no `service_types` means all of them."""
    within = comuni_within(areas, on)
    comuni = frozenset[int]().union(*within.values())
    ambito_of = groups_of_comuni(TerritoryKind.AMBITO, on)
    if unit_kind == UnitKind.AMBITO:
        units = _ambiti(comuni, ambito_of, on)
    elif unit_kind == UnitKind.PROFESSIONAL:
        units = _professionals(comuni, ambito_of, on)
    else:
        by_provider = Level.PROVIDER in levels
        units = _services(comuni, ambito_of, on, service_types=service_types, by_provider=by_provider)
    ambiti = {unit.ambito_id for unit in units if unit.ambito_id}
    names = dict(Territory.objects.filter(pk__in=ambiti).values_list("pk", "name")) if ambiti else {}
    return Universe(tuple(units), names)


def _services(
    comuni: frozenset[int],
    ambito_of: dict[int, int],
    on: date,
    *,
    service_types: Collection[int],
    by_provider: bool,
) -> list[Unit]:
    """Services active that day; when the provider's step is skipped, no body is asked."""
    rows = Service.objects.at(on).filter(territory__in=comuni).order_by("name", "pk")
    if service_types:
        rows = rows.filter(service_type__in=service_types)
    columns = ("pk", "name", "territory_id", "provider_id", "service_type__name")
    return [
        Unit(pk, name, ambito_of.get(place), provider if by_provider else None, kind)
        for pk, name, place, provider, kind in rows.values_list(*columns)
    ]


def _ambiti(comuni: frozenset[int], ambito_of: dict[int, int], on: date) -> list[Unit]:
    """Ambiti that have a Comune among these, each with the body through which it acts."""
    ids = {ambito_of[comune] for comune in comuni if comune in ambito_of}
    bodies = dict(TerritoryBody.objects.at(on).filter(territory__in=ids).values_list("territory_id", "organisation_id"))
    places = Territory.objects.filter(pk__in=ids).order_by("name", "pk").values_list("pk", "name")
    return [Unit(pk, name, pk, bodies.get(pk)) for pk, name in places]


def _professionals(comuni: frozenset[int], ambito_of: dict[int, int], on: date) -> list[Unit]:
    """Professionals at work that day for a body with its seat in these Comuni, each once."""
    rows = ProfessionalRole.objects.at(on).filter(Q(organisation__seat__in=comuni), professional__active=True)
    columns = (
        "professional_id", "professional__surname", "professional__name", "organisation_id", "organisation__seat_id",
    )  # fmt: skip
    found: dict[int, Unit] = {}
    for pk, surname, name, body, seat in rows.order_by(
        "professional__surname", "professional__name", "professional_id", "pk"
    ).values_list(*columns):
        found.setdefault(pk, Unit(pk, f"{surname} {name}", ambito_of.get(seat), body))
    return list(found.values())
