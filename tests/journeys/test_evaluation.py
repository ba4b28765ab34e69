# SPDX-License-Identifier: EUPL-1.2
"""What changed at work, months after a course: asked by letter, answered without a name, read by who manages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ordito.messages.models import Message
from ordito.training.models import Evaluation
from ordito.training.tasks import invite_to_evaluations
from tests.factories.evaluation import answer, close, enrol, make_classroom, make_edition, satisfaction_form
from tests.factories.questionnaires import make_version

if TYPE_CHECKING:
    from tests.browser import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_manager_reads_what_changed_after_months(visit: Visit) -> None:
    room = make_classroom()
    edition = make_edition(room.course, room.ambiti[0], ends_on=timezone.localdate() - timedelta(days=40))
    enrol(edition, 6)
    version = make_version(satisfaction_form())

    desk = visit(room.manager)
    desk.goto(f"/formazione/edizioni/{edition.pk}/")
    desk.get_by_role("link", name="Questionari e indirizzi").click()
    desk.get_by_role("link", name="Che cosa è cambiato nel lavoro: lo dice la persona").click()
    desk.get_by_label("Questionario").select_option(str(version.pk))
    desk.get_by_label("Quanti mesi dopo la fine").fill("1")
    desk.get_by_role("button", name="Salva").click()
    expect(desk.get_by_text("inviti non ancora spediti")).to_be_visible()

    assert invite_to_evaluations(lambda _done, _total: None)["invited"] == 6
    secrets = [re.findall(r"/risposta/([\w-]+)/", letter.body)[0] for letter in Message.objects.order_by("pk")]
    phone = visit(width=390)
    phone.goto(f"/formazione/valutazione/risposta/{secrets.pop()}/")
    phone.get_by_role("button", name="Comincia").click()
    phone.get_by_label("4 su 5").check()
    phone.get_by_label("Che cosa cambieresti?").fill("Due incontri in più.")
    phone.get_by_role("button", name="Invia").click()
    expect(phone.get_by_role("heading", name="Grazie: le risposte sono arrivate")).to_be_visible()

    evaluation = Evaluation.objects.get()
    for grade, secret in zip("3455", secrets, strict=False):
        answer(evaluation, {"utile": grade}, secret=secret)
    desk.reload()
    expect(desk.get_by_text("5 su 6")).to_be_visible()
    close(evaluation)
    desk.get_by_role("link", name="Leggi il rapporto").click()
    expect(desk.get_by_text("5 risposte, media 4,2, mediana 4")).to_be_visible()
    expect(desk.get_by_text("83,3 %")).to_be_visible()
    expect(desk.get_by_text("Non si mostra: hanno risposto in meno di 5")).to_have_count(2)
