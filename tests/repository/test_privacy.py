# SPDX-License-Identifier: EUPL-1.2
"""Every field says what it tells about people, and who somebody is or was is never written in plain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from tests.repository.models import own_models

if TYPE_CHECKING:
    from django.db.models import Model

MODELS = own_models()
SEALED = {Privacy.IDENTITY, Privacy.NARRATIVE}
# Written by the framework too, or by functions of their own that say why in their docstring.
NOT_AUDITED = {
    "cases.diarydraft",
    "cases.diarydraftrevision",
    "cases.formdraft",
    "cases.formdraftrevision",
    "library.publicdownloads",
    "questionnaires.draft",
    "questionnaires.draftanswer",
    "questionnaires.draftfile",
    "files.storedfile",
    "accounts.user",
    "audit.entry",
    "audit.subject",
    "audit.chainlink",
    "audit.seal",
    "jobs.job",
    "jobs.schedule",
    "ordito_messages.message",
}
# Plain because nobody's name can be read from them.
PLAIN = {
    "cases.person.fiscal_code_index": "keyed hash of the fiscal code; its key is outside the database",
    "cases.searchtoken.token": "keyed word of a name, shortened to eight bytes; its key is outside the database",
}


def fields_of(model: type[Model]) -> list[Any]:
    return [*model._meta.concrete_fields, *model._meta.local_many_to_many]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_classified(model: type[Model]) -> None:
    classified = getattr(model, "privacy", {})
    assert set(classified) - {"pk"} == {field.name for field in fields_of(model)}  # "pk": a key of two columns
    assert all(isinstance(value, Privacy) for value in classified.values())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_identity_and_narrative_are_sealed(model: type[Model]) -> None:
    classified = getattr(model, "privacy", {})
    plain = {
        f"{model._meta.label_lower}.{field.name}"
        for field in fields_of(model)
        if classified.get(field.name) in SEALED and not isinstance(field, SealedField)
    }
    assert plain <= set(PLAIN), "seal these, or say in PLAIN why they tell nobody's name"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_sealed_column_is_identity_or_narrative(model: type[Model]) -> None:
    classified = getattr(model, "privacy", {})
    for field in fields_of(model):
        if isinstance(field, SealedField):
            assert classified[field.name] in SEALED, field


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_table_is_written_inside_actions_only(model: type[Model]) -> None:
    if model._meta.label_lower in NOT_AUDITED:
        assert not issubclass(model, AuditedModel)
        return
    assert issubclass(model, AuditedModel)
    assert isinstance(model._default_manager.all(), AuditedQuerySet)


def test_exceptions_are_all_needed() -> None:
    labels = {model._meta.label_lower for model in MODELS}
    assert labels >= NOT_AUDITED
    assert {name.rsplit(".", 1)[0] for name in PLAIN} <= labels


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_table_orders_itself(model: type[Model]) -> None:
    assert not model._meta.ordering, "ordering in Meta makes every query pay for it"
