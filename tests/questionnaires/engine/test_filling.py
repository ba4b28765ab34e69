# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from ordito.questionnaires.engine.check import check
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.instance import MAX_INSTANCES, UnknownRefError
from ordito.questionnaires.engine.states import GroupState, QuestionState, RepeatState
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


def shown(filling: Filling) -> list[str]:
    return [state.ref for state in filling.questions()]


def question_at(filling: Filling, ref: str) -> QuestionState:
    state = filling.state(ref)
    assert isinstance(state, QuestionState)
    return state


def repeat_at(filling: Filling, ref: str) -> RepeatState:
    state = filling.state(ref)
    assert isinstance(state, RepeatState)
    return state


VISITS = (
    question("begin_repeat", "visita", "Visita"),
    question("text", "nota", "Nota"),
    question("integer", "ore", "Ore"),
    question("calculate", "minuti", calculation="${ore} * 60"),
    END_REPEAT,
    question("calculate", "totale", calculation="sum(${minuti})"),
    question("calculate", "quante", calculation="count(${visita})"),
)


# Relevance.


def test_relevance_follows_answers_and_is_inherited() -> None:
    filling = fill(
        question("select_one si_no", "figli", "Figli?"),
        question("begin_group", "dettagli", "Dettagli", relevant="${figli} = 'si'"),
        question("integer", "quanti", "Quanti"),
        question("text", "nomi", "Nomi", relevant="${quanti} > 1"),
        END_GROUP,
        lists=YES_NO,
    )
    assert shown(filling) == ["/data/figli"]
    filling.answer("/data/figli", "si")
    filling.answer("/data/dettagli/quanti", "2")
    assert shown(filling) == ["/data/figli", "/data/dettagli/quanti", "/data/dettagli/nomi"]
    filling.answer("/data/figli", "no")
    assert shown(filling) == ["/data/figli"]
    assert not question_at(filling, "/data/dettagli/nomi").relevant


def test_answers_that_are_not_relevant_count_as_empty_and_come_back() -> None:
    filling = fill(
        question("select_one si_no", "lavora", "Lavora?"),
        question("integer", "reddito", "Reddito", relevant="${lavora} = 'si'"),
        question("calculate", "doppio", calculation="coalesce(${reddito}, 0) * 2"),
        lists=YES_NO,
    )
    filling.answer("/data/lavora", "si")
    filling.answer("/data/reddito", "100")
    assert filling.value("/data/doppio") == "200"
    filling.answer("/data/lavora", "no")
    assert filling.value("/data/doppio") == "0"
    assert filling.answers()["/data/reddito"] == "100"
    assert b"<reddito>" not in filling.xml("uuid:1")
    filling.answer("/data/lavora", "si")
    assert filling.value("/data/doppio") == "200"


# Calculations, defaults, actions.


def test_calculations_reach_each_other_through_a_chain() -> None:
    filling = fill(
        question("calculate", "c", calculation="${b} + 1"),
        question("calculate", "b", calculation="${a} + 1"),
        question("integer", "a", "A"),
    )
    filling.answer("/data/a", "1")
    assert (filling.value("/data/b"), filling.value("/data/c")) == ("2", "3")


def test_a_new_filling_has_defaults_and_a_resumed_one_only_what_was_kept() -> None:
    form = form_of(
        question("text", "citta", "Città", default="Bari"),
        question("date", "giorno", "Giorno", default="today()"),
        question("today", "oggi"),
    )
    new = Filling(form, now=NOW)
    assert new.value("/data/citta") == "Bari"
    assert new.value("/data/giorno") == "2026-03-14"
    assert new.value("/data/oggi") == "2026-03-14"
    new.answer("/data/citta", "")
    resumed = Filling(form, now=NOW.replace(day=20), answers=new.answers())
    assert resumed.value("/data/citta") == ""
    assert resumed.value("/data/giorno") == "2026-03-14"


def test_what_chance_gave_stays_when_the_filling_is_resumed() -> None:
    form = form_of(
        question("calculate", "codice", calculation="uuid()"),
        question("calculate", "sorte", calculation="once(random())"),
    )
    new = Filling(form, now=NOW)
    resumed = Filling(form, now=NOW, answers=new.answers())
    assert resumed.value("/data/codice") == new.value("/data/codice") != ""
    assert resumed.value("/data/sorte") == new.value("/data/sorte") != ""


def test_a_trigger_sets_a_value_only_when_its_question_changes() -> None:
    filling = fill(
        question("integer", "eta", "Età"),
        question("integer", "stima", "Stima", trigger="${eta}", calculation="${eta} * 2"),
        question("text", "eco", "Eco", trigger="${stima}", calculation="concat('stima ', ${stima})"),
    )
    filling.answer("/data/eta", "10")
    assert filling.value("/data/stima") == "20"
    assert filling.value("/data/eco") == "stima 20"
    filling.answer("/data/stima", "25")
    assert filling.value("/data/eco") == "stima 25"
    assert filling.value("/data/eta") == "10"


def test_a_trigger_inside_a_repeat_sets_its_own_instance() -> None:
    filling = fill(
        question("begin_repeat", "riga", "Riga"),
        question("integer", "a", "A"),
        question("text", "b", "B", trigger="${a}", calculation="concat('v', ${a})"),
        END_REPEAT,
    )
    filling.add("/data/riga")
    filling.answer("/data/riga[2]/a", "7")
    assert (filling.value("/data/riga[1]/b"), filling.value("/data/riga[2]/b")) == ("", "v7")


def test_readonly_notes_and_calculations_cannot_be_answered() -> None:
    filling = fill(
        question("note", "avviso", "Attenzione"),
        question("text", "fisso", "Fisso", default="sempre", read_only="yes"),
        question("calculate", "conto", calculation="1 + 1"),
        question("select_one si_no", "chiuso", "Chiuso?"),
        question("text", "diario", "Diario", read_only="${chiuso} = 'si'"),
        lists=YES_NO,
    )
    assert not filling.answer("/data/avviso", "x")
    assert not filling.answer("/data/fisso", "x")
    assert not filling.answer("/data/conto", "3")
    assert filling.answer("/data/diario", "prima")
    filling.answer("/data/chiuso", "si")
    assert not filling.answer("/data/diario", "dopo")
    assert question_at(filling, "/data/diario").readonly
    assert filling.value("/data/conto") == "2"


# Repeats.


def test_instances_are_added_and_removed_and_sums_follow() -> None:
    filling = fill(*VISITS)
    assert filling.value("/data/quante") == "1"
    assert filling.add("/data/visita") == "/data/visita[2]"
    filling.answer("/data/visita[1]/ore", "1")
    filling.answer("/data/visita[2]/ore", "2")
    assert (filling.value("/data/totale"), filling.value("/data/quante")) == ("180", "2")
    filling.remove("/data/visita[1]")
    assert (filling.value("/data/totale"), filling.value("/data/quante")) == ("120", "1")
    assert filling.value("/data/visita[1]/ore") == "2"
    filling.remove("/data/visita[1]")
    assert filling.value("/data/quante") == "0"
    state = repeat_at(filling, "/data/visita")
    assert (state.count, state.can_add, state.can_remove) == (0, True, False)


def test_empty_instances_and_none_at_all_are_resumed() -> None:
    form = form_of(*VISITS)
    filling = Filling(form, now=NOW)
    filling.add("/data/visita")
    filling.add("/data/visita")
    filling.answer("/data/visita[2]/nota", "ecco")
    resumed = Filling(form, now=NOW, answers=filling.answers())
    assert repeat_at(resumed, "/data/visita").count == 3
    assert resumed.value("/data/visita[2]/nota") == "ecco"
    for _time in range(3):
        resumed.remove("/data/visita[1]")
    again = Filling(form, now=NOW, answers=resumed.answers())
    assert repeat_at(again, "/data/visita").count == 0


def test_a_counted_repeat_grows_and_shrinks_and_loses_nothing() -> None:
    form = form_of(
        question("integer", "figli", "Figli"),
        question("begin_repeat", "figlio", "Figlio", repeat_count="${figli}"),
        question("text", "nome", "Nome", default="senza nome"),
        question("calculate", "numero", calculation="position(..)"),
        END_REPEAT,
        question("calculate", "quanti", calculation="count(${figlio})"),
    )
    filling = Filling(form, now=NOW)
    assert filling.value("/data/quanti") == "0"
    filling.answer("/data/figli", "3")
    filling.answer("/data/figlio[3]/nome", "Fittizia")
    assert filling.value("/data/figlio[3]/numero") == "3"
    assert filling.value("/data/figlio[2]/nome") == "senza nome"
    filling.answer("/data/figli", "1")
    assert filling.value("/data/quanti") == "1"
    resumed = Filling(form, now=NOW, answers=filling.answers())
    assert resumed.value("/data/quanti") == "1"
    assert resumed.answers() == filling.answers()
    resumed.answer("/data/figli", "3")
    assert resumed.value("/data/figlio[3]/nome") == "Fittizia"
    state = repeat_at(resumed, "/data/figlio")
    assert (state.count, state.can_add, state.can_remove) == (3, False, False)
    with pytest.raises(UnknownRefError):
        resumed.add("/data/figlio")


def test_a_count_without_end_stops_at_the_cap() -> None:
    filling = fill(
        question("integer", "n", "N"),
        question("begin_repeat", "riga", "Riga", repeat_count="${n}"),
        question("text", "a", "A"),
        END_REPEAT,
    )
    filling.answer("/data/n", "99999")
    assert repeat_at(filling, "/data/riga").count == MAX_INSTANCES
    assert [(problem.ref, problem.code) for problem in filling.problems()] == [("/data/riga", "too_many")]
    filling.answer("/data/n", "-5")
    assert repeat_at(filling, "/data/riga").count == 0


def test_nested_repeats_have_their_own_instances() -> None:
    filling = fill(
        question("begin_repeat", "sede", "Sede"),
        question("begin_repeat", "stanza", "Stanza"),
        question("integer", "posti", "Posti"),
        END_REPEAT,
        question("calculate", "posti_sede", calculation="sum(${posti})"),
        END_REPEAT,
        question("calculate", "posti_tutti", calculation="sum(${posti_sede})"),
    )
    filling.add("/data/sede")
    filling.add("/data/sede[2]/stanza")
    for ref, text in (("[1]/stanza[1]", "2"), ("[2]/stanza[1]", "3"), ("[2]/stanza[2]", "4")):
        filling.answer(f"/data/sede{ref}/posti", text)
    assert filling.value("/data/sede[2]/posti_sede") == "7"
    assert filling.value("/data/posti_tutti") == "9"
    state = repeat_at(filling, "/data/sede[2]/stanza")
    assert [instance.ref for instance in state.instances] == ["/data/sede[2]/stanza[1]", "/data/sede[2]/stanza[2]"]


def test_a_repeat_that_is_not_relevant_is_not_shown() -> None:
    filling = fill(
        question("select_one si_no", "sedi", "Sedi?"),
        question("begin_repeat", "sede", "Sede", relevant="${sedi} = 'si'"),
        question("text", "via", "Via"),
        END_REPEAT,
        lists=YES_NO,
    )
    assert shown(filling) == ["/data/sedi"]
    assert not repeat_at(filling, "/data/sede").can_add
    filling.answer("/data/sedi", "si")
    assert shown(filling) == ["/data/sedi", "/data/sede[1]/via"]
    filling.remove("/data/sede[1]")
    assert repeat_at(filling, "/data/sede").can_add
    filling.answer("/data/sedi", "no")
    assert not repeat_at(filling, "/data/sede").can_add


# References.


@pytest.mark.parametrize("ref", ["/data/niente", "/data/visita[9]/ore", "", "ore", "/data/visita", "/data"])
def test_an_unknown_reference_is_refused(ref: str) -> None:
    filling = fill(*VISITS)
    with pytest.raises(UnknownRefError):
        filling.answer(ref, "1")


def test_kept_answers_that_the_form_does_not_know_are_named() -> None:
    answers = {
        "/data/visita[2]/ore": "3",
        "/data/tolta": "x",
        "/data/visita[1]": "gruppo",
        "/data/visita[99999999999]/ore": "1",
        f"/data/visita[{MAX_INSTANCES + 1}]/ore": "1",
        "#/data/altra": "3",
        "#/data/visita": "boh",
        "senza senso": "1",
    }
    filling = Filling(form_of(*VISITS), now=NOW, answers=answers)
    assert set(filling.unknown) == {
        "/data/tolta",
        "/data/visita[1]",
        "/data/visita[99999999999]/ore",
        f"/data/visita[{MAX_INSTANCES + 1}]/ore",
        "senza senso",
    }
    assert filling.value("/data/visita[2]/ore") == "3"


# What changed.


def test_changed_since_names_what_looks_different_and_no_more() -> None:
    filling = fill(
        question("text", "nome", "Nome"),
        question("text", "altro", "Altro"),
        question("text", "saluto", "Come sta ${nome}?"),
        question("integer", "eta", "Età", required="${nome} != ''"),
        question("integer", "doppio", "Doppio", calculation="${eta} * 2"),
        question("select_one citta", "citta", "Città", choice_filter="regione = ${nome}"),
        lists=choices("citta", "bari", regione="puglia"),
    )
    before = filling.version
    filling.answer("/data/nome", "puglia")
    assert filling.changed_since(before) == ("/data/nome", "/data/saluto", "/data/eta", "/data/citta")
    middle = filling.version
    filling.answer("/data/eta", "4")
    assert filling.changed_since(middle) == ("/data/eta", "/data/doppio")
    assert filling.changed_since(filling.version) == ()
    assert not filling.answer("/data/eta", "4")
    assert filling.version == middle + 1


def test_changed_since_names_groups_that_come_and_go() -> None:
    filling = fill(
        question("select_one si_no", "apri", "Apri?"),
        question("begin_group", "dentro", "Dentro", relevant="${apri} = 'si'"),
        question("text", "a", "A"),
        END_GROUP,
        lists=YES_NO,
    )
    before = filling.version
    filling.answer("/data/apri", "si")
    assert filling.changed_since(before) == ("/data/apri", "/data/dentro", "/data/dentro/a")
    group = filling.state("/data/dentro")
    assert isinstance(group, GroupState)
    assert group.relevant
    assert [child.ref for child in group.children] == ["/data/dentro/a"]


def test_changed_since_names_the_repeat_and_its_instances() -> None:
    filling = fill(*VISITS)
    before = filling.version
    filling.add("/data/visita")
    changed = filling.changed_since(before)
    assert "/data/visita" in changed
    assert {"/data/visita[1]", "/data/visita[2]", "/data/visita[2]/ore", "/data/quante"} <= set(changed)


def test_nested_counted_repeats_keep_what_they_hide_and_forget_what_is_removed() -> None:
    form = form_of(
        question("integer", "n", "N"),
        question("begin_repeat", "casa", "Casa", repeat_count="${n}"),
        question("integer", "m", "M"),
        question("begin_repeat", "ospite", "Ospite", repeat_count="${m}"),
        question("text", "nome", "Nome"),
        END_REPEAT,
        END_REPEAT,
        question("begin_repeat", "libera", "Libera"),
        question("integer", "k", "K"),
        question("begin_repeat", "dentro", "Dentro", repeat_count="${k}"),
        question("text", "t", "T"),
        END_REPEAT,
        END_REPEAT,
    )
    filling = Filling(form, now=NOW)
    filling.answer("/data/n", "2")
    filling.answer("/data/casa[2]/m", "2")
    filling.answer("/data/casa[2]/ospite[2]/nome", "Inventato")
    filling.answer("/data/casa[2]/m", "1")
    filling.answer("/data/n", "1")
    resumed = Filling(form, now=NOW, answers=filling.answers())
    assert resumed.answers() == filling.answers()
    resumed.answer("/data/n", "2")
    resumed.answer("/data/casa[2]/m", "2")
    assert resumed.value("/data/casa[2]/ospite[2]/nome") == "Inventato"
    resumed.add("/data/libera")
    resumed.answer("/data/libera[2]/k", "3")
    resumed.remove("/data/libera[2]")
    assert resumed.problems() == ()


def test_another_language_computes_what_quotes_labels_again() -> None:
    form = form_of(
        {"type": "select_one l", "name": "a", "label::Italiano (it)": "Colore", "label::English (en)": "Colour"},
        {"type": "calculate", "name": "nome", "calculation": "jr:choice-name(${a}, '${a}')"},
        lists=[{"list_name": "l", "name": "r", "label::Italiano (it)": "Rosso", "label::English (en)": "Red"}],
        default_language="Italiano (it)",
    )
    filling = Filling(form, now=NOW)
    filling.answer("/data/a", "r")
    before = filling.version
    filling.speak("English (en)")
    assert filling.value("/data/nome") == "Red"
    assert filling.changed_since(before) == ("/data/nome",)
    filling.speak("English (en)")
    assert filling.version == before + 1
    verdict = check(form, filling.xml("uuid:1"), now=NOW)
    assert (verdict.corrected, verdict.canonical["nome"]) == ((), "Red")


def test_answers_are_tidied_before_they_are_kept() -> None:
    filling = fill(question("text", "a", "A"), question("text", "b", "B"))
    filling.answer("/data/a", "uno\r\ndue\rtre\x00\x0b\ud800")
    filling.answer("/data/b", " \n ")
    assert (filling.value("/data/a"), filling.value("/data/b")) == ("uno\ndue\ntre?", "")
