# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io

import pytest

from ordito.files.engine.signatures import PIECE, pdf_is_signed
from ordito.plans.engine.strokes import LONGEST, frame_of, is_drawing


@pytest.mark.parametrize(
    ("content", "signed"),
    [
        (b"%PDF-1.7\n1 0 obj << /Type /Sig /ByteRange [0 10 20 30] >>", True),
        (b"%PDF-1.7\n" + b"x" * (PIECE - 14) + b"/ByteRange [0 10 20 30]", True),  # cut in two by the reading
        (b"%PDF-1.7\n1 0 obj << /Type /Catalog >>", False),
        (b"", False),
    ],
)
def test_signed_pdf_says_which_bytes_are_signed(content: bytes, signed: bool) -> None:  # noqa: FBT001 - a parameter
    stream = io.BytesIO(content)
    assert pdf_is_signed(stream) is signed
    assert stream.tell() == 0


@pytest.mark.parametrize("path", ["M10 20L30 40", "M0 0L0 0M5 5L600 200L1 1"])
def test_lines_are_a_drawing(path: str) -> None:
    assert is_drawing(path)


@pytest.mark.parametrize(
    "path", ["", "M10 20", "L10 20", 'M1 1L2 2"/><script>', "M1 1L2 2z", "M1000 1L2 2", "M-1 1L2 2", "M1 1L2 2\n"]
)
def test_anything_else_is_none(path: str) -> None:
    assert not is_drawing(path)


def test_endless_drawing_is_refused() -> None:
    assert not is_drawing("M1 1" + "L2 2" * (LONGEST // 4))


def test_frame_is_what_the_drawing_takes_with_a_margin() -> None:
    assert frame_of("M10 20L30 40M50 20L12 60") == "2 12 56 56"
