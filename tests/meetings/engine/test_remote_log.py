# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ordito.meetings.engine.remote_log import LogError, minutes_in, read_log
from ordito.meetings.engine.spans import Span

ROME = ZoneInfo("Europe/Rome")
TEN = datetime(2026, 10, 6, 10, 0, tzinfo=ROME)
MINUTE = timedelta(minutes=1)


def test_several_rows_of_a_person_are_put_together_by_email() -> None:
    content = (
        "Nome;E-mail;Ora di entrata;Ora di uscita\n"
        "Ada Finta;Ada@esempio.invalid;06/10/2026 10:00;06/10/2026 11:00\n"
        "Ada dal telefono;ada@esempio.invalid;06/10/2026 10:30;06/10/2026 12:00\n"
        ";;;\n"
        "Bea Finta;;06/10/2026 10:00;\n"
        "Ciro Finto;ciro@esempio.invalid;ieri;06/10/2026 12:00\n"
        "Dora Finta;dora@esempio.invalid;06/10/2026 12:00;06/10/2026 11:00\n"
    )
    log = read_log(content.encode(), zone=ROME)
    assert [(one.email, len(one.times)) for one in log.people] == [("ada@esempio.invalid", 2), ("", 1)]
    assert list(log.unread) == [6, 7]
    assert minutes_in(log.people[0].times, TEN, [Span(0, 180)]) == [120]
    assert minutes_in(log.people[1].times, TEN, [Span(0, 180)]) == [180]


@pytest.mark.parametrize(
    "content",
    [
        "﻿Name,User Email,Join Time,Leave Time\nAda,ada@x.invalid,2026-10-06 10:00:00,2026-10-06 11:00:00\n".encode(),
        "1. Riepilogo\nTitolo\tProva\n\nName\tFirst Join\tLast Leave\tEmail\n"
        "Ada\t10/6/26, 10:00:00 AM\t10/6/26, 11:00:00 AM\tada@x.invalid\n".encode("utf-16"),
        "Partecipante;Posta;Accesso;Fine attività\n"
        "Adà;ada@x.invalid;2026-10-06T10:00:00+02:00;2026-10-06T11:00:00+02:00\n".encode("cp1252"),
    ],
    ids=["commas", "a summary before, tabs, UTF-16, AM and PM", "semicolons, an old code page, zones"],
)
def test_logs_of_several_platforms(content: bytes) -> None:
    (one,) = read_log(content, zone=ROME).people
    assert one.email == "ada@x.invalid"
    assert one.times == [(TEN, TEN + 60 * MINUTE)]


def test_wrong_headings_are_named() -> None:
    with pytest.raises(LogError) as refused:
        read_log(b"Nome;Entrata\nAda;06/10/2026 10:00\n", zone=ROME)
    assert refused.value.missing == ("email", "leave")


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"solo testo"])
def test_what_is_no_log(content: bytes) -> None:
    with pytest.raises(LogError):
        read_log(content, zone=ROME)


def test_overlaps_count_once_and_the_break_never() -> None:
    times = [(TEN - 5 * MINUTE, TEN + 70 * MINUTE), (TEN + 10 * MINUTE, TEN + 20 * MINUTE), (TEN + 100 * MINUTE, None)]
    assert minutes_in(times, TEN, [Span(0, 90), Span(120, 180)]) == [70, 60]
