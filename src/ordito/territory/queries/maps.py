# SPDX-License-Identifier: EUPL-1.2
"""Shapes of places, for maps drawn as SVG in the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from ordito.core.asked import once
from ordito.territory.engine.geometry import Boundaries, Box, Outline, bounding_box, outlines, read
from ordito.territory.models import RegionBoundary, Territory
from ordito.territory.queries.hierarchies import comuni_within, groups_of_comuni, links_stamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ordito.territory.enums import TerritoryKind

MARGIN = 0.02


@dataclass(frozen=True)
class RegionMap:
    """What a map draws: the outline of each place by its id, the rectangle around them and whose data they are."""

    shapes: dict[int, Outline]
    box: Box
    attribution: str

    @cached_property
    def view_box(self) -> str:
        """The SVG attribute, with a margin round the shapes."""
        return self.box.grown(MARGIN).view_box


@lru_cache(maxsize=8)
def _boundaries(region_id: int, digest: str) -> Boundaries:  # noqa: ARG001 - the digest makes a new load a new key
    return read(RegionBoundary.objects.get(region=region_id).topology)


@once
def boundaries_of(region_id: int) -> Boundaries | None:
    """A region's boundaries, read once per process and load; None when none were loaded."""
    digest = RegionBoundary.objects.filter(region=region_id).values_list("digest", flat=True).first()
    return None if digest is None else _boundaries(region_id, digest)


def map_of_kind(region_id: int, kind: TerritoryKind, at: date, within: int | None = None) -> RegionMap | None:
    """All places of one kind in a region on a day (with `within`, only those in that place); None without boundaries.

    A place is drawn from its Comuni on that day; Ambiti, zones, Provinces and Comuni come from the same lines.
    """
    boundaries = boundaries_of(region_id)
    return None if boundaries is None else _of_kind(boundaries, kind, at, within, links_stamp())


@lru_cache(maxsize=64)
def _of_kind(
    boundaries: Boundaries,
    kind: TerritoryKind,
    at: date,
    within: int | None,
    stamp: tuple[Any, ...],  # noqa: ARG001 - it makes a new load a new key
) -> RegionMap:
    groups = groups_of_comuni(kind, at)
    if within is not None:
        groups = {comune: groups[comune] for comune in comuni_within([within], at)[within] if comune in groups}
    return _drawn(boundaries, groups)


def forget_maps() -> None:
    """Drop what this process remembers: for tests, where keys come back."""
    _of_kind.cache_clear()


def map_of_comuni(region_id: int, comune_ids: Iterable[int]) -> RegionMap | None:
    """Some Comuni of a region, each on its own; None without boundaries."""
    boundaries = boundaries_of(region_id)
    return None if boundaries is None else _drawn(boundaries, {comune: comune for comune in comune_ids})


def _drawn(boundaries: Boundaries, groups: dict[int, int]) -> RegionMap:
    codes = Territory.objects.filter(pk__in=groups).values_list("pk", "istat_code")
    drawn = outlines(boundaries, {code: str(groups[pk]) for pk, code in codes})
    shapes = {int(key): shape for key, shape in drawn.items()}
    return RegionMap(shapes, bounding_box(shapes.values()), boundaries.attribution)
