# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from pyxform.errors import ErrorCode

from ordito.questionnaires.engine.conversion import Converted, convert, safe_name
from ordito.questionnaires.engine.converter_words import OURS, SENTENCES, understand
from ordito.questionnaires.engine.findings import Finding, Severity, WorkbookRefusedError
from ordito.questionnaires.engine.headings import Meaning, meaning_of
from ordito.questionnaires.engine.lint import examine
from ordito.questionnaires.engine.reading import read_form
from ordito.questionnaires.engine.workbook import read_workbook
from tests.questionnaires.books import BOOKS, Row, choices, question, workbook_bytes, xform

if TYPE_CHECKING:
    from collections.abc import Sequence


def converted(sheets: dict[str, list[Row]], name: str = "prova.xlsx") -> Converted:
    return convert(read_workbook(io.BytesIO(workbook_bytes(sheets))), fallback_name=name)


def refused(survey: Sequence[Row], listed: Sequence[Row] = ()) -> Finding:
    sheets = {"survey": list(survey)} | ({"choices": list(listed)} if listed else {})
    with pytest.raises(WorkbookRefusedError) as caught:
        converted(sheets)
    finding = caught.value.findings[0]
    assert finding.severity is Severity.ERROR
    return finding


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_book_becomes_the_form_that_the_converter_makes(name: str) -> None:
    sheets = BOOKS[name]()
    ours, theirs = read_form(converted(sheets).xform), read_form(xform(sheets))
    assert (ours.form_id, ours.version, ours.title) == (theirs.form_id, theirs.version, theirs.title)
    assert list(ours.items) == list(theirs.items)


def test_settings_tell_id_version_title_and_headings_the_languages() -> None:
    found = converted(BOOKS["tutto"]())
    assert (found.form_id, found.version, found.title) == ("tutto", "1", "Tutto")
    assert found.languages == ("Italiano (it)", "English (en)")


def test_file_name_becomes_the_id_where_the_settings_give_none() -> None:
    found = converted({"survey": [question("text", "a", "A")]}, name="Scheda CSF 2026.xlsx")
    assert (found.form_id, found.title) == ("scheda_csf_2026", "scheda_csf_2026")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026.xlsx", "modulo_2026"),
        ("Già fatto v1.2", "gia_fatto_v1_2"),
        (".XLSX", "modulo"),
        ("!!", "modulo"),
        ("", "modulo"),
    ],
)
def test_safe_name_is_an_id(text: str, name: str) -> None:
    assert safe_name(text) == name


TEXT = question("text", "a", "A")
YES_NO = choices("si_no", "si", "no")


@pytest.mark.parametrize(
    ("survey", "listed", "code", "row", "column"),
    [
        ([question("text", "a b", "A")], [], "bad_name", 2, "B"),
        ([TEXT, question("text", "a", "B")], [], "duplicate_name", 3, "B"),
        ([question("text", "a", "A", relevant="${b} = 1")], [], "unknown_reference", 2, "D"),
        ([question("text", "a", "A", relevant="${b = 1")], [], "bad_reference", 2, "D"),
        ([TEXT, question("select_one x", "b", "B")], [], "no_choices_sheet", 3, "A"),
        ([TEXT, question("select_one x", "b", "B")], YES_NO, "unknown_list", 3, ""),
        ([question("select_one y", "a", "A")], choices("y", "1", "1"), "duplicate_choice", 3, "B"),
        ([question("select_multiple y", "a", "A")], choices("y", "1 2"), "choice_with_space", 2, "B"),
        ([TEXT, question("begin_group", "g", "G")], [], "begin_without_end", 3, ""),
        ([TEXT, question("end_group", "")], [], "end_without_begin", 3, ""),
        ([TEXT, question("begin_group", "g", "G"), question("end_repeat", "")], [], "end_without_begin", 4, ""),
        ([TEXT, question("testo", "b", "B")], [], "unknown_type", 3, "A"),
        ([TEXT, question("text", "", "B")], [], "no_name", 3, ""),
        ([TEXT, question("", "b", "B")], [], "no_type", 3, ""),
        ([TEXT, question("calculate", "b")], [], "no_calculation", 3, ""),
        ([TEXT, question("text", "b")], [], "no_label", 3, "B"),
        ([question("range", "a", "A", parameters="start=1 end=x")], [], "bad_range", 2, "D"),
        ([question("text", "a", "A", parameters="rows=x")], [], "bad_parameters", 2, ""),
        ([question("text", "a", "A", parameters="foo=1")], [], "unknown_parameter", 2, "D"),
        ([TEXT, question("select_one_external y", "b", "B")], YES_NO, "external_choices", 0, ""),
        ([TEXT, question("select_one_from_file x.pdf", "b", "B")], YES_NO, "choices_file_name", 3, ""),
        ([TEXT, question("begin_repeat", "data", "D"), question("end_repeat", "")], [], "repeat_named_as_form", 3, "B"),
        ([{"name": "a", "label": "A"}], [], "missing_column", 1, ""),
        ([question("select_one si_no or_other", "a", "A", choice_filter="1")], YES_NO, "filter_with_other", 2, ""),
    ],
)
def test_fault_has_its_code_row_and_column(
    survey: list[Row], listed: list[Row], code: str, row: int, column: str
) -> None:
    finding = refused(survey, listed)
    assert (finding.code, finding.row, finding.column) == (code, row, column)


def test_row_of_a_fault_counts_empty_rows() -> None:
    survey = [TEXT, {}, {}, question("text", "a b", "B")]
    assert refused(survey).row == 5


def test_workbook_without_survey_says_so() -> None:
    with pytest.raises(WorkbookRefusedError) as caught:
        converted({"domande": [TEXT], "choices": YES_NO})
    assert [finding.code for finding in caught.value.findings] == ["no_survey_sheet"]


def test_warnings_of_several_lines_become_one_finding_each() -> None:
    survey: list[Row] = [
        {"type": "text", "name": "a", "label::it": "A", "label::en": "A", "hint::it": "x"},
        {"type": "select_one l", "name": "b", "label::it": "B", "label::en": "B", "hint::it": "x"},
    ]
    listed: list[Row] = [{"list_name": "l", "name": "1", "label::it": "Uno", "image::en": "x.png"}]
    found = [
        (one.code, one.sheet, dict(one.params)) for one in converted({"survey": survey, "choices": listed}).warnings
    ]
    assert ("missing_translation", "survey", {"language": "en", "columns": "hint"}) in found
    assert ("missing_translation", "choices", {"language": "en", "columns": "label"}) in found


def test_sentence_that_nobody_knows_keeps_its_words() -> None:
    (said,) = understand("[row : 7] Something quite new.")
    assert (said.code, said.row, said.params["text"]) == ("converter", 7, "[row : 7] Something quite new.")


def test_every_code_of_the_converter_about_sheets_is_known() -> None:
    quiet = {
        "HEADER_005",
        "INTERNAL_001",
        "INTERNAL_002",
        "NAMES_010",
        "NAMES_011",
        "NAMES_012",
        "NAMES_014",
        "NAMES_015",
    }
    assert {code.name for code in ErrorCode} - OURS.keys() == quiet
    assert OURS.keys() <= {code.name for code in ErrorCode}


def test_sentences_are_patterns_with_a_code() -> None:
    assert all(pattern and code == code.lower() for pattern, code in SENTENCES)


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Relevant", Meaning("relevant")),
        ("bind::relevant", Meaning("relevant")),
        ("bind:jr:constraintMsg", Meaning("constraint_message")),
        ("label::Italiano (it)", Meaning("label", "Italiano (it)")),
        ("label:English", Meaning("label", "English")),
        ("media::image::Italiano", Meaning("image", "Italiano")),
        ("constraint message", Meaning("constraint_message")),
        ("list name", Meaning("list_name")),
        ("zona", Meaning("zona")),
        ("jr:count", Meaning("repeat_count")),
    ],
)
def test_heading_means_a_column(heading: str, meaning: Meaning) -> None:
    assert meaning_of(heading) == meaning


def words(text: str) -> st.SearchStrategy[str]:
    """One of the pieces of `text` between bars."""
    return st.sampled_from([piece.strip() for piece in text.split("|")])


NAMES = words("a|b|c|data|g|a b||1|è|meta")
TYPES = words(
    "text|integer|decimal|date|note|select_one l|select_multiple l|select_one l or_other|rank l|select_one ${a}"
    "|begin_group"
    "|end_group|begin_repeat|end_repeat|begin group|end repeat|calculate|range|image|geopoint|hidden|acknowledge|start"
    "|audit|select_one_from_file f.csv|begin loop over l|end loop|xml-external|background-audio|osm l|boh||form_id"
)
EXPRESSIONS = words(
    "${a}|${a} + 1|${b} = 'x'|. > 1|${a|}{|a <|<b>&|'|today()|true()|yes|once(1)|pulldata('f', 'x', 'y', ${a})"
    "|jr:choice-name(${a}, '${a}')|count(${g})|sum(${g}[${a} > 1])|/data/a|indexed-repeat(${a}, ${g}, 1)|position(..)"
    "|${last-saved#a}|regex(., '(a+)+$')|\u2028|(((("
)
COLUMNS = words(
    "label|label::Italiano (it)|label::en|hint|relevant|constraint|constraint_message|calculation|required|default"
    "|choice_filter|repeat_count|trigger|parameters|appearance|readonly|media::image|bind::odk:x|body::accuracyThreshold"
    "|instance::x|name|type|save_to|disabled|bind|::|control"
)
OPTIONS = words(
    "form_id|form_title|version|style|name|default_language|instance_name|flat|public_key|allow_choice_duplicates"
    "|add_none_option|clean_text_values"
)
CELLS = st.one_of(EXPRESSIONS, st.text(max_size=12), words("seed=1|randomize=true|start=0 end=5|table-list"))


@st.composite
def survey_rows(draw: st.DrawFn) -> list[Row]:
    rows = []
    for _row in range(draw(st.integers(1, 8))):
        row: Row = {"type": draw(TYPES), "name": draw(NAMES)}
        row |= draw(st.dictionaries(COLUMNS, CELLS, max_size=4))
        rows.append(row)
    return rows


LISTED = st.lists(
    st.fixed_dictionaries({"list_name": words("l|m|"), "name": NAMES}, optional={"label": CELLS, "zona": CELLS}),
    max_size=4,
)
SETTINGS = st.lists(st.dictionaries(OPTIONS, CELLS, max_size=3), max_size=2)


@tried(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(survey=survey_rows(), listed=LISTED, options=SETTINGS)
def test_whatever_stands_in_the_cells_becomes_a_form_or_a_refusal(
    survey: list[Row], listed: list[Row], options: list[Row]
) -> None:
    sheets = {"survey": survey, "choices": listed, "settings": options}
    content = workbook_bytes({name: [clean(row) for row in rows] for name, rows in sheets.items()})
    found = outcome(content)
    if isinstance(found, WorkbookRefusedError):
        assert any(finding.severity is Severity.ERROR for finding in found.findings)
        assert all(finding.code for finding in found.findings)
    else:
        assert all(finding.severity is Severity.WARNING for finding in found)


def outcome(content: bytes) -> tuple[Finding, ...] | WorkbookRefusedError:
    try:
        return examine(read_workbook(io.BytesIO(content)), fallback_name="prova.xlsx")[2]
    except WorkbookRefusedError as error:
        return error


def clean(row: Row) -> Row:
    """Surrogates cannot be written to a file at all; the reader's own test has them."""
    return {heading: text.encode("utf-8", "ignore").decode() for heading, text in row.items() if text}
