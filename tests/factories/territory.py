# SPDX-License-Identifier: EUPL-1.2
"""Places, bodies, services and professionals for tests; each call opens the guard by itself."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from ordito.core.models import writing
from ordito.territory.enums import Hierarchy, ManagementForm, OrganisationKind, Profile, TerritoryKind
from ordito.territory.models import (
    Organisation,
    Professional,
    ProfessionalRole,
    RegionBoundary,
    Service,
    ServiceType,
    Territory,
    TerritoryLink,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_numbers = count(1)


def make_territory(
    name: str = "",
    *,
    kind: TerritoryKind = TerritoryKind.MUNICIPALITY,
    parent: Territory | None = None,
    hierarchy: Hierarchy | None = None,
    **values: Any,
) -> Territory:
    """A place; with `parent`, linked below it in the hierarchy of the parent's kind (Ambito, zone ...)."""
    number = next(_numbers)
    with writing():
        place = Territory.objects.create(
            kind=kind, name=name or f"Luogo {number}", code=values.pop("code", f"luogo-{number}"), **values
        )
        if parent is not None:
            TerritoryLink.objects.create(parent=parent, child=place, hierarchy=hierarchy or _hierarchy_of(parent))
    return place


def make_ambito(name: str = "", **values: Any) -> Territory:
    """An Ambito."""
    return make_territory(name, kind=TerritoryKind.AMBITO, **values)


def make_boundaries(region: Territory, comuni: Sequence[Territory]) -> RegionBoundary:
    """A region whose Comuni are drawn as squares of side 100 in a row, apart; each gets an ISTAT code."""
    for number, comune in enumerate(comuni):
        comune.istat_code = f"{990000 + number}"
        with writing():
            comune.save()
    attribution = "Confini inventati"
    topology = {
        "attribution": attribution,
        "view_box": [0, 0, 150 * len(comuni), 100],
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[150 * place, 0], [100, 0], [0, 100], [-100, 0], [0, -100]] for place in range(len(comuni))],
        "objects": {
            "comuni": {
                "geometries": [
                    {"type": "Polygon", "id": comune.istat_code, "arcs": [[place]]}
                    for place, comune in enumerate(comuni)
                ]
            }
        },
    }
    digest = hashlib.sha256(f"{region.pk} {json.dumps(topology)}".encode()).hexdigest()
    with writing():
        return RegionBoundary.objects.create(region=region, topology=topology, attribution=attribution, digest=digest)


def _hierarchy_of(parent: Territory) -> Hierarchy:
    return Hierarchy(parent.kind) if parent.kind in Hierarchy.values else Hierarchy.ADMINISTRATIVE


def make_organisation(
    name: str = "",
    *,
    kind: OrganisationKind = OrganisationKind.MUNICIPALITY,
    seat: Territory | None = None,
    **values: Any,
) -> Organisation:
    """A body, by default a Comune."""
    with writing():
        return Organisation.objects.create(name=name or f"Ente {next(_numbers)}", kind=kind, seat=seat, **values)


def make_service_type(code: str = "", name: str = "", **values: Any) -> ServiceType:
    """A type of service."""
    number = next(_numbers)
    with writing():
        return ServiceType.objects.create(
            code=code or f"tipo-{number}", name=name or f"Tipo di servizio {number}", **values
        )


def make_service(
    name: str = "",
    *,
    service_type: ServiceType | None = None,
    holder: Organisation | None = None,
    provider: Organisation | None = None,
    territory: Territory | None = None,
    **values: Any,
) -> Service:
    """A service; what is not given is made: one body that holds and runs it, in one Comune."""
    place = territory or make_territory()
    body = holder or make_organisation(seat=place)
    kind = service_type or make_service_type()
    values.setdefault("management", ManagementForm.DIRECT)
    with writing():
        return Service.objects.create(
            name=name or f"Servizio {next(_numbers)}",
            service_type=kind,
            holder=body,
            provider=provider or body,
            territory=place,
            **values,
        )


def make_professional(
    surname: str = "",
    name: str = "Anna",
    *,
    organisation: Organisation | None = None,
    service: Service | None = None,
    profile: Profile = Profile.SOCIAL_WORKER,
    valid_from: date | None = date(2020, 1, 1),
    **values: Any,
) -> Professional:
    """Somebody of the network; with `organisation`, at work there since `valid_from`."""
    with writing():
        professional = Professional.objects.create(
            surname=surname or f"Operatrice{next(_numbers)}", name=name, **values
        )
        if organisation is not None:
            ProfessionalRole.objects.create(
                professional=professional,
                organisation=organisation,
                service=service,
                profile=profile,
                valid_from=valid_from,
            )
    return professional
