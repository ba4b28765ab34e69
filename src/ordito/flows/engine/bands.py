# SPDX-License-Identifier: EUPL-1.2
"""The bands of the flow on minors.

Age bands touch at their edges (0-3, 3-6 ...): the edge belongs to the band that begins there. A child of two years and
364 days is of 0-3, from the third birthday of 3-6. Bands of ISEE say it themselves: 3,000 euros are of the second.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

AGES = (3, 6, 9, 12, 15)
OF_AGE = 18
ISEE = tuple(map(Decimal, (0, 3000, 6000, 9000, 12000, 15000, 20000)))


def age_band(years: int) -> str:
    """The code of the age in completed years; "" for adults."""
    return str(bisect_right(AGES, years) + 1) if 0 <= years < OF_AGE else ""


def isee_band(euros: Decimal) -> str:
    """The code of a value in euros; below zero counts as zero."""
    return str(bisect_left(ISEE, max(euros, Decimal(0))) + 1)


def month(day: date) -> str:
    """A day as MM/YYYY."""
    return f"{day:%m}/{day.year:04}"


def came_of_age(born: date) -> date:
    """The eighteenth birthday; of who was born on 29 February, 1 March (a day is completed when it is over)."""
    try:
        return born.replace(year=born.year + OF_AGE)
    except ValueError:
        return born.replace(year=born.year + OF_AGE, month=3, day=1)
