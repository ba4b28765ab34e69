# SPDX-License-Identifier: EUPL-1.2
"""Ids that lead nowhere without the key: the same id of the same kind has the same pseudonym in every snapshot."""

import hashlib

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from ordito.indicators.engine.model import IntArray


class Pseudonyms:
    """Keyed numbers for ids, made many at a time.

    Each id, beside the name of its kind, is one block of AES, which a fast cipher turns into 128 bits that nobody can
    tell from chance without the key (16 bytes); 64 of them are the pseudonym. Blocks are enciphered one by one on
    purpose: equal ids must give equal pseudonyms.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 - single blocks, equality is the point

    def of(self, kind: str, ids: IntArray) -> IntArray:
        """The pseudonym of each id."""
        return self._blocks(kind, ids)[:, 0]

    def with_keys(self, kind: str, ids: IntArray) -> tuple[IntArray, IntArray]:
        """The pseudonym of each id, and its record key: 32 other bits."""
        blocks = self._blocks(kind, ids)
        return blocks[:, 0], blocks[:, 1] & 0xFFFFFFFF

    def _blocks(self, kind: str, ids: IntArray) -> IntArray:
        plain = np.empty((ids.size, 2), dtype="<i8")
        plain[:, 0] = int.from_bytes(hashlib.blake2b(kind.encode(), digest_size=8).digest(), "little", signed=True)
        plain[:, 1] = ids
        maker = self._cipher.encryptor()
        found = maker.update(plain.tobytes()) + maker.finalize()
        return np.frombuffer(found, dtype="<i8").reshape(-1, 2).astype(np.int64)
