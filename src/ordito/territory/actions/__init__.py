# SPDX-License-Identifier: EUPL-1.2
"""Every write on places, bodies, services and professionals."""

from ordito.territory.actions.bodies import create_organisation, create_service, edit_organisation, edit_service
from ordito.territory.actions.loading import LoadReport, load_region
from ordito.territory.actions.staff import (
    RoleDatesError,
    add_role,
    create_professional,
    edit_professional,
    end_role,
)
from ordito.territory.engine.region_files import RegionFilesError

__all__ = [
    "LoadReport",
    "RegionFilesError",
    "RoleDatesError",
    "add_role",
    "create_organisation",
    "create_professional",
    "create_service",
    "edit_organisation",
    "edit_professional",
    "edit_service",
    "end_role",
    "load_region",
]
