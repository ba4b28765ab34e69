# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from enum import StrEnum


class ListKey(StrEnum):
    """The code lists of papers; their rows are data (`seeds`)."""

    PRINT_PURPOSE = "print_purpose"
