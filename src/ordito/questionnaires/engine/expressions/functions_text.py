# SPDX-License-Identifier: EUPL-1.2
"""Functions on texts, and on the space-separated lists that multiple choices are stored as."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import uuid as uuids
from functools import lru_cache
from typing import TYPE_CHECKING

import re2  # type: ignore[import-untyped]  # the library has no types

from ordito.questionnaires.engine.expressions.problems import ExpressionError
from ordito.questionnaires.engine.expressions.registry import function
from ordito.questionnaires.engine.expressions.scopes import MAX_TEXT

if TYPE_CHECKING:
    from ordito.questionnaires.engine.expressions.scopes import Scope
    from ordito.questionnaires.engine.expressions.values import Value

MAX_PATTERN = 1_000
SPACES = " \t\r\n"
ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


@function("string", fewest=0, most=1)
def string(scope: Scope, *values: Value) -> Value:
    """The text of the value, or of the node."""
    return scope.text(values[0] if values else [scope.node])


@function("concat", fewest=0, most=None)
def concat(scope: Scope, *values: Value) -> Value:
    """All texts one after the other; of several nodes, every one."""
    return _joined(scope, "", values)


@function("join", fewest=1, most=None)
def join(scope: Scope, separator: Value, *values: Value) -> Value:
    """All texts with the separator between them; of several nodes, every one."""
    return _joined(scope, scope.text(separator), values)


def _joined(scope: Scope, separator: str, values: tuple[Value, ...]) -> str:
    parts = [text for value in values for text in scope.texts(value)]
    if sum(map(len, parts)) + len(separator) * len(parts) > 2 * MAX_TEXT:
        raise ExpressionError("too_long_text", None, str(MAX_TEXT))
    return scope.charged(separator.join(parts))


@function("contains", fewest=2)
def contains(scope: Scope, text: Value, part: Value) -> Value:
    """As XPath."""
    return scope.text(part) in scope.text(text)


@function("starts-with", fewest=2)
def starts_with(scope: Scope, text: Value, part: Value) -> Value:
    """As XPath."""
    return scope.text(text).startswith(scope.text(part))


@function("ends-with", fewest=2)
def ends_with(scope: Scope, text: Value, part: Value) -> Value:
    """As XPath 3."""
    return scope.text(text).endswith(scope.text(part))


@function("substring-before", fewest=2)
def substring_before(scope: Scope, text: Value, part: Value) -> Value:
    """What stands before the first `part`, nothing where it does not occur."""
    before, found, _after = _parted(scope.text(text), scope.text(part))
    return before if found else ""


@function("substring-after", fewest=2)
def substring_after(scope: Scope, text: Value, part: Value) -> Value:
    """What stands behind the first `part`, nothing where it does not occur."""
    _before, found, after = _parted(scope.text(text), scope.text(part))
    return after if found else ""


def _parted(text: str, part: str) -> tuple[str, bool, str]:
    if not part:
        return "", True, text
    before, found, after = text.partition(part)
    return before, bool(found), after


@function("substr", fewest=2, most=3)
def substr(scope: Scope, text: Value, start: Value, end: Value = math.inf) -> Value:
    """From character `start`, counted from 0, up to before `end`; negative ones count from the end."""
    whole = scope.text(text)
    first, behind = scope.number(start), scope.number(end)
    if math.isnan(first) or math.isnan(behind):
        return ""
    return whole[_index(first, len(whole)) : _index(behind, len(whole))]


def _index(number: float, length: int) -> int:
    whole = number if math.isinf(number) else math.trunc(number)
    return int(min(max(whole + length if whole < 0 else whole, 0), length))


@function("substring", fewest=2, most=3)
def substring(scope: Scope, text: Value, start: Value, *lengths: Value) -> Value:
    """As XPath: from character `start`, counted from 1, for `length` characters, both rounded."""
    whole = scope.text(text)
    first = _rounded(scope.number(start))
    behind = first + _rounded(scope.number(lengths[0])) if lengths else math.inf
    if math.isnan(first) or math.isnan(behind):
        return ""
    return whole[_index(max(first, 1.0) - 1, len(whole)) : _index(max(behind, 1.0) - 1, len(whole))]


def _rounded(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else math.floor(number + 0.5)


@function("string-length", fewest=0, most=1)
def string_length(scope: Scope, *values: Value) -> Value:
    """How many characters the value, or the node, has."""
    return float(len(scope.text(values[0] if values else [scope.node])))


@function("normalize-space", fewest=0, most=1)
def normalize_space(scope: Scope, *values: Value) -> Value:
    """Without spaces at the ends, and with single ones inside."""
    return scope.charged(" ".join(words(scope.text(values[0] if values else [scope.node]))))


@function("translate", fewest=3)
def translate(scope: Scope, text: Value, old: Value, new: Value) -> Value:
    """Each character of `old` becomes the one at its place in `new`, or nothing where `new` is shorter."""
    replacements = scope.text(new)
    characters = scope.text(old)
    scope.spend(len(characters))
    table: dict[int, str] = {}
    for index, character in enumerate(characters):
        table.setdefault(ord(character), replacements[index] if index < len(replacements) else "")
    return scope.charged(scope.text(text).translate(table))


@function("regex", fewest=2)
def regex(scope: Scope, text: Value, pattern: Value) -> Value:
    """Whether the pattern is found anywhere in the text; authors anchor with `^` and `$`. RE2, which cannot hang."""
    compiled = _pattern(scope.text(pattern))
    return compiled.search(scope.charged(scope.text(text))) is not None


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> re2._Regexp:
    """Raises `ExpressionError`: look-around and references back cannot be matched in linear time."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    if len(pattern) > MAX_PATTERN:
        raise ExpressionError("pattern_refused", None, pattern[:40])
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError):
        raise ExpressionError("pattern_refused", None, pattern[:40]) from None


@function("digest", fewest=2, most=3)
def digest(scope: Scope, text: Value, algorithm: Value, encoding: Value = "base64") -> Value:
    """MD5, SHA-1, SHA-256, SHA-384 or SHA-512 of the text in UTF-8, as base64 or hex."""
    name, written = scope.text(algorithm), scope.text(encoding)
    if name not in ALGORITHMS or written not in ("base64", "hex"):
        raise ExpressionError("unknown_digest", None, f"{name} {written}"[:40])
    content = scope.text(text).encode("utf-8", "replace")
    made = hashlib.new(ALGORITHMS[name], content, usedforsecurity=False)
    return made.hexdigest() if written == "hex" else base64.b64encode(made.digest()).decode()


@function("base64-decode", fewest=1)
def base64_decode(scope: Scope, text: Value) -> Value:
    """The UTF-8 text that is encoded, nothing if it is not."""
    try:
        return base64.b64decode(scope.text(text).encode("utf-8", "replace")).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


@function("uuid", fewest=0, most=1)
def uuid(scope: Scope, *lengths: Value) -> Value:
    """A new random identifier, or that many random characters (at most 1,000)."""
    if not lengths:
        return str(uuids.uuid4())
    length = scope.number(lengths[0])
    count = int(min(max(length, 0.0), 1000.0)) if length == length else 0  # noqa: PLR0124  # not a number: none
    made = ""
    while len(made) < count:
        made += str(uuids.uuid4())
    return made[:count]


def words(text: str) -> list[str]:
    """The parts of a text between blanks, tabs and line ends (other Unicode spaces do not part)."""
    for space in SPACES[1:]:
        text = text.replace(space, " ")
    return [part for part in text.split(" ") if part]


@function("selected", "is-selected", fewest=2)
def selected(scope: Scope, choices: Value, value: Value) -> Value:
    """Whether `value` is among the space-separated choices."""
    return scope.text(value).strip(SPACES) in (words(scope.text(choices)) or [""])


@function("selected-at", fewest=2)
def selected_at(scope: Scope, choices: Value, index: Value) -> Value:
    """The choice at an index counted from 0, nothing outside."""
    number = scope.number(index)
    chosen = words(scope.text(choices))
    return chosen[int(number)] if 0 <= number < len(chosen) else ""


@function("count-selected", fewest=1)
def count_selected(scope: Scope, choices: Value) -> Value:
    """How many choices there are."""
    return float(len(words(scope.text(choices))))


@function("jr:choice-name", fewest=2)
def choice_name(scope: Scope, value: Value, path: Value) -> Value:
    """The label, in the language of the form, of a choice of the question at `path`."""
    return scope.world.choice_name(scope, scope.text(value), scope.text(path).strip(SPACES))


@function("jr:itext", fewest=1)
def itext(scope: Scope, key: Value) -> Value:
    """A text of the form by its id, in the language of the form."""
    return scope.world.itext(scope.text(key))


@function("property", fewest=1)
def phone_property(_scope: Scope, _name: Value) -> Value:
    """What a phone knows of itself (`deviceid`); here nothing."""
    return ""


@function("version", fewest=0)
def version(scope: Scope) -> Value:
    """The version of the form that the answers name."""
    return scope.root.attributes.get("version", "")
