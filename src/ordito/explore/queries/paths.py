# SPDX-License-Identifier: EUPL-1.2
"""Where one goes from a table: down into a place, up again, to one value by place, to a smaller table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ordito.explore.engine.question import period_code
from ordito.explore.queries.desk import LEVEL_OF_KIND
from ordito.indicators.enums import PlaceLevel
from ordito.territory.enums import TerritoryKind

if TYPE_CHECKING:
    from ordito.explore.engine.question import Question
    from ordito.explore.queries.desk import Desk


@dataclass(frozen=True)
class Way:
    """A link in words."""

    label: str
    url: str = ""


def address(question: Question, **more: str) -> str:
    """The page of a question."""
    return f"{reverse('explore:pivot')}?{urlencode(question.parameters() | more)}"


def down(desk: Desk, question: Question, code: str) -> str:
    """Where the row of this code leads: into a place, or to one value by Ambito; "" when nowhere."""
    dimension = desk.dimensions(desk.asked[question.measure].definition.dataset)[question.rows]
    if not code or question.in_time:
        return ""
    if dimension.place:
        return _into(desk, question, code)
    if dimension.codes and code in dimension.codes and not question.filtered(dimension.code):
        kept = question.keeping(dimension.code, code)
        return address(replace(kept, rows=PlaceLevel.AMBITO.value, columns="", against=""))
    return ""


def _into(desk: Desk, question: Question, code: str) -> str:
    """Within a place its Comuni for who may see them, else who the persons are."""
    place = desk.places.get(int(code)) if code.isdecimal() else None
    if place is None or place.pk == question.within:
        return ""
    if place.kind == TerritoryKind.PROVINCE:
        return address(replace(question, within=place.pk, rows=PlaceLevel.AMBITO.value))
    inside = replace(question, within=place.pk)
    if PlaceLevel.COMUNE in desk.levels and place.kind == TerritoryKind.AMBITO:
        return address(replace(inside, rows=PlaceLevel.COMUNE.value))
    of_ages = inside.columns in {"eta", "fasce"}
    return address(replace(inside, rows="eta", columns="" if of_ages else inside.columns))


def up(desk: Desk, question: Question) -> list[Way]:
    """The places that the table lies in, the whole first, itself last."""
    within = desk.places.get(question.within or 0)
    if within is None:
        return []
    rows = question.rows
    if rows in set(PlaceLevel) and LEVEL_OF_KIND[within.kind] != PlaceLevel.PROVINCE:
        rows = PlaceLevel.AMBITO.value
    return [Way(desk.whole, address(replace(question, within=None, rows=rows, exact=False))), Way(within.name)]


def release_url(question: Question) -> str:
    """Where an indicator's table of places is prepared to leave the house; "" for what does not leave so."""
    if ":" in question.measure or question.rows not in set(PlaceLevel) or question.exact:
        return ""
    wanted = {
        "indicatore": question.measure,
        "periodo": period_code(question.period),
        "livello": question.rows,
        "dentro": str(question.within) if question.within else "",
        "suddivisione": question.columns if question.columns in {"genere", "eta", "fasce"} else "",
    }
    return f"{reverse('releases:new')}?{urlencode({name: value for name, value in wanted.items() if value})}"


def smaller(desk: Desk, question: Question) -> list[Way]:
    """Tables with fewer cells in place of one that is too large: without columns, or with larger places."""
    found = []
    if question.columns:
        found.append(Way(_("La stessa tabella senza colonne"), address(replace(question, columns=""))))
    larger = {PlaceLevel.COMUNE.value: PlaceLevel.AMBITO, PlaceLevel.AMBITO.value: PlaceLevel.PROVINCE}
    level = larger.get(question.rows)
    if level is not None and desk.places.get(question.within or 0) is None:
        words = _("La stessa tabella per %(level)s") % {"level": str(level.label)}
        found.append(Way(words, address(replace(question, rows=level.value))))
    return found
