# SPDX-License-Identifier: EUPL-1.2
"""Where figures may be exact for somebody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.core.models import writing
from ordito.indicators.queries.questions import rights_of
from ordito.territory.enums import Hierarchy
from ordito.territory.models import TerritoryLink
from tests.factories.accounts import make_user
from tests.factories.cases import make_place

pytestmark = pytest.mark.django_db


def test_figures_are_exact_only_where_the_place_lies_today() -> None:
    mine, coming, leaving, gone = (make_place() for _ in range(4))
    today, day = timezone.localdate(), timedelta(days=1)
    with writing():
        TerritoryLink.objects.filter(parent=coming.ambito, child=coming.comune).update(valid_to=today)
        for place, first, last in ((coming, today + day, None), (leaving, None, today), (gone, None, today - day)):
            TerritoryLink.objects.create(
                parent=mine.ambito, child=place.comune, hierarchy=Hierarchy.AMBITO, valid_from=first, valid_to=last
            )
    rights = rights_of(make_user(role=AMBITO_OFFICER, territory=mine.ambito))
    assert rights.exact_in == {mine.ambito.pk, mine.comune.pk, leaving.comune.pk}
