# SPDX-License-Identifier: EUPL-1.2
"""Reading the record into a store: everything, or what was touched since the store that is followed."""

from __future__ import annotations

import logging
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Max, Min

from ordito.audit.models import Entry
from ordito.core.crypto import blind_index
from ordito.indicators.engine.extract import (
    Plan,
    Reader,
    RowReader,
    full_layer,
    next_layer,
    postgresql_reader,
    sqlite_reader,
)
from ordito.indicators.engine.pseudonyms import Pseudonyms
from ordito.indicators.engine.store import Manifest, Store, write_manifest
from ordito.indicators.queries.engines import own_database
from ordito.indicators.queries.plans import change_of, datasets, plan_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OVERLAP = timedelta(hours=1)
"""How far before the followed snapshot changes are looked for again: what was written in a transaction that was open
while that snapshot was read. Reading a record twice does no harm; one open for longer waits for the night."""
FIELD = "indicators.pseudonyms"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """A reading into an empty folder, at one point in time; `old` is the store in use, if it can be followed."""

    folder: Path
    at: datetime
    old: Store | None
    progress: Callable[[int, int], None]

    def everything(self) -> tuple[Manifest, tuple[str, ...]]:
        """Read all; also the datasets in which the followed store, brought up to the same moment, had drifted.

        That is the check of every night on the refreshes of the day: what they missed is repaired and said.
        """
        plans = self._plans()
        with _reader() as reader:
            aside = self._aside(reader)
            for number, plan in enumerate(plans):
                self.progress(number, len(plans))
                full_layer(self.folder, reader, plan, _pseudonyms())
        found = self._manifest(1)
        self.progress(len(plans), len(plans))
        if aside is None:
            return found, ()
        drift = tuple(name for name in found.datasets if _digest(aside, name) != _digest(Store(self.folder), name))
        shutil.rmtree(aside.folder)
        if drift:
            logger.warning("Refreshes of the statistics had missed changes in: %s", ", ".join(drift))
        return found, drift

    def changes(self) -> Manifest:
        """Read what was touched since the followed store into one more layer."""
        with _reader() as reader:
            layers = self._follow(self.folder, reader, self.progress)
        return self._manifest(layers)

    def _aside(self, reader: Reader) -> Store | None:
        """The followed store brought up to date beside the one that is written, to be compared with it."""
        if self.old is None or self.old.manifest.layers == 1:
            return None
        folder = self.folder / "aside"
        folder.mkdir(mode=0o700)
        layers = self._follow(folder, reader, lambda _done, _total: None)
        write_manifest(folder, [plan.shape for plan in self._plans()], layers=layers, read_at=self.at.isoformat())
        return Store(folder)

    def _follow(self, folder: Path, reader: Reader, progress: Callable[[int, int], None]) -> int:
        """Write what follows the old store; how many layers that makes."""
        if self.old is None:
            raise ValueError("There is no store to follow")
        since, declared = _first_entry(datetime.fromisoformat(self.old.manifest.read_at) - OVERLAP), datasets()
        for number, plan in enumerate(self._plans()):
            progress(number, len(declared))
            change = change_of(declared[plan.shape.name], since)
            next_layer(self.old, folder, reader, plan, _pseudonyms(), change=change)
        progress(len(declared), len(declared))
        return self.old.manifest.layers + 1

    def _plans(self) -> list[Plan]:
        return [plan_of(dataset) for dataset in datasets().values()]

    def _manifest(self, layers: int) -> Manifest:
        shapes = [plan.shape for plan in self._plans()]
        return write_manifest(self.folder, shapes, layers=layers, read_at=self.at.isoformat())


def _digest(store: Store, dataset: str) -> str:
    return store.digest(dataset) if dataset in store.manifest.datasets else ""


def _pseudonyms() -> Pseudonyms:
    return Pseudonyms(blind_index("", field=FIELD))


def _first_entry(moment: datetime) -> int:
    """The first audit entry from a moment on, or the one to come."""
    found = Entry.objects.filter(at__gte=moment).aggregate(first=Min("pk"))["first"]
    return found or (Entry.objects.aggregate(last=Max("pk"))["last"] or 0) + 1


@contextmanager
def _reader() -> Iterator[Reader]:
    """Column batches wherever a second connection sees the same rows.

    A database in memory has but one connection, and rows of a transaction that is still open are seen by it alone.
    """
    told = connection.settings_dict
    in_memory = connection.vendor == "sqlite" and connection.is_in_memory_db()  # type: ignore[attr-defined] # SQLite's wrapper
    if connection.in_atomic_block or in_memory:
        with transaction.atomic(), connection.cursor() as cursor:
            yield RowReader(cursor)
    elif connection.vendor == "postgresql":
        with postgresql_reader(own_database()) as reader:
            yield reader
    else:
        with sqlite_reader(str(told["NAME"])) as reader:
            yield reader
