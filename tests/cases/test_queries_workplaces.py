# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import SOCIAL_WORKER
from ordito.cases.queries.workplaces import Workplace, workplaces
from ordito.core.access import Verb
from ordito.core.models import writing
from ordito.territory.enums import LegalForm, OrganisationKind
from ordito.territory.models import TerritoryBody
from tests.factories.accounts import make_user
from tests.factories.cases import TODAY
from tests.factories.territory import make_ambito, make_organisation, make_territory

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("comuni", [1, 3])
def test_workplaces_of_an_ambito_take_the_same_queries(
    comuni: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ambito = make_ambito()
    places = [make_territory(f"Comune {number}", parent=ambito) for number in range(comuni)]
    office = make_organisation(kind=OrganisationKind.PLAN_OFFICE)
    with writing():
        TerritoryBody.objects.create(territory=ambito, organisation=office, legal_form=LegalForm.CONVENTION)
    worker = make_user(role=SOCIAL_WORKER, territory=ambito)
    assert worker.grants
    with django_assert_num_queries(4):
        found = workplaces(worker, Verb.OPEN_RECORD, at=TODAY)
    assert found == [Workplace(place, office) for place in places]


def test_workplaces_prefer_the_comunes_own_body_and_leave_out_who_has_none() -> None:
    ambito = make_ambito()
    with_body, without = make_territory("Alfa", parent=ambito), make_territory("Beta", parent=ambito)
    own = make_organisation(seat=with_body)
    worker = make_user(role=SOCIAL_WORKER, territory=ambito)
    assert workplaces(worker, Verb.OPEN_RECORD, at=TODAY) == [Workplace(with_body, own)]
    assert without not in {place.comune for place in workplaces(worker, Verb.OPEN_RECORD, at=TODAY)}


def test_workplaces_of_a_membership_in_a_body_have_that_body() -> None:
    comune = make_territory(parent=make_ambito())
    body = make_organisation(seat=comune, kind=OrganisationKind.UNION)
    worker = make_user(role=SOCIAL_WORKER, organisation=body)
    assert workplaces(worker, Verb.OPEN_RECORD, at=TODAY) == [Workplace(comune, body)]
