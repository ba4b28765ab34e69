# SPDX-License-Identifier: EUPL-1.2
"""Rows of a file are quoted on the way in only: afterwards no copy of a name stays beside the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.files.actions import discard_file
from ordito.imports.actions import forget_expired, start_writing
from ordito.imports.enums import BatchState
from ordito.imports.models import QUOTING
from ordito.imports.tasks import check_rows, forget, write_rows
from tests.factories.accounts import make_user
from tests.imports.bodies import NOW, mapped, uploaded

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db


def ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def test_import_that_is_over_quotes_nothing_of_its_file(officer: User, ambito: Territory) -> None:
    batch = mapped(officer, ambito)
    check_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    assert batch.reading["preview"]
    start_writing(batch=batch, repeat_confirmed=False, by=officer, at=NOW)
    write_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    assert QUOTING.isdisjoint(batch.reading)
    assert {"columns", "choices"} <= set(batch.reading), "what shows problems and refused rows"


def test_import_left_lying_is_forgotten_with_its_file(officer: User, ambito: Territory) -> None:
    kept, left = uploaded(officer, ambito), uploaded(officer, ambito)
    assert left.file is not None
    discard_file(left.file, at=NOW)
    assert forget(ignore) == {"forgotten": 1}
    assert forget_expired(by=make_user(), at=NOW) == 0
    for batch, quotes in ((kept, True), (left, False)):
        batch.refresh_from_db()
        assert ("preview" in batch.reading) is quotes
