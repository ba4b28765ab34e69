# SPDX-License-Identifier: EUPL-1.2
"""What the board of a caseload says of each record, and its filter: the same words, the same records."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.cases.actions import CaseError
from ordito.cases.actions.local_rules import set_contact_rule
from ordito.cases.enums import ApprovalKind, ListKey
from ordito.cases.models import Approval, CaseFile, ContactKind, ContactRule, TakingInCharge
from ordito.cases.queries.caseload import signs_of, with_sign
from ordito.cases.queries.lists import with_takings
from ordito.core.access import SystemActor
from ordito.core.declare import RecordSign, declared
from ordito.core.models import writing
from tests.factories.cases import NOW, code, make_diary_entry, make_record
from tests.factories.work import make_defaults
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
USUAL_DAYS = 60  # as `seeds/contact_rules.csv` has it


@pytest.fixture(autouse=True)
def _usual_rule(db: None) -> None:
    """What counts where a territory has no rule of its own."""
    make_defaults()


def _today() -> date:
    return timezone.localdate()


def _since(taking: TakingInCharge, days: int) -> None:
    """In charge for so many days."""
    with writing():
        taking.opened_on = _today() - timedelta(days=days)
        taking.save()


def _texts(house: House) -> list[str]:
    records = list(with_takings(CaseFile.objects.filter(pk=house.record.pk)))
    return [str(item.text) for item in signs_of(records, today=_today())[house.record.pk]]


def _filtered(key: str) -> set[int]:
    return set(with_sign(CaseFile.objects.all(), key, today=_today()).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("shift", "words", "key"), [(-1, "revisione scaduta", "scadute"), (3, "da rivedere", "revisioni")]
)
def test_reviews(house: House, shift: int, words: str, key: str) -> None:
    make_record(house.place)
    with writing():
        house.taking.review_on = _today() + timedelta(days=shift)
        house.taking.save()
    assert [text for text in _texts(house) if text.startswith(words)]
    assert _filtered(key) == {house.record.pk}


@pytest.mark.parametrize(
    ("in_charge", "heard", "kind", "silent"),
    [
        (USUAL_DAYS, None, "", True),
        (USUAL_DAYS - 1, None, "", False),
        (400, USUAL_DAYS - 1, "interview", False),
        (400, USUAL_DAYS, "interview", True),
        (400, 2, "note", True),  # a note is no contact
    ],
)
def test_silence_is_counted_from_the_last_contact(
    house: House, in_charge: int, heard: int | None, kind: str, *, silent: bool
) -> None:
    _since(house.taking, in_charge)
    if heard is not None:
        entry = make_diary_entry(house.record, happened_on=_today() - timedelta(days=heard))
        with writing():
            entry.kind = type(entry.kind).objects.get(code_list__key="diary_kind", code=kind)
            entry.save()
    assert any("contatto" in text for text in _texts(house)) is silent
    assert (house.record.pk in _filtered("contatti")) is silent


def test_rule_of_the_comune_comes_before_that_of_the_ambito(house: House) -> None:
    _since(house.taking, 20)
    with writing():
        ContactRule.objects.create(territory=house.place.ambito, days=10, valid_from=_today())
    assert house.record.pk in _filtered("contatti")
    with writing():
        ContactRule.objects.create(territory=house.place.comune, days=30, valid_from=_today())
    assert house.record.pk not in _filtered("contatti")
    assert not any("contatto" in text for text in _texts(house))


def test_rule_says_which_entries_are_contacts(house: House) -> None:
    _since(house.taking, 40)
    make_diary_entry(house.record, happened_on=_today() - timedelta(days=3))  # an interview
    visits: dict[str, Any] = {"days": 20, "valid_from": _today() - timedelta(days=30), "territory": house.place.comune}
    system = SystemActor("test")
    rule = set_contact_rule(by=system, at=NOW, kinds=[code(ListKey.DIARY_KIND, "home_visit")], **visits)
    assert house.record.pk in _filtered("contatti")
    assert any("contatto" in text for text in _texts(house))
    with pytest.raises(CaseError):
        set_contact_rule(by=system, at=NOW, kinds=[code(ListKey.MODE, "court_ordered")], **visits)
    with writing():
        rule.kinds.all().delete()
    assert house.record.pk not in _filtered("contatti"), "without kinds of its own, the usual ones"


def test_without_any_rule_nothing_is_said_of_silence(house: House) -> None:
    _since(house.taking, 400)
    with writing():
        ContactKind.objects.all().delete()
        ContactRule.objects.all().delete()
    assert not _filtered("contatti")
    assert not any("contatto" in text for text in _texts(house))


def test_closed_records_have_nothing_to_do(house: House) -> None:
    with writing():
        house.taking.closed_on = _today()
        house.taking.review_on = _today() - timedelta(days=9)
        house.taking.save()
    assert not [text for text in _texts(house) if "contatto" in text or "revisione" in text]
    assert not _filtered("scadute")
    assert not _filtered("contatti")


def test_proposed_closures_and_takings_of_nobody(house: House) -> None:
    orphan = make_record(house.place)
    with writing():
        Approval.objects.create(
            case_file=house.record, kind=ApprovalKind.CLOSURE, row_id=house.taking.pk, asked_at=NOW, asked_by_name="A"
        )
    assert "chiusura da approvare" in _texts(house)
    assert _filtered("chiusure") == {house.record.pk}
    assert _filtered("senza-operatore") == {orphan.case_file_id}


def test_signs_of_the_apps_above_are_shown_and_filter(house: House) -> None:
    shown = _texts(house)
    for sign in declared(RecordSign):
        said = sign.of([house.record.pk], _today())
        assert _filtered(sign.key) == set(said)
        assert all(str(item.text) in shown for item in said.values())


def test_board_shows_them_to_who_follows_and_filters(
    house: House, teammate: User, enter: Callable[[User], Client]
) -> None:
    with writing():
        house.taking.review_on = _today() - timedelta(days=1)
        house.taking.save()
    url = reverse("cases:worklist")
    assert "revisione scaduta" in text_of(enter(house.worker).get(url, {"segnale": "scadute"}))
    assert "Nessuna cartella con questi filtri" in text_of(enter(house.worker).get(url, {"segnale": "chiusure"}))
    assert "revisione scaduta" not in text_of(enter(teammate).get(url))
    assert not enter(teammate).get(url, {"segnale": "scadute"}).context["lines"]
