# SPDX-License-Identifier: EUPL-1.2
"""How long records are kept and how they end, copies for research, and the rights of the person over the record."""

from ordito.stewardship.models.discard import Discard, DiscardItem
from ordito.stewardship.models.research import ResearchRelease
from ordito.stewardship.models.retention import LegalHold, RetentionSeries

__all__ = ["Discard", "DiscardItem", "LegalHold", "ResearchRelease", "RetentionSeries"]
