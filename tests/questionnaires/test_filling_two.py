# SPDX-License-Identifier: EUPL-1.2
"""Two people on one draft: each sees the other's answers, and nothing that either typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from benchmarks.questionnaires.books import question
from tests.questionnaires.fillings import colleague_of, desk_for, fields_of, install, version_of

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.questionnaires.fillings import Desk

ROWS = (
    question("text", "nome", "Nome"),
    question("text", "via", "Via"),
    question("begin_repeat", "sede", "Sede"),
    question("text", "luogo", "Luogo"),
    question("end_repeat", ""),
)


class Window:
    """A browser without scripts with the page open: it sends what stood there when it was opened."""

    def __init__(self, desk: Desk, user: User) -> None:
        self.desk = desk
        self.client = Client()
        self.client.force_login(user)
        self.text = ""
        self.reload()

    def reload(self) -> None:
        self.text = self.client.get(self.desk.url()).content.decode()
        self.fields: dict[str, Any] = dict(fields_of(self.text))

    def press(self, button: str, value: str = "1", **answers: str) -> int:
        typed = {self.desk.ref(name): text for name, text in answers.items()}
        answer = self.client.post(self.desk.url(), self.fields | typed | {button: value})
        if answer.status_code == 302:
            self.reload()
        else:
            self.text = answer.content.decode()
            self.fields = dict(fields_of(self.text))
        return answer.status_code


@pytest.fixture
def windows(db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, Window, Window]:
    owner = install(monkeypatch)
    desk = desk_for(owner, version_of(*ROWS), name="Anna Prova")
    return desk, Window(desk, desk.user), Window(desk, colleague_of(owner, "Bruno Prova"))


def test_answers_to_different_questions_both_stay(windows: tuple[Desk, Window, Window]) -> None:
    desk, anna, bruno = windows
    assert anna.press("salva", nome="Ada") == 302
    assert bruno.press("salva", via="Via Uno") == 302
    assert desk.values() == {"nome": "Ada", "via": "Via Uno"}
    assert bruno.fields[desk.ref("nome")] == ["Ada"]


def test_same_question_is_not_overwritten_and_nothing_is_lost(windows: tuple[Desk, Window, Window]) -> None:
    desk, anna, bruno = windows
    anna.press("salva", nome="Ada")
    assert bruno.press("salva", nome="Bea", via="Via Uno") == 422
    assert desk.values() == {"nome": "Ada", "via": "Via Uno"}
    assert bruno.fields[desk.ref("nome")] == ["Bea"]
    assert "Anna Prova ha dato un’altra risposta" in bruno.text
    assert "<strong>Ada</strong>" in bruno.text
    assert "scegli quale risposta tenere" in bruno.text


@pytest.mark.parametrize(("button", "kept"), [("mia", "Bea"), ("altrui", "Ada")])
def test_who_came_second_chooses(windows: tuple[Desk, Window, Window], button: str, kept: str) -> None:
    desk, anna, bruno = windows
    anna.press("salva", nome="Ada")
    bruno.press("salva", nome="Bea")
    assert bruno.press(button, desk.ref("nome")) == 302
    assert desk.values() == {"nome": kept}
    assert bruno.fields[desk.ref("nome")] == [kept]


def test_nothing_is_sent_until_somebody_chose(windows: tuple[Desk, Window, Window]) -> None:
    _desk, anna, bruno = windows
    anna.press("salva", nome="Ada")
    assert bruno.press("invia", nome="Bea") == 422
    assert bruno.press("invia") == 422
    assert "scegli quale risposta tenere" in bruno.text


def test_same_answer_from_both_is_no_conflict(windows: tuple[Desk, Window, Window]) -> None:
    desk, anna, bruno = windows
    anna.press("salva", nome="Ada")
    assert bruno.press("salva", nome="Ada") == 302
    assert desk.values() == {"nome": "Ada"}


def test_untouched_old_answer_does_not_come_back(windows: tuple[Desk, Window, Window]) -> None:
    desk, anna, bruno = windows
    anna.press("salva", nome="Ada")
    bruno.reload()
    anna.press("salva", nome="Ada Maria")
    assert bruno.press("salva", via="Via Uno") == 302
    assert desk.values() == {"nome": "Ada Maria", "via": "Via Uno"}


def test_removed_part_gives_back_what_was_typed_in_it(windows: tuple[Desk, Window, Window]) -> None:
    desk, anna, bruno = windows
    anna.press("aggiungi", desk.ref("sede"))
    bruno.reload()
    anna.press("togli", f"{desk.ref('sede')}[1]")
    assert bruno.press("salva", **{"sede[1]/luogo": "Bari vecchia", "sede[2]/luogo": "Lecce"}) == 422
    assert "Bari vecchia" in bruno.text
    assert desk.values() == {"sede[2]/luogo": "Lecce"}


def test_both_may_add_a_part(windows: tuple[Desk, Window, Window]) -> None:
    desk, anna, bruno = windows
    anna.press("aggiungi", desk.ref("sede"))
    bruno.press("aggiungi", desk.ref("sede"))
    assert bruno.press("salva", **{"sede[3]/luogo": "Lecce"}) == 302
    assert anna.press("salva", **{"sede[2]/luogo": "Bari"}) == 302
    assert desk.values() == {"sede[2]/luogo": "Bari", "sede[3]/luogo": "Lecce"}


def test_part_removed_by_both_is_removed_once(windows: tuple[Desk, Window, Window]) -> None:
    desk, anna, bruno = windows
    anna.press("aggiungi", desk.ref("sede"))
    bruno.reload()
    for window in (anna, bruno):
        assert window.press("togli", f"{desk.ref('sede')}[1]") == 302
    assert f'id="{desk.ref("sede")}[2]"' in bruno.text
