# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, SystemActor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.explore.enums import Look, ReportState
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = TypeVar("Row", bound="Kept")


class KeptQuerySet(AuditedQuerySet[Row]):
    """Things that somebody keeps and may show to the colleagues of one place or body."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those shown to a place or body where one works."""
        if isinstance(actor, SystemActor):
            return self
        if not actor.holds(Verb.VIEW_STATISTICS):
            return self.none()
        places = [grant.territory_id for grant in actor.grants if grant.territory_id]
        bodies = [grant.organisation_id for grant in actor.grants if grant.organisation_id]
        shown = Q(shared_territory__in=places) | Q(shared_organisation__in=bodies)
        return self.filter(Q(owner=actor.actor_id) | shown)


class Kept(AuditedModel):
    """Something that belongs to one person, who alone changes it, and that colleagues may be let to open.

    It holds questions, never figures of records as they are: whoever opens it sees what they may see.
    """

    name = models.CharField(_("nome"), max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("di chi è")
    )
    shared_territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("condivisa in")
    )
    shared_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("condivisa in")
    )
    changed_at = models.DateTimeField(_("modificata il"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def shared(self) -> Territory | Organisation | None:
        """Where colleagues may open it; None while it is private."""
        return self.shared_territory or self.shared_organisation


KEPT_PRIVACY: Mapping[str, Privacy] = {
    "id": Privacy.TECHNICAL,
    "name": Privacy.TECHNICAL,  # of a table, not of persons
    "owner": Privacy.STAFF,
    "shared_territory": Privacy.PUBLIC,
    "shared_organisation": Privacy.PUBLIC,
    "changed_at": Privacy.TECHNICAL,
    "version": Privacy.TECHNICAL,
}


class SavedViewQuerySet(KeptQuerySet["SavedView"]):
    """Saved views."""


class SavedView(Kept):
    """A question with a name: the parameters of the page of tables, and how it is drawn."""

    question: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(_("domanda"))
    look = models.CharField(_("come si vede"), max_length=10, choices=Look.choices, default=Look.TABLE)

    objects = SavedViewQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **KEPT_PRIVACY,
        "question": Privacy.TECHNICAL,
        "look": Privacy.TECHNICAL,
    }


class DashboardQuerySet(KeptQuerySet["Dashboard"]):
    """Dashboards."""


class Dashboard(Kept):
    """Up to twelve views beside each other; those that come with Ordito are data of `seeds`, not rows."""

    objects = DashboardQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = KEPT_PRIVACY


class Tile(AuditedModel):
    """One view on a dashboard; two dashboards may show the same."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="tiles")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="tiles", verbose_name=_("vista"))
    look = models.CharField(_("come si vede"), max_length=10, choices=Look.choices)
    position = models.PositiveSmallIntegerField(_("posto"))

    objects = AuditedQuerySet["Tile"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(
        ("id", "dashboard", "view", "look", "position"), Privacy.TECHNICAL
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dashboard", "view", "look"], name="tile_once_on_a_dashboard")
        ]

    def __str__(self) -> str:
        return f"{self.dashboard_id}.{self.position}"


class ReportQuerySet(KeptQuerySet["Report"]):
    """Reports."""


class Report(Kept):
    """A text with figures. `text` has paragraphs, headings ("## ") and the places of figures ("[figura 1]").

    Once approved neither text nor figures change; another edition begins from it.
    """

    text = models.TextField(_("testo"), max_length=60_000, blank=True)  # about figures, no names of persons served
    state = models.CharField(_("stato"), max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    edition = models.PositiveSmallIntegerField(_("edizione"), default=1)
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="following", verbose_name=_("dopo")
    )
    approved_at = models.DateTimeField(_("approvata il"), null=True, blank=True)
    digest = models.CharField(_("impronta"), max_length=64, blank=True)  # SHA-256 of text and figures as approved

    objects = ReportQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **KEPT_PRIVACY,
        **dict.fromkeys(("text", "state", "edition", "previous", "approved_at", "digest"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT, approved_at__isnull=True, digest="")
                | (Q(state=ReportState.APPROVED, approved_at__isnull=False) & ~Q(digest="")),
                name="report_approved_with_digest",
            )
        ]

    @property
    def is_draft(self) -> bool:
        """Whether it may still be written."""
        return self.state == ReportState.DRAFT


class ReportFigure(AuditedModel):
    """A figure of a report: a question whose period is fixed, and since approval the table as it was then."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="figures")
    number = models.PositiveSmallIntegerField(_("numero"))
    caption = models.CharField(_("didascalia"), max_length=200)
    question: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(_("domanda"))
    definition = models.CharField(_("definizione"), max_length=60, blank=True)  # the indicator's version, in words
    look = models.CharField(_("come si vede"), max_length=10, choices=Look.choices, default=Look.TABLE)
    frozen: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True, blank=True)

    objects = AuditedQuerySet["ReportFigure"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(
        ("id", "report", "number", "caption", "question", "definition", "look", "frozen"), Privacy.TECHNICAL
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "number"], name="report_figure_number")]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.number}"
