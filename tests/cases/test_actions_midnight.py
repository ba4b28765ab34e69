# SPDX-License-Identifier: EUPL-1.2
"""Between midnight and one or two in the morning it is already tomorrow in Rome and still yesterday in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ordito.cases.actions import take_in_charge
from ordito.cases.enums import ListKey
from tests.factories.cases import code, make_case_file, make_person, make_place, make_worker, staff

pytestmark = pytest.mark.django_db
AFTER_MIDNIGHT = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # 00:30 of the 22nd in Rome


def test_take_in_charge_just_after_midnight_is_not_in_the_future() -> None:
    place = make_place()
    worker = make_worker(place)
    record = make_case_file(make_person(place), opened_on=date(2026, 11, 1), opened_by=staff(worker))
    taking = take_in_charge(
        by=worker,
        at=AFTER_MIDNIGHT,
        case_file=record,
        mode=code(ListKey.MODE, "consensual"),
        reasons=[code(ListKey.REASON, "school")],
        worker=staff(worker),
        opened_on=date(2026, 11, 22),
    )
    assert taking.opened_on == date(2026, 11, 22)
