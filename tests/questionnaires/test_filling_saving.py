# SPDX-License-Identifier: EUPL-1.2
"""What the page's own script exchanges with the server: one answer out, the pieces to draw again back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from benchmarks.questionnaires.books import choices, question
from ordito.questionnaires.queries.fill_drafts import forget_fillings
from ordito.questionnaires.queries.filling import mark_of
from tests.questionnaires.fillings import Owner, colleague_of, desk_for, fields_of, install, version_of

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.questionnaires.fillings import Desk

ROWS = (
    question("integer", "anni", "Anni"),
    question("text", "scuola", "Scuola", relevant="${anni} < 18"),
    question("text", "lavoro", "Lavoro di chi ha ${anni} anni"),
    question("select_one zona", "zona", "Zona"),
    question("select_one comune", "comune", "Comune", choice_filter="zona = ${zona}"),
    question("integer", "quanti", "Quanti?"),
    question("begin_repeat", "figlio", "Figlio", repeat_count="${quanti}"),
    question("text", "nome", "Nome"),
    question("end_repeat", ""),
    question("begin_repeat", "sede", "Sede"),
    question("text", "via", "Via"),
    question("end_repeat", ""),
)
LISTS = [
    *choices("zona", "nord", "sud"),
    *choices("comune", "a", "b", zona="nord"),
    *choices("comune", "c", zona="sud"),
]

HEADERS = {"X-Autosave": "1"}


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Owner:
    return install(monkeypatch)


@pytest.fixture
def desk(db: None, owner: Owner) -> Desk:
    return desk_for(owner, version_of(*ROWS, choices=LISTS))


class Script:
    """The page's script: remembers what the page shows."""

    def __init__(self, desk: Desk, user: User | None = None) -> None:
        self.desk = desk
        self.client = Client()
        self.client.force_login(user or desk.user)
        self.fields: dict[str, Any] = fields_of(self.client.get(desk.url()).content.decode())

    def send(self, **changed: Any) -> Any:
        """Answer the reply of a saving, or its status where there is none."""
        return self.post(changed)

    def post(self, changed: dict[str, Any], *, background: bool = False) -> Any:
        """The same for names that are no words of Python, or as the page asks by itself."""
        names = {"foglio", "rivista", "dal", "qui", "controlla"}
        data = {name: self.fields[name] for name in names}
        for name, value in changed.items():
            ref = self.desk.ref(name)
            if f"={ref}" in self.fields:
                data |= {f"={ref}": self.fields[f"={ref}"], ref: value}
            else:
                data[name] = value
        answer = self.client.post(
            self.desk.url("fill_save"), data, headers=HEADERS | ({"X-Background": "1"} if background else {})
        )
        if answer.status_code != 200:
            return answer.status_code
        reply = answer.json()
        self.fields["rivista"] = [str(reply["revision"])]
        for ref, mark in reply["marks"].items():
            self.fields[f"={ref}"] = [mark]
        return reply

    def drawn(self, reply: Any) -> dict[str, str]:
        """Which pieces are drawn again, by path below the form."""
        start = len(self.desk.ref(""))
        return {swap["id"][start:]: swap["letters"] for swap in reply["swaps"]}


def test_only_what_changed_is_drawn_again(desk: Desk) -> None:
    script = Script(desk)
    reply = script.send(anni="12")
    assert script.drawn(reply) == {"anni": "b", "scuola": "*", "lavoro": "l"}
    assert reply["said"] == "1 parte aggiunta."
    assert reply["marks"] == {desk.ref("anni"): mark_of("12")}
    assert desk.values() == {"anni": "12"}
    reply = script.send(anni="20")
    assert script.drawn(reply) == {"anni": "b", "scuola": "*", "lavoro": "l"}
    assert "data-gap" in next(swap["html"] for swap in reply["swaps"] if swap["id"].endswith("scuola"))


def test_choices_follow_an_answer(desk: Desk) -> None:
    script = Script(desk)
    reply = script.send(zona="nord")
    assert script.drawn(reply) == {"zona": "b", "comune": "b"}
    script.send(comune="b")
    reply = script.send(zona="sud")
    assert script.drawn(reply)["comune"] == "sb"
    assert "non è fra quelle" in next(swap["html"] for swap in reply["swaps"] if swap["id"].endswith("comune"))


def test_counted_repeat_grows_and_shrinks_by_instances(desk: Desk) -> None:
    script = Script(desk)
    reply = script.send(quanti="2")
    swap = next(swap for swap in reply["swaps"] if swap["id"] == desk.ref("figlio"))
    assert swap["order"] == [f"{desk.ref('figlio')}[1]", f"{desk.ref('figlio')}[2]"]
    reply = script.send(quanti="1")
    swap = next(swap for swap in reply["swaps"] if swap["id"] == desk.ref("figlio"))
    assert swap["order"] == [f"{desk.ref('figlio')}[1]"]
    assert "figlio[1]" not in swap["html"]


def test_adding_and_removing_parts(desk: Desk) -> None:
    script = Script(desk)
    reply = script.send(aggiungi=desk.ref("sede"))
    assert reply["added"] == f"{desk.ref('sede')}[2]"
    reply = script.send(togli=f"{desk.ref('sede')}[1]")
    swaps = {swap["id"]: swap for swap in reply["swaps"]}
    assert swaps[desk.ref("sede")]["order"] == [f"{desk.ref('sede')}[2]"]
    assert swaps[f"{desk.ref('sede')}[2]"]["letters"] == "lb"
    assert script.send(aggiungi=desk.ref("figlio"))["added"] == ""


def test_others_answers_arrive_with_the_next_reply(owner: Owner, desk: Desk) -> None:
    mine, theirs = Script(desk), Script(desk, colleague_of(owner, "Bruno Prova"))
    theirs.send(lavoro="Sarto")
    reply = mine.send(anni="40")
    assert reply["said"] == "Bruno Prova ha cambiato 1 risposta."
    assert mine.drawn(reply)["lavoro"] == "lsb"
    assert "Bruno Prova ha risposto qui alle" in reply["swaps"][1]["html"]


def test_asking_costs_nothing_when_nothing_is_new(owner: Owner, desk: Desk) -> None:
    mine, theirs = Script(desk), Script(desk, colleague_of(owner, "Bruno Prova"))
    assert mine.post({}, background=True) == 204
    theirs.send(lavoro="Sarto")
    assert set(mine.drawn(mine.send())) == {"lavoro"}
    assert mine.send() == 204


def test_clash_is_kept_until_somebody_chooses(owner: Owner, desk: Desk) -> None:
    mine, theirs = Script(desk), Script(desk, colleague_of(owner, "Bruno Prova"))
    theirs.send(lavoro="Sarto")
    reply = mine.send(lavoro="Tessitrice")
    assert reply["clashes"] == [desk.ref("lavoro")]
    assert reply["marks"] == {}
    assert mine.drawn(reply) == {"lavoro": "sb"}
    assert desk.values() == {"lavoro": "Sarto"}
    assert mine.send(lavoro="Tessitrice")["clashes"] == [desk.ref("lavoro")]
    reply = mine.send(lavoro="Tessitrice", mia=desk.ref("lavoro"))
    assert reply["clashes"] == []
    assert desk.values() == {"lavoro": "Tessitrice"}


def test_saving_whose_reply_was_lost_is_no_clash_with_oneself(desk: Desk) -> None:
    script = Script(desk)
    mark = script.fields[f"={desk.ref('lavoro')}"]
    script.send(lavoro="Tess")
    script.fields[f"={desk.ref('lavoro')}"] = mark  # the page never learned that it was saved
    assert script.send(lavoro="Tessitrice")["clashes"] == [desk.ref("lavoro")]
    reply = script.post({"lavoro": "Tessitrice", f"~{desk.ref('lavoro')}": "Tess"})
    assert reply["clashes"] == []
    assert desk.values() == {"lavoro": "Tessitrice"}


def test_another_process_draws_the_whole_page_again(desk: Desk) -> None:
    script = Script(desk)
    script.send(anni="12")
    forget_fillings()
    reply = script.send(lavoro="Nessuno")
    assert len(reply["swaps"]) == 8
    assert {swap["letters"] for swap in reply["swaps"]} == {"*"}
    assert desk.values() == {"anni": "12", "lavoro": "Nessuno"}


def test_expired_session_is_told_without_losing_the_page(desk: Desk) -> None:
    script = Script(desk)
    script.client.logout()
    assert script.send(anni="12") == 401
    script.client.force_login(desk.user)
    assert script.send(anni="12")["marks"]


def test_closed_draft_is_told(owner: Owner, desk: Desk) -> None:
    script = Script(desk)
    owner.open = False
    assert script.send(anni="12") == 409
    assert desk.values() == {}


def test_error_appears_and_goes_with_the_answer(desk: Desk) -> None:
    script = Script(desk)
    reply = script.send(anni="dodici")
    assert script.drawn(reply)["anni"] == "sb"
    assert "Scrivi un numero intero" in reply["swaps"][0]["html"]
    reply = script.send(anni="12")
    assert "Scrivi un numero intero" not in reply["swaps"][0]["html"]


@pytest.mark.parametrize(
    "posted",
    [
        {"rivista": "x", "dal": "-1"},
        {"=/altro/x": "0", "/altro/x": "1"},
        {"aggiungi": "/niente"},
        {"togli": "niente[9"},
        {"su": "niente"},
        {"svuota": "/niente", "mia": "[", "altrui": "]"},
        {"lingua": "Klingon"},
        {"foglio": "x" * 500},
    ],
)
def test_forged_requests_change_nothing(desk: Desk, posted: dict[str, str]) -> None:
    script = Script(desk)
    answer = script.client.post(desk.url("fill_save"), posted)
    assert answer.status_code in {200, 204}
    assert desk.values() == {}
