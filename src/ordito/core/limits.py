# SPDX-License-Identifier: EUPL-1.2
"""Counting tries at a door without a login, so that a secret cannot be guessed by trying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

from ordito.core.crypto import blind_index

if TYPE_CHECKING:
    from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address the request comes from: the one that the trusted proxy adds last, when there is one."""
    if settings.BEHIND_TLS:
        return request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def failed_tries(door: str, request: HttpRequest) -> int:
    """Failed tries of this address at `door` within the time that counts."""
    return int(cache.get(_key(door, request), 0))


def count_failure(door: str, request: HttpRequest, *, seconds: int = 300) -> None:
    """One more failed try; forgotten `seconds` after the first."""
    key = _key(door, request)
    if not cache.add(key, 1, timeout=seconds):
        try:
            cache.incr(key)
        except ValueError:  # its time was over between the two lines
            cache.set(key, 1, timeout=seconds)


def _key(door: str, request: HttpRequest) -> str:
    return f"tries-{door}-{blind_index(address_of(request), field='core.limits').hex()[:24]}"
