# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, SystemActor, Verb
from ordito.core.declare import MaterialHolder, declared
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.library.enums import MaterialKind, Visibility
from ordito.territory.models import Organisation, Territory, TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Mapping

HASH = 64  # letters of a SHA-256 in hexadecimal


class MaterialQuerySet(AuditedQuerySet["Material"]):
    """Materials."""

    def standing(self) -> Self:
        """Those nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def public(self) -> Self:
        """What anybody may read, without an account."""
        return self.standing().filter(visibility=Visibility.PUBLIC)

    def visible_to(self, actor: Actor) -> Self:
        """What is public, what is the network's for its people, what is reserved for who takes part in its holder.

        Who keeps a material sees it always, withdrawn or not.
        """
        if isinstance(actor, SystemActor):
            return self
        read = Q(visibility=Visibility.PUBLIC)
        if actor.holds(Verb.VIEW_LIBRARY):
            read |= Q(visibility=Visibility.NETWORK)
        for holder in declared(MaterialHolder):
            read |= Q(holder_kind=holder.kind, holder_id__in=holder.readable(actor))
        return self.filter((read & Q(withdrawn_at__isnull=True)) | _kept_by(actor))

    def kept_by(self, actor: Actor) -> Self:
        """What an actor may change."""
        return self if isinstance(actor, SystemActor) else self.filter(_kept_by(actor))


def _kept_by(actor: Actor) -> Q:
    """Materials of one's own place or body, and of holders that one writes to."""
    found = Q(pk__in=())
    for grant in actor.grants:
        if Verb.MANAGE_LIBRARY not in grant.verbs:
            continue
        if grant.organisation_id is not None:
            found |= Q(organisation=grant.organisation_id)
        elif grant.territory_id is None:
            return Q(pk__isnull=False)
        else:
            found |= Q(organisation=None, territory__in=TerritoryLink.objects.within([grant.territory_id]))
    for holder in declared(MaterialHolder):
        found |= Q(holder_kind=holder.kind, holder_id__in=holder.writable(actor))
    return found


class Material(AuditedModel):
    """Something to read, see or hear: a file or a link, with its versions; the newest is the current one.

    It belongs to a place or to a body, as the membership of who brought it, or to a thing of an app above (a course, an
    edition of it: `core.declare.MaterialHolder`), whose participants alone read it when it is reserved.
    """

    title = models.CharField(_("titolo"), max_length=200)
    description = models.TextField(_("descrizione"), max_length=4000, blank=True)
    sought = models.TextField(editable=False)  # title and description, folded as `core.text.fold` does
    kind = models.CharField(_("tipo"), max_length=12, choices=MaterialKind.choices)
    visibility = models.CharField(_("chi lo legge"), max_length=10, choices=Visibility.choices)
    holder_kind = models.CharField(max_length=60, blank=True)
    holder_id = models.BigIntegerField(null=True)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    edition = models.PositiveIntegerField(_("versione corrente"), default=1)  # number of the current version
    added_at = models.DateTimeField(_("aggiunto il"))
    changed_at = models.DateTimeField(_("aggiornato il"))  # when its newest version came
    added_by_name = models.CharField(_("aggiunto da"), max_length=160)
    withdrawn_at = models.DateTimeField(_("ritirato il"), null=True)
    withdrawn_by_name = models.CharField(_("ritirato da"), max_length=160, blank=True)
    withdrawn_because = models.CharField(_("perché è stato ritirato"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)  # counts savings, for two people at one form

    objects = MaterialQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("title", "description", "sought", "kind", "visibility"), Privacy.PUBLIC),
        **dict.fromkeys(("territory", "organisation", "edition", "added_at", "changed_at"), Privacy.PUBLIC),
        **dict.fromkeys(("withdrawn_at", "withdrawn_because"), Privacy.PUBLIC),
        **dict.fromkeys(("added_by_name", "withdrawn_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "holder_kind", "holder_id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(holder_kind="", holder_id__isnull=True) | (~Q(holder_kind="") & Q(holder_id__isnull=False)),
                name="material_holder_whole",
            ),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.RESERVED) | ~Q(holder_kind=""), name="material_reserved_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""), name="material_withdrawn_with_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-changed_at", "-id"], name="material_page"),
            models.Index(fields=["holder_kind", "holder_id"], name="material_holder"),
        ]

    def __str__(self) -> str:
        return self.title


class MaterialVersion(AuditedModel):
    """A state of a material: a file kept by `files`, or a link; never changed."""

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("versione"))
    stored_file_id = models.BigIntegerField(null=True)
    file_kind = models.CharField(_("formato"), max_length=10, blank=True)  # a key of `files.engine.kinds.KINDS`
    size = models.PositiveBigIntegerField(_("dimensione"), null=True)  # bytes
    sha256 = models.CharField(_("impronta"), max_length=HASH, blank=True)
    link = models.URLField(_("indirizzo"), max_length=500, blank=True)
    note = models.CharField(_("che cosa cambia"), max_length=400, blank=True)
    added_at = models.DateTimeField(_("aggiunta il"))
    added_by_name = models.CharField(_("aggiunta da"), max_length=160)
    form_key = models.UUIDField(unique=True, editable=False)

    objects = AuditedQuerySet["MaterialVersion"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("material", "number", "file_kind", "size", "sha256", "link"), Privacy.PUBLIC),
        **dict.fromkeys(("note", "added_at"), Privacy.PUBLIC),
        "added_by_name": Privacy.STAFF,
        **dict.fromkeys(("id", "stored_file_id", "form_key"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["material", "number"], name="material_version_number"),
            models.CheckConstraint(
                condition=(Q(stored_file_id__isnull=False, link="") & ~Q(sha256=""))
                | (Q(stored_file_id__isnull=True) & ~Q(link="")),
                name="material_version_file_or_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material_id}, {self.number}"


class PublicDownloads(models.Model):
    """How often a version was taken on a day by people without an account; who they were is not known.

    Downloads of people who entered are entries of the audit log; a count says nothing of anybody and has none.
    """

    version = models.ForeignKey(MaterialVersion, on_delete=models.PROTECT, related_name="public_downloads")
    day = models.DateField(_("giorno"))
    times = models.PositiveIntegerField(_("volte"), default=0)

    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(("id", "version", "day", "times"), Privacy.TECHNICAL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "day"], name="public_downloads_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}, {self.day}: {self.times}"
