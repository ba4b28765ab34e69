# SPDX-License-Identifier: EUPL-1.2
"""What a house changes in its code lists, and how it survives the files of the next release."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from ordito.accounts.roles import AMBITO_OFFICER, SOCIAL_WORKER
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.actions.code_edits import add_code, edit_code, move_code
from ordito.cases.actions.errors import check_code
from ordito.cases.enums import ListKey
from ordito.cases.models import Code, CodeList
from ordito.core.access import NotAllowedError
from ordito.core.models import writing
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, TODAY, code, load_codes_again, make_codes

if TYPE_CHECKING:
    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    make_codes()
    return make_user(role=AMBITO_OFFICER, full_name="Ugo Ufficio")


def mode() -> CodeList:
    return CodeList.objects.get(key=ListKey.MODE)


def labels() -> list[str]:
    return list(Code.objects.of(ListKey.MODE).values_list("label", flat=True))


def change(officer: User, row: Code, **values: Any) -> Code:
    asked = {"label": row.label, "aliases": [], "valid_from": None, "valid_to": None, "version": row.version} | values
    return edit_code(by=officer, at=NOW, code=row, **asked)


def test_added_entry_is_last_understood_by_its_wordings_and_outlives_a_load(officer: User) -> None:
    added = add_code(by=officer, at=NOW, code_list=mode(), label="  Su invio   del PUA ", aliases=["PUA invio", ""])
    assert (labels()[-1], added.code) == ("Su invio del PUA", "own_su_invio_del_pua")
    assert [alias.folded for alias in added.aliases.all()] == ["pua invio"]
    load_codes_again()
    assert labels()[-1] == "Su invio del PUA"


def test_same_entry_twice_is_added_once(officer: User) -> None:
    add_code(by=officer, at=NOW, code_list=mode(), label="Su invio")
    with pytest.raises(CaseError) as refused:
        add_code(by=officer, at=NOW, code_list=mode(), label="SU INVIO")
    assert refused.value.field == "label"
    assert Code.objects.filter(label__iexact="su invio").count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"label": "  "}, "label"),
        ({"label": "Consensuale"}, "label"),
        ({"label": "Nuova", "aliases": ["spontanea"]}, "aliases"),
        ({"label": "Nuova", "valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "valid_to"),
    ],
)
def test_wording_leads_to_one_entry_only(officer: User, values: dict[str, Any], field: str) -> None:
    count = Code.objects.count()
    with pytest.raises(CaseError) as refused:
        add_code(by=officer, at=NOW, code_list=mode(), **values)
    assert (refused.value.field, Code.objects.count()) == (field, count)


def test_changed_entry_stays_as_the_house_wants_it(officer: User) -> None:
    row = code(ListKey.MODE, "consensual")
    change(officer, row, label="Concordata", aliases=["d'intesa"], valid_to=date(2026, 1, 31))
    load_codes_again()
    row.refresh_from_db()
    assert (row.label, row.valid_to, row.code) == ("Concordata", date(2026, 1, 31), "consensual")
    assert [alias.label for alias in row.aliases.all()] == ["d'intesa"]
    with pytest.raises(CaseError):
        check_code(row, ListKey.MODE, at=TODAY, field="mode")


def test_entries_nobody_changed_still_follow_the_release(officer: User) -> None:
    change(officer, code(ListKey.MODE, "consensual"), label="Concordata")
    other = code(ListKey.MODE, "urgent")
    with writing():
        Code.objects.filter(pk=other.pk).update(label="Come nella versione di prima")
    load_codes_again()
    other.refresh_from_db()
    assert other.label == "In urgenza"


def test_second_writer_is_told(officer: User) -> None:
    row = code(ListKey.MODE, "consensual")
    change(officer, row, label="Concordata")
    with pytest.raises(ConflictError):
        change(officer, row, label="D’intesa")


def test_order_of_the_house_stays_and_new_entries_are_not_lost(officer: User) -> None:
    first, second = Code.objects.of(ListKey.MODE)[:2]
    move_code(by=officer, at=NOW, code=second, up=True)
    move_code(by=officer, at=NOW, code=second, up=True)
    expected = labels()
    assert expected[:2] == [second.label, first.label]
    load_codes_again()
    assert labels() == expected
    move_code(by=officer, at=NOW, code=second, up=False)
    assert labels()[:2] == [first.label, second.label]


def test_only_who_manages_the_settings_changes_lists(officer: User) -> None:
    worker = make_user(role=SOCIAL_WORKER)
    row = code(ListKey.MODE, "consensual")
    with pytest.raises(NotAllowedError):
        add_code(by=worker, at=NOW, code_list=mode(), label="Nuova")
    with pytest.raises(NotAllowedError):
        change(worker, row, label="Nuova")
    with pytest.raises(NotAllowedError):
        move_code(by=worker, at=NOW, code=row, up=False)
