# SPDX-License-Identifier: EUPL-1.2
"""The extracts of protection: what stands, in the order of the columns."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ordito.cases.models import CaseFile
from ordito.core.models import writing
from ordito.protection.datasets import DATASETS, foster, out_of_home
from ordito.protection.enums import ListKey
from tests.factories.cases import NOW, code
from tests.factories.protection import make_foster, make_placement

if TYPE_CHECKING:
    from tests.records import House

FOSTER = ("consensual", "outside_family", "full")


def test_stays_that_stand_and_how_they_ended(house: House) -> None:
    home = code(ListKey.OUT_OF_HOME_OUTCOME, "home")
    placed = make_placement(house.record, ends_on=date(2026, 8, 1), outcome=home)
    fostered = make_foster(house.record, started_on=date(2026, 9, 1))
    make_foster(house.record)  # being assessed: nobody lives there yet
    person = house.record.person
    who = (person.link, house.record.pk, house.place.comune.code, person.sex, person.birth_date)
    assert list(out_of_home()) == [
        (placed.pk, *who, "educational_community", "judicial", "neglect", "home", date(2026, 6, 1), date(2026, 8, 1))
    ]
    assert list(foster()) == [(fostered.pk, *who, *FOSTER, None, date(2026, 9, 1), None)]
    for dataset in DATASETS:
        (row,) = dataset.rows()
        assert len(row) == len(dataset.columns)
    with writing():
        CaseFile.objects.update(annulled_at=NOW)
    assert not any(dataset.rows().exists() for dataset in DATASETS)
