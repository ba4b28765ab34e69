# SPDX-License-Identifier: EUPL-1.2
"""What people ask about their data, their version beside the record, and a look at who opened records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.core.access import SystemActor
from ordito.core.fields import uuid7
from ordito.stewardship import actions
from ordito.stewardship.enums import NoteKind, RequestKind

if TYPE_CHECKING:
    from demo.actions.cast import Cast
    from ordito.cases.models import CaseFile


def ask_for_a_copy(cast: Cast, record: CaseFile) -> None:
    """A parent asks to read the record; the copy is drafted and waits to be reviewed."""
    request = actions.record_request(
        by=cast.worker, at=cast.moment(-8), case_file=record, kind=RequestKind.ACCESS, received_on=cast.day(-8),
        asker=cast.code("request_asker", "parent"), asker_name="La madre",
        identity=cast.code("identity_check", "known"),
        words="Vorrei leggere quello che avete scritto in questi anni, anche per parlarne con la scuola.",
        form_key=uuid7(),
    )  # fmt: skip
    copy = actions.prepare_copy(by=cast.worker, at=cast.moment(-7), request=request)
    actions.draft_copy(by=cast.worker, copy=copy, clock=lambda: cast.moment(-7), progress=lambda _done, _total: None)


def write_version(cast: Cast, record: CaseFile) -> None:
    """A father contests an entry of the diary; the service adds what was missing."""
    note = actions.add_note(
        by=cast.worker, at=cast.moment(-20), case_file=record, kind=NoteKind.CORRECTION, part="diary",
        given_on=cast.day(-20), form_key=uuid7(),
        words="Non ho mancato l’appuntamento: avevo telefonato la mattina per dire che ero al lavoro.",
    )  # fmt: skip
    actions.decide_note(
        by=cast.worker, at=cast.moment(-18), note=note, version=note.version, decided_on=cast.day(-18),
        decision=cast.code("note_decision", "completed"),
        why="La telefonata risulta dal registro del centralino: lo abbiamo aggiunto al diario.",
    )  # fmt: skip


def look_at_the_log(cast: Cast) -> None:
    """The nights since the month before, as the recurring work would have looked."""
    for day in range(-14, 1):
        actions.watch_days(by=SystemActor("demo"), at=cast.moment(day, 4))
