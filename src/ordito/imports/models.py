# SPDX-License-Identifier: EUPL-1.2
"""An import, what is wrong with its rows, and what it wrote. What the file says stays in the sealed file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.accounts.models import User
from ordito.core.access import Actor, SystemActor, Verb
from ordito.core.crypto import open_sealed, seal
from ordito.core.declare import ImportTarget, OnKnown, declared
from ordito.core.fields import SealedField, uuid7
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.files.models import StoredFile
from ordito.imports.enums import AT_WORK, BatchState, WrittenState
from ordito.territory.models import Territory, TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Mapping


QUOTING = frozenset({"preview", "top", "words", "meanings", "known"})
"""What of a reading repeats cells of the file: rows with names, words that somebody typed."""


def granted_places(actor: Actor, verb: Verb) -> frozenset[int]:
    """Places on which `actor` has a membership with `verb`, without those within them.

    A membership on no place gives nothing: the files name people.
    """
    grants = (grant for grant in actor.grants if verb in grant.verbs and grant.organisation_id is None)
    return frozenset(grant.territory_id for grant in grants if grant.territory_id is not None)


def own_verbs() -> dict[Verb, set[str]]:
    """The verbs that import some kinds of file and no others, each with the keys of their targets."""
    found: dict[Verb, set[str]] = {}
    for target in declared(ImportTarget):
        if target.verb != Verb.IMPORT_DATA:
            found.setdefault(target.verb, set()).add(target.key)
    return found


class ImportBatchQuerySet(AuditedQuerySet["ImportBatch"]):
    """Imports."""

    def visible_to(self, actor: Actor) -> Self:
        """Imports of the places where the actor imports such files; they may name people, so of nobody else's."""
        if isinstance(actor, SystemActor):
            return self
        own = own_verbs()
        within: dict[frozenset[int], set[int]] = {}
        seen = Q(pk__in=())
        for verb in (Verb.IMPORT_DATA, *own):
            if granted := granted_places(actor, verb):
                if granted not in within:
                    within[granted] = TerritoryLink.objects.within(granted)
                kind = Q(target__in=own[verb]) if verb in own else ~Q(target__in=set().union(*own.values()))
                seen |= kind & Q(territory__in=within[granted])
        return self.filter(seen)


class ImportBatch(AuditedModel):
    """One file on its way in, from the upload to the last row, or to its undoing."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    target = models.CharField(_("che cosa"), max_length=40)  # key of an `ImportTarget`
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="imports", verbose_name=_("territorio")
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    file_sha256 = models.CharField(max_length=64, blank=True)
    # How the file is read: sheets, choices, headings, first rows, unknown words and what they mean. Sealed, because
    # headings and words may be anything.
    sealed_reading = SealedField()
    mapping: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(_("colonne"), default=dict)
    # What becomes of rows about somebody already there, and of single rows by their number in the file.
    on_known = models.CharField(_("persone già presenti"), max_length=6, default=OnKnown.ATTACH.value)
    row_choices: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    state = models.CharField(_("stato"), max_length=12, choices=BatchState.choices, default=BatchState.UPLOADED)
    job_id = models.BigIntegerField(null=True)  # the work under way, or the last
    checkpoint = models.PositiveIntegerField(default=0)  # the last row of the file that the work under way has done
    rows_total = models.PositiveIntegerField(_("righe"), default=0)
    rows_refused = models.PositiveIntegerField(_("righe rifiutate"), default=0)
    rows_warned = models.PositiveIntegerField(_("righe con avvisi"), default=0)
    rows_accepted = models.PositiveIntegerField(_("righe accettate"), default=0)
    written = models.PositiveIntegerField(_("righe importate"), default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("caricata da"))
    created_at = models.DateTimeField(_("caricata il"))
    finished_at = models.DateTimeField(_("conclusa il"), null=True)
    undone_at = models.DateTimeField(_("annullata il"), null=True)

    objects = ImportBatchQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "sealed_reading": Privacy.IDENTITY,
        "territory": Privacy.PUBLIC,
        "created_by": Privacy.STAFF,
        **dict.fromkeys(
            ("id", "public_id", "target", "file", "file_sha256", "mapping", "state", "job_id", "checkpoint"),
            Privacy.TECHNICAL,
        ),
        **dict.fromkeys(("on_known", "row_choices"), Privacy.TECHNICAL),
        **dict.fromkeys(("rows_total", "rows_refused", "rows_warned", "rows_accepted", "written"), Privacy.TECHNICAL),
        **dict.fromkeys(("created_at", "finished_at", "undone_at"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="import_batch_page"),
            models.Index(fields=["target", "file_sha256"], name="import_batch_same_file"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def verb(self) -> Verb:
        """What is asked of who goes on with it."""
        return next((one.verb for one in declared(ImportTarget) if one.key == self.target), Verb.IMPORT_DATA)

    @property
    def undo_verb(self) -> Verb:
        """What is asked of who takes it back."""
        return next((one.undo_verb for one in declared(ImportTarget) if one.key == self.target), Verb.UNDO_IMPORT)

    @property
    def at_work(self) -> bool:
        """Whether a job is at it, or was when it was killed."""
        return self.state in AT_WORK

    @property
    def reading(self) -> dict[str, Any]:
        """How the file is read, opened: see `actions.uploads.describe`.

        Once checked also the unknown "words", and the "meanings" that a person gave them: see `engine.meanings`.
        """
        return dict(json.loads(open_sealed(bytes(self.sealed_reading), context=self._place)))

    @reading.setter
    def reading(self, value: Mapping[str, Any]) -> None:
        self.sealed_reading = seal(json.dumps(value).encode(), context=self._place)

    def forget_cells(self) -> bool:
        """Leave out of the reading what quotes the file, once nothing asks for it any more; whether there was any."""
        reading = self.reading
        kept = {name: value for name, value in reading.items() if name not in QUOTING}
        self.reading = kept
        return kept != reading

    @property
    def _place(self) -> bytes:
        return f"imports.importbatch.sealed_reading/{self.public_id}".encode()

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """An import belongs to its place."""
        return self.territory.allows(actor, verb)


class FindingQuerySet(AuditedQuerySet["Finding"]):
    """Findings."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible imports."""
        return self.filter(batch__in=ImportBatch.objects.visible_to(actor))


class Finding(AuditedModel):
    """A problem at a row and a column of the file: which, never what the cell says."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="findings")
    row = models.PositiveIntegerField(_("riga"))
    place = models.PositiveSmallIntegerField(_("colonna"), null=True)  # from 0; null: the whole row
    field = models.CharField(max_length=60, blank=True)
    code = models.CharField(_("problema"), max_length=60)
    warning = models.BooleanField(_("avviso"), default=False)
    detail: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)  # bounds, labels

    objects = FindingQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(
        ("id", "batch", "row", "place", "field", "code", "warning", "detail"), Privacy.TECHNICAL
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["batch", "row", "id"], name="import_finding_page")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.row} {self.code}"


class WrittenObjectQuerySet(AuditedQuerySet["WrittenObject"]):
    """Things written by imports."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible imports."""
        return self.filter(batch__in=ImportBatch.objects.visible_to(actor))


class WrittenObject(AuditedModel):
    """Something an import wrote, or found and called by a number, by kind and id."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="objects_written")
    row = models.PositiveIntegerField(_("riga"))
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=WrittenState.choices, default=WrittenState.WRITTEN)
    # The number by which the file calls it, keyed: rows of other files name it so. See `queries.objects_called`.
    source_key = models.BigIntegerField(null=True)

    objects = WrittenObjectQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("object_id", "source_key"), Privacy.LINK),
        **dict.fromkeys(("id", "batch", "row", "kind", "state"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["batch", "state", "-id"], name="import_written_state"),
            models.Index(
                fields=["kind", "source_key"], condition=Q(source_key__isnull=False), name="import_written_called"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.kind} {self.object_id}"
