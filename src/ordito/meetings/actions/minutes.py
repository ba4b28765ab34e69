# SPDX-License-Identifier: EUPL-1.2
"""The minutes of a meeting: written, approved, published; decisions that become tasks; files that belong to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.files.actions import FileNotKeptError, discard_file, store_file
from ordito.files.engine.kinds import DOCUMENTS
from ordito.files.models import StoredFile
from ordito.meetings import rules
from ordito.meetings.actions.errors import ConflictError, MeetingError, lock
from ordito.meetings.enums import MeetingState, MinutesState, Visibility
from ordito.meetings.models import AgendaItem, Decision, Meeting, Minutes, OpenNode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import Model

    from ordito.core.access import Actor
    from ordito.territory.models import Professional


@dataclass(frozen=True)
class ItemText:
    """A point of the agenda as typed; `pk` of the row it corrects, None of a new one."""

    title: str
    text: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class DecisionText:
    """A decision as typed."""

    text: str
    professional: Professional | None = None
    who_else: str = ""
    due_on: date | None = None
    pk: int | None = None


@dataclass(frozen=True)
class NodeText:
    """An open node as typed."""

    text: str
    pk: int | None = None


@dataclass(frozen=True)
class Written:
    """Minutes whole, as typed."""

    text: str = ""
    items: Sequence[ItemText] = ()
    decisions: Sequence[DecisionText] = ()
    nodes: Sequence[NodeText] = ()


def write_minutes(
    *, by: Actor, at: datetime, meeting: Meeting, written: Written, version: int | None = None
) -> Minutes:
    """Write the minutes whole: what is no longer there goes, what was there keeps its id (threads hang on nodes).

    `version` is that of the minutes that the form showed, None when there were none.

    Raises:
        ConflictError: somebody saved them first.
        MeetingError: they are approved already, or the meeting is a draft or was called off.
    """
    permit(rules.can_write_minutes(by, meeting))
    if meeting.state in {MeetingState.DRAFT, MeetingState.CANCELLED}:
        raise MeetingError(_("Il verbale si scrive di un incontro in programma o svolto."))
    with recorded("meetings.write_minutes", by=by, at=at) as trace:
        lock(Meeting, meeting.pk)
        row = Minutes.objects.select_for_update().filter(meeting=meeting).first()
        if row is not None and row.version != version:
            raise ConflictError(row)
        if row is None:
            row = Minutes(meeting=meeting, written_by_name=by.actor_name[:160], version=0)
        _check_draft(row)
        row.text = written.text
        _saved(row, at=at)
        _put(row, AgendaItem, written.items, ("title", "text"))
        _put(row, Decision, written.decisions, ("text", "professional", "who_else", "due_on"))
        _put(row, OpenNode, written.nodes, ("text",))
        trace.touches(meeting, row, fields=["text", "items", "decisions", "open_nodes"])
    return row


def approve_minutes(*, by: Actor, at: datetime, minutes: Minutes, version: int | None = None) -> Minutes:
    """Close the text: nobody changes it any more, unless it is reopened."""
    permit(rules.can_write_minutes(by, minutes.meeting))
    with recorded("meetings.approve_minutes", by=by, at=at) as trace:
        row = lock(Minutes, minutes.pk, version=version)
        _check_draft(row)
        row.state, row.approved_at, row.approved_by_name = MinutesState.APPROVED, at, by.actor_name[:160]
        _saved(row, at=at)
        trace.touches(row.meeting, row, fields=["state"])
    return row


def reopen_minutes(*, by: Actor, at: datetime, minutes: Minutes) -> Minutes:
    """Make them a draft again; published ones leave their public address, which stays theirs."""
    permit(rules.can_write_minutes(by, minutes.meeting))
    with recorded("meetings.reopen_minutes", by=by, at=at) as trace:
        row = lock(Minutes, minutes.pk)
        permit(row.state != MinutesState.PUBLISHED or rules.can_publish(by, row.meeting))
        row.state, row.approved_at, row.approved_by_name, row.published_at = MinutesState.DRAFT, None, "", None
        _saved(row, at=at)
        trace.touches(row.meeting, row, fields=["state"])
    return row


def publish_minutes(*, by: Actor, at: datetime, minutes: Minutes) -> Minutes:
    """Let anybody read approved minutes, at an address that does not change.

    Raises:
        MeetingError: not approved, or the meeting is only for those who take part.
    """
    permit(rules.can_publish(by, minutes.meeting))
    with recorded("meetings.publish_minutes", by=by, at=at) as trace:
        row = lock(Minutes, minutes.pk)
        if row.state == MinutesState.DRAFT:
            raise MeetingError(_("Prima il verbale va approvato."))
        if row.meeting.visibility == Visibility.PARTICIPANTS:
            words = _("L’incontro è visibile solo a chi partecipa: il suo verbale non si pubblica.")
            raise MeetingError(words)
        if row.state == MinutesState.APPROVED:
            row.state, row.published_at = MinutesState.PUBLISHED, at
            _saved(row, at=at)
        trace.touches(row.meeting, row, fields=["state"])
    return row


def tick_decision(*, by: Actor, at: datetime, decision: Decision, done: bool) -> Decision:
    """Say that a task is done, or that it is not: whoever has it, or who keeps the minutes."""
    own = by.professional_id is not None and decision.professional_id == by.professional_id
    permit(own or rules.can_write_minutes(by, decision.minutes.meeting))
    with recorded("meetings.tick_decision", by=by, at=at) as trace:
        row = lock(Decision, decision.pk)
        row.done_at, row.done_by_name = (row.done_at or at, by.actor_name[:160]) if done else (None, "")
        row.save()
        trace.touches(row.minutes.meeting, row, fields=["done_at"])
    return row


def attach_file(*, by: Actor, at: datetime, minutes: Minutes, stream: BinaryIO, name: str) -> StoredFile:
    """Keep a file with the minutes, as long as they are a draft.

    Raises:
        MeetingError: a kind of file that is not kept, too large, or minutes that are closed.
    """
    permit(rules.can_write_minutes(by, minutes.meeting))
    with recorded("meetings.attach_file", by=by, at=at) as trace:
        row = _lock_draft(minutes)
        file = _store(row, stream, name, by=by, at=at)
        trace.touches(row.meeting, row)
    return file


def replace_file(
    *, by: Actor, at: datetime, minutes: Minutes, file: StoredFile, stream: BinaryIO, name: str
) -> StoredFile:
    """Keep another file in the place of one, whose bytes go; raises as `attach_file`."""
    permit(rules.can_write_minutes(by, minutes.meeting))
    with recorded("meetings.replace_file", by=by, at=at) as trace:
        row = _lock_draft(minutes)
        _check_there(file)
        made = _store(row, stream, name, by=by, at=at)
        discard_file(file, at=at)
        trace.touches(row.meeting, row)
        trace.notes(gone=file.pk, made=made.pk)
    return made


def remove_file(*, by: Actor, at: datetime, minutes: Minutes, file: StoredFile, reason: str) -> None:
    """Take a file off the minutes, as long as they are a draft: its bytes go, the log says who did so and why.

    Raises:
        MeetingError: no reason, minutes that are closed, or the file is gone already.
    """
    permit(rules.can_write_minutes(by, minutes.meeting))
    if not reason.strip():
        raise MeetingError(_("Scrivi perché lo togli: resta nel registro delle operazioni."), field="reason")
    with recorded("meetings.remove_file", by=by, at=at, purpose=reason.strip()) as trace:
        row = _lock_draft(minutes)
        _check_there(file)
        discard_file(file, at=at)
        trace.touches(row.meeting, row)
        trace.notes(gone=file.pk)


def _lock_draft(minutes: Minutes) -> Minutes:
    row = lock(Minutes, minutes.pk)
    _check_draft(row)
    return row


def _check_there(file: StoredFile) -> None:
    """Once the minutes are locked: another may have changed the same file at the same instant."""
    if not StoredFile.objects.present().filter(pk=file.pk).exists():
        raise MeetingError(_("Questo allegato è già stato sostituito o tolto."))


def _store(row: Minutes, stream: BinaryIO, name: str, *, by: Actor, at: datetime) -> StoredFile:
    try:
        return store_file(stream, name=name, owner=row, kinds=DOCUMENTS, by=by, at=at)
    except FileNotKeptError as error:
        raise MeetingError(str(error), field="file") from error


def _check_draft(row: Minutes) -> None:
    if not rules.is_written(row):
        raise MeetingError(_("Il verbale è già approvato: per cambiarlo, prima va riaperto."))


def _saved(row: Minutes, *, at: datetime) -> None:
    row.version += 1
    row.updated_at = at
    row.save()


def _put(minutes: Minutes, model: type[Model], texts: Sequence[Any], names: tuple[str, ...]) -> None:
    """Make the rows of `model` what was typed, in that order."""
    rows = model._default_manager  # noqa: SLF001 - Django's public name
    known = {row.pk: row for row in rows.filter(minutes=minutes)}
    for position, text in enumerate(texts):
        row = known.pop(text.pk, None) or model(minutes=minutes)
        for name, value in {"position": position, **{name: getattr(text, name) for name in names}}.items():
            setattr(row, name, value)
        row.save()
    rows.filter(pk__in=known).delete()
