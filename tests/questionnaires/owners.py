# SPDX-License-Identifier: EUPL-1.2
"""A declared owner of answers for the tests: a place, whose answers its own people fill and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordito.core import declare
from ordito.core.access import SystemActor, Verb
from ordito.core.declare import AnswerOwner, Assignment, declared
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import pytest
    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.questionnaires.models import Submission

KIND = "territory.territory"


class Places:
    """Remembers what was sent for the places; `closed` are those that take no answers now."""

    def __init__(self) -> None:
        self.sent: list[Submission] = []
        self.closed: set[int] = set()
        self.waiting: dict[int, int] = {}  # id of a place → id of the version that it owes

    def may_fill(self, actor: Actor, owner_id: int) -> bool:
        return owner_id not in self.closed and (
            isinstance(actor, SystemActor) or any(grant.territory_id == owner_id for grant in actor.grants)
        )

    def visible(self, actor: Actor) -> QuerySet[Any]:
        own = {grant.territory_id for grant in actor.grants if Verb.VIEW_QUESTIONNAIRES in grant.verbs}
        return Territory.objects.filter(pk__in={pk for pk in own if pk}).values("pk")

    def submitted(self, submission: Submission, _actor: Actor, _at: datetime) -> None:
        self.sent.append(submission)

    def names(self, ids: Sequence[int]) -> Mapping[int, str]:
        return dict(Territory.objects.filter(pk__in=ids).values_list("pk", "name"))

    def assignments(self, actor: Actor) -> list[Assignment]:
        names = self.names(list(self.waiting))
        return [Assignment(pk, version, names[pk]) for pk, version in self.waiting.items() if self.may_fill(actor, pk)]


def declare_places(monkeypatch: pytest.MonkeyPatch) -> Places:
    """Declare places as owners of answers, for one test."""
    places = Places()
    owner = AnswerOwner(
        kind=KIND,
        label="Luogo",
        may_fill=places.may_fill,
        visible=places.visible,
        name=lambda pk: places.names([pk])[pk],
        url=lambda pk: f"/territorio/luoghi/{pk}/",
        submitted=places.submitted,
        names=places.names,
        assignments=places.assignments,
        find=lambda _actor, text: Territory.objects.filter(code=text).values_list("pk", flat=True).first(),
    )
    values = declare._module_values

    def with_places(module: str, name: str) -> tuple[Any, ...]:
        return (*values(module, name), owner) if module == "declares" else values(module, name)

    monkeypatch.setattr(declare, "_module_values", with_places)
    assert owner in declared(AnswerOwner)
    return places
