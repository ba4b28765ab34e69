# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from ordito.accounts.roles import ADMINISTRATOR, DPO, SOCIAL_WORKER
from ordito.core.access import Grant, SystemActor, Verb
from ordito.core.declare import Card, CardContent, CardItem, MenuEntry, declared
from ordito.portal import queries

if TYPE_CHECKING:
    import pytest

    from ordito.accounts.roles import Role

TODAY = date(2026, 6, 30)


class Somebody(SystemActor):
    """An actor with one role and no account behind."""

    def __init__(self, role: Role) -> None:
        object.__setattr__(self, "actor_name", "Prova")
        object.__setattr__(self, "grants", (Grant(role.code, role.verbs, None, None),))

    def holds(self, verb: Verb) -> bool:
        return any(verb in grant.verbs for grant in self.grants)


def declare(monkeypatch: pytest.MonkeyPatch, *declarations: MenuEntry | Card) -> None:
    def found(kind: type) -> tuple[object, ...]:
        return tuple(one for one in declarations if isinstance(one, kind))

    monkeypatch.setattr(queries, "declared", found)


def test_every_declared_menu_entry_has_an_address_and_an_icon() -> None:
    from ordito.core.components import icons

    entries = declared(MenuEntry)
    assert {entry.icon for entry in entries} <= set(icons())
    assert {card.icon for card in declared(Card) if card.icon} <= set(icons())
    for entry in entries:
        assert reverse(entry.url_name)


def test_menu_shows_what_the_role_holds_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(
        monkeypatch,
        MenuEntry("Dati", "Registro", "portal:about", Verb.VIEW_AUDIT, "it-list", 90),
        MenuEntry("Dati", "Statistiche", "portal:privacy", Verb.VIEW_STATISTICS, "it-list", 80),
        MenuEntry("Persone", "Cartelle", "portal:gallery", Verb.VIEW_RECORD, "it-folder", 10),
    )

    def shape(role: Role) -> list[tuple[str, list[str]]]:
        menu = queries.menu_for(Somebody(role), "/altro/")
        return [(str(part.label), [str(entry.label) for entry in part.entries]) for part in menu]

    assert shape(SOCIAL_WORKER) == [("", ["Oggi"]), ("Persone", ["Cartelle"]), ("Dati", ["Statistiche"])]
    assert shape(DPO) == [("", ["Oggi"]), ("Dati", ["Registro"])]
    assert shape(ADMINISTRATOR) == [("", ["Oggi"])]


def test_menu_marks_the_longest_address_that_begins_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(
        monkeypatch,
        MenuEntry("Uno", "Accessi", "account_login", Verb.VIEW_RECORD, "it-list"),
        MenuEntry("Uno", "Componenti", "portal:gallery", Verb.VIEW_RECORD, "it-list"),
    )

    def active(path: str) -> list[str]:
        menu = queries.menu_for(Somebody(SOCIAL_WORKER), path)
        return [str(entry.label) for part in menu for entry in part.entries if entry.active]

    assert active("/componenti/bottoni/") == ["Componenti"]
    assert active("/accesso/login/") == ["Accessi"]
    assert active("/") == ["Oggi"]
    assert active("/altrove/") == []


def test_cards_come_in_order_without_the_silent_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    line = CardContent(items=(CardItem("Una cosa"),))
    declare(
        monkeypatch,
        Card("late", "Ultima", Verb.VIEW_RECORD, lambda _actor, _day: line, order=90),
        Card("first", "Prima", Verb.VIEW_RECORD, lambda _actor, _day: line, order=10),
        Card("silent", "Muta", Verb.VIEW_RECORD, lambda _actor, _day: None),
        Card("others", "Di altri", Verb.VIEW_AUDIT, lambda _actor, _day: line),
    )
    shown = queries.cards_for(Somebody(SOCIAL_WORKER), TODAY)
    assert [home_card.card.key for home_card in shown] == ["first", "late"]


def test_card_gets_the_actor_and_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def build(actor: object, day: date) -> None:
        seen.extend((actor, day))

    declare(monkeypatch, Card("one", "Una", Verb.VIEW_RECORD, build))
    actor = Somebody(SOCIAL_WORKER)
    assert queries.cards_for(actor, TODAY) == []
    assert seen == [actor, TODAY]


def test_roles_are_said_once() -> None:
    actor = Somebody(SOCIAL_WORKER)
    object.__setattr__(actor, "grants", actor.grants * 2)
    assert queries.role_names(actor) == "Assistente sociale"


def test_shortcuts_are_the_first_entries_of_the_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["a", "b", "c", "d", "e"]
    entries = (
        MenuEntry("Uno", name, "portal:about", Verb.VIEW_RECORD, "it-list", order)
        for order, name in enumerate(reversed(names))
    )
    declare(monkeypatch, *entries)
    menu = queries.menu_for(Somebody(SOCIAL_WORKER), "/")
    assert [entry.label for entry in queries.shortcuts_in(menu)] == ["e", "d", "c", "b"]
