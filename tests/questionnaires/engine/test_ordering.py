# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from ordito.questionnaires.engine.check import check
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.problems import FormRefusedError
from tests.questionnaires.engine.forms import END_GROUP, END_REPEAT, NOW, YES_NO, fill, form_of, question


def refusal(*survey: dict[str, str]) -> FormRefusedError:
    with pytest.raises(FormRefusedError) as refused:
        form_of(*survey)
    return refused.value


def test_calculations_in_a_circle_are_refused_by_name() -> None:
    error = refusal(
        question("integer", "a", "A"),
        question("calculate", "b", calculation="${c} + ${a}"),
        question("calculate", "c", calculation="${d} * 2"),
        question("calculate", "d", calculation="${b} - 1"),
    )
    assert (error.code, error.detail, error.ref) == ("cycle", "b, c, d", "/data/b")


@pytest.mark.parametrize(
    "rows",
    [
        (question("calculate", "x", calculation="${x} + 1"), question("text", "z", "Z")),
        (question("text", "x", "X", relevant="${x} = ''"),),
        (
            question("integer", "y", "Y"),
            question("calculate", "x", calculation="${w}"),
            question("calculate", "w", calculation="if(${y} > 1, ${x}, 0)"),
        ),
    ],
)
def test_values_that_wait_for_themselves_are_refused(rows: tuple[dict[str, str], ...]) -> None:
    assert refusal(*rows).code == "cycle"


def test_a_constraint_and_a_choice_filter_may_look_at_their_own_answer() -> None:
    filling = fill(question("integer", "x", "X", constraint=". > 0 and ${x} < 10"))
    filling.answer("/data/x", "3")
    assert filling.problems() == ()


def test_a_running_total_over_instances_is_computed_in_order() -> None:
    filling = fill(
        question("begin_repeat", "mese", "Mese"),
        question("decimal", "entrate", "Entrate"),
        question(
            "calculate",
            "saldo",
            calculation="coalesce(indexed-repeat(${saldo}, ${mese}, position(..) - 1), 0) + ${entrate}",
        ),
        END_REPEAT,
    )
    for number, amount in enumerate(("10", "5", "2"), start=1):
        if number > 1:
            filling.add("/data/mese")
        filling.answer(f"/data/mese[{number}]/entrate", amount)
    assert [filling.value(f"/data/mese[{number}]/saldo") for number in (1, 2, 3)] == ["10", "15", "17"]
    filling.answer("/data/mese[1]/entrate", "100")
    assert filling.value("/data/mese[3]/saldo") == "107"
    filling.remove("/data/mese[2]")
    assert filling.value("/data/mese[2]/saldo") == "102"


@pytest.mark.parametrize("condition", ["= 'si'", "!= 'no'"])
def test_a_repeat_may_go_on_as_long_as_its_last_answer_says(condition: str) -> None:
    form = form_of(
        question("calculate", "quante", calculation="count(${casa})"),
        question(
            "calculate",
            "servono",
            calculation=f"if(${{quante}} = 0 or indexed-repeat(${{ancora}}, ${{casa}}, ${{quante}}) {condition}, "
            "${quante} + 1, ${quante})",
        ),
        question("begin_repeat", "casa", "Casa", repeat_count="${servono}"),
        question("text", "via", "Via"),
        question("select_one si_no", "ancora", "Un'altra?"),
        END_REPEAT,
        lists=YES_NO,
    )
    filling = Filling(form, now=NOW)

    def vie() -> list[str]:
        return [state.ref for state in filling.questions() if state.item.name == "via"]

    assert vie() == ["/data/casa[1]/via"]
    filling.answer("/data/casa[1]/via", "Prima")
    filling.answer("/data/casa[1]/ancora", "si")
    assert len(vie()) == 2
    filling.answer("/data/casa[2]/ancora", "si")
    filling.answer("/data/casa[3]/via", "Terza")
    filling.answer("/data/casa[3]/ancora", "no")
    assert len(vie()) == 3
    assert filling.problems() == ()
    assert check(form, filling.xml("uuid:1"), now=NOW).ok
    resumed = Filling(form, now=NOW, answers=filling.answers())
    assert resumed.answers() == filling.answers()
    filling.answer("/data/casa[1]/ancora", "no")
    assert len(vie()) == 1
    filling.answer("/data/casa[1]/ancora", "si")
    assert len(vie()) == 3
    assert filling.value("/data/casa[3]/via") == "Terza"
    before = filling.version
    filling.answer("/data/casa[3]/via", "Altra")
    assert filling.changed_since(before) == ("/data/casa[3]/via",)


def test_questions_that_exclude_each_other_settle_the_same_way_each_time() -> None:
    form = form_of(
        question("text", "telefono", "Telefono", relevant="${posta} = ''"),
        question("text", "posta", "Posta", relevant="${telefono} = ''"),
    )
    filling = Filling(form, now=NOW)
    assert [state.ref for state in filling.questions()] == ["/data/telefono", "/data/posta"]
    filling.answer("/data/posta", "a@example.org")
    assert [state.ref for state in filling.questions()] == ["/data/posta"]
    filling.answer("/data/posta", "")
    filling.answer("/data/telefono", "080")
    assert [state.ref for state in filling.questions()] == ["/data/telefono"]
    both = {"/data/telefono": "080", "/data/posta": "a@example.org"}
    once = [state.ref for state in Filling(form, now=NOW, answers=both).questions()]
    filling.answer("/data/posta", "a@example.org")
    assert [state.ref for state in filling.questions()] == once


def test_relevance_and_calculation_that_wait_for_each_other_depend_on_the_answers_alone() -> None:
    form = form_of(
        question("integer", "a", "A"),
        question("integer", "b", "B", relevant="${totale} > 5"),
        question("calculate", "totale", calculation="${a} + coalesce(${b}, 0)"),
    )
    filling = Filling(form, now=NOW)
    filling.answer("/data/a", "6")
    filling.answer("/data/b", "2")
    assert filling.value("/data/totale") == "8"
    resumed = Filling(form, now=NOW, answers=filling.answers())
    assert resumed.value("/data/totale") == "8"
    filling.answer("/data/a", "1")
    assert filling.value("/data/totale") == Filling(form, now=NOW, answers=filling.answers()).value("/data/totale")


def test_relevance_that_never_settles_ends_all_the_same() -> None:
    filling = fill(
        question("text", "a", "A", relevant="${b} = ''"),
        question("text", "b", "B", relevant="${c} = ''"),
        question("text", "c", "C", relevant="${a} = ''"),
    )
    for name in "abc":
        filling.answer(f"/data/{name}", "x")
    assert {state.ref for state in filling.questions()} <= {"/data/a", "/data/b", "/data/c"}


def test_a_group_may_depend_on_what_stands_beside_it() -> None:
    filling = fill(
        question("begin_group", "g", "G"),
        question("integer", "n", "N"),
        question("begin_group", "h", "H", relevant="${n} > 1"),
        question("calculate", "m", calculation="${n} * 2"),
        question("text", "t", "T", relevant="${m} > 5"),
        END_GROUP,
        END_GROUP,
        question("calculate", "tutto", calculation="concat(${m}, ${t})"),
    )
    filling.answer("/data/g/n", "3")
    filling.answer("/data/g/h/t", "!")
    assert filling.value("/data/tutto") == "6!"
    filling.answer("/data/g/n", "2")
    assert filling.value("/data/tutto") == "4"
    filling.answer("/data/g/n", "0")
    assert filling.value("/data/tutto") == ""


def test_an_expression_that_cannot_be_worked_out_is_a_problem_not_a_crash() -> None:
    filling = fill(
        question("text", "p", "P"),
        question("calculate", "x", calculation="regex(${p}, ${p})"),
    )
    filling.answer("/data/p", "(?=a)")
    assert [(problem.code, problem.ref) for problem in filling.problems()] == [("calculation_failed", "/data/x")]
    filling.answer("/data/p", "a")
    assert filling.problems() == ()
