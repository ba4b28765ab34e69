# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Grant, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy
from ordito.territory.enums import Hierarchy, Sex, TerritoryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class TerritoryQuerySet(DatedQuerySet["Territory"]):
    """Places."""

    def visible_to(self, actor: Actor) -> Self:
        """Places are public within the house."""
        return self if actor.holds(Verb.VIEW_TERRITORY) else self.none()

    def of_kind(self, kind: TerritoryKind) -> Self:
        """Places of one kind."""
        return self.filter(kind=kind)


class Territory(AuditedModel):
    """A place. An Ambito is a place too; the body through which it acts is a `TerritoryBody`."""

    kind = models.CharField(_("tipo"), max_length=20, choices=TerritoryKind.choices)
    code = models.CharField(_("codice"), max_length=40)  # unique within the kind, stable across loads
    name = models.CharField(_("nome"), max_length=120)
    istat_code = models.CharField(_("codice ISTAT"), max_length=6, blank=True)
    cadastral_code = models.CharField(_("codice catastale"), max_length=4, blank=True)
    valid_from = models.DateField(_("valido dal"), null=True, blank=True)
    valid_to = models.DateField(_("valido fino al"), null=True, blank=True)
    verified = models.BooleanField(_("verificato"), default=False)

    objects = TerritoryQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "kind": Privacy.PUBLIC,
        "code": Privacy.PUBLIC,
        "name": Privacy.PUBLIC,
        "istat_code": Privacy.PUBLIC,
        "cadastral_code": Privacy.PUBLIC,
        "valid_from": Privacy.PUBLIC,
        "valid_to": Privacy.PUBLIC,
        "verified": Privacy.PUBLIC,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "code"], name="territory_code_unique"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="territory_dates_ordered",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "name"], name="territory_kind_name")]

    def __str__(self) -> str:
        return self.name

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Reading is for all; managing, for whoever has the verb everywhere, on this place or on one around it."""
        if verb == Verb.VIEW_TERRITORY:
            return actor.holds(verb)
        return any(verb in grant.verbs and covers(grant, self.pk) for grant in actor.grants)


class TerritoryLinkQuerySet(DatedQuerySet["TerritoryLink"]):
    """Which place stands within which."""

    def around(self, territory_id: int) -> set[int]:
        """The place itself and all those it stands within today, at whatever height: links still open."""
        found = {territory_id}
        newest = found
        while newest:
            parents = self.filter(child__in=newest, valid_to__isnull=True).values_list("parent_id", flat=True)
            newest = set(parents) - found
            found = found | newest
        return found

    def within(self, territory_ids: Iterable[int]) -> set[int]:
        """The places themselves and all those that stand within them today, at whatever depth: links still open."""
        found = newest = set(territory_ids)
        while newest:
            children = self.filter(parent__in=newest, valid_to__isnull=True).values_list("child_id", flat=True)
            newest = set(children) - found
            found = found | newest
        return found


def covers(grant: Grant, territory_id: int | None) -> bool:
    """Whether a membership reaches a place: it is on no place and no body, or on this place or one around it."""
    if grant.organisation_id is not None:
        return False
    if grant.territory_id is None:
        return True
    return territory_id is not None and grant.territory_id in TerritoryLink.objects.around(territory_id)


class TerritoryLink(AuditedModel):
    """`child` stands within `parent` in a hierarchy, between two dates; the last day is included."""

    parent = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="links_down")
    child = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="links_up")
    hierarchy = models.CharField(_("gerarchia"), max_length=20, choices=Hierarchy.choices)
    is_lead = models.BooleanField(_("Comune capofila"), default=False)
    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_to = models.DateField(_("al"), null=True, blank=True)
    verified = models.BooleanField(_("verificato"), default=False)

    objects = TerritoryLinkQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "parent": Privacy.PUBLIC,
        "child": Privacy.PUBLIC,
        "hierarchy": Privacy.PUBLIC,
        "is_lead": Privacy.PUBLIC,
        "valid_from": Privacy.PUBLIC,
        "valid_to": Privacy.PUBLIC,
        "verified": Privacy.PUBLIC,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child", "hierarchy"],
                condition=Q(valid_to__isnull=True),
                name="territory_link_one_open_parent",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="territory_link_dates_ordered",
            ),
            models.CheckConstraint(condition=~Q(parent=F("child")), name="territory_link_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} < {self.parent_id} ({self.hierarchy})"


class Population(AuditedModel):
    """Residents of a Comune on 1 January of a year, by sex and completed age; 100 means 100 and over."""

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="population")
    year = models.PositiveSmallIntegerField(_("anno"))
    sex = models.CharField(_("sesso"), max_length=1, choices=Sex.choices)
    age = models.PositiveSmallIntegerField(_("età"))
    residents = models.PositiveIntegerField(_("residenti"))

    objects = AuditedQuerySet["Population"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "territory": Privacy.PUBLIC,
        "year": Privacy.PUBLIC,
        "sex": Privacy.PUBLIC,
        "age": Privacy.PUBLIC,
        "residents": Privacy.PUBLIC,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["territory", "year", "sex", "age"], name="population_cell_unique"),
            models.CheckConstraint(condition=Q(age__lte=100), name="population_age_range"),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} {self.year} {self.sex} {self.age}"


class RegionBoundary(AuditedModel):
    """Simplified boundaries of a region's Comuni, as the shared arcs of one topology (see `engine.geometry`)."""

    region = models.OneToOneField(Territory, on_delete=models.PROTECT, related_name="boundary")
    topology = models.JSONField(_("confini"))
    attribution = models.CharField(_("fonte"), max_length=300)
    digest = models.CharField(max_length=64)  # SHA-256 of the topology: drawings are cached under it

    objects = AuditedQuerySet["RegionBoundary"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "region": Privacy.PUBLIC,
        "topology": Privacy.PUBLIC,
        "attribution": Privacy.PUBLIC,
        "digest": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"{self.region_id}"
