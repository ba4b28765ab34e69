# SPDX-License-Identifier: EUPL-1.2
"""Our evaluator and checker beside ODK's own engine, on forms filled by chance: see `tests/questionnaires/oracle/`.

Equal means: each leaf relevant or not, its value, required or not, and the condition it breaks. Every difference has
its reason below; one that has none fails.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.form import Question
from ordito.questionnaires.engine.problems import ProblemCode
from ordito.questionnaires.engine.reading import read_form
from ordito.questionnaires.engine.states import QuestionState
from ordito.questionnaires.engine.tree import read_xml
from tests.questionnaires.book_tutto import ATTACHED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = Path(__file__).parents[1] / "fixtures/reference"
RECORDED = sorted(FOLDER.glob("*.json.gz"))
EQUAL_AT_LEAST = 0.995
NUMBERS = frozenset({"decimal", "range", "geopoint", "geotrace", "geoshape"})


@dataclass(frozen=True)
class Leaf:
    """One leaf as the two engines see it; values of what is not relevant are empty."""

    item: Question
    ours: tuple[bool, bool, str, str]  # relevant, required, problem, value
    theirs: tuple[bool, bool, str, str]

    @property
    def equal(self) -> bool:
        """Whether they agree; the same number written in two ways is one value ("0" and "0.0")."""
        alike = self.ours[:3] == self.theirs[:3]
        if self.item.kind in NUMBERS:
            return alike and _numbers(self.ours[3]) == _numbers(self.theirs[3])
        return alike and self.ours[3] == self.theirs[3]


def _numbers(text: str) -> list[float]:
    return [float(part) for part in text.replace(";", " ").split()]


def _left_the_list(leaf: Leaf) -> bool:
    """A choice that the filter no longer offers: they empty the answer, we keep it and say that it must be changed."""
    return leaf.ours[2] == ProblemCode.NOT_A_CHOICE and leaf.theirs[3] == ""


def _zero_zero(leaf: Leaf) -> bool:
    """The point at latitude and longitude zero: they take it for no point."""
    return leaf.item.kind == "geopoint" and leaf.ours[3] == "0 0 0 0" and leaf.theirs[3] == ""


def _summer_time(leaf: Leaf) -> bool:
    """A day as a number, and days between two: they count instants from UTC's midnight, an hour or two off; we days."""
    if leaf.ours[:3] != leaf.theirs[:3] or leaf.item.name not in {"decimale", "giorni", "dopo"}:
        return False
    if leaf.item.name == "dopo":
        ours, theirs = (
            datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=ZoneInfo("UTC"))
            for text in (leaf.ours[3], leaf.theirs[3])
        )
        return (ours - theirs).days == 1
    difference = abs(float(leaf.ours[3]) - float(leaf.theirs[3]))
    return float(leaf.ours[3]).is_integer() and difference < 2 / 24 + 1e-6


EXPLAINED: tuple[Callable[[Leaf], bool], ...] = (_left_the_list, _zero_zero, _summer_time)


def leaves_of(path: Path) -> Iterator[tuple[str, Leaf]]:
    recorded: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    form = read_form(recorded["xform"].encode(), ATTACHED)
    now = datetime.fromisoformat(recorded["now"]).astimezone(ZoneInfo("Europe/Rome"))
    for instance in recorded["instances"]:
        filling = Filling(form, now=now, instance=read_xml(instance["xml"].encode()))
        theirs = {ref: rest for ref, *rest in instance["leaves"]}
        ours = {ref: node for ref, node in filling.tree.by_ref.items() if isinstance(node.item, Question)}
        assert ours.keys() == theirs.keys(), instance["name"]
        for ref, node in ours.items():
            state = filling.state(ref)
            assert isinstance(state, QuestionState)
            assert isinstance(node.item, Question)
            relevant, required, violation, value = theirs[ref]
            broken = str(state.problem.code) if state.problem and relevant else ""
            own = (node.relevant, state.required and node.relevant, broken, node.text if node.relevant else "")
            yield ref, Leaf(node.item, own, (relevant, required and relevant, violation or "", value))


def test_six_forms_of_very_different_size_are_recorded() -> None:
    assert len(RECORDED) >= 6


@pytest.mark.slow
def test_evaluator_agrees_with_the_reference_engine_of_odk() -> None:
    total, different = 0, Counter[str]()
    unexplained = []
    for path in RECORDED:
        for ref, leaf in leaves_of(path):
            total += 1
            if leaf.equal or ref.endswith("/instanceID"):
                continue
            reason = next((rule.__name__ for rule in EXPLAINED if rule(leaf)), "")
            different[reason] += 1
            if not reason:
                unexplained.append((path.name, ref, leaf.ours, leaf.theirs))
    assert unexplained == []
    assert total > 10_000
    assert 1 - sum(different.values()) / total >= EQUAL_AT_LEAST, different
    assert all(different[rule.__name__] for rule in EXPLAINED)  # a reason that explains nothing goes
