# SPDX-License-Identifier: EUPL-1.2
"""Small axes and marts for the tests of the engine."""

import numpy as np

from ordito.indicators.engine.counts import AgeBands
from ordito.indicators.engine.mart import OPEN, Mart, build
from ordito.indicators.engine.model import EPOCH, Axis, Level

PLACES = ("a1", "a2", "b1", "b2", "b3", "c1")


def level(name: str, codes: tuple[str, ...], group: list[int], *, telling: bool = True) -> Level:
    return Level(name, codes, tuple(code.upper() for code in codes), np.asarray(group, dtype=np.int64), telling)


def place_axis() -> Axis:
    return Axis(
        "place",
        (
            level("town", PLACES, [0, 1, 2, 3, 4, 5]),
            level("area", ("a", "b", "c"), [0, 0, 1, 1, 1, 2]),
            level("all", ("all",), [0] * 6),
        ),
    )


def gender_axis() -> Axis:
    return Axis("gender", (level("gender", ("F", "M"), [0, 1]), level("all", ("all",), [0, 0])))


BANDS = AgeBands((0, 6, 18))


def age_axis() -> Axis:
    return Axis(
        "age",
        (
            level("bands", ("0-5", "6-17", "18+", "?"), [0, 1, 2, 3]),
            level("majority", ("minor", "adult", "?"), [0, 0, 1, 2], telling=False),
            level("all", ("all",), [0, 0, 0, 0], telling=False),
        ),
    )


def axes() -> tuple[Axis, Axis, Axis]:
    return (place_axis(), gender_axis(), age_axis())


def day(text: str) -> int:
    return (type(EPOCH).fromisoformat(text) - EPOCH).days


def month(year: int, number: int) -> int:
    return year * 12 + number - 1


def mart(*rows: tuple[int, str, int, int, str, str | None], services: dict[int, list[str]] | None = None) -> Mart:
    """A mart of rows (person, town, sex, month of birth, opened, closed); services by position of the row."""
    codes = sorted({value for values in (services or {}).values() for value in values})
    pairs = [(row, codes.index(value) + 1) for row, values in (services or {}).items() for value in values]
    return build(
        person=np.asarray([row[0] for row in rows], dtype=np.int64),
        place=np.asarray([PLACES.index(row[1]) for row in rows], dtype=np.int64),
        sex=np.asarray([row[2] for row in rows], dtype=np.int64),
        birth=np.asarray([row[3] for row in rows], dtype=np.int64),
        opened=np.asarray([day(row[4]) for row in rows], dtype=np.int64),
        closed=np.asarray([OPEN if row[5] is None else day(row[5]) for row in rows], dtype=np.int64),
        facets={
            "service": (
                codes,
                np.asarray([row for row, _ in pairs], dtype=np.int64),
                np.asarray([code for _, code in pairs], dtype=np.int64),
            )
        },
    )
