# SPDX-License-Identifier: EUPL-1.2
"""Enrolments from a spreadsheet on the pages: by who enrols, and nothing else than enrolments."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.core.access import NotAllowedError
from ordito.imports import actions
from ordito.imports.models import ImportBatch
from ordito.imports.queries import targets
from ordito.imports.tasks import check_rows, undo_rows, write_rows
from ordito.training.models import Enrolment
from tests.factories.accounts import make_user
from tests.factories.training import School, make_school
from tests.imports.engine.sheets import xlsx
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
OURS = "training.enrolments"
HEAD = ["Corso", "Cognome", "Nome", "E-mail"]


@pytest.fixture
def school(monkeypatch: pytest.MonkeyPatch) -> School:
    found = make_school()
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


def quiet(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def send(browser: Client, place: int, rows: list[list[str]], target: str = OURS) -> Any:
    file = SimpleUploadedFile("iscrizioni.xlsx", xlsx(rows))
    return browser.post(reverse("imports:upload"), {"target": target, "territory": place, "file": file})


def test_the_training_office_brings_people_in_and_takes_them_back(
    school: School, enter: Callable[[User], Client]
) -> None:
    edition, browser = school.edition(seats=1), enter(school.manager)
    offered = browser.get(reverse("imports:upload"), {"che": OURS}).context["form"]
    assert [key for key, _label in offered.fields["target"].choices] == [OURS]
    assert list(offered.fields["territory"].queryset) == [school.region]
    rows = [[str(edition), "Uno", "Ada", "uno@example.org"], [str(edition), "Due", "Ada", "due"]]
    assert send(browser, school.region.pk, [HEAD, *rows]).status_code == 302
    batch = ImportBatch.objects.get()
    columns = browser.get(reverse("imports:columns", args=[batch.pk])).context["form"]
    sent = {f"column_{place}": columns[f"column_{place}"].value() for place in columns.places}
    browser.post(reverse("imports:columns", args=[batch.pk]), sent)
    check_rows(quiet, batch_id=batch.pk, by_id=school.manager.pk)
    assert "Non è un indirizzo e-mail" in text_of(browser.get(reverse("imports:problems", args=[batch.pk])))
    assert browser.get(reverse("imports:refused", args=[batch.pk, "xlsx"])).status_code == 200
    browser.post(reverse("imports:start", args=[batch.pk]))
    write_rows(quiet, batch_id=batch.pk, by_id=school.manager.pk)
    assert Enrolment.objects.get().learner is not None
    browser.post(reverse("imports:undo", args=[batch.pk]))
    undo_rows(quiet, batch_id=batch.pk, by_id=school.manager.pk)
    assert Enrolment.objects.get().get_state_display() == "ritirata"


def test_wrong_headings_are_told_by_name(school: School, enter: Callable[[User], Client]) -> None:
    browser = enter(school.manager)
    assert send(browser, school.region.pk, [["Colore", "Peso"], ["rosso", "3"]]).status_code == 302
    answer = browser.post(reverse("imports:columns", args=[ImportBatch.objects.get().pk]), {})
    assert answer.status_code == 422
    assert "Manca la colonna per: Edizione, Cognome, Nome, E-mail." in text_of(answer)


def test_who_enrols_imports_nothing_else_and_sees_no_other_import(
    school: School, enter: Callable[[User], Client]
) -> None:
    browser, officer = enter(school.manager), make_user(role=AMBITO_OFFICER, territory=school.ambito)
    assert send(browser, school.region.pk, [HEAD], target="cases.cases").status_code == 422
    for place in (school.region, school.ambito):
        with pytest.raises(NotAllowedError):
            actions.upload_file(
                target=targets()["cases.cases"],
                territory=place,
                stream=BytesIO(xlsx([HEAD])),
                name="x.xlsx",
                by=school.manager,
                at=school.now,
            )
    rows = [HEAD, ["Corso", "Uno", "Ada", "uno@example.org"]]
    cases = [["Cognome", "Nome", "Data di nascita"], ["Prova", "Ada", "01/02/2015"]]
    their = enter(officer)
    assert send(their, school.ambito.pk, cases, target="cases.cases").status_code == 302
    of_cases = ImportBatch.objects.get()
    assert not ImportBatch.objects.visible_to(school.manager).exists()
    assert browser.get(reverse("imports:detail", args=[of_cases.pk])).status_code == 404
    assert send(their, school.ambito.pk, rows).status_code == 302
    assert ImportBatch.objects.visible_to(school.manager).get().target == OURS
    assert ImportBatch.objects.visible_to(officer).count() == 2


def test_a_body_has_the_page_of_its_staff_and_no_import(school: School, enter: Callable[[User], Client]) -> None:
    assert enter(school.provider).get(reverse("imports:list")).status_code == 403
    assert enter(school.worker).get(reverse("imports:upload")).status_code == 403
    edition = school.edition()
    people = reverse("training:people", args=[edition.pk])
    assert "Iscrivi da un foglio" in text_of(enter(school.manager).get(people))
    assert "Iscrivi da un foglio" not in text_of(enter(school.tutor).get(people))
