# SPDX-License-Identifier: EUPL-1.2
"""What points to a person or a record, of this app and of those above, and what joining two of them would move.

Found by the models themselves: an app above that adds a table with a foreign key needs to say nothing here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, UniqueConstraint
from django.http import Http404
from django.utils.translation import gettext as _

from ordito.cases.models import CaseFile, Person, PersonMerge, TakingInCharge
from ordito.core.declare import AuditedKind, declared
from ordito.core.fields import SealedField, open_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.models import ForeignKey, Model

    from ordito.core.access import Actor
    from ordito.core.declare import Text

Ids = dict[type["Model"], set[int]]


@dataclass(frozen=True)
class Move:
    """Rows whose foreign key will point to another row: of which table, which key, which rows, to what."""

    model: type[Model]
    field: ForeignKey[Any, Any]
    ids: tuple[int, ...]
    target: int

    @property
    def key(self) -> str:
        """``cases.contact.person``, as the merge keeps it."""
        return f"{self.model._meta.label_lower}.{self.field.name}"  # noqa: SLF001 - Django's public name

    @property
    def label(self) -> Text:
        """What the rows are called."""
        return label_of(self.model)


@dataclass(frozen=True)
class Obstacle:
    """Why two persons cannot be joined as they are, in words that say what to do first."""

    text: str
    case_file_id: int | None = None


@dataclass(frozen=True)
class Plan:
    """What joining `absorbed` to `kept` would do."""

    kept: Person
    absorbed: Person
    kept_record: CaseFile | None
    absorbed_record: CaseFile | None
    moves: list[Move]
    obstacles: list[Obstacle] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[Text, int]]:
        """How many things of each kind move, by name."""
        found: dict[str, int] = defaultdict(int)
        for move in self.moves:
            found[str(move.label)] += len(move.ids)
        return sorted(found.items())


def label_of(model: type[Model]) -> Text:
    """What rows of a model are called on the audit's pages."""
    kind = model._meta.label_lower  # noqa: SLF001 - Django's public name
    return next((one.label for one in declared(AuditedKind) if one.kind == kind), kind)


def plan_of(kept: Person, absorbed: Person) -> Plan:
    """What would move, and what stands in the way."""
    kept_record = CaseFile.objects.current().filter(person=kept).first()
    absorbed_record = CaseFile.objects.current().filter(person=absorbed).first()
    two = kept_record is not None and absorbed_record is not None
    moves = list(_moves(Person, absorbed.pk, kept.pk, without=CaseFile if two else None))
    if kept_record is not None and absorbed_record is not None:
        moves += _moves(CaseFile, absorbed_record.pk, kept_record.pk)
    obstacles = [*_same_area(kept_record, absorbed_record), *_obstacles(moves)]
    return Plan(kept, absorbed, kept_record, absorbed_record if two else None, moves, obstacles)


class JoinedRecordError(Http404):
    """The record was joined to another, `kept`, which the reader may open: pages lead there (`middleware`)."""

    def __init__(self, kept: int) -> None:
        super().__init__()
        self.kept = kept


def record_after_merges(actor: Actor, pk: int) -> int | None:
    """The record in which one that was joined to another goes on, when the actor may open it; merges may follow merges.

    None for every other number, so that a number tells nothing.
    """
    found = pk
    rows = PersonMerge.objects.standing().filter(kept_record__isnull=False)
    while (following := rows.filter(absorbed_record=found).values_list("kept_record", flat=True).first()) is not None:
        found = following
    return found if found != pk and CaseFile.objects.visible_to(actor).filter(pk=found).exists() else None


def _moves(model: type[Model], old: int, new: int, *, without: type[Model] | None = None) -> Iterator[Move]:
    for source, key in pointers_to(model):
        if source is without:
            continue
        ids = tuple(source._base_manager.filter(**{key.name: old}).order_by("pk").values_list("pk", flat=True))  # noqa: SLF001 - Django's public name
        if ids:
            yield Move(source, key, ids, new)


def pointers_to(model: type[Model]) -> Iterator[tuple[type[Model], ForeignKey[Any, Any]]]:
    """Every table with a foreign key to `model`, hidden ones too; a merge is history and stays as it is."""
    for found in model._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's public name
        relation: Any = found
        points = relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        if points and relation.related_model is not PersonMerge:
            yield relation.related_model, relation.remote_field


def _same_area(kept: CaseFile | None, absorbed: CaseFile | None) -> list[Obstacle]:
    """Nobody is followed twice in an area: which of the two goes on is for people to decide."""
    if kept is None or absorbed is None:
        return []
    standing = TakingInCharge.objects.current().open().select_related("area")
    areas = set(standing.filter(case_file=kept).values_list("area_id", "body_id"))
    text = _("Tutte e due sono in carico nell’area «%(area)s»: chiudi prima la presa in carico che non continua.")
    return [
        Obstacle(text % {"area": taking.area.label}, absorbed.pk)
        for taking in standing.filter(case_file=absorbed)
        if (taking.area_id, taking.body_id) in areas
    ]


def _obstacles(moves: Iterable[Move]) -> list[Obstacle]:
    """Rows that the kept person or record already has, and may have once only."""
    text = _("%(what)s: è già anche dall’altra parte. Chiudi o togli una delle due, poi unisci.")
    return [
        Obstacle(text % {"what": move.label})
        for move in moves
        if move.model is not TakingInCharge
        and not all(map(_Fits(move), move.model._base_manager.filter(pk__in=move.ids)))  # noqa: SLF001 - Django's public name
    ]


class _Fits:
    """Whether a row may point to its new target, by the constraints that speak of that foreign key."""

    def __init__(self, move: Move) -> None:
        self.move = move
        meta = move.model._meta  # noqa: SLF001 - Django's public name
        self.checks = [
            constraint
            for constraint in meta.constraints
            if (isinstance(constraint, UniqueConstraint) and move.field.name in constraint.fields)
            or (isinstance(constraint, CheckConstraint) and move.field.name in str(constraint.condition))
        ]

    def __call__(self, row: Model) -> bool:
        if self.move.field.unique:
            taken = self.move.model._base_manager.filter(**{self.move.field.name: self.move.target})  # noqa: SLF001 - Django's public name
            return not taken.exclude(pk=row.pk).exists()
        setattr(row, self.move.field.attname, self.move.target)
        try:
            for constraint in self.checks:
                constraint.validate(self.move.model, row)
        except ValidationError:
            return False
        return True


def standing_under(roots: Mapping[type[Model], Iterable[int]]) -> Ids:
    """The rows and every row that hangs from them by foreign keys, at any depth, by model."""
    found: Ids = defaultdict(set)
    waiting = [(model, set(ids)) for model, ids in roots.items()]
    while waiting:
        model, ids = waiting.pop()
        new = ids - found[model]
        if not new:
            continue
        found[model] |= new
        for source, key in pointers_to(model):
            below = source._base_manager.filter(**{f"{key.name}__in": new})  # noqa: SLF001 - Django's public name
            waiting.append((source, set(below.values_list("pk", flat=True))))
    return found


def sealed_texts(rows: Ids, holder: Person) -> dict[tuple[type[Model], int], dict[str, str]]:
    """What the rows say under the key of `holder`, opened: to be sealed again under another key.

    Only inside the action that seals it again: nothing of it is kept or shown.
    """
    found = {}
    for model, ids in rows.items():
        names = [one.name for one in model._meta.concrete_fields if isinstance(one, SealedField)]  # noqa: SLF001 - Django's public name
        if not names or model is Person:
            continue
        for row in model._base_manager.filter(pk__in=ids).select_related():  # noqa: SLF001 - the same
            sealing: Any = row
            if getattr(sealing, "key_holder", None) == holder:
                found[model, row.pk] = {name: open_text(sealing, name) for name in names}
    return found
