# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.cases.enums import ListKey
from ordito.circumstances.models import Language
from ordito.circumstances.queries.at import Circumstances, circumstances_at, circumstances_of
from ordito.circumstances.queries.groups import citizenship_group, european_union
from ordito.core.models import writing
from tests.factories.cases import code, make_person, make_place
from tests.factories.circumstances import make_fact, make_situation

if TYPE_CHECKING:
    from ordito.cases.models import Person

DAY = date(2026, 10, 15)
QUERIES = 18


@pytest.fixture
def person(db: None) -> Person:
    return make_person(make_place())


def test_nothing_said_is_nothing_known(person: Person) -> None:
    assert circumstances_at(person, DAY) == Circumstances()


def test_all_that_holds_on_a_day_comes_as_codes(person: Person) -> None:
    make_situation(person)
    assert circumstances_at(person, DAY) == Circumstances(
        living_place="own_family",
        citizenships=("380", "008"),
        school_level="primary",
        support_teacher=True,
        education="none",
        work_condition="too_young",
        isee_value=Decimal("8120.50"),
        isee_household_size=4,
        parents_condition="both_living",
        protections=("special_curator",),
        vulnerabilities=("witnessed_violence",),
        languages=("it", "sq"),
        mediator_needed=True,
        disabilities=("neurodevelopmental",),
        certifications=("l104_c3",),
        invalidity_percent=75,
    )


def test_the_day_decides(person: Person) -> None:
    make_fact(person, "dove-vive", kind="own_family", valid_to=date(2026, 3, 31))
    make_fact(person, "dove-vive", kind="foster_family", valid_from=date(2026, 4, 1))
    found = [circumstances_at(person, day).living_place for day in (date(2026, 3, 31), date(2026, 4, 1))]
    assert found == ["own_family", "foster_family"]
    assert circumstances_at(person, date(2019, 12, 31)).living_place == ""


@pytest.mark.parametrize(
    ("kinds", "value"),
    [
        (("ordinary", "minors"), 2),
        (("minors", "ordinary"), 1),
        (("current", "minors", "university"), 1),
        (("university",), 1),
    ],
)
def test_of_several_isee_the_one_for_its_use_speaks(person: Person, kinds: tuple[str, ...], value: int) -> None:
    for number, kind in enumerate(kinds, start=1):
        make_fact(person, "isee", kind=kind, value=Decimal(number))
    assert circumstances_at(person, DAY).isee_value == value


def test_highest_title_counts_and_unknown_is_below_all(person: Person) -> None:
    make_fact(person, "studio", title="upper_secondary", valid_from=date(2010, 7, 1))
    make_fact(person, "studio", title="lower_secondary", valid_from=date(2020, 7, 1))
    make_fact(person, "studio", title="unknown", valid_from=date(2021, 7, 1))
    assert circumstances_at(person, DAY).education == "upper_secondary"


def test_withdrawn_fact_is_not_known(person: Person) -> None:
    fact = make_fact(person, "lingua", language="sq")
    with writing():
        Language.objects.filter(pk=fact.pk).update(annulled_at=timezone.now())
    assert circumstances_at(person, DAY).languages == ()


def test_residence_in_italy_or_abroad(person: Person) -> None:
    first: dict[str, Any] = {"valid_to": date(2026, 3, 31)}
    make_fact(person, "indirizzo", kind="residence", street="Via Uno 1", comune=person.comune, **first)
    make_fact(person, "indirizzo", kind="residence", place="Tirana", country="008", valid_from=date(2026, 4, 1))
    make_fact(person, "indirizzo", kind="stay", street="Via Due 2", comune=person.comune, valid_from=date(2026, 5, 1))
    before, after = (circumstances_at(person, day) for day in (date(2026, 3, 1), DAY))
    assert (before.residence_id, before.country) == (person.comune.pk, "380")
    assert (after.residence_id, after.country) == (None, "008")


def test_person_s_row_speaks_until_a_fact_was_written(person: Person) -> None:
    with writing():
        person.residence, person.citizenship = person.comune, code(ListKey.CITIZENSHIP, "italian")
        person.no_fixed_abode = person.unaccompanied_minor = True
        person.save()
    known = circumstances_at(person, DAY)
    assert (known.residence_id, known.country, known.citizenships) == (person.comune.pk, "380", ("380",))
    assert (known.living_place, known.unaccompanied_minor) == ("homeless", True)
    make_fact(person, "attenzione", kind="unaccompanied_minor", valid_to=date(2026, 1, 31))
    make_fact(person, "dove-vive", kind="social_residence")
    known = circumstances_at(person, DAY)
    assert (known.living_place, known.unaccompanied_minor) == ("social_residence", False)


@pytest.mark.parametrize("persons", [1, 3])
def test_many_persons_cost_as_one(person: Person, django_assert_num_queries: Any, persons: int) -> None:
    people = [person, *(make_person(make_place(), f"Zeta{number}") for number in range(persons - 1))]
    for one in people:
        make_situation(one)
    with django_assert_num_queries(QUERIES):
        found = circumstances_of([one.pk for one in people], DAY)
    assert {known.school_level for known in found.values()} == {"primary"}
    assert len(found) == persons


def test_states_of_the_union_are_twenty_seven_and_in_the_list() -> None:
    assert len(european_union()) == 27
    assert "826" not in european_union()
    assert citizenship_group([]) == ""
    assert citizenship_group(["998"]) == "unknown"
