# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import CaseFile, Code
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.stewardship.models.requests import DataRequest, WholeRecordQuerySet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ordito.cases.models import Person


class LimitationQuerySet(WholeRecordQuerySet["Limitation"]):
    """Limitations of processing."""

    def standing(self, day: date) -> Self:
        """Those in force on a day."""
        return self.filter(Q(starts_on__lte=day), Q(ended_on__isnull=True) | Q(ended_on__gt=day))

    def freezing(self, day: date) -> Self:
        """Those in force on a day on which no exception lets the service write."""
        lasting = LimitationException.objects.filter(limitation=OuterRef("pk"), valid_from__lte=day, valid_to__gte=day)
        return self.standing(day).filter(~Exists(lasting))


class Limitation(AuditedModel):
    """The processing of a record is limited (GDPR, article 18): it is kept and read, and nobody writes in it."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="limitations")
    request = models.ForeignKey(
        DataRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="limitations",
        verbose_name=_("richiesta"),
    )
    ground = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("motivo"))
    starts_on = models.DateField(_("dal"))
    note = SealedField(_("nota"))
    ended_on = models.DateField(_("fino al"), null=True, blank=True)
    end_reason = SealedField(_("perché finisce"))
    told_on = models.DateField(_("la persona è stata avvisata il"), null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)
    written_at = models.DateTimeField(_("scritta il"), editable=False)
    written_by_name = models.CharField(_("scritta da"), max_length=160)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LimitationQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("case_file", "request"), Privacy.LINK),
        "ground": Privacy.SENSITIVE,
        **dict.fromkeys(("starts_on", "ended_on", "told_on"), Privacy.PERSONAL),
        **dict.fromkeys(("note", "end_reason"), Privacy.NARRATIVE),
        **dict.fromkeys(("written_at", "written_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "form_key", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on"), told_on__isnull=False),
                name="limitation_ends_when_told",
            ),
            models.UniqueConstraint(
                fields=["case_file"], condition=Q(ended_on__isnull=True), name="limitation_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"limitation {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class LimitationExceptionQuerySet(WholeRecordQuerySet["LimitationException"]):
    """Exceptions."""

    path = "limitation__case_file"


class LimitationException(AuditedModel):
    """For some days the service writes all the same, for one of the reasons that article 18.2 admits."""

    limitation = models.ForeignKey(Limitation, on_delete=models.PROTECT, related_name="exceptions")
    ground = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("motivo"))
    note = SealedField(_("che cosa succede"))
    valid_from = models.DateField(_("dal"))
    valid_to = models.DateField(_("al"))
    written_at = models.DateTimeField(_("scritta il"), editable=False)
    written_by_name = models.CharField(_("scritta da"), max_length=160)

    objects = LimitationExceptionQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "limitation": Privacy.LINK,
        "ground": Privacy.SENSITIVE,
        "note": Privacy.NARRATIVE,
        **dict.fromkeys(("valid_from", "valid_to"), Privacy.PERSONAL),
        **dict.fromkeys(("written_at", "written_by_name"), Privacy.STAFF),
        "id": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="limitation_exception_dates_ordered"
            )
        ]

    def __str__(self) -> str:
        return f"exception {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.limitation.key_holder
