# SPDX-License-Identifier: EUPL-1.2
"""The diary: entries with their corrections, files and readers; what is being written; models of text.

A private note is read by its writer and by the readers it names, and by nobody else: no list, count, print, story or
search of whoever follows the record shows that it exists. `current` and `visible_to` leave private notes out, so that
code that does not think of them cannot show them; `readable_by` alone has them in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models.codes import Code
from ordito.cases.models.parts import readable
from ordito.cases.models.records import CaseFile
from ordito.core.access import Actor, Verb
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models.people import Person


class DiaryEntryQuerySet(AuditedQuerySet["DiaryEntry"]):
    """Diary entries."""

    def standing(self) -> Self:
        """Entries that stand, private notes among them; those of an import that was undone do not."""
        return self.filter(annulled_at__isnull=True)

    def current(self) -> Self:
        """Entries that stand and that the record shows to whoever follows it: private notes are left out."""
        return self.standing().filter(private=False)

    def visible_to(self, actor: Actor) -> Self:
        """Those of records followed or shared in this part, and one's own; never private notes."""
        if not actor.holds(Verb.VIEW_RECORD):
            return self.none()
        return self.current().filter(_shown_to(actor))

    def readable_by(self, actor: Actor) -> Self:
        """As `visible_to`, with the private notes that the actor wrote or is named for, while they may open the record.

        For the pages of the diary and the story; never for what is printed, counted or handed on.
        """
        if not actor.holds(Verb.VIEW_RECORD):
            return self.none()
        private = Q(case_file__in=CaseFile.objects.visible_to(actor)) & _private_of(actor)
        return self.standing().filter(Q(private=False) & _shown_to(actor) | private)

    def of(self, case_file: CaseFile, actor: Actor) -> Self:
        """As `readable_by`, of one record."""
        rows = self.filter(case_file=case_file)
        opening = case_file.opening_of(actor)
        if opening is None:
            return rows.readable_by(actor)
        shown = Q() if Part.DIARY in opening.parts else Q(author_id=actor.actor_id)
        return rows.standing().filter(Q(private=False) & shown | _private_of(actor))


def _private_of(actor: Actor) -> Q:
    """Private notes that the actor wrote or is named for, of any record."""
    named = DiaryReader.objects.filter(entry_id=OuterRef("pk"), user_id=actor.actor_id or 0)
    return Q(private=True) & (Q(author_id=actor.actor_id) | Q(Exists(named)))


def _shown_to(actor: Actor) -> Q:
    own = Q(author_id=actor.actor_id, case_file__in=CaseFile.objects.visible_to(actor))
    return readable(actor, path="case_file", part=Part.DIARY) | own


class DiaryEntry(AuditedModel):
    """A dated narrative entry: when it happened and when it was written are two things.

    `minutes` is the time it took, for the workload; an entry with minutes may have no text (an activity).
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="diary")
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("tipo"))
    happened_on = models.DateField(_("accaduto il"))
    written_at = models.DateTimeField(_("scritto il"), editable=False)
    title = SealedField(_("titolo"))
    text = SealedField(_("testo"))
    author_id = models.BigIntegerField(null=True, editable=False)
    author_name = models.CharField(_("scritto da"), max_length=160)
    minutes = models.PositiveSmallIntegerField(_("minuti"), null=True, blank=True)
    private = models.BooleanField(_("riservata"), default=False)
    import_batch = models.BigIntegerField(null=True, blank=True, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DiaryEntryQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        "kind": Privacy.SENSITIVE,
        "happened_on": Privacy.PERSONAL,
        **dict.fromkeys(("title", "text"), Privacy.NARRATIVE),
        **dict.fromkeys(("author_id", "author_name", "written_at", "minutes"), Privacy.STAFF),
        **dict.fromkeys(("id", "import_batch", "annulled_at", "version", "private"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(private=False) | Q(minutes__isnull=True), name="diary_private_is_not_counted"
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gt=0, minutes__lte=1440), name="diary_minutes_of_a_day"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case_file", "-happened_on", "-id"], name="diary_page"),
            models.Index(fields=["import_batch"], condition=Q(import_batch__isnull=False), name="diary_batch"),
            models.Index(
                fields=["author_id", "happened_on"], condition=Q(minutes__isnull=False), name="diary_hours_of_writer"
            ),
        ]

    def __str__(self) -> str:
        return f"diary entry {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class DiaryRevision(AuditedModel):
    """What an entry said before a correction: nothing written in a record is ever lost."""

    entry = models.ForeignKey(DiaryEntry, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("versione"))
    happened_on = models.DateField(_("accaduto il"))
    title = SealedField(_("titolo"))
    text = SealedField(_("testo"))
    replaced_at = models.DateTimeField(_("sostituito il"))
    replaced_by_name = models.CharField(_("sostituito da"), max_length=160)

    objects = AuditedQuerySet["DiaryRevision"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "entry": Privacy.LINK,
        "happened_on": Privacy.PERSONAL,
        **dict.fromkeys(("title", "text"), Privacy.NARRATIVE),
        **dict.fromkeys(("replaced_at", "replaced_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "number"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "number"], name="diary_revision_unique")]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.entry_id}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.entry.key_holder


class DiaryDraft(models.Model):
    """What somebody is writing and has not published: one for each record and writer, saved while they type.

    Not audited: it changes every few seconds, only its writer reads it, and publishing it is an audited action.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="drafts")
    owner_id = models.BigIntegerField()
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    happened_on = models.DateField(null=True, blank=True)
    title = SealedField()
    text = SealedField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    private = models.BooleanField(default=False)
    reader_ids = models.JSONField(default=list, blank=True)
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    texts: ClassVar = ("title", "text")
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        "kind": Privacy.SENSITIVE,
        "happened_on": Privacy.PERSONAL,
        **dict.fromkeys(("title", "text"), Privacy.NARRATIVE),
        **dict.fromkeys(("owner_id", "saved_at", "minutes", "reader_ids"), Privacy.STAFF),
        **dict.fromkeys(("id", "version", "private"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case_file", "owner_id"], name="draft_one_for_writer")]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class DiaryDraftRevision(models.Model):
    """What a draft said earlier, so that text deleted by mistake comes back; goes with the draft, unaudited."""

    draft = models.ForeignKey(DiaryDraft, on_delete=models.CASCADE, related_name="revisions")
    title = SealedField()
    text = SealedField()
    saved_at = models.DateTimeField()

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "draft": Privacy.LINK,
        **dict.fromkeys(("title", "text"), Privacy.NARRATIVE),
        "saved_at": Privacy.STAFF,
        "id": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"earlier text of draft {self.draft_id}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.draft.key_holder


class DiaryReader(AuditedModel):
    """Somebody named to read a private note, beside who wrote it."""

    entry = models.ForeignKey(DiaryEntry, on_delete=models.PROTECT, related_name="readers")
    user_id = models.BigIntegerField()
    name = models.CharField(_("chi la legge"), max_length=160)

    objects = AuditedQuerySet["DiaryReader"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "entry": Privacy.LINK,
        **dict.fromkeys(("user_id", "name"), Privacy.STAFF),
        "id": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "user_id"], name="diary_reader_once")]

    def __str__(self) -> str:
        return f"{self.user_id} reads {self.entry_id}"


class DiaryAttachment(AuditedModel):
    """A file joined to a diary entry; whoever reads the entry reads it. The bytes are a sealed file of `files`."""

    entry = models.ForeignKey(DiaryEntry, on_delete=models.PROTECT, related_name="attachments")
    title = SealedField(_("titolo"))
    stored_file_id = models.BigIntegerField(editable=False)
    added_at = models.DateTimeField(_("aggiunto il"), editable=False)
    added_by_name = models.CharField(_("aggiunto da"), max_length=160)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AuditedQuerySet["DiaryAttachment"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "entry": Privacy.LINK,
        "title": Privacy.NARRATIVE,
        **dict.fromkeys(("added_at", "added_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "stored_file_id", "removed_at"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return f"attachment {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.entry.key_holder


class DiaryTemplateQuerySet(AuditedQuerySet["DiaryTemplate"]):
    """Models of text."""

    def in_use(self) -> Self:
        """Those not retired."""
        return self.filter(retired_at__isnull=True)

    def offered(self, user_id: int | None, *, ambito_id: int) -> Self:
        """One's own, and those shared in the Ambito of a record."""
        return self.in_use().filter(Q(owner_id=user_id, owner_id__isnull=False) | Q(ambito_id=ambito_id))


class DiaryTemplate(AuditedModel):
    """A model of text with headings to fill in: somebody's own, or shared by the whole service of an Ambito."""

    title = models.CharField(_("nome"), max_length=120)
    kind = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tipo di voce")
    )
    text = models.TextField(_("testo"), max_length=8000)
    owner_id = models.BigIntegerField(null=True, editable=False)
    ambito = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ambito")
    )
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DiaryTemplateQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("title", "kind", "text", "ambito"), Privacy.PUBLIC),
        "owner_id": Privacy.STAFF,
        **dict.fromkeys(("id", "retired_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(owner_id__isnull=False, ambito__isnull=True)
                | Q(owner_id__isnull=True, ambito__isnull=False),
                name="diary_template_own_or_shared",
            )
        ]

    def __str__(self) -> str:
        return self.title
