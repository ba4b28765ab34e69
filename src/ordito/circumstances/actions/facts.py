# SPDX-License-Identifier: EUPL-1.2
"""Writing, correcting, ending and withdrawing a fact: one way for all kinds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions import CaseError
from ordito.cases.actions.errors import check_alive, check_code, check_not_future, check_order, lock
from ordito.cases.enums import CaseFileState
from ordito.cases.models import CaseFile, Person
from ordito.circumstances import rules
from ordito.circumstances.actions.overlaps import make_room
from ordito.circumstances.actions.person import keep_in_step
from ordito.circumstances.models import Address, FactRevision
from ordito.circumstances.queries.words import sentence_of
from ordito.circumstances.rules.kinds import BY_MODEL, Kind
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ordito.audit.actions import Trace
    from ordito.circumstances.models import Fact
    from ordito.core.access import Actor

A_YEAR = timedelta(days=366)


def add_fact(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    kind: Kind,
    values: Mapping[str, Any],
    close_previous: bool = False,
) -> Fact:
    """Write a fact about the person of the record; `values` are the columns of its model, sealed ones as plain text.

    The same fact written twice is written once. With `close_previous` the fact in its way ends the day before.

    Raises:
        NotAllowedError: the actor may not write this part of the record.
        OverlapError: only one such fact may hold at a time, and another does.
        CaseError: a closed record, a code out of its list, dates out of order, in the future, before the birth,
            a beginning after the death.
    """
    permit(rules.can_add_fact(by, case_file, kind))
    with recorded("circumstances.add_fact", by=by, at=at) as trace:
        person = _open_person(case_file)
        fact = kind.model(
            person=person, recorded_at=at, recorded_by_id=by.actor_id, recorded_by_name=by.actor_name[:160]
        )
        _fill(fact, kind, values)
        _check(fact, kind, person, at=at, changed=set(kind.lists))
        same = _same_as(fact, kind)
        if same is not None:
            trace.touches(same, case_file)
            return same
        previous = make_room(fact, kind, close_previous=close_previous)
        if previous is not None and fact.valid_from is not None:
            _keep_revision(previous, kind, by=by, at=at)
            _end_before(previous, fact.valid_from)
            trace.touches(previous)
        fact.save(force_insert=True)
        keep_in_step(fact, trace, today=timezone.localdate(at), at=at)
        trace.touches(fact, case_file)
    return fact


def correct_fact(
    *, by: Actor, at: datetime, case_file: CaseFile, fact: Fact, version: int, values: Mapping[str, Any]
) -> Fact:
    """Correct what a fact says; what it said before is kept.

    Raises:
        NotAllowedError: the actor may not write this part, or is not told the secret address.
        ConflictError: somebody saved meanwhile.
        OverlapError: only one such fact may hold at a time, and another does.
        CaseError: as for adding.
    """
    kind = BY_MODEL[type(fact)]
    permit(rules.can_change_fact(by, case_file, fact))
    with recorded("circumstances.correct_fact", by=by, at=at) as trace:
        person = _open_person(case_file)
        row = _locked(fact, person, version)
        _keep_revision(row, kind, by=by, at=at)
        before = _plain_values(row, kind)
        _fill(row, kind, values)
        changed = [name for name, value in _plain_values(row, kind).items() if before[name] != value]
        _check(row, kind, person, at=at, changed={*changed} & {*kind.lists})
        make_room(row, kind, close_previous=False)
        _save(row, kind, trace, case_file, changed, at=at)
    return row


def end_fact(*, by: Actor, at: datetime, case_file: CaseFile, fact: Fact, version: int, valid_to: date) -> Fact:
    """Say which was or will be the last day of a fact.

    Raises:
        NotAllowedError, ConflictError: as for correcting.
        CaseError: a fact of one day, a day before it began.
    """
    kind = BY_MODEL[type(fact)]
    permit(rules.can_change_fact(by, case_file, fact))
    with recorded("circumstances.end_fact", by=by, at=at) as trace:
        row = _locked(fact, _open_person(case_file), version)
        if not kind.lasting:
            raise CaseError(_("Questo dato non ha una fine."))
        check_order(row.valid_from, valid_to, field="valid_to")
        _keep_revision(row, kind, by=by, at=at)
        row.valid_to = valid_to
        make_room(row, kind, close_previous=False)
        _save(row, kind, trace, case_file, ["valid_to"], at=at)
    return row


def annul_fact(*, by: Actor, at: datetime, case_file: CaseFile, fact: Fact, version: int) -> None:
    """Withdraw a fact that was written by mistake: it is shown no more, and stays where the law wants it.

    Raises:
        NotAllowedError, ConflictError: as for correcting.
    """
    kind = BY_MODEL[type(fact)]
    permit(rules.can_change_fact(by, case_file, fact))
    with recorded("circumstances.annul_fact", by=by, at=at) as trace:
        row = _locked(fact, _open_person(case_file), version)
        _keep_revision(row, kind, by=by, at=at)
        row.annulled_at = at
        _save(row, kind, trace, case_file, ["annulled_at"], at=at)


def _open_person(case_file: CaseFile) -> Person:
    """The person, locked: facts of one person are written one at a time. A closed record is not written to."""
    if lock(CaseFile, case_file.pk).state == CaseFileState.CLOSED:
        raise CaseError(_("La cartella è chiusa: per scriverci bisogna prima riaprirla."))
    return lock(Person, case_file.person_id)


def _locked(fact: Fact, person: Person, version: int) -> Fact:
    row = lock(type(fact), fact.pk, version=version)
    if row.annulled_at is not None:
        raise CaseError(_("Questo dato è già stato tolto."))
    row.person = person
    return row


def _save(row: Fact, kind: Kind, trace: Trace, case_file: CaseFile, changed: list[str], *, at: datetime) -> None:
    row.version += 1
    row.save()
    keep_in_step(row, trace, today=timezone.localdate(at), at=at)
    trace.touches(row, case_file, fields=[f"{kind.key}.{name}" for name in changed])


def _end_before(fact: Fact, day: date) -> None:
    fact.valid_to = day - timedelta(days=1)
    fact.version += 1
    fact.save()


def _fill(fact: Fact, kind: Kind, values: Mapping[str, Any]) -> None:
    """Put the values into the row; of a secret address the Comune becomes sealed text, as the street."""
    filled = dict(values)
    if isinstance(fact, Address) and filled.get("secret"):
        comune = filled.get("comune")
        if comune is not None:
            filled["place"] = ", ".join(dict.fromkeys(filter(None, (comune.name, filled.get("place", "")))))
        filled["comune"] = None
    sealed = {name: (filled.pop(name) or "").strip() for name in kind.sealed if name in filled}
    for name, value in filled.items():
        setattr(fact, name, value)
    seal_texts(fact, **sealed)


def _check(fact: Fact, kind: Kind, person: Person, *, at: datetime, changed: set[str]) -> None:
    today = timezone.localdate(at)
    for name in changed:
        check_code(getattr(fact, name), kind.lists[name], at=today, field=name)
    if fact.valid_from is not None and not kind.ahead:
        check_not_future(fact.valid_from, at=at, field="valid_from")
    if fact.valid_from is not None and fact.valid_from > today + A_YEAR:
        raise CaseError(_("Questa data è troppo lontana: controlla l’anno."), field="valid_from")
    if fact.valid_from is not None and person.birth_date is not None and fact.valid_from < person.birth_date:
        raise CaseError(_("Questa data viene prima della nascita della persona."), field="valid_from")
    check_alive(person, fact.valid_from, field="valid_from")
    check_order(fact.valid_from, fact.valid_to, field="valid_to")


def _plain_values(fact: Fact, kind: Kind) -> dict[str, Any]:
    """Every column that a form writes, sealed ones opened; foreign keys by their id."""
    written = {"id", "person", "recorded_at", "recorded_by_id", "recorded_by_name", "annulled_at", "version"}
    return {
        column.name: open_text(fact, column.name) if column.name in kind.sealed else getattr(fact, column.attname)
        for column in fact._meta.concrete_fields  # noqa: SLF001 - Django's public name
        if column.name not in written
    }


def _same_as(fact: Fact, kind: Kind) -> Fact | None:
    """A fact that already says the same: the form was sent twice."""
    wanted = _plain_values(fact, kind)
    plain = {name: value for name, value in wanted.items() if name not in kind.sealed}
    rows = kind.model._default_manager.filter(person=fact.person, annulled_at=None, **plain)  # noqa: SLF001 - Django's public name
    for row in rows:
        row.person = fact.person
        if _plain_values(row, kind) == wanted:
            return row
    return None


def _keep_revision(fact: Fact, kind: Kind, *, by: Actor, at: datetime) -> None:
    number = FactRevision.objects.filter(kind=kind.key, fact_id=fact.pk).count() + 1
    revision = FactRevision(
        person=fact.person,
        kind=kind.key,
        fact_id=fact.pk,
        number=number,
        replaced_at=at,
        replaced_by_name=by.actor_name[:160],
    )
    seal_texts(revision, text=sentence_of(fact, kind))
    revision.save(force_insert=True)
