# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from ordito.questionnaires.engine.findings import Finding, Severity, WorkbookRefusedError
from ordito.questionnaires.engine.lint import MOST_ALIKE, examine, lint_against
from ordito.questionnaires.engine.workbook import read_workbook
from tests.questionnaires.books import BOOKS, Row, choices, question, settings, workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.questionnaires.engine.conversion import Converted
    from ordito.questionnaires.engine.form import Form

YES_NO = choices("si_no", "si", "no")
FIRST = question("select_one si_no", "q", "Domanda")
PEOPLE = [
    question("begin_repeat", "persona", "Persona"),
    question("integer", "anni", "Età"),
    question("end_repeat", ""),
]


def found(survey: Sequence[Row], listed: Sequence[Row] = (), **options: str) -> list[Finding]:
    sheets: dict[str, list[Row]] = {"survey": list(survey)}
    if listed:
        sheets["choices"] = list(listed)
    if options:
        sheets["settings"] = settings("prova", "Prova", **options)
    try:
        findings = examine(read_workbook(io.BytesIO(workbook_bytes(sheets))), fallback_name="prova")[2]
    except WorkbookRefusedError as error:
        findings = error.findings
    return list(findings)


def only(survey: Sequence[Row], listed: Sequence[Row] = (), **options: str) -> Finding:
    (finding,) = found(survey, listed, **options)
    return finding


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_books_have_no_error(name: str) -> None:
    content = workbook_bytes(BOOKS[name]())
    assert examine(read_workbook(io.BytesIO(content)), fallback_name=name)[1].form_id == name


@pytest.mark.parametrize(
    ("columns", "code", "params"),
    [
        ({"relevant": "${q} = "}, "bad_expression", {"reason": "unexpected_end"}),
        ({"relevant": "${q} ="}, "bad_expression", {"reason": "unexpected_end"}),
        ({"relevant": "'x"}, "bad_expression", {"reason": "unclosed_text", "position": "1"}),
        ({"relevant": "${q} == 1"}, "bad_expression", {"position": "7"}),
        ({"constraint": ". # 1", "constraint_message": "x"}, "bad_expression", {"position": "3"}),
        ({"relevant": "somma(${q})"}, "unknown_function", {"detail": "somma"}),
        ({"relevant": "not(${q}, 1)"}, "wrong_argument_count", {}),
        ({"constraint": "regex(., '(a)\\1')", "constraint_message": "x"}, "pattern_refused", {}),
        ({"constraint": "regex(., '(?=a)')", "constraint_message": "x"}, "pattern_refused", {}),
        ({"default": "today() + "}, "bad_expression", {"reason": "unexpected_end"}),
        ({"required": "${q} ="}, "bad_expression", {"reason": "unexpected_end"}),
        ({"readonly": "boh()"}, "unknown_function", {"detail": "boh"}),
    ],
)
def test_expression_that_cannot_be_read_is_an_error_at_its_cell(
    columns: Row, code: str, params: dict[str, str]
) -> None:
    survey = [FIRST, question("text", "t", "Testo", **columns)]
    finding = next(one for one in found(survey, YES_NO) if one.severity is Severity.ERROR)
    assert (finding.code, finding.row, finding.column) == (code, 3, "D")
    assert params.items() <= finding.params.items()
    assert finding.params["name"] == "t"


def test_every_broken_expression_is_told_at_once() -> None:
    survey = [FIRST, *(question("text", f"t{n}", "T", relevant="boh(1)", calculation="1 +") for n in range(3))]
    errors = [one for one in found(survey, YES_NO) if one.severity is Severity.ERROR]
    assert [(one.row, one.code) for one in errors] == [
        (row, code) for row in (3, 4, 5) for code in ("unknown_function", "bad_expression")
    ]


def test_position_is_counted_in_what_the_author_wrote() -> None:
    survey = [
        question("begin_group", "gruppo_molto_lungo", "G"),
        FIRST,
        question("end_group", ""),
        question("text", "t", "T", relevant="${q} = 'si' and ${q} ! 1"),
    ]
    finding = only(survey, YES_NO)
    assert finding.params["position"] == str("${q} = 'si' and ${q} ! 1".index("!") + 1)


def test_reference_inside_the_brackets_of_its_repeat_is_an_error() -> None:
    survey = [*PEOPLE, question("calculate", "minori", calculation="count(${persona}[${anni} < 18])")]
    finding = only(survey)
    assert (finding.code, finding.row, finding.severity) == ("reference_in_predicate", 5, Severity.ERROR)
    assert finding.params == {"name": "minori", "reference": "anni", "repeat": "persona"}


@pytest.mark.parametrize(
    "calculation",
    ["count(${persona}[anni < 18])", "sum(${anni})", "count(${persona}[anni < ${limite}])", "${persona}[1]/anni"],
)
def test_brackets_that_look_at_the_instance_are_fine(calculation: str) -> None:
    survey = [question("integer", "limite", "Limite"), *PEOPLE, question("calculate", "c", calculation=calculation)]
    assert found(survey) == []


def test_brackets_inside_the_repeat_may_look_at_the_own_instance() -> None:
    survey = [*PEOPLE[:2], question("calculate", "pari", calculation="count(${persona}[anni = ${anni}])"), PEOPLE[2]]
    assert [one.code for one in found(survey) if one.code == "reference_in_predicate"] == []


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"choice_filter": "${t} = name"}, "filter_on_itself"),
        ({"relevant": "${t} = 'si'"}, "relevant_on_itself"),
        ({"relevant": ". = 'si'"}, "relevant_on_itself"),
        ({"calculation": "concat(${t}, 'x')"}, "calculation_on_itself"),
    ],
)
def test_question_that_depends_on_its_own_answer_is_an_error(columns: Row, code: str) -> None:
    findings = found([question("select_one si_no", "t", "T", **columns)], YES_NO)
    assert (code, 2, "D") in [(one.code, one.row, one.column) for one in findings]


def test_filter_may_look_at_the_choice_itself() -> None:
    survey = [FIRST, question("select_one si_no", "t", "T", choice_filter="name != ${q} and string-length(.) > 0")]
    assert found(survey, YES_NO) == []


def test_calculation_in_a_circle_names_who_is_in_it() -> None:
    survey = [
        question("calculate", "a", calculation="${b} + 1"),
        question("calculate", "b", calculation="${a} + 1"),
        question("text", "t", "T"),
    ]
    finding = only(survey)
    assert (finding.code, finding.severity) == ("form_cycle", Severity.ERROR)
    assert finding.row in (2, 3)
    assert {"a", "b"} == set(finding.params["detail"].replace(" ", "").split(","))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("${q} = 'forse'", "forse"),
        ("selected(${q}, 'forse') or ${q} = 'si'", "forse"),
        ("not('boh' = ${q})", "boh"),
        ("${q} = 1 or ${q} = 'si'", "1"),
    ],
)
def test_answer_that_the_list_does_not_have_is_pointed_at(expression: str, value: str) -> None:
    survey = [FIRST, question("text", "t", "T", relevant=expression)]
    finding = next(one for one in found(survey, YES_NO) if one.code == "value_not_in_list")
    assert (finding.severity, finding.row) == (Severity.WARNING, 3)
    assert finding.params == {"name": "t", "question": "q", "value": value, "list": "si_no"}


@pytest.mark.parametrize(
    "expression", ["${q} = ''", "${q} = 'si'", "selected(${m}, 'other')", "${n} = 2", "${q} != 'no'"]
)
def test_answer_that_the_list_has_is_fine(expression: str) -> None:
    listed = YES_NO + choices("numeri", "1", "2.0") + choices("altri", "x")
    survey = [
        FIRST,
        question("select_multiple altri or_other", "m", "M"),
        question("select_one numeri", "n", "N"),
        question("text", "t", "T", relevant=expression),
    ]
    assert [one.code for one in found(survey, listed)] == []


@pytest.mark.parametrize(
    "relevant",
    [
        "false()",
        "no",
        "${q} = 'forse'",
        "${q} = 'si' and ${q} = 'no'",
        "${q} = 'si' and false()",
        "not(true())",
        "1 = 2",
        "'a' = 'b' or ${q} = 'forse'",
        "boolean('')",
        "0",
    ],
)
def test_required_question_that_nobody_can_see_is_an_error(relevant: str) -> None:
    survey = [FIRST, question("text", "t", "T", relevant=relevant, required="yes")]
    findings = [one for one in found(survey, YES_NO) if one.code == "required_never_relevant"]
    assert [(one.severity, one.row, one.column) for one in findings] == [(Severity.ERROR, 3, "D")]


@pytest.mark.parametrize(
    "relevant",
    ["${q} = 'si' or ${q} = 'no'", "${q} != 'forse'", "true()", "yes", "${m} = 'si' and ${m} = 'no'", "${q} = 'si'",
     "${q} = 'si' and ${q} != 'no'", "not(${q} = 'forse')", "today() > '2020-01-01'"],
)  # fmt: skip
def test_question_that_may_be_seen_is_no_error(relevant: str) -> None:
    survey = [
        FIRST,
        question("select_multiple si_no", "m", "M"),
        question("text", "t", "T", relevant=relevant, required="yes"),
    ]
    assert [one.code for one in found(survey, YES_NO) if "relevant" in one.code] == []


def test_group_that_nobody_can_see_names_the_required_question_in_it() -> None:
    survey = [
        FIRST,
        question("begin_group", "g", "G", relevant="${q} = 'forse'"),
        question("text", "t", "T", required="yes"),
        question("end_group", ""),
    ]
    finding = next(one for one in found(survey, YES_NO) if one.code == "required_never_relevant")
    assert (finding.row, finding.params["required"]) == (3, "t")


def test_optional_question_that_nobody_can_see_is_a_warning() -> None:
    finding = only([FIRST, question("text", "t", "T", relevant="false()")], YES_NO)
    assert (finding.code, finding.severity) == ("never_relevant", Severity.WARNING)


def test_label_missing_in_a_language_is_pointed_at_in_its_column() -> None:
    survey: list[Row] = [
        {"type": "text", "name": "a", "label::Italiano (it)": "A", "label::English (en)": "A"},
        {"type": "text", "name": "b", "label::Italiano (it)": "B"},
    ]
    finding = only(survey)
    assert (finding.code, finding.row, finding.column) == ("label_missing", 3, "D")
    assert finding.params == {"name": "b", "language": "English (en)"}


def test_choices_that_nobody_can_tell_apart_are_pointed_at() -> None:
    listed = [*YES_NO, {"list_name": "si_no", "name": "boh", "label": "No"}]
    finding = only([FIRST], listed)
    assert (finding.code, finding.sheet, finding.row, finding.params["other"]) == ("same_label", "choices", 4, "no")


def test_duplicates_that_are_allowed_are_pointed_at_where_nothing_filters_them() -> None:
    listed = [{"list_name": "l", "name": "x", "label": str(n), "z": str(n)} for n in range(2)]
    survey = [question("select_one l", "a", "A", choice_filter="z = '1'"), question("select_one l", "b", "B")]
    finding = only(survey, listed, allow_choice_duplicates="yes")
    assert (finding.code, finding.row, finding.params) == ("list_with_duplicates", 3, {"list": "l", "value": "x"})


def test_list_that_nobody_uses_is_pointed_at() -> None:
    finding = only([FIRST], YES_NO + choices("zona", "nord"))
    assert (finding.code, finding.sheet, finding.row) == ("unused_list", "choices", 4)


def test_constraint_without_its_message_is_pointed_at() -> None:
    finding = only([question("integer", "a", "A", constraint=". > 0")])
    assert (finding.code, finding.column, finding.severity) == ("constraint_without_message", "D", Severity.WARNING)


def test_hint_of_a_group_that_gets_lost_is_pointed_at() -> None:
    survey = [
        question("begin_group", "g", "G", hint="Con calma"),
        question("text", "a", "A"),
        question("end_group", ""),
    ]
    finding = only(survey)
    assert (finding.code, finding.row, finding.column) == ("hint_on_group", 2, "D")
    assert found([question("text", "a", "A", hint="Con calma")]) == []


def test_long_page_and_long_form_are_pointed_at() -> None:
    many = [question("text", f"t{n}", "T") for n in range(81)]
    page = [question("begin_group", "g", "G", appearance="field-list"), *many, question("end_group", "")]
    finding = only(page, style="pages")
    assert (finding.code, finding.row, finding.params["count"]) == ("long_page", 2, "81")
    assert [one.code for one in found([question("text", f"t{n}", "T") for n in range(201)])] == ["long_form"]


def test_warnings_all_alike_are_counted_beyond_the_first_ones() -> None:
    findings = found([question("integer", f"a{n}", "A", constraint=". > 0") for n in range(MOST_ALIKE + 5)])
    assert [one.code for one in findings].count("constraint_without_message") == MOST_ALIKE
    assert [one.params["count"] for one in findings if one.code == "more_alike"] == ["5"]


def test_part_without_effect_here_is_pointed_at_in_its_row() -> None:
    survey = [question("text", "a", "A"), question("text", "b", "B", default="${last-saved#a}")]
    assert ("notice_last_saved", Severity.WARNING) in [(one.code, one.severity) for one in found(survey)]


def test_name_that_asked_something_else_before_is_pointed_at() -> None:
    def version(label: str) -> tuple[Converted, Form]:
        content = workbook_bytes({"survey": [FIRST, question("integer", "n", label)], "choices": YES_NO})
        return examine(read_workbook(io.BytesIO(content)), fallback_name="prova")[:2]

    _first, old = version("Quanti posti ha?")
    other, new = version("Data di nascita")
    (finding,) = lint_against(other.layout, old, new)
    assert (finding.code, finding.severity, finding.row) == ("meaning_changed", Severity.WARNING, 3)
    assert finding.params == {"name": "n", "old": "Quanti posti ha?"}
    better, reworded = version("Quanti posti ha in tutto?")
    assert lint_against(better.layout, old, reworded) == ()
