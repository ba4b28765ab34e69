# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import CaseFile, Code, PartQuerySet, Person, TakingInCharge
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.plans.enums import PlanScope, PlanState
from ordito.territory.models import Organisation, Professional

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor

Row = TypeVar("Row", bound=models.Model)

RUNNING = (PlanState.AGREED, PlanState.UNDER_REVIEW)
"""States in which a plan is being carried out."""
ALIVE = (PlanState.DRAFT, PlanState.SHARED, *RUNNING)
"""States of a plan that is not history yet."""


class SupportPlanQuerySet(PartQuerySet["SupportPlan"]):
    """Support plans."""

    part = Part.PLANS

    def visible_to(self, actor: Actor) -> Self:
        """Those of which one beneficiary's record is followed, or shared with the actor in this part."""
        return self.filter(pk__in=PlanBeneficiary.objects.visible_to(actor).values("plan_id"))

    def current(self) -> Self:
        """Plans that stand: not drafts thrown away."""
        return self.filter(annulled_at__isnull=True)

    def running(self) -> Self:
        """Plans that are being carried out."""
        return self.current().filter(state__in=RUNNING)


class SupportPlan(AuditedModel):
    """What is agreed with a person or a family: objectives, who does what by when, how far reached.

    `case_file` is the record in which the plan is written and whose person's key seals its texts; the records of all
    the beneficiaries, that one among them, are `PlanBeneficiary` rows. Once somebody signed, the content is frozen
    (`frozen_at`): what happens later stands in reviews, checks and the next edition, which is a row of its own with
    `previous` leading back.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="plans")
    taking = models.ForeignKey(TakingInCharge, on_delete=models.PROTECT, null=True, blank=True, related_name="plans")
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("tipo di progetto"))
    scope = models.CharField(_("per chi"), max_length=12, choices=PlanScope.choices, default=PlanScope.INDIVIDUAL)
    title = SealedField(_("titolo"))
    reasons = SealedField(_("perché questo progetto"))
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("fine prevista"), null=True, blank=True)
    responsible = models.ForeignKey(
        Professional,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsabile del progetto"),
    )
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ente gestore")
    )
    next_review_on = models.DateField(_("prossima verifica"), null=True, blank=True)
    state = models.CharField(_("stato"), max_length=12, choices=PlanState.choices, default=PlanState.DRAFT)
    shared_on = models.DateField(_("condiviso il"), null=True, blank=True)
    agreed_on = models.DateField(_("concordato il"), null=True, blank=True)
    concluded_on = models.DateField(_("concluso il"), null=True, blank=True)
    conclusion = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("esito")
    )
    conclusion_note = SealedField(_("nota di conclusione"))
    edition = models.PositiveSmallIntegerField(_("versione"), default=1)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="following")
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_text = SealedField()
    frozen_hash = models.CharField(_("impronta"), max_length=64, blank=True, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by_name = models.CharField(_("scritto da"), max_length=160)
    updated_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SupportPlanQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("case_file", "taking", "previous", "frozen_hash"), Privacy.LINK),
        **dict.fromkeys(("kind", "scope", "conclusion"), Privacy.SENSITIVE),
        **dict.fromkeys(("title", "reasons", "conclusion_note", "frozen_text"), Privacy.NARRATIVE),
        **dict.fromkeys(("starts_on", "ends_on", "provider", "next_review_on", "state"), Privacy.PERSONAL),
        **dict.fromkeys(("shared_on", "agreed_on", "concluded_on", "edition"), Privacy.PERSONAL),
        **dict.fromkeys(("responsible", "created_by_name", "created_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "frozen_at", "annulled_at", "updated_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="plan_dates_ordered"
            ),
            models.CheckConstraint(
                condition=Q(concluded_on__isnull=False, state=PlanState.CONCLUDED)
                | (Q(concluded_on__isnull=True, conclusion__isnull=True) & ~Q(state=PlanState.CONCLUDED)),
                name="plan_conclusion_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, frozen_hash="") | (Q(frozen_at__isnull=False) & ~Q(frozen_hash="")),
                name="plan_frozen_with_its_hash",
            ),
            models.UniqueConstraint(
                fields=["previous"],
                condition=Q(previous__isnull=False, annulled_at__isnull=True),
                name="plan_one_next_edition",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_review_on"],
                condition=Q(state__in=(PlanState.AGREED, PlanState.UNDER_REVIEW)),
                name="plan_review",
            ),
            models.Index(fields=["case_file", "-starts_on", "-id"], name="plan_page"),
        ]

    def __str__(self) -> str:
        return gettext("Progetto %(number)s") % {"number": self.pk}

    @property
    def key_holder(self) -> Person:
        """The person of the record in which the plan is written."""
        return self.case_file.person

    @property
    def frozen(self) -> bool:
        """Whether the content may no longer change: somebody signed it."""
        return self.frozen_at is not None

    @property
    def runs(self) -> bool:
        """Whether it is being carried out."""
        return self.state in RUNNING


class PlanBeneficiaryQuerySet(PartQuerySet["PlanBeneficiary"]):
    """Beneficiaries of plans, each by its record."""

    part = Part.PLANS


class PlanBeneficiary(AuditedModel):
    """A record for whose person a plan is."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="beneficiaries")
    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="plan_places")

    objects = PlanBeneficiaryQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("plan", "case_file"), Privacy.LINK),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "case_file"], name="plan_beneficiary_once")]

    def __str__(self) -> str:
        return f"{self.case_file_id} in plan {self.plan_id}"


class OfPlanQuerySet(PartQuerySet[Row]):
    """Rows of a plan: whoever reads the plan reads them."""

    part = Part.PLANS
    plan_path: ClassVar[str] = "plan"

    def visible_to(self, actor: Actor) -> Self:
        """Those of the plans that the actor reads."""
        return self.filter(**{f"{self.plan_path}__in": SupportPlan.objects.visible_to(actor)})


class Participant(AuditedModel):
    """Somebody who takes part in a plan: of the team, of the family, of a provider; not everybody has an account."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="participants")
    role = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("in che veste"))
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("operatore")
    )
    name = SealedField(_("nome"))
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfPlanQuerySet["Participant"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "plan": Privacy.LINK,
        "role": Privacy.SENSITIVE,
        "name": Privacy.IDENTITY,
        "professional": Privacy.STAFF,
        **dict.fromkeys(("id", "removed_at"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return f"participant {self.pk} of plan {self.plan_id}"

    @property
    def key_holder(self) -> Person:
        """The person whose key seals the plan."""
        return self.plan.key_holder
