# SPDX-License-Identifier: EUPL-1.2
"""The draft of a copy for the person: the whole record as paper has it, and whom it may speak of beside them.

Left out by rule: private notes (no paper ever has them), who signalled, secret addresses. What may tell of others is
found by what the record knows of them (the names and contacts in every row that hangs on it, the people of the family)
and by how such things are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from ordito.cases.enums import Protection
from ordito.cases.models import ConcernReport, Contact, Document, FamilyMembership, Person, TeamMember
from ordito.cases.queries.record_chapters import chapters_of
from ordito.cases.queries.record_paper import Span
from ordito.core.dates import format_date
from ordito.core.fields import SealedField, open_text
from ordito.core.models import Privacy
from ordito.core.paper import Prose
from ordito.files.models import StoredFile
from ordito.handovers.queries.dossier import printable
from ordito.stewardship.engine.passages import (
    DOCUMENT,
    MARK,
    ROW,
    Passage,
    hints_in,
    in_words,
    name_words,
    passages_of,
    rewritten,
    without,
)
from ordito.stewardship.queries.hidden_places import opened, placements, secret_addresses, words_of
from ordito.stewardship.queries.walk import own_rows, same_person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.paper import Block
    from ordito.stewardship.queries.walk import Rows

LONGEST_NAME = 120
"""Characters; a longer identity is no name, such as the strokes of a signature."""
CONTACTS = ("street", "phone", "email", "fiscal_code")


@dataclass(frozen=True)
class Others:
    """What the record knows of who is not its person: words of names, and words looked for together.

    `never` leaves the house in no case: names of who signalled and are not of the family, contacts of who signalled,
    where protected people live, secret addresses (also the person's own: who asks may be somebody they hide from).
    `staff` are words of the names of workers, who are no third parties.
    """

    names: frozenset[str]
    exact: frozenset[str]
    never: frozenset[str]
    own: frozenset[str]
    staff: frozenset[str]


@dataclass(frozen=True)
class Draft:
    """The chapters as plain values, and the passages with what may tell of others, each with its number among all."""

    chapters: list[dict[str, Any]]
    flagged: list[tuple[int, Passage, list[str]]]


def draft_of(actor: Actor, record: RecordHeader, count: Callable[[int], None]) -> Draft:
    """The whole record as the actor reads it; `count` hears of each block."""
    others = others_in(record.person)
    chapters = [(str(one.title), _counted(one.blocks(actor, record, Span()), count)) for one in chapters_of(record)]
    chapters += [(title, blocks) for title, blocks in _received(record.person) if blocks]
    safe = rewritten(in_words(printable(chapters)), lambda _place, text: without(text, others.never))
    numbered = enumerate(passages_of(safe))
    flagged = [(number, one, found) for number, one in numbered if (found := hints(one.text, others))]
    after = max((number for number, _one, _found in flagged), default=0) + 1
    documents = _documents(actor, record, others)
    flagged += [(number, one, []) for number, one in enumerate(documents, start=after)]
    return Draft(safe, flagged)


def _documents(actor: Actor, record: RecordHeader, others: Others) -> Iterator[Passage]:
    """The documents whose files are kept: somebody has to say of each whether it goes along."""
    rows = Document.objects.visible_to(actor).filter(case_file=record.case_file).select_related("kind").order_by("pk")
    kept = StoredFile.objects.present().filter(pk__in=rows.values("stored_file_id")).values_list("pk", flat=True)
    for row in rows.filter(stored_file_id__in=list(kept)):
        row.case_file = record.case_file  # one key for all of them
        title = without(open_text(row, "title"), others.never)
        words = (title, str(row.kind), format_date(row.dated) if row.dated else "")
        yield Passage(f"{DOCUMENT}.{row.pk}", _("Documenti"), words, ROW)


def hints(text: str, others: Others) -> list[str]:
    """What in a passage may tell of others."""
    return hints_in(text, others.names, others.own, others.exact, others.staff)


def _counted(blocks: Iterable[Block], count: Callable[[int], None]) -> list[Block]:
    found = []
    for block in blocks:
        found.append(block)
        count(1)
    return found


def _received(person: Person) -> Iterator[tuple[str, list[Block]]]:
    """What came in about the person, which no other print has: without a word of who brought it."""
    concerns = ConcernReport.objects.filter(person=person).order_by("received_on", "pk")
    yield (
        _("Segnalazioni"),
        [
            Prose(
                open_text(row, "content"),
                _("Segnalazione del %(day)s") % {"day": format_date(row.received_on)},
                _("chi ha segnalato non si dice"),
            )
            for row in concerns
        ],
    )
    contacts = Contact.objects.filter(person=person).select_related("outcome").order_by("happened_on", "pk")
    yield (
        _("Contatti con lo sportello"),
        [
            Prose(
                "\n\n".join(filter(None, (open_text(row, "request"), open_text(row, "answer")))),
                _("Contatto del %(day)s") % {"day": format_date(row.happened_on)},
                str(row.outcome),
            )
            for row in contacts
        ],
    )


def others_in(person: Person) -> Others:
    """Whom the record of `person` knows beside them, from every row that hangs on it."""
    rows = own_rows(person)
    family = _people_near(person, rows)
    kin = frozenset(word for one in family for word in name_words(_full_name(one)))
    reporters, contacts, written = _identities(rows)
    staff = _staff_words(person)
    own = name_words(_full_name(person)) | {value.casefold() for value in _contacts(person)}
    protected = {value for one in family if one.protection != Protection.NONE for value in _contacts(one)}
    plain = {value for one in family if one.protection == Protection.NONE for value in _contacts(one)}
    themselves = Person.objects.filter(pk__in=same_person(person.pk))
    hidden = secret_addresses(themselves)
    secret = hidden | secret_addresses(family)
    return Others(
        names=kin | (written - staff) | (reporters & kin) | words_of(secret),
        exact=frozenset(value for value in plain if value.casefold() not in own)
        | placements(person, hidden=bool(hidden)),
        never=(reporters - kin - own - staff) | contacts | protected | secret,
        own=own,
        staff=staff,
    )


def _people_near(person: Person, rows: list[Rows]) -> list[Person]:
    """The people whom the person's rows point to, and those of their family units."""
    ids: set[int] = set()
    for one in rows:
        for field in one.model._meta.concrete_fields:  # noqa: SLF001 - Django's public name
            if isinstance(field, ForeignKey) and field.related_model is Person:
                ids.update(one.queryset.values_list(field.name, flat=True))
    units = FamilyMembership.objects.filter(person=person).values("unit_id")
    ids.update(FamilyMembership.objects.filter(unit__in=units).values_list("person_id", flat=True))
    same = {pk for one in rows if one.model is Person for pk in one.ids}
    return list(Person.objects.filter(pk__in=ids - same).order_by("pk"))


def _identities(rows: list[Rows]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words of the names of who signalled, their contacts, and words of the other names that are written in rows."""
    reporters: set[str] = set()
    contacts: set[str] = set()
    written: set[str] = set()
    for one in rows:
        if one.model is Person:
            continue
        fields = [
            field.name
            for field in one.model._meta.concrete_fields  # noqa: SLF001 - Django's public name
            if isinstance(field, SealedField) and one.privacy.get(field.name) == Privacy.IDENTITY
        ]
        if not fields or not hasattr(one.model, "key_holder"):
            continue
        for row in one.queryset:
            for name in fields:
                value = opened(row, name)
                if one.model is ConcernReport and name == "reporter_contact":
                    contacts.update(filter(None, (value,)))
                elif one.model is ConcernReport and name == "reporter":
                    reporters |= name_words(value)
                elif one.model is not ConcernReport and len(value) <= LONGEST_NAME:
                    written |= name_words(value)
    return frozenset(reporters), frozenset(contacts), frozenset(written)


def _staff_words(person: Person) -> frozenset[str]:
    team = TeamMember.objects.filter(taking__case_file__person=person).select_related("professional")
    names = [str(member.professional) for member in team]
    for record in person.case_files.all():
        names += [str(taking.worker) for taking in record.takings.select_related("worker") if taking.worker]
    return frozenset(word for name in names for word in name_words(name))


def _full_name(person: Person) -> str:
    return f"{opened(person, 'surname')} {opened(person, 'name')}"


def _contacts(person: Person) -> list[str]:
    return [value for name in CONTACTS if (value := opened(person, name))]


def covered(chapters: list[dict[str, Any]], decisions: dict[str, tuple[str, ...] | None]) -> list[dict[str, Any]]:
    """The chapters with the words of each place covered; None covers the whole passage."""

    def cover(place: str, text: str) -> str:
        words = decisions.get(place, ())
        if words is None:
            return MARK if text else text
        return without(text, words)

    return rewritten(chapters, cover)
