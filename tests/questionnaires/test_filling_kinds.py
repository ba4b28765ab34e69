# SPDX-License-Identifier: EUPL-1.2
"""Every kind of question: how it is drawn, what is stored of what somebody types, how it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.questionnaires.books import choices, question
from tests.questionnaires.fillings import desk_for, fields_of, install, version_of

if TYPE_CHECKING:
    from django.test import Client

    from tests.questionnaires.fillings import Desk

LISTS = [*choices("colori", "rosso", "verde", "blu"), *choices("tanti", *(f"v{number}" for number in range(20)))]


def desk_with(monkeypatch: pytest.MonkeyPatch, kind: str, **columns: str) -> Desk:
    return desk_for(install(monkeypatch), version_of(question(kind, "x", "Domanda", **columns), choices=LISTS))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "case",
    [
        ("text", {}, ["Perché no"], "Perché no", ["Perché no"]),
        ("text", {"appearance": "multiline"}, ["uno\r\ndue"], "uno\ndue", ["uno\ndue"]),
        ("text", {"appearance": "multiline"}, ["\r\nvuota sopra"], "\nvuota sopra", ["\nvuota sopra"]),
        ("text", {"appearance": "numbers"}, ["080 123"], "080 123", ["080 123"]),
        ("integer", {}, ["1.234"], "1234", ["1234"]),
        ("integer", {}, ["tre"], "tre", ["tre"]),
        ("decimal", {}, ["1.234,50"], "1234.50", ["1234,50"]),
        ("date", {}, ["3/4/2025"], "2025-04-03", ["03/04/2025"]),
        ("date", {}, ["31/02/2025"], "31/02/2025", ["31/02/2025"]),
        ("date", {"appearance": "month-year"}, ["4/2025"], "2025-04-01", ["04/2025"]),
        ("date", {"appearance": "year"}, ["2025"], "2025-01-01", ["2025"]),
        ("time", {}, ["9.30"], "09:30:00.000", ["09:30"]),
        ("dateTime", {}, ["3/4/2025", "9:30"], "2025-04-03T09:30:00.000", ["03/04/2025", "09:30"]),
        ("select_one colori", {}, ["verde"], "verde", ["verde"]),
        ("select_one tanti", {}, ["v7"], "v7", ["v7"]),
        ("select_one colori", {"appearance": "minimal"}, ["blu"], "blu", ["blu"]),
        ("select_one colori", {"appearance": "likert"}, ["rosso"], "rosso", ["rosso"]),
        ("select_multiple colori", {}, ["blu", "rosso"], "blu rosso", ["rosso", "blu"]),
        ("select_multiple tanti", {}, ["v3"], "v3", ["v3"]),
        ("rank colori", {}, ["blu", "rosso", "verde"], "blu rosso verde", ["blu", "rosso", "verde"]),
        ("range", {"parameters": "start=0 end=1 step=0.1"}, ["0,5"], "0.5", ["0,5"]),
        ("acknowledge", {}, ["OK"], "OK", ["OK"]),
        ("barcode", {}, ["80012345"], "80012345", ["80012345"]),
        ("geopoint", {}, ["41,1", "16,8", "", ""], "41.1 16.8 0 0", ["41,1", "16,8", "0", "0"]),
        ("geotrace", {}, ["41,1 16,8\r\n41,2 16,9"], "41.1 16.8 0 0;41.2 16.9 0 0", ["41,1 16,8\n41,2 16,9"]),
        ("geoshape", {}, ["41,1 16,8"], "41.1 16.8 0 0", ["41,1 16,8"]),
    ],
)
def test_answer_is_stored_and_comes_back(
    monkeypatch: pytest.MonkeyPatch, client: Client, case: tuple[str, dict[str, str], list[str], str, list[str]]
) -> None:
    kind, columns, typed, stored, shown = case
    desk = desk_with(monkeypatch, kind, **columns)
    client.force_login(desk.user)
    fields = fields_of(client.get(desk.url()).content.decode())
    assert fields[f"={desk.ref('x')}"] == ["0"]
    answer = client.post(desk.url(), fields | {desk.ref("x"): typed, "salva": "1"})
    assert answer.status_code == 302
    assert desk.values() == {"x": stored}
    assert fields_of(client.get(desk.url()).content.decode())[desk.ref("x")] == shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "columns", "expected"),
    [
        ("select_one colori", {}, 'type="radio"'),
        ("select_one tanti", {}, "data-choice-search"),
        ("select_one tanti", {"appearance": "likert"}, "choices-likert"),
        ("select_multiple tanti", {}, "data-choice-filter"),
        ("select_one colori", {"appearance": "horizontal"}, "choices-horizontal"),
        ("range", {"parameters": "start=1 end=5 step=1"}, "Da 1 a 5, di 1 in 1."),
        ("date", {}, "gg/mm/aaaa"),
        ("date", {"appearance": "month-year"}, "mm/aaaa"),
        ("text", {"hint": "Un *aiuto*"}, "Un <em>aiuto</em>"),
        ("text", {"guidance_hint": "Con calma"}, "<summary>Come rispondere</summary>"),
        ("text", {"appearance": "multiline", "parameters": "rows=7"}, 'rows="7"'),
        ("image", {}, 'accept=".jpeg,.jpg,.png"'),
        ("file", {}, "PDF, immagini"),
        ("image", {"appearance": "signature"}, "Nome e cognome, al posto della firma"),
        ("image", {"appearance": "draw"}, "data-drawing"),
        ("geopoint", {}, "Usa la posizione"),
        ("text", {"readonly": "yes", "default": "fisso"}, "readonly"),
        ("text", {"required": "yes"}, "(obbligatoria)"),
    ],
)
def test_question_is_drawn(
    monkeypatch: pytest.MonkeyPatch, client: Client, kind: str, columns: dict[str, str], expected: str
) -> None:
    desk = desk_with(monkeypatch, kind, **columns)
    client.force_login(desk.user)
    assert expected in client.get(desk.url()).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("**Forte** e _debole_", "<strong>Forte</strong> e <em>debole</em>"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[Guida](https://esempio.it/a_b)", '<a href="https://esempio.it/a&#95;b" rel="noreferrer">Guida</a>'),
        ("[No](javascript:alert)", "[No](javascript:alert)"),
        ("# Titolo", "<strong>Titolo</strong>"),
        ("prezzo_totale_anno", "prezzo_totale_anno"),
    ],
)
def test_label_has_a_little_markup(monkeypatch: pytest.MonkeyPatch, client: Client, label: str, shown: str) -> None:
    desk = desk_for(install(monkeypatch), version_of(question("text", "x", label)))
    client.force_login(desk.user)
    assert shown in client.get(desk.url()).content.decode()


@pytest.mark.django_db
def test_readonly_and_hidden_questions_cannot_be_answered(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    rows = (
        question("text", "fisso", "Fisso", readonly="yes", default="vero"),
        question("calculate", "conto", calculation="1 + 1"),
        question("text", "libero", "Libero"),
    )
    desk = desk_for(install(monkeypatch), version_of(*rows))
    client.force_login(desk.user)
    sent: dict[str, Any] = fields_of(client.get(desk.url()).content.decode())
    for name in ("fisso", "conto"):
        sent |= {f"={desk.ref(name)}": "0", desk.ref(name): "falso"}
    client.post(desk.url(), sent | {desk.ref("libero"): "sì", "salva": "1"})
    assert desk.values() == {"fisso": "vero", "libero": "sì"}


@pytest.mark.django_db
def test_rank_is_ordered_by_buttons(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    desk = desk_with(monkeypatch, "rank colori")
    client.force_login(desk.user)
    ref = desk.ref("x")

    def press(**button: str) -> dict[str, str]:
        client.post(desk.url(), fields_of(client.get(desk.url()).content.decode()) | button)
        return desk.values()

    assert press(salva="1") == {}
    assert press(giu=f"{ref} rosso") == {"x": "verde rosso blu"}
    assert press(su=f"{ref} blu") == {"x": "verde blu rosso"}
    assert press(svuota=ref) == {}
    assert press(ordina=ref) == {"x": "rosso verde blu"}


@pytest.mark.django_db
def test_questions_with_the_same_choices_are_a_table(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    rows = (
        question("begin_group", "g", "Quanto sei d’accordo?", appearance="table-list"),
        question("select_one colori", "a", "Tempi"),
        question("select_one colori", "b", "Spazi", relevant="${a} != 'rosso'"),
        question("end_group", ""),
    )
    desk = desk_for(install(monkeypatch), version_of(*rows, choices=LISTS))
    client.force_login(desk.user)
    page = client.get(desk.url()).content.decode()
    assert page.count('<th scope="col">') == 4
    assert page.count('<th scope="row">') == 2
    client.post(desk.url(), fields_of(page) | {desk.ref("g/a"): "rosso", "salva": "1"})
    assert client.get(desk.url()).content.decode().count('<th scope="row">') == 1
