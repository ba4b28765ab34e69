# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from decimal import Decimal

import pytest

from ordito.indicators.actions.sharing import SHIPPED
from ordito.indicators.engine.definition import Definition, Flaw
from ordito.indicators.engine.exchange import Entry, FlawedTextError, read_text, write_text
from ordito.indicators.engine.model import Measure

ENTRY = Entry(
    code="attesa",
    name="Giorni di attesa: “quanti”?",
    question="Quanto si aspetta? Sì, no: 1°",
    definition=Definition("takings", Measure.PERSONS, age_to=17),
    why="Prima riga\nseconda riga #non un commento",
    direction="lower",
    target=Decimal("30.00"),
)
HEAD = "ordito_indicators: 1\nindicators:\n- code: uno\n  name: Uno\n  question: Quanti?\n"
ALIASES = "a: &a [x, x]\n" + "".join(
    f"{later}: &{later} [{', '.join(['*' + former] * 9)}]\n"
    for former, later in zip("abcdefghi", "bcdefghij", strict=True)
)
"""A few lines that stand for a thousand million words."""
RECIPE = "  definition: {dataset: takings, measure: persons}\n"


def test_what_is_written_reads_back_and_writes_the_same() -> None:
    text = write_text([ENTRY])
    assert read_text(text) == [ENTRY]
    assert write_text(read_text(text)) == text


def test_the_shipped_set_is_written_as_it_would_be() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    told = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    assert write_text(read_text(text)) == told


@pytest.mark.parametrize(
    ("text", "number", "key", "flaw"),
    [
        ("]", 0, "", Flaw.WRONG_KIND),
        ("- uno", 0, "", Flaw.WRONG_KIND),
        ("a: 2026-13-45", 0, "", Flaw.WRONG_KIND),
        ("!!python/object/apply:os.getcwd []", 0, "", Flaw.WRONG_KIND),
        ("ordito_indicators: 2\nindicators: []", 0, "ordito_indicators", Flaw.NOT_OFFERED),
        ("ordito_indicators: 1\nindicators: []", 0, "indicators", Flaw.WRONG_KIND),
        ("ordito_indicators: 1\nindicatori: []", 0, "indicatori", Flaw.UNKNOWN),
        (HEAD, 1, "definition", Flaw.MISSING),
        (HEAD + RECIPE + "  colore: blu\n", 1, "colore", Flaw.UNKNOWN),
        (HEAD + "  definition: {dataset: takings, misura: x}\n", 1, "definition.misura", Flaw.UNKNOWN),
        (HEAD + RECIPE + "  target: molto\n", 1, "target", Flaw.WRONG_KIND),
        (HEAD + RECIPE + "  target: .inf\n", 1, "target", Flaw.WRONG_KIND),
        (HEAD + RECIPE + "  unit: [1]\n", 1, "unit", Flaw.WRONG_KIND),
        (HEAD + RECIPE + "  direction: su\n", 1, "direction", Flaw.NOT_OFFERED),
        (HEAD.replace("uno", "a b") + RECIPE, 1, "code", Flaw.NOT_OFFERED),
        (HEAD + RECIPE + (HEAD + RECIPE).split("\n", 2)[2], 2, "code", Flaw.TWICE),
        ("x" * 600_000, 0, "", Flaw.NOT_OFFERED),
        (f"ordito_indicators: &a {'9' * 5}", 0, "", Flaw.WRONG_KIND),
        (ALIASES, 0, "", Flaw.WRONG_KIND),
        (HEAD + RECIPE + "  target: 0x" + "f" * 9000, 1, "target", Flaw.NOT_OFFERED),
        (HEAD + RECIPE + "  target: " + "9" * 9000, 0, "", Flaw.WRONG_KIND),
        (HEAD.replace("uno", "0x" + "f" * 9000) + RECIPE, 1, "code", Flaw.WRONG_KIND),
        (HEAD + RECIPE + "  ? 0x" + "f" * 9000 + "\n  : 1", 1, "", Flaw.UNKNOWN),
        (HEAD + "  definition: {? 0x" + "f" * 9000 + " : 1}", 1, "definition", Flaw.UNKNOWN),
    ],
)
def test_what_is_wrong_is_named_with_the_indicator(text: str, number: int, key: str, flaw: Flaw) -> None:
    with pytest.raises(FlawedTextError) as found:
        read_text(text)
    assert (found.value.number, found.value.error.key, found.value.error.flaw) == (number, key, flaw)
