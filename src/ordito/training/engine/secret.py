# SPDX-License-Identifier: EUPL-1.2
"""Secrets that stand in addresses sent by e-mail: long, random, and kept only as a digest."""

from __future__ import annotations

import secrets
from hashlib import sha256

KEY_BYTES = 32


def new_secret() -> str:
    """A secret of 256 bits, in letters that an address may hold."""
    return secrets.token_urlsafe(KEY_BYTES)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()
