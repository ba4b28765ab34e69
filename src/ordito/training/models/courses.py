# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.meetings.models import KEEPERS, Meeting, Participation, Venue
from ordito.meetings.models.reach import reach_of
from ordito.territory.models import Organisation, Professional, Programme, ServiceType, Territory
from ordito.training.enums import (
    AccreditationState,
    AccreditedKind,
    AccreditingBody,
    CourseState,
    DeliveryMode,
    EditionState,
)
from ordito.training.models.plans import PlanLine
from ordito.training.models.reach import within_reach
from ordito.training.models.tracks import Track

if TYPE_CHECKING:
    from collections.abc import Mapping


class CertificateType(AuditedModel):
    """What a course ends with, and from which share of its hours: a row, because funds ask for different ones."""

    code = models.SlugField(_("codice"), max_length=30, unique=True)
    name = models.CharField(_("nome"), max_length=120)
    threshold = models.PositiveSmallIntegerField(
        _("frequenza minima in percentuale"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    verified = models.BooleanField(_("verificato"), default=False)

    objects = AuditedQuerySet["CertificateType"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "code": Privacy.PUBLIC,
        "name": Privacy.PUBLIC,
        "threshold": Privacy.PUBLIC,
        "verified": Privacy.PUBLIC,
    }

    def __str__(self) -> str:
        return self.name


class CourseQuerySet(AuditedQuerySet["Course"]):
    """Courses."""

    def visible_to(self, actor: Actor) -> Self:
        """The catalogue is known to the network; what is being prepared, to who manages it."""
        if not actor.holds(Verb.VIEW_TRAINING):
            return self.none()
        mine = within_reach(actor, Verb.MANAGE_TRAINING)
        return self.filter(~Q(state=CourseState.DRAFT) | mine) if mine else self


class Course(AuditedModel):
    """What is taught: aims, modules, hours, methods; it is given in editions."""

    title = models.CharField(_("titolo"), max_length=200)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente che organizza")
    )
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("territorio a cui si rivolge")
    )
    plan_line = models.ForeignKey(
        PlanLine, on_delete=models.PROTECT, null=True, blank=True, related_name="courses",
        verbose_name=_("linea del piano"),
    )  # fmt: skip
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programma")
    )
    aims = models.TextField(_("obiettivi"), max_length=4000, blank=True)
    methods = models.TextField(_("metodi"), max_length=2000, blank=True)
    teachers = models.CharField(_("docenti"), max_length=500, blank=True)
    profiles: models.JSONField[list[str], list[str]] = models.JSONField(
        _("a quali profili si rivolge"), default=list, blank=True
    )  # of `Profile`; none: all
    mode = models.CharField(
        _("come si svolge"), max_length=12, choices=DeliveryMode.choices, default=DeliveryMode.PRESENCE
    )
    hours = models.DecimalField(
        _("ore"), max_digits=5, decimal_places=1, validators=[MinValueValidator(1)]
    )  # what the attendance of an edition is measured against
    track = models.ForeignKey(
        Track, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("percorso richiesto"),
    )  # fmt: skip  # none: for all
    service_type = models.ForeignKey(
        ServiceType, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("anzianità contata nel tipo di servizio"),
    )  # fmt: skip  # none: in all of them
    certificate_type = models.ForeignKey(
        CertificateType, on_delete=models.PROTECT, related_name="+", verbose_name=_("attestato")
    )
    state = models.CharField(_("stato"), max_length=8, choices=CourseState.choices, default=CourseState.DRAFT)
    form_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CourseQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("title", "organiser", "territory", "plan_line", "programme", "aims", "methods", "teachers", "profiles",
             "mode", "hours", "track", "service_type", "certificate_type", "state"),
            Privacy.PUBLIC,
        ),
        **dict.fromkeys(("id", "form_key", "version"), Privacy.TECHNICAL),
    }  # fmt: skip

    class Meta:
        indexes: ClassVar = [models.Index(fields=["title", "id"], name="course_page")]

    def __str__(self) -> str:
        return self.title

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Managed by the memberships on its organiser or on a place around its own."""
        return reach_of(actor, verb).covers(territory_id=self.territory_id, organiser_id=self.organiser_id)


class CourseModule(AuditedModel):
    """A part of a course, with its contents and hours."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="modules")
    position = models.PositiveSmallIntegerField(_("ordine"))
    title = models.CharField(_("titolo"), max_length=200)
    contents = models.TextField(_("contenuti"), max_length=2000, blank=True)
    hours = models.DecimalField(_("ore"), max_digits=5, decimal_places=1)

    objects = AuditedQuerySet["CourseModule"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("course", "position", "title", "contents", "hours"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["course", "position"], name="course_module_order")]

    def __str__(self) -> str:
        return self.title


class Accreditation(AuditedModel):
    """A request for credits to a body, and what it answered; credits count only once granted."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="accreditations")
    body = models.CharField(_("a chi"), max_length=16, choices=AccreditingBody.choices)
    body_text = models.CharField(_("quale altro ente"), max_length=160, blank=True)
    state = models.CharField(
        _("esito"), max_length=10, choices=AccreditationState.choices, default=AccreditationState.REQUESTED
    )
    requested_on = models.DateField(_("richiesto il"))
    decided_on = models.DateField(_("esito del"), null=True, blank=True)
    code = models.CharField(_("codice"), max_length=60, blank=True)
    kind = models.CharField(_("che cosa si accredita"), max_length=8, choices=AccreditedKind.choices)
    mode = models.CharField(_("modalità"), max_length=12, choices=DeliveryMode.choices)
    credits = models.DecimalField(_("crediti"), max_digits=5, decimal_places=1, default=0)
    deontological = models.DecimalField(_("di cui deontologici"), max_digits=5, decimal_places=1, default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuditedQuerySet["Accreditation"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("course", "body", "body_text", "state", "requested_on", "decided_on", "code", "kind", "mode", "credits",
             "deontological"),
            Privacy.PUBLIC,
        ),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(deontological__lte=F("credits")), name="accreditation_deontological_among_credits"
            ),
            models.CheckConstraint(
                condition=Q(state=AccreditationState.GRANTED) | Q(credits=0), name="accreditation_credits_when_granted"
            ),
            models.CheckConstraint(
                condition=Q(state=AccreditationState.REQUESTED) | Q(decided_on__isnull=False),
                name="accreditation_decided_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.body} {self.state}"


class EditionQuerySet(AuditedQuerySet["Edition"]):
    """Editions."""

    def visible_to(self, actor: Actor) -> Self:
        """Who manages, tutors or teaches it sees an edition from the beginning; the network, once it is open."""
        if not actor.holds(Verb.VIEW_TRAINING):
            return self.none()
        mine = within_reach(actor, Verb.MANAGE_TRAINING)
        return self.filter(~Q(state=EditionState.DRAFT) | mine | self._led_by(actor)) if mine else self

    def led_by(self, actor: Actor) -> Self:
        """Those that somebody tutors, or in which they teach."""
        return self.filter(self._led_by(actor))

    def tutored_by(self, actor: Actor) -> Self:
        """Those of which somebody is the tutor: who is enrolled and every register, as who manages them."""
        return self.filter(tutor=actor.professional_id or 0)

    @staticmethod
    def _led_by(actor: Actor) -> Q:
        if actor.professional_id is None:
            return Q(pk__in=())
        led = Participation.objects.filter(professional=actor.professional_id, role__in=KEEPERS)
        taught = Lesson.objects.filter(meeting__in=led.values("meeting"))
        return Q(tutor=actor.professional_id) | Q(pk__in=taught.values("edition"))


class Edition(AuditedModel):
    """A course given once, in a place, to so many people.

    Its lessons are meetings that belong to it; it cannot be deleted, only cancelled with a reason.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="editions", verbose_name=_("corso"))
    name = models.CharField(_("nome dell’edizione"), max_length=120)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente che organizza")
    )
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("territorio"))
    need_area = models.CharField(_("macro-area di fabbisogno"), max_length=120, blank=True)
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sede")
    )
    remote_url = models.URLField(_("collegamento a distanza"), max_length=500, blank=True)
    seats = models.PositiveSmallIntegerField(_("posti"), validators=[MinValueValidator(1)])
    starts_on = models.DateField(_("inizio"))
    ends_on = models.DateField(_("fine"))
    tutor = models.ForeignKey(
        Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tutor d’aula")
    )
    threshold = models.PositiveSmallIntegerField(
        _("frequenza minima in percentuale"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    enrol_from = models.DateField(_("iscrizioni dal"), null=True, blank=True)
    enrol_until = models.DateField(_("iscrizioni fino al"), null=True, blank=True)
    public = models.BooleanField(_("iscrizioni anche dalla pagina pubblica"), default=True)
    state = models.CharField(_("stato"), max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    cancelled_because = models.CharField(_("perché è stata annullata"), max_length=300, blank=True)
    declared_people = models.PositiveSmallIntegerField(
        _("persone dichiarate"), null=True, blank=True
    )  # of a past edition's report: shown beside what is counted, never in its place
    cloned_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    form_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EditionQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("course", "name", "organiser", "territory", "need_area", "venue", "remote_url", "seats",
             "starts_on", "ends_on", "threshold", "enrol_from", "enrol_until", "public", "state", "cancelled_because",
             "declared_people", "cloned_from"),
            Privacy.PUBLIC,
        ),
        "tutor": Privacy.STAFF,
        **dict.fromkeys(("id", "form_key", "version"), Privacy.TECHNICAL),
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "name"], name="edition_name_in_course"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="edition_dates_ordered"),
            models.CheckConstraint(
                condition=Q(enrol_from__isnull=True)
                | Q(enrol_until__isnull=True)
                | Q(enrol_until__gte=F("enrol_from")),
                name="edition_enrolment_ordered",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-starts_on", "-id"], name="edition_page")]

    def __str__(self) -> str:
        return f"{self.course.title}, {self.name}"

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Managed by the memberships on its organiser or on a place around its own."""
        return reach_of(actor, verb).covers(territory_id=self.territory_id, organiser_id=self.organiser_id)


class Lesson(AuditedModel):
    """A meeting of an edition, on a module of its course; who teaches takes part in the meeting as a teacher."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="lessons")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="lesson")
    module = models.ForeignKey(
        CourseModule, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("modulo")
    )

    objects = AuditedQuerySet["Lesson"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("edition", "meeting", "module"), Privacy.PUBLIC),
    }

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.meeting_id}"
