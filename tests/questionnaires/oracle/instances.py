# SPDX-License-Identifier: EUPL-1.2
"""Forms and instances filled by chance, for the reference engine: `...`

Each instance is the whole tree, also what is not relevant: both engines begin from the same text. Then
`record_forms.mjs` writes what the reference engine makes of them.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.form import Question
from ordito.questionnaires.engine.reading import read_form
from ordito.questionnaires.engine.states import GroupState, QuestionState, RepeatState
from ordito.questionnaires.engine.tree import Node, write_xml
from tests.questionnaires.book_tutto import ATTACHED
from tests.questionnaires.books import BOOKS, xform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.questionnaires.engine.form import Form, Repeat
    from ordito.questionnaires.engine.states import State

NOW = datetime(2026, 3, 2, 10, 30, tzinfo=ZoneInfo("Europe/Rome"))
LEFT_OUT = {"calcoli": ("pieni",)}  # a union of node-sets: "functionality pending" there
INSTANCES = {"grande": 8, "submissions_250": 8}
MOST = 24
WORDS = ("", "sì", "molto bene", "12", "a b", "Perché no?", "ABC", "x" * 40, "3.5", "2026-01-31")
NUMBERS = ("0", "1", "2", "3", "7", "10", "18", "65", "-4", "120")
DECIMALS = ("0", "0.5", "12.25", "-3.75", "1000", "0.1", "99.99")
DATES = ("2020-02-29", "2026-03-02", "2026-03-01", "1999-12-31", "2025-10-26", "2026-07-15")
TIMES = ("08:30:00.000+01:00", "00:00:00.000+01:00", "23:59:00.000+01:00")
MOMENTS = ("2026-03-01T08:30:00.000+01:00", "2025-12-31T23:00:00.000+01:00")
PLACES = ("41.1171 16.8719 5 10", "0 0 0 0", "-33.5 151.2 12.5 3")
TRACES = ("41.1 16.8 0 0; 41.2 16.9 0 0; 41.3 16.7 0 0", "40 16 0 0; 40 17 0 0")
SHAPES = ("41.1 16.8 0 0; 41.2 16.9 0 0; 41.3 16.7 0 0; 41.1 16.8 0 0",)
BY_KIND = {
    "text": WORDS,
    "barcode": WORDS,
    "hidden": WORDS,
    "integer": NUMBERS,
    "decimal": DECIMALS,
    "date": DATES,
    "time": TIMES,
    "datetime": MOMENTS,
    "acknowledge": ("OK", ""),
    "geopoint": PLACES,
    "geotrace": TRACES,
    "geoshape": SHAPES,
}


def xform_of(name: str) -> bytes:
    """One of the forms of `books`, without what the reference engine cannot compute."""
    sheets = dict(BOOKS[name]())
    sheets["survey"] = [row for row in sheets["survey"] if row.get("name") not in LEFT_OUT.get(name, ())]
    return xform(sheets)


def form_of(name: str) -> Form:
    """The same form, read."""
    return read_form(xform_of(name), ATTACHED)


def filled(form: Form, seed: int) -> Node:
    """A whole instance with answers by chance."""
    chance = Random(seed)  # noqa: S311 - a repeatable choice, not a secret
    filling = Filling(form, now=NOW)
    for _round in range(2):  # twice: the second time also what the first has brought up
        for ref in [ref for ref, repeat in _repeats(filling) if repeat.count is None and not repeat.fixed]:
            for _turn in range(chance.randrange(3)):
                filling.add(ref)
        for ref in [ref for ref, node in filling.tree.by_ref.items() if isinstance(node.item, Question)]:
            if ref in filling.tree.by_ref and chance.random() < 0.8:
                _answer(filling, ref, chance)
    return filling.tree.root


def _repeats(filling: Filling) -> Iterator[tuple[str, Repeat]]:
    waiting: list[State] = list(filling.view())
    while waiting:
        state = waiting.pop()
        if isinstance(state, RepeatState):
            yield state.ref, state.item
            waiting.extend(state.instances)
        elif isinstance(state, GroupState):
            waiting.extend(state.children)


def _answer(filling: Filling, ref: str, chance: Random) -> None:
    state = filling.state(ref)
    if not isinstance(state, QuestionState) or not state.relevant:
        return
    kind, offered = state.item.kind, [choice.value for choice in state.choices]
    if kind in {"select_one", "select_multiple", "rank"}:
        if not offered:
            return
        many = {"select_one": 1, "rank": len(offered)}.get(kind) or chance.randrange(1, len(offered) + 1)
        values = chance.sample(offered, many)
        text = " ".join(values if kind == "rank" else sorted(values, key=offered.index))
    elif kind == "range":
        text = state.item.parameters.get("start", "0")
    else:
        text = chance.choice(BY_KIND.get(kind, ("",)))
    filling.answer(ref, text)


def write_folder(folder: Path) -> None:
    """Every form with its instances and attached files."""
    for name in BOOKS:
        form, target = form_of(name), folder / name
        (target / "media").mkdir(parents=True, exist_ok=True)
        (target / "form.xml").write_bytes(xform_of(name))
        for file, content in ATTACHED.items():
            (target / "media" / file).write_bytes(content)
        for number in range(1, INSTANCES.get(name, MOST) + 1):
            (target / f"{number:03}.xml").write_bytes(write_xml(filled(form, number)))


if __name__ == "__main__":
    write_folder(Path(sys.argv[1]))
