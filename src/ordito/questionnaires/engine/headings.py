# SPDX-License-Identifier: EUPL-1.2
"""What a heading of a questionnaire's sheet means: the column of the form language, and for texts the language.

The same column has several spellings ("relevant", "Relevance", "bind::relevant"), as the converter allows them.
"""

from __future__ import annotations

from dataclasses import dataclass

ALIASES = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "list name": "list_name",
    "relevance": "relevant",
    "read_only": "readonly",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}
GROUPS = frozenset({"bind", "control", "body", "media"})  # "bind::relevant" says where it goes, "relevant" what it is
TRANSLATED = frozenset(
    {
        "label",
        "hint",
        "guidance_hint",
        "constraint_message",
        "required_message",
        "image",
        "big-image",
        "audio",
        "video",
    }
)


@dataclass(frozen=True)
class Meaning:
    """A column of the form language; `language` is "" where none is written."""

    column: str
    language: str = ""


def meaning_of(heading: str) -> Meaning:
    """What `heading` stands for; an unknown one is its own column, as it is written."""
    separator = "::" if "::" in heading else ":"
    pieces = [piece.strip() for piece in heading.split(separator)]
    if separator == ":" and "jr" in pieces[:-1]:
        at = pieces.index("jr")
        pieces[at : at + 2] = [f"jr:{pieces[at + 1]}"]
    if len(pieces) > 1 and pieces[0].lower() in GROUPS:
        pieces = pieces[1:]
    first = "_".join(pieces[0].split()).lower()
    column = ALIASES.get(first, first)
    if column in TRANSLATED and len(pieces) > 1:
        return Meaning(column, pieces[1])
    return Meaning(column if len(pieces) == 1 else heading)
