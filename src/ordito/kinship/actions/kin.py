# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_not_future, check_order, lock
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts
from ordito.kinship import rules
from ordito.kinship.actions.people import Someone, relative_of
from ordito.kinship.actions.rows import open_record
from ordito.kinship.engine.consistency import IMPOSSIBLE, problems
from ordito.kinship.enums import COUPLES, PARENTS, Nature
from ordito.kinship.models import Kin
from ordito.kinship.queries.checks import problem_words
from ordito.kinship.queries.graph import build

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ordito.audit.actions import Trace
    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor
    from ordito.kinship.models import Relative


@dataclass(frozen=True)
class KinToAdd:
    """A tie to be written; of parents `first` is the parent."""

    first: Someone
    second: Someone
    nature: str
    valid_from: date | None = None
    valid_to: date | None = None
    words: str = ""


def add_kin(*, by: Actor, at: datetime, case_file: CaseFile, ties: Sequence[KinToAdd]) -> list[Kin]:
    """Write ties in the family of a record, all or none; the same `Someone` object is one person in all of them.

    The state of a couple that begins ends the one before on the day before.

    Raises:
        NotAllowedError: the actor may not write the family of the record.
        CaseError: a tie that is there already, that cannot be (own ancestor, three natural parents, a parent born
            after the child), dates out of order.
    """
    permit(rules.can_write_family(by, case_file))
    made: list[Kin] = []
    with recorded("kinship.add_kin", by=by, at=at) as trace:
        open_record(case_file)
        relatives: dict[int, Relative] = {}
        for tie in ties:
            check_dates(tie.valid_from, tie.valid_to, at=at)
            for someone in (tie.first, tie.second):
                if id(someone) not in relatives:
                    _refuse_same_name(someone, tie, by=by, case_file=case_file)
                    relatives[id(someone)] = relative_of(someone, by=by, at=at, case_file=case_file, trace=trace)
            first, second = relatives[id(tie.first)], relatives[id(tie.second)]
            made.append(_write(tie, first, second, by=by, at=at, case_file=case_file, trace=trace))
        _refuse_impossible(by, case_file, at=at)
        trace.touches(*made, case_file)
    return made


def edit_kin(
    *,
    by: Actor,
    at: datetime,
    kin: Kin,
    version: int,
    nature: str,
    valid_from: date | None,
    valid_to: date | None,
    words: str = "",
) -> Kin:
    """Correct a tie; to say that a couple changed, add the new state instead.

    Raises:
        NotAllowedError: the actor may not write the family of the record.
        ConflictError: somebody saved meanwhile.
        CaseError: another sort of tie, dates out of order, a tie that cannot be.
    """
    permit(rules.can_write_family(by, kin.case_file))
    check_dates(valid_from, valid_to, at=at)
    with recorded("kinship.edit_kin", by=by, at=at) as trace:
        open_record(kin.case_file)
        row = lock(Kin, kin.pk, version=version)
        if {row.nature, nature} - _same_sort(row.nature):
            raise CaseError(_("Non è lo stesso tipo di legame: togli questo e aggiungi quello giusto."), field="nature")
        row.nature, row.valid_from, row.valid_to = nature, valid_from, valid_to
        seal_texts(row, words=words.strip())
        row.version += 1
        row.save()
        _refuse_impossible(by, kin.case_file, at=at)
        trace.touches(row, row.case_file, fields=["nature", "valid_from", "valid_to", "words"])
    return row


def check_dates(valid_from: date | None, valid_to: date | None, *, at: datetime) -> None:
    """Days that have come, in their order."""
    check_not_future(valid_from, at=at, field="valid_from")
    check_not_future(valid_to, at=at, field="valid_to")
    check_order(valid_from, valid_to, field="valid_to")


def _same_sort(nature: str) -> set[str]:
    return set(next((sort for sort in (PARENTS, COUPLES) if nature in sort), (Nature.OTHER,)))


def _write(
    tie: KinToAdd, first: Relative, second: Relative, *, by: Actor, at: datetime, case_file: CaseFile, trace: Trace
) -> Kin:
    if _same_person(first, second):
        raise CaseError(_("Un legame unisce due persone diverse."), field="of")
    between = [row for row in _open_rows(by, case_file, tie) if _joins(row, first, second, tie.nature)]
    if any(row.nature == tie.nature for row in between):
        raise CaseError(_("Questo legame c’è già."), field="role")
    for row in between:
        _end_before(row, tie, by=by, trace=trace)
    made = Kin(
        case_file=case_file,
        first=first,
        second=second,
        nature=tie.nature,
        valid_from=tie.valid_from,
        valid_to=tie.valid_to,
        recorded_at=at,
    )
    seal_texts(made, words=tie.words.strip())
    made.save()
    return made


def _open_rows(by: Actor, case_file: CaseFile, tie: KinToAdd) -> list[Kin]:
    """Ties of the same sort that go on, in every record of the family that the actor reads."""
    rows = Kin.objects.visible_to(by).current().filter(case_file__body_id=case_file.body_id, valid_to__isnull=True)
    ends = {"first__case_file__body_id": case_file.body_id}
    return list(
        rows.filter(nature__in=_same_sort(tie.nature), **ends).filter(_near(tie)).select_related("first", "second")
    )


def _near(tie: KinToAdd) -> Q:
    """Rows with one of the two at one of their ends: a few, whatever the size of the service."""
    near = Q(pk__in=())
    for someone in (tie.first, tie.second):
        for end in ("first", "second"):
            if someone.relative_id is not None:
                near |= Q(**{f"{end}_id": someone.relative_id})
            if someone.person_id is not None:
                near |= Q(**{f"{end}__person_id": someone.person_id})
    return near


def _joins(row: Kin, first: Relative, second: Relative, nature: str) -> bool:
    straight = _same_person(row.first, first) and _same_person(row.second, second)
    crossed = _same_person(row.first, second) and _same_person(row.second, first)
    return straight or (crossed and nature not in PARENTS)


def _same_person(one: Relative, other: Relative) -> bool:
    return one.pk == other.pk or (one.person_id is not None and one.person_id == other.person_id)


def _end_before(row: Kin, tie: KinToAdd, *, by: Actor, trace: Trace) -> None:
    """What a couple was until then ends the day before; of parents several kinds may go on together."""
    if row.nature not in COUPLES or row.nature == tie.nature:
        return
    if tie.valid_from is None:
        raise CaseError(
            _("Scrivi da quando: finora risultano %(state)s.") % {"state": row.get_nature_display()}, field="valid_from"
        )
    permit(rules.can_write_family(by, row.case_file))
    last = tie.valid_from - timedelta(days=1)
    check_order(row.valid_from, last, field="valid_from")
    row.valid_to = last
    row.version += 1
    row.save()
    trace.touches(row, fields=["valid_to"])


def _refuse_same_name(someone: Someone, tie: KinToAdd, *, by: Actor, case_file: CaseFile) -> None:
    """The same form sent twice: a new name that already has this tie to the same person."""
    if someone.relative_id or someone.person_id or not someone.name:
        return
    other = tie.second if someone is tie.first else tie.first
    if not (other.relative_id or other.person_id):
        return
    ends = ("first", "second") if someone is tie.first else ("second", "first")
    rows = Kin.objects.visible_to(by).current().filter(case_file=case_file, nature=tie.nature)
    there = (
        Q(**{f"{ends[1]}_id": other.relative_id})
        if other.relative_id
        else Q(**{f"{ends[1]}__person_id": other.person_id})
    )
    wanted = " ".join(someone.name.split()).casefold()
    for row in rows.filter(there).select_related(f"{ends[0]}__case_file__person"):
        if open_text(getattr(row, ends[0]), "name").casefold() == wanted:
            raise CaseError(_("Questo legame c’è già."), field="name")


def _refuse_impossible(by: Actor, case_file: CaseFile, *, at: datetime) -> None:
    """What the record's own ties say together must be possible."""
    rows = Kin.objects.visible_to(by).current().filter(case_file=case_file)
    related = rows.select_related(
        "case_file__person", "first__person", "second__person", "first__case_file__person", "second__case_file__person"
    ).order_by("pk")
    graph = build(case_file.person, list(related), day=timezone.localdate(at))
    for problem in problems(graph.family):
        if problem.wrong in IMPOSSIBLE:
            raise CaseError(problem_words(problem, graph), field="role")
