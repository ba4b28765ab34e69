# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef

from ordito.audit.models import ChainLink, Entry, Seal, Subject
from ordito.core.crypto import blind_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

GENESIS = "0" * 64
# An entry younger than this may still have an older neighbour inside an open transaction.
SAFE_HORIZON = timedelta(minutes=5)
# The sealer looks for entries committed late among this many ids before the last it chained; the check, among all.
LATE = 100_000
BATCH = 500
MOST_PROBLEMS = 100


def canonical(entry: Entry) -> str:
    """The entry's text that the chain covers: every column, keys sorted, times in UTC to the microsecond."""
    return json.dumps(
        [
            entry.pk,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.kind,
            entry.action,
            entry.actor_id,
            entry.actor_name,
            entry.roles,
            entry.purpose,
            entry.objects_touched,
            entry.fields_changed,
            entry.detail,
        ],
        sort_keys=True,
        ensure_ascii=False,
    )


def next_digest(previous: str, entry: Entry) -> str:
    """SHA-256 over the previous link and the entry."""
    return hashlib.sha256(f"{previous}\n{canonical(entry)}".encode()).hexdigest()


def seal_code(day: str, digest: str) -> str:
    """The keyed code of a day's seal; its key lives outside the database."""
    return blind_index(f"{day}:{digest}", field="audit.seal").hex()[:64]


def about(kind: str, object_id: int) -> QuerySet[Entry]:
    """Entries that speak of one row, newest first; `kind` as "cases.person"."""
    ids = Subject.objects.filter(kind=kind, object_id=object_id).values("entry_id")
    return Entry.objects.filter(pk__in=ids).order_by("-at", "-pk")


def unchained(before: datetime, *, after_id: int = 0) -> QuerySet[Entry]:
    """Entries older than the safe horizon that no link covers yet, in id order."""
    link = ChainLink.objects.filter(entry_id=OuterRef("pk"))
    return Entry.objects.filter(~Exists(link), pk__gt=after_id, at__lt=before).order_by("pk")


def last_chained_id() -> int:
    """The highest id of an entry that a link covers, 0 before the first."""
    return ChainLink.objects.aggregate(last=Max("entry_id"))["last"] or 0


@dataclass(frozen=True)
class Verdict:
    """What a check of the whole chain found; at most `MOST_PROBLEMS` are told, all are counted."""

    links: int
    waiting: int
    problems: tuple[str, ...]
    problem_count: int

    @property
    def sound(self) -> bool:
        """Whether nothing was changed, deleted or put in between."""
        return not self.problem_count


def verify_chain(*, before: datetime, progress: Callable[[int, int], None] | None = None) -> Verdict:
    """Recompute every link, every seal and the index of subjects; list what does not agree.

    Memory stays constant: links, entries and subjects are read in batches, three queries each.
    """
    total = ChainLink.objects.count()
    problems: list[str] = []
    count = links = 0
    for problem in _problems():
        if isinstance(problem, int):
            links += problem
            if progress:
                progress(links, total)
            continue
        count += 1
        if len(problems) < MOST_PROBLEMS:
            problems.append(problem)
    return Verdict(links, unchained(before).count(), tuple(problems), count)


def _problems() -> Iterator[str | int]:
    """Every problem, and after each batch the number of links it had."""
    seals: defaultdict[int, list[Seal]] = defaultdict(list)  # quiet days share a link
    for seal in Seal.objects.order_by("day"):
        seals[seal.last_link_id].append(seal)
    previous, number = GENESIS, 0
    every_link = ChainLink.objects.order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(every_link, BATCH)):
        entries = Entry.objects.in_bulk([link.entry_id for link in batch])
        for link in batch:
            number += 1
            if link.pk != number:
                yield f"link {number}: missing"
                number = link.pk
            entry = entries.get(link.entry_id)
            if entry is None:
                yield f"entry {link.entry_id}: deleted"
            elif next_digest(previous, entry) != link.digest:
                yield f"entry {link.entry_id}: changed, or a link before it is missing"
            previous = link.digest
            yield from _wrong_seals(seals.pop(link.pk, ()), link.digest)
        yield from _wrong_subjects(entries.values())
        yield len(batch)
    yield from _wrong_seals(chain.from_iterable(seals.values()), None)


def _wrong_seals(seals: Iterable[Seal], digest: str | None) -> Iterator[str]:
    """Seals that we did not make, or that do not agree with the link under them (None: it is gone)."""
    for seal in seals:
        if seal.code != seal_code(seal.day.isoformat(), seal.digest):
            yield f"seal {seal.day}: not ours"
        elif digest is None:
            yield f"seal {seal.day}: the chain under it was shortened"
        elif seal.digest != digest:
            yield f"seal {seal.day}: the chain under it was rewritten"


def _wrong_subjects(entries: Iterable[Entry]) -> Iterator[str]:
    """Entries that the index from objects does not lead to, or leads to wrongly."""
    expected = {
        (entry.pk, kind, object_id)
        for entry in entries
        for kind, ids in entry.objects_touched.items()
        for object_id in ids
    }
    ids = [entry.pk for entry in entries]
    found = set(Subject.objects.filter(entry_id__in=ids).values_list("entry_id", "kind", "object_id"))
    wrong = sorted({row[0] for row in expected ^ found})
    yield from (f"entry {entry_id}: its index was changed" for entry_id in wrong)
