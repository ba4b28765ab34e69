# SPDX-License-Identifier: EUPL-1.2
"""Who stands at an end of a tie: somebody already in the genogram, a registered person, or a new name."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_not_future, lock
from ordito.cases.models import FamilyMembership, Person
from ordito.core.access import permit
from ordito.core.fields import seal_texts
from ordito.kinship import rules
from ordito.kinship.actions.rows import open_record
from ordito.kinship.models import Relative

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.audit.actions import Trace
    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor

OLDEST = 1850
SEALED = ("name", "phone", "email", "street")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of somebody who has no record: the least that a service needs of a parent, or only a name."""

    name: str = ""
    sex: str = ""
    birth_year: int | None = None
    birth_date: date | None = None
    deceased: bool = False
    deceased_on: date | None = None
    phone: str = ""
    email: str = ""
    street: str = ""

    def check(self, *, at: datetime) -> None:
        """Refuse a birth or a death that cannot be."""
        check_year(self.birth_year, at=at)
        check_not_future(self.birth_date, at=at, field="birth_date")
        check_not_future(self.deceased_on, at=at, field="deceased_on")
        born = self.birth_date.year if self.birth_date else self.birth_year
        before = self.birth_date and self.deceased_on and self.deceased_on < self.birth_date
        if before or (born and self.deceased_on and self.deceased_on.year < born):
            raise CaseError(_("La data del decesso viene prima della nascita."), field="deceased_on")

    def put(self, row: Relative) -> None:
        """Write it into the row, texts sealed; a day of birth says the year too. Does not save."""
        row.sex, row.birth_date, row.deceased_on = self.sex, self.birth_date, self.deceased_on
        row.birth_year = None if self.birth_date else self.birth_year
        row.deceased = self.deceased or self.deceased_on is not None
        seal_texts(row, **{name: " ".join(getattr(self, name).split()) for name in SEALED})


@dataclass(frozen=True, kw_only=True)
class Someone(Known):
    """One end of a tie: `relative` or `person` by id, else somebody new of whom something may be known."""

    relative_id: int | None = None
    person_id: int | None = None


def relative_of(someone: Someone, *, by: Actor, at: datetime, case_file: CaseFile, trace: Trace) -> Relative:
    """The row of the genogram that somebody is, made when there is none yet.

    Raises:
        CaseError: the actor may not know the person, or the year of birth cannot be.
    """
    if someone.relative_id is not None:
        found = Relative.objects.visible_to(by).current().select_related("person", "case_file__person")
        row = found.filter(pk=someone.relative_id).first()
        if row is None:
            raise CaseError(_("Scegli una persona dell’elenco."))
        return row
    if someone.person_id is not None:
        return _registered(someone.person_id, by=by, at=at, case_file=case_file, trace=trace)
    someone.check(at=at)
    row = Relative(case_file=case_file, recorded_at=at)
    someone.put(row)
    row.save()
    trace.touches(row)
    return row


def _registered(person_id: int, *, by: Actor, at: datetime, case_file: CaseFile, trace: Trace) -> Relative:
    person = Person.objects.current().filter(pk=person_id, body_id=case_file.body_id).first()
    if person is None or not _may_know(by, person, case_file):
        raise CaseError(_("Scegli una persona dell’elenco."))
    row = Relative.objects.current().filter(case_file=case_file, person=person).first()
    if row is None:
        row = Relative.objects.create(case_file=case_file, person=person, recorded_at=at)
        trace.touches(row)
    return row


def _may_know(by: Actor, person: Person, case_file: CaseFile) -> bool:
    """The person of the record, who is or was in a unit with them, who is in a genogram one reads, or can be found."""
    units = FamilyMembership.objects.filter(person_id=case_file.person_id, unit__annulled_at__isnull=True)
    return (
        person.pk == case_file.person_id
        or FamilyMembership.objects.filter(unit__in=units.values("unit_id"), person=person).exists()
        or Relative.objects.visible_to(by).current().filter(person=person).exists()
        or Person.objects.searchable_by(by).filter(pk=person.pk).exists()
    )


def edit_relative(*, by: Actor, at: datetime, relative: Relative, version: int, known: Known) -> Relative:
    """Correct what is known of somebody who is only a name.

    Raises:
        NotAllowedError: the actor may not write the family of that record.
        ConflictError: somebody saved meanwhile.
        CaseError: the row is a registered person, or a birth or death that cannot be.
    """
    permit(rules.can_write_family(by, relative.case_file))
    known.check(at=at)
    with recorded("kinship.edit_relative", by=by, at=at) as trace:
        open_record(relative.case_file)
        row = lock(Relative, relative.pk, version=version)
        if row.person_id is not None:
            raise CaseError(_("È una persona registrata: correggi i suoi dati nella sua scheda."))
        known.put(row)
        row.version += 1
        row.save()
        trace.touches(row, row.case_file, fields=[one.name for one in fields(known)])
    return row


def check_year(year: int | None, *, at: datetime) -> None:
    """A year of birth that can be."""
    if year is not None and not OLDEST <= year <= timezone.localdate(at).year:
        raise CaseError(_("Controlla l’anno di nascita."), field="birth_year")
