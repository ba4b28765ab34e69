# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


class VenueQuerySet(AuditedQuerySet["Venue"]):
    """Venues."""

    def visible_to(self, actor: Actor) -> Self:
        """Known to whoever sees the calendar."""
        return self if actor.holds(Verb.VIEW_MEETINGS) else self.none()


class Venue(AuditedModel):
    """A building where people meet, in a Comune."""

    name = models.CharField(_("nome"), max_length=160)
    municipality = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="venues", verbose_name=_("Comune")
    )
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    access_notes = models.CharField(_("come si arriva e accessibilità"), max_length=300, blank=True)
    active = models.BooleanField(_("in uso"), default=True)

    objects = VenueQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("name", "municipality", "address", "access_notes", "active"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "municipality"], name="venue_name_unique")]
        indexes: ClassVar = [models.Index(fields=["name", "id"], name="venue_page")]

    def __str__(self) -> str:
        return self.name


class RoomQuerySet(AuditedQuerySet["Room"]):
    """Rooms."""

    def visible_to(self, actor: Actor) -> Self:
        """Known to whoever sees the calendar."""
        return self if actor.holds(Verb.VIEW_MEETINGS) else self.none()


class Room(AuditedModel):
    """A room of a venue: the thing that can be taken by somebody else at the same time."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="rooms", verbose_name=_("sede"))
    name = models.CharField(_("sala"), max_length=80)
    seats = models.PositiveSmallIntegerField(_("posti"), null=True, blank=True)

    objects = RoomQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("venue", "name", "seats"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["venue", "name"], name="room_name_unique")]

    def __str__(self) -> str:
        return f"{self.venue.name}, {self.name}"
