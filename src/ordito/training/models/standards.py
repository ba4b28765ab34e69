# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.meetings.models.reach import reach_of
from ordito.territory.models import Organisation, Territory
from ordito.training.enums import StandardState
from ordito.training.models.courses import Course, CourseModule, Edition
from ordito.training.models.reach import within_reach

if TYPE_CHECKING:
    from collections.abc import Mapping


class StandardQuerySet(AuditedQuerySet["TrainingStandard"]):
    """Training standards."""

    def visible_to(self, actor: Actor) -> Self:
        """The network knows those that were put in use; what is being written, who manages it."""
        if not actor.holds(Verb.VIEW_TRAINING):
            return self.none()
        versions = StandardVersion.objects.filter(standard=OuterRef("pk")).exclude(state=StandardState.DRAFT)
        mine = within_reach(actor, Verb.MANAGE_TRAINING)
        return self.filter(Q(Exists(versions)) | mine) if mine else self


class TrainingStandard(AuditedModel):
    """An experimental training standard (*standard formativo*): what a training must have, by version."""

    title = models.CharField(_("titolo"), max_length=200, unique=True)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente che lo propone")
    )
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("territorio in cui vale")
    )
    form_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StandardQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("title", "organiser", "territory"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "form_key", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["title", "id"], name="training_standard_page")]

    def __str__(self) -> str:
        return self.title

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Managed by the memberships on its organiser or on a place around its own."""
        return reach_of(actor, verb).covers(territory_id=self.territory_id, organiser_id=self.organiser_id)


class StandardVersion(AuditedModel):
    """A standard as it stands between two moments; once in use it is never changed, only followed by another."""

    standard = models.ForeignKey(TrainingStandard, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("versione"))
    state = models.CharField(
        _("stato"), max_length=8, choices=StandardState.choices, default=StandardState.DRAFT, editable=False
    )
    aims = models.TextField(_("a che cosa serve"), max_length=4000, blank=True)
    hours = models.DecimalField(
        _("ore in tutto, almeno"), max_digits=5, decimal_places=1, validators=[MinValueValidator(1)]
    )
    teachers = models.TextField(_("requisiti dei docenti"), max_length=4000, blank=True)
    assessment = models.TextField(_("valutazione degli apprendimenti"), max_length=4000, blank=True)
    changes = models.CharField(_("che cosa cambia"), max_length=500, blank=True)
    in_use_at = models.DateTimeField(_("in uso dal"), null=True, blank=True, editable=False)
    in_use_by_name = models.CharField(_("messo in uso da"), max_length=160, blank=True, editable=False)
    retired_at = models.DateTimeField(_("ritirato il"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # of the row, as forms show it

    objects = AuditedQuerySet["StandardVersion"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("standard", "number", "state", "aims", "hours", "teachers", "assessment", "changes", "in_use_at",
             "retired_at"),
            Privacy.PUBLIC,
        ),
        "in_use_by_name": Privacy.STAFF,
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standard", "number"], name="standard_version_number"),
            models.UniqueConstraint(
                fields=["standard"], condition=Q(state=StandardState.IN_USE), name="standard_one_version_in_use"
            ),
            models.UniqueConstraint(
                fields=["standard"], condition=Q(state=StandardState.DRAFT), name="standard_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state=StandardState.DRAFT) | Q(in_use_at__isnull=False), name="standard_in_use_with_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard_id} v{self.number}"


class StandardCompetence(AuditedModel):
    """Something that who was trained by a standard can do."""

    standard_version = models.ForeignKey(StandardVersion, on_delete=models.CASCADE, related_name="competences")
    position = models.PositiveSmallIntegerField(_("ordine"))
    text = models.CharField(_("competenza"), max_length=300)

    objects = AuditedQuerySet["StandardCompetence"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("standard_version", "position", "text"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standard_version", "position"], name="standard_competence_order")
        ]

    def __str__(self) -> str:
        return self.text


class StandardContent(AuditedModel):
    """A subject that a standard asks for, and for how many hours at least."""

    standard_version = models.ForeignKey(StandardVersion, on_delete=models.CASCADE, related_name="contents")
    position = models.PositiveSmallIntegerField(_("ordine"))
    title = models.CharField(_("contenuto"), max_length=200)
    hours = models.DecimalField(_("ore, almeno"), max_digits=5, decimal_places=1)

    objects = AuditedQuerySet["StandardContent"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("standard_version", "position", "title", "hours"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standard_version", "position"], name="standard_content_order")
        ]

    def __str__(self) -> str:
        return self.title


class StandardCourse(AuditedModel):
    """A course that follows a version of a standard."""

    standard_version = models.ForeignKey(StandardVersion, on_delete=models.CASCADE, related_name="courses")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="standards", verbose_name=_("corso"))

    objects = AuditedQuerySet["StandardCourse"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "standard_version": Privacy.PUBLIC,
        "course": Privacy.PUBLIC,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standard_version", "course"], name="standard_course_once")
        ]

    def __str__(self) -> str:
        return f"{self.standard_version_id}: {self.course_id}"


class StandardCoverage(AuditedModel):
    """Which module of a course treats which content of the standard it follows, as somebody said by hand."""

    link = models.ForeignKey(StandardCourse, on_delete=models.CASCADE, related_name="coverage")
    content = models.ForeignKey(StandardContent, on_delete=models.CASCADE, related_name="+")
    module = models.ForeignKey(CourseModule, on_delete=models.CASCADE, related_name="+")

    objects = AuditedQuerySet["StandardCoverage"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("link", "content", "module"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "content", "module"], name="standard_coverage_once")
        ]

    def __str__(self) -> str:
        return f"{self.content_id} by {self.module_id}"


class StandardEvidence(AuditedModel):
    """What the evaluation of a course, or of one of its editions, says in support of a standard."""

    standard = models.ForeignKey(TrainingStandard, on_delete=models.PROTECT, related_name="evidence")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", verbose_name=_("corso"))
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("edizione")
    )  # none: the whole course
    finding = models.CharField(_("che cosa se ne ricava"), max_length=500)
    at = models.DateTimeField(_("scritto il"), editable=False)
    by_name = models.CharField(_("scritto da"), max_length=160, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)

    objects = AuditedQuerySet["StandardEvidence"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("standard", "course", "edition", "finding", "at"), Privacy.PUBLIC),
        "by_name": Privacy.STAFF,
        **dict.fromkeys(("id", "form_key"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return self.finding
