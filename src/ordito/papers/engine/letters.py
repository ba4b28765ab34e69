# SPDX-License-Identifier: EUPL-1.2
"""Models of letters as .docx files: what may come in, which fields they name, and a letter made of one."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from typing import TYPE_CHECKING, Any, Final

from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml.etree import LxmlError

from ordito.papers.engine.language import ForbiddenError, LetterEnvironment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MEBIBYTE: Final = 1024 * 1024
MOST_MEMBERS: Final = 500
LARGEST_UNPACKED: Final = 40 * MEBIBYTE
MOST_ROWS: Final = 200
"""Rows of a list that reach a letter; a letter is no archive."""

_EXTERNAL = re.compile(
    rb'<Relationship\b(?=[^>]*TargetMode="External")(?![^>]*relationships/hyperlink")', re.IGNORECASE
)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MACRO = re.compile(r"vbaProject|vbaData|activeX|embeddings/", re.IGNORECASE)


class LetterError(Exception):
    """The file cannot be a model, or makes no letter: `code` says why, `names` which fields do not exist."""

    def __init__(self, code: str, names: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code, self.names = code, tuple(names)


def examine(content: bytes, *, fields: frozenset[str], lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The fields that a model names.

    Raises:
        LetterError: `not_docx`, `too_large` (unpacked), `macros`, `external` (links to elsewhere), `language`
            (something the language of letters does not have), `syntax`, `unknown` (fields that do not exist).
    """
    _check_archive(content)
    environment = LetterEnvironment(fields, lists)
    _render(
        content,
        _nested(dict.fromkeys(fields, "x"), {name: [dict.fromkeys(row, "x")] for name, row in lists.items()}),
        environment,
    )
    if environment.unknown:
        raise LetterError("unknown", sorted(environment.unknown))
    return frozenset(environment.used)


def make_letter(content: bytes, *, values: Mapping[str, str], rows: Mapping[str, Sequence[Mapping[str, str]]]) -> bytes:
    """The letter that a model makes of these values: a .docx file. What people wrote is text, never markup.

    Raises:
        LetterError: as `examine`.
    """
    _check_archive(content)
    lists = {name: frozenset(key for row in some for key in row) for name, some in rows.items()}
    environment = LetterEnvironment(frozenset(values), lists)
    bounded = {name: [dict(row) for row in some[:MOST_ROWS]] for name, some in rows.items()}
    return _render(content, _nested(values, bounded), environment)


def _check_archive(content: bytes) -> None:
    """Refuse what is no document, unpacks to too much, runs something or fetches something from elsewhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_UNPACKED:
                raise LetterError("too_large")
            names = [member.filename for member in members]
            if any(_MACRO.search(name) for name in names):
                raise LetterError("macros")
            for member in members:
                _check_member(archive, member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise LetterError("not_docx") from error
    if "word/document.xml" not in names:
        raise LetterError("not_docx")


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if not member.filename.endswith((".xml", ".rels")):
        return
    with archive.open(member) as stream:
        text = stream.read(member.file_size + 1)
    if _DOCTYPE.search(text):
        raise LetterError("not_docx")
    if member.filename == "[Content_Types].xml" and b"macroEnabled" in text:
        raise LetterError("macros")
    if member.filename.endswith(".rels") and _EXTERNAL.search(text):
        raise LetterError("external")


def _render(content: bytes, context: dict[str, Any], environment: LetterEnvironment) -> bytes:
    made = io.BytesIO()
    try:
        document = DocxTemplate(io.BytesIO(content))
        document.render(context, environment, autoescape=True)
        document.save(made)
    except ForbiddenError as error:
        raise LetterError("language") from error
    except TemplateError as error:
        if environment.unknown:
            raise LetterError("unknown", sorted(environment.unknown)) from error
        raise LetterError("syntax") from error
    except (LxmlError, KeyError, ValueError) as error:
        raise LetterError("not_docx") from error
    return made.getvalue()


def _nested(values: Mapping[str, str], rows: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, Any]:
    """A field "persona.nome" becomes a value within "persona"; lists stand by their names."""
    found: dict[str, Any] = {}
    for path, value in values.items():
        owner, _dot, name = path.partition(".")
        if name:
            found.setdefault(owner, {})[name] = _plain(value)
        else:
            found[owner] = _plain(value)
    for name, some in rows.items():
        found[name] = [{key: _plain(value) for key, value in row.items()} for row in some]
    return found


def _plain(value: str) -> str:
    """Text that XML may hold: line ends stay, what steers a screen goes."""
    return "".join(one for one in value if one == "\n" or unicodedata.category(one) not in {"Cc", "Cs", "Cn"})
