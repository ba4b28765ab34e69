# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from ordito.audit.models import ChainLink, Entry, Seal, Subject
from ordito.core.crypto import blind_index

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

GENESIS = "0" * 64


def canonical(entry: Entry) -> str:
    """The entry's text that the chain covers: every column, keys sorted, times in UTC to the microsecond."""
    from datetime import UTC

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


def unchained(before: datetime) -> QuerySet[Entry]:
    """Entries older than the safe horizon that no link covers yet, in id order."""
    link = ChainLink.objects.filter(entry_id=OuterRef("pk")).values("pk")[:1]
    return Entry.objects.filter(at__lt=before).annotate(link=Subquery(link)).filter(link=None).order_by("pk")


@dataclass(frozen=True)
class Verdict:
    """What a check of the whole chain found."""

    links: int
    waiting: int
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was changed, deleted or put in between."""
        return not self.problems


def verify_chain(*, before: datetime) -> Verdict:
    """Recompute every link, every seal and the index; list what does not agree."""
    problems: list[str] = []
    previous = GENESIS
    digests: dict[int, str] = {}
    links = 0
    for link in ChainLink.objects.order_by("pk").iterator(chunk_size=2000):
        links += 1
        entry = Entry.objects.filter(pk=link.entry_id).first()
        if entry is None:
            problems.append(f"entry {link.entry_id}: deleted")
        elif next_digest(previous, entry) != link.digest:
            problems.append(f"entry {link.entry_id}: changed, or a link before it is missing")
        previous = link.digest
        digests[link.pk] = link.digest
    for seal in Seal.objects.order_by("day"):
        if seal.code != seal_code(seal.day.isoformat(), seal.digest):
            problems.append(f"seal {seal.day}: not ours")
        elif digests.get(seal.last_link_id) != seal.digest:
            problems.append(f"seal {seal.day}: the chain under it was rewritten")
    return Verdict(links, unchained(before).count(), tuple(problems))
