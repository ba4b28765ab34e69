# SPDX-License-Identifier: EUPL-1.2
"""The fourth level: indicators of the places of editions, before and after, as the statistics show them to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.explore.queries.answers import Answer, answers_of
from ordito.explore.queries.desk import desk_of
from ordito.indicators.enums import PlaceLevel
from ordito.territory.enums import TerritoryKind
from ordito.territory.queries.hierarchies import ambiti_of
from ordito.training.models import EvaluationIndicator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from ordito.core.access import Actor
    from ordito.indicators.engine.table import Figure, Row
    from ordito.territory.models import Territory

BY_BODY = "body"
"""The breakdown of an indicator by the body that answers for the work."""
LEVELS = {TerritoryKind.PROVINCE.value: PlaceLevel.PROVINCE, TerritoryKind.AMBITO.value: PlaceLevel.AMBITO}


@dataclass(frozen=True)
class Result:
    """An indicator of a place before and after: the protected figure with its notes, or why there is none."""

    title: str
    figure: Figure | None = None
    trouble: str = ""

    @property
    def rows(self) -> Sequence[tuple[Row, str]]:
        """The rows of the table, which lead nowhere; one place alone is its own total."""
        if self.figure is None:
            return ()
        shown = self.figure.body if len(self.figure.body) == 1 else self.figure.rows
        return [(row, "") for row in shown]


def results_of(actor: Actor, editions: Iterable[int], today: date) -> list[Result]:
    """The indicators chosen for some editions, each of a place and two years once."""
    rows = EvaluationIndicator.objects.filter(edition__in=editions).select_related(
        "indicator", "edition__territory", "body"
    )
    chosen = list(rows.order_by("indicator__position", "edition__territory__name", "pk"))
    if not chosen:
        return []
    desk = desk_of(actor, today)
    if desk is None:
        return [
            Result(row.indicator.name, trouble=_("Le statistiche non sono ancora state preparate.")) for row in chosen
        ]
    places = _places([row.edition.territory for row in chosen], today)
    asked = {}
    for row in chosen:
        place = places[row.edition.territory_id]
        parameters = _asked(row, place)
        asked[tuple(sorted(parameters.items()))] = (_title(row, place), parameters)
    answers = answers_of(desk, [parameters for _title, parameters in asked.values()])
    return [
        Result(title, answer.figure) if isinstance(answer, Answer) else Result(title, trouble=answer.text)
        for (title, _parameters), answer in zip(asked.values(), answers, strict=True)
    ]


def _places(territories: Sequence[Territory], today: date) -> Mapping[int, Territory | None]:
    """The place whose statistics are read: a Comune's Ambito; None, all the territory, where there are none."""
    comuni = [place.pk for place in territories if place.kind == TerritoryKind.MUNICIPALITY]
    ambiti = ambiti_of(comuni, today)
    return {place.pk: place if place.kind in LEVELS else ambiti.get(place.pk) for place in territories}


def _asked(row: EvaluationIndicator, place: Territory | None) -> dict[str, str]:
    level = LEVELS[place.kind] if place else PlaceLevel.REGION
    found = {
        "misura": row.indicator.code,
        "periodo": str(row.year_after),  # the difference is that of this term less the other
        "confronta": str(row.year_before),
        "righe": level.value,
        "dentro": str(place.pk) if place else "",
        f"solo.{BY_BODY}": str(row.body_id or ""),
    }
    return {name: value for name, value in found.items() if value}


def _title(row: EvaluationIndicator, place: Territory | None) -> str:
    words = {
        "indicator": row.indicator.name,
        "place": place.name if place else _("tutto il territorio"),
        "before": row.year_before,
        "after": row.year_after,
    }
    if row.body is None:
        return _("%(indicator)s: %(place)s, dal %(before)s al %(after)s") % words
    words["body"] = row.body.name
    return _("%(indicator)s: %(body)s (%(place)s), dal %(before)s al %(after)s") % words
