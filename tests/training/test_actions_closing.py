# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import PROVIDER
from ordito.core.access import NotAllowedError
from ordito.core.models import writing
from ordito.meetings.models import Participation
from ordito.messages.enums import MessageKind
from ordito.messages.models import Message
from ordito.training.actions.closing import close_edition, open_edition_again
from ordito.training.actions.errors import ConflictError, TrainingError
from ordito.training.actions.letters import edit_letter
from ordito.training.enums import EditionState, MessageKey
from ordito.training.models import EditionClosing, EditionOutcome
from ordito.training.queries.closing import readiness_of
from tests.factories.accounts import make_user
from tests.factories.closing import attend, enrol, make_edition, make_learner, meetings_of
from tests.factories.standards import HOUSE, make_school
from tests.factories.supervision import moment
from tests.factories.territory import make_organisation, make_professional

if TYPE_CHECKING:
    from ordito.training.models import Edition
    from tests.factories.standards import School

AT = moment(date(2026, 4, 10), 10)


@pytest.fixture
def school(db: None) -> School:
    return make_school()


@pytest.fixture
def edition(school: School) -> Edition:
    return make_edition(school)


def test_who_reaches_the_threshold_is_written_and_told(school: School, edition: Edition) -> None:
    """The course has 8 hours: at 80 % seven are enough and six are not."""
    body = make_organisation("Cooperativa di prova", email="coop@prova.example")
    officer = make_user(role=PROVIDER, organisation=body)
    abate = make_professional("Abate", email="abate@prova.example")
    worker = make_user(professional=abate)
    attend(enrol(edition, abate, body=body), [240, 180])
    attend(enrol(edition, make_learner(), body=body), [240, 120])

    closing = close_edition(by=school.manager, at=AT, edition=edition, summary="Il gruppo continua da solo.")
    edition.refresh_from_db()
    assert edition.state == EditionState.CLOSED
    assert (closing.lessons, closing.minutes) == (2, 480)
    found = EditionOutcome.objects.order_by("minutes").values_list("minutes", "minutes_due", "enough")
    assert list(found) == [(360, 480, False), (420, 480, True)]
    sent = {(row.kind, row.recipient_id, row.address): row.body for row in Message.objects.all()}
    assert set(sent) == {
        (MessageKind.NOTICE, worker.pk, ""),
        (MessageKind.EMAIL, None, "abate@prova.example"),
        (MessageKind.EMAIL, None, "vinti@fuori.example"),
        (MessageKind.NOTICE, officer.pk, ""),
        (MessageKind.EMAIL, None, "coop@prova.example"),
    }
    assert "Hai frequentato 7 h su 8 h: basta" in sent[MessageKind.EMAIL, None, "abate@prova.example"]
    assert "serve almeno il 80%" in sent[MessageKind.EMAIL, None, "vinti@fuori.example"]
    told = sent[MessageKind.EMAIL, None, "coop@prova.example"]
    assert "hanno partecipato 2 persone; con frequenza sufficiente: 1." in told
    assert "Il gruppo continua da solo." in told
    assert "Abate" not in told


def test_it_is_told_in_the_offices_own_words(school: School, edition: Edition) -> None:
    body = "{nome}: {esito} {attività}"
    edit_letter(key=MessageKey.CLOSED, subject="Fine di {corso}", body=body, version=0, by=school.manager, at=AT)
    attend(enrol(edition, make_learner()), [240, 240])
    close_edition(by=school.manager, at=AT, edition=edition, summary="Si continua.")
    letter = Message.objects.get()
    assert letter.subject == f"Fine di {edition.course.title}"
    assert letter.body.startswith("Prova Vinti: Hai frequentato 8 h su 8 h")
    assert letter.body.endswith("Si continua.")


def test_what_is_missing_is_named_and_stops_it(school: School) -> None:
    edition = make_edition(school, held=False)
    enrol(edition, make_professional("Abate"))

    found = readiness_of(edition)
    assert len(found.to_hold) == 2
    with pytest.raises(TrainingError, match="registro"):
        close_edition(by=school.manager, at=AT, edition=edition)


def test_a_register_that_says_nothing_of_somebody_is_not_complete(school: School, edition: Edition) -> None:
    enrolment = enrol(edition, make_professional("Abate"))
    attend(enrol(edition, make_professional("Bruni")), [240, 240])
    assert [one.people for one in readiness_of(edition).unwritten] == [("Abate Anna",), ("Abate Anna",)]

    attend(enrolment, [0, 240])
    assert readiness_of(edition).ready


def test_who_joined_later_was_not_called_to_the_first_lesson(school: School, edition: Edition) -> None:
    enrolment = enrol(edition, make_professional("Abate"))
    attend(enrolment, [0, 240])
    first = Participation.objects.filter(meeting=meetings_of(edition)[0])
    with writing():
        for row in first:
            row.attendances.all().delete()
        first.delete()

    assert readiness_of(edition).ready


def test_an_edition_without_lessons_is_not_closed(school: School) -> None:
    with pytest.raises(TrainingError):
        close_edition(by=school.manager, at=AT, edition=make_edition(school, lessons=0))


def test_twice_is_once(school: School, edition: Edition) -> None:
    attend(enrol(edition, make_professional("Abate", email="abate@prova.example")), [240, 240])

    first = close_edition(by=school.manager, at=AT, edition=edition)
    assert close_edition(by=school.manager, at=AT, edition=edition) == first
    assert Message.objects.count() == 1


def test_an_edition_that_was_changed_meanwhile_is_looked_at_again(school: School, edition: Edition) -> None:
    with pytest.raises(ConflictError):
        close_edition(by=school.manager, at=AT, edition=edition, version=edition.version + 1)
    assert not EditionClosing.objects.exists()


def test_opened_again_to_correct_the_register_it_is_closed_anew(school: School, edition: Edition) -> None:
    enrolment = enrol(edition, make_professional("Abate"))
    attend(enrolment, [240, 120])
    close_edition(by=school.manager, at=AT, edition=edition)
    edition.refresh_from_db()
    with pytest.raises(TrainingError):
        open_edition_again(by=school.manager, at=AT, edition=edition, reason=" ")

    edition = open_edition_again(by=school.manager, at=AT, edition=edition, reason="Foglio firme ritrovato")
    attend(enrolment, [240, 240])
    close_edition(by=school.manager, at=AT, edition=edition)
    assert EditionOutcome.objects.get().enough


def test_who_does_not_manage_the_edition_does_not_close_it(school: School, edition: Edition) -> None:
    with pytest.raises(NotAllowedError):
        close_edition(by=school.learner, at=AT, edition=edition)
    assert close_edition(by=HOUSE, at=AT, edition=edition).lessons == 2
