# SPDX-License-Identifier: EUPL-1.2
"""The texts of a record in which words stand, wherever it keeps them: what an erasure may reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db.models import ForeignKey, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.models import CaseFile, Person
from ordito.core.dates import format_date
from ordito.core.declare import AuditedKind, declared
from ordito.core.fields import SealedField, open_text
from ordito.core.models import AuditedModel, Privacy
from ordito.stewardship.engine.passages import spans_of
from ordito.stewardship.models import DataRequest, Erasure
from ordito.stewardship.queries.walk import own_rows, same_person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model, QuerySet

    from ordito.core.access import Actor
    from ordito.stewardship.queries.walk import Rows

DIGITS = 16
FARTHEST = 4
"""Keys between a row and its record."""
DAYS = (
    *(
        "happened_on",
        "held_on",
        "given_on",
        "received_on",
        "dated",
        "starts_on",
        "valid_from",
        "opened_on",
        "closed_on",
    ),
    *("replaced_at", "written_at", "added_at", "recorded_at", "created_at"),
)
"""Names of fields that tell of which day a row is, the first that it has."""


@dataclass(frozen=True)
class StandingText:
    """A text of a row as it stands now; `key` finds it again, and no longer once it says something else."""

    row: Any
    field: str
    text: str

    @property
    def kind(self) -> str:
        """The label of the row's model."""
        return str(self.row._meta.label_lower)  # noqa: SLF001 - Django's public name

    @property
    def key(self) -> str:
        """Model, row, field and a digest of what it says."""
        return f"{self.kind}:{self.row.pk}:{self.field}:{sha256(self.text.encode()).hexdigest()[:DIGITS]}"

    @property
    def label(self) -> str:
        """What the row is, of which day, and which of its texts, in words."""
        name = self.row._meta.get_field(self.field).verbose_name  # noqa: SLF001 - Django's public name
        return ", ".join(filter(None, (kind_in_words(self.kind), self._day, str(name))))

    @property
    def _day(self) -> str:
        """The day that the row speaks of, else the one on which it was written; "" when it has neither."""
        days = (getattr(self.row, name, None) for name in DAYS)
        day = next((one for one in days if one), None)
        return format_date(timezone.localdate(day) if isinstance(day, datetime) else day) if day else ""


def kind_in_words(kind: str) -> str:
    """A kind of row as the log calls it."""
    return next((str(one.label) for one in declared(AuditedKind) if one.kind == kind), kind)


def texts_with(actor: Actor, case_file: CaseFile, words: list[str]) -> list[StandingText]:
    """The texts of one record that the actor sees and in which any of these words stands.

    Records of the same person at other bodies are theirs to erase from. Private notes of others are not among them,
    nor drafts: nobody else reads these. About two queries for each table.
    """
    found = (one for rows in own_rows(case_file.person) for one in _texts(rows, actor, case_file))
    return [one for one in found if spans_of(one.text, words)]


def records_beside(case_file: CaseFile) -> QuerySet[CaseFile]:
    """The record, and those of the same person that were joined to it within the body."""
    return CaseFile.objects.filter(person__in=same_person(case_file.person_id), body_id=case_file.body_id)


def _texts(rows: Rows, actor: Actor, case_file: CaseFile) -> Iterator[StandingText]:
    fields = [
        field.name
        for field in rows.model._meta.concrete_fields  # noqa: SLF001 - Django's public name
        if isinstance(field, SealedField) and rows.privacy.get(field.name) == Privacy.NARRATIVE
    ]
    if not fields or not issubclass(rows.model, AuditedModel) or not hasattr(rows.model, "key_holder"):
        return
    if rows.model is DataRequest:  # what was asked stays, or nobody could tell what was erased and why
        return
    of_the_body = Q(**{f"{way_to_body(rows.model)}body_id": case_file.body_id})
    for row in _seen(rows, actor).filter(of_the_body):
        yield from (StandingText(row, field, text) for field in fields if (text := open_text(row, field)))


@cache
def way_to_body(model: type[Model]) -> str:
    """The lookup from a row to the record it is in, else to its person, with "__" at the end.

    Both say of which body they are. The shortest way by keys that are always there; KeyError when there is none.
    """
    for end in (CaseFile, Person):
        ways: list[tuple[str, type[Model]]] = [("", model)]
        for way, at in ways:  # grows while it is read: the nearest first
            if at is end:
                return way
            if way.count("__") < FARTHEST:
                ways += [
                    (f"{way}{field.name}__", field.related_model)
                    for field in at._meta.concrete_fields  # noqa: SLF001 - Django's public name
                    if isinstance(field, ForeignKey) and not field.null and isinstance(field.related_model, type)
                ]
    raise KeyError(model)


def _seen(rows: Rows, actor: Actor) -> QuerySet[Any]:
    """Rows that the actor sees, by the rule of their model or of what they hang on; none when there is no rule."""
    manager = rows.model._default_manager  # noqa: SLF001 - Django's public name
    if hasattr(manager, "visible_to"):
        return rows.queryset.filter(pk__in=manager.visible_to(actor).values("pk"))
    keys = [
        (field.name, field.related_model._default_manager)  # noqa: SLF001 - Django's public name
        for field in rows.model._meta.concrete_fields  # noqa: SLF001 - Django's public name
        if isinstance(field, ForeignKey) and hasattr(field.related_model._default_manager, "visible_to")  # noqa: SLF001 - as above
    ]
    if not keys:
        return rows.queryset.none()
    hung = Q(*((f"{name}__in", parents.visible_to(actor).values("pk")) for name, parents in keys[:1]))
    return rows.queryset.filter(hung)


def erased_of(request: DataRequest) -> list[str]:
    """What was erased for a request, in words, each kind once with how many."""
    counts: dict[str, int] = {}
    for row in Erasure.objects.filter(request=request).order_by("pk"):
        counts[row.kind] = counts.get(row.kind, 0) + 1
    return [_("%(what)s: %(count)s") % {"what": kind_in_words(kind), "count": n} for kind, n in counts.items()]
