# SPDX-License-Identifier: EUPL-1.2
"""The loading board: of every Comune, whether it was briefed, what came in and when, what was refused.

A Comune without records is marked as such: no data is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min, Q, Sum

from ordito.cases.enums import CaseFileState
from ordito.cases.models import Briefing, CaseFile
from ordito.core.access import Verb
from ordito.imports.models import ImportBatch
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory
from ordito.territory.queries import ambiti_of, comuni_within

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from ordito.core.access import Actor


@dataclass(frozen=True)
class BoardLine:
    """A Comune; `current` and `historical` count records, `first_load` None means that no data came in."""

    comune: Territory
    briefed_on: date | None
    first_load: datetime | None
    last_load: datetime | None
    current: int
    historical: int
    refused: int


@dataclass(frozen=True)
class BoardAmbito:
    """An Ambito with its Comuni; `refused` also counts rows of files loaded for the Ambito as a whole.

    `exact` says whether the reader may see how many records there are; the others learn only that there are some.
    """

    ambito: Territory
    lines: tuple[BoardLine, ...]
    refused: int
    exact: bool

    @property
    def with_data(self) -> int:
        """Comuni from which something came in."""
        return sum(1 for line in self.lines if line.first_load)

    @property
    def since(self) -> datetime | None:
        """When the first of them came in."""
        return min((line.first_load for line in self.lines if line.first_load), default=None)

    @property
    def last_load(self) -> datetime | None:
        """When the last record came in."""
        return max((line.last_load for line in self.lines if line.last_load), default=None)

    @property
    def briefed(self) -> int:
        """Comuni that were briefed."""
        return sum(1 for line in self.lines if line.briefed_on)


def loading_board(actor: Actor, *, today: date) -> list[BoardAmbito]:
    """The Ambiti whose board the actor may read, by name; a constant number of queries."""
    granted = {
        grant.territory_id for grant in actor.grants if Verb.VIEW_LOADING_BOARD in grant.verbs and grant.territory_id
    }
    ids: frozenset[int] = frozenset().union(*comuni_within(granted, today).values())
    comuni = Territory.objects.of_kind(TerritoryKind.MUNICIPALITY).filter(pk__in=ids).order_by("name")
    ambito_by_comune = ambiti_of(ids, today)
    lines = _lines(comuni)
    refused = _refused_of({ambito.pk for ambito in ambito_by_comune.values()})
    grouped: dict[Territory, list[BoardLine]] = {}
    for comune in comuni:
        if comune.pk in ambito_by_comune:
            grouped.setdefault(ambito_by_comune[comune.pk], []).append(lines[comune.pk])
    answers = [grant.territory_id for grant in actor.grants if Verb.VIEW_WORKLIST in grant.verbs]
    return [
        BoardAmbito(
            ambito,
            tuple(rows),
            refused.get(ambito.pk, 0) + sum(row.refused for row in rows),
            exact=ambito.pk in answers,
        )
        for ambito, rows in sorted(grouped.items(), key=lambda pair: pair[0].name)
    ]


def _lines(comuni: Iterable[Territory]) -> dict[int, BoardLine]:
    ids = [comune.pk for comune in comuni]
    briefed = dict(Briefing.objects.filter(comune__in=ids).values_list("comune").annotate(last=Max("held_on")))
    records: dict[int, dict[str, Any]] = {
        row["comune"]: dict(row)
        for row in CaseFile.objects.current()
        .filter(comune__in=ids)
        .values("comune")
        .annotate(
            first=Min("created_at"),
            last=Max("created_at"),
            historical=Count("pk", filter=Q(state=CaseFileState.CLOSED)),
            all=Count("pk"),
        )
    }
    refused = _refused_of(ids)
    lines = {}
    for comune in comuni:
        row = records.get(comune.pk, {"first": None, "last": None, "historical": 0, "all": 0})
        lines[comune.pk] = BoardLine(
            comune=comune,
            briefed_on=briefed.get(comune.pk),
            first_load=row["first"],
            last_load=row["last"],
            current=row["all"] - row["historical"],
            historical=row["historical"],
            refused=refused.get(comune.pk, 0),
        )
    return lines


def _refused_of(places: Iterable[int]) -> dict[int, int]:
    """Rows refused by the imports of each place that were not undone."""
    standing = ImportBatch.objects.filter(territory__in=places, undone_at__isnull=True)
    return dict(standing.values_list("territory").annotate(rows=Sum("rows_refused")))


def board_comune(actor: Actor, pk: int, *, today: date) -> Territory | None:
    """The Comune whose briefing the actor may write; None when it is not theirs."""
    granted = {
        grant.territory_id for grant in actor.grants if Verb.MANAGE_LOADING_BOARD in grant.verbs and grant.territory_id
    }
    if pk not in frozenset().union(*comuni_within(granted, today).values()):
        return None
    return Territory.objects.of_kind(TerritoryKind.MUNICIPALITY).filter(pk=pk).first()
