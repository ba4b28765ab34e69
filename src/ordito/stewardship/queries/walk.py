# SPDX-License-Identifier: EUPL-1.2
"""Every row that speaks of a person, in whatever app: what is copied for them, kept for a judge, or discarded.

Nobody lists the tables: a new one that points to a record is found because it points to it. Two kinds of pointer are
followed, from the person outwards: foreign keys that a row cannot do without, and pairs of kind and id with which the
engines name the owner of their rows (files, answers to questionnaires, messages, threads). The audit log is left out:
it outlives every row and says nothing of anybody but ids.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import BigIntegerField, CharField, ForeignKey, Q

from ordito.cases.models import CaseFile, Person, PersonMerge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Model, QuerySet

    from ordito.core.models import Privacy

    Found = dict[type[Model], set[int]]

OURS = "ordito."
LOG = "audit"
AT_ONCE = 500
"""Ids in one question to the database."""

HUBS = (Person, CaseFile)
"""What others' rows point to when they speak of somebody: a relative, a guest of a meeting, a received record."""

MENTIONS = frozenset(
    {
        "agenda.appointmentperson.person",
        "cases.blinddelivery.request",
        "cases.personmerge.absorbed",
        "plans.planbeneficiary.case_file",
    }
)
"""Keys that a row cannot do without, although it is not of whom they lead to: another key says whose it is."""

OWN_KEYS = frozenset({"cases.contact.person"})
"""Keys that may be empty and make the row the person's all the same."""


@dataclass(frozen=True)
class Rows:
    """Rows of one model that speak of a person.

    `own` rows are the person's: their record and what hangs on it, sealed under their key. The others are of somebody
    else's record and mention the person.
    """

    model: type[Model]
    ids: tuple[int, ...]
    own: bool

    @property
    def kind(self) -> str:
        """The model's label, as in the audit log."""
        return str(self.model._meta.label_lower)  # noqa: SLF001 - Django's public name

    @property
    def privacy(self) -> Mapping[str, Privacy]:
        """What each field says about people."""
        classes: Mapping[str, Privacy] = getattr(self.model, "privacy", {})
        return classes

    @property
    def queryset(self) -> QuerySet[Any]:
        """The rows, in the order in which they were written."""
        return self.model._base_manager.filter(pk__in=self.ids).order_by("pk")  # noqa: SLF001 - Django's public name


@dataclass(frozen=True)
class Pointer:
    """How rows of `model` point to rows of another: a foreign key, or the kind and id of an owner."""

    model: type[Model]
    field: str
    kind_field: str = ""

    def to(self, kind: str, ids: Iterable[int]) -> Q:
        """The rows that point to these."""
        pointing = {f"{self.field}__in": list(ids)}
        return Q(**pointing, **({self.kind_field: kind} if self.kind_field else {}))


def rows_about(person: Person) -> list[Rows]:
    """Every row that speaks of `person`: first their own, model by model, then those that mention them.

    Whoever was joined to them by a merge that stands is the same person. About two queries for each table.
    """
    start: Found = {Person: set(same_person(person.pk))}
    own = _spread(start, _owning)
    mentions = _spread(_less(_pointed_by(own, _mentioning), own), _owning)
    mentions = _less(mentions, own)
    return [
        Rows(model, tuple(sorted(ids)), own=is_own)
        for found, is_own in ((own, True), (mentions, False))
        for model, ids in sorted(found.items(), key=lambda pair: pair[0]._meta.label_lower)  # noqa: SLF001 - Django's public name
        if ids
    ]


def own_rows(person: Person) -> list[Rows]:
    """The rows of the person alone."""
    return [rows for rows in rows_about(person) if rows.own]


def same_person(person_id: int) -> frozenset[int]:
    """The person and whoever was joined to them, at whatever remove, by merges that stand."""
    found, fresh = {person_id}, {person_id}
    while fresh:
        joined = PersonMerge.objects.filter(kept__in=fresh, undone_at__isnull=True)
        fresh = set(joined.values_list("absorbed_id", flat=True)) - found
        found |= fresh
    return frozenset(found)


def _spread(start: Mapping[type[Model], set[int]], pointers: Any) -> Found:
    """The rows of `start`, those that point to them, those that point to these, until there are no more."""
    found: Found = defaultdict(set)
    fresh: Mapping[type[Model], set[int]] = start
    while fresh:
        for model, ids in fresh.items():
            found[model] |= ids
        fresh = _less(_pointed_by(fresh, pointers), found)
    return found


def _pointed_by(rows: Mapping[type[Model], set[int]], pointers: Any) -> Found:
    found: Found = defaultdict(set)
    for model, ids in rows.items():
        kind = model._meta.label_lower  # noqa: SLF001 - Django's public name
        for pointer in pointers(model):
            for some in _batches(ids):
                manager = pointer.model._base_manager  # noqa: SLF001 - Django's public name
                found[pointer.model].update(manager.filter(pointer.to(kind, some)).values_list("pk", flat=True))
    return found


def _less(rows: Mapping[type[Model], set[int]], known: Mapping[type[Model], set[int]]) -> Found:
    return {model: rest for model, ids in rows.items() if (rest := ids - known.get(model, set()))}


def _batches(ids: Iterable[int]) -> list[list[int]]:
    ordered = sorted(ids)
    return [ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE)]


@cache
def _owning(model: type[Model]) -> tuple[Pointer, ...]:
    """How a row becomes the person's because a row of `model` is."""
    keys = (key for key in _keys_to(model) if not _mentions(key) and (not key.null or _name(key) in OWN_KEYS))
    return (*(Pointer(key.model, key.name) for key in keys), *_named_owners())


@cache
def _mentioning(model: type[Model]) -> tuple[Pointer, ...]:
    """How another's row mentions a row of `model`."""
    keys = (key for key in _keys_to(model) if _mentions(key) or (key.null and model in HUBS))
    return tuple(Pointer(key.model, key.name) for key in keys if _name(key) not in OWN_KEYS)


def _keys_to(model: type[Model]) -> list[Any]:
    return [
        field
        for other in _our_models()
        for field in other._meta.concrete_fields  # noqa: SLF001 - Django's public name
        if isinstance(field, ForeignKey) and field.related_model is model
    ]


def _mentions(key: Any) -> bool:
    return _name(key) in MENTIONS


def _name(key: Any) -> str:
    return f"{key.model._meta.label_lower}.{key.name}"  # noqa: SLF001 - Django's public name


@cache
def _named_owners() -> tuple[Pointer, ...]:
    """The pairs of kind and id, such as `owner_kind` and `owner_id`."""
    found = []
    for model in _our_models():
        fields = {field.name: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's public name
        for kind in (name for name in fields if name.endswith("_kind")):
            number = f"{kind.removesuffix('_kind')}_id"
            if isinstance(fields[kind], CharField) and isinstance(fields.get(number), BigIntegerField):
                found.append(Pointer(model, number, kind))
    return tuple(found)


@cache
def _our_models() -> tuple[type[Model], ...]:
    return tuple(
        model
        for model in apps.get_models()
        if model.__module__.startswith(OURS) and model._meta.app_label != LOG  # noqa: SLF001 - Django's public name
    )
