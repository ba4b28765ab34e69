# SPDX-License-Identifier: EUPL-1.2
"""The heads of rows and columns: which cell of a cube each stands for, how it reads, whom it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.indicators.engine.query import AGE, GENDER
from ordito.indicators.queries.residents import NO_AGE, Share, comuni_by_group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.explore.queries.desk import Desk, Dimension
    from ordito.indicators.engine.query import Scale


@dataclass(frozen=True)
class Head:
    """One row or column: where its cells lie, how it reads, which residents it is about.

    `at` is its position on its axis of the cube (None: it has no axis), `period` that of its period, `term` that of the
    cube where a comparison has two. `moved` are its residents by period where a place is made of other Comuni in each.
    """

    code: str
    label: str
    at: int | None = None
    share: Share = field(default_factory=Share)
    total: bool = False
    period: int = 0
    term: int = 0
    moved: tuple[Share, ...] = ()

    def share_in(self, period: int) -> Share:
        """The residents that it is about in a period, by its position."""
        return self.moved[period] if self.moved else self.share


def heads_of(
    desk: Desk, dimension: Dimension, scale: Scale, days: Sequence[int], inside: Sequence[frozenset[int]]
) -> list[Head]:
    """Heads of the values of a dimension; of places those that have a Comune among `inside` on a day, by name.

    There is a day, and there are Comuni, for each period.
    """
    if dimension.place:
        return _place_heads(desk, scale, days, inside)
    by = dimension.by
    axis = by.dimension if by is not None else ""
    heads = []
    for at, (code, label) in enumerate(zip(scale.codes, scale.labels, strict=True)):
        share = Share()
        if axis == GENDER:
            share = Share(gender=code)
        elif axis == AGE:
            share = Share(ages=(int(code), _last_age(scale.codes, at)) if code else NO_AGE)
        elif code in dimension.ages:
            share = Share(ages=dimension.ages[code])
        heads.append(Head(code, label or _("Non indicato"), at, share))
    if axis in {GENDER, AGE}:
        return heads
    return sorted(heads, key=lambda head: (not head.code, head.label))


def _last_age(codes: Sequence[str], at: int) -> int | None:
    """The last age of a band is the one before the next begins."""
    following = [int(code) for code in codes[at + 1 :] if code]
    return following[0] - 1 if following else None


def _place_heads(desk: Desk, scale: Scale, days: Sequence[int], inside: Sequence[frozenset[int]]) -> list[Head]:
    members = [comuni_by_group(desk.comuni, scale, day) for day in days]
    shares = [tuple(Share(comuni=groups[at]) for groups in members) for at in range(len(scale.codes))]
    heads = [
        Head(code, label, at, shares[at][0], moved=shares[at])
        for at, (code, label) in enumerate(zip(scale.codes, scale.labels, strict=True))
        if any(groups[at] & comuni for groups, comuni in zip(members, inside, strict=True))
    ]
    return sorted(heads, key=lambda head: head.label)
