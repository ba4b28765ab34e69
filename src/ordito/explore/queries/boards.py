# SPDX-License-Identifier: EUPL-1.2
"""Dashboards as they are drawn: those that come with Ordito, and those that people make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from ordito.explore.enums import Look
from ordito.explore.queries.answers import Answer, Trouble, answers_of
from ordito.explore.queries.paths import address
from ordito.indicators.enums import PlaceLevel
from ordito.indicators.queries.snapshots import first_year
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory
from ordito.territory.queries import ambito_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordito.core.access import Actor
    from ordito.explore.models import Dashboard
    from ordito.explore.queries.desk import Desk
    from ordito.indicators.engine.table import Row

SEEDS = Path(__file__).resolve().parents[1] / "seeds" / "dashboards.yaml"
OWN = "proprio"
"""Stands in the question of a shipped tile for the place of who looks."""
MOST_ROWS = 12
"""Rows of a table on a tile, totals included; the whole is one step away."""


@dataclass(frozen=True)
class TilePlan:
    """A tile before it is answered; `pk` is 0 on a dashboard that comes with Ordito."""

    name: str
    look: Look
    question: Mapping[str, str]
    pk: int = 0


@dataclass(frozen=True)
class Board:
    """A dashboard that comes with Ordito."""

    code: str
    name: str
    roles: frozenset[str]
    tiles: tuple[TilePlan, ...]


@dataclass(frozen=True)
class Drawn:
    """A tile on the page; `prefix` begins its ids, `rows` are those of its table, `number` is a single figure."""

    plan: TilePlan
    prefix: str
    url: str
    answer: Answer | None
    trouble: str
    look: str
    rows: tuple[tuple[Row, str], ...] = ()
    number: str = ""


@lru_cache(maxsize=1)
def boards() -> tuple[Board, ...]:
    """The dashboards that come with Ordito."""
    told: list[dict[str, Any]] = yaml.safe_load(SEEDS.read_text(encoding="utf-8"))
    return tuple(
        Board(
            one["code"],
            one["name"],
            frozenset(one["roles"]),
            tuple(TilePlan(tile["name"], Look(tile["look"]), tile["question"]) for tile in one["tiles"]),
        )
        for one in told
    )


def boards_for(actor: Actor) -> list[Board]:
    """Those of one's roles first, then the others: none is secret."""
    roles = {grant.role for grant in actor.grants}
    return sorted(boards(), key=lambda board: not board.roles & roles)


def plans_of(board: Board, desk: Desk) -> list[TilePlan]:
    """The tiles of a shipped dashboard for who looks, with their period and place; those not in use are left out."""
    own = own_place(desk) if any(tile.question.get("dentro") == OWN for tile in board.tiles) else None
    return plans_at(board, desk, own)


def plans_at(board: Board, desk: Desk, own: int | None) -> list[TilePlan]:
    """The same for somebody whose place is `own` (None: the whole)."""
    found = []
    for tile in board.tiles:
        if tile.question["misura"] not in desk.asked:
            continue
        question = {"periodo": str(first_year(desk.snapshot, desk.today)), **tile.question}
        if question.get("dentro") == OWN:
            question["dentro"] = str(own) if own else ""
        if question["righe"] == PlaceLevel.COMUNE and PlaceLevel.COMUNE not in desk.levels:
            question["righe"] = PlaceLevel.AMBITO.value
        found.append(TilePlan(tile.name, tile.look, {name: value for name, value in question.items() if value}))
    return found


def own_place(desk: Desk) -> int | None:
    """The Ambito or Provincia where the actor works; None for who works everywhere or in a body."""
    ids = [grant.territory_id for grant in desk.actor.grants if grant.territory_id]
    places = Territory.objects.filter(pk__in=ids).exclude(kind=TerritoryKind.REGION).order_by("pk")
    for place in places:
        if place.pk in desk.places and place.kind != TerritoryKind.MUNICIPALITY:
            return place.pk
        ambito = ambito_of(place.pk, desk.today)
        if ambito is not None and ambito.pk in desk.places:
            return ambito.pk
    return None


def plans_on(dashboard: Dashboard) -> list[TilePlan]:
    """The tiles of a dashboard that somebody made, in their order."""
    tiles = dashboard.tiles.select_related("view").order_by("position", "pk")
    return [TilePlan(tile.view.name, Look(tile.look), tile.view.question, tile.pk) for tile in tiles]


def drawn_of(desk: Desk, plans: Sequence[TilePlan]) -> list[Drawn]:
    """The tiles with their figures."""
    answers = answers_of(desk, [plan.question for plan in plans])
    return [
        drawn_from(plan, f"riquadro-{plan.pk or number}", answer)
        for number, (plan, answer) in enumerate(zip(plans, answers, strict=True), start=1)
    ]


def drawn_from(plan: TilePlan, prefix: str, answer: Answer | Trouble, *, most: int | None = MOST_ROWS) -> Drawn:
    """A tile as its look asks, or as the next look that its figure can have; a table of at most so many rows."""
    if isinstance(answer, Trouble):
        return Drawn(plan, prefix, "", None, answer.text, "")
    url, figure = address(answer.question), answer.figure
    drawn = Drawn(plan, prefix, url, answer, "", Look.TABLE, rows=tuple((row, "") for row in figure.rows[:most]))
    if plan.look == Look.NUMBER and figure.rows:
        row = next((row for row in figure.rows if row.total), figure.rows[0])
        return replace(drawn, look=Look.NUMBER, number=figure.text(row.cells[answer.column], answer.column))
    drawings = answer.drawings
    if plan.look == Look.MAP and drawings is not None and drawings.map is not None:
        return replace(drawn, look=Look.MAP)
    if plan.look in {Look.MAP, Look.CHART} and drawings is not None and drawings.bars is not None:
        return replace(drawn, look=Look.CHART)
    return drawn
