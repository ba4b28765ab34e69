# SPDX-License-Identifier: EUPL-1.2
"""The tables of statistics: what is read from, how it is protected, and the indicators that people agree on."""

from ordito.indicators.models.agreement import IndicatorComment, Uptake
from ordito.indicators.models.indicators import Indicator, IndicatorQuerySet, IndicatorVersion
from ordito.indicators.models.statistics import AgeBand, DisclosurePolicy, Snapshot, SnapshotQuerySet

__all__ = [
    "AgeBand",
    "DisclosurePolicy",
    "Indicator",
    "IndicatorComment",
    "IndicatorQuerySet",
    "IndicatorVersion",
    "Snapshot",
    "SnapshotQuerySet",
    "Uptake",
]
