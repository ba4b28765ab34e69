# SPDX-License-Identifier: EUPL-1.2
"""The area of work into which a taking in charge falls when nobody says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.cases.enums import ListKey
from ordito.cases.models import Code
from ordito.core.dates import completed_years

if TYPE_CHECKING:
    from datetime import date

OF_AGE, OLD = 18, 65


def usual_area_code(birth: date | None, opened_on: date) -> str:
    """The code of the area by completed years: minors and family, elderly from 65, adults otherwise."""
    if birth is None or birth > opened_on:
        return "adults"
    years = completed_years(birth, opened_on)
    return "minors" if years < OF_AGE else "elderly" if years >= OLD else "adults"


def usual_area(birth: date | None, opened_on: date) -> Code:
    """The same as an entry of the list."""
    codes = Code.objects.select_related("code_list").filter(code_list__key=ListKey.AREA)
    return codes.get(code=usual_area_code(birth, opened_on))


def areas_by_code() -> dict[str, int]:
    """Ids of the areas by code, for many takings in charge at once."""
    return dict(Code.objects.filter(code_list__key=ListKey.AREA).values_list("code", "pk"))
