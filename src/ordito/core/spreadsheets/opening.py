# SPDX-License-Identifier: EUPL-1.2
"""Opens a workbook that has been looked through; whatever the reader does to a bad one comes back as a refusal."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING

import python_calamine

from ordito.core.spreadsheets.apart import ApartError, as_xlsx
from ordito.core.spreadsheets.archives import inspect_archive
from ordito.core.spreadsheets.problems import FileProblem, FileRefusedError
from ordito.core.spreadsheets.sniffing import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.core.spreadsheets.limits import Limits

PANIC = "PanicException"  # the reader is written in Rust; its panics are no Exception and have no importable class


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what the reader raises into the refusal of the file."""
    try:
        yield
    except python_calamine.PasswordError as error:
        raise FileRefusedError(FileProblem.ENCRYPTED) from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise FileRefusedError(FileProblem.DAMAGED) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise FileRefusedError(FileProblem.DAMAGED) from error


def open_workbook(content: bytes, kind: FileKind, limits: Limits) -> python_calamine.CalamineWorkbook:
    """The workbook in `content`, of a kind that `sniff` found. Raises `FileRefusedError`."""
    if kind is FileKind.XLS:
        try:
            content = as_xlsx(content)
        except ApartError as error:
            raise FileRefusedError(FileProblem.ENCRYPTED if error.encrypted else FileProblem.DAMAGED) from error
        inspect_archive(content, limits)
    with _refusing():
        return python_calamine.load_workbook(io.BytesIO(content))


def sheet_named(book: python_calamine.CalamineWorkbook, name: str) -> python_calamine.CalamineSheet:
    """The sheet of that name. Raises `FileRefusedError`."""
    with _refusing():
        return book.get_sheet_by_name(name)
