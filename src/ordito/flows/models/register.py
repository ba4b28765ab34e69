# SPDX-License-Identifier: EUPL-1.2
"""What was asked of the population register, by whom and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import CaseFile, Code
from ordito.core.access import SystemActor
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.flows.enums import LookupOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person
    from ordito.core.access import Actor


class RegisterLookupQuerySet(AuditedQuerySet["RegisterLookup"]):
    """Questions to the register."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of records read whole."""
        return (
            self if isinstance(actor, SystemActor) else self.filter(case_file__in=CaseFile.objects.read_whole_by(actor))
        )


class RegisterLookup(AuditedModel):
    """A question to the population register about the person of a record, also when there was no answer.

    `answer` is the answer as JSON, until it is a day old and another question is asked; that it was asked stays.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    reason = SealedField(_("perché"))
    basis = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("base giuridica"))
    outcome = models.CharField(_("esito"), max_length=10, choices=LookupOutcome.choices, default=LookupOutcome.ASKED)
    operation = models.CharField(_("numero dell’operazione"), max_length=80, blank=True)
    answer = SealedField(_("risposta"))
    asked_at = models.DateTimeField(_("chiesto il"), editable=False)
    asked_by_name = models.CharField(_("chiesto da"), max_length=160, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)

    objects = RegisterLookupQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        "reason": Privacy.NARRATIVE,
        "answer": Privacy.IDENTITY,
        "outcome": Privacy.PERSONAL,
        **dict.fromkeys(("basis", "asked_at", "asked_by_name"), Privacy.STAFF),
        "operation": Privacy.LINK,
        **dict.fromkeys(("id", "form_key"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_file", "-asked_at"], name="register_lookup_page")]

    def __str__(self) -> str:
        return f"register lookup {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person
