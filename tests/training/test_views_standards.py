# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ordito.core.fields import uuid7
from ordito.training.actions import standards as actions
from ordito.training.models import StandardCourse, TrainingStandard
from tests.factories.standards import AT, HOUSE, make_course, make_school, make_standard

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.factories.standards import School


@pytest.fixture
def school(db: None) -> School:
    return make_school()


@pytest.fixture
def typed(school: School) -> dict[str, Any]:
    return {
        "title": "Procedimento di co-progettazione",
        "organiser": school.body.pk,
        "territory": school.region.pk,
        "hours": "20",
        "competences": "Scrive un avviso\n\nConduce un tavolo",
        "contenuti-TOTAL_FORMS": "2",
        "contenuti-INITIAL_FORMS": "0",
        "contenuti-0-title": "Codice del Terzo settore",
        "contenuti-0-hours": "8,5",
        "contenuti-1-title": "",
        "contenuti-1-hours": "",
        "form_key": str(uuid7()),
    }


def url(name: str, *args: object) -> str:
    return reverse(f"training:standard{name}", args=args)


def test_from_a_draft_to_a_course_held_against_it(
    school: School, enter: Callable[[User], Client], typed: dict[str, Any]
) -> None:
    client = enter(school.manager)
    client.post(url("_new"), typed)
    standard = TrainingStandard.objects.get()
    assert [row.text for row in standard.versions.get().competences.order_by("position")] == [
        "Scrive un avviso",
        "Conduce un tavolo",
    ]
    client.post(url("_step", standard.pk, "in-uso"))
    client.post(url("_link", standard.pk, 1), {"course": school.course.pk})

    link = StandardCourse.objects.get()
    page = client.get(url("_course", link.pk)).content.decode()
    assert "mancano 12 h" in page
    assert "1 contenuto non trattato" in page
    content = link.standard_version.contents.get()
    module = school.course.modules.first()
    assert module is not None
    client.post(url("_course", link.pk), {f"c{content.pk}": [module.pk]})
    assert "1 contenuto con meno ore" in client.get(url("", standard.pk)).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"hours": "molte"}, "numero"),
        ({"hours": "5"}, "più delle 5 in tutto"),
        ({"contenuti-1-hours": "3"}, "di che cosa sono"),
        ({"contenuti-0-hours": ""}, "Scrivi quante ore"),
        ({"competences": "x" * 301}, "300 caratteri"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(
    school: School, enter: Callable[[User], Client], typed: dict[str, Any], changed: dict[str, str], words: str
) -> None:
    answer = enter(school.manager).post(url("_new"), {**typed, **changed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Codice del Terzo settore" in page
    assert not TrainingStandard.objects.exists()


def test_who_comes_second_sees_both_versions(
    school: School, enter: Callable[[User], Client], typed: dict[str, Any]
) -> None:
    standard, client = make_standard(school, in_use=False), enter(school.manager)
    client.post(url("_edit", standard.pk), {**typed, "title": "Primo titolo", "version": 1})

    answer = client.post(url("_edit", standard.pk), {**typed, "title": "Secondo titolo", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Primo titolo" in page
    assert 'name="version" value="2"' in page


def test_the_network_reads_what_is_in_use_and_no_draft(school: School, enter: Callable[[User], Client]) -> None:
    shown, hidden = make_standard(school), make_standard(school, in_use=False, title="Ancora in bozza")
    actions.start_draft(by=HOUSE, at=AT, standard=shown)
    client = enter(school.learner)

    page = client.get(url("s")).content.decode()
    assert "Standard di prova" in page
    assert "Ancora in bozza" not in page
    page = client.get(url("", shown.pk)).content.decode()
    assert "Legge una norma" in page
    assert "Prepara una nuova versione" not in page
    for address in (url("", hidden.pk), url("_version", shown.pk, 2), url("_paper", shown.pk, 2)):
        assert client.get(address).status_code == 404
    assert client.get(url("_edit", shown.pk)).status_code == 403


def test_the_paper_is_a_pdf(school: School, enter: Callable[[User], Client]) -> None:
    standard = make_standard(school)

    answer = enter(school.learner).get(url("_paper", standard.pk, 1))
    assert answer.headers["Content-Disposition"] == 'inline; filename="standard-di-prova-v1.pdf"'
    assert answer.content.startswith(b"%PDF")


def test_a_reader_sees_the_comparison_and_changes_nothing(school: School, enter: Callable[[User], Client]) -> None:
    version = make_standard(school).versions.get()
    link = actions.link_course(by=HOUSE, at=AT, version=version, course=school.course)
    client = enter(school.learner)

    assert "Scrivere insieme" in client.get(url("_course", link.pk)).content.decode()
    assert client.post(url("_course", link.pk), {}).status_code == 403


def test_the_page_of_a_course_says_what_it_lacks(school: School, enter: Callable[[User], Client]) -> None:
    address, client = reverse("training:course", args=[school.course.pk]), enter(school.learner)
    assert "Standard formativi che segue" not in client.get(address).content.decode()
    actions.link_course(by=HOUSE, at=AT, version=make_standard(school).versions.get(), course=school.course)

    page = client.get(address).content.decode()
    assert "Standard di prova" in page
    assert "mancano 2 h" in page


def test_what_supports_a_standard_leads_to_its_report(school: School, enter: Callable[[User], Client]) -> None:
    standard, client = make_standard(school), enter(school.manager)
    actions.link_course(by=HOUSE, at=AT, version=standard.versions.get(), course=school.course)
    said = {"course": school.course.pk, "edition": "", "finding": "A sei mesi lo usano", "form_key": str(uuid7())}

    client.post(url("_evidence", standard.pk, 1), said)
    page = client.get(url("", standard.pk)).content.decode()
    assert f"{reverse('training:evaluation_report')}?corso={school.course.pk}" in page
    client.post(url("_evidence_drop", standard.evidence.get().pk))
    assert not standard.evidence.exists()


@pytest.mark.parametrize(("name", "most"), [("s", 6), ("", 14)])
def test_a_page_asks_as_much_for_three_rows_as_for_one(
    school: School, enter: Callable[[User], Client], django_assert_num_queries: Any, name: str, most: int
) -> None:
    standard, client = make_standard(school), enter(school.manager)
    actions.link_course(by=HOUSE, at=AT, version=standard.versions.get(), course=school.course)
    address = url(name, standard.pk) if not name else url(name)
    client.get(address)
    with django_assert_num_queries(most):
        client.get(address)
    for number in (2, 3):
        make_standard(school, title=f"Altro {number}")
        draft = actions.start_draft(by=HOUSE, at=AT, standard=standard)
        actions.put_in_use(by=HOUSE, at=AT, draft=draft)
        course = make_course(school.region, school.body, f"Corso {number}")
        actions.link_course(by=HOUSE, at=AT, version=draft, course=course)
    with django_assert_num_queries(most):
        client.get(address)
