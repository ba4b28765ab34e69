# SPDX-License-Identifier: EUPL-1.2
"""Who reads the rows of one part of a record: whoever reads it whole, and the team members it is shared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db.models import Exists, Model, OuterRef, Q

from ordito.cases.models.records import CaseFile
from ordito.cases.models.scopes import on_team_today
from ordito.cases.models.team import TeamShare
from ordito.core.access import SystemActor, Verb
from ordito.core.models import AuditedQuerySet

if TYPE_CHECKING:
    from ordito.cases.enums import Part
    from ordito.core.access import Actor

Row = TypeVar("Row", bound=Model)


def readable(actor: Actor, *, path: str, part: Part) -> Q:
    """Rows of records read whole, or shared in this part; `path` leads from the row to its case file."""
    shared = TeamShare.objects.filter(
        on_team_today(actor, prefix="member__"),
        member__taking__case_file_id=OuterRef(f"{path}_id"),
        member__taking__annulled_at__isnull=True,
        part=part,
    )
    return Q(**{f"{path}__in": CaseFile.objects.read_whole_by(actor)}) | Q(Exists(shared))


class PartQuerySet(AuditedQuerySet[Row]):
    """Rows of one part of a record: a subclass says which part, and the path from a row to its case file."""

    part: ClassVar[Part]
    path: ClassVar[str] = "case_file"

    def visible_to(self, actor: Actor) -> Self:
        """Rows of records read whole, or shared with the actor in this part."""
        if isinstance(actor, SystemActor):
            return self
        if not actor.holds(Verb.VIEW_RECORD):
            return self.none()
        return self.filter(readable(actor, path=self.path, part=self.part))
