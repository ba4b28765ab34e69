# SPDX-License-Identifier: EUPL-1.2
"""Looks through a zipped workbook before any library opens it: size once expanded, declarations, cells far away."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat

from ordito.core.spreadsheets.problems import FileProblem, FileRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.spreadsheets.limits import Limits

CHUNK = 256 * 1024
ENCRYPTED_FLAG = 0x1
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
LETTERS = 26
MANIFEST = "META-INF/manifest.xml"

TEXT_SUFFIXES = (".xml", ".rels", ".vml")


def inspect_archive(content: bytes, limits: Limits) -> frozenset[str]:
    """Names of the members of a zip whose expansion is safe; raises `FileRefusedError` otherwise."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_directory(members, limits)
            _check_manifest(archive)
            left = limits.expanded_size
            for member in members:
                left = _check_member(archive, member, left, limits)
            return frozenset(member.filename for member in members)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise FileRefusedError(FileProblem.DAMAGED) from error


def read_member(content: bytes, name: str, size: int) -> bytes:
    """At most `size` bytes of one member of a zip that has been inspected."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as stream:
        return stream.read(size)


def _check_directory(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(member.flag_bits & ENCRYPTED_FLAG for member in members):
        raise FileRefusedError(FileProblem.ENCRYPTED)
    if len({member.filename for member in members}) != len(members):
        raise FileRefusedError(FileProblem.DAMAGED)
    if len(members) > limits.members or sum(member.file_size for member in members) > limits.expanded_size:
        raise FileRefusedError(FileProblem.EXPANDS_TOO_MUCH)


def _check_manifest(archive: zipfile.ZipFile) -> None:
    """OpenDocument leaves the list of members readable when it encrypts them."""
    if MANIFEST in archive.namelist():
        with archive.open(MANIFEST) as stream:
            if b"encryption-data" in stream.read(CHUNK):
                raise FileRefusedError(FileProblem.ENCRYPTED)


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, limits: Limits) -> int:
    """Expand `member` chunk by chunk, whatever size it declares; the bytes left for the members after it."""
    measure = SheetMeasure(limits) if member.filename.endswith(".xml") else None
    textual = member.filename.endswith(TEXT_SUFFIXES)
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise FileRefusedError(FileProblem.EXPANDS_TOO_MUCH)
            if textual:
                if any(mark in tail + chunk for mark in DOCTYPES):
                    raise FileRefusedError(FileProblem.DOCTYPE)
                tail = chunk[-32:]
            if measure:
                measure.feed(chunk)
    return left


class SheetMeasure:
    """The rectangle that a worksheet's filled cells span, found without building it.

    Both formats let one cell lie a million rows below the others, and OpenDocument repeats cells by a number.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.row = self.column = self.repeat = 0
        self.last_row = self.last_column = 0
        self.row_repeat = 1
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._root
        self.parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the member."""
        try:
            self.parser.Parse(chunk, False)  # noqa: FBT003 - the library's signature
        except expat.ExpatError as error:
            raise FileRefusedError(FileProblem.DAMAGED) from error

    def _doctype(self, *_details: object) -> None:
        raise FileRefusedError(FileProblem.DOCTYPE)

    def _root(self, name: str, _attributes: Mapping[str, str]) -> None:
        root = name.rpartition(" ")[2]
        handlers = {"worksheet": self._office_open, "document-content": self._open_document}
        self.parser.StartElementHandler = handlers.get(root)

    def _office_open(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "c":
            reference = attributes.get("r")
            if reference is None:
                self.column += 1
            elif found := REFERENCE.fullmatch(reference):
                self.row, self.column = int(found[2]), column_number(found[1])
            else:  # the reader takes spellings that no spreadsheet writes, and would lay out what lies between
                raise FileRefusedError(FileProblem.DAMAGED)
        elif local in ("v", "is"):
            self._filled(self.row, self.column)
        elif local == "row":
            self.row = _whole(attributes.get("r"), self.row + 1)
            self.column = 0

    def _open_document(self, name: str, attributes: Mapping[str, str]) -> None:
        space, _blank, local = name.rpartition(" ")
        if local == "table":
            self.row, self.row_repeat = 0, 1
            self.last_row = self.last_column = 0
        elif local == "table-row":
            self.row += self.row_repeat
            self.column, self.repeat = 0, 1
            self.row_repeat = _whole(attributes.get(f"{space} number-rows-repeated"), 1)
        elif local in ("table-cell", "covered-table-cell"):
            self.column += self.repeat if self.column else 1
            self.repeat = _whole(attributes.get(f"{space} number-columns-repeated"), 1)
            if any(key.endswith(" value-type") for key in attributes):
                self._filled(self.row + self.row_repeat - 1, self.column + self.repeat - 1)
        elif local == "p":
            self._filled(self.row + self.row_repeat - 1, self.column + self.repeat - 1)

    def _filled(self, row: int, column: int) -> None:
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)
        if self.last_row * self.last_column > self.limits.rectangle:
            raise FileRefusedError(FileProblem.FAR_CELL, row=row, column=column_letters(column))


def _whole(text: str | None, otherwise: int) -> int:
    """A count written in a file, at least 1; absurdly long ones are as good as absent cells: far away."""
    if text is None or not text.isdecimal():
        return otherwise
    return max(1, int(text[:10]))


def column_number(letters: str) -> int:
    """The place, from 1, of a spreadsheet column: "A" is 1, "AB" is 28."""
    number = 0
    for letter in letters:
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """The letters of the spreadsheet column at a place from 1."""
    letters = ""
    while number > 0:
        number, place = divmod(number - 1, LETTERS)
        letters = chr(ord("A") + place) + letters
    return letters
