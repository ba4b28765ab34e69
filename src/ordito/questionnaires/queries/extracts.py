# SPDX-License-Identifier: EUPL-1.2
"""Answers as extracts of `indicators`: what was chosen and what is a number, never a text, a name, a date or a file.

Answers lie sealed whole (decision 0015): the job that reads them opens each row and keeps only these columns. A column
is a question over the versions of its questionnaire; what older versions were answered reads as the last one says it,
from where its author declares that the series goes on. Questions inside repeats are not columns: a row is one whole.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.db.models import Func, TextField
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from ordito.core.declare import Column, ColumnRole, Opening
from ordito.questionnaires.engine.counting import NUMBERS, ONE
from ordito.questionnaires.engine.tree import read_xml
from ordito.questionnaires.enums import Continuity
from ordito.questionnaires.models import QuestionnaireVersion, VersionQuestion
from ordito.questionnaires.models.scopes import open_text
from ordito.questionnaires.models.submissions import flat_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

YES, NO = "1", "0"
YES_NO = {YES: _("Sì"), NO: _("No")}
READS = ("version", "submission", "number", "sealed")
"""What a row is opened from: see `reads_of`."""
LARGEST = 1e8
"""No answer is counted from here on: numbers of nine digits are telephones and codes, not places or euro."""
LONGEST_LABEL = 120
LONGEST_NAME = 60
"""Bytes of a name that every database takes whole (PostgreSQL: 63)."""
PLAIN = re.compile(r"[A-Za-z0-9_]+")
"""No dash, which stands between the names that a released table is broken down by."""


class Hex(Func):
    """Bytes as text, in words that each database knows by itself."""

    function = "encode"
    template = "%(function)s(%(expressions)s, 'hex')"
    output_field: ClassVar = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        """SQLite has a function of its own."""
        return self.as_sql(compiler, connection, function="hex", template="%(function)s(%(expressions)s)")


def reads_of(path: str) -> tuple[Any, ...]:
    """The fields of `READS`, from a row that reaches one flat row of its submission by `path`."""
    return f"{path}__version", f"{path}__public_id", f"{path}__rows__index", Hex(f"{path}__rows__sealed_values")


@dataclass(frozen=True)
class Asked:
    """A version that was put to somebody; `since` is the first day of which it asked, None when it was not used."""

    pk: int
    number: int
    sha256: str
    since: date | None = None


@dataclass(frozen=True)
class Series:
    """A question from where its series begins: the versions that ask it, the words that lead each to the last."""

    key: str
    last: VersionQuestion
    paths: Mapping[int, str]
    """Path by version."""
    words: Mapping[int, tuple[Mapping[str, str], ...]]
    """By version, the mappings of values to go through."""
    since: date | None
    """The first day of which it was asked, when others were asked before."""

    @property
    def name(self) -> str:
        """The name of its column."""
        return column_name(self.key)

    def name_of(self, value: str) -> str:
        """The name of the column of one of several choices."""
        return column_name(f"{self.key}__{value}")

    def told(self, version: int, text: str) -> str:
        """An answer to a version in the words of the last."""
        for mapping in self.words.get(version, ()):
            text = " ".join(dict.fromkeys(mapping.get(word, word) for word in text.split()))
        return text


def column_name(text: str) -> str:
    """A name that recipes, files and databases take as it is, made of a question's key and perhaps a choice's value."""
    name = f"q_{text}"
    if PLAIN.fullmatch(name) and len(name) <= LONGEST_NAME:
        return name
    return f"q_{slugify(text).replace('-', '_')[: LONGEST_NAME - 14]}_{sha256(text.encode()).hexdigest()[:10]}"


@lru_cache(maxsize=32)
def answer_columns(
    title: str, versions: tuple[Asked, ...], said: tuple[tuple[str, bool], ...] = ()
) -> tuple[tuple[Column, ...], Opening]:
    """The columns of a questionnaire's answers, and how a row is opened. `versions` are published ones, by number.

    The last of them is the one whose questions a new recipe may name. `said` tells by key which questions count people,
    where their author has said it.
    """
    found = [one for one in _series(versions) if one.last.countable]
    inside = _inside_repeats({one.last.version_id for one in found})
    found = [one for one in found if not one.last.path.startswith(inside[one.last.version_id])]
    columns = tuple(column for one in found for column in _columns(one, title, versions[-1], dict(said)))
    known = {version.pk for version in versions}

    def open_row(row: Mapping[str, str]) -> Mapping[str, str] | None:
        version = int(row["version"])
        place = flat_place(UUID(row["submission"]), "", int(row["number"]))
        values = json.loads(open_text(bytes.fromhex(row["sealed"]), place)) if version in known else {}
        return dict(cell for one in found for cell in _cells(one, version, values))

    return columns, Opening(READS, frozenset(column.name for column in columns), open_row)


def _series(versions: Sequence[Asked]) -> list[Series]:
    """The questions of the versions, in the order of the last form that asks them."""
    numbers = {version.pk: version for version in versions}
    rows = VersionQuestion.objects.filter(version__in=numbers).select_related("question").order_by("place", "pk")
    by_key: dict[str, list[VersionQuestion]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: -numbers[row.version_id].number):
        by_key[row.question.key].append(row)
    return [_one_series(key, found[::-1], versions) for key, found in by_key.items()]


def _one_series(key: str, rows: Sequence[VersionQuestion], versions: Sequence[Asked]) -> Series:
    """A series from its rows in the order of versions."""
    start = max(n for n, row in enumerate(rows) if n == 0 or row.change in {Continuity.BREAK, Continuity.FIRST})
    kept = rows[start:]
    words = {
        row.version_id: tuple(later.mapping for later in kept[n + 1 :] if later.change == Continuity.EQUIVALENT)
        for n, row in enumerate(kept)
    }
    first = next(n for n, version in enumerate(versions) if version.pk == kept[0].version_id)
    days = [version.since for version in versions[first:] if version.since is not None]
    earlier = any(version.since is not None for version in versions[:first])
    since = min(days, default=None) if earlier else None
    return Series(key, rows[-1], {row.version_id: row.path for row in kept}, words, since)


def _inside_repeats(versions: set[int]) -> dict[int, tuple[str, ...]]:
    """By version, how the paths of what lies inside a repeat begin."""
    forms = QuestionnaireVersion.objects.filter(pk__in=versions).values_list("pk", "xform")
    return {
        pk: tuple(f"{node.attributes['nodeset']}/" for node in read_xml(xform.encode()).walk() if node.name == "repeat")
        for pk, xform in forms
    }


def _columns(one: Series, title: str, last: Asked, said: Mapping[str, bool]) -> Iterator[Column]:
    label = _shortened(one.last.label or one.last.name)
    gone: dict[str, Any] = {"since": one.since, "of_people": one.last.counts_people(said)}
    if one.last.version_id != last.pk:
        words = _("La domanda «{label}» non c’è più nel questionario «{title}»: scegline un’altra.")
        gone["retired"] = format_lazy(words, label=label, title=title)
    if one.last.kind in NUMBERS:
        yield Column(one.name, ColumnRole.MEASURE, "number", label, **gone)
    elif one.last.kind == ONE:
        names = dict(one.last.choices)
        yield Column(one.name, ColumnRole.DIMENSION, "code", label, lambda: names, **gone)
    else:
        for value, word in one.last.choices:
            choice = f"{label}: {_shortened(word)}"
            yield Column(one.name_of(value), ColumnRole.DIMENSION, "code", choice, lambda: YES_NO, **gone)


def _cells(one: Series, version: int, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The cells of a series in one row of answers: no code but those of the form, and numbers."""
    text = one.told(version, str(values.get(one.paths.get(version, ""), "")))
    choices = [value for value, _word in one.last.choices]
    if one.last.kind in NUMBERS:
        yield one.name, _number(text)
    elif one.last.kind == ONE:
        yield one.name, text if text in choices else ""
    else:
        chosen = text.split()
        for value in choices:
            yield one.name_of(value), (YES if value in chosen else NO) if chosen else ""


def _number(text: str) -> str:
    """A number as text, "" for anything else."""
    try:
        value = float(text)
    except ValueError:
        return ""
    return repr(value) if math.isfinite(value) and abs(value) < LARGEST else ""


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_LABEL else f"{line[: LONGEST_LABEL - 1]}…"
