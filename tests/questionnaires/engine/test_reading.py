# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.questionnaires.engine.check import check
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.form import Group, Question, Repeat
from ordito.questionnaires.engine.problems import FormRefusedError
from ordito.questionnaires.engine.reading import read_form
from tests.questionnaires.books import BOOKS, xform
from tests.questionnaires.engine.forms import (
    END_GROUP,
    END_REPEAT,
    NOW,
    YES_NO,
    choices,
    form_of,
    question,
    wrapped,
)

DATA = '<instance><data id="x" version="1"><a/></data></instance>'


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (question("text", "q", "Q"), "text"),
        (question("integer", "q", "Q"), "integer"),
        (question("decimal", "q", "Q"), "decimal"),
        (question("date", "q", "Q"), "date"),
        (question("time", "q", "Q"), "time"),
        (question("dateTime", "q", "Q"), "datetime"),
        (question("select_one si_no", "q", "Q"), "select_one"),
        (question("select_multiple si_no", "q", "Q"), "select_multiple"),
        (question("rank si_no", "q", "Q"), "rank"),
        (question("range", "q", "Q", parameters="start=1 end=5 step=1"), "range"),
        (question("note", "q", "Q"), "note"),
        (question("text", "q", "Q", read_only="yes", default="x"), "text"),
        (question("text", "q", "Q", read_only="yes", calculation="1 + 1"), "text"),
        (question("acknowledge", "q", "Q"), "acknowledge"),
        (question("image", "q", "Q", parameters="max-pixels=500"), "image"),
        (question("image", "q", "Q", appearance="signature", parameters="max-pixels=500"), "image"),
        (question("audio", "q", "Q"), "audio"),
        (question("video", "q", "Q"), "video"),
        (question("file", "q", "Q"), "file"),
        (question("geopoint", "q", "Q"), "geopoint"),
        (question("geotrace", "q", "Q"), "geotrace"),
        (question("geoshape", "q", "Q"), "geoshape"),
        (question("barcode", "q", "Q"), "barcode"),
        (question("calculate", "q", calculation="1"), "calculate"),
        (question("hidden", "q"), "hidden"),
        (question("today", "q"), "metadata"),
        (question("username", "q"), "metadata"),
    ],
)
def test_every_type_of_the_sheet_has_its_kind(row: dict[str, str], kind: str) -> None:
    item = form_of(row, question("text", "z", "Z"), lists=YES_NO).items["/data/q"]
    assert isinstance(item, Question)
    assert item.kind == kind
    assert item.visible is (kind not in ("calculate", "hidden", "metadata"))


def test_groups_repeats_and_pages_keep_their_order_and_looks() -> None:
    form = form_of(
        question("begin_group", "g", "Gruppo", appearance="field-list"),
        question("text", "a", "A", hint="Aiuto", guidance_hint="Guida", appearance="multiline", parameters="rows=4"),
        END_GROUP,
        question("begin_repeat", "r", "Ripeti", repeat_count="2"),
        question("text", "b", "B"),
        END_REPEAT,
        style="pages",
    )
    assert [item.path for item in form.body] == ["/data/g", "/data/r"]
    group, repeat = form.body
    assert isinstance(group, Group)
    assert isinstance(repeat, Repeat)
    assert (form.pages, group.is_page, repeat.count is not None) == (True, True, True)
    assert repeat.label is not None
    assert repeat.label.plain("") == "Ripeti"
    question_a = group.children[0]
    assert isinstance(question_a, Question)
    assert question_a.hint is not None
    assert question_a.guidance is not None
    assert (question_a.hint.plain(""), question_a.guidance.plain("")) == ("Aiuto", "Guida")
    assert question_a.appearance == {"multiline"}
    assert question_a.parameters["rows"] == "4"


def test_languages_fall_back_to_the_default_one() -> None:
    row = {
        "type": "text",
        "name": "a",
        "label::Italiano (it)": "Nome",
        "label::English (en)": "Name",
        "hint::Italiano (it)": "Scriva",
        "media::image::Italiano (it)": "foto.png",
    }
    form = form_of(row, default_language="Italiano (it)")
    assert form.languages == ("Italiano (it)", "English (en)")
    assert form.default_language == "Italiano (it)"
    item = form.items["/data/a"]
    assert item.label is not None
    assert item.hint is not None
    assert [item.label.plain(language) for language in form.languages] == ["Nome", "Name"]
    assert item.hint.plain("English (en)") == "Scriva"
    assert item.label.media_in("English (en)") == {"image": "foto.png"}


def test_choices_from_an_attached_csv_are_filtered_by_its_columns() -> None:
    survey = (
        question("text", "prov", "Provincia"),
        question(
            "select_one_from_file comuni.csv",
            "comune",
            "Comune",
            choice_filter="provincia = ${prov}",
            parameters="value=codice label=nome",
        ),
        question("calculate", "abitanti", calculation="pulldata('comuni', 'residenti', 'codice', ${comune})"),
    )
    table = "codice;nome;provincia;residenti\n1;Alfa;BA;100\n2;Beta;LE;200\n3;Gamma;BA;300\n".encode("utf-8-sig")
    form = form_of(*survey, attached={"comuni.csv": table})
    filling = Filling(form, now=NOW)
    filling.answer("/data/prov", "BA")
    offered = next(state for state in filling.questions() if state.ref == "/data/comune").choices
    assert [(choice.value, choice.label) for choice in offered] == [("1", "Alfa"), ("3", "Gamma")]
    filling.answer("/data/comune", "3")
    assert filling.value("/data/abitanti") == "300"
    missing = form_of(*survey)
    assert [(notice.code, notice.detail) for notice in missing.notices] == [("external_instance", "comuni.csv")]
    assert Filling(missing, now=NOW).value("/data/abitanti") == ""


def test_an_attached_table_of_another_encoding_and_ragged_rows_is_read() -> None:
    form = form_of(
        question("select_one_from_file l.csv", "a", "A"),
        attached={"l.csv": 'name,label,x\n1,"Città, una",9,9,9\n2\n\n3,Tre\n'.encode("cp1252")},
    )
    item = form.items["/data/a"]
    assert isinstance(item, Question)
    assert item.choices is not None
    assert item.choices.items is not None
    assert [(one.value, one.label.plain("")) for one in item.choices.items] == [
        ("1", "Città, una"),
        ("2", "2"),
        ("3", "Tre"),
    ]


def test_what_has_no_effect_here_is_noticed() -> None:
    form = form_of(
        question("text", "a", "A"),
        question("deviceid", "telefono"),
        question("background-audio", "suoni"),
        question("start-geopoint", "dove"),
        question("calculate", "prima", calculation="${last-saved#a}"),
    )
    assert {(notice.code, notice.ref or notice.detail) for notice in form.notices} == {
        ("device_property", "/data/telefono"),
        ("background_recording", "/data/suoni"),
        ("geo_capture", "/data/dove"),
        ("last_saved", "__last-saved"),
    }


@pytest.mark.parametrize(
    ("xform_bytes", "code", "detail"),
    [
        (b"<!DOCTYPE x><x/>", "bad_xml", "declaration"),
        (b"<html/>", "not_a_form", "head"),
        (b"<html><head/></html>", "not_a_form", "body"),
        (b"<html><head/><body/></html>", "not_a_form", "model"),
        (wrapped(""), "not_a_form", "instance"),
        (wrapped("<instance/>"), "not_a_form", "instance"),
        (wrapped(DATA, '<repeat nodeset="/data/zzz"/>'), "not_a_form", "repeat"),
    ],
)
def test_what_is_no_form_is_refused(xform_bytes: bytes, code: str, detail: str) -> None:
    with pytest.raises(FormRefusedError) as refused:
        read_form(xform_bytes)
    assert (refused.value.code, refused.value.detail) == (code, detail)


@pytest.mark.parametrize("attribute", ["relevant", "required", "readonly", "constraint", "calculate"])
def test_an_expression_that_cannot_be_read_is_refused_with_its_question(attribute: str) -> None:
    with pytest.raises(FormRefusedError) as refused:
        read_form(wrapped(f'{DATA}<bind nodeset="/data/a" {attribute}="boh(1) +"/>'))
    assert (refused.value.code, refused.value.ref) == ("bad_expression", "/data/a")
    assert "boh(1) +" in refused.value.detail


def test_forms_written_by_hand_may_be_odd() -> None:
    form = read_form(
        wrapped(
            '<instance><data id="x"><a/><b/></data></instance><bind nodeset="/data/a" type="strano"/>'
            '<bind nodeset="/data/manca" type="int"/>',
            '<group appearance="field-list"><label>Senza nodo</label><input ref="/data/a"/><input ref="/data/a"/>'
            '</group><select1 ref="b"><item><label>Uno</label><value>1</value></item></select1>'
            '<input ref="/data/assente"/><slider ref="/data/b"/>',
        )
    )
    assert [item.path for item in form.body] == ["/data#1", "/data/b"]
    assert {notice.code for notice in form.notices} == {"unknown_type", "no_node", "unknown_control"}
    filling = Filling(form, now=NOW)
    group, select = filling.view()
    assert (group.ref, group.label) == ("/data#1", "Senza nodo")
    assert [(choice.value, choice.label) for choice in filling.view()[1].choices] == [("1", "Uno")]  # type: ignore[union-attr]  # a question
    assert select.ref == "/data/b"


def test_a_body_nested_otherwise_than_the_model_shows_everything() -> None:
    form = read_form(
        wrapped(
            '<instance><data id="x"><a/><g><b/></g><r><c/></r></data></instance>',
            '<group ref="/data"><input ref="/data/g/b"/><group ref="/data/g"><input ref="/data/a"/>'
            '<group ref="/data/r"><label>R</label><repeat nodeset="/data/r"><input ref="/data/r/c"/></repeat></group>'
            "</group></group>",
        )
    )
    filling = Filling(form, now=NOW)
    assert [state.ref for state in filling.questions()] == ["/data/g/b", "/data/a", "/data/r[1]/c"]
    assert filling.add("/data/r") == "/data/r[2]"
    assert [state.ref for state in filling.questions()][-1] == "/data/r[2]/c"


PIECES = [
    b"",
    b"/data/testi",
    b"<",
    b"'",
    b"../",
    b"true()",
    b"<group>",
    b"</group>",
    b'ref="/data"',
    b"jr:count",
    b"&#9;",
]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_mutation_of_a_form_makes_reading_or_filling_raise(data: st.DataObject) -> None:
    content = xform(BOOKS[data.draw(st.sampled_from(["ripetizioni", "calcoli", "scelte"]))]())
    for _time in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 30)))
        content = content[:start] + data.draw(st.sampled_from([*PIECES, content[start:end] * 2])) + content[end:]
    try:
        form = read_form(content)
    except FormRefusedError:
        return
    filling = Filling(form, now=NOW)
    for state in filling.questions():
        filling.answer(state.ref, "1")
    check(form, filling.xml("uuid:1"), now=NOW)


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_every_book_is_read_shown_and_written(name: str) -> None:
    form = read_form(xform(BOOKS[name]()))
    filling = Filling(form, now=NOW)
    assert [state.ref for state in filling.questions()]
    assert filling.xml("uuid:1").startswith(b"<?xml")


def test_lists_of_several_questions_are_shared() -> None:
    form = form_of(
        question("select_one citta", "a", "A"),
        question("select_multiple citta", "b", "B"),
        lists=choices("citta", "bari", "lecce"),
    )
    first, second = form.items["/data/a"], form.items["/data/b"]
    assert isinstance(first, Question)
    assert isinstance(second, Question)
    assert first.choices is not None
    assert second.choices is not None
    assert first.choices.items is second.choices.items
