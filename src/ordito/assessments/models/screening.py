# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.assessments.enums import Decision, RuleKind
from ordito.assessments.models.assessments import Assessment
from ordito.assessments.models.instruments import Instrument
from ordito.cases.enums import Part
from ordito.cases.models import PartQuerySet
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, DatedQuerySet, Privacy
from ordito.territory.models import Territory
from ordito.territory.models.places import covers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person
    from ordito.core.access import Actor, Verb


class ScreeningRule(AuditedModel):
    """When scores speak for inclusion: at least `count` sub-dimensions that reach `value`, or a sum that reaches it.

    "Reach" goes towards difficulty: at or above on a scale whose low values are strengths, at or below on others.
    """

    name = models.CharField(_("nome"), max_length=160)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+", verbose_name=_("strumento"))
    kind = models.CharField(_("che cosa si guarda"), max_length=5, choices=RuleKind.choices)
    count = models.PositiveSmallIntegerField(_("almeno quante sotto-dimensioni"), null=True, blank=True)
    value = models.IntegerField(_("valore da raggiungere"))
    source = models.CharField(_("fonte"), max_length=400, blank=True)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ambito")
    )
    valid_from = models.DateField(_("vale dal"))
    valid_to = models.DateField(_("vale fino al"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DatedQuerySet["ScreeningRule"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("name", "instrument", "kind", "count", "value", "source", "territory"), Privacy.PUBLIC),
        **dict.fromkeys(("valid_from", "valid_to"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=RuleKind.COUNT, count__gte=1) | Q(kind=RuleKind.SUM, count__isnull=True),
                name="screening_rule_says_how_many",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="screening_rule_dates_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """For whoever holds the verb on its Ambito or around it."""
        return any(verb in grant.verbs and covers(grant, self.territory_id) for grant in actor.grants)


class ScreeningQuerySet(PartQuerySet["Screening"]):
    """Screenings."""

    part = Part.ASSESSMENTS
    path = "assessment__case_file"


class Screening(AuditedModel):
    """What a rule said of an assessment on the day of the decision, and what the worker decided and why.

    `reached` is the number of sub-dimensions, or the sum, that the rule compared.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="screenings")
    rule = models.ForeignKey(ScreeningRule, on_delete=models.PROTECT, related_name="+", verbose_name=_("regola"))
    met = models.BooleanField(_("regola raggiunta"))
    reached = models.IntegerField(_("raggiunto"))
    decision = models.CharField(_("decisione"), max_length=12, choices=Decision.choices)
    reason = SealedField(_("motivo"))
    decided_on = models.DateField(_("deciso il"))
    decided_by_name = models.CharField(_("deciso da"), max_length=160)
    written_at = models.DateTimeField(_("scritto il"), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScreeningQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "assessment": Privacy.LINK,
        **dict.fromkeys(("rule", "met", "reached", "decision"), Privacy.SENSITIVE),
        "decided_on": Privacy.PERSONAL,
        "reason": Privacy.NARRATIVE,
        **dict.fromkeys(("decided_by_name", "written_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["assessment", "rule"], name="screening_once")]

    def __str__(self) -> str:
        return f"screening {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.assessment.case_file.person
