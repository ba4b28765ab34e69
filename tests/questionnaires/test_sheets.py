# SPDX-License-Identifier: EUPL-1.2
"""Answers by spreadsheet: the template, the trial, the sending."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import python_calamine
import xlsxwriter
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, DPO
from ordito.core.http import INVALID
from ordito.files.models import StoredFile
from ordito.questionnaires import tasks
from ordito.questionnaires.engine.answer_sheets import SheetColumn, read_cell
from ordito.questionnaires.enums import SheetState
from ordito.questionnaires.models import AnswerSheet, Draft, Submission
from tests.factories.accounts import make_membership, make_user
from tests.factories.questionnaires import AT, make_version
from tests.factories.territory import make_ambito
from tests.questionnaires.owners import KIND, declare_places

if TYPE_CHECKING:
    from django.test import Client

    from ordito.questionnaires.models import QuestionnaireVersion
    from ordito.territory.models import Territory
    from tests.questionnaires.owners import Places

pytestmark = pytest.mark.django_db
HEADING = ["_id", "_nome", "nome", "posti", "aperto", "canali"]
PLACE = ["_id", "_nome", "via", "dal"]


class Desk:
    """An officer of two Ambiti that wait for answers to one version."""

    def __init__(self, client: Client, places: Places) -> None:
        self.client = client
        self.places = places
        self.version: QuestionnaireVersion = make_version()
        self.ambiti: list[Territory] = [make_ambito("Ambito Alfa"), make_ambito("Ambito Beta")]
        self.user = make_user(role=AMBITO_OFFICER, territory=self.ambiti[0])
        make_membership(self.user, role=AMBITO_OFFICER, territory=self.ambiti[1])
        places.waiting = {ambito.pk: self.version.pk for ambito in self.ambiti}
        client.force_login(self.user)

    def url(self, name: str, *arguments: object) -> str:
        return reverse(f"questionnaires:{name}", args=arguments)

    def send(self, content: bytes, **values: Any) -> Any:
        file = io.BytesIO(content)
        file.name = "risposte.xlsx"
        return self.client.post(self.url("sheets"), {"what": f"{self.version.pk}:{KIND}", "file": file, **values})

    def tried(self, rows: list[list[Any]], places: list[list[Any]] | None = None) -> AnswerSheet:
        answer = self.send(book(rows, places))
        assert answer.status_code == 302, answer.content.decode()
        sheet = AnswerSheet.objects.get()
        tasks.try_sheet(lambda _done, _total: None, sheet_id=sheet.pk)
        sheet.refresh_from_db()
        return sheet


@pytest.fixture
def desk(client: Client, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Somebody who fills in a spreadsheet."""
    return Desk(client, declare_places(monkeypatch))


def book(rows: list[list[Any]], places: list[list[Any]] | None = None, *, first: str = "risposte") -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as made:
        for name, heading, lines in ((first, HEADING, rows), ("sede", PLACE, places or [])):
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, heading)
            sheet.write_row(1, 0, ["", ""] + ["testo della domanda"] * (len(heading) - 2))
            for number, line in enumerate(lines, 2):
                sheet.write_row(number, 0, line)
    return buffer.getvalue()


def test_template_has_a_row_for_each_thing_that_waits(desk: Desk) -> None:
    assert "(2 righe)" in desk.client.get(desk.url("sheets")).content.decode()
    answer = desk.client.get(desk.url("sheet_template", desk.version.pk, KIND))
    made = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert made.sheet_names == ["risposte", "sede", "elenchi"]
    rows = made.get_sheet_by_name("risposte").to_python()
    assert rows[0] == HEADING
    assert rows[1][2:] == ["Nome del servizio", "Posti", "È aperto?", "Come si accede"]
    assert [row[:2] for row in rows[2:]] == [[desk.ambiti[0].pk, "Ambito Alfa"], [desk.ambiti[1].pk, "Ambito Beta"]]
    assert made.get_sheet_by_name("elenchi").to_python() == [["Si"], ["No"]]
    assert desk.client.get(desk.url("sheet_template", desk.version.pk + 1, KIND)).status_code == 404


def test_rows_are_tried_and_sent(desk: Desk) -> None:
    alfa = desk.ambiti[0]
    draft = Draft.objects.create(version=desk.version, owner_kind=KIND, owner_id=alfa.pk, created_at=AT, saved_at=AT)
    rows: list[list[Any]] = [
        [alfa.pk, "", "Centro Alfa", 12, "Si", "Sportello; altro"],
        ["", "ambito BETA", "Centro Beta", "500", "", ""],
    ]
    sheet = desk.tried(rows, [[alfa.pk, "", "Via Uno", date(2026, 1, 31)], [alfa.pk, "", "Via Due", "1/2/2026"]])
    assert (sheet.state, sheet.rows_total, sheet.rows_refused) == (SheetState.TRIED, 2, 1)
    assert not Submission.objects.exists()
    text = desk.client.get(desk.url("sheet", sheet.pk)).content.decode()
    assert "Una riga su 2 è corretta" in text
    for said in ("Ambito Beta", '<td data-label="Colonna">D</td>', "Posti", "Al massimo cento."):
        assert said in text
    assert desk.client.post(desk.url("sheet_send", sheet.pk)).status_code == 302
    tasks.write_sheet(lambda _done, _total: None, sheet_id=sheet.pk)
    submission = Submission.objects.get()
    assert (submission.owner_id, submission.state, submission.door) == (alfa.pk, "valid", "spreadsheet")
    assert {name: value for name, value in submission.answers.items() if name != "meta"} == {
        "nome": "Centro Alfa",
        "posti": "12",
        "aperto": "si",
        "canali": "sportello altro",
        "sede": [{"via": "Via Uno", "dal": "2026-01-31"}, {"via": "Via Due", "dal": "2026-02-01"}],
    }
    assert desk.places.sent == [submission]
    draft.refresh_from_db()
    assert draft.closed_at is not None
    assert "È stata inviata una scheda." in desk.client.get(desk.url("sheet", sheet.pk)).content.decode()
    assert not StoredFile.objects.present().filter(owner_kind="questionnaires.answersheet").exists()


def test_work_that_was_killed_sends_nothing_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    alfa, beta = desk.ambiti
    sheet = desk.tried([[alfa.pk, "", "Uno", 1, "", ""], [beta.pk, "", "Due", 2, "", ""]])
    desk.client.post(desk.url("sheet_send", sheet.pk))

    def killed(_done: int, _total: int) -> None:
        if Submission.objects.exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tasks.write_sheet(killed, sheet_id=sheet.pk)
    assert Submission.objects.count() == 1
    del desk.places.waiting[alfa.pk]
    assert tasks.write_sheet(lambda _done, _total: None, sheet_id=sheet.pk) == {"written": 2}
    assert Submission.objects.count() == 2
    assert tasks.write_sheet(lambda _done, _total: None, sheet_id=sheet.pk) == {"written": 2}


def test_row_sent_by_others_meanwhile_is_left_out_and_said(desk: Desk) -> None:
    alfa, beta = desk.ambiti
    sheet = desk.tried([[alfa.pk, "", "Uno", 1, "", ""], [beta.pk, "", "Due", 2, "", ""]])
    desk.client.post(desk.url("sheet_send", sheet.pk))
    desk.places.closed.add(beta.pk)
    assert tasks.write_sheet(lambda _done, _total: None, sheet_id=sheet.pk) == {"written": 1}
    text = desk.client.get(desk.url("sheet", sheet.pk)).content.decode()
    assert "Alcune righe non sono partite" in text
    assert "<li>Ambito Beta</li>" in text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["", "Ambito Ignoto", "x", "", "", ""], "Non si capisce a che cosa si riferisce"),
        (["999999", "", "x", "", "", ""], "Non si capisce a che cosa si riferisce"),
        (["", "Ambito Alfa", "", "", "forse", ""], "non è fra quelle che si possono scegliere"),
        (["", "Ambito Alfa", "x", "dodici", "", ""], "Scrivi un numero intero"),
        (["", "Ambito Alfa", "", 3, "", ""], "Rispondi a questa domanda."),
    ],
)
def test_wrong_row_is_refused_with_its_place(desk: Desk, row: list[Any], said: str) -> None:
    sheet = desk.tried([row])
    assert sheet.rows_refused == 1
    [problem] = [problem for problem in sheet.trial[0]["problems"] if said in problem["message"]]
    assert problem["row"] == 3
    text = desk.client.get(desk.url("sheet", sheet.pk)).content.decode()
    assert "Nessuna riga può partire" in text
    assert said in text
    again = desk.client.post(desk.url("sheet_send", sheet.pk), follow=True).content.decode()
    assert "Questo foglio non si può inviare adesso" in again


def test_row_of_a_repeat_that_belongs_to_nothing_is_said(desk: Desk) -> None:
    sheet = desk.tried([[desk.ambiti[0].pk, "", "Uno", "", "", ""]], [["", "Ambito Ignoto", "Via Persa", ""]])
    assert sheet.rows_refused == 0
    text = desk.client.get(desk.url("sheet", sheet.pk)).content.decode()
    assert "non appartiene a nessuna scheda" in text
    assert '<td data-label="Foglio">sede</td>' in text
    assert "Via Persa" not in text
    assert "Il foglio non può partire così" in text
    again = desk.client.post(desk.url("sheet_send", sheet.pk), follow=True).content.decode()
    assert "Alcune righe non appartengono a nessuna scheda" in again
    assert not Submission.objects.exists()


def test_row_of_a_repeat_is_found_by_name_also_where_the_first_sheet_has_the_number(desk: Desk) -> None:
    alfa = desk.ambiti[0]
    desk.tried([[alfa.pk, "Ambito Alfa", "Uno", "", "", ""]], [["", "ambito alfa", "Via Uno", ""]])
    sheet = AnswerSheet.objects.get()
    assert [row["row"] for row in sheet.trial] == [3]
    desk.client.post(desk.url("sheet_send", sheet.pk))
    tasks.write_sheet(lambda _done, _total: None, sheet_id=sheet.pk)
    assert Submission.objects.get().answers["sede"] == [{"via": "Via Uno"}]


def test_name_of_two_rows_tells_nothing(desk: Desk) -> None:
    rows = [[place.pk, "Stesso nome", "Uno", "", "", ""] for place in desk.ambiti]
    sheet = desk.tried(rows, [["", "Stesso nome", "Via Dubbia", ""]])
    assert [row["row"] for row in sheet.trial] == [3, 4, 0]


def test_two_rows_for_one_thing_are_refused(desk: Desk) -> None:
    alfa = desk.ambiti[0]
    sheet = desk.tried([[alfa.pk, "", "Uno", "", "", ""], ["", "Ambito Alfa", "Due", "", "", ""]])
    assert sheet.rows_refused == 1
    assert "un’altra riga" in sheet.trial[1]["problems"][0]["message"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 x", "PDF"),
        (book([["1", "", "x", "", "", ""]], first="altro"), "Manca il foglio «risposte»"),
        (book([]), "non c’è nessuna risposta"),
    ],
)
def test_what_is_no_filled_template_is_refused_at_the_field(desk: Desk, content: bytes, said: str) -> None:
    answer = desk.send(content)
    assert answer.status_code == INVALID
    assert said in answer.content.decode()
    assert not AnswerSheet.objects.exists()
    assert not StoredFile.objects.filter(owner_kind="questionnaires.answersheet").exists()


def test_sheet_is_of_its_maker_alone(desk: Desk, client: Client) -> None:
    sheet = desk.tried([[desk.ambiti[0].pk, "", "Uno", "", "", ""]])
    client.force_login(make_user(role=AMBITO_OFFICER, territory=desk.ambiti[0]))
    for name in ("sheet", "sheet_progress"):
        assert client.get(desk.url(name, sheet.pk)).status_code == 404
    assert client.post(desk.url("sheet_send", sheet.pk)).status_code == 404
    client.force_login(make_user(role=DPO))
    assert client.get(desk.url("sheets")).status_code == 403


def test_who_owes_nothing_is_told_so(desk: Desk) -> None:
    desk.places.waiting.clear()
    assert "Nessuna scheda da compilare" in desk.client.get(desk.url("sheets")).content.decode()
    assert desk.send(book([])).status_code == INVALID


@pytest.mark.parametrize(
    ("kind", "cell", "text"),
    [
        ("integer", 12.0, "12"),
        ("integer", "1.200", "1200"),
        ("decimal", "2,5", "2.5"),
        ("decimal", 2.5, "2.5"),
        ("date", date(2026, 1, 31), "2026-01-31"),
        ("date", "31/1/2026", "2026-01-31"),
        ("date", "ieri", "ieri"),
        ("text", 12.0, "12"),
        ("text", "  a b ", "a b"),
        ("select_one", "SÌ", "si"),
        ("select_one", "si", "si"),
        ("select_one", "boh", "boh"),
        ("select_multiple", "Sì; No", "si no"),
        ("select_multiple", "si no", "si no"),
        ("select_multiple", "sì\nno", "si no"),
    ],
)
def test_cell_is_read_as_italians_write(kind: str, cell: Any, text: str) -> None:
    column = SheetColumn("x", "/data/x", kind, "X", {"si": "Sì", "no": "No"})
    assert read_cell(cell, column, today=AT.date()) == text
