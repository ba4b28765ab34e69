# SPDX-License-Identifier: EUPL-1.2
"""What stands still while the processing of a record is limited (GDPR, article 18)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordito.cases.datasets import DATASETS
from ordito.cases.models import CaseFile
from tests.factories.cases import make_intervention, make_record
from tests.factories.rights import make_exception, make_limitation

if TYPE_CHECKING:
    from tests.records import House

pytestmark = pytest.mark.django_db


def test_figures_leave_a_limited_record_out_also_while_it_may_be_written(house: House) -> None:
    other = make_record(house.place, surname="Altrui")
    for taking in (house.taking, other):
        make_intervention(taking, requested_on=date(2026, 1, 20))
    assert all(dataset.rows().count() == 2 for dataset in DATASETS)
    make_limitation(house.record, house.worker)
    make_exception(house.record.limitations.get(), house.worker)
    assert all(dataset.rows().count() == 1 for dataset in DATASETS)
    assert list(CaseFile.objects.counted()) == [other.case_file]
    assert CaseFile.objects.unfrozen().count() == 2
