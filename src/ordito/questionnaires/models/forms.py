# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.accounts.models import User
from ordito.core.access import Actor, Verb
from ordito.core.fields import uuid7
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.files.models import StoredFile
from ordito.questionnaires.engine.counting import COUNTABLE, counts_people
from ordito.questionnaires.enums import LASTING, Continuity, VersionState
from ordito.questionnaires.models.scopes import designed, may_read_forms
from ordito.territory.models import Organisation, Territory
from ordito.territory.models.places import covers

if TYPE_CHECKING:
    from collections.abc import Mapping


class QuestionnaireQuerySet(AuditedQuerySet["Questionnaire"]):
    """Questionnaires."""

    def visible_to(self, actor: Actor) -> Self:
        """Those with a published version for all who read questionnaires; the others for who designs them."""
        if not may_read_forms(actor):
            return self.none()
        lasting = QuestionnaireVersion.objects.filter(state__in=LASTING).values("questionnaire")
        return self.filter(Q(pk__in=lasting) | designed(actor))


class Questionnaire(AuditedModel):
    """A questionnaire over all its versions; `form_id` is the identifier that the author wrote in the workbook."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    form_id = models.CharField(_("identificativo"), max_length=100, unique=True)
    title = models.CharField(_("titolo"), max_length=200)
    description = models.TextField(_("descrizione"), blank=True)
    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questionnaires",
        verbose_name=_("territorio"),
    )
    owner_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ente")
    )
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("caricato da")
    )  # null: the house itself
    created_at = models.DateTimeField(_("caricato il"))
    counting: models.JSONField[dict[str, bool], dict[str, bool]] = models.JSONField(
        _("domande che contano persone"), default=dict
    )  # by key of question, where somebody said it; else `VersionQuestion.counts_people` goes by its words

    objects = QuestionnaireQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "created_by": Privacy.STAFF,
        **dict.fromkeys(
            ("form_id", "title", "description", "territory", "owner_organisation", "counting"), Privacy.PUBLIC
        ),
        **dict.fromkeys(("id", "public_id", "created_at"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["title", "id"], name="questionnaire_page")]

    def __str__(self) -> str:
        return self.title

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Reading is for all who hold the verb; designing, for who holds it on the place or on one around it."""
        if verb != Verb.DESIGN_QUESTIONNAIRE:
            return actor.holds(verb)
        return any(verb in grant.verbs and covers(grant, self.territory_id) for grant in actor.grants)


class QuestionnaireVersionQuerySet(AuditedQuerySet["QuestionnaireVersion"]):
    """Versions."""

    def visible_to(self, actor: Actor) -> Self:
        """Published and retired ones for all who read questionnaires; drafts for who designs them; none discarded."""
        if not may_read_forms(actor):
            return self.none()
        drafts = Q(state=VersionState.DRAFT) & designed(actor, prefix="questionnaire__")
        return self.filter(Q(state__in=LASTING) | drafts)

    def published(self) -> Self:
        """Those that may be used now."""
        return self.filter(state=VersionState.PUBLISHED)


class QuestionnaireVersion(AuditedModel):
    """One workbook, converted once: the form that people answer. Published, it never changes."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("numero"))  # from 1, in the order of loading
    version = models.CharField(_("versione"), max_length=100, blank=True)  # as written in the workbook
    title = models.CharField(_("titolo"), max_length=200)
    state = models.CharField(_("stato"), max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    workbook_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    workbook_kind = models.CharField(max_length=10, blank=True)
    xform = models.TextField()
    sha256 = models.CharField(max_length=64)  # of the XForm
    languages: models.JSONField[list[str], list[str]] = models.JSONField(_("lingue"), default=list)
    findings: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    questions_count = models.PositiveIntegerField(_("domande"), default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("caricata il"))
    published_at = models.DateTimeField(_("pubblicata il"), null=True, blank=True)
    retired_at = models.DateTimeField(_("ritirata il"), null=True, blank=True)

    objects = QuestionnaireVersionQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "created_by": Privacy.STAFF,
        **dict.fromkeys(
            ("questionnaire", "number", "version", "title", "state", "xform", "languages", "questions_count"),
            Privacy.PUBLIC,
        ),
        **dict.fromkeys(
            ("id", "workbook_file", "workbook_kind", "sha256", "findings", "created_at", "published_at", "retired_at"),
            Privacy.TECHNICAL,
        ),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaire_version_number"),
            models.UniqueConstraint(
                fields=["questionnaire", "version"],
                condition=Q(state__in=LASTING),
                name="questionnaire_version_published_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version or self.number})"

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """A version belongs to its questionnaire."""
        return self.questionnaire.allows(actor, verb)


class AttachmentQuerySet(AuditedQuerySet["Attachment"]):
    """Attached files."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible versions."""
        return self.filter(version__in=QuestionnaireVersion.objects.visible_to(actor))


class Attachment(AuditedModel):
    """A file that the form uses by name: a list in CSV, an image, a sound."""

    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(_("nome"), max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    objects = AttachmentQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "version": Privacy.PUBLIC,
        "name": Privacy.PUBLIC,
        "file": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "name"], name="attachment_name_unique")]

    def __str__(self) -> str:
        return self.name


class QuestionQuerySet(AuditedQuerySet["Question"]):
    """Questions."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible questionnaires."""
        return self.filter(questionnaire__in=Questionnaire.objects.visible_to(actor))


class Question(AuditedModel):
    """A question over the versions of its questionnaire: what makes two rounds comparable."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="questions")
    key = models.SlugField(_("chiave"), max_length=200)

    objects = QuestionQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "questionnaire": Privacy.PUBLIC,
        "key": Privacy.PUBLIC,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["questionnaire", "key"], name="question_key_unique")]

    def __str__(self) -> str:
        return self.key


class VersionQuestionQuerySet(AuditedQuerySet["VersionQuestion"]):
    """Questions as they stand in a version."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible versions."""
        return self.filter(version__in=QuestionnaireVersion.objects.visible_to(actor))


class VersionQuestion(AuditedModel):
    """A question as it stands in one version, and what the author declares of it since the version before.

    `choices` is a list of [value, label in the default language]; `mapping` leads from a value of the version before
    to the value that means the same here.
    """

    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="questions")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    place = models.PositiveIntegerField(default=0)  # order in the form
    path = models.CharField(max_length=400)
    name = models.CharField(_("nome"), max_length=200)
    kind = models.CharField(_("tipo"), max_length=20)
    label = models.TextField(_("domanda"), blank=True)
    choices: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list)
    change = models.CharField(_("serie"), max_length=12, choices=Continuity.choices, default=Continuity.FIRST)
    mapping: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    note = models.CharField(_("nota"), max_length=400, blank=True)

    objects = VersionQuestionQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("version", "question", "place", "path", "name", "kind", "label", "choices"), Privacy.PUBLIC),
        **dict.fromkeys(("change", "mapping", "note"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "path"], name="version_question_path_unique"),
            models.UniqueConstraint(fields=["version", "question"], name="version_question_once"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def countable(self) -> bool:
        """Whether its answers are choices or numbers, of which figures are made."""
        return self.kind in COUNTABLE

    def counts_people(self, said: Mapping[str, bool]) -> bool:
        """Whether its answers count people, so that few are not told: as was `said` of its key, or as its words say."""
        return said.get(self.question.key, counts_people(self.kind, self.label, self.choices))
