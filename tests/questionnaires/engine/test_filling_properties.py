# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.questionnaires.engine.check import check
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.instance import UnknownRefError
from ordito.questionnaires.engine.reading import read_form
from ordito.questionnaires.engine.states import RepeatState
from tests.questionnaires.books import BOOKS, xform
from tests.questionnaires.engine.forms import END_GROUP, END_REPEAT, NOW, YES_NO, form_of, question

if TYPE_CHECKING:
    from ordito.questionnaires.engine.form import Form
    from ordito.questionnaires.engine.states import State

NAMES = sorted(set(BOOKS) - {"grande", "submissions_250"})  # those that are fast enough
TEXTS = ["", "1", "3", "-2", "si", "no", "0.5", "x", "a b", "OK", "41.1 16.8 0 0", "\x00", "è" * 30]


@cache
def form_called(name: str) -> Form:
    if name == "cresce":
        return growing_form()
    if name != "intrecci":
        return read_form(xform(BOOKS[name]()))
    return form_of(
        question("select_one si_no", "apri", "Apri"),
        question("integer", "n", "N", relevant="${apri} = 'si'"),
        question("begin_repeat", "r", "R", repeat_count="${n} mod 5"),
        question("integer", "a", "A"),
        question("text", "eco", "Eco", trigger="${a}", calculation="concat('e', ${a})"),
        question("calculate", "k", calculation="coalesce(indexed-repeat(${k}, ${r}, position(..) - 1), 0) + ${a}"),
        question("begin_repeat", "q", "Q", relevant="${a} != 3"),
        question("integer", "b", "B", constraint=". > ${a}"),
        END_REPEAT,
        question("calculate", "s", calculation="sum(${b}) + count(${q})"),
        END_REPEAT,
        question("begin_group", "g", "G", relevant="${n} > 1 or ${tot} > 4"),
        question("text", "t", "T", required="yes"),
        question("text", "u", "U", relevant="${v} = ''"),
        question("text", "v", "V", relevant="${u} = ''"),
        END_GROUP,
        question("calculate", "tot", calculation="sum(${s}) + sum(${k})"),
        lists=YES_NO,
    )


@cache
def growing_form() -> Form:
    """A repeat that goes on as long as its last answer says, around one that is counted."""
    return form_of(
        question("calculate", "quante", calculation="count(${casa})"),
        question(
            "calculate",
            "servono",
            calculation="if(${quante} = 0 or indexed-repeat(${ancora}, ${casa}, ${quante}) != 'no', ${quante} + 1, "
            "${quante})",
        ),
        question("begin_repeat", "casa", "Casa", repeat_count="${servono}"),
        question("integer", "n", "N", default="2"),
        question("begin_repeat", "ospite", "Ospite", repeat_count="${n} mod 4"),
        question("text", "nome", "Nome"),
        END_REPEAT,
        question("select_one si_no", "ancora", "Un'altra?", relevant="${n} != 1"),
        END_REPEAT,
        lists=YES_NO,
    )


FORMS = [*NAMES, "intrecci", "cresce"]


def repeats(states: tuple[State, ...]) -> list[RepeatState]:
    found: list[RepeatState] = []
    for state in states:
        if isinstance(state, RepeatState):
            found.append(state)
            found += [inner for instance in state.instances for inner in repeats(instance.children)]
        elif hasattr(state, "children"):
            found += repeats(state.children)
    return found


def act(filling: Filling, data: st.DataObject) -> None:
    """One thing that a person may do."""
    there = repeats(filling.view())
    open_ones = [state.ref for state in there if state.can_add and state.count < 4]
    instances = [instance.ref for state in there if state.can_remove for instance in state.instances]
    kind = data.draw(st.integers(0, 9))
    if kind == 0 and open_ones:
        filling.add(data.draw(st.sampled_from(open_ones)))
    elif kind == 1 and instances:
        filling.remove(data.draw(st.sampled_from(instances)))
    else:
        states = list(filling.questions())
        state = data.draw(st.sampled_from(states))
        offered = [choice.value for choice in state.choices]
        filling.answer(state.ref, data.draw(st.sampled_from(offered * 3 + TEXTS)))


def looks(filling: Filling) -> list[object]:
    return [
        (state.ref, state.value, state.required, state.label, state.choices, state.problem)
        for state in filling.questions()
    ]


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_is_answered_the_filling_is_what_its_answers_say(name: str, data: st.DataObject) -> None:
    form = form_called(name)
    filling = Filling(form, now=NOW, order_key="o")
    for _time in range(data.draw(st.integers(0, 8))):
        act(filling, data)
    kept = filling.answers()
    again = Filling(form, now=NOW, answers=kept, order_key="o")
    assert again.answers() == kept
    assert looks(again) == looks(filling)
    assert again.xml("uuid:1") == filling.xml("uuid:1")


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_check_of_what_was_filled_says_the_same(name: str, data: st.DataObject) -> None:
    form = form_called(name)
    filling = Filling(form, now=NOW)
    for _time in range(data.draw(st.integers(0, 8))):
        act(filling, data)
    values = [state.value for state in filling.questions()]
    xml = filling.xml("uuid:1")
    verdict = check(form, xml, now=NOW, attachments=values)
    mine = {(problem.ref, problem.code) for problem in filling.problems()}
    assert {(problem.ref, problem.code) for problem in verdict.problems} == mine
    assert (verdict.ok, verdict.corrected, verdict.dropped) == (not mine, (), ())
    assert verdict.xml == xml


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_mutation_of_a_submission_makes_the_check_raise(name: str, data: st.DataObject) -> None:
    form = form_called(name)
    filling = Filling(form, now=NOW)
    act(filling, data)
    xml = filling.xml("uuid:1")
    for _time in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(xml)))
        end = data.draw(st.integers(start, min(len(xml), start + 40)))
        piece = data.draw(
            st.sampled_from([b"", b"<a>", b"</a>", b"&lt;", b"9", xml[start:end] * 2, b"\xff", b"<data/>"])
        )
        xml = xml[:start] + piece + xml[end:]
    verdict = check(form, xml, now=NOW)
    assert verdict.ok == (not verdict.problems)


@given(st.dictionaries(st.text(max_size=30) | st.sampled_from(["/data/r[2]/a", "#/data/r", "/data/r[3]/q[2]/b"]),
                       st.sampled_from(TEXTS), max_size=6))  # fmt: skip
def test_any_kept_answers_make_a_filling(answers: dict[str, str]) -> None:
    filling = Filling(form_called("intrecci"), now=NOW, answers=answers)
    assert Filling(form_called("intrecci"), now=NOW, answers=filling.answers()).answers() == filling.answers()


@given(st.text(max_size=30))
def test_any_reference_is_known_or_refused(ref: str) -> None:
    filling = Filling(form_called("intrecci"), now=NOW)
    for use in (filling.add, filling.remove, filling.value, filling.state):
        try:
            use(ref)
        except UnknownRefError:
            continue
