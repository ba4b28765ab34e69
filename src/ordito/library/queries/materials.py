# SPDX-License-Identifier: EUPL-1.2
"""The materials as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch, Sum

from ordito.audit.models import Entry, Subject
from ordito.core.text import fold
from ordito.files.engine.kinds import KINDS
from ordito.library import rules
from ordito.library.models import Material, MaterialVersion, PublicDownloads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.core.declare import Text
    from ordito.library.models.materials import MaterialQuerySet

HAND_OUT = "library.hand_out"
"""The entry of the audit log that somebody took a version."""


def materials_for(reader: Actor | None) -> MaterialQuerySet:
    """What somebody may read; None is anybody, without an account."""
    return Material.objects.public() if reader is None else Material.objects.visible_to(reader)


def narrowed(rows: QuerySet[Material], asked: Mapping[str, Any]) -> QuerySet[Material]:
    """The materials with every word that is looked for (`q`), of a kind (`tipo`), for certain readers (`chi`)."""
    for word in fold(asked.get("q") or "").split():
        rows = rows.filter(sought__contains=word)
    if asked.get("tipo"):
        rows = rows.filter(kind=asked["tipo"])
    if asked.get("chi"):
        rows = rows.filter(visibility=asked["chi"])
    return rows


def with_current(rows: QuerySet[Material]) -> QuerySet[Material]:
    """The same, each with its current version in the list `current`: one query for all."""
    newest = MaterialVersion.objects.filter(number=F("material__edition"))
    return rows.prefetch_related(Prefetch("versions", queryset=newest, to_attr="current"))


@dataclass(frozen=True)
class VersionLine:
    """A version as its material's page shows it; `times` is how often people without an account took it."""

    version: MaterialVersion
    times: int | None

    @property
    def format_name(self) -> str:
        """The ending of its file's name in capitals: PDF, DOCX; "" of a link."""
        return format_name(self.version)


def format_name(version: MaterialVersion) -> str:
    """The format of a file in the letters that people know; "" of a link."""
    return KINDS[version.file_kind].ending[1:].upper() if version.file_kind else ""


@dataclass(frozen=True)
class HolderLine:
    """The thing that a material belongs to."""

    label: Text
    name: str
    url: str


class MaterialPage:
    """A material with its versions, newest first, for a reader; who keeps it sees also how often it was taken."""

    def __init__(self, material: Material, reader: Actor | None) -> None:
        self.material, self.reader = material, reader

    @cached_property
    def may_keep(self) -> bool:
        """Whether the reader may change it."""
        return self.reader is not None and rules.can_keep(self.reader, self.material)

    @cached_property
    def lines(self) -> list[VersionLine]:
        """Its versions, the current one first."""
        versions = list(self.material.versions.order_by("-number"))
        times = dict(
            PublicDownloads.objects.filter(version__in=versions)
            .values_list("version")
            .annotate(taken=Sum("times"))
            .values_list("version", "taken")
            if self.may_keep
            else ()
        )
        return [VersionLine(row, times.get(row.pk, 0) if self.may_keep else None) for row in versions]

    @cached_property
    def holder(self) -> HolderLine | None:
        """What it belongs to, for who knows it from inside."""
        kind = rules.holder_kind(self.material.holder_kind)
        pk = self.material.holder_id
        if kind is None or pk is None or self.reader is None:
            return None
        known = kind.readable(self.reader).filter(pk=pk).exists() or kind.writable(self.reader).filter(pk=pk).exists()
        return HolderLine(kind.label, kind.name(pk), kind.url(pk)) if known else None


def downloads_of(material: Material) -> QuerySet[Entry]:
    """The entries of the audit log of who took a material; the number of the version stands in their detail."""
    about = Subject.objects.filter(kind="library.material", object_id=material.pk).values("entry_id")
    return Entry.objects.filter(pk__in=about, action=HAND_OUT)


def materials_of(kind: str, holder_id: int, reader: Actor) -> QuerySet[Material]:
    """The materials of a holder that somebody may read, by title."""
    rows = materials_for(reader).standing().filter(holder_kind=kind, holder_id=holder_id)
    return with_current(rows).order_by("title", "pk")
