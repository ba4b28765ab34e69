# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from ordito.protection.engine.clock import ROME
from ordito.protection.queries.words import clock_text, day_text, moment_text

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ROME)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=5, minutes=20), "ancora 5 ore e 20 minuti"),
        (timedelta(hours=1), "ancora 1 ora"),
        (timedelta(minutes=1), "ancora 1 minuto"),
        (timedelta(hours=30, minutes=40), "ancora 30 ore"),
        (timedelta(days=3), "ancora 72 ore"),
        (timedelta(days=15), "ancora 15 giorni"),
        (timedelta(seconds=20), "manca meno di un minuto"),
        (timedelta(hours=-3), "scaduto da 3 ore"),
        (timedelta(days=-9), "scaduto da 9 giorni"),
        (timedelta(seconds=-20), "scaduto adesso"),
    ],
)
def test_terms_of_hours_in_words(left: timedelta, words: str) -> None:
    assert clock_text(NOW + left, NOW) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "scade oggi"),
        (1, "domani"),
        (12, "tra 12 giorni"),
        (-1, "in ritardo di 1 giorno"),
        (-40, "in ritardo di 40 giorni"),
    ],
)
def test_terms_of_days_in_words(days: int, words: str) -> None:
    assert day_text(date(2026, 11, 20) + timedelta(days), date(2026, 11, 20)) == words


def test_moment_is_in_italian_time() -> None:
    assert moment_text(datetime.fromisoformat("2026-07-01T22:30:00+00:00")) == "02/07/2026 alle 00:30"
