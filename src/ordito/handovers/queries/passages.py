# SPDX-License-Identifier: EUPL-1.2
"""Referrals and handovers as the pages show them, from either side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.enums import Part
from ordito.cases.queries.choices import WITHOUT_SEAT_IN_THE_AMBITO
from ordito.cases.queries.record_header import age_text
from ordito.cases.queries.record_timeline import Moment
from ordito.core.fields import open_text
from ordito.handovers.enums import PassageState
from ordito.handovers.models import Handover, Referral
from ordito.territory.enums import Hierarchy
from ordito.territory.models import Organisation, Service, TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from ordito.cases.models import CaseFile
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.handovers.models import Passage

    Sent = TypeVar("Sent", bound=Passage)

TONES = {
    PassageState.OFFERED: "warning",
    PassageState.ACCEPTED: "success",
    PassageState.REFUSED: "danger",
}


def tone_of(passage: Passage) -> str:
    """The state as a tone of the badge."""
    return TONES.get(PassageState(passage.state), "neutral")


def who(passage: Passage) -> str:
    """The person as the other side may know them before it answers: the name when it was chosen so, else initials."""
    person = passage.case_file.person
    if passage.names:
        return person.full_name()
    letters = [open_text(person, part)[:1] for part in ("name", "surname")]
    return " ".join(f"{letter}." for letter in letters if letter) or _("senza nome")


@dataclass(frozen=True)
class Received:
    """An offer as the other side reads it: nothing of the record but what was chosen."""

    passage: Passage
    who: str
    age: str
    sender: str
    presentation: str
    answer: str
    parts: tuple[str, ...]
    tone: str


def received(passage: Passage, *, today: date) -> Received:
    """The offer in words; `passage` comes with its record, person and bodies."""
    person = passage.case_file.person
    shares = (
        tuple(str(Part(row.part).label) for row in sorted(passage.parts.all(), key=lambda row: row.pk))
        if isinstance(passage, Handover)
        else ()
    )
    return Received(
        passage,
        who(passage),
        age_text(person.birth_date, today, person.deceased_on),
        passage.case_file.body.name,
        open_text(passage, "presentation"),
        open_text(passage, "answer"),
        shares,
        tone_of(passage),
    )


def with_words(rows: QuerySet[Sent]) -> QuerySet[Sent]:
    """With what a line or a page shows."""
    return rows.select_related(
        "case_file__person",
        "case_file__body",
        "body",
        "comune",
        "reason",
        *(["taking"] if rows.model is Handover else []),
    )


def bodies_near(case_file: CaseFile, *, today: date) -> QuerySet[Organisation]:
    """Where somebody may be sent: bodies of the Ambito, those that work across Ambiti, and who runs services here."""
    comuni = TerritoryLink.objects.at(today).filter(parent=case_file.ambito_id, hierarchy=Hierarchy.AMBITO)
    inside = comuni.values("child_id")
    running = Service.objects.at(today).filter(territory__in=inside).values("provider")
    near = Q(seat__in=inside) | Q(kind__in=WITHOUT_SEAT_IN_THE_AMBITO) | Q(pk__in=running)
    return Organisation.objects.filter(near, active=True).exclude(pk=case_file.body_id).order_by("name", "pk")


def moments(_actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    """Referrals and handovers in the story of the record."""
    for passage in (*record.case_file.referrals.select_related("body", "reason"), *_handovers(record.case_file)):
        title = (
            _("Invio a %(body)s") if isinstance(passage, Referral) else _("Passaggio di competenza a %(body)s")
        ) % {"body": passage.body.name}
        page = (record.pk,)
        day = timezone.localdate(passage.offered_at)
        detail = f"{passage.reason}. {passage.get_state_display()}"
        yield Moment(day, "handovers", title, "it-exchange-circle", detail, "handovers:record", page)


def _handovers(case_file: CaseFile) -> QuerySet[Handover]:
    return case_file.handovers.select_related("body", "reason")
