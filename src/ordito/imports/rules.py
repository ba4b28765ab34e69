# SPDX-License-Identifier: EUPL-1.2
"""Who imports what, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.core.access import can
from ordito.imports.models import granted_places
from ordito.territory.enums import TerritoryKind

if TYPE_CHECKING:
    from ordito.core.access import Actor
    from ordito.core.declare import ImportTarget
    from ordito.territory.models import Territory

KINDS = (TerritoryKind.AMBITO, TerritoryKind.MUNICIPALITY)
"""The places to which rows belong that say none themselves."""


def may_import(actor: Actor, target: ImportTarget) -> bool:
    """Whether somebody imports such files in some place."""
    return bool(granted_places(actor, target.verb))


def can_import(actor: Actor, target: ImportTarget, place: Territory) -> bool:
    """Whether somebody imports such files in this place."""
    return can(actor, target.verb, place) and (target.anywhere or place.kind in KINDS)
