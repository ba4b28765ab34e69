# SPDX-License-Identifier: EUPL-1.2
"""Where somebody works: the Comune and body under which what they write will be held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.territory.enums import Hierarchy, OrganisationKind, TerritoryKind
from ordito.territory.models import Organisation, Territory, TerritoryBody, TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ordito.core.access import Actor, Verb


class NoAmbitoError(LookupError):
    """A Comune without Ambito on a date: the loaded geography is incomplete."""


@dataclass(frozen=True)
class Workplace:
    """A Comune and the body that acts there; the choice is shown only to who has more than one."""

    comune: Territory
    body: Organisation


def ambito_id_of(comune: Territory, *, at: date) -> int:
    """The Ambito of a Comune on a day.

    Raises:
        NoAmbitoError: none is known.
    """
    links = TerritoryLink.objects.at(at).filter(child=comune, hierarchy=Hierarchy.AMBITO)
    found = links.values_list("parent_id", flat=True).first()
    if found is None:
        raise NoAmbitoError(f"No Ambito for territory {comune.pk} on {at}")
    return found


def workplaces(actor: Actor, verb: Verb, *, at: date) -> list[Workplace]:
    """Every Comune and body where the actor may use `verb`, by name of the Comune.

    The body of a membership on a place is the Comune itself, else the body through which the Ambito acts.
    """
    found: dict[tuple[int, int], Workplace] = {}
    for grant in actor.grants:
        if verb not in grant.verbs:
            continue
        comuni = _comuni(grant.territory_id, grant.organisation_id, at)
        if grant.organisation_id is None:
            bodies = bodies_of(comuni, at=at)
        else:
            bodies = dict.fromkeys((comune.pk for comune in comuni), Organisation.objects.get(pk=grant.organisation_id))
        for comune in comuni:
            if comune.pk in bodies:
                found[comune.pk, bodies[comune.pk].pk] = Workplace(comune, bodies[comune.pk])
    return sorted(found.values(), key=lambda place: (place.comune.name, place.body.name))


def _comuni(territory_id: int | None, organisation_id: int | None, at: date) -> list[Territory]:
    comuni = Territory.objects.filter(kind=TerritoryKind.MUNICIPALITY)
    if territory_id is not None:
        below = TerritoryLink.objects.at(at).filter(parent_id=territory_id, hierarchy=Hierarchy.AMBITO)
        return list(comuni.filter(Q(pk=territory_id) | Q(pk__in=below.values("child_id"))))
    if organisation_id is None:
        return []
    seats = comuni.filter(seats=organisation_id)
    ambiti = TerritoryBody.objects.at(at).filter(organisation_id=organisation_id).values("territory_id")
    below = TerritoryLink.objects.at(at).filter(parent_id__in=ambiti, hierarchy=Hierarchy.AMBITO)
    of_ambito = comuni.filter(pk__in=below.values("child_id"))
    return list(of_ambito) or list(seats)


def body_of(comune: Territory, *, at: date) -> Organisation | None:
    """The body that acts in a Comune: the Comune itself, else the one through which its Ambito acts."""
    return bodies_of([comune], at=at).get(comune.pk)


def bodies_of(comuni: Iterable[Territory], *, at: date) -> dict[int, Organisation]:
    """The same for many Comuni, by the Comune's id, in three queries; a Comune for which nobody acts is absent."""
    ids = [comune.pk for comune in comuni]
    links = TerritoryLink.objects.at(at).filter(child__in=ids, hierarchy=Hierarchy.AMBITO)
    ambito_of = dict(links.order_by("-pk").values_list("child_id", "parent_id"))
    acting = TerritoryBody.objects.at(at).filter(territory__in=ambito_of.values()).select_related("organisation")
    body_of_ambito = {row.territory_id: row.organisation for row in acting.order_by("-pk")}
    own = Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY, seat__in=ids, active=True).order_by("-pk")
    bodies = {comune: body_of_ambito[place] for comune, place in ambito_of.items() if place in body_of_ambito}
    return bodies | {body.seat_id: body for body in own if body.seat_id is not None}
