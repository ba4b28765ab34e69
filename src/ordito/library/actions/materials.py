# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.core.repeats import once_more
from ordito.core.text import fold
from ordito.files.actions import FileNotKeptError, store_file
from ordito.files.engine.kinds import DOCUMENTS, RECORDINGS
from ordito.library import rules
from ordito.library.actions.errors import LibraryConflictError, LibraryError
from ordito.library.enums import MaterialKind, Visibility
from ordito.library.models import Material, MaterialVersion

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from ordito.core.access import Actor

KINDS = DOCUMENTS | RECORDINGS
"""Kinds of files, by content, that may be materials."""


@dataclass(frozen=True)
class MaterialValues:
    """What is said of a material."""

    title: str
    description: str
    kind: MaterialKind
    visibility: Visibility


@dataclass(frozen=True)
class Upload:
    """A file that somebody brings, with its name."""

    stream: BinaryIO
    name: str


@dataclass(frozen=True)
class Holder:
    """The thing that a material belongs to: the kind of a declared `MaterialHolder`, and an id."""

    kind: str
    pk: int


@once_more
def add_material(
    values: MaterialValues,
    source: Upload | str,
    *,
    by: Actor,
    at: datetime,
    form_key: UUID,
    holder: Holder | None = None,
) -> Material:
    """Put a file or a link into the library, as version 1; the same form twice puts one.

    Raises:
        NotAllowedError: the actor brings no materials here.
        LibraryError: no title, a file that is not kept, a reserved material without a holder.
    """
    permit(rules.can_add(by, kind=holder.kind, holder_id=holder.pk) if holder else rules.can_add(by))
    _check(values, held=holder is not None)
    territory_id, organisation_id = (None, None) if holder else rules.home_of(by)
    with recorded("library.add_material", by=by, at=at) as trace:
        if (twice := MaterialVersion.objects.filter(form_key=form_key).first()) is not None:
            return twice.material
        row = Material(
            **vars(values),
            sought=_sought(values),
            holder_kind=holder.kind if holder else "",
            holder_id=holder.pk if holder else None,
            territory_id=territory_id,
            organisation_id=organisation_id,
            added_at=at,
            changed_at=at,
            added_by_name=by.actor_name[:160],
        )
        row.save(force_insert=True)
        trace.touches(row, _add_version(row, source, by=by, at=at, form_key=form_key, note=""))
    return row


def change_material(values: MaterialValues, *, by: Actor, at: datetime, material: Material, version: int) -> Material:
    """Say something else of a material; `version` is the state that the form showed.

    Raises:
        NotAllowedError: the actor does not keep it.
        LibraryConflictError: somebody saved it meanwhile.
        LibraryError: no title, a reserved material without a holder, a withdrawn one.
    """
    permit(rules.can_keep(by, material))
    _check(values, held=bool(material.holder_kind))
    with recorded("library.change_material", by=by, at=at) as trace:
        row = _standing(material, version)
        changed = [name for name, value in vars(values).items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, getattr(values, name))
        row.sought = _sought(values)
        row.version += 1
        row.save()
        trace.touches(row, fields=changed)
    return row


def renew_material(
    source: Upload | str, *, by: Actor, at: datetime, material: Material, version: int, note: str, form_key: UUID
) -> MaterialVersion:
    """Give a material a new version; those before it stay readable. `note` says what is different.

    Raises:
        NotAllowedError: the actor does not keep it.
        LibraryConflictError: somebody saved it meanwhile.
        LibraryError: not said what changes, the same bytes or link as now, a file that is not kept, a withdrawn one.
    """
    permit(rules.can_keep(by, material))
    if not note.strip():
        raise LibraryError(_("Scrivi che cosa cambia in questa versione."), field="note")
    with recorded("library.renew_material", by=by, at=at) as trace:
        if (twice := MaterialVersion.objects.filter(form_key=form_key).first()) is not None:
            return twice
        row = _standing(material, version)
        current = row.versions.get(number=row.edition)
        row.edition += 1
        made = _add_version(row, source, by=by, at=at, form_key=form_key, note=note.strip())
        if (made.sha256, made.link) == (current.sha256, current.link):
            raise LibraryError(_("È identico alla versione che c’è già."), field="link" if made.link else "file")
        row.version += 1
        row.changed_at = at
        row.save()
        trace.touches(row, made, fields=["edition"])
    return made


def withdraw_material(*, by: Actor, at: datetime, material: Material, because: str) -> Material:
    """Take a material out of the library: nobody else reads it any more; its versions and its log stay.

    Raises:
        NotAllowedError: the actor does not keep it.
        LibraryError: no reason, or withdrawn already.
    """
    permit(rules.can_keep(by, material))
    if not because.strip():
        raise LibraryError(_("Scrivi perché lo ritiri."), field="because")
    with recorded("library.withdraw_material", by=by, at=at) as trace:
        row = _standing(material, None)
        row.withdrawn_at, row.withdrawn_by_name = at, by.actor_name[:160]
        row.withdrawn_because = because.strip()
        row.version += 1
        row.save()
        trace.touches(row, fields=["withdrawn_at"])
    return row


def _check(values: MaterialValues, *, held: bool) -> None:
    if not values.title.strip():
        raise LibraryError(_("Scrivi il titolo."), field="title")
    if values.visibility == Visibility.RESERVED and not held:
        words = _("Riservato a chi partecipa può essere solo il materiale di un percorso: aggiungilo dalla sua pagina.")
        raise LibraryError(words, field="visibility")


def _sought(values: MaterialValues) -> str:
    return fold(f"{values.title} {values.description}")


def _standing(material: Material, version: int | None) -> Material:
    row = Material.objects.select_for_update(of=("self",)).get(pk=material.pk)
    if row.withdrawn_at is not None:
        raise LibraryError(_("Questo materiale è stato ritirato."))
    if version is not None and row.version != version:
        raise LibraryConflictError(row)
    return row


def _add_version(
    row: Material, source: Upload | str, *, by: Actor, at: datetime, form_key: UUID, note: str
) -> MaterialVersion:
    made = MaterialVersion(
        material=row, number=row.edition, note=note, added_at=at, added_by_name=by.actor_name[:160], form_key=form_key
    )
    if isinstance(source, str):
        made.link = source
    else:
        try:
            file = store_file(source.stream, name=source.name, owner=row, kinds=KINDS, by=by, at=at)
        except FileNotKeptError as error:
            raise LibraryError(str(error), field="file") from error
        made.stored_file_id, made.file_kind = file.pk, file.kind
        made.size, made.sha256 = file.size, file.sha256
    made.save(force_insert=True)
    return made
