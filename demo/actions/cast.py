# SPDX-License-Identifier: EUPL-1.2
"""Whose records the demonstration fills, and who writes in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from demo.actions.accounts import ELSEWHERE, HOME
from ordito.accounts.models import User
from ordito.cases.models import Code, TakingInCharge
from ordito.core.dates import completed_years

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from demo.actions.region import Scene
    from ordito.cases.models import CaseFile
    from ordito.territory.models import Organisation, Service


A_LIFE = 120  # years


@dataclass(frozen=True)
class Role:
    """Somebody that a story needs: of an age in completed years, both included, followed for so many days at least."""

    name: str
    ages: tuple[int, int]
    days: int = 0


ROLES = (
    Role("whole", (8, 12), 330),
    Role("planned", (8, 13), 330),
    Role("removed", (0, 5), 30),
    Role("fostered", (6, 12), 230),
    Role("sheltered", (13, 16), 250),
    Role("leaver", (17, 17), 60),
    Role("of_age", (18, 20), 60),
    Role("adult", (25, 70), 60),
    Role("assessed", (6, 14), 90),
    Role("twice_written", (6, 14), 30),
    Role("asked_about", (0, 17), 60),
    Role("waiting", (0, 17), 30),
)


@dataclass(frozen=True)
class Cast:
    """The moment of the demonstration, who writes, and the takings in charge by the name of their role.

    `rest` are those of the worker without a role; `others` are of colleagues in the same service, `elsewhere` of the
    colleague in another Ambito.
    """

    at: datetime
    scene: Scene
    worker: User
    coordinator: User
    officer: User
    colleague: User
    roles: dict[str, TakingInCharge]
    rest: list[TakingInCharge]
    others: list[TakingInCharge]
    elsewhere: list[TakingInCharge]
    codes: dict[tuple[str, str], Code]

    def code(self, key: str, name: str) -> Code:
        """An entry of a list, by the key of the list and its own code."""
        return self.codes[key, name]

    @property
    def today(self) -> date:
        """The day of the demonstration, as the office's calendar has it."""
        return timezone.localdate(self.at)

    def day(self, offset: int) -> date:
        """So many days from today; before it when negative."""
        return self.today + timedelta(days=offset)

    def moment(self, offset: int, hour: int = 10) -> datetime:
        """When something was written: half past an hour of a day, never after the moment of the demonstration."""
        return min(self.hour(offset, hour) + timedelta(minutes=30), self.at)

    def hour(self, offset: int, hour: int) -> datetime:
        """An hour, by the office's clock, of the day so many days from today."""
        return datetime.combine(self.day(offset), time(hour), tzinfo=timezone.get_current_timezone())

    def record(self, role: str) -> CaseFile:
        """The record of a role."""
        return self.roles[role].case_file

    def age(self, taking: TakingInCharge) -> int:
        """Completed years of who is followed; every invented person has a date of birth."""
        birth = taking.case_file.person.birth_date
        assert birth is not None
        return completed_years(birth, self.today)

    def service(self, kind: str) -> Service:
        """A service of the demonstration's Ambito, by the code of its type; any when there is none of that type."""
        services = self.scene.services[HOME]
        return next((row for row in services if row.service_type.code == kind), services[0])

    def body(self, kind: str) -> Organisation:
        """The first body of a kind, such as the court."""
        return next(row for row in self.scene.bodies.values() if row.kind == kind)


def read_cast(scene: Scene, *, at: datetime) -> Cast:
    """Who plays which part: always the same people for the same seed, because their ages follow the day of loading."""
    users = {
        user.username: user
        for user in User.objects.filter(username__in=("assistente", "coordinatrice", "ambito", "collega"))
    }
    worker = users["assistente"]
    home = [row for row in _open_takings(scene, HOME) if row.worker_id is not None]
    codes = Code.objects.select_related("code_list")
    mine = [row for row in home if row.worker_id == worker.professional_id]
    roles = distribute(mine, ROLES, timezone.localdate(at))
    cast_already = {row.case_file_id for row in roles.values()}
    return Cast(
        at=at,
        scene=scene,
        worker=worker,
        coordinator=users["coordinatrice"],
        officer=users["ambito"],
        colleague=users["collega"],
        roles=roles,
        rest=[row for row in mine if row.case_file_id not in cast_already],
        others=[row for row in home if row.worker_id != worker.professional_id],
        elsewhere=[row for row in _open_takings(scene, ELSEWHERE) if row.worker_id == users["collega"].professional_id],
        codes={(code.code_list.key, code.code): code for code in codes},
    )


def _open_takings(scene: Scene, ambito: str) -> list[TakingInCharge]:
    rows = TakingInCharge.objects.current().open().filter(case_file__ambito=scene.places[ambito])
    related = rows.select_related("case_file__person__residence", "case_file__comune", "case_file__body", "worker")
    return list(related.order_by("pk"))


def distribute(takings: list[TakingInCharge], roles: Sequence[Role], today: date) -> dict[str, TakingInCharge]:
    """Give each role the first who suits it, or the nearest in age of who is left; one record has one role."""
    left: dict[int, TakingInCharge] = {}
    for row in takings:
        left.setdefault(row.case_file_id, row)
    given: dict[str, TakingInCharge] = {}
    for role in roles:
        if not left:
            break
        chosen = min(left.values(), key=lambda row: (_distance(row, role, today), row.pk))
        given[role.name] = left.pop(chosen.case_file_id)
    return given


def _distance(row: TakingInCharge, role: Role, today: date) -> int:
    """How far somebody is from what a role asks, in years; those followed for too short a time come last."""
    birth = row.case_file.person.birth_date
    assert birth is not None
    age = completed_years(birth, today)
    years = max(role.ages[0] - age, age - role.ages[1], 0)
    too_new = (today - row.opened_on).days < role.days
    return years + A_LIFE * too_new
