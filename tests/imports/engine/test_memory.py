# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from ordito.imports.engine.memory import remember

BEFORE = ("Cognome", "Nome", "Nato il", "Note")
MAPPING = {0: "surname", 1: "name", 2: "birth_date"}


def test_same_columns_are_taken_over_as_they_were() -> None:
    found = remember(BEFORE, BEFORE, MAPPING)
    assert (found.mapping, found.new, found.gone, found.moved) == (MAPPING, (), (), ())
    assert found.enough


def test_columns_are_known_by_their_heading_wherever_they_stand() -> None:
    found = remember(("NOME", "Zona", "cognome", "Nato il"), BEFORE, MAPPING)
    assert found.mapping == {0: "name", 2: "surname", 3: "birth_date"}
    assert found.new == ("Zona",)
    assert found.moved == ("NOME", "cognome", "Nato il")


def test_only_a_heading_that_filled_something_can_be_gone() -> None:
    assert remember(("Cognome", "Nome"), BEFORE, MAPPING).gone == ("Nato il",)


def test_file_of_another_kind_is_not_the_same() -> None:
    assert not remember(("Ente", "Nome"), BEFORE, MAPPING).enough
    assert not remember(BEFORE, BEFORE, {}).enough
