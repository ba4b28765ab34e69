# SPDX-License-Identifier: EUPL-1.2
"""What apps declare that can be counted: every list of codes says which are no longer in force."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ordito.cases.models import Code
from ordito.core.models import writing
from ordito.indicators.queries.catalogue import catalogue
from tests.factories.cases import make_codes


@pytest.mark.usefixtures("db")
def test_ended_codes_of_every_list_are_known_as_such() -> None:
    make_codes()
    with writing():
        Code.objects.update(valid_from=None, valid_to=date(2020, 1, 1))
    listed = 0
    for dataset in catalogue().values():
        for key, dimension in dataset.dimensions.items():
            with CaptureQueriesContext(connection) as asked:
                codes = set(dimension.codes)
            if any(Code._meta.db_table in one["sql"] for one in asked.captured_queries):
                assert dimension.retired == codes, f"{dataset.name}.{key}"
                listed += 1
    assert listed
