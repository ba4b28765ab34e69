# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re
from datetime import timedelta

import pytest

from ordito.questionnaires.engine.arriving import MAX_PROBLEMS
from ordito.questionnaires.engine.check import Verdict, check, glance
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.instance import MAX_INSTANCES
from ordito.questionnaires.engine.reading import read_form
from ordito.questionnaires.engine.tree import MAX_BYTES, XmlRefusedError
from ordito.questionnaires.engine.values import MAX_ANSWER
from tests.questionnaires.engine.forms import (
    END_GROUP,
    END_REPEAT,
    NOW,
    choices,
    form_of,
    question,
    wrapped,
)

FORM = form_of(
    question("text", "nome", "Nome", required="yes", required_message="Il nome serve"),
    question("integer", "eta", "Età", constraint=". < 120", constraint_message="Troppi"),
    question("text", "scuola", "Scuola", relevant="${eta} < 18"),
    question("select_one citta", "citta", "Città", choice_filter="zona = ${zona}"),
    question("text", "zona", "Zona"),
    question("calculate", "doppio", calculation="${eta} * 2"),
    question("image", "foto", "Foto", parameters="max-pixels=100"),
    question("begin_group", "famiglia", "Famiglia"),
    question("integer", "figli", "Figli"),
    question("begin_repeat", "figlio", "Figlio", repeat_count="${figli}"),
    question("text", "nome_figlio", "Nome"),
    END_REPEAT,
    END_GROUP,
    lists=[*choices("citta", "bari", zona="1"), *choices("citta", "foggia", zona="2")],
)
META = "<meta><instanceID>uuid:1</instanceID></meta>"


def sent(inner: str, *, form_id: str = "prova", version: str = "1", meta: str = META) -> bytes:
    return f'<data id="{form_id}" version="{version}">{inner}{meta}</data>'.encode()


def judged(inner: str, *attachments: str) -> Verdict:
    return check(FORM, sent(inner), now=NOW, attachments=attachments)


def found(verdict: Verdict) -> list[tuple[str, str]]:
    return [(problem.code.value, problem.ref) for problem in verdict.problems]


def test_a_good_submission_is_ok_in_any_order_of_elements() -> None:
    verdict = judged(
        "<famiglia><figlio><nome_figlio>Fittizio</nome_figlio></figlio><figli>1</figli></famiglia>"
        "<doppio>60</doppio><zona>2</zona><eta>30</eta><citta>foggia</citta><nome>Prova</nome><foto>a.png</foto>",
        "a.png",
    )
    assert verdict.ok
    assert (verdict.problems, verdict.dropped, verdict.corrected) == ((), (), ())
    assert verdict.canonical == {
        "nome": "Prova",
        "eta": "30",
        "citta": "foggia",
        "zona": "2",
        "doppio": "60",
        "foto": "a.png",
        "famiglia": {"figli": "1", "figlio": [{"nome_figlio": "Fittizio"}]},
        "meta": {"instanceID": "uuid:1"},
    }
    assert verdict.answers["/data/famiglia/figlio[1]/nome_figlio"] == "Fittizio"
    again = check(FORM, verdict.xml, now=NOW, attachments=("a.png",))
    assert (again.ok, again.canonical, again.xml) == (True, verdict.canonical, verdict.xml)


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("", [("required", "/data/nome")]),
        ("<nome>   </nome>", [("required", "/data/nome")]),
        ("<nome>A</nome><eta>200</eta>", [("constraint", "/data/eta")]),
        ("<nome>A</nome><eta>tanti</eta>", [("wrong_type", "/data/eta")]),
        ("<nome>A</nome><zona>1</zona><citta>foggia</citta>", [("not_a_choice", "/data/citta")]),
        ("<nome>A</nome><foto>a.png</foto>", [("missing_file", "/data/foto")]),
        ("<nome>A</nome><stipendio>1</stipendio>", [("unknown_element", "/data/stipendio")]),
        ("<nome><b>A</b></nome>", [("unknown_element", "/data/nome/b"), ("required", "/data/nome")]),
        ("<nome>A</nome><nome>B</nome>", [("too_many", "/data/nome")]),
        ("<nome>A</nome><famiglia/><famiglia/>", [("too_many", "/data/famiglia")]),
        ("<nome>A</nome><famiglia><figli>2</figli><figlio/></famiglia>", [("wrong_count", "/data/famiglia/figlio")]),
        ("<nome>A</nome><famiglia><figlio/></famiglia>", [("wrong_count", "/data/famiglia/figlio")]),
        (
            f"<nome>A</nome><famiglia>{'<figlio/>' * (MAX_INSTANCES + 1)}<figli>{MAX_INSTANCES}</figli></famiglia>",
            [("too_many", "/data/famiglia/figlio")],
        ),
    ],
)
def test_what_is_wrong_is_named_where_it_is(inner: str, expected: list[tuple[str, str]]) -> None:
    verdict = judged(inner)
    assert found(verdict) == expected
    assert not verdict.ok


def test_problems_carry_the_words_of_the_author() -> None:
    verdict = judged("<eta>200</eta>")
    assert [problem.message for problem in verdict.problems] == ["Il nome serve", "Troppi"]


def test_answers_that_were_not_relevant_are_dropped_and_said() -> None:
    verdict = judged("<nome>A</nome><eta>40</eta><scuola>Media</scuola>")
    assert verdict.ok
    assert verdict.dropped == ("/data/scuola",)
    assert "scuola" not in verdict.canonical
    assert b"scuola" not in verdict.xml


def test_forged_calculations_are_computed_again_and_missing_ones_filled_in() -> None:
    verdict = judged("<nome>A</nome><eta>40</eta><doppio>1000</doppio>")
    assert verdict.ok
    assert verdict.corrected == (("/data/doppio", "1000", "80"),)
    assert verdict.canonical["doppio"] == "80"
    assert judged("<nome>A</nome><eta>40</eta><doppio>80.0</doppio>").corrected == ()
    filled = judged("<nome>A</nome><eta>40</eta>")
    assert (filled.corrected, filled.canonical["doppio"]) == ((), "80")


def test_form_version_and_instance_must_be_the_right_ones() -> None:
    def codes(xml: bytes) -> list[str]:
        return [problem.code.value for problem in check(FORM, xml, now=NOW).problems if not problem.ref]

    assert codes(sent("<nome>A</nome>", form_id="altra")) == ["form_mismatch"]
    assert codes(sent("<nome>A</nome>", version="2")) == ["version_mismatch"]
    assert codes(sent("<nome>A</nome>", meta="")) == ["no_instance_id"]
    assert codes(b'<altro id="prova" version="1"/>') == ["form_mismatch", "no_instance_id"]
    assert codes(b'<data id="prova" version="1" instanceID="uuid:1"><nome>A</nome></data>') == []


@pytest.mark.parametrize(
    ("xml", "code", "reason"),
    [
        (b"", "bad_xml", "not_xml"),
        (b"<data>", "bad_xml", "not_xml"),
        (b'<!DOCTYPE data [<!ENTITY a "b">]><data>&a;</data>', "bad_xml", "declaration"),
        (b"<a>" * 500, "bad_xml", "too_deep"),
    ],
)
def test_xml_that_is_not_read_is_a_problem_of_the_whole(xml: bytes, code: str, reason: str) -> None:
    (problem,) = check(FORM, xml, now=NOW).problems
    assert (problem.ref, problem.code, problem.params["reason"]) == ("", code, reason)
    with pytest.raises(XmlRefusedError):
        glance(xml)


def test_texts_without_end_are_refused_politely() -> None:
    (problem,) = check(FORM, sent("x" * MAX_BYTES), now=NOW).problems
    assert (problem.code, problem.ref, problem.params["limit"]) == ("too_long", "", MAX_BYTES)
    verdict = judged(f"<nome>{'x' * (MAX_ANSWER + 1)}</nome>")
    assert found(verdict) == [("too_long", "/data/nome"), ("required", "/data/nome")]


def test_strange_elements_without_end_are_not_all_named() -> None:
    verdict = judged("<nome>A</nome>" + "".join(f"<x{number}/>" for number in range(5000)))
    assert len(verdict.problems) == MAX_PROBLEMS


def test_a_device_may_say_when_it_was() -> None:
    form = form_of(
        question("start", "inizio"),
        question("date", "visita", "Visita", constraint=". >= today()"),
        question("calculate", "oggi", calculation="today()"),
        question("calculate", "adesso", calculation="now()"),
    )
    filling = Filling(form, now=NOW)
    filling.answer("/data/visita", "2026-03-14")
    later = NOW + timedelta(days=9)
    verdict = check(form, filling.xml("uuid:1"), now=later)
    assert (verdict.ok, verdict.corrected) == (True, ())
    forged = re.sub(rb"<oggi>.*?</oggi>", b"<oggi>2020-01-01</oggi>", filling.xml("uuid:1"))
    assert check(form, forged, now=later).corrected == (("/data/oggi", "2020-01-01", "2026-03-14"),)
    ahead = Filling(form, now=NOW + timedelta(days=300))
    ahead.answer("/data/visita", "2026-03-13")
    assert [problem.ref for problem in check(form, ahead.xml("uuid:1"), now=NOW).problems] == ["/data/visita"]


def test_a_day_that_nothing_contradicts_is_believed() -> None:
    form = form_of(
        question("text", "a", "A"),
        question("calculate", "oggi", calculation="today()"),
        question("calculate", "anno", calculation="format-date(${oggi}, '%Y')"),
    )
    xml = Filling(form, now=NOW).xml("uuid:1")
    verdict = check(form, xml, now=NOW + timedelta(days=365))
    assert verdict.corrected == ()
    assert (verdict.canonical["oggi"], verdict.canonical["anno"]) == ("2026-03-14", "2026")


def test_what_chance_gave_is_kept() -> None:
    form = form_of(question("text", "a", "A"), question("calculate", "codice", calculation="uuid()"))
    filling = Filling(form, now=NOW)
    verdict = check(form, filling.xml("uuid:1"), now=NOW)
    assert verdict.corrected == ()
    assert verdict.canonical["codice"] == filling.value("/data/codice")


def test_devices_may_add_to_the_meta_block() -> None:
    meta = (
        "<meta><instanceID>uuid:2</instanceID><deprecatedID>uuid:1</deprecatedID><timeEnd>x</timeEnd>"
        "<instanceName>Scheda</instanceName></meta>"
    )
    assert check(FORM, sent("<nome>A</nome>", meta=meta), now=NOW).ok
    without = read_form(wrapped('<instance><data id="x"><a/></data></instance>', '<input ref="/data/a"/>'))
    verdict = check(without, Filling(without, now=NOW).xml("uuid:3"), now=NOW)
    assert (verdict.ok, verdict.problems) == (True, ())
    assert b"uuid:3" in verdict.xml


def test_glance_says_what_can_be_said_without_the_form() -> None:
    seen = glance(
        b'<data id="prova" version="2"><a>1</a><r><b/></r><r><b/></r>'
        b'<orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID> uuid:7 </orx:instanceID></orx:meta></data>'
    )
    assert (seen.form_id, seen.version, seen.instance_id, seen.deprecated_id) == ("prova", "2", "uuid:7", "")
    assert seen.paths == {"/data/a", "/data/r/b", "/data/meta/instanceID"}
    assert seen.repeated == {"/data/r"}
    assert glance(b'<data id="x" instanceID="uuid:9"/>').instance_id == "uuid:9"
