# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
import zipfile

import pytest

from ordito.files.engine.kinds import ARCHIVES, DOCUMENTS, KINDS, RECORDINGS, kind_of


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
        (zipped(ppt__presentation_xml="<a/>"), "pptx"),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        (zipped(mimetype="application/vnd.oasis.opendocument.presentation"), "odp"),
        (COMPOUND + "Workbook\x00".encode("utf-16-le"), "xls"),
        (COMPOUND + "WordDocument\x00".encode("utf-16-le"), "doc"),
        ("Cognome;Città\n".encode("cp1252"), "text"),
        ("Cognome;Città\n".encode("utf-16"), "text"),
        ("Cognome;Nome\n".encode("utf-16-le"), "text"),
        (b"\x30\x82\x0f\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0" + bytes(60), "p7m"),
        (b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80" + bytes(60), "p7m"),
        (b"\x30\x82\x0f\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0" + b"\x01" * 60, ""),
        (b"ID3\x03\x00\x00" + bytes(60), "mp3"),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(60), "m4a"),
        (b"OggS" + bytes(60), "ogg"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(60), "wav"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(4) + b"mp42isom" + bytes(60), "mp4"),
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


def test_recordings_are_no_documents_of_a_record() -> None:
    assert not RECORDINGS & DOCUMENTS
    assert set(KINDS) == RECORDINGS | DOCUMENTS | ARCHIVES
