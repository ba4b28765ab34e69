# SPDX-License-Identifier: EUPL-1.2
"""How much a file may hold. Generous for a Comune's whole history; no file can exhaust the machine."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, counts of rows, columns and characters."""

    file_size: int = 30 * MEBIBYTE
    expanded_size: int = 400 * MEBIBYTE  # all members of a zipped workbook together
    members: int = 2_000
    rows: int = 300_000  # with something in them
    columns: int = 300
    # The reader holds a sheet as a full rectangle of 32 bytes a cell, so that one stray cell far away costs gigabytes.
    rectangle: int = 10_000_000
    cell_length: int = 32_767  # what a spreadsheet itself allows
    rows_before_header: int = 50


LIMITS = Limits()
