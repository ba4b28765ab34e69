# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.core.access import SystemActor, Verb
from ordito.core.models import writing
from ordito.imports.models import ImportBatch, granted_places
from ordito.imports.queries import importable_places, targets
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, make_place

pytestmark = pytest.mark.django_db


def test_imports_are_of_the_own_place_and_a_membership_on_no_place_gives_none() -> None:
    place = make_place()
    officer = make_user(role=AMBITO_OFFICER, territory=place.ambito)
    with writing():
        batch = ImportBatch.objects.create(target="cases", territory=place.comune, created_by=officer, created_at=NOW)
    assert list(ImportBatch.objects.visible_to(officer)) == [batch]
    assert granted_places(officer, Verb.IMPORT_DATA) == {place.ambito.pk}
    for other in (
        make_user(role=AMBITO_OFFICER),
        make_user(role=AMBITO_OFFICER, organisation=place.body),
        make_user(role=AMBITO_OFFICER, territory=make_place().ambito),
    ):
        assert not ImportBatch.objects.visible_to(other).exists()
    assert not importable_places(make_user(role=AMBITO_OFFICER), targets().values()).exists()
    assert ImportBatch.objects.visible_to(SystemActor("prova")).exists()
