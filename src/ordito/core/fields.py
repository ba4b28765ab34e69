# SPDX-License-Identifier: EUPL-1.2
"""Columns for sealed text, and ids that may be seen.

A sealed column is never read or written by plain attribute access: `seal_texts` and `open_text` name what they do, so
that a reader of the code sees every place where an identity becomes readable.
"""

from __future__ import annotations

import os
import time
import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django.db import models

from ordito.core import crypto

if TYPE_CHECKING:
    from ordito.core.crypto import DataKey


def uuid7() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): time first, so that an index on it grows at its end; the rest is random."""
    milliseconds = time.time_ns() // 1_000_000
    value = bytearray(milliseconds.to_bytes(6, "big") + os.urandom(10))
    value[6] = value[6] & 0x0F | 0x70
    value[8] = value[8] & 0x3F | 0x80
    return uuid.UUID(bytes=bytes(value))


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # generic in the stubs only
    """Text sealed under the data key of whom it speaks of; empty bytes when there is none."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", b"")
        options.setdefault("blank", True)
        super().__init__(*args, **options)

    def from_db_value(self, value: bytes | memoryview | None, *_arguments: Any) -> bytes:
        """Bytes on every database (PostgreSQL gives a memoryview)."""
        return bytes(value or b"")


class KeyHolder(Protocol):
    """A row that owns a data key: a person, or a contact with somebody who is not registered."""

    public_id: Any
    wrapped_key: Any

    def data_key(self) -> DataKey:
        """The key, unwrapped; raises `CryptoError` when it was destroyed."""


class Sealing(Protocol):
    """A row with sealed columns."""

    _meta: ClassVar[Any]

    @property
    def key_holder(self) -> KeyHolder:
        """Whose key seals the row."""


def place_of(row: Sealing, field: str) -> str:
    """Where a sealed value belongs: table, field and owner of the key."""
    return f"{row._meta.label_lower}.{field}/{row.key_holder.public_id}"  # noqa: SLF001 - Django's public name


def seal_texts(row: Sealing, **texts: str) -> None:
    """Put each text, sealed, into the column of its name; blank text leaves the column empty. Does not save."""
    key = row.key_holder.data_key()
    for field, text in texts.items():
        setattr(row, field, key.seal(text, place=place_of(row, field)) if text else b"")


def open_text(row: Sealing, field: str) -> str:
    """The text of a sealed column, empty when there is none, and when a discard destroyed the key.

    Raises:
        CryptoError: the value does not belong here.
    """
    sealed = getattr(row, field)
    if not sealed or not row.key_holder.wrapped_key:
        return ""
    return row.key_holder.data_key().open(bytes(sealed), place=place_of(row, field))


def new_wrapped_key(public_id: uuid.UUID) -> bytes:
    """A data key for the row with this public id."""
    return crypto.new_data_key(owner=str(public_id))


def unwrapped(holder: KeyHolder) -> DataKey:
    """The data key of a row; the body of every `data_key` method."""
    return crypto.unwrap(bytes(holder.wrapped_key), owner=str(holder.public_id))
