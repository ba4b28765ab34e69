# SPDX-License-Identifier: EUPL-1.2
"""A fact in words, for the page, the story, the print and the comparison of two versions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ordito.circumstances.models import Address, SchoolYear
from ordito.core.dates import format_date
from ordito.core.fields import SealedField, open_text
from ordito.core.text import in_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ordito.circumstances.models import Fact
    from ordito.circumstances.rules.kinds import Kind

NUMBERS = frozenset({"grade", "household_size", "percent", "weekly_hours", "monthly_cost"})
"""Columns that say nothing without their name."""


def euros(value: Decimal) -> str:
    """An amount as people write it: € 1.234,50."""
    return f"€ {formats.number_format(value, decimal_pos=2, force_grouping=True)}"


WRITTEN: dict[str, Callable[[Any], str]] = {
    "value": euros,
    "amount": euros,
    "monthly_cost": euros,
    "percent": "{}%".format,
}


def value_words(fact: Fact, name: str) -> str:
    """One column of a fact in words, empty when it says nothing."""
    column = fact._meta.get_field(name)  # noqa: SLF001 - Django's public name
    if isinstance(column, SealedField):
        return open_text(fact, name)
    if name == "year" and isinstance(fact, SchoolYear):
        return fact.year_name
    value: Any = getattr(fact, name)
    if value is None:
        return ""
    if isinstance(column, models.BooleanField):
        return str(column.verbose_name) if value else ""
    if name in WRITTEN:
        return WRITTEN[name](value)
    return formats.number_format(value) if isinstance(value, Decimal) else str(value)


def headline_of(fact: Fact, kind: Kind) -> str:
    """What the fact is, in a few words."""
    return " · ".join(filter(None, (value_words(fact, name) for name in kind.headline)))


def details_of(fact: Fact, kind: Kind) -> str:
    """The rest of what it says, on one line."""
    return " · ".join(filter(None, (_labelled(fact, kind, name) for name in kind.details)))


def _labelled(fact: Fact, kind: Kind, name: str) -> str:
    words = value_words(fact, name)
    if words and name in kind.labelled | NUMBERS:
        mark = "" if name in NUMBERS else ":"
        words = in_sentence(words) if name in kind.lists else words
        return f"{fact._meta.get_field(name).verbose_name}{mark} {words}"  # type: ignore[union-attr]  # noqa: SLF001 - a column, not a relation's other side
    return words


def period_of(fact: Fact, kind: Kind) -> str:
    """From when to when; empty when neither is known."""
    first = format_date(fact.valid_from) if fact.valid_from else ""
    last = format_date(fact.valid_to) if fact.valid_to else ""
    if not kind.lasting:
        return _("il %(first)s") % {"first": first} if first else ""
    if first and last:
        return _("dal %(first)s al %(last)s") % {"first": first, "last": last}
    if first:
        return _("dal %(first)s") % {"first": first}
    return _("fino al %(last)s") % {"last": last} if last else ""


def sentence_of(fact: Fact, kind: Kind) -> str:
    """The whole fact in one line, as a revision keeps it."""
    source = _("fonte: %(source)s") % {"source": fact.source}
    parts: Sequence[str] = (headline_of(fact, kind), details_of(fact, kind), period_of(fact, kind), source)
    return ". ".join(capfirst(part) for part in (*parts, open_text(fact, "note")) if part)


def is_hidden(fact: Fact, told: frozenset[int]) -> bool:
    """Whether it is a secret address that the reader is not told; `told` are the ids of the addresses they are."""
    return isinstance(fact, Address) and fact.secret and fact.pk not in told
