# SPDX-License-Identifier: EUPL-1.2
"""From a need to an adopted plan, on the pages."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from docx import Document

from ordito.core.fields import uuid7
from ordito.training.models import NeedTheme, PlanVersion, TrainingNeed, TrainingPlan
from tests.factories.training import School, make_school, teach
from tests.records import as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
Enter = "Callable[[User], Client]"
INVALID = 422


@pytest.fixture
def school() -> School:
    return make_school()


def test_a_worker_raises_a_need_once_and_corrects_it(school: School, enter: Callable[[User], Client]) -> None:
    client = enter(school.worker)
    form = as_opened(client.get(reverse("training:raise_need")).context["form"]) | {"text": "Ascoltare i ragazzi"}
    for _twice in range(2):
        answer = client.post(reverse("training:raise_need"), form, follow=True)
    need = TrainingNeed.objects.get()
    assert "Ascoltare i ragazzi" in text_of(answer)
    assert (need.territory, need.by_role) == (school.ambito, "Assistente sociale")
    edit = reverse("training:edit_need", args=[need.pk])
    typed = as_opened(client.get(edit).context["form"]) | {"area": "tutela"}
    client.post(edit, typed)
    stale = client.post(edit, typed | {"area": "affidamento"})  # made of a version that is no longer the last
    assert stale.status_code == INVALID
    assert "affidamento" in text_of(stale)
    need.refresh_from_db()
    assert need.area == "tutela"
    assert client.post(edit, as_opened(stale.context["form"]) | {"area": "affidamento"}).status_code == 302


def test_an_empty_need_says_so_at_its_field(school: School, enter: Callable[[User], Client]) -> None:
    client = enter(school.worker)
    form = as_opened(client.get(reverse("training:raise_need")).context["form"]) | {"area": "affidamento familiare"}
    answer = client.post(reverse("training:raise_need"), form)
    assert answer.status_code == INVALID
    assert answer.context["form"].errors.keys() == {"text"}
    assert "affidamento familiare" in text_of(answer)


def test_needs_are_put_together_by_hand_and_the_heaviest_theme_stands_first(
    school: School, enter: Callable[[User], Client]
) -> None:
    needs = [school.need(f"Bisogno {number}") for number in range(3)]
    client = enter(school.manager)
    themes = reverse("training:themes")
    client.post(themes, {"needs": [needs[0].pk], "new_theme": "Ascolto"})
    client.post(themes, {"needs": [needs[1].pk, needs[2].pk], "new_theme": "Rete"})
    vote = enter(school.provider).post(reverse("training:vote", args=[needs[0].pk]), {"priority": 3})
    assert vote.status_code == 302
    page = client.get(themes)
    assert [(line.theme.name, len(line.needs), line.weight.votes) for line in page.context["lines"]] == [
        ("Ascolto", 1, 3),
        ("Rete", 2, 0),
    ]
    both = client.post(
        themes, {"needs": [needs[0].pk], "new_theme": "Altro", "theme": NeedTheme.objects.get(name="Rete").pk}
    )
    assert both.status_code == INVALID
    assert client.post(themes, {"new_theme": "Vuoto"}).status_code == INVALID
    loose = school.need("Un altro bisogno")
    assert client.post(themes, {"needs": [loose.pk]}).status_code == INVALID, "it is in no theme already"
    client.post(f"{themes}?tema={NeedTheme.objects.get(name='Rete').pk}", {"needs": [needs[1].pk]})
    assert TrainingNeed.objects.filter(theme=None).count() == 2, "taken out of its theme"
    assert enter(school.worker).post(themes, {"needs": [], "new_theme": "Mio"}).status_code == 403


def test_only_referents_vote(school: School, enter: Callable[[User], Client]) -> None:
    need = school.need()
    assert enter(school.worker).post(reverse("training:vote", args=[need.pk]), {"priority": 3}).status_code == 403
    assert enter(school.provider).post(reverse("training:vote", args=[need.pk]), {"priority": 9}).status_code == INVALID


def test_a_plan_goes_from_draft_to_adopted_and_what_was_adopted_stays(
    school: School, enter: Callable[[User], Client]
) -> None:
    manager, adopter, worker = enter(school.manager), enter(school.adopter), enter(school.worker)
    form = as_opened(manager.get(reverse("training:new_plan")).context["form"])
    form |= {"title": "Piano di prova", "organiser": school.office.pk, "territory": school.region.pk}
    answer = manager.post(reverse("training:new_plan"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    plan = TrainingPlan.objects.get()
    page = reverse("training:plan", args=[plan.pk])
    assert worker.get(page).status_code == 404, "a draft is for who writes it"
    assert manager.post(reverse("training:share", args=[plan.pk]), {}).status_code == INVALID, "it is still empty"
    line = reverse("training:new_line", args=[plan.pk])
    typed = as_opened(manager.get(line).context["form"]) | {"title": "Ascoltare", "hours": "16", "budget": "1.250,50"}
    for _twice in range(2):
        manager.post(line, typed | {f"spread_{school.region.pk}": "2"})
    manager.post(reverse("training:share", args=[plan.pk]), {})
    assert "Ascoltare" in text_of(worker.get(page))
    worker.post(
        reverse("training:comment", args=[plan.pk]), {"text": "Ne servono tre.", "form_key": uuid7(), "version": 1}
    )
    assert "Ne servono tre." in text_of(adopter.get(page))
    adopt = reverse("training:adopt", args=[plan.pk])
    for _twice in range(2):
        adopter.post(adopt, {"act": "Delibera 12", "adopted_on": "01/09/2026"})
    version = PlanVersion.objects.get()
    assert (version.content["editions"], version.content["hours"], version.content["budget"]) == (2, "32", "1250.5")
    assert manager.get(reverse("training:edit_plan", args=[plan.pk])).status_code == 403, "adopted is frozen"
    manager.post(reverse("training:reopen", args=[plan.pk]))
    school.line(plan, title="Un’altra linea")
    assert "Un’altra linea" not in text_of(worker.get(page)), "the next version is a draft again"
    assert "Un’altra linea" in text_of(manager.get(page))
    assert "Un’altra linea" not in text_of(manager.get(reverse("training:plan_version", args=[plan.pk, 1])))


def test_a_plan_can_be_taken_away_as_pdf_and_docx(school: School, enter: Callable[[User], Client]) -> None:
    edition = teach(school, people=0, lessons=0)
    line = edition.course.plan_line
    assert line is not None
    client = enter(school.manager)
    pdf = client.get(reverse("training:plan_pdf", args=[line.plan_id]))
    assert pdf.content.startswith(b"%PDF")
    word = client.get(reverse("training:plan_word", args=[line.plan_id]))
    made = Document(BytesIO(word.content))
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert "Ascoltare i ragazzi" in texts
    assert "Fabbisogno di prova numero 0" in texts
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert "16 per edizione, 32 in tutto" in cells
    missing = client.get(reverse("training:plan_pdf", args=[line.plan_id]), {"versione": "uno"})
    assert missing.status_code == 404


def test_lists_ask_as_often_for_three_rows_as_for_one(
    school: School, enter: Callable[[User], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = enter(school.manager)
    counts = {"training:needs": 12, "training:themes": 14, "training:plans": 9}
    school.need()
    school.plan()
    first = {name: _queries(client, name) for name in counts}
    for _more in range(2):
        school.need()
        school.plan(title=f"Piano {uuid7()}")
    assert {name: _queries(client, name) for name in counts} == first


def _queries(client: Client, name: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(reverse(name))  # what is kept for a while is not counted
    with CaptureQueriesContext(connection) as found:
        assert client.get(reverse(name)).status_code == 200
    return len(found)
