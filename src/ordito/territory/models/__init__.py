# SPDX-License-Identifier: EUPL-1.2
"""Places in dated hierarchies, the bodies and services in them, and the professionals who work there."""

from ordito.territory.models.bodies import (
    Organisation,
    Professional,
    ProfessionalRole,
    Service,
    ServiceType,
    TerritoryBody,
)
from ordito.territory.models.places import Population, RegionBoundary, Territory, TerritoryLink
from ordito.territory.models.programmes import Implementation, Programme

__all__ = [
    "Implementation",
    "Organisation",
    "Population",
    "Professional",
    "ProfessionalRole",
    "Programme",
    "RegionBoundary",
    "Service",
    "ServiceType",
    "Territory",
    "TerritoryBody",
    "TerritoryLink",
]
