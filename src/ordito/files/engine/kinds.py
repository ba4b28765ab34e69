# SPDX-License-Identifier: EUPL-1.2
"""What a file is, by its content alone, and which kinds are ever kept."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import BinaryIO

import filetype

HEAD = 8 * 1024
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""The object identifier 1.2.840.113549.1.7.2 in DER: a CMS signature (RFC 5652, section 5), as in a ``.p7m``."""
SIGNED_DATA_WITHIN = 24
"""Bytes from the beginning within which a CMS signature names itself, after tag and length."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that may be kept: its code, its type on the web and the ending of its name."""

    code: str
    content_type: str
    ending: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", "application/pdf", ".pdf"),
        Kind("png", "image/png", ".png"),
        Kind("jpeg", "image/jpeg", ".jpg"),
        Kind("tiff", "image/tiff", ".tif"),
        Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", ".xlsx"),
        Kind("docx", f"{_OFFICE}wordprocessingml.document", ".docx"),
        Kind("pptx", f"{_OFFICE}presentationml.presentation", ".pptx"),
        Kind("ods", f"{OPEN_DOCUMENT}spreadsheet", ".ods"),
        Kind("odt", f"{OPEN_DOCUMENT}text", ".odt"),
        Kind("odp", f"{OPEN_DOCUMENT}presentation", ".odp"),
        Kind("xls", "application/vnd.ms-excel", ".xls"),
        Kind("doc", "application/msword", ".doc"),
        Kind("text", "text/plain", ".txt"),
        Kind("p7m", "application/pkcs7-mime", ".p7m"),
        Kind("mp3", "audio/mpeg", ".mp3"),
        Kind("m4a", "audio/mp4", ".m4a"),
        Kind("ogg", "audio/ogg", ".ogg"),
        Kind("wav", "audio/wav", ".wav"),
        Kind("mp4", "video/mp4", ".mp4"),
        Kind("zip", "application/zip", ".zip"),
    )
}
TABLES = frozenset({"xlsx", "xls", "ods", "text"})
RECORDINGS = frozenset({"mp3", "m4a", "ogg", "wav", "mp4"})  # answers of questionnaires, sounds of their labels
ARCHIVES = frozenset({"zip"})  # made by Ordito itself, never taken in: `kind_of` knows none
DOCUMENTS = frozenset(KINDS) - RECORDINGS - ARCHIVES

_OPEN_KINDS = {"spreadsheet": "ods", "text": "odt", "presentation": "odp"}
_BY_TYPE = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpeg",
    "image/tiff": "tiff",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/x-wav": "wav",
    "video/mp4": "mp4",
}


def kind_of(stream: BinaryIO) -> str:
    """The code of the stream's kind, "" for any that is never kept (programs, archives, web pages, the empty file).

    The stream is left at its beginning.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    if head.startswith(b"PK\x03\x04"):
        kind = _kind_of_zip(stream)
        stream.seek(0)
        return kind
    if head.startswith(COMPOUND):
        kind = _kind_of_compound(stream.read())
        stream.seek(0)
        return kind
    if head[:1] == b"\x30" and SIGNED_DATA in head[:SIGNED_DATA_WITHIN]:
        return "p7m"
    guessed = filetype.guess(head)
    if guessed is not None:
        return _BY_TYPE.get(guessed.mime, "")
    return "text" if _is_text(head) else ""


def _kind_of_zip(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return "xlsx"
            if "word/document.xml" in names:
                return "docx"
            if "ppt/presentation.xml" in names:
                return "pptx"
            if "mimetype" not in names:
                return ""
            with archive.open("mimetype") as member:
                declared = member.read(100).decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return ""
    return {f"{OPEN_DOCUMENT}{kind}": code for kind, code in _OPEN_KINDS.items()}.get(declared, "")


def _kind_of_compound(content: bytes) -> str:
    for stream_name, kind in (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls")):
        if stream_name.encode("utf-16-le") + b"\x00\x00" in content:
            return kind
    return ""


def _is_text(head: bytes) -> bool:
    """No control characters but line ends and tabs, or UTF-16 by its mark; not the markup of a web page."""
    if not head.strip():
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"#!")):
        return False
    zeros = head.count(0)
    if zeros > len(head) * 0.4:  # UTF-16 without its mark
        return True
    return not any(byte < 32 and byte not in b"\t\n\r\x0c\x1a\x1b" for byte in head)  # noqa: PLR2004 - first printable
