# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from decimal import Decimal

from django import template

from ordito.training.engine.durations import HOUR, in_words

register = template.Library()


@register.filter
def as_hours(minutes: int) -> str:
    """Minutes as hours: 750 reads "12 h 30 min"."""
    return in_words(minutes)


@register.filter
def hours(value: Decimal) -> str:
    """Hours with decimals in the same way: 12.5 reads "12 h 30 min"."""
    return in_words(int(value * HOUR))
