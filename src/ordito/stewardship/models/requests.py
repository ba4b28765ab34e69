# SPDX-License-Identifier: EUPL-1.2
"""What a person asks about their data, and the copy that they get."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import CaseFile, Code
from ordito.core.access import SystemActor
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.stewardship.enums import CopyState, Cover, RequestKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person
    from ordito.core.access import Actor

Row = TypeVar("Row", bound=models.Model)


class WholeRecordQuerySet(AuditedQuerySet[Row]):
    """Rows about a whole record; `path` leads to it."""

    path: ClassVar[str] = "case_file"

    def visible_to(self, actor: Actor) -> Self:
        """Those of the records that the actor reads whole."""
        if isinstance(actor, SystemActor):
            return self
        return self.filter(**{f"{self.path}__in": CaseFile.objects.read_whole_by(actor)})


class DataRequestQuerySet(WholeRecordQuerySet["DataRequest"]):
    """Requests."""

    def waiting(self) -> Self:
        """Without an answer."""
        return self.filter(answered_on__isnull=True)


class DataRequest(AuditedModel):
    """A request of the person, or of who acts for them, to be answered within a month (GDPR, article 12.3)."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("che cosa chiede"), max_length=15, choices=RequestKind.choices)
    received_on = models.DateField(_("ricevuta il"))
    due_on = models.DateField(_("rispondere entro il"))
    asker = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi chiede"))
    asker_name = SealedField(_("nome di chi chiede"))
    identity = models.ForeignKey(
        Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("identità verificata con")
    )
    words = SealedField(_("che cosa chiede, con le sue parole"))
    extended_on = models.DateField(_("prorogata il"), null=True, blank=True)
    extension_reason = SealedField(_("perché serve più tempo"))
    answered_on = models.DateField(_("risposto il"), null=True, blank=True)
    outcome = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("esito")
    )
    refusal_ground = models.ForeignKey(
        Code,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("perché non si cancella"),
    )
    answer = SealedField(_("che cosa si è risposto"))
    answered_by_name = models.CharField(_("risposto da"), max_length=160, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)
    recorded_at = models.DateTimeField(_("registrata il"), editable=False)
    recorded_by_name = models.CharField(_("registrata da"), max_length=160)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DataRequestQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        **dict.fromkeys(("kind", "asker", "identity", "outcome", "refusal_ground"), Privacy.SENSITIVE),
        **dict.fromkeys(("received_on", "due_on", "extended_on", "answered_on"), Privacy.PERSONAL),
        "asker_name": Privacy.IDENTITY,
        **dict.fromkeys(("words", "extension_reason", "answer"), Privacy.NARRATIVE),
        **dict.fromkeys(("answered_by_name", "recorded_at", "recorded_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "form_key", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(due_on__gte=F("received_on")), name="data_request_due_after"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, outcome__isnull=True)
                | Q(answered_on__isnull=False, outcome__isnull=False),
                name="data_request_answer_has_outcome",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case_file", "-received_on"], name="data_request_record"),
            models.Index(fields=["due_on"], condition=Q(answered_on__isnull=True), name="data_request_due"),
        ]

    def __str__(self) -> str:
        return f"data request {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class SubjectCopyQuerySet(WholeRecordQuerySet["SubjectCopy"]):
    """Copies."""

    path = "request__case_file"

    def alive(self) -> Self:
        """Those not abandoned."""
        return self.exclude(state=CopyState.DROPPED)


class SubjectCopy(AuditedModel):
    """The copy for the person (GDPR, article 15.3): a draft, reviewed passage by passage, then a sealed file.

    The draft is the record as who prepares it reads it on that day; the file is made of the draft and of what was
    decided, so that nothing leaves that nobody has looked at.
    """

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="copies")
    state = models.CharField(_("stato"), max_length=10, choices=CopyState.choices, default=CopyState.DRAFTING)
    asked_at = models.DateTimeField(_("chiesta il"), editable=False)
    asked_by_id = models.BigIntegerField(null=True, editable=False)
    asked_by_name = models.CharField(_("preparata da"), max_length=160)
    job_id = models.BigIntegerField(null=True, editable=False)
    draft_file_id = models.BigIntegerField(null=True, editable=False)
    second_look = models.BooleanField(_("serve una seconda lettura"), default=False)
    looked_at = models.DateTimeField(_("riletta il"), null=True, blank=True, editable=False)
    looked_by_name = models.CharField(_("riletta da"), max_length=160, blank=True)
    released_at = models.DateTimeField(_("rilasciata il"), null=True, blank=True, editable=False)
    released_by_name = models.CharField(_("rilasciata da"), max_length=160, blank=True)
    stored_file_id = models.BigIntegerField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SubjectCopyQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "request": Privacy.LINK,
        **dict.fromkeys(("asked_at", "asked_by_id", "asked_by_name", "looked_at", "looked_by_name"), Privacy.STAFF),
        **dict.fromkeys(("released_at", "released_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "state", "job_id", "draft_file_id", "second_look"), Privacy.TECHNICAL),
        **dict.fromkeys(("stored_file_id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state__in=(CopyState.DRAFTING, CopyState.REVIEW, CopyState.PACKING)),
                name="subject_copy_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"subject copy {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.request.case_file.person


class CopyPassage(AuditedModel):
    """A passage of a draft that may speak of somebody else, with the words that say so, and what was decided of it.

    `place` finds it in the draft (`stewardship.engine.passages`), `chapter` is the title of its chapter.
    """

    copy = models.ForeignKey(SubjectCopy, on_delete=models.PROTECT, related_name="passages")
    number = models.PositiveIntegerField()
    place = models.CharField(max_length=40)
    chapter = models.CharField(_("parte"), max_length=160)
    text = SealedField(_("passaggio"))
    hints = SealedField(_("parole da coprire"))
    decision = models.CharField(_("decisione"), max_length=5, choices=Cover.choices, blank=True)
    decided_at = models.DateTimeField(_("deciso il"), null=True, blank=True, editable=False)
    decided_by_name = models.CharField(_("deciso da"), max_length=160, blank=True)

    objects = AuditedQuerySet["CopyPassage"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "copy": Privacy.LINK,
        **dict.fromkeys(("text", "hints"), Privacy.NARRATIVE),
        **dict.fromkeys(("decision", "decided_at", "decided_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "number", "place", "chapter"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["copy", "place"], name="copy_passage_once")]
        indexes: ClassVar = [models.Index(fields=["copy", "number"], name="copy_passage_order")]

    def __str__(self) -> str:
        return f"passage {self.number} of {self.copy_id}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.copy.key_holder
