# SPDX-License-Identifier: EUPL-1.2
"""What a discard lists."""

from __future__ import annotations

import pytest

from ordito.stewardship.actions import discards
from tests.factories.cases import make_place
from tests.factories.stewardship import make_discard, make_hold, make_officer, make_old_record, make_series

pytestmark = pytest.mark.django_db


def test_held_records_take_nobodys_place_in_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discards, "LARGEST", 2)
    monkeypatch.setattr(discards, "AT_ONCE", 2)
    make_series()
    place = make_place()
    officer = make_officer(place)
    records = [make_old_record(place).case_file for _number in range(6)]
    for record in records[:3]:
        make_hold(record, officer)
    listed = make_discard(place, officer).items.order_by("pk")
    assert [item.case_file_id for item in listed] == [record.pk for record in records[3:5]]
