# SPDX-License-Identifier: EUPL-1.2
"""A syntax file by which SPSS and its free likes read a .csv with labels of variables and of values."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LONGEST_NAME = 60  # bytes; 64 with a number at the end
LONGEST_LABEL = 250
LONGEST_STRING = 32_767
WIDTH = 255
RESERVED = frozenset(("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"))


@dataclass(frozen=True)
class Variable:
    """A column of the .csv: `kind` is number, date or text."""

    name: str
    label: str
    kind: str
    values: Mapping[str, str]
    width: int = WIDTH


def variable_names(names: Sequence[str]) -> list[str]:
    """Names that SPSS accepts, each once, near to the given ones."""
    found: list[str] = []
    taken: set[str] = set()
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace("/", ".")
        clean = re.sub(r"[^A-Za-z0-9_.]", "_", plain).strip("._")[:LONGEST_NAME].rstrip("._") or "v"
        if not clean[0].isalpha() or clean.lower() in RESERVED:
            clean = f"v_{clean}"
        wanted, number = clean, 2
        while wanted.lower() in taken:
            wanted = f"{clean}_{number}"
            number += 1
        taken.add(wanted.lower())
        found.append(wanted)
    return found


def syntax(file: str, variables: Sequence[Variable]) -> Iterator[str]:
    """The lines of the syntax file that reads `file`, a .csv with semicolons, decimal commas and a heading."""
    yield "* Encoding: UTF-8."
    yield "SET DECIMAL=COMMA."
    yield f"GET DATA /TYPE=TXT /FILE={_quoted(file)} /ENCODING='UTF8'"
    yield '  /ARRANGEMENT=DELIMITED /DELCASE=LINE /DELIMITERS=";" /QUALIFIER=\'"\' /FIRSTCASE=2'
    yield "  /VARIABLES="
    for variable in variables:
        yield f"    {variable.name} {_format(variable)}"
    yield "  ."
    yield "VARIABLE LABELS"
    for variable in variables:
        if variable.label:
            yield f"  {variable.name} {_quoted(variable.label)}"
    yield "  ."
    for variable in variables:
        if variable.values:
            yield f"VALUE LABELS {variable.name}"
            for value, label in variable.values.items():
                said = _quoted(label or value)
                yield f"  {value if variable.kind == 'number' else _quoted(value)} {said}"
            yield "  ."
    yield "EXECUTE."


def _format(variable: Variable) -> str:
    if variable.kind == "number":
        return "F12.2" if not variable.values else "F1.0"
    if variable.kind == "date":
        return "EDATE10"
    return f"A{min(max(variable.width, 1), LONGEST_STRING)}"


def _quoted(text: str) -> str:
    flat = " ".join(text.split())[:LONGEST_LABEL]
    return "'" + flat.replace("'", "''") + "'"
