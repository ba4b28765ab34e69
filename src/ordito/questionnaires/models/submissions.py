# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.accounts.models import User
from ordito.core.access import SystemActor
from ordito.core.fields import SealedField, uuid7
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.files.models import StoredFile
from ordito.questionnaires.enums import Door, SubmissionState
from ordito.questionnaires.models.forms import QuestionnaireVersion
from ordito.questionnaires.models.scopes import open_text, owned, seal_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from ordito.core.access import Actor

TRIES = "questionnaires.questionnaireversion"  # owner kind of the answers with which an author tries a version


class SubmissionQuerySet(AuditedQuerySet["Submission"]):
    """Answers that were sent."""

    def visible_to(self, actor: Actor) -> Self:
        """Those for owners whose answers the actor may read."""
        return self.filter(owned(actor))

    def counted(self) -> Self:
        """Those that stand: neither tries nor replaced by later ones."""
        return self.exclude(owner_kind=TRIES).exclude(state=SubmissionState.WITHDRAWN)


class Submission(AuditedModel):
    """Answers that were sent. The XML is evidence and never changes; the verdict follows when it was checked.

    `problems` holds references and codes, never what was answered: see `actions.submissions`.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    instance_id = models.CharField(max_length=120, unique=True)
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="submissions")
    owner_kind = models.CharField(max_length=60)
    owner_id = models.BigIntegerField()
    state = models.CharField(
        _("stato"), max_length=10, choices=SubmissionState.choices, default=SubmissionState.RECEIVED
    )
    door = models.CharField(_("arrivo"), max_length=12, choices=Door.choices)
    sha256 = models.CharField(max_length=64)  # of the XML as it came
    sealed_xml = SealedField()
    sealed_answers = SealedField()  # canonical JSON, once checked
    problems: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    submitted_by_id = models.BigIntegerField(null=True)
    submitted_by_name = models.CharField(_("inviate da"), max_length=160)
    submitted_at = models.DateTimeField(_("inviate il"))
    checked_at = models.DateTimeField(_("controllate il"), null=True)

    objects = SubmissionQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("sealed_xml", "sealed_answers"), Privacy.NARRATIVE),
        **dict.fromkeys(("owner_kind", "owner_id", "sha256"), Privacy.LINK),
        **dict.fromkeys(("submitted_by_id", "submitted_by_name", "submitted_at"), Privacy.STAFF),
        **dict.fromkeys(
            ("id", "public_id", "instance_id", "version", "state", "door", "problems", "checked_at"), Privacy.TECHNICAL
        ),
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["version", "state", "id"], name="submission_version"),
            models.Index(fields=["owner_kind", "owner_id", "-id"], name="submission_owner"),
        ]

    def __str__(self) -> str:
        return f"submission {self.pk}"

    @property
    def xml(self) -> bytes:
        """The instance as it came, opened."""
        return open_text(self.sealed_xml, self._place("sealed_xml")).encode()

    @xml.setter
    def xml(self, data: bytes) -> None:
        self.sealed_xml = seal_text(data.decode(), self._place("sealed_xml"))

    @property
    def answers(self) -> dict[str, Any]:
        """The canonical answers, opened; empty until they were checked."""
        text = open_text(self.sealed_answers, self._place("sealed_answers"))
        return dict(json.loads(text)) if text else {}

    @answers.setter
    def answers(self, value: Mapping[str, Any]) -> None:
        self.sealed_answers = seal_text(json.dumps(value, ensure_ascii=False), self._place("sealed_answers"))

    def _place(self, field: str) -> str:
        return f"questionnaires.submission.{field}/{self.public_id}"


class SubmissionFileQuerySet(AuditedQuerySet["SubmissionFile"]):
    """Files given as answers."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of answers that the actor may read."""
        return self.filter(owned(actor, prefix="submission__"))


class SubmissionFile(AuditedModel):
    """A file given as an answer; `name` is what the answer says."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    sealed_name = SealedField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    objects = SubmissionFileQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "sealed_name": Privacy.IDENTITY,
        **dict.fromkeys(("id", "submission", "file"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return f"file {self.pk} of {self.submission_id}"

    @property
    def name(self) -> str:
        """The name that the answer gives."""
        return open_text(self.sealed_name, self._place)

    @name.setter
    def name(self, text: str) -> None:
        self.sealed_name = seal_text(text, self._place)

    @property
    def _place(self) -> str:
        return f"questionnaires.submissionfile.sealed_name/{self.submission.public_id}"


class FlatRowQuerySet(AuditedQuerySet["FlatRow"]):
    """Flat rows."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of answers that the actor may read."""
        return self.filter(owned(actor, prefix="submission__"))


class FlatRow(AuditedModel):
    """Answers as a row of a table: one for the whole (`repeat` empty), one for each instance of a repeat.

    `index` counts the rows of the same repeat within the submission from 1, `parent_index` is that of the row around.
    Made from the canonical answers, and made again by a job.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="rows")
    repeat = models.CharField(max_length=400, blank=True)
    index = models.PositiveIntegerField()
    parent_index = models.PositiveIntegerField(null=True)
    sealed_values = SealedField()  # JSON: value by path

    objects = FlatRowQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "sealed_values": Privacy.NARRATIVE,
        **dict.fromkeys(("id", "submission", "repeat", "index", "parent_index"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "repeat", "index"], name="flat_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.repeat} {self.index}"


def flat_place(public_id: UUID, repeat: str, index: int) -> str:
    """Where the values of a flat row are sealed."""
    return f"questionnaires.flatrow.sealed_values/{public_id}{repeat}/{index}"


class DeviceTokenQuerySet(AuditedQuerySet["DeviceToken"]):
    """Tokens of devices."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own."""
        return self if isinstance(actor, SystemActor) else self.filter(user=actor.actor_id or 0)

    def in_force(self) -> Self:
        """Those that open the door."""
        return self.filter(revoked_at__isnull=True)


class DeviceToken(AuditedModel):
    """What a device that fills forms offline shows at the door in place of a password; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="device_tokens")
    label = models.CharField(_("dispositivo"), max_length=80)
    may_read = models.BooleanField(_("legge le risposte"), default=False)  # else it fetches forms and sends answers
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("creato il"))
    last_used_at = models.DateTimeField(_("usato l’ultima volta"), null=True)
    revoked_at = models.DateTimeField(_("revocato il"), null=True)

    objects = DeviceTokenQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("user", "label", "last_used_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "digest", "may_read", "created_at", "revoked_at"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return f"token {self.pk}"
