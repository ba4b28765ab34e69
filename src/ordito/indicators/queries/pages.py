# SPDX-License-Identifier: EUPL-1.2
"""What the pages of an indicator show; a constant number of queries for the list and for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from ordito.core.dates import format_date
from ordito.indicators.enums import IndicatorMove, IndicatorState
from ordito.indicators.models import Indicator
from ordito.indicators.queries.catalogue import catalogue
from ordito.indicators.queries.checks import Problem, problems_of
from ordito.indicators.queries.people import taker_key, takers_of
from ordito.indicators.queries.words import Line, in_words
from ordito.indicators.rules import can_edit, can_withdraw, may

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.indicators.engine.definition import Definition
    from ordito.indicators.models import IndicatorComment, IndicatorVersion, Uptake
    from ordito.indicators.queries.catalogue import Countable

TONES = {
    IndicatorState.PROPOSED: "info",
    IndicatorState.DISCUSSED: "warning",
    IndicatorState.IN_USE: "success",
    IndicatorState.RETIRED: "neutral",
}


def listed(actor: Actor, *, text: str = "", state: str = "") -> QuerySet[Indicator]:
    """Indicators with how many places and bodies have taken them up, `taken`."""
    rows = Indicator.objects.visible_to(actor)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(question__icontains=text) | Q(code__icontains=text))
    if state:
        rows = rows.filter(state=state)
    return rows.annotate(taken=Count("uptakes", filter=Q(uptakes__withdrawn_on=None)))


@dataclass(frozen=True)
class VersionLines:
    """A version and its recipe in words."""

    version: IndicatorVersion
    lines: Sequence[Line]


@dataclass(frozen=True)
class IndicatorPage:
    """An indicator: how it is counted, how it was before, what was said, who took it up, what may be done."""

    indicator: Indicator
    tone: str
    current: VersionLines | None
    draft: VersionLines | None
    problems: Sequence[Problem]
    """Of the draft, or of the version in use when there is none."""
    earlier: Sequence[VersionLines]
    comments: Sequence[IndicatorComment]
    uptakes: Sequence[tuple[Uptake, bool]]
    """Each with whether the reader may take it back."""
    ended: Sequence[Uptake]
    moves: Mapping[str, bool]

    @property
    def proposed(self) -> str:
        """Who proposed it, for whom, when."""
        row = self.indicator
        who = ", ".join(part for part in (row.proposed_by_name, row.proposed_for) if part)
        return f"{who} · {format_date(timezone.localdate(row.proposed_at))}" if who else ""

    @property
    def origin(self) -> str:
        """Where it was thought of first."""
        label = str(self.indicator.get_origin_display())
        return f"{label}: {self.indicator.origin_text}" if self.indicator.origin_text else label


@dataclass(frozen=True)
class DraftPage:
    """The draft of an indicator that somebody is asked about, None when there is none, and what is wrong with it."""

    draft: VersionLines | None
    problems: Sequence[Problem] = ()


def draft_of(row: Indicator) -> DraftPage:
    """The draft of the next version in words."""
    draft = row.versions.filter(in_use_from=None).first()
    if draft is None:
        return DraftPage(None)
    offered = _offered([draft.recipe])
    return DraftPage(VersionLines(draft, in_words(draft.recipe, offered)), problems_of(draft.recipe, offered))


def _offered(recipes: Sequence[Definition]) -> Mapping[str, Countable]:
    """The datasets that recipes name, those that are here."""
    named = {name for recipe in recipes for name in (recipe.dataset, recipe.over.dataset) if name}
    return catalogue(*named) if named else {}


def page_of_indicator(actor: Actor, row: Indicator) -> IndicatorPage:
    """All that the page of an indicator shows to `actor`."""
    rows = list(row.versions.order_by("-number"))
    recipes = [one.recipe for one in rows]
    offered = _offered(recipes)
    versions = [VersionLines(one, in_words(recipe, offered)) for one, recipe in zip(rows, recipes, strict=True)]
    draft = next((one for one in versions if one.version.in_use_from is None), None)
    current = next((one for one in versions if one.version.pk == row.current_id), None)
    taken = list(row.uptakes.select_related("territory", "organisation", "taken_version").order_by("on", "pk"))
    checked = draft or (current if row.state == IndicatorState.IN_USE else None)
    moves = {move.value: may(actor, move, row) for move in IndicatorMove}
    moves["edit"] = can_edit(actor, row)
    moves["put_in_use"] = moves["put_in_use"] and draft is not None
    standing = {taker_key(one) for one in taken if one.withdrawn_on is None and one.taken_version_id == row.current_id}
    moves["take_up"] = moves["take_up"] and any(key not in standing for key, _name in takers_of(actor))
    return IndicatorPage(
        indicator=row,
        tone=TONES[IndicatorState(row.state)],
        current=current,
        draft=draft,
        problems=problems_of(checked.version.recipe, offered) if checked else (),
        earlier=[one for one in versions if one is not draft and one is not current],
        comments=list(row.comments.order_by("at", "pk")),
        uptakes=[(one, can_withdraw(actor, one)) for one in taken if one.withdrawn_on is None],
        ended=[one for one in taken if one.withdrawn_on is not None],
        moves=moves,
    )
