# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordito.files.models import StoredFile
from ordito.jobs.actions import JobFailedError
from ordito.stewardship.actions.research import end_release, make_release, write_csv
from ordito.stewardship.enums import ReleaseState
from ordito.stewardship.models import ResearchRelease
from tests.factories import stewardship as factory
from tests.factories.cases import make_case_file, make_person, make_place, make_taking

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.factories.cases import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return make_place()


@pytest.fixture
def officer(place: Place) -> User:
    return factory.make_officer(place)


def _open_takings(place: Place, many: int) -> None:
    for number in range(many):
        person = make_person(place, "Inventati", f"Uno{number}", birth_date=date(1980, 5, 17))
        make_taking(make_case_file(person, opened_on=date(2026, 1, 10)), opened_on=date(2026, 1, 10))


@pytest.mark.parametrize("people", [3, 1])
def test_a_copy_that_is_destroyed_while_it_is_made_stays_destroyed(place: Place, officer: User, people: int) -> None:
    _open_takings(place, people)
    release = factory.make_release(place, officer)

    def destroy(_done: int, _total: int) -> None:
        end_release(by=officer, at=factory.NOW, release=ResearchRelease.objects.get(pk=release.pk))

    if people < release.smallest:
        with pytest.raises(JobFailedError):
            make_release(by=officer, at=factory.NOW, release=release, progress=destroy)
    else:
        make_release(by=officer, at=factory.NOW, release=release, progress=destroy)
    release.refresh_from_db()
    assert (release.state, bytes(release.sealed_key), release.stored_file_id) == (ReleaseState.ENDED, b"", None)
    assert not StoredFile.objects.present().exists()


def test_no_cell_is_a_formula() -> None:
    table = [["esito"], ["=1+1"], ["+39"], ["-"], ["@SOMMA(A1)"], ["1-2"]]
    assert write_csv(table).decode("utf-8-sig").split() == ["esito", "'=1+1", "'+39", "'-", "'@SOMMA(A1)", "1-2"]
