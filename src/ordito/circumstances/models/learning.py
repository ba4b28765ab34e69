# SPDX-License-Identifier: EUPL-1.2
"""School, titles, work."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.circumstances.enums import ListKey
from ordito.circumstances.models.base import Fact, FactQuerySet, of_list
from ordito.core.fields import SealedField
from ordito.core.models import Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping


class SchoolYear(Fact):
    """A school attended within one school year, which goes from 1 September to 31 August (d.lgs. 297/1994, art. 74).

    `year` is the one in which the school year begins: 2025 for 2025/2026.
    """

    year = models.PositiveSmallIntegerField(_("anno scolastico"))
    level = of_list(ListKey.SCHOOL_LEVEL, _("scuola frequentata"))
    grade = models.PositiveSmallIntegerField(_("classe"), null=True, blank=True)
    school = SealedField(_("nome della scuola"))
    attendance = of_list(ListKey.SCHOOL_ATTENDANCE, _("frequenza"), optional=True)
    plan = of_list(ListKey.SCHOOL_PLAN, _("piano scolastico"), optional=True)
    support_teacher = models.BooleanField(_("insegnante di sostegno"), default=False)
    outcome = of_list(ListKey.SCHOOL_OUTCOME, _("esito dell’anno"), optional=True)

    objects = FactQuerySet["SchoolYear"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        **dict.fromkeys(("year", "level", "grade"), Privacy.PERSONAL),
        "school": Privacy.NARRATIVE,
        **dict.fromkeys(("attendance", "plan", "support_teacher", "outcome"), Privacy.SENSITIVE),
    }

    @property
    def year_name(self) -> str:
        """``2025/2026``."""
        return f"{self.year}/{self.year + 1}"


class Education(Fact):
    """A title of study; its first day is the one it was obtained."""

    title = of_list(ListKey.EDUCATION_TITLE, _("titolo di studio"))
    abroad = models.BooleanField(_("conseguito all’estero"), default=False)

    objects = FactQuerySet["Education"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        **dict.fromkeys(("title", "abroad"), Privacy.PERSONAL),
    }


class WorkSituation(Fact):
    """Whether and how a person works."""

    condition = of_list(ListKey.WORK_CONDITION, _("condizione"))
    contract = of_list(ListKey.WORK_CONTRACT, _("rapporto di lavoro"), optional=True)
    occupation = SealedField(_("che lavoro fa"))
    weekly_hours = models.DecimalField(_("ore a settimana"), max_digits=4, decimal_places=1, null=True, blank=True)

    objects = FactQuerySet["WorkSituation"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        **dict.fromkeys(("condition", "contract", "weekly_hours"), Privacy.PERSONAL),
        "occupation": Privacy.NARRATIVE,
    }

    class Meta(Fact.Meta):
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(weekly_hours__isnull=True) | Q(weekly_hours__gt=0), name="work_hours_positive"
            ),
        ]
