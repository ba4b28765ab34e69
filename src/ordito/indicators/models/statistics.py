# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.indicators.engine.disclosure import DEFAULT_THRESHOLD, LOWEST_THRESHOLD
from ordito.indicators.enums import Audience, SnapshotState

if TYPE_CHECKING:
    from collections.abc import Mapping


class SnapshotQuerySet(AuditedQuerySet["Snapshot"]):
    """Snapshots."""

    def published(self) -> Snapshot | None:
        """The one that figures are made from: the pointer that publication moves."""
        return self.filter(state=SnapshotState.PUBLISHED).first()


class Snapshot(AuditedModel):
    """An immutable copy of what is counted, without identities: a folder of Parquet named by `key`.

    `read_at` is the point in time at which every file of it is true. Nothing in it is changed after publication.
    `noise_*` are the rules of noise (ADR 0021) that its figures are shown by: one table read under several would tell
    the truth, so that new rules wait for the next full reading.
    """

    key = models.CharField(max_length=32, unique=True)
    state = models.CharField(_("stato"), max_length=10, choices=SnapshotState.choices, default=SnapshotState.BUILDING)
    read_at = models.DateTimeField(_("dati al"))
    published_at = models.DateTimeField(_("in uso dal"), null=True, blank=True)
    takings = models.PositiveIntegerField(_("prese in carico"), default=0)
    persons = models.PositiveIntegerField(_("persone"), default=0)
    first_day = models.DateField(_("prima apertura"), null=True, blank=True)
    noise_variance = models.DecimalField(_("varianza del rumore"), max_digits=4, decimal_places=1, default=Decimal(3))
    noise_deviation = models.PositiveSmallIntegerField(_("scarto più grande"), default=6)

    objects = SnapshotQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(
        ("id", "key", "state", "read_at", "published_at", "takings", "persons", "first_day"), Privacy.TECHNICAL
    ) | {"noise_variance": Privacy.PUBLIC, "noise_deviation": Privacy.PUBLIC}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=SnapshotState.PUBLISHED), name="snapshot_one_published"
            )
        ]

    def __str__(self) -> str:
        return self.key


class DisclosurePolicy(AuditedModel):
    """How figures are protected for an audience. Under three persons nothing is ever shown, by law.

    `noise_*` say how far figures that people make by choice may lie from the true ones (ADR 0021), from the next full
    reading of the data on.
    """

    audience = models.CharField(_("per chi"), max_length=20, choices=Audience.choices, unique=True)
    threshold = models.PositiveSmallIntegerField(_("soglia"), default=DEFAULT_THRESHOLD)
    exact_in_own_place = models.BooleanField(_("cifre esatte nel proprio territorio"), default=True)
    noise_variance = models.DecimalField(_("varianza del rumore"), max_digits=4, decimal_places=1, default=Decimal(3))
    noise_deviation = models.PositiveSmallIntegerField(_("scarto più grande"), default=6)
    noise_changed_at = models.DateTimeField(_("rumore cambiato il"), null=True, blank=True)

    objects = AuditedQuerySet["DisclosurePolicy"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "audience": Privacy.PUBLIC,
        "threshold": Privacy.PUBLIC,
        "exact_in_own_place": Privacy.PUBLIC,
        "noise_variance": Privacy.PUBLIC,
        "noise_deviation": Privacy.PUBLIC,
        "noise_changed_at": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(threshold__gte=LOWEST_THRESHOLD), name="disclosure_policy_threshold_lawful"
            ),
            models.CheckConstraint(
                condition=Q(noise_variance__gte=1, noise_deviation__gte=4), name="disclosure_policy_noise_protects"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}: {self.threshold}"


class AgeBand(AuditedModel):
    """A band of completed ages, from `first` to the next band; `opens_broad` starts a broader band with it."""

    first = models.PositiveSmallIntegerField(_("età minima"), unique=True)
    opens_broad = models.BooleanField(_("comincia una fascia ampia"), default=False)

    objects = AuditedQuerySet["AgeBand"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "first": Privacy.PUBLIC,
        "opens_broad": Privacy.PUBLIC,
    }

    def __str__(self) -> str:
        return f"{self.first}+"
