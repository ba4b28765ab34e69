# SPDX-License-Identifier: EUPL-1.2
"""The part of the small world that answers a person about their data, and looks at who opened records."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.stewardship.enums import RequestKind, WatchKind
from tests.factories.cases import make_case_file, make_diary_entry, make_person, make_taking, staff
from tests.factories.rights import (
    at_hour,
    make_copy,
    make_limitation,
    make_note,
    make_request,
    make_talkative,
    release,
    rule_of,
    watch,
)

if TYPE_CHECKING:
    from tests.journeys.conftest import World

Pages = dict[str, tuple[Any, ...]]


def serve(world: World) -> Pages:
    """A record with requests, a copy to be reviewed, one released, a note beside the diary; another that is frozen."""
    worker, place = world.worker, world.place
    record = make_case_file(make_person(place, "Richiedenti", "Rita"))
    make_taking(record, worker=staff(worker))
    make_talkative(record, worker)
    asked = make_request(record, worker)
    copy = make_copy(asked, worker)
    released = release(make_copy(make_request(record, worker), worker), worker)
    note = make_note(record, worker, request=make_request(record, worker, kind=RequestKind.RECTIFICATION))
    erasure = make_request(record, worker, kind=RequestKind.ERASURE)
    frozen = make_case_file(make_person(place, "Limitati", "Lino"))
    make_taking(frozen, worker=staff(worker))
    make_diary_entry(frozen, author=worker)
    limitation = make_limitation(frozen, worker)
    return {
        **{f"stewardship:{name}": (record.pk,) for name in ("rights", "request_new", "note_new", "limitation_new")},
        "stewardship:rights@limited": (frozen.pk,),
        "cases:diary@limited": (frozen.pk,),
        "cases:diary@noted": (record.pk,),
        **{f"stewardship:{name}": (record.pk, asked.pk) for name in ("request", "request_extend", "request_answer")},
        "stewardship:request_erase": (record.pk, erasure.pk),
        "stewardship:copy": (record.pk, copy.pk),
        "stewardship:copy@released": (record.pk, released.pk),
        "stewardship:copy_file": (record.pk, released.pk),
        **dict.fromkeys(("stewardship:note_decide", "stewardship:note_end"), (record.pk, note.pk)),
        **dict.fromkeys(("stewardship:limitation_except", "stewardship:limitation_end"), (frozen.pk, limitation.pk)),
        **_watched(world, record),
    }


def _watched(world: World, record: Any) -> Pages:
    day = timezone.localdate() - timedelta(days=1)
    log_access("cases.break_glass", by=world.worker, at=at_hour(day, 15), kind=Kind.WRITE, rows=[record])
    found = watch(day)[0]
    return {
        "stewardship:finding": (found.pk,),
        "stewardship:watch_rule": (rule_of(WatchKind.MANY_RECORDS).pk,),
    }
