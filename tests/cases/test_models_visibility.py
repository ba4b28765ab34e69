# SPDX-License-Identifier: EUPL-1.2
"""Who sees what of a record, as one table: each row an actor, each column a way in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from ordito.accounts.roles import ROLES, SERVICE_COORDINATOR, SOCIAL_WORKER
from ordito.cases import rules
from ordito.cases.enums import Part
from ordito.cases.models import CaseFile, DiaryEntry, DiaryReader, Intervention, Person, TakingInCharge
from ordito.cases.queries.record_header import record_header
from ordito.cases.queries.workplaces import NoAmbitoError, ambito_id_of, workplaces
from ordito.core.access import SystemActor, Verb
from ordito.core.models import writing
from tests.factories.accounts import make_membership, make_user
from tests.factories.cases import (
    NOW,
    TODAY,
    make_diary_entry,
    make_intervention,
    make_person,
    make_place,
    make_record,
    make_taking,
    make_team_member,
    make_worker,
    staff,
)
from tests.factories.territory import make_organisation, make_professional, make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.factories.cases import Place

pytestmark = pytest.mark.django_db


class Scene:
    """One record with everything in it, and people around it."""

    def __init__(self) -> None:
        self.place = make_place()
        self.elsewhere = make_place()
        self.worker = make_worker(self.place)
        self.taking = make_record(self.place, worker=self.worker)
        self.record = self.taking.case_file
        make_intervention(self.taking)
        make_diary_entry(self.record)

    def actor(self, name: str) -> User:
        place, record = self.place, self.taking
        if name == "assigned":
            return self.worker
        if name == "colleague":
            return make_worker(place)
        if name == "worker elsewhere":
            return make_worker(self.elsewhere)
        if name.startswith("coordinator"):
            places: dict[str, dict[str, Any]] = {
                "coordinator of the Comune": {"territory": place.comune},
                "coordinator of the Ambito": {"territory": place.ambito},
                "coordinator in the body": {"organisation": place.body},
                "coordinator elsewhere": {"territory": self.elsewhere.comune},
                "coordinator of nothing": {},
                "coordinator of place and other body": {
                    "territory": place.comune,
                    "organisation": self.elsewhere.body,
                },
            }
            return make_user(role=SERVICE_COORDINATOR, **places[name])
        if name.startswith("team"):
            return self._team(name, record)
        return make_user(role=name, territory=place.ambito)

    def _team(self, name: str, record: TakingInCharge) -> User:
        school = make_organisation()
        user = make_user(role="team_member", organisation=school, professional=make_professional(organisation=school))
        given: dict[str, dict[str, Any]] = {
            "team with diary": {"writes": [Part.DIARY]},
            "team with interventions": {},
            "team expired": {"writes": [Part.DIARY], "valid_to": date(2026, 1, 31)},
            "team not yet": {"writes": [Part.DIARY], "valid_from": date(2099, 1, 1)},
        }
        make_team_member(record, staff(user), school, **given[name])
        return user


IN_CHARGE = ("coordinator of the Comune", "coordinator of the Ambito", "coordinator in the body")
NOTHING = (0, 0, 0, 0, 0)
WHOLE = (1, 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        # record opened, followed whole, taking, interventions, diary
        ("assigned", WHOLE),
        ("colleague", NOTHING),
        ("worker elsewhere", NOTHING),
        ("coordinator of the Comune", WHOLE),
        ("coordinator of the Ambito", WHOLE),
        ("coordinator in the body", WHOLE),
        ("coordinator elsewhere", NOTHING),
        ("coordinator of nothing", NOTHING),
        ("coordinator of place and other body", NOTHING),
        ("team with diary", (1, 0, 1, 1, 1)),
        ("team with interventions", (1, 0, 1, 1, 0)),
        ("team expired", NOTHING),
        ("team not yet", NOTHING),
        *[(code, NOTHING) for code in ROLES if code not in {"service_coordinator", "team_member"}],
    ],
)
def test_who_sees_what(name: str, seen: tuple[int, ...]) -> None:
    scene = Scene()
    actor = scene.actor(name)
    counts = (
        CaseFile.objects.visible_to(actor).count(),
        CaseFile.objects.followed_by(actor).count(),
        TakingInCharge.objects.visible_to(actor).count(),
        Intervention.objects.visible_to(actor).count(),
        DiaryEntry.objects.visible_to(actor).count(),
    )
    assert counts == seen
    other = make_record(scene.place, worker=scene.worker).case_file
    assert CaseFile.objects.visible_to(actor, among=[scene.record.pk]).count() == seen[0]
    assert not CaseFile.objects.visible_to(actor, among=[]).exists()
    assert (other in CaseFile.objects.visible_to(actor, among=[other.pk])) is (name in ("assigned", *IN_CHARGE))
    assert Person.objects.visible_to(actor).filter(pk=scene.record.person_id).count() == seen[0]
    assert scene.record.allows(actor, Verb.VIEW_RECORD) is bool(seen[0])
    assert scene.record.allows(actor, Verb.WRITE_RECORD) is bool(seen[1])


@pytest.mark.parametrize(
    "name", ["assigned", "colleague", "coordinator of the Ambito", "team with diary", "team with interventions"]
)
def test_what_a_page_found_once_is_what_each_part_finds(name: str) -> None:
    scene = Scene()
    actor = scene.actor(name)
    stranger = make_worker(scene.place)
    note = make_diary_entry(scene.record, private=True)
    with writing():
        DiaryReader.objects.create(entry=note, user_id=actor.pk, name="Chi legge")

    def found() -> tuple[set[int], set[int]]:
        entries = DiaryEntry.objects.of(scene.record, actor)
        return (
            set(entries.values_list("pk", flat=True)),
            set(Intervention.objects.of(scene.record, actor).values_list("pk", flat=True)),
        )

    asked = found()
    assert asked[0] == set(DiaryEntry.objects.readable_by(actor).values_list("pk", flat=True))
    assert bool(CaseFile.objects.ways_to(actor, scene.record)) is CaseFile.objects.visible_to(actor).exists()
    if not asked[0]:
        return
    record_header(actor, scene.record, today=TODAY)
    assert scene.record.opening_of(actor) is not None
    assert found() == asked
    assert scene.record.opening_of(stranger) is None, "what one reader may see is nothing to another"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("assigned", frozenset(Part)),
        ("team with diary", {Part.DIARY, Part.INTERVENTIONS}),
        ("team with interventions", {Part.INTERVENTIONS}),
        ("team expired", frozenset()),
        ("colleague", frozenset()),
    ],
)
def test_parts_open_to(name: str, parts: set[Part]) -> None:
    scene = Scene()
    assert rules.parts_open_to(scene.actor(name), scene.record) == parts


def test_system_sees_everything_that_stands() -> None:
    scene = Scene()
    system = SystemActor("test")
    assert CaseFile.objects.visible_to(system).count() == 1
    assert CaseFile.objects.listed_for(system).count() == 1
    assert Person.objects.searchable_by(system).count() == 1
    scene.record.annulled_at = NOW
    with writing():
        scene.record.save()
    assert CaseFile.objects.visible_to(system).count() == 0


def test_annulled_rows_are_seen_by_nobody() -> None:
    scene = Scene()
    with writing():
        CaseFile.objects.update(annulled_at=NOW)
        Person.objects.update(annulled_at=NOW)
    assert not CaseFile.objects.visible_to(scene.worker).exists()
    assert not Person.objects.visible_to(scene.worker).exists()
    assert not Person.objects.searchable_by(scene.worker).exists()


def test_who_moves_to_another_service_takes_no_record_along() -> None:
    scene = Scene()
    with writing():
        scene.worker.memberships.update(valid_to=date(2026, 1, 31))
    make_membership(scene.worker, role=SOCIAL_WORKER, territory=scene.elsewhere.comune)
    assert not CaseFile.objects.visible_to(scene.worker).exists()
    assert not CaseFile.objects.followed_by(scene.worker).exists()
    assert not Person.objects.visible_to(scene.worker).exists()


def test_who_followed_before_sees_the_closed_record_until_somebody_else_follows() -> None:
    scene = Scene()
    with writing():
        scene.taking.closed_on = date(2026, 2, 1)
        scene.taking.save()
    assert CaseFile.objects.followed_by(scene.worker).count() == 1
    colleague = make_worker(scene.place)
    make_taking(scene.record, worker=staff(colleague), opened_on=date(2026, 3, 1))
    assert not CaseFile.objects.visible_to(scene.worker).exists()
    assert CaseFile.objects.followed_by(colleague).count() == 1


def test_person_without_record_is_visible_in_the_own_service_only() -> None:
    place, elsewhere = make_place(), make_place()
    person = make_person(place)
    assert list(Person.objects.visible_to(make_worker(place))) == [person]
    assert not Person.objects.visible_to(make_worker(elsewhere)).exists()


def test_officer_lists_the_workload_of_the_own_ambito_and_opens_nothing() -> None:
    scene = Scene()
    officer = scene.actor("ambito_officer")
    assert list(CaseFile.objects.listed_for(officer)) == [scene.record]
    assert list(TakingInCharge.objects.listed_for(officer)) == [scene.taking]
    other = make_user(role="ambito_officer", territory=scene.elsewhere.ambito)
    assert not CaseFile.objects.listed_for(other).exists()


def _names(user: User) -> list[tuple[str, str]]:
    return [(place.comune.name, place.body.name) for place in workplaces(user, Verb.OPEN_RECORD, at=TODAY)]


def test_workplaces_of_a_comune_an_ambito_and_a_body() -> None:
    place = make_place()
    second: Place = make_place(ambito=place.ambito)
    here, there = (place.comune.name, place.body.name), (second.comune.name, second.body.name)
    assert _names(make_user(role=SOCIAL_WORKER, territory=place.comune)) == [here]
    assert set(_names(make_user(role=SOCIAL_WORKER, territory=place.ambito))) == {here, there}
    assert _names(make_user(role=SOCIAL_WORKER, organisation=place.body)) == [here]
    assert _names(make_user(role="ambito_officer", territory=place.ambito)) == []


def test_comune_without_ambito_is_an_error_that_says_so() -> None:
    with pytest.raises(NoAmbitoError):
        ambito_id_of(make_territory(), at=TODAY)
