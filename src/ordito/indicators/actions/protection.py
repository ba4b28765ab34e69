# SPDX-License-Identifier: EUPL-1.2
"""Setting how figures are protected, and writing down who took some out or read them exact."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.core.access import Verb, require
from ordito.indicators.engine.disclosure import LOWEST_THRESHOLD
from ordito.indicators.models import DisclosurePolicy

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.indicators.engine.cell_keys import Perturbation
    from ordito.indicators.enums import Audience


class UnlawfulThresholdError(ValueError):
    """A threshold under three was asked for."""


def set_policy(
    *,
    audience: Audience,
    threshold: int,
    exact_in_own_place: bool,
    noise: Perturbation | None = None,
    by: Actor,
    at: datetime,
) -> DisclosurePolicy:
    """Set the threshold of an audience, never under three, and the noise of tables made by choice (None: as it is)."""
    require(by, Verb.MANAGE_STATISTICS)
    if threshold < LOWEST_THRESHOLD:
        raise UnlawfulThresholdError(threshold)
    with recorded("indicators.set_policy", by=by, at=at) as trace:
        wanted: dict[str, Any] = {"threshold": threshold, "exact_in_own_place": exact_in_own_place}
        if noise is not None:
            wanted |= {"noise_variance": Decimal(str(noise.variance)), "noise_deviation": noise.deviation}
        policy, _made = DisclosurePolicy.objects.update_or_create(audience=audience, defaults=wanted)
        trace.touches(policy, fields=wanted)
        trace.notes(threshold=threshold)
    return policy


def record_export(
    *, indicator: str, kind: str, protected: bool, hidden: int, purpose: str, by: Actor, at: datetime
) -> None:
    """Write that a table left the house, for what, and whether it was protected."""
    require(by, Verb.EXPORT_STATISTICS)
    detail = {"indicator": indicator, "kind": kind, "protected": protected, "hidden_cells": hidden}
    log_access("indicators.export_figure", by=by, at=at, kind=Kind.EXPORT, purpose=purpose, detail=detail)


def record_exact_reading(*, indicator: str, place_id: int | None, by: Actor, at: datetime) -> None:
    """Write that exact figures were read."""
    require(by, Verb.VIEW_EXACT_STATISTICS)
    detail = {"indicator": indicator, "place": place_id}
    log_access("indicators.read_exact_figure", by=by, at=at, kind=Kind.READ, detail=detail)
