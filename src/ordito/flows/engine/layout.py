# SPDX-License-Identifier: EUPL-1.2
"""The layouts of the national flows as tables (`seeds/layout*.csv`), and the check that their schema would make.

A flow is a tree of sections. Attributes, and repeated values held by an element of their own ("Famiglia/
ComposizioneFamiglia": element "Famiglia", one "ComposizioneFamiglia" for each value), are the fields of a section.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SEEDS = Path(__file__).parent.parent / "seeds"
ROOT = "Flusso"
DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
WRITABLE = re.compile(r"[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
"""Characters that XML 1.0 can hold (section 2.2)."""


class Flow(StrEnum):
    """What is sent: minors taken in charge, social benefits."""

    SINBA = "sinba"
    PSA = "psa"


class Fault(StrEnum):
    """The rules of the schema that a value can break, and those that only a sender knows (the last five)."""

    MISSING = "missing"
    NEEDED = "needed"  # required because of another field
    REPEATED = "repeated"
    UNKNOWN = "unknown"  # the layout has no such field
    CODE = "code"
    LENGTH = "length"
    PATTERN = "pattern"
    NUMBER = "number"
    RANGE = "range"
    DATE = "date"
    UNMAPPED = "unmapped"  # Ordito knows it, no code of the flow stands for it
    FUSED = "fused"  # the code means two things and nobody said which
    UNSAID = "unsaid"  # the sender has not said who it is
    TWO = "two"  # several values, none the main one
    LIMITED = "limited"  # the processing of the record is limited: it does not go


@dataclass(frozen=True)
class Field:
    """One row of a layout. `maximum` None: without end. `low` and `high` bound a text's length or a number."""

    section: str
    name: str
    kind: str
    minimum: int
    maximum: int | None
    low: int | None
    high: int | None
    pattern: str
    codes: Mapping[str, str]
    label: str
    attribute: bool


@dataclass(frozen=True)
class Condition:
    """When field `when` of a section has the value `equals`, it must have field `needs` too."""

    section: str
    when: str
    equals: str
    needs: str


@dataclass(frozen=True)
class Layout:
    """A flow: its fields by section in the order of the standard, and its conditions."""

    flow: Flow
    fields: Mapping[str, Mapping[str, Field]]
    conditions: tuple[Condition, ...]


@dataclass
class Node:
    """A section with its values: one for an attribute, several for a repeated one; and its sections inside."""

    section: str
    values: dict[str, list[str]] = field(default_factory=dict)
    inside: list[Node] = field(default_factory=list)


@dataclass(frozen=True, order=True)
class Problem:
    """A broken rule, and where."""

    section: str
    name: str
    fault: Fault


def _rows(name: str, flow: Flow) -> Iterator[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["flow"] == flow)


def _number(text: str) -> int | None:
    return int(text) if text else None


@cache
def layout_of(flow: Flow) -> Layout:
    """The layout of a flow."""
    codes: dict[str, dict[str, str]] = {}
    for row in _rows("layout_codes", flow):
        codes.setdefault(row["codes"], {})[row["code"]] = row["label"]
    fields: dict[str, dict[str, Field]] = {}
    for row in _rows("layout", flow):
        fields.setdefault(row["section"], {})[row["name"]] = Field(
            section=row["section"],
            name=row["name"],
            kind=row["kind"],
            minimum=int(row["minimum"]),
            maximum=_number(row["maximum"]),
            low=_number(row["low"]),
            high=_number(row["high"]),
            pattern=row["pattern"],
            codes=codes[row["codes"]] if row["codes"] else {},
            label=row["label"],
            attribute=row["node"] == "attribute",
        )
    rules = (
        Condition(row["section"], row["when"], row["equals"], row["needs"]) for row in _rows("layout_conditions", flow)
    )
    return Layout(flow, fields, tuple(rules))


def check(layout: Layout, node: Node) -> list[Problem]:
    """What the schema and its conditions refuse in a section and in those inside it, each once, in order."""
    known = layout.fields.get(node.section, {})
    found = {
        Problem(node.section, name, Fault.UNKNOWN)
        for name in (*node.values, *(child.section for child in node.inside))
        if name not in known
    }
    for one in known.values():
        if one.kind == "section":
            found |= _counted(one, sum(child.section == one.name for child in node.inside))
        else:
            values = node.values.get(one.name, [])
            found |= _counted(one, len(values))
            found |= {Problem(one.section, one.name, fault) for value in values if (fault := fault_of(one, value))}
    for rule in layout.conditions:
        holds = rule.section == node.section and rule.equals in node.values.get(rule.when, ())
        if holds and not node.values.get(rule.needs):
            found.add(Problem(node.section, rule.needs, Fault.NEEDED))
    for child in node.inside:
        found.update(check(layout, child))
    return sorted(found)


def _counted(one: Field, count: int) -> set[Problem]:
    if count < one.minimum:
        return {Problem(one.section, one.name, Fault.MISSING)}
    if one.maximum is not None and count > one.maximum:
        return {Problem(one.section, one.name, Fault.REPEATED)}
    return set()


def fault_of(one: Field, value: str) -> Fault | None:
    """The first rule that a value breaks."""
    if not WRITABLE.fullmatch(value):
        return Fault.PATTERN
    if one.kind == "code":
        return None if value in one.codes else Fault.CODE
    if one.kind == "date":
        return None if _is_day(value) else Fault.DATE
    if one.kind in {"int", "decimal"}:
        return _number_fault(one, value)
    if (one.low is not None and len(value) < one.low) or (one.high is not None and len(value) > one.high):
        return Fault.LENGTH
    return Fault.PATTERN if one.pattern and not re.fullmatch(one.pattern, value, re.ASCII) else None


def _is_day(value: str) -> bool:
    match = DAY.fullmatch(value)
    if match is None:
        return False
    try:
        date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return False
    return True


def _number_fault(one: Field, value: str) -> Fault | None:
    shape = r"[+-]?\d+" if one.kind == "int" else r"[+-]?(\d+(\.\d*)?|\.\d+)"
    if not re.fullmatch(shape, value, re.ASCII):
        return Fault.NUMBER
    try:
        number = Decimal(value)
    except InvalidOperation:
        return Fault.NUMBER
    if (one.low is not None and number < one.low) or (one.high is not None and number > one.high):
        return Fault.RANGE
    return None
