# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.problems import ProblemCode
from ordito.questionnaires.engine.states import GroupState, QuestionState, RepeatState
from ordito.questionnaires.engine.values import MAX_ANSWER
from tests.questionnaires.engine.forms import (
    END_GROUP,
    END_REPEAT,
    NOW,
    YES_NO,
    choices,
    fill,
    form_of,
    question,
)

CITIES = [*choices("citta", "bari", "lecce", zona="1"), *choices("citta", "foggia", zona="2")]


def at(filling: Filling, ref: str) -> QuestionState:
    state = filling.state(ref)
    assert isinstance(state, QuestionState)
    return state


def code(filling: Filling, ref: str) -> str | None:
    problem = at(filling, ref).problem
    return problem.code if problem is not None else None


# Texts.


def test_labels_hints_and_messages_have_the_values_put_in() -> None:
    filling = fill(
        question("text", "nome", "Nome"),
        question(
            "integer",
            "eta",
            "Quanti anni ha ${nome}?",
            hint="di ${nome}",
            constraint=". < 120",
            constraint_message="Troppi per ${nome}",
            required="yes",
            required_message="Serve, ${nome}",
        ),
    )
    filling.answer("/data/nome", "Ugo <b>")
    state = at(filling, "/data/eta")
    assert (state.label, state.hint) == ("Quanti anni ha Ugo <b>?", "di Ugo <b>")
    assert (state.constraint_message, state.required_message) == ("Troppi per Ugo <b>", "Serve, Ugo <b>")
    assert state.problem is not None
    assert (state.problem.code, state.problem.message) == ("required", "Serve, Ugo <b>")


def test_the_view_speaks_the_language_it_is_asked_for() -> None:
    form = form_of(
        {"type": "select_one l", "name": "a", "label::Italiano (it)": "Colore", "label::English (en)": "Colour"},
        {"type": "calculate", "name": "nome", "calculation": "jr:choice-name(${a}, '${a}')"},
        lists=[{"list_name": "l", "name": "r", "label::Italiano (it)": "Rosso", "label::English (en)": "Red"}],
        default_language="Italiano (it)",
    )
    filling = Filling(form, now=NOW)
    filling.answer("/data/a", "r")
    assert filling.value("/data/nome") == "Rosso"
    (state,) = filling.view("English (en)")
    assert isinstance(state, QuestionState)
    assert (state.label, [choice.label for choice in state.choices]) == ("Colour", ["Red"])
    (state,) = filling.view("Klingon")
    assert state.label == "Colore"


def test_instances_are_headed_by_their_own_answers() -> None:
    filling = fill(
        question("begin_repeat", "figlio", "Figlio ${nome}"),
        question("text", "nome", "Nome"),
        question("note", "saluto", "Ciao ${nome}"),
        END_REPEAT,
    )
    filling.add("/data/figlio")
    filling.answer("/data/figlio[1]/nome", "Primo")
    filling.answer("/data/figlio[2]/nome", "Secondo")
    (repeat,) = filling.view()
    assert isinstance(repeat, RepeatState)
    assert [(one.index, one.label) for one in repeat.instances] == [(1, "Figlio Primo"), (2, "Figlio Secondo")]
    assert [one.can_remove for one in repeat.instances] == [True, True]
    note = repeat.instances[1].children[1]
    assert note.label == "Ciao Secondo"


# Choices.


def test_a_filter_follows_its_answer_and_what_it_leaves_out_is_no_choice_any_more() -> None:
    filling = fill(
        question("text", "z", "Zona"),
        question("select_one citta", "c", "Città", choice_filter="zona = ${z}"),
        lists=CITIES,
    )
    assert at(filling, "/data/c").choices == ()
    filling.answer("/data/z", "1")
    assert [choice.value for choice in at(filling, "/data/c").choices] == ["bari", "lecce"]
    filling.answer("/data/c", "bari")
    assert code(filling, "/data/c") is None
    filling.answer("/data/z", "2")
    assert code(filling, "/data/c") == "not_a_choice"
    assert filling.value("/data/c") == "bari"


def test_a_filter_inside_a_repeat_looks_at_its_own_instance() -> None:
    filling = fill(
        question("begin_repeat", "r", "R"),
        question("text", "z", "Zona"),
        question("select_one citta", "c", "Città", choice_filter="zona = ${z}"),
        END_REPEAT,
        lists=CITIES,
    )
    filling.add("/data/r")
    filling.answer("/data/r[1]/z", "1")
    filling.answer("/data/r[2]/z", "2")
    assert [choice.value for choice in at(filling, "/data/r[1]/c").choices] == ["bari", "lecce"]
    assert [choice.value for choice in at(filling, "/data/r[2]/c").choices] == ["foggia"]


def test_choices_may_be_answers_given_elsewhere() -> None:
    filling = fill(
        question("begin_repeat", "persona", "Persona"),
        question("text", "nome", "Nome"),
        question("integer", "eta", "Età"),
        END_REPEAT,
        question("select_one ${nome}", "capo", "Chi?", choice_filter="${eta} > 17"),
    )
    for name, age in (("Uno", "40"), ("Due", "5"), ("", "50")):
        ref = filling.add("/data/persona")
        filling.answer(f"{ref}/nome", name)
        filling.answer(f"{ref}/eta", age)
    assert [choice.value for choice in at(filling, "/data/capo").choices] == ["Uno"]


def test_shuffled_choices_keep_their_order_within_one_filling() -> None:
    many = choices("molte", *[f"v{number}" for number in range(30)])
    form = form_of(question("select_one molte", "a", "A", parameters="randomize=true"), lists=many)
    orders = {
        key: [choice.value for choice in at(Filling(form, now=NOW, order_key=key), "/data/a").choices]
        for key in ("bozza 1", "bozza 2")
    }
    again = [choice.value for choice in at(Filling(form, now=NOW, order_key="bozza 1"), "/data/a").choices]
    assert again == orders["bozza 1"] != orders["bozza 2"]
    assert sorted(again) == sorted(orders["bozza 2"])


def test_choices_shuffled_by_a_seed_have_the_order_of_the_seed() -> None:
    many = choices("molte", *[f"v{number}" for number in range(30)])
    form = form_of(
        question("integer", "seme", "Seme"),
        question("select_one molte", "a", "A", parameters="randomize=true, seed=${seme}"),
        lists=many,
    )
    filling = Filling(form, now=NOW)
    filling.answer("/data/seme", "1")
    first = [choice.value for choice in at(filling, "/data/a").choices]
    filling.answer("/data/seme", "2")
    assert [choice.value for choice in at(filling, "/data/a").choices] != first
    filling.answer("/data/seme", "1")
    assert [choice.value for choice in at(filling, "/data/a").choices] == first


def test_altro_opens_its_own_question() -> None:
    filling = fill(question("select_one si_no or_other", "a", "A"), lists=YES_NO)
    assert [choice.value for choice in at(filling, "/data/a").choices] == ["si", "no", "other"]
    filling.answer("/data/a", "other")
    assert [state.ref for state in filling.questions()] == ["/data/a", "/data/a_other"]


# Problems.


@pytest.mark.parametrize(
    ("row", "text", "expected"),
    [
        (question("integer", "q", "Q"), "1,5", ProblemCode.WRONG_TYPE),
        (question("integer", "q", "Q"), "15", None),
        (question("decimal", "q", "Q"), "1.5", None),
        (question("date", "q", "Q"), "2026-02-30", ProblemCode.WRONG_TYPE),
        (question("geopoint", "q", "Q"), "100 0 0 0", ProblemCode.WRONG_TYPE),
        (question("image", "q", "Q", parameters="max-pixels=9"), "../a.png", ProblemCode.WRONG_TYPE),
        (question("select_one si_no", "q", "Q"), "forse", ProblemCode.NOT_A_CHOICE),
        (question("select_multiple si_no", "q", "Q"), "si no", None),
        (question("select_multiple si_no", "q", "Q"), "si forse", ProblemCode.NOT_A_CHOICE),
        (question("rank si_no", "q", "Q"), "no si", None),
        (question("rank si_no", "q", "Q"), "no", ProblemCode.INCOMPLETE_RANK),
        (question("rank si_no", "q", "Q"), "no no", ProblemCode.INCOMPLETE_RANK),
        (question("acknowledge", "q", "Q"), "OK", None),
        (question("acknowledge", "q", "Q"), "si", ProblemCode.NOT_A_CHOICE),
        (question("range", "q", "Q", parameters="start=0 end=10 step=2"), "3", ProblemCode.OUT_OF_RANGE),
        (question("range", "q", "Q", parameters="start=0 end=10 step=2"), "4", None),
        (question("text", "q", "Q", constraint="regex(., '^[A-Z]+$')"), "abc", ProblemCode.CONSTRAINT),
        (question("text", "q", "Q", constraint="regex(., '^[A-Z]+$')"), "ABC", None),
        (question("text", "q", "Q"), "x" * (MAX_ANSWER + 1), ProblemCode.TOO_LONG),
    ],
)
def test_each_kind_knows_its_problems(row: dict[str, str], text: str, expected: ProblemCode | None) -> None:
    filling = fill(row, lists=YES_NO)
    filling.answer("/data/q", text)
    assert code(filling, "/data/q") == expected
    assert [problem.code for problem in filling.problems()] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (question("text", "q", "Q", required="yes"), "required"),
        (question("text", "q", "Q", required="no"), None),
        (question("text", "q", "Q", required="${z} = ''"), "required"),
        (question("text", "q", "Q", required="yes", relevant="${z} != ''"), None),
        (question("acknowledge", "q", "Q", required="yes"), "required"),
        (question("note", "q", "Q", required="yes"), None),
        (question("text", "q", "Q", required="yes", read_only="yes"), None),
        (question("integer", "q", "Q", required="yes", calculation="''", read_only="yes"), "required"),
        (question("calculate", "q", required="yes", calculation="''"), None),
        (question("text", "q", "Q", constraint=". != ''"), None),
    ],
)
def test_required_holds_where_somebody_can_answer(row: dict[str, str], expected: str | None) -> None:
    filling = fill(row, question("text", "z", "Z"))
    assert [problem.code for problem in filling.problems()] == ([expected] if expected else [])


def test_a_problem_of_what_is_not_relevant_is_none() -> None:
    filling = fill(question("text", "z", "Z"), question("integer", "q", "Q", relevant="${z} = 'x'"))
    filling.answer("/data/q", "niente")
    assert filling.problems() == ()
    assert at(filling, "/data/q").problem is None
    filling.answer("/data/z", "x")
    assert [problem.ref for problem in filling.problems()] == ["/data/q"]


def test_a_readonly_group_closes_what_is_inside() -> None:
    form = form_of(question("begin_group", "g", "G"), question("text", "a", "A"), END_GROUP)
    filling = Filling(form, now=NOW)
    (group,) = filling.view()
    assert isinstance(group, GroupState)
    assert [getattr(child, "readonly", None) for child in group.children] == [False]


def test_view_and_state_say_the_same() -> None:
    filling = fill(
        question("begin_group", "g", "G"),
        question("select_one citta", "c", "C"),
        question("begin_repeat", "r", "R"),
        question("text", "t", "T"),
        END_REPEAT,
        END_GROUP,
        lists=CITIES,
    )
    (group,) = filling.view()
    assert isinstance(group, GroupState)
    select, repeat = group.children
    assert isinstance(repeat, RepeatState)
    assert filling.state("/data/g") == group
    assert filling.state("/data/g/c") == select
    assert filling.state("/data/g/r") == repeat
    assert filling.state("/data/g/r[1]") == repeat.instances[0]
