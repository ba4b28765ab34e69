# SPDX-License-Identifier: EUPL-1.2
"""Keeping, reading and discarding files. The owning app checks its rule and writes its audit entry around these."""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ordito.core.crypto import seal
from ordito.files.engine.kinds import kind_of
from ordito.files.engine.scanning import ScannerSilentError, found_in
from ordito.files.engine.sealing import DiskFullError, read_sealed, write_sealed
from ordito.files.models import StoredFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from django.db.models import Model

    from ordito.core.access import Actor

MEBIBYTE = 1024 * 1024
LARGEST = 30 * MEBIBYTE
READ = 64 * 1024
ORPHAN_AGE = timedelta(days=1)  # a file without a row is younger only while its transaction lasts


class FileNotKeptError(Exception):
    """The file was refused; the message says why to the person who sent it."""


class FileGoneError(Exception):
    """The bytes are no longer there: expired or discarded."""


def store_file(
    stream: BinaryIO,
    *,
    name: str,
    owner: Model,
    kinds: Collection[str],
    by: Actor,
    at: datetime,
    expires_at: datetime | None = None,
    largest: int = LARGEST,
) -> StoredFile:
    """Keep the bytes of `stream` sealed, as a file of `owner`; call it inside the transaction of the owner's action.

    Raises `FileNotKeptError` for kinds (by content) outside `kinds`, empty or too large files, what the antivirus
    daemon refuses or cannot judge, and a full disk.
    """
    kind = kind_of(stream)
    if kind not in kinds:
        raise FileNotKeptError(_("Questo tipo di file non si può caricare qui."))
    _refuse_harmful(stream, largest)
    file = _new_file(name=name, kind=kind, owner=owner, by=by, at=at, expires_at=expires_at)
    _seal(file, _Measured(_bounded(stream, largest)))
    return file


def store_made(
    pieces: Iterable[bytes], *, name: str, kind: str, owner: Model, by: Actor, at: datetime, expires_at: datetime
) -> StoredFile:
    """Keep bytes that Ordito itself makes, sealed while they are made: any size, never in plain on the disk.

    For long work outside a transaction; what is left of one that was killed goes with the orphans.
    Raises `FileNotKeptError` when the disk is full.
    """
    file = _new_file(name=name, kind=kind, owner=owner, by=by, at=at, expires_at=expires_at)
    _seal(file, _Measured(pieces))
    return file


def _new_file(
    *, name: str, kind: str, owner: Model, by: Actor, at: datetime, expires_at: datetime | None
) -> StoredFile:
    file = StoredFile(
        owner_kind=owner._meta.label_lower,  # noqa: SLF001 - public API of the framework
        owner_id=owner.pk,
        kind=kind,
        stored_at=at,
        stored_by_id=by.actor_id,
        expires_at=expires_at,
    )
    file.sealed_name = seal(name[-200:].encode(), context=file.name_context)
    return file


def _seal(file: StoredFile, measured: _Measured) -> None:
    try:
        write_sealed(file.path, measured, name=str(file.public_id))
    except DiskFullError as error:
        full = _("Lo spazio del sistema è esaurito: il file non è stato salvato. Avvisa chi gestisce il sistema.")
        raise FileNotKeptError(full) from error
    file.size, file.sha256 = measured.size, measured.digest.hexdigest()
    try:
        file.save(force_insert=True)
    except BaseException:
        file.path.unlink(missing_ok=True)
        raise


def _refuse_harmful(stream: BinaryIO, largest: int) -> None:
    """Ask the antivirus daemon, where the installation has one; the stream is left at its beginning."""
    if settings.ANTIVIRUS is None:
        return
    try:
        found = found_in(_bounded(stream, largest), address=settings.ANTIVIRUS)
    except ScannerSilentError as error:
        silent = _("Il controllo antivirus non risponde: il file non è stato salvato. Riprova tra qualche minuto.")
        raise FileNotKeptError(silent) from error
    finally:
        stream.seek(0)
    if found:
        harmful = _("Il controllo antivirus ha trovato %(found)s in questo file: non è stato salvato.")
        raise FileNotKeptError(harmful % {"found": found})


class _Measured:
    """Bytes that pass once: their size and digest are known at the end."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.passing = pieces
        self.size = 0
        self.digest = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        """The bytes as they came."""
        for piece in self.passing:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece


def _bounded(stream: BinaryIO, largest: int) -> Iterator[bytes]:
    """The bytes of the stream; refuses them as soon as they are too many."""
    size = 0
    while piece := stream.read(READ):
        size += len(piece)
        if size > largest:
            limit = largest // MEBIBYTE
            raise FileNotKeptError(_("Il file è troppo grande: al massimo %(limit)s MB.") % {"limit": limit})
        yield piece


def read_pieces(file: StoredFile) -> Iterator[bytes]:
    """The bytes of `file`, piece by piece; the caller has loaded it through its own rule and audits the reading.

    Raises `FileGoneError` when they are no longer kept.
    """
    if file.discarded_at is not None:
        raise FileGoneError(_("Il file non è più conservato."))
    try:
        yield from read_sealed(file.path, name=str(file.public_id))
    except FileNotFoundError as error:
        raise FileGoneError(_("Il file non è più conservato.")) from error


def read_whole(file: StoredFile) -> bytes:
    """All bytes of `file` at once: for those small enough to be read into memory anyway."""
    return b"".join(read_pieces(file))


def discard_file(file: StoredFile, *, at: datetime) -> None:
    """Forget the bytes and the name when the transaction commits; the row stays, to say that there was one."""
    StoredFile.objects.filter(pk=file.pk).update(discarded_at=at, sealed_name=b"")
    file.discarded_at = at
    transaction.on_commit(lambda: file.path.unlink(missing_ok=True))


def expire_files(*, now: datetime) -> int:
    """Discard the files whose time is over; safe to run twice. Returns how many."""
    over = list(StoredFile.objects.present().filter(expires_at__lte=now))
    for file in over:
        with transaction.atomic():
            discard_file(file, at=now)
    return len(over)


def sweep_orphans(*, now: datetime) -> int:
    """Delete bytes that no row names: a transaction that did not commit, a process killed while writing."""
    root = Path(settings.FILES_ROOT)
    oldest = min(now.timestamp(), time.time()) - ORPHAN_AGE.total_seconds()
    old = [path for path in root.glob("??/*") if path.stat().st_mtime < oldest] if root.exists() else []
    kept = {public_id.hex for public_id in StoredFile.objects.present().values_list("public_id", flat=True)}
    orphans = [path for path in old if path.name not in kept]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
