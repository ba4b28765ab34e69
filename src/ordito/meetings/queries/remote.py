# SPDX-License-Identifier: EUPL-1.2
"""The log of a remote platform against who was invited: who is known by e-mail, who has to be matched by hand."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.core.text import fold
from ordito.meetings.engine.remote_log import minutes_in, read_log
from ordito.meetings.queries.checkin import by_email

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.meetings.engine.remote_log import LogError
    from ordito.meetings.models import Meeting, Participation

SALT = "meetings.log"
MAX_AGE = 60 * 60
COLUMNS = {
    "email": gettext_lazy("l’e-mail o il nome"),
    "join": gettext_lazy("l’ora di entrata"),
    "leave": gettext_lazy("l’ora di uscita"),
}


@dataclass(frozen=True)
class LogPerson:
    """Somebody of a log with the minutes of each block; `participation_id` once it is known who they are."""

    name: str
    email: str
    minutes: list[int]
    participation_id: int = 0

    @property
    def words(self) -> str:
        """How the page asks about them."""
        who = ", ".join(part for part in (self.name, self.email) if part)
        return _("%(who)s: %(minutes)s minuti") % {"who": who, "minutes": sum(self.minutes)}

    def likely_among(self, people: Sequence[Participation]) -> int:
        """The only one with the same name, in whatever order it is written; 0 when there is none."""
        wanted = sorted(fold(self.name).split())
        same = [row.pk for row in people if sorted(fold(row.filed_name).split()) == wanted]
        return same[0] if len(same) == 1 else 0


@dataclass(frozen=True)
class Found:
    """A log read against a meeting; it goes to the page and comes back signed, and is kept nowhere."""

    known: list[LogPerson]
    unknown: list[LogPerson]
    unread: list[int]

    def signed(self) -> str:
        """What the page carries."""
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    @classmethod
    def opened(cls, text: str) -> Found:
        """What came back.

        Raises:
            BadSignature: it is not ours, or too old.
        """
        said: dict[str, Any] = signing.loads(text, salt=SALT, max_age=MAX_AGE)
        people = {name: [LogPerson(**row) for row in said[name]] for name in ("known", "unknown")}
        return cls(people["known"], people["unknown"], said["unread"])

    def cells(self, chosen: Sequence[int]) -> dict[tuple[int, int], int]:
        """Minutes by participation and block; `chosen` says who each unknown is, 0 for nobody.

        Two lines that turn out to be one person count as the longer of them in each block.
        """
        found: dict[tuple[int, int], int] = {}
        matched = [(one.participation_id, one) for one in self.known]
        for pk, one in [*matched, *zip(chosen, self.unknown, strict=True)]:
            for block, minutes in enumerate(one.minutes if pk else ()):
                found[pk, block] = max(found.get((pk, block), 0), minutes)
        return found


def found_in(content: bytes, meeting: Meeting, people: Sequence[Participation]) -> Found:
    """Read a log and match it by e-mail.

    Raises:
        LogError: columns are missing.
    """
    log = read_log(content, zone=timezone.get_current_timezone())
    known, unknown = [], []
    for one in log.people:
        minutes = minutes_in(one.times, meeting.starts_at, meeting.blocks)
        mine = by_email(people, one.email)
        if len(mine) == 1:
            known.append(LogPerson(one.name, one.email, minutes, mine[0].pk))
        else:
            unknown.append(LogPerson(one.name, one.email, minutes))
    return Found(known, unknown, list(log.unread))


def missing_words(error: LogError) -> str:
    """Which columns a file has not, in words."""
    names = ", ".join(str(COLUMNS[name]) for name in error.missing if name in COLUMNS)
    return _("Nel file non troviamo le colonne con: %(names)s.") % {"names": names}
