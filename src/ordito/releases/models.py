# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, SystemActor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.indicators.enums import Audience
from ordito.jobs.models import Job, JobState
from ordito.releases.enums import OUT, Protection, ReleaseState
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory, TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Mapping


class SeriesQuerySet(AuditedQuerySet["OpenSeries"]):
    """Series of open data."""

    def public(self) -> Self:
        """Those of which some table has left, be it withdrawn since: its address goes on answering."""
        return self.filter(releases__state__in=OUT).distinct()


class OpenSeries(AuditedModel):
    """A dataset of the open-data catalogue: the same table, period after period and version after version."""

    slug = models.SlugField(_("indirizzo"), max_length=80, unique=True)
    key = models.CharField(max_length=64, unique=True, editable=False)  # hash of what the tables have in common
    title = models.CharField(_("titolo"), max_length=200)
    description = models.TextField(_("descrizione"), max_length=2000)
    quarterly = models.BooleanField(_("trimestrale"), default=False)
    started_at = models.DateTimeField(_("pubblicata dal"))

    objects = SeriesQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("slug", "title", "description", "quarterly", "started_at"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "key"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["title", "id"], name="open_series_page")]

    def __str__(self) -> str:
        return self.title


def _in_hand(actor: Actor) -> Q:
    """What an actor may let out, as `rules.can_release` says of one."""
    able = [grant for grant in actor.grants if Verb.RELEASE_FIGURES in grant.verbs and grant.organisation_id is None]
    held = {grant.territory_id for grant in able if grant.territory_id}
    regions = set(Territory.objects.of_kind(TerritoryKind.REGION).filter(pk__in=held).values_list("pk", flat=True))
    found = Q(pk__in=[])
    for grant in able:
        outside = Verb.PUBLISH_OPEN_DATA in grant.verbs
        audience = Q() if outside else Q(audience=Audience.NETWORK)
        everywhere = grant.territory_id is None or grant.territory_id in regions
        places = Q() if everywhere else Q(place__in=TerritoryLink.objects.within([grant.territory_id or 0]))
        found |= (audience & places) or Q(pk__isnull=False)
    return found


class ReleaseQuerySet(AuditedQuerySet["Release"]):
    """Releases."""

    def visible_to(self, actor: Actor) -> Self:
        """What has left, for whoever sees statistics; what has not, for whoever may let it out."""
        if isinstance(actor, SystemActor):
            return self
        seen = Q(state__in=OUT) if actor.holds(Verb.VIEW_STATISTICS) else Q(pk__in=[])
        return self.filter(seen | _in_hand(actor))

    def out(self) -> Self:
        """What has left the house, withdrawn or not: the ledger."""
        return self.filter(state__in=OUT)

    def known_to(self, audience: Audience) -> Self:
        """What somebody of an audience may have: the network knows also what went outside."""
        rows = self.out()
        return rows.filter(audience=Audience.PUBLICATION) if audience == Audience.PUBLICATION else rows


class Release(AuditedModel):
    """A table that leaves the house, with what it says frozen: it is never counted again.

    `definition` is what was asked (`engine.frozen.Wanted`), `table` what left (`engine.frozen.FrozenTable`: no value
    stands in it for a hidden cell), `audit` what the attacker found before it left (`engine.frozen.Audit`). `head` is
    the number of the last table that the audit knew: a table that left since makes the audit void.
    """

    title = models.CharField(_("titolo"), max_length=200)
    description = models.TextField(_("descrizione"), max_length=2000, blank=True)
    purpose = models.CharField(_("a che cosa serve"), max_length=300)
    audience = models.CharField(_("per chi"), max_length=20, choices=Audience.choices)
    protection = models.CharField(
        _("protezione"), max_length=12, choices=Protection.choices, default=Protection.SUPPRESSION
    )
    place = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territorio")
    )
    period = models.CharField(_("periodo"), max_length=6)
    definition: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("definizione"))
    snapshot_key = models.CharField(max_length=32, editable=False)
    read_at = models.DateTimeField(_("dati al"))
    state = models.CharField(
        _("stato"), max_length=10, choices=ReleaseState.choices, default=ReleaseState.CHECKING, editable=False
    )
    threshold = models.PositiveSmallIntegerField(_("soglia"), default=0, editable=False)
    table: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("tabella"), default=dict)
    audit: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("verifica"), default=dict)
    head = models.PositiveIntegerField(default=0, editable=False)
    sha256 = models.CharField(_("impronta"), max_length=64, blank=True, editable=False)
    csv_bytes = models.PositiveIntegerField(_("ottetti del file CSV"), null=True, editable=False)
    job_id = models.BigIntegerField(null=True, editable=False)
    prepared_at = models.DateTimeField(_("preparata il"), editable=False)
    prepared_by_id = models.BigIntegerField(null=True, editable=False)
    prepared_by_name = models.CharField(_("preparata da"), max_length=160, editable=False)
    number = models.PositiveIntegerField(_("numero"), null=True, unique=True, editable=False)
    released_at = models.DateTimeField(_("uscita il"), null=True, editable=False)
    released_by_id = models.BigIntegerField(null=True, editable=False)
    released_by_name = models.CharField(_("fatta uscire da"), max_length=160, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("ritirata il"), null=True, editable=False)
    withdrawn_by_id = models.BigIntegerField(null=True, editable=False)
    withdrawn_by_name = models.CharField(_("ritirata da"), max_length=160, blank=True, editable=False)
    withdrawn_because = models.CharField(_("perché è stata ritirata"), max_length=300, blank=True)
    series = models.ForeignKey(
        OpenSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="releases", verbose_name=_("serie")
    )
    form_key = models.UUIDField(unique=True, editable=False)

    objects = ReleaseQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("title", "description", "purpose", "audience", "protection", "place"), Privacy.PUBLIC),
        **dict.fromkeys(("period", "definition", "read_at", "state", "threshold", "table", "audit"), Privacy.PUBLIC),
        **dict.fromkeys(
            ("sha256", "csv_bytes", "number", "released_at", "withdrawn_at", "withdrawn_because"), Privacy.PUBLIC
        ),
        **dict.fromkeys(("prepared_at", "prepared_by_id", "prepared_by_name"), Privacy.STAFF),
        **dict.fromkeys(("released_by_id", "released_by_name"), Privacy.STAFF),
        **dict.fromkeys(("withdrawn_by_id", "withdrawn_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "snapshot_key", "head", "job_id", "series", "form_key"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=OUT) | (Q(number__isnull=False, released_at__isnull=False) & ~Q(sha256="")),
                name="release_out_is_numbered",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.WITHDRAWN)
                | (Q(withdrawn_at__gte=F("released_at")) & ~Q(withdrawn_because="")),
                name="release_withdrawn_with_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="release_page")]

    def __str__(self) -> str:
        return self.title

    @property
    def check_failed(self) -> bool:
        """Whether nobody is checking it any more."""
        return Job.objects.filter(pk=self.job_id or 0, state=JobState.FAILED).exists()


class Ledger(AuditedModel):
    """The one row that whoever lets a table out holds, so that of two at once the second is checked against the first.

    `last` is the number of the last table that left.
    """

    last = models.PositiveIntegerField(default=0)

    objects = AuditedQuerySet["Ledger"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {"id": Privacy.TECHNICAL, "last": Privacy.TECHNICAL}

    def __str__(self) -> str:
        return f"ledger at {self.last}"
