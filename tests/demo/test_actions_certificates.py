# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from django.utils import timezone

from demo.actions.certificates import load_certificates
from demo.engine.programme import PATHS
from ordito.training.enums import EditionState
from ordito.training.models import Certificate, EditionClosing
from tests.factories.closing import attend, enrol, make_edition
from tests.factories.standards import make_course, make_school
from tests.factories.territory import make_professional


@pytest.mark.django_db
def test_what_was_given_ends_with_certificates_and_credits_once() -> None:
    school = make_school()
    school.manager.username = "formazione"
    school.manager.save()
    school.course = make_course(school.region, school.body, PATHS[0].title)
    edition = make_edition(school)
    enrol(edition, make_professional("Assente"))
    present = enrol(edition, make_professional("Presente"))
    attend(present, [240, 240])
    for _time in range(2):
        load_certificates(at=timezone.now())
    closing = EditionClosing.objects.get()
    assert (closing.edition.state, timezone.localdate(closing.closed_at) > edition.ends_on) == (
        EditionState.CLOSED,
        True,
    )
    assert set(closing.outcomes.values_list("minutes", flat=True)) == {0, 480}
    row = Certificate.objects.get()
    assert row.enrolment == present
    assert (row.year, row.ordinal) == (2026, 1)
    assert edition.course.accreditations.get().credits == edition.course.hours
