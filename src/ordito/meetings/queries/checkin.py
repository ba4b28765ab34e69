# SPDX-License-Identifier: EUPL-1.2
"""Who checks in: by the code of a meeting, by a card, by a line of a log."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import UUID

import qrcode
from django.core.signing import BadSignature, Signer
from qrcode.image.svg import SvgPathImage

from ordito.core.crypto import blind_index
from ordito.core.text import fold
from ordito.meetings.models import Meeting, Participation, ReaderCard
from ordito.meetings.queries.calendar import whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordito.core.access import Actor

SIGNER = Signer(salt="meetings.check-in", sep=".")
CARD_FIELD = "meetings.readercard.digest"
_FISCAL_CODE = re.compile(r"[A-Z]{6}[0-9A-Z]{2}[A-Z][0-9A-Z]{2}[A-Z][0-9A-Z]{3}[A-Z]")


def token_of(meeting: Meeting) -> str:
    """What stands in the code of a meeting: it cannot be made without our key, and counts only in its window."""
    return SIGNER.sign(meeting.uid.hex)


def meeting_of(token: str) -> Meeting | None:
    """The meeting of a code, None when the code is not ours."""
    try:
        uid = UUID(hex=SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
    return whole(Meeting.objects.filter(uid=uid)).first()


def drawn(address: str) -> str:
    """The code as an SVG, in base 64 for a picture of the page."""
    picture = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, box_size=8, border=2).save(picture)
    return base64.b64encode(picture.getvalue()).decode()


def people_at(meeting: Meeting) -> list[Participation]:
    """People with a name at a meeting."""
    rows = Participation.objects.named().filter(meeting=meeting)
    return list(rows.select_related("professional", "contact", "meeting").order_by("pk"))


def of_actor(meeting: Meeting, actor: Actor) -> Participation | None:
    """The signed-in person among those invited."""
    rows = Participation.objects.filter(meeting=meeting, professional=actor.professional_id or 0)
    return rows.select_related("professional", "contact", "meeting").first()


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
