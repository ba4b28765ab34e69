# SPDX-License-Identifier: EUPL-1.2
"""How long records are kept and how they end, copies for research, and the rights of the person over the record."""

from ordito.stewardship.models.discard import Discard, DiscardItem
from ordito.stewardship.models.erasure import Erasure
from ordito.stewardship.models.limitation import Limitation, LimitationException
from ordito.stewardship.models.notes import RecordNote
from ordito.stewardship.models.requests import CopyPassage, DataRequest, SubjectCopy
from ordito.stewardship.models.research import ResearchRelease
from ordito.stewardship.models.retention import LegalHold, RetentionSeries
from ordito.stewardship.models.watch import FindingRecord, WatchedDay, WatchFinding, WatchRule

__all__ = [
    "CopyPassage",
    "DataRequest",
    "Discard",
    "DiscardItem",
    "Erasure",
    "FindingRecord",
    "LegalHold",
    "Limitation",
    "LimitationException",
    "RecordNote",
    "ResearchRelease",
    "RetentionSeries",
    "SubjectCopy",
    "WatchFinding",
    "WatchRule",
    "WatchedDay",
]
