# SPDX-License-Identifier: EUPL-1.2
"""Encryption of identities at rest, by the application.

Three kinds of key live in one JSON file outside the database, the *ring*:

* wrapping keys, several with an id, one of them current: they wrap the data key of each person;
* the sealing purpose of the same keys, for files that belong to no single person;
* one lookup key, used only for HMAC: blind indexes and search tokens. It never encrypts, and it is not rotated with
  the others, because every stored index would have to be computed again (``rotate_ring`` leaves it alone).

A person owns one random data key, stored wrapped in the person's row. Whoever destroys the wrapped key and the search
tokens has made everything sealed under it unreadable, in the database and in its backups alike.

Every sealed value carries a version byte and the id of its key, and is bound by associated data to its *place*
(``table.field/owner``): a value copied to another row or column does not open.

The ring is the whole secret: no ``repr`` shows a key, no error message quotes a value.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION_RING = 1
"""First byte of a value sealed by a key of the ring."""
VERSION_DATA = 2
"""First byte of a value sealed by the data key of a person."""
KEY_BYTES = 32
KEY_ID_BYTES = 4
NONCE_BYTES = 12
HEADER_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES
RING_MODE = 0o600
UNWRAPPED_KEYS_KEPT = 2_000
"""Data keys kept unwrapped in a process: enough for a page of a list, small enough to bound what memory holds."""


class CryptoError(Exception):
    """Something sealed cannot be opened, or the ring cannot be used. The message never holds a value or a key."""


class RingError(CryptoError):
    """The ring is missing, unreadable, or already there when one was to be made."""


class UnknownKeyError(CryptoError):
    """The value names a key that the ring does not hold."""


class SealBrokenError(CryptoError):
    """The value was altered, moved from its place, or sealed under another key."""


@dataclass(frozen=True)
class Ring:
    """The keys of one installation. Made by ``create_ring``, read by ``load_ring``."""

    current: bytes
    wrapping: Mapping[bytes, bytes] = field(repr=False)
    lookup: bytes = field(repr=False)

    def cipher(self, key_id: bytes, purpose: bytes) -> AESGCM:
        """The cipher of one key for one purpose (``wrap`` or ``seal``): the purposes never share a key.

        Raises:
            UnknownKeyError: the ring holds no key with this id.
        """
        key = self.wrapping.get(key_id)
        if key is None:
            raise UnknownKeyError("The key of this value is not in the ring")
        return AESGCM(hmac.digest(key, purpose, "sha256"))


@dataclass(frozen=True)
class DataKey:
    """The unwrapped key of one person. Seals and opens text; never written anywhere in this shape."""

    key_id: bytes
    cipher: AESGCM = field(repr=False, compare=False)

    def seal(self, text: str, *, place: str) -> bytes:
        """Encrypt ``text`` for one ``place`` (``table.field/owner``)."""
        return _seal(text.encode(), VERSION_DATA, self.key_id, self.cipher, place.encode())

    def open(self, sealed: bytes, *, place: str) -> str:
        """Decrypt what ``seal`` made for the same place.

        Raises:
            SealBrokenError: altered, moved, or sealed under another key.
        """
        if sealed[:1] != bytes([VERSION_DATA]) or sealed[1 : 1 + KEY_ID_BYTES] != self.key_id:
            raise SealBrokenError("The value was not sealed under this key")
        return _open(sealed, self.cipher, place.encode()).decode()


# --- the ring file ---------------------------------------------------------------------------------------------------


def create_ring(path: Path) -> Ring:
    """Make a new ring at ``path``, mode 0600, in a folder of mode 0700.

    Raises:
        RingError: a file is already there; losing a ring loses every identity, so none is ever overwritten.
    """
    key_id = secrets.token_bytes(KEY_ID_BYTES)
    ring = Ring(key_id, {key_id: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, RING_MODE)
    except FileExistsError as error:
        raise RingError("A key ring is already there: it is never overwritten") from error
    _write_ring(descriptor, ring)
    load_ring.cache_clear()
    return ring


def rotate_ring(path: Path) -> bytes:
    """Add a wrapping key and make it current; old keys stay, so that old values still open. Returns its id.

    Wrapped keys move to the new key by ``rewrap``, row by row; an old key may be dropped when no row names it.
    """
    old = load_ring(path)
    key_id = secrets.token_bytes(KEY_ID_BYTES)
    ring = Ring(key_id, {**old.wrapping, key_id: secrets.token_bytes(KEY_BYTES)}, old.lookup)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)  # mkstemp gives mode 0600
    _write_ring(descriptor, ring)
    Path(temporary).replace(path)
    forget_keys()
    return key_id


@lru_cache(maxsize=4)
def load_ring(path: Path) -> Ring:
    """Read a ring; kept in memory until ``forget_keys``.

    Raises:
        RingError: missing, readable by others, or not a ring.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise RingError("The key ring can be read by others: set its mode to 0600")
        content = json.loads(path.read_text(encoding="ascii"))
        keys = {bytes.fromhex(key_id): base64.b64decode(key) for key_id, key in content["wrapping"].items()}
        ring = Ring(bytes.fromhex(content["current"]), keys, base64.b64decode(content["lookup"]))
    except FileNotFoundError as error:
        raise RingError("There is no key ring at the path of the setting ORDITO_KEYS") from error
    except (ValueError, KeyError, AttributeError, TypeError):
        # The cause would quote the file, keys included.
        raise RingError("The key ring cannot be read: it is not in the expected form") from None
    if ring.current not in ring.wrapping or any(len(key) != KEY_BYTES for key in (*keys.values(), ring.lookup)):
        raise RingError("The key ring lacks its current key, or a key has the wrong length")
    return ring


def forget_keys() -> None:
    """Drop every key held in memory: after a rotation, and after a data key was destroyed."""
    load_ring.cache_clear()
    _unwrapped.cache_clear()


def _write_ring(descriptor: int, ring: Ring) -> None:
    content = {
        "current": ring.current.hex(),
        "wrapping": {key_id.hex(): base64.b64encode(key).decode() for key_id, key in ring.wrapping.items()},
        "lookup": base64.b64encode(ring.lookup).decode(),
    }
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _ring() -> Ring:
    return load_ring(settings.ORDITO_KEYS)  # a path already: making another one costs more than sealing a name


# --- the data key of a person ----------------------------------------------------------------------------------------


def new_data_key(*, owner: str) -> bytes:
    """A new random data key, wrapped by the current key of the ring and bound to its ``owner``."""
    return _wrap(secrets.token_bytes(KEY_ID_BYTES + KEY_BYTES), owner)


def fresh_data_key(*, owner: str) -> tuple[bytes, DataKey]:
    """A new data key, wrapped and ready for use, past the kept keys: the bulk path makes thousands."""
    key = secrets.token_bytes(KEY_ID_BYTES + KEY_BYTES)
    return _wrap(key, owner), DataKey(key[:KEY_ID_BYTES], AESGCM(key[KEY_ID_BYTES:]))


def unwrap(wrapped: bytes, *, owner: str) -> DataKey:
    """The usable data key.

    Raises:
        UnknownKeyError: the ring no longer holds the wrapping key.
        SealBrokenError: altered, of another owner, or destroyed (empty).
    """
    return _unwrapped(settings.ORDITO_KEYS, bytes(wrapped), owner)  # a path already, as in `_ring`


def rewrap(wrapped: bytes, *, owner: str) -> bytes:
    """The same data key under the current wrapping key; unchanged when it is already there."""
    ring = _ring()
    if wrapped[1 : 1 + KEY_ID_BYTES] == ring.current:
        return wrapped
    return _wrap(_open_by_ring(Path(settings.ORDITO_KEYS), bytes(wrapped), b"wrap", owner.encode()), owner)


def _wrap(key: bytes, owner: str) -> bytes:
    ring = _ring()
    return _seal(key, VERSION_RING, ring.current, ring.cipher(ring.current, b"wrap"), owner.encode())


@lru_cache(maxsize=UNWRAPPED_KEYS_KEPT)
def _unwrapped(path: Path, wrapped: bytes, owner: str) -> DataKey:
    key = _open_by_ring(path, wrapped, b"wrap", owner.encode())
    return DataKey(key[:KEY_ID_BYTES], AESGCM(key[KEY_ID_BYTES:]))


# --- files and other bytes of no single person -----------------------------------------------------------------------


def seal(plaintext: bytes, *, context: bytes) -> bytes:
    """Encrypt bytes under the ring itself, bound to ``context`` (for example ``b"files.content/17"``)."""
    ring = _ring()
    return _seal(plaintext, VERSION_RING, ring.current, ring.cipher(ring.current, b"seal"), context)


def open_sealed(sealed: bytes, *, context: bytes) -> bytes:
    """Decrypt what ``seal`` made for the same context.

    Raises:
        UnknownKeyError: the ring no longer holds its key.
        SealBrokenError: altered, cut, or of another context.
    """
    return _open_by_ring(Path(settings.ORDITO_KEYS), sealed, b"seal", context)


# --- lookups: keyed, one-way -----------------------------------------------------------------------------------------


def blind_index(text: str, *, field: str) -> bytes:
    """16 bytes that stand for ``text`` in ``field``: equal texts give equal bytes, nothing leads back.

    The caller normalises the text first. Equality of two people's values is what the database still shows.
    """
    return _lookup(text, field)[:16]


def token(text: str, *, field: str) -> int:
    """Like ``blind_index``, as a signed 64-bit number for the large table of search tokens.

    Two different texts share a token once in 2**64: harmless, since candidates are decrypted and compared.
    """
    return int.from_bytes(_lookup(text, field)[:8], "big", signed=True)


def tokens(texts: list[str], *, field: str) -> list[int]:
    """``token`` of many texts, preparing the key once: the bulk path makes dozens for each person."""
    start = hmac.new(_ring().lookup, field.encode() + b"\0", hashlib.sha256)
    result = []
    for text in texts:
        digest = start.copy()
        digest.update(text.encode())
        result.append(int.from_bytes(digest.digest()[:8], "big", signed=True))
    return result


def _lookup(text: str, field: str) -> bytes:
    return hmac.digest(_ring().lookup, field.encode() + b"\0" + text.encode(), "sha256")


# --- one format for all ----------------------------------------------------------------------------------------------


def _seal(plaintext: bytes, version: int, key_id: bytes, cipher: AESGCM, context: bytes) -> bytes:
    header = bytes([version]) + key_id
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + cipher.encrypt(nonce, plaintext, header + context)


def _open(sealed: bytes, cipher: AESGCM, context: bytes) -> bytes:
    header, nonce = sealed[: 1 + KEY_ID_BYTES], sealed[1 + KEY_ID_BYTES : HEADER_BYTES]
    try:
        return cipher.decrypt(nonce, sealed[HEADER_BYTES:], header + context)
    except (InvalidTag, ValueError):
        raise SealBrokenError("The value was altered or does not belong here") from None


def _open_by_ring(path: Path, sealed: bytes, purpose: bytes, context: bytes) -> bytes:
    """Open by the key that the value names; a key unknown so far may come from a rotation by another process."""
    if len(sealed) < HEADER_BYTES or sealed[0] != VERSION_RING:
        raise SealBrokenError("This is not a value sealed by the ring")
    key_id = sealed[1 : 1 + KEY_ID_BYTES]
    if key_id not in load_ring(path).wrapping:
        load_ring.cache_clear()
    return _open(sealed, load_ring(path).cipher(key_id, purpose), context)
