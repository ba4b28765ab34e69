# SPDX-License-Identifier: EUPL-1.2
"""Parental responsibility and the ecomap."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from ordito.cases.actions.errors import CaseError, ConflictError
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.kinship import actions
from ordito.kinship.actions import Someone
from ordito.kinship.enums import Direction, ListKey, Responsibility, Strength
from ordito.kinship.models import ParentalResponsibility, Tie
from tests.factories.cases import NOW
from tests.factories.kinship import kinship_code, make_kin, make_responsibility, make_tie

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House


def hold(house: House, holder: Someone | None, *, by: User | None = None, **values: Any) -> ParentalResponsibility:
    details = {"kind": Responsibility.FULL, "source": kinship_code(ListKey.RESPONSIBILITY_SOURCE, "law")} | values
    return actions.add_responsibility(
        by=by or house.worker,
        at=NOW,
        case_file=house.record,
        child=Someone(person_id=house.record.person_id),
        holder=holder,
        **details,
    )


def tie(house: House, *, by: User | None = None, **values: Any) -> Tie:
    details = {
        "area": kinship_code(ListKey.TIE_AREA, "school"),
        "name": "Scuola Inventata",
        "strength": Strength.STRONG,
        "direction": Direction.NONE,
    } | values
    return actions.add_tie(by=by or house.worker, at=NOW, case_file=house.record, of=None, **details)


def test_a_new_state_closes_the_one_before(house: House) -> None:
    mother = Someone(relative_id=make_kin(house.record, "Marta", house.record.person).first_id)
    first = hold(house, mother)
    with pytest.raises(CaseError) as caught:
        hold(house, mother)
    assert caught.value.field == "valid_from"
    limited = kinship_code(ListKey.RESPONSIBILITY_SOURCE, "limited")
    hold(house, mother, kind=Responsibility.LIMITED, source=limited, valid_from=date(2026, 3, 1))
    first.refresh_from_db()
    assert first.valid_to == date(2026, 2, 28)


def test_a_guardian_needs_only_a_name(house: House) -> None:
    row = hold(house, None, holder_name=" Avv. Finta ", kind=Responsibility.GUARDIAN)
    assert open_text(row, "holder_name") == "Avv. Finta"
    with pytest.raises(CaseError) as caught:
        hold(house, None)
    assert caught.value.field == "holder"


def test_nobody_is_responsible_for_themselves(house: House) -> None:
    with pytest.raises(CaseError, match="di sé"):
        hold(house, Someone(person_id=house.record.person_id))
    assert not ParentalResponsibility.objects.exists()


def test_a_source_of_another_list_is_refused(house: House) -> None:
    with pytest.raises(CaseError) as caught:
        hold(house, None, holder_name="Qualcuna", source=kinship_code(ListKey.TIE_AREA, "school"))
    assert caught.value.field == "source"


def test_a_responsibility_is_corrected_once_at_a_time(house: House) -> None:
    row = make_responsibility(house.record, house.record.person, "Qualcuna")
    values: dict[str, Any] = {"kind": Responsibility.SUSPENDED, "source": row.source, "measure": "decreto 1/2026"}
    edited = actions.edit_responsibility(by=house.worker, at=NOW, row=row, version=1, holder_name="Qualcuna", **values)
    assert open_text(edited, "measure") == "decreto 1/2026"
    with pytest.raises(ConflictError):
        actions.edit_responsibility(by=house.worker, at=NOW, row=row, version=1, **values)


def test_a_tie_of_the_ecomap_is_written_once_and_corrected(house: House) -> None:
    row = tie(house)
    with pytest.raises(CaseError, match="c’è già"):
        tie(house, name="scuola inventata")
    changes: dict[str, Any] = {"area": row.area, "name": "Altra", "strength": Strength.BROKEN}
    edited = actions.edit_tie(by=house.worker, at=NOW, tie=row, version=1, direction=Direction.BOTH, **changes)
    assert (open_text(edited, "name"), edited.strength) == ("Altra", "broken")


def test_a_tie_says_with_whom(house: House) -> None:
    with pytest.raises(CaseError) as caught:
        tie(house, name=" ")
    assert caught.value.field == "name"


def test_who_does_not_write_the_family_writes_nothing(house: House, teammate: User, colleague: User) -> None:
    row = make_tie(house.record)
    for other in (teammate, colleague):
        with pytest.raises(NotAllowedError):
            tie(house, by=other, name="Altra scuola")
        with pytest.raises(NotAllowedError):
            hold(house, None, by=other, holder_name="Qualcuna")
        with pytest.raises(NotAllowedError):
            actions.withdraw_row(by=other, at=NOW, row=row, version=1)
