# SPDX-License-Identifier: EUPL-1.2
"""Spreadsheets as offices should not send them, through the page: words for the person, nothing kept, nothing run."""

from __future__ import annotations

import resource
import time
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.cases.models import Person
from ordito.cases.queries.spreadsheet import CASES
from ordito.files.models import StoredFile
from ordito.imports.models import Finding, ImportBatch
from ordito.imports.tasks import check_rows, write_rows
from tests.factories.accounts import make_user
from tests.factories.cases import Place, make_codes, make_place
from tests.factories.territory import make_organisation, make_territory
from tests.imports.engine.sheets import rezip, xlsx

if TYPE_CHECKING:
    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
SHEET = "xl/worksheets/sheet1.xml"
HEADINGS = ("Cognome", "Nome", "Codice fiscale", "Nato il", "Sesso", "Residenza", "Data apertura", "Note", "Note")
GOOD = ("Zanzotti", "Ada", "", "12/03/2015", "F", "Roccainventata", "01/09/2024", "", "")


class Office:
    """An officer at the page of imports."""

    def __init__(self) -> None:
        make_codes()
        ambito = make_place().ambito
        comune = make_territory("Roccainventata", parent=ambito)
        self.place = Place(ambito, comune, make_organisation(seat=comune))
        self.officer: User = make_user(role=AMBITO_OFFICER, territory=ambito)
        self.browser = Client()
        self.browser.force_login(self.officer)

    def send(self, content: bytes, name: str = "casi.xlsx") -> Any:
        values = {"target": CASES.key, "territory": self.place.ambito.pk, "file": SimpleUploadedFile(name, content)}
        return self.browser.post(reverse("imports:upload"), values)

    def checked(self, content: bytes, name: str = "casi.xlsx") -> ImportBatch:
        answer = self.send(content, name)
        assert answer.status_code == 302, answer.content.decode()
        batch = ImportBatch.objects.latest("pk")
        columns = {f"column_{place}": field for place, field in batch.mapping.items()}
        assert self.browser.post(reverse("imports:columns", args=[batch.pk]), columns).status_code == 302
        check_rows(lambda _done, _total: None, batch_id=batch.pk, by_id=self.officer.pk)
        batch.refresh_from_db()
        return batch

    def problems(self, batch: ImportBatch) -> str:
        page: str = self.browser.get(reverse("imports:problems", args=[batch.pk])).content.decode()
        return page


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def memory() -> int:
    """The most that this process has used, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def test_every_bad_row_is_refused_in_words_and_the_good_one_enters(office: Office) -> None:
    rows = [
        GOOD,
        ("Zanzi", "Bea", "", "30/12/1899", "F", "Roccainventata", "01/09/2024", "", ""),
        ("Zanzi", "Ciro", "", "12/03/2015", "M", "Roccainventata", "31/12/2099", "", ""),
        ("Zanzi", "Dino", "ZNZDNI15C12A662A", "12/03/2015", "M", "Roccainventata", "01/09/2024", "", ""),
        ('=HYPERLINK("http://x")', "Elio", "", "30/12/1899", "M", "Roccainventata", "01/09/2024", "", ""),
    ]
    lines = "\r\n".join(";".join(row) for row in (HEADINGS, *rows))
    batch = office.checked(lines.encode(), "casi.csv")
    assert len(batch.reading["columns"]) == len(set(batch.reading["columns"])) == len(HEADINGS)
    codes = dict(Finding.objects.filter(batch=batch, warning=False).values_list("row", "code"))
    assert {3: "zero_date", 4: "date_too_late", 5: "fiscal_code_wrong"}.items() <= codes.items()
    assert 2 not in codes
    page = office.problems(batch).lower()
    for said in ("anno 1899 o 1900", "data nel futuro", "il codice fiscale non è valido"):
        assert said in page
    office.browser.post(reverse("imports:start", args=[batch.pk]))
    write_rows(lambda _done, _total: None, batch_id=batch.pk, by_id=office.officer.pk)
    assert "Zanzotti Ada" in {person.full_name() for person in Person.objects.all()}
    refused = office.browser.get(reverse("imports:refused", args=[batch.pk, "csv"])).content.decode("utf-8-sig")
    assert "HYPERLINK" in refused
    assert [line for line in refused.splitlines() if line.startswith(("=", '"='))] == []


@pytest.mark.slow
def test_a_million_empty_rows_below_the_table_cost_little(office: Office) -> None:
    made = xlsx([HEADINGS, GOOD])
    with zipfile.ZipFile(BytesIO(made)) as book:
        sheet = book.read(SHEET)
    blank = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(4, 1_048_577))
    content = rezip(made, replace={SHEET: sheet.replace(b"</sheetData>", blank + b"</sheetData>")})
    del blank
    before, began = memory(), time.process_time()
    batch = office.checked(content)
    assert (batch.rows_total, batch.rows_accepted, batch.rows_refused) == (1, 1, 0)
    assert memory() - before < 500
    assert time.process_time() - began < 60


def test_zip_bomb_is_refused_at_the_page(office: Office) -> None:
    bomb = rezip(xlsx([HEADINGS, GOOD]), add={"xl/media/image1.xml": bytes(450 * 1024 * 1024)})
    assert len(bomb) < 1_000_000
    before = memory()
    answer = office.send(bomb)
    assert answer.status_code == 422
    assert "troppo" in answer.content.decode()
    assert memory() - before < 100
    assert not StoredFile.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_same_file_again_must_be_meant(office: Office) -> None:
    content = xlsx([HEADINGS, GOOD])
    batch = office.checked(content)
    office.browser.post(reverse("imports:start", args=[batch.pk]))
    write_rows(lambda _done, _total: None, batch_id=batch.pk, by_id=office.officer.pk)
    again = office.checked(content, "altro nome.xlsx")
    answer = office.browser.post(reverse("imports:start", args=[again.pk]), follow=True)
    assert "già stat" in answer.content.decode()
    again.refresh_from_db()
    assert again.written == 0
    assert Person.objects.count() == 1
