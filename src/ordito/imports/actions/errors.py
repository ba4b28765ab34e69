# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations


class ImportRefusedError(Exception):
    """The import cannot do this now; the message says why to the person who asked."""


class MappingRefusedError(ImportRefusedError):
    """The columns chosen do not do: the message names the fields."""


class SupersededError(Exception):
    """Another worker has taken this work over; this one stops without a word."""
