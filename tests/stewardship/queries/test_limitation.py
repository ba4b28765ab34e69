# SPDX-License-Identifier: EUPL-1.2
"""What stands still while the processing of a record is limited (GDPR, article 18)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordito.cases import datasets
from ordito.cases.actions import record_contact
from ordito.cases.enums import ListKey
from ordito.cases.models import CaseFile
from ordito.plans import datasets as plan_datasets
from tests.factories.cases import NOW, code, make_intervention, make_record
from tests.factories.flows import make_concern_report
from tests.factories.rights import make_exception, make_limitation

if TYPE_CHECKING:
    from ordito.cases.models import Person
    from tests.records import House

pytestmark = pytest.mark.django_db
DATASETS = (*datasets.DATASETS, *plan_datasets.DATASETS)
NAMES = [dataset.name for dataset in DATASETS]


def _turn_to_the_desk(house: House, person: Person) -> None:
    record_contact(
        by=house.worker,
        at=NOW,
        comune=house.place.comune,
        body=house.place.body,
        happened_on=date(2026, 1, 8),
        channel=code(ListKey.ACCESS_CHANNEL, "phone"),
        request="Chiede un colloquio.",
        person=person,
        outcome=code(ListKey.CONTACT_OUTCOME, "appointment"),
    )


def test_figures_leave_a_limited_record_out_also_while_it_may_be_written(house: House) -> None:
    other = make_record(house.place, surname="Altrui")
    for taking in (house.taking, other):
        make_intervention(taking, requested_on=date(2026, 1, 20))
        make_concern_report(taking.case_file)
        _turn_to_the_desk(house, taking.case_file.person)
    assert {dataset.name: dataset.rows().count() for dataset in DATASETS} == dict.fromkeys(NAMES, 2)
    make_limitation(house.record, house.worker)
    make_exception(house.record.limitations.get(), house.worker)
    assert {dataset.name: dataset.rows().count() for dataset in DATASETS} == dict.fromkeys(NAMES, 1)
    assert list(CaseFile.objects.counted()) == [other.case_file]
    assert CaseFile.objects.unfrozen().count() == 2
