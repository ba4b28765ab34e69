# SPDX-License-Identifier: EUPL-1.2
"""Social records for tests: a place to work in, and rows made through the guard, without the actions' checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from ordito.accounts.roles import SOCIAL_WORKER
from ordito.cases.actions.codes import load_code_lists
from ordito.cases.enums import CaseFileState, InterventionState, ListKey, Part
from ordito.cases.models import (
    CaseFile,
    Code,
    DiaryEntry,
    Intervention,
    Person,
    SearchToken,
    TakingInCharge,
    TakingReason,
    TeamMember,
    TeamShare,
    WorkerAssignment,
)
from ordito.cases.models.interventions import BEGUN
from ordito.cases.queries.tokens import fiscal_code_index, link_number, name_tokens
from ordito.core.access import SystemActor
from ordito.core.fields import new_wrapped_key, seal_texts, uuid7
from ordito.core.models import writing
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito, make_organisation, make_professional, make_territory

if TYPE_CHECKING:
    from collections.abc import Collection
    from enum import StrEnum

    from ordito.accounts.models import User
    from ordito.accounts.roles import Role
    from ordito.territory.models import Organisation, Professional, Territory

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
_serials = count(1)


@dataclass(frozen=True)
class Place:
    """An Ambito, a Comune in it and the Comune's body."""

    ambito: Territory
    comune: Territory
    body: Organisation


def make_place(*, ambito: Territory | None = None) -> Place:
    """Somewhere to work."""
    ambito = ambito or make_ambito()
    comune = make_territory(parent=ambito)
    return Place(ambito, comune, make_organisation(seat=comune))


def make_worker(place: Place, *, role: Role = SOCIAL_WORKER, **values: Any) -> User:
    """Somebody who works in the place's Comune, with a professional behind the account."""
    professional = make_professional(organisation=place.body)
    return make_user(role=role, territory=place.comune, professional=professional, **values)


def staff(user: User) -> Professional:
    """The professional behind an account made by `make_worker`."""
    assert user.professional is not None
    return user.professional


def make_codes() -> None:
    """The code lists, as installed; a test outside a transaction may have emptied them."""
    if not Code.objects.exists():
        load_codes_again()


def load_codes_again() -> None:
    """What the next start does: bring the code lists in step with the files."""
    load_code_lists(by=SystemActor("test"), at=NOW)


def code(key: StrEnum, name: str) -> Code:
    """A code by list (of any app) and code; the lists are loaded the first time."""
    make_codes()
    return Code.objects.select_related("code_list").get(code_list__key=key, code=name)


def make_person(
    place: Place,
    surname: str = "Zanzotti",
    name: str = "Ezechiele",
    *,
    fiscal_code: str = "",
    street: str = "",
    phone: str = "",
    **values: Any,
) -> Person:
    """A registered person, with search tokens."""
    public_id = uuid7()
    values.setdefault("birth_date", date(2015, 3, 4))
    values.setdefault("sex", "M")
    person = Person(
        public_id=public_id,
        wrapped_key=new_wrapped_key(public_id),
        comune=place.comune,
        ambito=place.ambito,
        body=place.body,
        fiscal_code_index=fiscal_code_index(fiscal_code),
        link=link_number(fiscal_code, public_id, values["birth_date"], values["sex"]),
        created_at=NOW,
        updated_at=NOW,
        **values,
    )
    seal_texts(person, surname=surname, name=name, fiscal_code=fiscal_code, street=street, phone=phone)
    with writing():
        person.save()
        SearchToken.objects.copy_in((token, person.pk) for token in name_tokens(f"{surname} {name}", place.ambito.pk))
    return person


def make_case_file(
    person: Person, *, opened_on: date = date(2026, 1, 10), opened_by: Professional | None = None, **values: Any
) -> CaseFile:
    """A record without anything in it."""
    with writing():
        return CaseFile.objects.create(
            person=person,
            body=person.body,
            comune=person.comune,
            ambito=person.ambito,
            year=opened_on.year,
            serial=next(_serials),
            opened_on=opened_on,
            opened_by=opened_by,
            created_at=NOW,
            updated_at=values.pop("updated_at", NOW),
            **values,
        )


def make_taking(
    case_file: CaseFile,
    *,
    worker: Professional | None = None,
    opened_on: date = date(2026, 1, 10),
    reason: str = "parenting",
    **values: Any,
) -> TakingInCharge:
    """A taking in charge, open unless `closed_on` is given."""
    mode = code(ListKey.MODE, values.pop("mode", "consensual"))
    area = code(ListKey.AREA, values.pop("area", "minors"))
    with writing():
        taking = TakingInCharge.objects.create(
            case_file=case_file,
            body=case_file.body,
            area=area,
            mode=mode,
            worker=worker,
            opened_on=opened_on,
            updated_at=NOW,
            **values,
        )
        TakingReason.objects.create(taking=taking, reason=code(ListKey.REASON, reason), main=True)
        if worker is not None:
            WorkerAssignment.objects.create(
                taking=taking, professional=worker, valid_from=opened_on, valid_to=taking.closed_on
            )
        case_file.state = CaseFileState.CLOSED if taking.closed_on else CaseFileState.IN_CHARGE
        case_file.save()
    return taking


def make_record(
    place: Place, *, worker: User | None = None, surname: str = "Zanzotti", **values: Any
) -> TakingInCharge:
    """A person with a record and an open taking in charge, assigned to `worker`."""
    case_file = make_case_file(make_person(place, surname, **values))
    return make_taking(case_file, worker=worker.professional if worker else None)


def make_intervention(taking: TakingInCharge, *, starts_on: date = date(2026, 2, 1), **values: Any) -> Intervention:
    """An intervention still going on, unless a state or an end is given."""
    kind = code(ListKey.INTERVENTION_KIND, values.pop("kind", "home_education"))
    values.setdefault("state", InterventionState.CLOSED if values.get("ends_on") else InterventionState.ACTIVE)
    start = starts_on if values["state"] in BEGUN else None
    with writing():
        return Intervention.objects.create(taking=taking, kind=kind, starts_on=start, **values)


def make_diary_entry(
    case_file: CaseFile, text: str = "Colloquio con la nonna.", *, author: User | None = None, **values: Any
) -> DiaryEntry:
    """A published entry."""
    entry = DiaryEntry(
        case_file=case_file,
        kind=code(ListKey.DIARY_KIND, "interview"),
        happened_on=values.pop("happened_on", date(2026, 3, 1)),
        written_at=NOW,
        author_id=author.pk if author else None,
        author_name=author.full_name if author else "Qualcuno",
        **values,
    )
    seal_texts(entry, title="", text=text)
    with writing():
        entry.save()
    return entry


def make_team_member(
    taking: TakingInCharge,
    professional: Professional,
    organisation: Organisation,
    *,
    reads: Collection[Part] = (Part.INTERVENTIONS,),
    writes: Collection[Part] = (),
    **values: Any,
) -> TeamMember:
    """Somebody of the team; by default of this year and with the interventions to read only."""
    values.setdefault("valid_from", date(2026, 1, 10))
    with writing():
        member = TeamMember.objects.create(
            taking=taking, professional=professional, organisation=organisation, **values
        )
        for part in {*reads, *writes}:
            TeamShare.objects.create(member=member, part=part, writes=part in writes)
    return member
