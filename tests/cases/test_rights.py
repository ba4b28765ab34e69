# SPDX-License-Identifier: EUPL-1.2
"""The page of rights says what the rules do: each role, on each ground, really tries each part of a record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import ROLES, SOCIAL_WORKER
from ordito.cases import rules
from ordito.cases.enums import CaseFileState, ListKey, Part
from ordito.cases.models import CaseFile, DiaryEntry, EmergencyAccess, PartQuerySet, Person
from ordito.cases.queries.rights import record_rights
from ordito.cases.rules import Ground
from ordito.core.models import writing
from tests.factories.accounts import make_user
from tests.factories.cases import (
    code,
    make_case_file,
    make_diary_entry,
    make_person,
    make_place,
    make_taking,
    make_team_member,
)
from tests.factories.territory import make_professional
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.factories.cases import Place
    from tests.records import House

pytestmark = pytest.mark.django_db


def _stand(user: User, ground: Ground, place: Place) -> CaseFile:
    """A record with the user on a ground: everything is done that a colleague could do to give it to them."""
    assert user.professional is not None
    record = make_case_file(make_person(place))
    taking = make_taking(record, worker=user.professional if ground == Ground.FOLLOWS else make_professional())
    if ground in {Ground.SHARED, Ground.SHARED_WRITING}:
        writes = tuple(Part) if ground == Ground.SHARED_WRITING else ()
        make_team_member(taking, user.professional, place.body, reads=tuple(Part), writes=writes)
    if ground == Ground.EMERGENCY:
        now = timezone.now()
        with writing():
            EmergencyAccess.objects.create(
                case_file=record,
                reader_id=user.pk,
                reader_name=user.full_name,
                reason=code(ListKey.EMERGENCY_REASON, "police"),
                starts_at=now,
                ends_at=now + timedelta(hours=1),
            )
    make_diary_entry(record)
    assert record.state == CaseFileState.IN_CHARGE
    return record


def _rows_of(part: Part) -> PartQuerySet[DiaryEntry]:
    """Rows of a part, by the query set from which the tables of every part derive; diary entries stand for them."""
    kind = type(f"Rows{part.title()}", (PartQuerySet,), {"part": part})
    rows: PartQuerySet[DiaryEntry] = kind(DiaryEntry)
    return rows


@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("code_", sorted(ROLES))
def test_shown_rights_are_the_real_ones(code_: str, ground: Ground) -> None:
    role, place = ROLES[code_], make_place()
    user = make_user(role=role, territory=place.ambito, professional=make_professional(organisation=place.body))
    record = _stand(user, ground, place)
    reads = rules.role_reads(role, ground) or rules.role_reads(role, Ground.COORDINATES)
    writes = rules.role_writes(role, ground) or rules.role_writes(role, Ground.COORDINATES)
    opened = rules.parts_open_to(user, record)
    for part in Part:
        assert _rows_of(part).filter(case_file=record).visible_to(user).exists() is reads, part
        assert (part in opened) is reads, part
        assert rules.can_write_part(user, record, part) is writes, part
    assert CaseFile.objects.visible_to(user).filter(pk=record.pk).exists() is reads


def test_nobody_writes_what_was_discarded() -> None:
    place = make_place()
    user = make_user(
        role=SOCIAL_WORKER, territory=place.comune, professional=make_professional(organisation=place.body)
    )
    record = _stand(user, Ground.SHARED_WRITING, place)
    assert rules.can_write_part(user, record, Part.DIARY)
    with writing():
        Person.objects.filter(pk=record.person_id).update(wrapped_key=b"")
    assert not any(rules.can_write_part(user, record, part) for part in Part)


def test_page_shows_every_part_and_every_role_that_reads(house: House, enter: Callable[[User], Client]) -> None:
    page = text_of(enter(house.worker).get(reverse("cases:rights")))
    parts, groups = record_rights()
    assert all(str(part.label) in page for part in parts)
    assert [str(line.role) for line in groups[0].lines] == [
        "Assistente sociale",
        "Componente di équipe di un altro ente",
        "Coordinatore del servizio sociale",
    ]
    assert {cell for group in groups for line in group.lines for cell in line.cells} == {
        "no",
        "legge",
        "legge e scrive",
    }
    assert reverse("cases:rights") in text_of(enter(house.worker).get("/ruoli/"))
