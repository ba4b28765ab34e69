# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ordito.cases.models import TeamShare
from ordito.cases.queries.record_tabs import IN_SIGHT
from ordito.core.declare import RecordPart, TabGroup, declared

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db

IN_LINE = ["Panoramica", "Nucleo", "Presa in carico", "Progetti", "Interventi", "Diario", "Documenti"]


def bar(enter: Callable[[User], Client], user: User, address: str) -> tuple[list[str], str, list[str]]:
    """The tabs in sight, all the parts behind the control, and the names of those that are open."""
    page = enter(user).get(address).content.decode()
    (nav,) = re.findall(r'<nav class="tabs[^>]*>(.*?)</nav>', page, re.DOTALL)
    line, _, rest = nav.partition("<details")
    return _names(line), rest, re.findall(r'aria-current="page">([^<]+)<', line)


def _names(markup: str) -> list[str]:
    return [name.strip() for name in re.findall(r"<a [^>]*>([^<]+)</a>", markup)]


def test_the_tabs_most_used_are_in_one_line(house: House, enter: Callable[[User], Client]) -> None:
    line, _, here = bar(enter, house.worker, house.url("diary"))
    assert line == IN_LINE
    assert here == ["Diario"]


def test_the_open_tab_is_always_in_the_line(house: House, enter: Callable[[User], Client]) -> None:
    line, rest, here = bar(enter, house.worker, house.url("timeline"))
    assert line == [*IN_LINE, "Cronologia"]
    assert here == ["Cronologia"]
    assert '<span class="here">Cronologia</span>' in rest


def test_every_part_stands_under_a_heading(house: House, enter: Callable[[User], Client]) -> None:
    _, rest, _ = bar(enter, house.worker, house.url("record"))
    assert re.findall(r'class="part-heading"[^>]*>([^<]+)<', rest) == [
        "La persona",
        "Il percorso",
        "Giorno per giorno",
        "La cartella",
    ]
    named = _names(rest)
    assert len(named) == len(set(named))
    of_a_child = (part for part in declared(RecordPart) if part.url_name and part.key != "employment")
    assert set(named) >= {*IN_LINE, *(str(part.label) for part in of_a_child)}
    assert "Lavoro" not in named, "the path to work does not fit a child"


def test_who_reads_little_finds_all_of_it_in_the_line(
    house: House, teammate: User, enter: Callable[[User], Client]
) -> None:
    assert TeamShare.objects.count() < IN_SIGHT
    line, rest, _ = bar(enter, teammate, house.url("interventions"))
    assert {"Panoramica", "Interventi", "Cronologia"} <= set(line)
    assert rest == ""
    assert "Diario" not in line


def test_the_line_has_room_for_the_open_tab_and_the_control() -> None:
    often = sum(part.often for part in declared(RecordPart))
    assert often == len(IN_LINE) - 6  # six are of the record itself
    assert all(isinstance(part.group, TabGroup) for part in declared(RecordPart))
