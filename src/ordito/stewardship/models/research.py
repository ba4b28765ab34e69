# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.fields import SealedField, uuid7
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.stewardship.enums import ReleaseState, TableFormat
from ordito.stewardship.models.scopes import held_for
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class ResearchReleaseQuerySet(AuditedQuerySet["ResearchRelease"]):
    """Copies for research."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the places where the actor decides how long records are kept, and whoever signs discards."""
        return self.filter(held_for(actor, Verb.MANAGE_RETENTION) | held_for(actor, Verb.SIGN_DISCARD))


class ResearchRelease(AuditedModel):
    """A pseudonymised table that leaves a body for a study, by a decision with number and date; no free text.

    `sealed_key` is the key of this release alone, sealed by the ring: the same person has another pseudonym in every
    release. It is destroyed with the file, and then nobody can lead a row back to anybody.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Ambito"))
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    title = models.CharField(_("studio"), max_length=200)
    decided_by = models.CharField(_("chi ha deciso"), max_length=200)
    decision_number = models.CharField(_("numero della decisione"), max_length=60)
    decided_on = models.DateField(_("data della decisione"))
    recipients = models.CharField(_("chi la riceve"), max_length=300)
    purpose = models.CharField(_("a che cosa serve"), max_length=500)
    variables: models.JSONField[list[str], list[str]] = models.JSONField(_("dati"), default=list)
    since = models.DateField(_("prese in carico dal"))
    until = models.DateField(_("prese in carico al"))
    smallest = models.PositiveSmallIntegerField(_("gruppo più piccolo"), default=5)
    format = models.CharField(_("formato"), max_length=4, choices=TableFormat.choices, default=TableFormat.XLSX)
    state = models.CharField(_("stato"), max_length=10, choices=ReleaseState.choices, default=ReleaseState.MAKING)
    sealed_key = SealedField()
    job_id = models.BigIntegerField(null=True, editable=False)
    stored_file_id = models.BigIntegerField(null=True, editable=False)
    rows = models.PositiveIntegerField(_("righe"), default=0)
    rows_masked = models.PositiveIntegerField(_("righe con dati oscurati"), default=0)
    asked_at = models.DateTimeField(_("chiesta il"), editable=False)
    asked_by_id = models.BigIntegerField(null=True, editable=False)
    asked_by_name = models.CharField(_("chiesta da"), max_length=160)
    expires_at = models.DateTimeField(_("disponibile fino al"), editable=False)
    form_key = models.UUIDField(unique=True, editable=False)

    objects = ResearchReleaseQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("ambito", "body", "title", "decided_by", "decision_number", "decided_on"), Privacy.PUBLIC),
        **dict.fromkeys(("recipients", "purpose", "variables", "since", "until", "smallest"), Privacy.PUBLIC),
        "sealed_key": Privacy.IDENTITY,
        **dict.fromkeys(("asked_at", "asked_by_id", "asked_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "public_id", "format", "state", "job_id", "stored_file_id"), Privacy.TECHNICAL),
        **dict.fromkeys(("rows", "rows_masked", "expires_at", "form_key"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="research_release_dates_ordered"),
            models.CheckConstraint(condition=Q(smallest__gte=3), name="research_release_no_tiny_groups"),
        ]
        indexes: ClassVar = [models.Index(fields=["ambito", "-id"], name="research_release_page")]

    def __str__(self) -> str:
        return f"research release {self.pk}"

    @property
    def key_context(self) -> bytes:
        """The place to which the sealed key is bound."""
        return f"stewardship.researchrelease.sealed_key/{self.public_id}".encode()
