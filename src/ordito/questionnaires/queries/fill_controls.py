# SPDX-License-Identifier: EUPL-1.2
"""From a question and its answer to the field that shows it, and from what a field sends back to the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.questionnaires.engine import typing_it
from ordito.questionnaires.engine.form import MEDIA_KINDS
from ordito.questionnaires.queries.fill_markup import markup, plain
from ordito.questionnaires.queries.fill_parts import KINDS, Control, Option

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from ordito.questionnaires.engine.form import Question
    from ordito.questionnaires.engine.states import Choice, QuestionState

MANY = 12
"""Beyond so many, one choice is a list with a search, and several choices get a search above them."""
IN_A_LIST = frozenset({"minimal", "autocomplete", "search", "quickcompact-minimal"})
DRAWN = frozenset({"signature", "draw", "annotate"})
SHORT = frozenset({"integer", "decimal", "range"})
GROUPED = frozenset({"select_multiple", "rank", "datetime", "geopoint", "acknowledge", "drawing", "signature"})
TEMPLATES = {
    "select_multiple": "checkboxes", "rank": "rank", "range": "range", "datetime": "datetime", "note": "note",
    "acknowledge": "acknowledge", "geopoint": "geopoint", "geotrace": "textarea", "geoshape": "textarea",
    "image": "file", "audio": "file", "video": "file", "file": "file", "drawing": "signature", "signature": "signature",
}  # fmt: skip
IMAGES, AUDIO, VIDEO = ("png", "jpeg"), ("mp3", "m4a", "ogg", "wav"), ("mp4",)
DOCUMENTS = ("pdf", "png", "jpeg", "xlsx", "docx", "ods", "odt", "text")


@dataclass(frozen=True)
class Addresses:
    """Where the page gets files: `media` of the form by name, `kept` those given as answers by name.

    `shown` are the names under which people sent the latter.
    """

    media: Callable[[str], str]
    kept: Callable[[str], str]
    shown: Mapping[str, str]


def kind_of(item: Question) -> str:
    """The kind of field: that of the question, but a drawing is no plain image."""
    if item.kind == "image" and not DRAWN.isdisjoint(item.appearance):
        return "signature" if "signature" in item.appearance else "drawing"
    return item.kind


def is_grouped(item: Question, kind: str, count: int) -> bool:
    """Whether several fields answer the question together."""
    return kind in GROUPED or (kind == "select_one" and not _in_a_list(item, count))


def _in_a_list(item: Question, count: int) -> bool:
    if not IN_A_LIST.isdisjoint(item.appearance):
        return True
    return count > MANY and item.appearance.isdisjoint(
        {"likert", "columns", "columns-pack", "horizontal", "list-nolabel"}
    )


def control_of(state: QuestionState, kind: str, value: str, addresses: Addresses) -> Control:
    """The field of a question, with `value` in it (the answer, or what somebody typed that is not saved yet)."""
    item = state.item
    texts = show(item, value)
    if kind in {"select_one", "select_multiple", "rank"}:
        return _choices(state, kind, value, addresses)
    if kind in MEDIA_KINDS or kind in {"drawing", "signature"}:
        return _file(kind, value, addresses, readonly=state.readonly)
    template, attributes = TEMPLATES.get(kind, "text"), {}
    if kind == "range":
        attributes = _range(item)
    elif kind in {"geotrace", "geoshape"} or (kind == "text" and _is_long(item)):
        template, attributes = "textarea", {"rows": item.parameters.get("rows", "4")}
    elif kind in {"date", "integer"}:
        attributes = {"inputmode": "numeric"}
    elif kind == "decimal":
        attributes = {"inputmode": "decimal"}
    elif "masked" in item.appearance:
        attributes = {"masked": "1"}
    elif "numbers" in item.appearance:
        attributes = {"inputmode": "tel"}
    return Control(f"{KINDS}{template}.html", texts, readonly=state.readonly, attributes=attributes)


def _is_long(item: Question) -> bool:
    return "multiline" in item.appearance or "rows" in item.parameters


def _range(item: Question) -> dict[str, str]:
    found = {
        name: item.parameters.get(name, default) for name, default in (("start", "0"), ("end", "10"), ("step", "1"))
    }
    return found | {f"{name}_it": typing_it.show_number(text) for name, text in found.items()}


def _choices(state: QuestionState, kind: str, value: str, addresses: Addresses) -> Control:
    item = state.item
    chosen = value.split() if kind != "select_one" else [value]
    offered: Sequence[Choice] = state.choices
    if kind == "rank" and value:
        place = {name: number for number, name in enumerate(chosen)}
        offered = sorted(offered, key=lambda choice: place.get(choice.value, len(place)))
    options = tuple(
        Option(
            choice.value, markup(choice.label), plain(choice.label), choice.value in chosen, _image(choice, addresses)
        )
        for choice in offered
    )
    attributes = {"look": _look(item)}
    if kind == "select_one" and _in_a_list(item, len(options)):
        template = "select"
        attributes["search"] = "1" if len(options) > MANY else ""
    elif kind == "select_one":
        template = "radios"
        attributes["clear"] = "" if state.readonly else "1"
    else:
        template = TEMPLATES[kind]
        attributes["search"] = "1" if len(options) > MANY else ""
    return Control(f"{KINDS}{template}.html", (value,), options, state.readonly, attributes)


def _image(choice: Choice, addresses: Addresses) -> str:
    name = choice.media.get("big-image") or choice.media.get("image")
    return addresses.media(name) if name else ""


def _look(item: Question) -> str:
    """Classes of the list of choices, each with a blank before it."""
    found = item.appearance & {"likert", "horizontal", "columns", "columns-pack", "compact", "quickcompact"}
    return "".join(f" choices-{name.removeprefix('quick').removesuffix('-pack')}" for name in sorted(found))


def _file(kind: str, value: str, addresses: Addresses, *, readonly: bool) -> Control:
    shown = addresses.shown.get(value, "")
    attributes = {
        "shown": shown,
        "accept": ",".join(f".{ending}" for ending in _endings(kind)),
        "kinds": _allowed(kind),
    }
    if value:
        attributes["url"] = addresses.kept(value)
        if value.lower().endswith((".png", ".jpg", ".jpeg")):
            attributes["picture"] = addresses.kept(value)
    template = "signature" if kind in {"drawing", "signature"} else "file"
    return Control(f"{KINDS}{template}.html", (value,), readonly=readonly, attributes=attributes)


def accepted(kind: str) -> frozenset[str]:
    """The kinds of file, by content, that answer a question of this kind."""
    images = frozenset(IMAGES)
    by_kind = {"image": images, "drawing": images, "signature": images | {"text"}, "audio": frozenset(AUDIO)}
    return by_kind.get(kind, frozenset(VIDEO) if kind == "video" else frozenset(DOCUMENTS))


def _endings(kind: str) -> list[str]:
    words = {"jpeg": ("jpg", "jpeg"), "text": ("txt", "csv")}
    return sorted(ending for code in accepted(kind) for ending in words.get(code, (code,)))


def _allowed(kind: str) -> str:
    if kind == "image":
        return _("PNG o JPEG, al massimo 30 MB.")
    if kind == "audio":
        return _("MP3, M4A, OGG o WAV, al massimo 30 MB.")
    if kind == "video":
        return _("MP4, al massimo 30 MB.")
    return _("PDF, immagini, documenti di testo o di calcolo, al massimo 30 MB.")


# --- texts in fields and answers --------------------------------------------------------------------------------------


EMPTY = ("", "", "", "")
_SHOWN: Mapping[str, Callable[[str], str]] = {
    "integer": typing_it.show_number,
    "decimal": typing_it.show_number,
    "range": typing_it.show_number,
    "time": typing_it.show_hour,
    "geotrace": typing_it.show_line,
    "geoshape": typing_it.show_line,
}
_READ: Mapping[str, Callable[[str], str]] = {
    "decimal": typing_it.read_number,
    "time": typing_it.read_hour,
    "geotrace": typing_it.read_line,
    "geoshape": typing_it.read_line,
}


def show(item: Question, value: str) -> tuple[str, ...]:
    """What stands in the fields of a question for the stored `value`; four texts, or as many as there are fields."""
    if not value:
        return EMPTY
    if item.kind == "datetime":
        return typing_it.show_moment(value)
    if item.kind == "geopoint":
        return typing_it.show_point(value)
    if item.kind == "date":
        return (_shown_day(item, value),)
    return (_SHOWN[item.kind](value),) if item.kind in _SHOWN else (value,)


def _shown_day(item: Question, value: str) -> str:
    if "month-year" in item.appearance:
        return typing_it.show_month(value)
    return typing_it.show_year(value) if "year" in item.appearance else typing_it.show_day(value)


def read(item: Question, texts: Sequence[str], *, today: date) -> str:
    """The answer that the fields of a question give, in the XForms way; as typed where it cannot be read."""
    if item.kind in {"select_multiple", "rank"}:
        return " ".join(dict.fromkeys(word for text in texts for word in text.split()))
    if item.kind == "datetime":
        return typing_it.read_moment(texts, today=today)
    if item.kind == "geopoint":
        return typing_it.read_point(texts)
    typed = texts[-1] if texts else ""
    return typing_it.read_text(typed) if item.kind in {"text", "barcode"} else _read_one(item, typed.strip(), today)


def _read_one(item: Question, typed: str, today: date) -> str:
    if not typed:
        return ""
    if item.kind in {"integer", "range"}:
        return typing_it.read_number(typed, whole=item.type == "int")
    if item.kind == "date":
        return _read_day(item, typed, today)
    return _READ[item.kind](typed) if item.kind in _READ else typed


def _read_day(item: Question, typed: str, today: date) -> str:
    if "month-year" in item.appearance:
        return typing_it.read_month(typed, today=today)
    if "year" in item.appearance:
        return typing_it.read_year(typed, today=today)
    return typing_it.read_day(typed, today=today)


def in_words(state: QuestionState, value: str) -> str:
    """An answer as a person reads it: labels of choices, Italian dates and numbers."""
    if state.item.kind in {"select_one", "select_multiple", "rank"}:
        labels = {choice.value: plain(choice.label) for choice in state.choices}
        return ", ".join(labels.get(word, word) for word in value.split())
    if state.item.kind == "acknowledge":
        return _("sì") if value else ""
    return " ".join(text for text in show(state.item, value) if text)


def difference(item: Question, before: str, now: str) -> str:
    """How a number changed since the round before: "+3", "-1,5"; empty when one of them is no number."""
    if item.kind not in SHORT or not before or not now:
        return ""
    try:
        change = float(now) - float(before)
    except ValueError:
        return ""
    text = f"{change:+.6f}".rstrip("0").rstrip(".")
    return _("ora %(change)s") % {"change": typing_it.show_number(text) if change else _("uguale")}
