# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from hashlib import blake2b


def mark_of(value: str, note: str) -> str:
    """What stands for a row in the page, so that what somebody changed can be told from what stood there before."""
    return blake2b(f"{value}\0{note}".encode(), digest_size=6).hexdigest()
