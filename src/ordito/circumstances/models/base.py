# SPDX-License-Identifier: EUPL-1.2
"""What every dated fact about a person has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import CaseFile, Code, Person, TeamShare
from ordito.cases.models.scopes import on_team_today
from ordito.circumstances.enums import ListKey
from ordito.core.access import Actor, SystemActor, Verb
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, DatedQuerySet, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.declare import Text

Row = TypeVar("Row", bound="Fact")


def of_list(key: ListKey, label: Text, *, optional: bool = False) -> models.ForeignKey[Any, Any]:
    """A column that holds an entry of one code list; which list, actions and forms read from `limit_choices_to`."""
    return models.ForeignKey(
        Code,
        on_delete=models.PROTECT,
        null=optional,
        blank=optional,
        related_name="+",
        verbose_name=label,
        limit_choices_to={"code_list__key": key.value},
    )


def shared_person(actor: Actor, part: Part, *, path: str = "person_id") -> Q:
    """Rows whose person (`path` leads to the id) has a record that the actor reads whole, or in this part."""
    shared = TeamShare.objects.filter(
        on_team_today(actor, prefix="member__"),
        member__taking__case_file__person_id=OuterRef(path),
        member__taking__case_file__annulled_at__isnull=True,
        member__taking__annulled_at__isnull=True,
        part=part,
    )
    whole = CaseFile.objects.read_whole_by(actor).values("person_id")
    return Q(**{f"{path}__in": whole}) | Q(Exists(shared))


class FactQuerySet(DatedQuerySet[Row]):
    """Dated facts about persons."""

    def current(self) -> Self:
        """Rows that stand: not those written by mistake and withdrawn."""
        return self.filter(annulled_at__isnull=True)

    def visible_to(self, actor: Actor) -> Self:
        """Rows that stand, of persons whose record the actor reads whole or in the part of this kind of fact."""
        if isinstance(actor, SystemActor):
            return self.current()
        if not actor.holds(Verb.VIEW_RECORD):
            return self.none()
        return self.current().filter(shared_person(actor, self.model.part))


class Fact(AuditedModel):
    """Something true of a person from one day to another, both included.

    An empty first day means "nobody knows since when", an empty last day "still so". When it was true and when it was
    written are two things: a late entry keeps both.
    """

    part: ClassVar[Part] = Part.CIRCUMSTANCES

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_to = models.DateField(_("al"), null=True, blank=True)
    source = of_list(ListKey.FACT_SOURCE, _("da dove lo sappiamo"))
    note = SealedField(_("nota"))
    recorded_at = models.DateTimeField(_("scritto il"), editable=False)
    recorded_by_id = models.BigIntegerField(null=True, editable=False)
    recorded_by_name = models.CharField(_("scritto da"), max_length=160, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    common_privacy: ClassVar[Mapping[str, Privacy]] = {
        "person": Privacy.LINK,
        **dict.fromkeys(("valid_from", "valid_to", "source"), Privacy.PERSONAL),
        "note": Privacy.NARRATIVE,
        **dict.fromkeys(("recorded_at", "recorded_by_id", "recorded_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "annulled_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_fact_dates_ordered",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person it speaks of."""
        return self.person
