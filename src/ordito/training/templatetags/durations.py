# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from ordito.training.engine.durations import HOUR, in_words

if TYPE_CHECKING:
    from decimal import Decimal

register = template.Library()


@register.filter
def as_hours(minutes: int) -> str:
    """Minutes as hours: 750 reads "12 h 30 min"."""
    return in_words(minutes)


@register.filter
def hours(value: Decimal) -> str:
    """Hours with decimals in the same way: 12.5 reads "12 h 30 min"."""
    return in_words(int(value * HOUR))
