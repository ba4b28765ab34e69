# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
import zipfile

import pytest

from ordito.files.engine.kinds import KINDS, kind_of


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40), "png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(60), "jpeg"),
        (zipped(xl__workbook_xml="<a/>"), "xlsx"),
        (zipped(word__document_xml="<a/>"), "docx"),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        (COMPOUND + "Workbook\x00".encode("utf-16-le"), "xls"),
        (COMPOUND + "WordDocument\x00".encode("utf-16-le"), "doc"),
        ("Cognome;Città\n".encode("cp1252"), "text"),
        ("Cognome;Città\n".encode("utf-16"), "text"),
        ("Cognome;Nome\n".encode("utf-16-le"), "text"),
        (b"", ""),
        (b"  \n", ""),
        (b"MZ\x90\x00" + bytes(80), ""),
        (b"\x7fELF" + bytes(80), ""),
        (b"<!DOCTYPE html><script>alert(1)</script>", ""),
        (b"\xef\xbb\xbf <svg onload=x>", ""),
        (b"#!/bin/sh\n", ""),
        (b"GIF89a" + bytes(40), ""),
        (zipped(a="x"), ""),
        (b"PK\x03\x04 rotto", ""),
        (COMPOUND, ""),
        (bytes(range(32)), ""),
    ],
)
def test_kind_is_told_by_content(content: bytes, kind: str) -> None:
    stream = io.BytesIO(content)
    assert kind_of(stream) == kind
    assert stream.tell() == 0
    assert kind in KINDS or kind == ""
