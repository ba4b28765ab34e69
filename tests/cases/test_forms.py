# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from ordito.cases.enums import ListKey
from ordito.cases.forms.fields import (
    BirthPlaceField,
    CodeField,
    CodesField,
    ColleaguesField,
    ComuneField,
    StaffField,
    TypedDateField,
    keep_present,
)
from ordito.cases.forms.people import PersonForm, from_fiscal_code
from ordito.cases.forms.taking import CloseForm
from ordito.cases.models import Code
from ordito.cases.queries.record_header import age_text
from ordito.cases.views.searching import values_from_search
from ordito.core.models import writing
from ordito.territory.models import Professional
from tests.factories.cases import code
from tests.factories.territory import make_professional, make_territory

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("typed", ["3/4/2019", "03-04-2019", "3.4.19", "2019-04-03", "3 aprile 2019", " 03/04/2019 "])
def test_date_is_read_as_people_type_it(typed: str) -> None:
    assert TypedDateField().clean(typed) == date(2019, 4, 3)


@pytest.mark.parametrize(
    ("typed", "error"),
    [("31/02/2019", "invalid"), ("boh", "invalid"), ("01/01/1899", "range"), ("01/01/1900", "range"), ("", "required")],
)
def test_date_that_cannot_be_says_why(typed: str, error: str) -> None:
    with pytest.raises(ValidationError) as raised:
        TypedDateField(past=False).clean(typed)
    assert raised.value.code == error


def test_date_to_come_is_refused_unless_it_may_come() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError):
        TypedDateField().clean(f"{tomorrow:%d/%m/%Y}")
    assert TypedDateField(past=False).clean(f"{tomorrow:%d/%m/%Y}") == tomorrow
    with pytest.raises(ValidationError):
        TypedDateField(past=False).clean("01/01/2100")


@pytest.mark.django_db
def test_code_that_ended_is_not_offered_any_more() -> None:
    ended = code(ListKey.MODE, "urgent")
    with writing():
        ended.valid_to = timezone.localdate() - timedelta(days=1)
        ended.save()
    field = CodeField(ListKey.MODE)
    offered = set(field.__deepcopy__({}).queryset or ())
    assert ended not in offered
    assert offered == set(Code.objects.of(ListKey.MODE).exclude(pk=ended.pk))


class ManyListsForm(forms.Form):
    """One field of each kind that chooses among rows."""

    mode = CodeField(ListKey.MODE)
    reasons = CodesField(ListKey.REASON)
    comune = ComuneField()
    worker = StaffField(Professional)
    colleagues = ColleaguesField()


@pytest.mark.django_db
def test_form_that_corrects_keeps_what_left_its_list_and_nothing_else() -> None:
    ended, other = code(ListKey.MODE, "urgent"), code(ListKey.REASON, "housing")
    with writing():
        for one in (ended, other):
            one.valid_to = timezone.localdate() - timedelta(days=1)
            one.save()
    comune = make_territory(valid_to=date(2020, 1, 1))
    gone, also, third = (make_professional() for _number in range(3))
    said = {"mode": ended.pk, "reasons": [other.pk], "comune": comune, "worker": gone.pk, "colleagues": [gone.pk, also]}
    sent = said | {"comune": comune.pk, "colleagues": [gone.pk, also.pk]}

    def form(*, keeping: bool, **changes: Any) -> ManyListsForm:
        found = ManyListsForm(sent | changes, initial=said)
        if keeping:
            keep_present(found)
        return found

    assert set(form(keeping=False).errors) == set(said)
    assert not form(keeping=True).errors
    assert set(form(keeping=True, worker=third.pk, reasons=[ended.pk]).errors) == {"worker", "reasons"}


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "kept"), [("bari", "A662"), ("Z129", "Z129"), ("z129", "Z129"), ("", "")])
def test_birth_place_is_a_name_or_a_code(typed: str, kept: str) -> None:
    make_territory("Bari", cadastral_code="A662")
    field = BirthPlaceField(required=False)
    assert field.clean(typed) == kept
    assert field.prepare_value("A662") == "Bari"
    with pytest.raises(ValidationError):
        field.clean("Paperopoli")


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("RSSMRA85T10A562S", {"sex": "M", "birth_date": date(1985, 12, 10), "birth_place": "A562"}),
        ("RSSMRA85T50A562W", {"sex": "F", "birth_date": date(1985, 12, 10), "birth_place": "A562"}),
        ("RSSMRA85T10A562X", {}),
        ("12345678903", {}),
        ("", {}),
    ],
)
def test_fiscal_code_says_what_it_knows(typed: str, known: dict[str, Any]) -> None:
    assert from_fiscal_code(typed, today=TODAY) == known


@pytest.mark.django_db
def test_close_form_asks_about_interventions_only_when_there_are() -> None:
    assert "end_interventions" not in CloseForm(open_interventions=0).fields
    assert "end_interventions" in CloseForm(open_interventions=2).fields


@pytest.mark.django_db
def test_person_without_fiscal_code_is_normal() -> None:
    form = PersonForm({"surname": "Nuvolari", "name": "Ada"}, workplaces=())
    assert form.is_valid()
    assert form.doubts == []


@pytest.mark.parametrize(
    ("birth", "words"),
    [
        (date(2026, 11, 1), "0 mesi"),
        (date(2026, 10, 21), "1 mese"),
        (date(2024, 11, 22), "23 mesi"),
        (date(2024, 11, 21), "2 anni"),
        (date(2008, 11, 22), "17 anni"),
        (None, ""),
        (date(2027, 1, 1), ""),
    ],
)
def test_age_is_told_in_months_for_babies(birth: date | None, words: str) -> None:
    assert age_text(birth, TODAY) == words


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("d'angelo maria luisa", ("D'angelo", "Maria Luisa")),
        ("Nuvolari", ("Nuvolari", "")),
        ("04/03/2015", ("", "")),
    ],
)
def test_what_was_searched_fills_the_names(typed: str, values: tuple[str, str]) -> None:
    found = values_from_search(typed)
    assert (found["surname"], found["name"]) == values
