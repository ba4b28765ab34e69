# SPDX-License-Identifier: EUPL-1.2
"""What a file is by its content; its name is never asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import filetype

from ordito.core.spreadsheets.archives import inspect_archive, read_member
from ordito.core.spreadsheets.problems import FileProblem, FileRefusedError

if TYPE_CHECKING:
    from ordito.core.spreadsheets.limits import Limits

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, of .doc and of encrypted .xlsx
OPEN_DOCUMENT_SHEET = "application/vnd.oasis.opendocument.spreadsheet"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
HEAD = 8 * 1024
CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 26, 27}  # 26 ends files of old programs


class FileKind(StrEnum):
    """The kinds that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"


@dataclass(frozen=True)
class Sniffed:
    """The kind of a readable file, and whether it carries macros (they are never run: only values are read)."""

    kind: FileKind
    macros: bool = False


def sniff(content: bytes, limits: Limits) -> Sniffed:
    """The kind of `content`; raises `FileRefusedError` with the reason when it is none that holds a table."""
    if not content.strip(b"\x00 \t\r\n"):
        raise FileRefusedError(FileProblem.EMPTY)
    if len(content) > limits.file_size:
        raise FileRefusedError(FileProblem.TOO_BIG, limit=limits.file_size)
    if content.startswith((ZIP, EMPTY_ZIP)):
        return _sniff_zip(content, limits)
    if content.startswith(COMPOUND):
        return _sniff_compound(content)
    _refuse_other_kinds(content)
    return Sniffed(FileKind.TEXT)


def _sniff_zip(content: bytes, limits: Limits) -> Sniffed:
    names = inspect_archive(content, limits)
    if "xl/workbook.bin" in names:
        raise FileRefusedError(FileProblem.BINARY_WORKBOOK)
    if "xl/workbook.xml" in names:
        return Sniffed(FileKind.XLSX, macros="xl/vbaProject.bin" in names)
    if "mimetype" in names:
        declared = read_member(content, "mimetype", 200).decode("ascii", "replace").strip()
        if declared.startswith(OPEN_DOCUMENT_SHEET):
            if "content.xml" not in names:
                raise FileRefusedError(FileProblem.DAMAGED)
            return Sniffed(FileKind.ODS, macros=any(name.startswith(("Basic/", "Scripts/")) for name in names))
        raise FileRefusedError(FileProblem.DOCUMENT)
    if any(name.startswith(("word/", "ppt/", "Index/")) for name in names):
        raise FileRefusedError(FileProblem.DOCUMENT)
    raise FileRefusedError(FileProblem.ARCHIVE)


def _sniff_compound(content: bytes) -> Sniffed:
    """Tell the three uses of the container apart by the names of its streams, which it keeps in UTF-16."""
    if _names_stream(content, "EncryptedPackage"):
        raise FileRefusedError(FileProblem.ENCRYPTED)
    if _names_stream(content, "Workbook") or _names_stream(content, "Book"):
        return Sniffed(FileKind.XLS, macros=_names_stream(content, "_VBA_PROJECT"))
    raise FileRefusedError(FileProblem.DOCUMENT)


def _names_stream(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") + b"\x00\x00" in content


def _refuse_other_kinds(content: bytes) -> None:
    guessed = filetype.guess(content[:HEAD])
    if guessed is not None:
        raise FileRefusedError(_problem_of(guessed.mime))
    head = content[:HEAD]
    if not head.startswith(UTF16_MARKS):
        text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        if text.startswith(b"%pdf"):
            raise FileRefusedError(FileProblem.PDF)
        if text.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style", b"mime-version:")):
            raise FileRefusedError(FileProblem.WEB_PAGE)
        if text.startswith((b"<?xml", b"<!doctype")):
            raise FileRefusedError(FileProblem.XML)
        if not _wide_text(head) and sum(byte in CONTROL for byte in head) > len(head) // 1000:
            raise FileRefusedError(FileProblem.NOT_A_TABLE)


def _wide_text(head: bytes) -> bool:
    """Whether the bytes look like UTF-16 without its mark: every other one is zero."""
    half = len(head) // 2
    return half > 1 and (head[1::2].count(0) > half * 0.7 or head[0::2].count(0) > half * 0.7)


def _problem_of(mime: str) -> FileProblem:
    family = mime.partition("/")[0]
    if mime == "application/pdf":
        return FileProblem.PDF
    if family == "image":
        return FileProblem.IMAGE
    if mime in ("application/x-msdownload", "application/x-executable", "application/x-dosexec"):
        return FileProblem.PROGRAM
    if mime in ("application/rtf", "application/msword"):
        return FileProblem.DOCUMENT
    if "zip" in mime or "compressed" in mime or mime in ("application/x-tar", "application/x-xz"):
        return FileProblem.ARCHIVE
    return FileProblem.NOT_A_TABLE
