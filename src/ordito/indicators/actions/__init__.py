# SPDX-License-Identifier: EUPL-1.2
"""Every write of the statistics."""

from ordito.indicators.actions.errors import IndicatorConflictError, IndicatorError
from ordito.indicators.actions.extraction import NoDatasetError, extract_snapshot, request_snapshot
from ordito.indicators.actions.life import (
    CARD,
    Proposal,
    comment_on,
    define_indicator,
    discard_draft,
    edit_indicator,
    propose_indicator,
    put_in_use,
    retire_indicator,
    take_up,
    withdraw_uptake,
)
from ordito.indicators.actions.protection import (
    UnlawfulThresholdError,
    record_exact_reading,
    record_export,
    record_trial,
    set_policy,
)
from ordito.indicators.actions.sharing import Arrival, Came, bring_in, load_shipped, look_at

__all__ = [
    "CARD",
    "Arrival",
    "Came",
    "IndicatorConflictError",
    "IndicatorError",
    "NoDatasetError",
    "Proposal",
    "UnlawfulThresholdError",
    "bring_in",
    "comment_on",
    "define_indicator",
    "discard_draft",
    "edit_indicator",
    "extract_snapshot",
    "load_shipped",
    "look_at",
    "propose_indicator",
    "put_in_use",
    "record_exact_reading",
    "record_export",
    "record_trial",
    "request_snapshot",
    "retire_indicator",
    "set_policy",
    "take_up",
    "withdraw_uptake",
]
