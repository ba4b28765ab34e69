# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from ordito.papers.engine.examples import EXAMPLES, docx_of
from ordito.papers.engine.letters import LetterError, examine, make_letter
from ordito.papers.queries.letter_fields import NAMES, ROWS

VALUES = dict.fromkeys(NAMES, "")


def docx(*paragraphs: str) -> bytes:
    """A model with these paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def text_in(content: bytes) -> str:
    """The paragraphs of a letter."""
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def with_member(content: bytes, name: str, data: bytes) -> bytes:
    """The same archive with one member more, or another in its place."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, data)
    return made.getvalue()


def refused(content: bytes) -> LetterError:
    with pytest.raises(LetterError) as error:
        examine(content, fields=NAMES, lists=ROWS)
    return error.value


def test_a_letter_says_the_values_and_rows() -> None:
    model = docx(
        "A {{ persona.nome }}",
        "{% for uno in interventi %}{{ uno.nome }};{% endfor %}",
        "{% if persona.residenza %}x{% else %}senza{% endif %}",
    )
    assert examine(model, fields=NAMES, lists=ROWS) == {
        "persona.nome", "persona.residenza", "interventi", "interventi.nome",
    }  # fmt: skip
    rows = {"interventi": [{"nome": "Educativa"}, {"nome": "Mensa"}]}
    letter = make_letter(model, values={**VALUES, "persona.nome": "Ezechiele"}, rows=rows)
    assert text_in(letter) == "A Ezechiele\nEducativa;Mensa;\nsenza"


@pytest.mark.parametrize(
    "text", ["<w:p> & </w:t>", "{{ persona.cognome }} {% for %}", "a\nb", "\x00\x0b\ud800x", "مرحبا 😀"]
)
def test_what_people_wrote_is_never_markup(text: str) -> None:
    letter = make_letter(docx("[{{ persona.nome }}]"), values={**VALUES, "persona.nome": text}, rows={})
    shown = text_in(letter)
    assert shown == f"[{text}]".translate({0: None, 11: None, 0xD800: None})


@pytest.mark.parametrize(
    "text",
    [
        "{{ persona.__class__.__mro__ }}",
        "{{ persona['nome'] }}",
        "{{ persona.nome.upper() }}",
        "{{ persona.nome|upper }}",
        "{{ range(100000000) }}",
        "{% for a in range(9) %}x{% endfor %}",
        "{% for a in nucleo %}{% for b in nucleo %}x{% endfor %}{% endfor %}",
        "{% set a = 1 %}",
        "{% include 'x' %}",
        "{% macro a() %}{% endmacro %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 2 ** 99999999 }}",
        "{{ lettera.testo ~ lettera.testo }}",
    ],
)
def test_nothing_but_fields_conditions_and_lists_can_be_said(text: str) -> None:
    assert refused(docx(text)).code in {"language", "unknown"}


def test_what_is_said_in_a_property_of_the_file_is_looked_at_too() -> None:
    document = Document()
    document.core_properties.title = "{{ persona.nome.upper() }}"
    made = io.BytesIO()
    document.save(made)
    assert refused(made.getvalue()).code == "language"


def test_fields_that_do_not_exist_are_named() -> None:
    error = refused(docx("{{ persona.nomme }} {% for uno in nucleo %}{{ uno.peso }}{% endfor %} {{ chi }}"))
    assert (error.code, error.names) == ("unknown", ("chi", "nucleo.peso", "persona.nomme"))


@pytest.mark.parametrize("text", ["{{ persona.nome ", "{% if oggi %}senza fine", "{% endfor %}"])
def test_half_a_field_is_refused(text: str) -> None:
    assert refused(docx(text)).code == "syntax"


def test_files_that_cannot_be_models_are_refused() -> None:
    sound = docx("{{ oggi }}")
    assert refused(b"PK\x03\x04 rotto").code == "not_docx"
    assert refused(b"testo").code == "not_docx"
    assert refused(with_member(sound, "word/vbaProject.bin", b"x")).code == "macros"
    assert refused(with_member(sound, "word/embeddings/a.bin", b"x")).code == "macros"
    assert refused(with_member(sound, "word/media/a.png", b"\0" * 41 * 1024 * 1024)).code == "too_large"
    doctype = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
    assert refused(with_member(sound, "word/settings.xml", doctype)).code == "not_docx"
    link = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        b'Target="http://example.org/a.png" TargetMode="External"/></Relationships>'
    )
    assert refused(with_member(sound, "word/_rels/footer1.xml.rels", link)).code == "external"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.key)
def test_the_models_that_come_with_ordito_are_sound(example: object) -> None:
    model = docx_of(example)  # type: ignore[arg-type]  # parametrized
    assert "lettera.testo" in examine(model, fields=NAMES, lists=ROWS)
    assert text_in(make_letter(model, values=VALUES, rows={name: [] for name in ROWS}))
