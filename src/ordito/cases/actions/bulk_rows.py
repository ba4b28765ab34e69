# SPDX-License-Identifier: EUPL-1.2
"""What `bulk_load` takes in and gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class BulkPerson:
    """A person as `Person` has it; the fiscal code is already checked and in its clean form."""

    surname: str
    name: str
    comune_id: int
    ambito_id: int
    body_id: int
    fiscal_code: str = ""
    street: str = ""
    phone: str = ""
    email: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    sex: str = ""
    citizenship_id: int | None = None
    residence_id: int | None = None
    no_fixed_abode: bool = False
    unaccompanied_minor: bool = False


@dataclass(frozen=True, kw_only=True)
class BulkIntervention:
    """An intervention as `Intervention` has it; `kind_id` or `service_type_id` must be there."""

    starts_on: date
    kind_id: int | None = None
    service_type_id: int | None = None
    service_id: int | None = None
    provider_id: int | None = None
    ends_on: date | None = None
    end_reason_id: int | None = None
    quantity: Decimal | None = None
    unit_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class BulkTaking:
    """A taking in charge; the first of `reason_ids` is the main one. At most one of a record and area may be open.

    Without `area_id` it falls into the area that the person's age has as usual (`queries.areas`).
    """

    mode_id: int
    opened_on: date
    reason_ids: tuple[int, ...] = ()
    worker_id: int | None = None
    closed_on: date | None = None
    outcome_id: int | None = None
    closure_reason_id: int | None = None
    review_on: date | None = None
    area_id: int | None = None
    interventions: tuple[BulkIntervention, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BulkDiary:
    """A diary entry."""

    kind_id: int
    happened_on: date
    title: str
    text: str
    author_name: str
    author_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class BulkCase:
    """A person, and a record when there is a taking in charge, a diary or an opening day.

    `person_id` instead of `person` adds to somebody already there, whose record is used or opened; `delivered` adds
    interventions to takings in charge already there, by id.
    """

    person: BulkPerson | None = None
    person_id: int | None = None
    opened_on: date | None = None
    takings: tuple[BulkTaking, ...] = ()
    diary: tuple[BulkDiary, ...] = ()
    delivered: tuple[tuple[int, BulkIntervention], ...] = ()


@dataclass(frozen=True, kw_only=True)
class BulkFamily:
    """A family unit; `members` are (place in the list of cases, id of the relation), the first one of reference."""

    composition_id: int
    valid_from: date
    members: tuple[tuple[int, int], ...]
    valid_to: date | None = None


@dataclass
class LoadedCase:
    """What came in of one `BulkCase`, in its order: interventions of its takings first, then those `delivered`."""

    person_id: int
    case_file_id: int | None = None
    taking_ids: list[int] = field(default_factory=list)
    intervention_ids: list[int] = field(default_factory=list)
