# SPDX-License-Identifier: EUPL-1.2
"""Every write of the statistics."""

from ordito.indicators.actions.extraction import NoDatasetError, extract_snapshot, request_snapshot
from ordito.indicators.actions.protection import (
    UnlawfulThresholdError,
    record_exact_reading,
    record_export,
    set_policy,
)

__all__ = [
    "NoDatasetError",
    "UnlawfulThresholdError",
    "extract_snapshot",
    "record_exact_reading",
    "record_export",
    "request_snapshot",
    "set_policy",
]
