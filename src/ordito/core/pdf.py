# SPDX-License-Identifier: EUPL-1.2
"""PDF by typst: a template of ours and data as JSON. What people wrote is data, never markup.

Laid out, a page takes memory that the compiler does not give back: what is long is made by `make_pdf_apart`, in a
process that runs this very file and knows nothing of Ordito.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import unicodedata
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import typst

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Standard = Literal["ua-1", "a-2a"]
TAGGED: Final[tuple[Standard, ...]] = ("ua-1",)
"""PDF/UA: tagged, with a title and a language, read by screen readers."""
ARCHIVAL: Final[tuple[Standard, ...]] = ("a-2a", "ua-1")
"""PDF/A-2a besides: what is kept for ever holds all that it needs to be drawn."""
UNKNOWN: Final = "□"
"""Stands on paper for a character that no font of ours has, such as an emoji."""
LONGEST_RUN: Final = 40
"""Letters without a blank after which a line may break, so that nothing runs off the page."""

_WRITTEN = ((0x20, 0x6FF), (0x1E00, 0x27BF))
"""From and to which code points we print: Latin to Arabic, their additions, signs. Of others no font of ours has any,
and some make the compiler break off."""
_UNSHAPED = frozenset(
    chr(code) for code in (*range(0x590, 0x700), *range(0xFE00, 0xFE10)) if unicodedata.category(chr(code)) == "Mn"
)
"""Vowel points of Hebrew and Arabic, which readers do without, and variations of emoji: they break the compiler."""
_RUN = re.compile(rf"\S{{{LONGEST_RUN}}}(?=\S)")
_MISSING = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
_ROUNDS = 8
DRAWING: Final = "svg"
"""The key of the data under which a drawing stands: nothing is put into its long runs of numbers."""
APART_MEMORY: Final = 2 * 1024 * 1024 * 1024
"""Bytes of address space of a process of its own; what is resident is a tenth of it."""
APART_SECONDS: Final = 300


class PdfNotMadeError(Exception):
    """The process of its own ended without a document: too little memory, or too long."""


def make_pdf(template: Path, data: Mapping[str, Any], *, at: datetime, standards: Sequence[Standard] = TAGGED) -> bytes:
    """The document that `template` (a .typ file) makes of `data`, which it reads with `json(bytes(sys.inputs.data))`.

    The compiler sees only the folder of the template, and only the fonts of the design system. The same data at the
    same time make the same bytes. Any text can be printed: characters without a font become `UNKNOWN`.
    """
    text = json.dumps(_printable(data), ensure_ascii=False)
    for _round in range(_ROUNDS):
        try:
            return _compile(template, text, at, standards)
        except typst.TypstError as error:
            missing = _missing(str(getattr(error, "diagnostic", error)))
            if not missing:
                raise
            text = text.translate(dict.fromkeys(missing, UNKNOWN))
    return _compile(template, text, at, standards)


def make_pdf_apart(template: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The same in a process of its own, whose memory is free again afterwards.

    Raises:
        PdfNotMadeError: it ended without a document.
    """
    order = json.dumps({"template": str(template), "data": data, "at": at.isoformat()}).encode()
    try:
        done = subprocess.run(  # noqa: S603 - this very file, no shell, nothing of the user's in the command
            [sys.executable, "-I", __file__], input=order, capture_output=True, timeout=APART_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PdfNotMadeError("too long") from error
    if done.returncode:
        raise PdfNotMadeError(f"ended with {done.returncode}")  # what it said may hold words of the record
    return done.stdout


def _compile(template: Path, text: str, at: datetime, standards: Sequence[Standard]) -> bytes:
    fonts = files("bootstrap_italia_template").joinpath("static/fonts/Titillium_Web")
    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": text},
        pdf_standards=list(standards),
        timestamp=int(at.timestamp()),
    )


def _printable(value: Any) -> Any:
    """The same data without control characters, and with places where very long words may break."""
    if isinstance(value, str):
        return _RUN.sub("\\g<0>\u200b", _clean(value))
    if isinstance(value, dict):
        return {key: _clean(item) if key == DRAWING else _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():  # nearly all text, and every drawing
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    """Line ends stay; tabs become blanks; what only steers a screen or a direction (Cc, Cf, Cs) goes."""
    if character == "\n":
        return character
    if unicodedata.category(character) in {"Cc", "Cf", "Cs"} or character in _UNSHAPED:
        return " " if character == "\t" else ""
    return character if any(first <= ord(character) <= last for first, last in _WRITTEN) else UNKNOWN


def _missing(diagnostic: str) -> set[int]:
    """The characters that the compiler has no font for, as it names them (PDF/UA allows none to be left out)."""
    found = (_ESCAPE.sub(_unescaped, text) for text in _MISSING.findall(diagnostic))
    return {ord(character) for text in found for character in text if not character.isascii()}


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]


def main() -> int:
    """What the process of its own does: an order on the standard input, a document on the standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (APART_MEMORY, APART_MEMORY))
    order = json.loads(sys.stdin.buffer.read())
    made = make_pdf(Path(order["template"]), order["data"], at=datetime.fromisoformat(order["at"]))
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
