# SPDX-License-Identifier: EUPL-1.2
"""What is to be printed, as plain values: who declares it knows no page, who draws it not what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

    Text = str | _StrPromise
else:
    Text = str


@dataclass(frozen=True)
class Facts:
    """Labels with their values; an empty value is printed as a dash."""

    pairs: Sequence[tuple[Text, Text]]
    title: Text = ""


@dataclass(frozen=True)
class Grid:
    """A table: heads of columns, and rows as long as the heads."""

    heads: Sequence[Text]
    rows: Sequence[Sequence[Text]]
    title: Text = ""


@dataclass(frozen=True)
class Prose:
    """A text in paragraphs (blank lines part them), with a line above that says when, who, which kind."""

    text: Text
    title: Text = ""
    detail: Text = ""


@dataclass(frozen=True)
class Picture:
    """A drawing (SVG), with the words that say the same to whoever does not see it."""

    svg: str
    alternative: Text
    title: Text = ""
    table: Grid | None = field(default=None)


Block = Facts | Grid | Prose | Picture
