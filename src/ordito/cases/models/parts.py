# SPDX-License-Identifier: EUPL-1.2
"""Who reads the rows of one part of a record: whoever reads it whole, and the team members it is shared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db.models import Exists, Model, OuterRef, Q

from ordito.cases.models.records import CaseFile
from ordito.cases.models.scopes import in_service, on_team_today
from ordito.cases.models.team import TeamShare
from ordito.core.access import SystemActor, Verb
from ordito.core.models import AuditedQuerySet

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

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


def readable_records(actor: Actor, part: Part, among: Collection[int]) -> set[int]:
    """Of these records, the ids of those that the actor reads whole, or in this part; two queries."""
    if not among:
        return set()
    shared = TeamShare.objects.filter(
        on_team_today(actor, prefix="member__"),
        member__taking__case_file__in=among,
        member__taking__annulled_at__isnull=True,
        part=part,
    )
    whole = CaseFile.objects.read_whole_by(actor, among=among)
    return {*whole.values_list("pk", flat=True), *shared.values_list("member__taking__case_file_id", flat=True)}


def maybe_readable(actor: Actor, part: Part) -> Callable[[str], Q]:
    """By the path from a row to its case file: rows among which are all that `readable` gives, by a simpler question.

    For lists over a whole service that end in few rows: `readable_records` then says which of these it is. One query.
    """
    shared = TeamShare.objects.filter(on_team_today(actor, prefix="member__"), part=part)
    ids = list(shared.values_list("member__taking__case_file_id", flat=True))
    return lambda path: in_service(actor, Verb.VIEW_RECORD, prefix=f"{path}__") | Q(**{f"{path}__in": ids})


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

    def of(self, case_file: CaseFile, actor: Actor) -> Self:
        """As `visible_to`, of one record."""
        rows = self.filter(**{self.path: case_file})
        opening = case_file.opening_of(actor)
        if opening is None:
            return rows.visible_to(actor)
        return rows if self.part in opening.parts else self.none()
