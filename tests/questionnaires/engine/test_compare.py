# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.questionnaires.engine.compare import Change, ChangeKind, ChoicesDiff, Proposal, Series, compare, propose
from ordito.questionnaires.engine.reading import read_form
from tests.questionnaires.books import BOOKS, Row, choices, question, settings, xform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.questionnaires.engine.form import Form

SERVICES = choices("servizio", "csf", "cap", "ade")


def form(survey: Sequence[Row], listed: Sequence[Row] = SERVICES) -> Form:
    return read_form(xform({"survey": list(survey), "choices": list(listed), "settings": settings("prova", "Prova")}))


def changes(old: Sequence[Row], new: Sequence[Row], **identity: str) -> list[Change]:
    pairs = {f"/data/{before}": f"/data/{after}" for before, after in identity.items()}
    return list(compare(form(old), form(new), pairs))


def kinds(found: Sequence[Change]) -> list[tuple[str, ChangeKind]]:
    return [(change.path, change.kind) for change in found]


def places(label: str = "Quanti posti ha?", kind: str = "integer", **columns: str) -> Row:
    return question(kind, "posti", label, **columns)


@pytest.mark.parametrize("name", ["tutto", "grande", "ripetizioni"])
def test_form_beside_itself_has_no_change(name: str) -> None:
    found = read_form(xform(BOOKS[name]()))
    assert compare(found, found) == ()


def test_questions_that_came_and_went() -> None:
    found = changes([places(), question("text", "via", "Via")], [question("date", "nata", "Nata il"), places()])
    assert found == [
        Change("/data/nata", ChangeKind.ADDED, new="Nata il"),
        Change("/data/via", ChangeKind.REMOVED, old="Via", old_path="/data/via"),
    ]


def test_question_moved_into_a_group_is_the_same_one() -> None:
    group = [question("begin_group", "g", "G"), places(), question("end_group", "")]
    assert changes([places()], group) == [
        Change("/data/g/posti", ChangeKind.MOVED, "/data/posti", "/data/g/posti", "/data/posti")
    ]


def test_name_that_is_not_unique_does_not_pair() -> None:
    def inside(group: str) -> list[Row]:
        return [question("begin_group", group, group), places(), question("end_group", "")]

    found = changes(inside("a") + inside("b"), inside("c") + inside("d"))
    assert {change.kind for change in found} == {ChangeKind.ADDED, ChangeKind.REMOVED}


def test_declared_identity_goes_before_names() -> None:
    old = [places(), question("integer", "letti", "Letti")]
    found = changes(old, [question("integer", "capienza", "Quanti posti ha?"), places("Letti")], posti="capienza")
    assert kinds(found) == [
        ("/data/capienza", ChangeKind.MOVED),
        ("/data/posti", ChangeKind.ADDED),
        ("/data/letti", ChangeKind.REMOVED),
    ]


@pytest.mark.parametrize(
    ("new", "kind", "old_text", "new_text", "series"),
    [
        (
            places("Quanti posti ha in tutto?"),
            ChangeKind.LABEL,
            "Quanti posti ha?",
            "Quanti posti ha in tutto?",
            "same",
        ),
        (places("Data di nascita"), ChangeKind.LABEL, "Quanti posti ha?", "Data di nascita", "break"),
        (places(kind="decimal"), ChangeKind.TYPE, "integer", "decimal", "same"),
        (places(kind="text"), ChangeKind.TYPE, "integer", "text", "break"),
        (places(hint="Autorizzati"), ChangeKind.HINT, "", "Autorizzati", "same"),
        (places(constraint=". > 0"), ChangeKind.CONSTRAINT, "", ". > 0", "same"),
        (places(required="yes"), ChangeKind.REQUIRED, "", "true()", "same"),
        (places(relevant="${x} = 1"), ChangeKind.RELEVANCE, "", "x = 1", "break"),
    ],
)
def test_change_of_one_question(new: Row, kind: ChangeKind, old_text: str, new_text: str, series: str) -> None:
    other = question("integer", "x", "X")
    (change,) = changes([other, places()], [other, new])
    assert (change.kind, change.old, change.new) == (kind, old_text, new_text)
    assert propose([change]).series == series
    assert change.breaks is (series == "break")


def test_what_answers_depend_on_matters() -> None:
    mattering = {kind for kind in ChangeKind if Change("/data/a", kind).matters}
    assert mattering == {"label", "type", "choices", "relevance", "calculation"}


def test_moving_a_group_changes_no_condition_of_its_questions() -> None:
    def version(group: str) -> list[Row]:
        return [
            question("begin_group", group, "G"),
            question("integer", "a", "A"),
            question("integer", "b", "B", relevant="${a} > 1", constraint=". <= ${a} + 1"),
            question("end_group", ""),
        ]

    assert {change.kind for change in changes(version("prima"), version("dopo"))} == {ChangeKind.MOVED}


def test_changed_calculation_breaks_the_series() -> None:
    def version(formula: str) -> list[Row]:
        return [question("integer", "a", "A"), question("calculate", "t", calculation=formula)]

    (change,) = changes(version("${a} * 2"), version("${a} * 3"))
    assert (change.kind, change.old, change.new, change.breaks) == (ChangeKind.CALCULATION, "a * 2", "a * 3", True)


SELECT = [question("select_one servizio", "tipo", "Tipo")]


def choice_change(listed: Sequence[Row]) -> Change:
    (change,) = compare(form(SELECT), form(SELECT, listed))
    assert change.kind is ChangeKind.CHOICES
    return change


def test_choice_added_is_equivalent() -> None:
    change = choice_change(SERVICES + choices("servizio", "affido"))
    assert change.choices == ChoicesDiff(added={"affido": "Affido"})
    assert propose([change]) == Proposal(Series.EQUIVALENT, {})


def test_choice_under_another_code_is_equivalent_by_mapping() -> None:
    listed = [dict(row) for row in SERVICES]
    listed[0]["name"] = "centro_famiglie"
    change = choice_change(listed)
    assert change.choices == ChoicesDiff(added={"centro_famiglie": "Csf"}, removed={"csf": "Csf"})
    assert propose([change]) == Proposal(Series.EQUIVALENT, {"csf": "centro_famiglie"})


def test_choice_that_went_for_good_breaks_the_series() -> None:
    change = choice_change(SERVICES[1:])
    assert change.choices == ChoicesDiff(removed={"csf": "Csf"})
    assert propose([change]) == Proposal(Series.BREAK)


@pytest.mark.parametrize(("label", "series"), [("Ade.", Series.SAME), ("Servizio notturno", Series.BREAK)])
def test_reworded_choice_goes_on_if_the_words_are_near(label: str, series: Series) -> None:
    listed = [dict(row) for row in SERVICES]
    listed[2]["label"] = label
    change = choice_change(listed)
    assert change.choices == ChoicesDiff(reworded={"ade": ("Ade", label)})
    assert propose([change]).series is series


def test_worst_change_decides_the_proposal() -> None:
    found = changes([places()], [places("Data di nascita", hint="x")])
    assert propose(found).series is Series.BREAK
    assert propose([]).series is Series.SAME


def test_notes_and_metadata_are_not_compared() -> None:
    old = [places(), question("note", "n", "Buongiorno"), question("start", "inizio")]
    assert changes(old, [places()]) == []
