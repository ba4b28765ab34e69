# SPDX-License-Identifier: EUPL-1.2
"""What the pages of merges and of blind requests show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from ordito.audit.enums import Kind
from ordito.audit.models import Entry, Subject
from ordito.cases.models import Person, PersonMerge
from ordito.cases.models.scopes import ServicePlace
from ordito.cases.queries.merging import label_of, standing_under
from ordito.cases.queries.people import likely_duplicates
from ordito.cases.queries.record_accesses import access_line
from ordito.cases.queries.record_identity import birth_place_name
from ordito.core.dates import format_date
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from ordito.cases.models import CaseFile
    from ordito.cases.queries.record_accesses import AccessLine
    from ordito.core.access import Actor
    from ordito.core.declare import Text

SHOWN = ("surname", "name", "fiscal_code", "birth_date", "birth_place", "sex", "citizenship", "residence")
ALSO = ("street", "phone", "email", "no_fixed_abode", "unaccompanied_minor", "deceased_on")
SEALED = frozenset({"surname", "name", "fiscal_code", "street", "phone", "email"})
MOST = 30


@dataclass(frozen=True)
class FieldChoice:
    """A field of two persons, in words."""

    name: str
    label: Text
    kept: str
    other: str

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return self.kept != self.other


def field_choices(kept: Person, other: Person) -> list[FieldChoice]:
    """Every field of the two, in the order of the form."""
    found = []
    for name in (*SHOWN, *ALSO):
        label = str(Person._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001 - Django's public name; fields are columns
        found.append(FieldChoice(name, label[:1].upper() + label[1:], _shown(kept, name), _shown(other, name)))
    return found


def _shown(person: Person, name: str) -> str:
    if name in SEALED:
        return open_text(person, name)
    value: Any = getattr(person, name)
    if name == "birth_place":
        return birth_place_name(value) if value else ""
    if name == "sex":
        return person.get_sex_display()
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if value is None:
        return ""
    return format_date(value) if hasattr(value, "year") else str(value)


def look_alikes(actor: Actor, person: Person) -> list[Person]:
    """Persons of the same service who may be the same, for who may find them."""
    found = likely_duplicates(
        actor,
        surname=open_text(person, "surname"),
        name=open_text(person, "name"),
        birth_date=person.birth_date,
        fiscal_code="",
        place=ServicePlace(person.comune_id, person.ambito_id, person.body_id),
    )
    rows = Person.objects.searchable_by(actor).filter(pk__in=found.likely, body_id=person.body_id)
    return list(rows.exclude(pk=person.pk).order_by("pk"))


@dataclass(frozen=True)
class MovedLine:
    """How many things of one kind a merge moved, and how many of them were written to since."""

    label: Text
    count: int
    touched: int


def moved_lines(merge: PersonMerge) -> list[MovedLine]:
    """What a merge moved, by kind of thing."""
    counts: dict[str, int] = {}
    touched: dict[str, int] = {}
    for key, ids in merge.moved.items():
        model = apps.get_model(key.rsplit(".", 1)[0])
        label = str(label_of(model))
        counts[label] = counts.get(label, 0) + len(ids)
        written = {
            (kind._meta.label_lower, pk)  # noqa: SLF001 - Django's public name
            for kind, pks in standing_under({model: set(ids)}).items()
            for pk in pks
        }
        touched[label] = touched.get(label, 0) + _written_since(merge, written)
    return [MovedLine(label, counts[label], touched[label]) for label in sorted(counts)]


def _written_since(merge: PersonMerge, rows: Iterable[tuple[str, int]]) -> int:
    """How many of the rows, given by kind and id, an action has written to since the merge."""
    ids: dict[str, set[int]] = {}
    for kind, pk in rows:
        ids.setdefault(kind, set()).add(pk)
    since = Entry.objects.filter(kind=Kind.WRITE, at__gt=merge.merged_at).values("pk")
    return sum(
        Subject.objects.filter(kind=kind, object_id__in=pks, entry_id__in=since).values("object_id").distinct().count()
        for kind, pks in ids.items()
    )


def done_since(merge: PersonMerge) -> Sequence[AccessLine]:
    """What was written about the kept person or record since, latest first: an undo leaves it where it is."""
    of_person = Q(kind="cases.person", object_id=merge.kept_id)
    of_record = Q(kind="cases.casefile", object_id=merge.kept_record_id)
    ids = Subject.objects.filter(of_person | of_record).values("entry_id")
    since = Entry.objects.filter(kind=Kind.WRITE, at__gt=merge.merged_at)
    written = since.filter(pk__in=ids).exclude(action="cases.merge_persons")
    return [access_line(entry) for entry in written.order_by("-at", "-pk")[:MOST]]


def entries_of(case_file: CaseFile) -> QuerySet[Entry]:
    """What the audit knows of a record and of those that were joined into it, latest first."""
    merges = PersonMerge.objects.standing()
    into = merges.filter(kept_record=case_file).values("absorbed_record_id")
    further = merges.filter(kept_record__in=into).values("absorbed_record_id")
    records = Q(object_id=case_file.pk) | Q(object_id__in=into) | Q(object_id__in=further)
    ids = Subject.objects.filter(records, kind="cases.casefile").values("entry_id")
    return Entry.objects.filter(pk__in=ids).order_by("-at", "-pk")
