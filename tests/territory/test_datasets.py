# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date

import pytest

from ordito.territory.datasets import DATASETS
from tests.factories.territory import make_service


@pytest.mark.django_db
def test_a_service_is_there_since_it_opened_or_since_ever_and_through_its_last_day() -> None:
    old, new = make_service(), make_service(valid_from=date(2024, 3, 1), valid_to=date(2024, 12, 31))
    (dataset,) = DATASETS
    rows = list(dataset.rows())
    assert [(row[0], *row[-2:]) for row in rows] == [
        (old.pk, date.min, None),
        (new.pk, date(2024, 3, 1), date(2025, 1, 1)),
    ]
    assert len(rows[0]) == len(dataset.columns)
