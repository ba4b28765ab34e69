# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import CaseFile, Code, PartQuerySet
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.plans.models.plans import SupportPlan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person


class WordsQuerySet(PartQuerySet["Words"]):
    """The own words of the child and of the family: a part with a permission of its own."""

    part = Part.WORDS

    def current(self) -> Self:
        """Those that were not taken back."""
        return self.filter(removed_at__isnull=True)


class Words(AuditedModel):
    """What a child, a parent or somebody near them said, as they said it; who wrote it down is another thing.

    `age` is in completed years, of the person of the record on the day, when it is that person who speaks.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="words")
    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="words")
    speaker = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi parla"))
    speaker_name = SealedField(_("nome di chi parla"))
    text = SealedField(_("parole"))
    said_on = models.DateField(_("dette il"))
    age = models.PositiveSmallIntegerField(_("età di allora"), null=True, blank=True)
    written_by_id = models.BigIntegerField(null=True, editable=False)
    written_by_name = models.CharField(_("scritte da"), max_length=160)
    written_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WordsQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("case_file", "plan"), Privacy.LINK),
        "speaker": Privacy.SENSITIVE,
        "speaker_name": Privacy.IDENTITY,
        "text": Privacy.NARRATIVE,
        **dict.fromkeys(("said_on", "age"), Privacy.PERSONAL),
        **dict.fromkeys(("written_by_id", "written_by_name", "written_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "removed_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_file", "-said_on", "-id"], name="words_page")]

    def __str__(self) -> str:
        return f"words {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person
