# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from ordito.questionnaires import tasks
from tests.factories.questionnaires import make_submission

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("age", "rests"), [(timedelta(seconds=5), 1), (timedelta(seconds=30), 0)])
def test_check_rests_while_answers_still_come_in(age: timedelta, rests: int, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    make_submission(checked=False, at=timezone.now() - age)
    assert tasks.check_submissions(lambda _done, _total: None) == {"checked": 1}
    assert len(slept) == rests
