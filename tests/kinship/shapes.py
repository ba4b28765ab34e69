# SPDX-License-Identifier: EUPL-1.2
"""Families of every ordinary shape, written as short as they are told."""

from __future__ import annotations

from datetime import date

from ordito.kinship.engine.family import Couple, Family, Human, Parenthood


def family(*people: str, couples: str = "", children: str = "") -> Family:
    """People as "1F1950" (key, sex or ?, year or whole date, + when dead); couples as "1-2 married" separated by
    commas; children as "1,2>3 4 natural" (parents, children, kind) separated by semicolons."""
    humans = {}
    for text in people:
        head, _plus, dead = text.partition("+")
        key = int("".join(letter for letter in head[:2] if letter.isdigit()))
        rest = head[len(str(key)) :]
        sex, birth = rest[0].replace("?", ""), rest[1:]
        born = date.fromisoformat(birth) if "-" in birth else None
        year = int(birth) if birth and born is None else None
        humans[key] = Human(key, sex, born, year, deceased=bool(_plus) or bool(dead))
    pairs = [(part.split()[0].split("-"), part.split()[1]) for part in couples.split(",") if part.strip()]
    links = []
    for part in children.split(";"):
        if part.strip():
            parents, below = part.strip().split(">")
            words = below.split()
            kind = words.pop() if not words[-1].isdigit() else "natural"
            links += [Parenthood(int(parent), int(child), kind) for child in words for parent in parents.split(",")]
    return Family(humans, tuple(links), tuple(Couple(int(a), int(b), state) for (a, b), state in pairs))


SHAPES: dict[str, tuple[Family, int]] = {
    "a parent alone": (family("1F1985", "2M2015", "3F2018", children="1>2 3"), 2),
    "two partners and half-siblings": (
        family(
            *("1F1982", "2M1980", "3M1978", "4F2010", "5M2012", "6F2018"),
            couples="2-1 divorced,3-1 cohabiting",
            children="1,2>4 5; 1,3>6",
        ),
        4,
    ),
    "adoptive": (family("1M1975", "2F1976", "3?2014", couples="1-2 married", children="1,2>3 adoptive"), 3),
    "adopted by the spouse of the mother": (
        family("1F1980", "2M1979", "3M2012", couples="1-2 married", children="1>3; 2>3 adoptive"),
        3,
    ),
    "foster": (
        family(
            *("1M1980", "2F1984", "3F2013", "4M1970", "5F1972"),
            couples="1-2 ended,4-5 married",
            children="1,2>3; 4,5>3 foster",
        ),
        3,
    ),
    "grandparents raising": (
        family(
            *("1M1950", "2F1952", "3F1980+", "4M2012", "5F2014"),
            couples="1-2 married",
            children="1,2>3; 3>4 5",
        ),
        4,
    ),
    "unknown father": (family("1M", "2F1990", "3M2020", couples="1-2 ended", children="1,2>3"), 3),
    "widow": (family("1M1960+", "2F1962", "3F1990", "4M1993", couples="1-2 widowed", children="1,2>3 4"), 3),
    "twins": (
        family(
            *("1M1980", "2F1981", "3F2010-05-01", "4M2012-02-29", "5F2012-02-29"),
            couples="1-2 married",
            children="1,2>3 4 5",
        ),
        4,
    ),
    "seven children": (
        family(
            *("1M1970", "2F1972", *(f"{key}{'MF'[key % 2]}{1990 + 2 * key}" for key in range(3, 10))),
            couples="1-2 married",
            children="1,2>3 4 5 6 7 8 9",
        ),
        9,
    ),
    "three generations": (
        family(
            *("1M1950+", "2F1952", "3M1949", "4F1951", "5M1978", "6F1975", "7F1980", "8M1984", "9M2010", "10F2013"),
            couples="1-2 widowed,3-4 married,5-7 separated",
            children="1,2>5 6; 3,4>7 8; 5,7>9 10",
        ),
        9,
    ),
    "three partners": (
        family(
            *("1M1970", "2F1971", "3F1975", "4F1980", "5F1995", "6M2000", "7F2005", "8M2012"),
            couples="1-2 divorced,1-3 ended,1-4 cohabiting",
            children="1,2>5; 1,3>6 7; 1,4>8",
        ),
        8,
    ),
    "an adult with a husband, both families drawn": (
        family(
            *("1M1940", "2F1942", "3M1938+", "4F1941", "5F1968", "6M1965", "7M1970", "8F1995", "9M1999", "10F2022"),
            couples="1-2 married,3-4 widowed,6-5 married",
            children="1,2>5 7; 3,4>6; 5,6>8 9; 8>10",
        ),
        5,
    ),
    "a new partner of each separated parent": (
        family(
            *("1M1950", "2F1952", "3M1980", "4F1982", "5F1986", "6M1979", "7M2010", "8F2018", "9M2019"),
            couples="1-2 married,3-4 divorced,3-5 married,4-6 cohabiting",
            children="1,2>3; 3,4>7; 3,5>8; 4,6>9",
        ),
        7,
    ),
    "a step family: each brings children, and one together": (
        family(
            *("1M1975", "2F1978", "3F1976", "4M1974", "5M2003", "6F2006", "7M2008", "8F2016"),
            couples="1-3 divorced,4-2 separated,1-2 married",
            children="1,3>5 6; 4,2>7; 1,2>8",
        ),
        7,
    ),
    "a step family with the grandparents of both": (
        family(
            *("1M1975", "2F1978", "3F1976", "4M1974", "5M2003", "6F2006", "7M2008", "8F2016"),
            *("9M1945", "10F1948", "11M1950", "12F1952"),
            couples="1-3 divorced,4-2 separated,1-2 married,9-10 married,11-12 married",
            children="9,10>1; 11,12>2; 1,3>5 6; 4,2>7; 1,2>8",
        ),
        8,
    ),
    "uncles with partners and cousins": (
        family(
            *("1M1945", "2F1948", "3M1970", "4F1972", "5M1975", "6F1971", "7M1970", "8F1976"),
            *("9M2000", "10F2003", "11M2005", "12F2010"),
            couples="1-2 married,3-6 married,4-7 divorced,5-8 cohabiting",
            children="1,2>3 4 5; 3,6>9; 4,7>10 11; 5,8>12",
        ),
        10,
    ),
    "grandparents separated and married again": (
        family(
            *("1M1945", "2F1948", "3F1955", "4M1944", "5M1972", "6F1985", "7F1975", "8M2005"),
            couples="1-2 divorced,1-3 married,2-4 married,5-7 married",
            children="1,2>5; 1,3>6; 5,7>8",
        ),
        8,
    ),
    "both pairs of grandparents, uncles and a half-brother": (
        family(
            *("1M1945", "2F1948", "3M1944", "4F1950", "5M1970", "6M1974", "7F1972", "8F1978"),
            *("9M1969", "10M1998", "11F2005", "12M2008"),
            couples="1-2 married,3-4 married,6-7 married,7-9 divorced",
            children="1,2>5 6; 3,4>7 8; 7,9>10; 6,7>11 12",
        ),
        11,
    ),
    "a mother married again, and the grandparents of all three": (
        family(
            *("1M1945", "2F1948", "3M1944", "4F1950", "5M1946", "6F1949"),
            *("7M1970", "8F1972", "9M1974", "10M1998", "11F2008"),
            couples="1-2 married,3-4 married,5-6 married,7-8 divorced,8-9 married",
            children="1,2>7; 3,4>8; 5,6>9; 7,8>10; 8,9>11",
        ),
        10,
    ),
    "nobody else": (family("1F2010"), 1),
}
