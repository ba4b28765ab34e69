# SPDX-License-Identifier: EUPL-1.2
"""The spreadsheet of people whom an Ambito enrols: its columns, and what is wrong with a row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.declare import CellKind, ImportChoice, ImportedObject, ImportField, ImportProblem
from ordito.territory.enums import Profile
from ordito.training import rules
from ordito.training.enums import EditionState, EnrolmentState
from ordito.training.models import Edition, Enrolment
from ordito.training.queries.people import learner_key, professional_like

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ordito.core.access import Actor
    from ordito.core.declare import ImportRecord

KIND = "training.enrolment"
INSIDE = frozenset({EnrolmentState.ENROLLED.value, EnrolmentState.WAITING.value})


def edition_choices() -> list[ImportChoice]:
    """Editions that are open."""
    rows = Edition.objects.filter(state=EditionState.OPEN).select_related("course").order_by("course__title", "name")
    return [ImportChoice(str(row.pk), str(row), (row.name, str(row.pk))) for row in rows]


def profile_choices() -> list[ImportChoice]:
    """Professional profiles."""
    return [ImportChoice(value, label) for value, label in Profile.choices]


FIELDS = (
    ImportField("edition", _("Edizione"), CellKind.CHOICE, synonyms=("corso", "edizione del corso"), required=True,
                choices=edition_choices, help=_("Il corso e il nome dell’edizione, come si leggono in Ordito.")),
    ImportField("surname", _("Cognome"), synonyms=("cogn",), required=True, max_length=80),
    ImportField("name", _("Nome"), synonyms=("nome di battesimo",), required=True, max_length=80),
    ImportField("email", _("E-mail"), synonyms=("mail", "posta elettronica", "indirizzo e-mail"), required=True,
                max_length=254),
    ImportField("profile", _("Profilo"), CellKind.CHOICE, synonyms=("professione", "qualifica", "ruolo"),
                choices=profile_choices),
    ImportField("body", _("Ente"), synonyms=("ente di appartenenza", "servizio", "cooperativa"), max_length=160),
)  # fmt: skip
MESSAGES = {
    "not_an_address": _("Non è un indirizzo e-mail."),
    "closed": _("Le iscrizioni a questa edizione non sono aperte."),
    "not_theirs": _(
        "Lavora per un ente di cui non iscrivi il personale: la iscrive il suo ente o l’ufficio formazione."
    ),
    "twice": _("La stessa persona è già in un’altra riga per questa edizione."),
    "already_in": _("Questa persona è già iscritta o in lista d’attesa: la riga non aggiunge niente."),
    "not_in": _(
        "Questa persona ha chiesto il posto e non l’ha confermato, si è ritirata o non è stata accolta: la riga non "
        "aggiunge niente. La può ammettere l’ufficio formazione."
    ),
    "full": _("I posti sono finiti: la persona va in lista d’attesa."),
}
HELP = _(
    "Una riga per persona ed edizione. Chi è tra gli operatori della rete si riconosce da nome ed e-mail; chi è di un "
    "altro percorso risulta non accolto, e l’ufficio formazione può ammetterlo."
)


@dataclass(frozen=True)
class _Room:
    """Of the editions that rows name: which take people, how who asked stands, how many seats are free."""

    taking: set[int]
    known: dict[tuple[int, str], str]
    free: dict[int, int]


def check_enrolments(
    records: Sequence[ImportRecord],
    *,
    by: Actor,
    territory_id: int,  # noqa: ARG001 - the protocol's signature
    batch_id: int,  # noqa: ARG001 - the same
) -> list[list[ImportProblem]]:
    """What is wrong with rows whose cells are sound; `MESSAGES` has the words. A query for each person not yet in."""
    ids = {int(record.values["edition"]) for record in records}
    editions = Edition.objects.in_bulk(ids)
    today = timezone.localdate()
    taking = {pk for pk, row in editions.items() if rules.takes_enrolments(row, today) and by.holds(Verb.ENROL_STAFF)}
    known = _known(ids)
    taken = Counter(edition for (edition, _key), state in known.items() if state in INSIDE)
    room = _Room(taking, known, {pk: row.seats - taken[pk] for pk, row in editions.items()})
    seen: set[tuple[int, str]] = set()
    said = [_problems(record.values, room, seen) for record in records]
    return [
        found if any(one.code != "full" for one in found) else [*_of_others(record.values, editions, by), *found]
        for record, found in zip(records, said, strict=True)
    ]


def _known(editions: Iterable[int]) -> dict[tuple[int, str], str]:
    """How everybody who asked stands, by the edition and the key of the person."""
    rows = Enrolment.objects.filter(edition__in=list(editions)).select_related("professional", "learner")
    found = {}
    for row in rows:
        who = row.professional
        key = learner_key(who.surname, who.name, who.email) if who is not None else getattr(row.learner, "key", "")
        found[row.edition_id, key] = row.state
    return found


def _problems(values: Mapping[str, str], room: _Room, seen: set[tuple[int, str]]) -> list[ImportProblem]:
    edition = int(values["edition"])
    if edition not in room.taking:
        return [ImportProblem("edition", "closed")]
    try:
        validate_email(values["email"])
    except ValidationError:
        return [ImportProblem("email", "not_an_address")]
    person = (edition, learner_key(values["surname"], values["name"], values["email"]))
    if person in seen:
        return [ImportProblem("email", "twice")]
    seen.add(person)
    if person in room.known:
        code = "already_in" if room.known[person] in INSIDE else "not_in"
        return [ImportProblem("email", code, warning=True)]
    room.free[edition] -= 1
    return [ImportProblem("edition", "full", warning=True)] if room.free[edition] < 0 else []


def _of_others(values: Mapping[str, str], editions: Mapping[int, Edition], by: Actor) -> list[ImportProblem]:
    known = professional_like(values["surname"], values["name"], values["email"])
    if known is None or rules.can_bring(by, editions[int(values["edition"])], known, timezone.localdate()):
        return []
    return [ImportProblem("email", "not_theirs")]


def touched_enrolments(
    objects: Iterable[ImportedObject],
    *,
    by: Actor,  # noqa: ARG001 - the protocol's signature
    batch_id: int,  # noqa: ARG001 - the same
) -> list[ImportedObject]:
    """Those that somebody has changed since: promoted, withdrawn, admitted."""
    known = {thing.object_id: thing for thing in objects}
    changed = Enrolment.objects.filter(pk__in=[int(pk) for pk in known]).exclude(version=1)
    return [_kept(known[str(pk)]) for pk in changed.values_list("pk", flat=True)]


def _kept(thing: ImportedObject) -> ImportedObject:
    return ImportedObject(
        thing.kind, thing.object_id, thing.name, thing.url, _("L’iscrizione è cambiata nel frattempo.")
    )
