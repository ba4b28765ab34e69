# SPDX-License-Identifier: EUPL-1.2
"""A recognisable text in every sealed column of every table that speaks of a person, made from the tables themselves.

A table added later is planted without being named here; what a constraint asks of it is in `ASKED`.
"""

from __future__ import annotations

import io
import uuid
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    TextField,
    UUIDField,
)

from ordito.accounts.models import User
from ordito.cases.models import CaseFile, Code, Person
from ordito.core.access import SystemActor
from ordito.core.crypto import seal
from ordito.core.fields import SealedField, new_wrapped_key, seal_texts
from ordito.core.models import writing
from ordito.files.actions import store_file
from ordito.files.models import StoredFile
from ordito.questionnaires.models import QuestionnaireVersion
from ordito.stewardship.queries import walk
from ordito.territory.models import Organisation, Professional, Service, Territory
from tests.factories.accounts import make_user
from tests.factories.cases import Place, make_person
from tests.factories.questionnaires import make_version
from tests.factories.territory import make_professional, make_service

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.cases.models import TakingInCharge

SEED = "SEME"
DAY, NOW = date(2001, 2, 3), datetime(2001, 2, 3, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.4\n"
OWNERS = {
    "owner": "assessments.assessment",
    "about": "cases.casefile",
    "from": "cases.casefile",
    "to": "cases.person",
    "holder": "cases.casefile",
}
SHARED: dict[type[Model], Callable[[], Any]] = {
    Code: Code.objects.first,
    Professional: make_professional,
    User: make_user,
    Service: make_service,
    QuestionnaireVersion: make_version,
}
"""What rows point to and nobody's rows are."""
LATER = datetime(2001, 2, 3, 10, 0, tzinfo=UTC)
ASKED: dict[str, dict[str, Any]] = {
    "agenda.appointment": {"ends_at": LATER},
    "assessments.scale": {"highest": 5},
    "cases.intervention": {"kind": lambda planting: planting.target(Code), "starts_on": DAY},
    "cases.personmerge": {"absorbed": lambda planting: planting.joined()},
    "cases.workerassignment": {"valid_to": DAY},
    "handovers.handover": {
        "comune": lambda planting: planting.case_file.comune,
        "ambito": lambda planting: planting.case_file.ambito,
    },
    "kinship.kin": {"second": lambda planting: planting.make(model_of("kinship.relative"))},
    "library.materialversion": {"link": "https://esempio.invalid/scheda"},
    "meetings.meeting": {"ends_at": LATER},
    "ordito_messages.message": {"kind": "notice", "recipient_id": 1},
    "papers.lettertemplate": {"ambito": lambda planting: planting.case_file.ambito},
    "plans.check": {"objective": lambda planting: planting.row(model_of("plans.objective"))},
    "plans.responsible": {"kind": "other"},
    "protection.reportdue": {"due_on": DAY},
    "stewardship.discarditem": {"discard": lambda planting: planting.make(model_of("stewardship.discard"))},
    "stewardship.legalhold": {"lifted_at": NOW},
    "stewardship.limitation": {"ended_on": DAY, "told_on": DAY},
}
"""What constraints ask of some tables, by their label."""


class Planting:
    """One row of every table that the walk may reach, all about one person."""

    def __init__(self, taking: TakingInCharge) -> None:
        self.case_file = taking.case_file
        self.rows: dict[type[Model], Model] = {
            Person: self.case_file.person,
            CaseFile: self.case_file,
            type(taking): taking,
        }
        with writing():
            self.rows[StoredFile] = self.file_of(self.case_file)
            for model in sorted(reached(), key=lambda model: model._meta.label):
                self.row(model)
            for row in [row for model, row in self.rows.items() if model in reached() and model is not StoredFile]:
                self.file_of(row)

    def row(self, model: type[Model]) -> Model:
        """The row of a table, made with whatever it needs."""
        if model not in self.rows:
            self.rows[model] = self.make(model)
        return self.rows[model]

    def make(self, model: type[Model]) -> Model:
        asked = ASKED.get(model._meta.label_lower, {})
        values = {field.name: self.value(field) for field in model._meta.concrete_fields if needed(field)}
        row = model(**(values | {name: ask(self) if callable(ask) else ask for name, ask in asked.items()}))
        if any(field.name == "wrapped_key" for field in model._meta.concrete_fields):
            row.wrapped_key = new_wrapped_key(row.public_id)  # type: ignore[attr-defined]  # a holder of a key
        sealed = {
            field.name: planted(row, field.name)
            for field in model._meta.concrete_fields
            if isinstance(field, SealedField) and model in reached()
        }
        if hasattr(model, "key_holder"):
            seal_texts(row, **sealed)  # type: ignore[arg-type]  # a row with a key holder
        else:
            for name, text in sealed.items():
                setattr(row, name, seal(text.encode(), context=name.encode()))
        row.save(force_insert=True)
        return row

    def value(self, field: Any) -> Any:
        if isinstance(field, ForeignKey):
            return self.target(field.related_model)
        for suffix in ("_kind", "_id"):
            owner = OWNERS.get(field.name.removesuffix(suffix)) if field.name.endswith(suffix) else None
            if owner and f"{field.name.removesuffix(suffix)}_kind" in {one.name for one in field.model._meta.fields}:
                return owner if suffix == "_kind" else self.row(model_of(owner)).pk
        return plain(field, self)

    def target(self, model: type[Model]) -> Model:
        if model in self.rows:
            return self.rows[model]
        places: dict[type[Model], Model] = {Territory: self.case_file.comune, Organisation: self.case_file.body}
        if model in places:
            return places[model]
        if model in SHARED:
            return SHARED[model]()  # type: ignore[no-any-return]  # one of many models
        there: Model | None = None if model in reached() else model._base_manager.first()
        return there or self.row(model)

    def joined(self) -> Person:
        """Another row of the same person, joined to theirs by the merge that is planted."""
        return make_person(Place(self.case_file.ambito, self.case_file.comune, self.case_file.body), surname=SEED)

    def file_of(self, row: Model) -> StoredFile:
        """A stored file of the row, with the seed in its name and in its bytes."""
        text = f"{SEED} {row._meta.label_lower}"
        by = SystemActor("prova")
        return store_file(io.BytesIO(PDF + text.encode()), name=f"{text}.pdf", owner=row, kinds={"pdf"}, by=by, at=NOW)


def planted(row: Model, field: str) -> str:
    return f"{SEED} {row._meta.label_lower} {field}"


@cache
def reached() -> set[type[Model]]:
    """Every model whose rows the walk may call a person's own."""
    seen: set[type[Model]] = set()
    fresh: set[type[Model]] = {Person}
    while fresh:
        seen |= fresh
        fresh = {pointer.model for model in fresh for pointer in walk._owning(model)} - seen
    return seen


def model_of(label: str) -> type[Model]:
    return next(model for model in walk._our_models() if model._meta.label_lower == label)


def needed(field: Any) -> bool:
    """Whether the table asks for a value that has no default; sealed columns are planted apart."""
    if field.primary_key or isinstance(field, SealedField):
        return False
    keyed = isinstance(field, ForeignKey) and f"{field.model._meta.label_lower}.{field.name}" in walk.OWN_KEYS
    paired = {
        name
        for pointer in walk._named_owners()
        if pointer.model is field.model
        for name in (pointer.field, pointer.kind_field)
    }
    return (
        keyed
        or field.name in paired
        or not (field.null or field.has_default() or (field.blank and isinstance(field, CharField)))
    )


PLAIN: tuple[tuple[type, Callable[[Any, Planting], Any]], ...] = (
    (UUIDField, lambda _field, _planting: uuid.uuid4()),
    (DateTimeField, lambda _field, _planting: NOW),
    (DateField, lambda _field, _planting: DAY),
    (BooleanField, lambda _field, _planting: False),
    (DecimalField, lambda _field, _planting: 1),
    (IntegerField, lambda _field, _planting: 1),
    (JSONField, lambda _field, _planting: {}),
    (CharField, lambda field, _planting: uuid.uuid4().hex[: field.max_length] if field.unique else "x"),
    (TextField, lambda _field, _planting: "x"),
    (BinaryField, lambda _field, _planting: b"x"),
)


def plain(field: Any, planting: Planting) -> Any:
    if field.choices:
        return next(value for value, _label in field.flatchoices if value != "")
    return next(make(field, planting) for kind, make in PLAIN if isinstance(field, kind))
