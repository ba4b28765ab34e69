# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.meetings.models import ContactPerson
from ordito.meetings.models.reach import reach_of
from ordito.territory.enums import Profile
from ordito.territory.models import Organisation, Professional, Territory
from ordito.training.enums import SupervisionKind
from ordito.training.models.reach import within_reach

if TYPE_CHECKING:
    from collections.abc import Mapping


class SupervisionQuerySet(AuditedQuerySet["SupervisionCycle"]):
    """Cycles of supervision."""

    def visible_to(self, actor: Actor) -> Self:
        """Those whose group or supervisor one is; those of the bodies and places for which one manages or enrols."""
        if not actor.holds(Verb.VIEW_TRAINING):
            return self.none()
        organised = within_reach(actor, Verb.ENROL_STAFF) & within_reach(actor, Verb.ORGANISE_MEETINGS)
        return self.filter(organised | self._own(actor)) if organised else self

    def organised_by(self, actor: Actor) -> Self:
        """Those for whose bodies or places one both enrols the staff and gathers people."""
        return self.filter(within_reach(actor, Verb.ENROL_STAFF) & within_reach(actor, Verb.ORGANISE_MEETINGS))

    def led_by(self, actor: Actor) -> Self:
        """Those of which one is the supervisor."""
        return self.filter(supervisor=actor.professional_id or 0)

    @staticmethod
    def _own(actor: Actor) -> Q:
        if actor.professional_id is None:
            return Q(pk__in=())
        member = SupervisionMember.objects.filter(professional=actor.professional_id)
        return Q(supervisor=actor.professional_id) | Q(pk__in=member.values("cycle"))


class SupervisionCycle(AuditedModel):
    """Supervision of professional skills: a group, somebody from outside who leads it, so many hours.

    Its meetings are meetings of kind supervision that only who takes part sees. Nothing of what is said there is
    kept: who was there and for how long is all that Ordito knows.
    """

    title = models.CharField(_("nome del ciclo"), max_length=160)
    kind = models.CharField(_("tipo di supervisione"), max_length=12, choices=SupervisionKind.choices)
    profile = models.CharField(_("professione del gruppo"), max_length=30, choices=Profile.choices, blank=True)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente che organizza")
    )
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("territorio"))
    supervisor = models.ForeignKey(
        Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("supervisore della rete"),
    )  # fmt: skip
    contact = models.ForeignKey(
        ContactPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("supervisore da fuori della rete"),
    )  # fmt: skip
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"))
    planned_hours = models.DecimalField(
        _("ore previste per ciascuno"), max_digits=5, decimal_places=1, validators=[MinValueValidator(1)]
    )
    closed_at = models.DateTimeField(_("concluso il"), null=True, blank=True, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SupervisionQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(
            ("title", "kind", "profile", "organiser", "territory", "starts_on", "ends_on", "planned_hours",
             "closed_at"),
            Privacy.PUBLIC,
        ),
        **dict.fromkeys(("supervisor", "contact"), Privacy.STAFF),
        **dict.fromkeys(("id", "form_key", "version"), Privacy.TECHNICAL),
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="supervision_dates_ordered"),
            models.CheckConstraint(
                condition=Q(supervisor__isnull=True, contact__isnull=False)
                | Q(supervisor__isnull=False, contact__isnull=True),
                name="supervision_one_supervisor",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-starts_on", "-id"], name="supervision_page")]

    def __str__(self) -> str:
        return self.title

    @property
    def led_by(self) -> Professional | ContactPerson:
        """The supervisor.

        Raises:
            ValueError: never for a saved row: a constraint asks for one of the two.
        """
        found = self.supervisor or self.contact
        if found is None:
            raise ValueError("A cycle of supervision without a supervisor")
        return found

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """By the memberships on its organiser or on a place around its own."""
        return reach_of(actor, verb).covers(territory_id=self.territory_id, organiser_id=self.organiser_id)


class SupervisionMember(AuditedModel):
    """Somebody of the group, with the body and the Ambito of the day they joined: hours are counted there."""

    cycle = models.ForeignKey(SupervisionCycle, on_delete=models.PROTECT, related_name="members")
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, related_name="+", verbose_name=_("operatore")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ente")
    )
    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Ambito"))

    objects = AuditedQuerySet["SupervisionMember"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("cycle", "professional", "organisation", "ambito"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "professional"], name="supervision_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.professional_id}"
