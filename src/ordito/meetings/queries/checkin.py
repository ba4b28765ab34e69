# SPDX-License-Identifier: EUPL-1.2
"""Who it is that checks in: who is signed in, who says their name, whose card it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.crypto import blind_index
from ordito.core.text import fold
from ordito.meetings.models import Participation, ReaderCard

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.meetings.models import Meeting

CARD_FIELD = "meetings.readercard.digest"
_FISCAL_CODE = re.compile(r"[A-Z]{6}[0-9A-Z]{2}[A-Z][0-9A-Z]{2}[A-Z][0-9A-Z]{3}[A-Z]")


def people_at(meeting: Meeting) -> list[Participation]:
    """People with a name at a meeting."""
    rows = Participation.objects.named().filter(meeting=meeting)
    return list(rows.select_related("professional", "contact", "meeting").order_by("pk"))


def of_actor(meeting: Meeting, actor: Actor) -> Participation | None:
    """The signed-in person among those invited."""
    rows = Participation.objects.filter(meeting=meeting, professional=actor.professional_id or 0)
    return rows.select_related("professional", "contact", "meeting").first()


@dataclass(frozen=True)
class Standing:
    """Where somebody stands at the door: when they last came, when they last left (None: they are in), minutes so far.

    `came_at` is None of who has not come.
    """

    came_at: datetime | None
    left_at: datetime | None
    minutes: int


def standing_of(row: Participation) -> Standing:
    """Where somebody stands at the door of their meeting; two queries."""
    written = list(row.attendances.order_by("block"))
    minutes = sum(one.minutes for one in written)
    last = row.passages.order_by("-arrived_at", "-pk").first()
    if last is not None:
        return Standing(last.arrived_at, last.left_at, minutes)
    return Standing(written[0].arrived_at or written[0].written_at if written else None, None, minutes)


def of_name(meeting: Meeting, *, surname: str, email: str) -> Participation | None:
    """Who is invited under that e-mail and surname; both have to be right."""
    return next(
        (row for row in by_email(people_at(meeting), email) if row.who and fold(row.who.surname) == fold(surname)), None
    )


def by_email(people: Iterable[Participation], email: str) -> list[Participation]:
    """Those with that address."""
    wanted = email.strip().lower()
    return [row for row in people if wanted and row.email.lower() == wanted]


def code_on(text: str) -> str:
    """The fiscal code in what a card reader typed, "" when there is none; the track of a card holds more than it."""
    found = _FISCAL_CODE.search(re.sub(r"\s", "", text.upper()))
    return found[0] if found else ""


def digest_of_card(code: str) -> bytes:
    """What is kept of the code of a card."""
    return blind_index(code, field=CARD_FIELD)


def of_card(meeting: Meeting, text: str) -> Participation | None:
    """Whose card it is, when it is known; or whose number in the professional register was typed."""
    people = people_at(meeting)
    if code := code_on(text):
        card = ReaderCard.objects.filter(digest=digest_of_card(code)).first()
        if card is None:
            return None
        return next((row for row in people if _is_of(card, row)), None)
    number = text.strip()
    return next(
        (row for row in people if number and row.professional and row.professional.register_number == number), None
    )


def owner_of(digest: bytes) -> str:
    """Whose a card is known to be, "" when nobody's."""
    card = ReaderCard.objects.select_related("professional", "contact").filter(digest=digest).first()
    return str(card.professional or card.contact) if card is not None else ""


def _is_of(card: ReaderCard, row: Participation) -> bool:
    if card.professional_id is not None:
        return row.professional_id == card.professional_id
    return row.contact_id == card.contact_id
