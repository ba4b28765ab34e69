# SPDX-License-Identifier: EUPL-1.2
"""Periods in words, and those that a form offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.indicators.engine.model import Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


def period_label(period: Period) -> str:
    """`2025`, `2º trimestre 2025`."""
    if period.quarter is None:
        return str(period.year)
    return _("%(number)sº trimestre %(year)s") % {"number": period.quarter, "year": period.year}


def period_code(period: Period) -> str:
    """`2025` or `2025-2`, as addresses have it."""
    return str(period.year) if period.quarter is None else f"{period.year}-{period.quarter}"


def period_choices(years: Sequence[int], today: date) -> list[tuple[str, Any]]:
    """Years and quarters that have begun, the latest first."""
    found: list[tuple[str, Any]] = []
    for year in years:
        quarters = [quarter for quarter in Period(year).quarters() if quarter.first <= today]
        listed = [(period_code(quarter), period_label(quarter)) for quarter in reversed(quarters)]
        found.append((str(year), [(str(year), _("Anno %(year)s") % {"year": year}), *listed]))
    return found
