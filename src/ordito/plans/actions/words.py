# SPDX-License-Identifier: EUPL-1.2
"""The own words of the child and of the family, as they were said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, lock
from ordito.core.access import permit
from ordito.core.dates import completed_years
from ordito.core.fields import open_text, seal_texts
from ordito.plans import rules
from ordito.plans.actions.checks import open_record
from ordito.plans.enums import ListKey
from ordito.plans.models import Words

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import CaseFile, Code
    from ordito.core.access import Actor
    from ordito.plans.models import SupportPlan

THEMSELVES = frozenset({"child", "person"})
"""Codes of speakers who are the person of the record: their age on the day is kept."""


def write_words(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    speaker: Code,
    text: str,
    said_on: date,
    speaker_name: str = "",
    plan: SupportPlan | None = None,
) -> Words:
    """Write down what somebody said; the same words of the same day and writer stand once.

    Raises:
        NotAllowedError: the actor does not write this part.
        CaseError: no text, a day in the future, a code out of its list, a closed record.
    """
    permit(rules.can_write_words(by, case_file))
    _check(speaker, text, said_on, at=at)
    words = Words(
        case_file=case_file,
        plan=plan,
        speaker=speaker,
        said_on=said_on,
        age=_age(case_file, speaker, said_on),
        written_by_id=by.actor_id,
        written_by_name=by.actor_name,
        written_at=at,
    )
    with transaction.atomic():
        record = open_record(case_file.pk)
        return _already(words, text.strip()) or _insert(words, record, text, speaker_name, by=by, at=at)


def _insert(words: Words, record: CaseFile, text: str, speaker_name: str, *, by: Actor, at: datetime) -> Words:
    with recorded("plans.write_words", by=by, at=at) as trace:
        seal_texts(words, text=text.strip(), speaker_name=speaker_name.strip())
        words.save(force_insert=True)
        trace.touches(words, record)
    return words


def _already(words: Words, text: str) -> Words | None:
    same = Words.objects.current().filter(
        case_file=words.case_file,
        speaker=words.speaker,
        said_on=words.said_on,
        written_by_id=words.written_by_id,
    )
    return next((one for one in same.select_related("case_file__person") if open_text(one, "text") == text), None)


def correct_words(
    *,
    by: Actor,
    at: datetime,
    words: Words,
    version: int,
    speaker: Code,
    text: str,
    said_on: date,
    speaker_name: str = "",
) -> Words:
    """Correct how words were written down.

    Raises:
        NotAllowedError: the actor neither wrote them down nor follows the record.
        ConflictError: somebody saved meanwhile.
        CaseError: as `write_words`; taken back meanwhile.
    """
    permit(rules.can_correct_words(by, words))
    _check(speaker, text, said_on, at=at)
    with recorded("plans.correct_words", by=by, at=at) as trace:
        record = open_record(words.case_file_id)
        row = lock(Words, words.pk, version=version)
        if row.removed_at is not None:
            raise CaseError(_("Nel frattempo qualcuno ha tolto queste parole."))
        row.speaker, row.said_on, row.age = speaker, said_on, _age(record, speaker, said_on)
        seal_texts(row, text=text.strip(), speaker_name=speaker_name.strip())
        row.version += 1
        row.save()
        trace.touches(row, record, fields=["speaker", "speaker_name", "text", "said_on"])
    return row


def withdraw_words(*, by: Actor, at: datetime, words: Words) -> Words:
    """Take words out of the record's pages, as when who said them asks for it; the row and the audit stay.

    Raises:
        NotAllowedError: the actor neither wrote them down nor follows the record.
        CaseError: a closed record.
    """
    permit(rules.can_correct_words(by, words))
    with recorded("plans.withdraw_words", by=by, at=at) as trace:
        record = open_record(words.case_file_id)
        row = lock(Words, words.pk)
        row.removed_at = row.removed_at or at
        row.save()
        trace.touches(row, record, fields=["removed_at"])
    return row


def _check(speaker: Code, text: str, said_on: date, *, at: datetime) -> None:
    if not text.strip():
        raise CaseError(_("Scrivi le parole come sono state dette."), field="text")
    check_not_future(said_on, at=at, field="said_on")
    check_code(speaker, ListKey.SPEAKER, at=said_on, field="speaker")


def _age(case_file: CaseFile, speaker: Code, said_on: date) -> int | None:
    """The age in completed years on that day, when the person of the record speaks."""
    birth = case_file.person.birth_date
    if speaker.code not in THEMSELVES or birth is None or said_on < birth:
        return None
    return completed_years(birth, said_on)
