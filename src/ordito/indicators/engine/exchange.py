# SPDX-License-Identifier: EUPL-1.2
"""Indicators as text that regions exchange: YAML, several in one file, the same indicators giving the same text."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from ordito.indicators.engine.definition import Definition, Flaw, FlawedDefinitionError, key_in_words

FORMAT = 1
LARGEST = 500_000
"""Bytes of a file that is read."""
LARGEST_TARGET = 10**10
MOST = 500
"""Indicators in one file."""
TEXTS = {
    "code": 40, "name": 160, "question": 300, "why": 2000, "unit": 60, "direction": 8, "source": 300, "owner": 200,
}  # fmt: skip
"""Keys with the longest text each may have."""
NEEDED = ("code", "name", "question", "definition")
KNOWN = frozenset({*TEXTS, "target", "definition"})
DIRECTIONS = frozenset({"higher", "lower", "neither"})


class FlawedTextError(ValueError):
    """A file cannot be read: which indicator of it (from 1, 0 the file itself), and where in it."""

    def __init__(self, number: int, code: str, error: FlawedDefinitionError) -> None:
        super().__init__(f"{number} {code} {error}")
        self.number = number
        self.code = code
        self.error = error


@dataclass(frozen=True)
class Entry:
    """An indicator in a file."""

    code: str
    name: str
    question: str
    definition: Definition
    why: str = ""
    unit: str = ""
    direction: str = "neither"
    target: Decimal | None = None
    source: str = ""
    owner: str = ""

    def card(self) -> dict[str, Any]:
        """All but code and recipe."""
        return {name: value for name, value in vars(self).items() if name not in {"code", "definition"}}


def read_text(text: str) -> list[Entry]:
    """The indicators of a file; FlawedTextError says which is wrong, and at which key."""
    if len(text.encode()) > LARGEST:
        raise FlawedTextError(0, "", FlawedDefinitionError("", Flaw.NOT_OFFERED))
    try:
        data = _Plain(text).get_single_data()
    except (yaml.YAMLError, RecursionError, ValueError) as error:  # a date that is none, a number of too many digits
        raise FlawedTextError(0, "", FlawedDefinitionError("", Flaw.WRONG_KIND)) from error
    try:
        listed = _file(data)
    except FlawedDefinitionError as error:
        raise FlawedTextError(0, "", error) from error
    found: list[Entry] = []
    for number, one in enumerate(listed, 1):
        code = key_in_words(one.get("code")) if isinstance(one, Mapping) else ""
        try:
            found.append(_entry(one, {other.code for other in found}))
        except FlawedDefinitionError as error:
            raise FlawedTextError(number, code, error) from error
    return found


class _Plain(yaml.SafeLoader):
    """YAML without anchors: a few lines of aliases of aliases stand for more than any memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """As the library's, but for what stands elsewhere."""
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs give this one no types
        if getattr(event, "anchor", None) is not None:
            raise yaml.composer.ComposerError(None, None, "anchors and aliases are not read", event.start_mark)
        return super().compose_node(parent, index)


def _file(data: object) -> list[Any]:
    if not isinstance(data, Mapping):
        raise FlawedDefinitionError("", Flaw.WRONG_KIND)
    for key in data:
        if key not in {"ordito_indicators", "indicators"}:
            raise FlawedDefinitionError(key_in_words(key), Flaw.UNKNOWN)
    if data.get("ordito_indicators") != FORMAT:
        raise FlawedDefinitionError("ordito_indicators", Flaw.NOT_OFFERED)
    listed = data.get("indicators")
    if not isinstance(listed, list) or not listed or len(listed) > MOST:
        raise FlawedDefinitionError("indicators", Flaw.WRONG_KIND)
    return listed


def _entry(one: object, taken: Collection[str]) -> Entry:
    if not isinstance(one, Mapping):
        raise FlawedDefinitionError("", Flaw.WRONG_KIND)
    for key in one:
        if key not in KNOWN:
            raise FlawedDefinitionError(key_in_words(key), Flaw.UNKNOWN)
    for key in NEEDED:
        if not one.get(key):
            raise FlawedDefinitionError(key, Flaw.MISSING)
    texts = {key: _text(one.get(key), key) for key in TEXTS if one.get(key) is not None}
    if not texts["code"].replace("_", "").isalnum() or not texts["code"].isascii():
        raise FlawedDefinitionError("code", Flaw.NOT_OFFERED)
    if texts["code"] in taken:
        raise FlawedDefinitionError("code", Flaw.TWICE)
    if texts.get("direction", "neither") not in DIRECTIONS:
        raise FlawedDefinitionError("direction", Flaw.NOT_OFFERED)
    try:
        definition = Definition.from_data(one["definition"])
    except FlawedDefinitionError as error:
        raise FlawedDefinitionError(f"definition.{error.key}".rstrip("."), error.flaw) from error
    return Entry(**texts, target=_number(one.get("target")), definition=definition)


def _text(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise FlawedDefinitionError(key, Flaw.WRONG_KIND)
    text = value.strip()
    if len(text) > TEXTS[key]:
        raise FlawedDefinitionError(key, Flaw.NOT_OFFERED)
    return text


def _number(value: object) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise FlawedDefinitionError("target", Flaw.WRONG_KIND)
    if isinstance(value, int) and abs(value) >= LARGEST_TARGET:  # before it is made a text, which may be endless
        raise FlawedDefinitionError("target", Flaw.NOT_OFFERED)
    try:
        number = Decimal(str(value)).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise FlawedDefinitionError("target", Flaw.WRONG_KIND) from error
    if not number.is_finite() or abs(number) >= LARGEST_TARGET:
        raise FlawedDefinitionError("target", Flaw.NOT_OFFERED)
    return number


def write_text(entries: Iterable[Entry]) -> str:
    """The text of some indicators, in their order; nothing empty is written."""
    listed = [_to_data(entry) for entry in entries]
    data = {"ordito_indicators": FORMAT, "indicators": listed}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)


def _to_data(entry: Entry) -> dict[str, Any]:
    data: dict[str, Any] = {"code": entry.code}
    for key, value in entry.card().items():
        if key == "target" and value is not None:
            data[key] = f"{value:f}"
        elif value and (key, value) != ("direction", "neither"):
            data[key] = value
    data["definition"] = entry.definition.to_data()
    return data
