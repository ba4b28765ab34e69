# SPDX-License-Identifier: EUPL-1.2
"""What the record says beside what the register says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ordito.cases.models import FamilyMembership
from ordito.circumstances.models import Address
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.flows.models import RegisterLookup

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.cases.models import CaseFile

REGISTRY, RESIDENCE = "registry", "residence"


@dataclass(frozen=True)
class Line:
    """One thing in both places; `same` when nothing is to be done."""

    ours: str
    theirs: str

    @property
    def same(self) -> bool:
        """Whether both say the same but for capitals and blanks."""
        return " ".join(self.ours.casefold().split()) == " ".join(self.theirs.casefold().split())


@dataclass(frozen=True)
class Comparison:
    """Residence in its fields, and the family as registered: who is only here, who is only there."""

    comune: Line
    street: Line
    since: str
    relatives: list[tuple[str, str, str, bool]]
    """Name, relation and birth as the register says; whether somebody of that name is in the registered unit here."""
    only_here: list[str]

    @property
    def moved(self) -> bool:
        """Whether the residence differs."""
        return not (self.comune.same and self.street.same)


def lookups_of(case_file: CaseFile) -> QuerySet[RegisterLookup]:
    """The questions asked about a record, the latest first."""
    return RegisterLookup.objects.filter(case_file=case_file).select_related("basis").order_by("-asked_at", "-pk")


def compared(case_file: CaseFile, answer: dict[str, Any], *, today: date) -> Comparison:
    """An answer of the register beside the record, as it stands today."""
    residence = answer["residence"] or {"comune_name": "", "street": "", "since": None}
    person = case_file.person
    rows = Address.objects.current().at(today).open_to_all().filter(person=person, kind__code=RESIDENCE)
    ours = rows.select_related("comune", "person").order_by("-valid_from").first()
    here = _registered(case_file, today)
    relatives = [
        (one["name"], one["relation"], _day(one["born"]), one["name"].casefold() in {name.casefold() for name in here})
        for one in answer["family"]
    ]
    there = {name.casefold() for name, *_rest in relatives}
    return Comparison(
        Line(str(ours.comune or "") if ours else "", residence["comune_name"]),
        Line(open_text(ours, "street") if ours else "", residence["street"]),
        _day(residence["since"]),
        relatives,
        [name for name in here if name.casefold() not in there],
    )


def _registered(case_file: CaseFile, today: date) -> list[str]:
    """The names of the others in the person's unit as registered."""
    units = FamilyMembership.objects.at(today).filter(
        person=case_file.person_id, unit__composition__code=REGISTRY, unit__annulled_at__isnull=True
    )
    others = (
        FamilyMembership.objects.at(today).filter(unit__in=units.values("unit")).exclude(person=case_file.person_id)
    )
    return [membership.person.full_name() for membership in others.select_related("person").order_by("pk")]


def _day(text: str | None) -> str:
    return format_date(date.fromisoformat(text)) if text else ""
