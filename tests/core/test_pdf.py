# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from ordito.core.pdf import PdfNotMadeError, make_pdf, make_pdf_apart

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 11, 28, tzinfo=UTC)
TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "Prova", author: "Ordito")
#set text(lang: "it", font: "Titillium Web", size: 10pt)
#set page(width: 100pt, height: auto, margin: 5pt)
= Prova
#par(data.text)
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A page that prints one text."""
    path = tmp_path / "page.typ"
    path.write_text(TEMPLATE)
    return path


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x") $ @nome *b* _i_ `c` <etichetta> \\ // /* = Titolo',
        "😀 👨‍👩‍👧 🇮🇹 汉字 देवनागरी",
        "\ud800 \x00 \x07 \u202e \ufeff \t a\r\nb",
        "مرحبا שָׁלוֹם Ходжа Αθηνά é ạ̈ n̈",
        "⚠ ✓ → €",
        "x" * 10_000,
        "",
    ],
)
def test_any_text_can_be_printed(template: Path, text: str) -> None:
    assert make_pdf(template, {"text": text}, at=AT).startswith(b"%PDF-")


def test_text_of_every_script_at_random(template: Path) -> None:
    drawn = random.Random(7)  # noqa: S311 - the same texts every time, not a secret
    for _turn in range(5):
        text = "".join(chr(drawn.randrange(0x20, 0x3000)) for _letter in range(300))
        assert make_pdf(template, {"text": text}, at=AT).startswith(b"%PDF-")


def test_the_same_data_make_the_same_bytes(template: Path) -> None:
    data = {"text": "Zanzotti 😀"}
    assert make_pdf(template, data, at=AT) == make_pdf(template, data, at=AT)


def test_what_has_no_letter_stands_as_a_square(template: Path) -> None:
    assert make_pdf(template, {"text": "😀"}, at=AT) == make_pdf(template, {"text": "□"}, at=AT)


def test_a_fault_of_the_template_is_not_hidden(template: Path) -> None:
    template.write_text("#unknown-thing")
    with pytest.raises(Exception, match="unknown variable"):
        make_pdf(template, {"text": ""}, at=AT)


def test_a_process_of_its_own_makes_the_same_bytes(template: Path) -> None:
    data = {"text": "Zanzotti 😀 \ud800"}
    assert make_pdf_apart(template, data, at=AT) == make_pdf(template, data, at=AT)


def test_a_process_that_fails_says_nothing_of_what_it_printed(template: Path) -> None:
    template.write_text("#unknown-thing")
    with pytest.raises(PdfNotMadeError, match="ended with 1"):
        make_pdf_apart(template, {"text": "Zanzotti"}, at=AT)


def test_a_drawing_is_left_as_it_is(template: Path) -> None:
    path = "M0,0" + "L10,10" * 50
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="{path}"/><text>😀</text></svg>'
    template.write_text(TEMPLATE + '#image(bytes(data.svg), format: "svg", alt: "Un disegno")')
    assert make_pdf(template, {"text": "", "svg": drawing}, at=AT).startswith(b"%PDF-")
