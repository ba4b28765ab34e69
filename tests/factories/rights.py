# SPDX-License-Identifier: EUPL-1.2
"""The person's rights over a record for tests, made by the actions themselves; and what a look at the log finds."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils import timezone

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases.actions import report_concern
from ordito.cases.enums import ListKey as RecordList
from ordito.core.access import SystemActor
from ordito.core.fields import uuid7
from ordito.core.models import writing
from ordito.stewardship import actions
from ordito.stewardship.enums import ListKey, NoteKind, RequestKind
from ordito.stewardship.models import WatchFinding, WatchRule
from tests.factories.cases import NOW, code, make_codes
from tests.factories.cases import make_diary_entry as _entry

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile, Code
    from ordito.stewardship.models import DataRequest, Limitation, LimitationException, RecordNote, SubjectCopy


def make_rules() -> None:
    """What a look at the log begins with, as installed; a test that empties the tables makes it again."""
    if WatchRule.objects.exists():
        return
    seeded = import_module("ordito.stewardship.migrations.0003_watch_rules")
    with writing():
        seeded.load(apps, None)


def rights_code(key: ListKey, name: str) -> Code:
    """A code of these lists."""
    return code(key, name)


def make_request(case_file: CaseFile, by: User, **values: Any) -> DataRequest:
    """A request of access by the person, received two weeks before `NOW`."""
    given: dict[str, Any] = {
        "kind": RequestKind.ACCESS,
        "received_on": date(2026, 11, 7),
        "asker": rights_code(ListKey.REQUEST_ASKER, "self"),
        "identity": rights_code(ListKey.IDENTITY_CHECK, "document"),
        "words": "Vorrei leggere quello che avete scritto di me.",
        "form_key": uuid7(),
        "at": NOW,
    }
    return actions.record_request(by=by, case_file=case_file, **{**given, **values})


def make_copy(request: DataRequest, by: User, *, drafted: bool = True) -> SubjectCopy:
    """A copy being reviewed; without `drafted`, its job has not run."""
    copy = actions.prepare_copy(by=by, at=NOW, request=request)
    if drafted:
        actions.draft_copy(by=by, copy=copy, clock=lambda: NOW, progress=lambda _done, _total: None)
        copy.refresh_from_db()
    return copy


def release(copy: SubjectCopy, by: User) -> SubjectCopy:
    """Cover the names in what is left, and release."""
    if copy.passages.filter(decision="").exists():
        actions.cover_the_rest(by=by, at=NOW, copy=copy)
    released = actions.release_copy(by=by, at=NOW, copy=copy)
    actions.pack_copy(by=by, copy=released, clock=timezone.now, progress=lambda _done, _total: None)
    released.refresh_from_db()
    return released


def make_note(case_file: CaseFile, by: User, **values: Any) -> RecordNote:
    """A correction beside the diary."""
    make_codes()
    given: dict[str, Any] = {
        "kind": NoteKind.CORRECTION,
        "part": "diary",
        "words": "Quel giorno non ero in casa.",
        "given_on": date(2026, 11, 10),
        "form_key": uuid7(),
        "at": NOW,
    }
    return actions.add_note(by=by, case_file=case_file, **{**given, **values})


def make_limitation(case_file: CaseFile, by: User, **values: Any) -> Limitation:
    """A limitation since the tenth of November, because the person contests what is written."""
    given: dict[str, Any] = {
        "ground": rights_code(ListKey.LIMITATION_GROUND, "accuracy"),
        "starts_on": date(2026, 11, 10),
        "form_key": uuid7(),
        "at": NOW,
    }
    return actions.limit_processing(by=by, case_file=case_file, **{**given, **values})


def make_exception(limitation: Limitation, by: User) -> LimitationException:
    """For a week the service writes all the same."""
    now = timezone.now()
    return actions.except_from_limitation(
        by=by,
        at=now,
        limitation=limitation,
        ground=rights_code(ListKey.LIMITATION_EXCEPTION, "claims"),
        valid_to=timezone.localdate(now) + timedelta(days=7),
        note="Il tribunale chiede una relazione.",
    )


def make_talkative(case_file: CaseFile, by: User) -> None:
    """Entries of the diary that speak of others."""
    _entry(case_file, "La signora Bianconi racconta della scuola. Tel. 333 1234567.", author=by)
    _entry(case_file, "Oggi ha parlato volentieri di sé.", author=by)


def make_concern(case_file: CaseFile, by: User, reporter: str = "Spione Silvestro") -> None:
    """Somebody signalled the person."""
    report_concern(
        by=by,
        at=NOW,
        person=case_file.person,
        received_on=date(2026, 1, 5),
        reporter_kind=code(RecordList.REPORTER_KIND, "school"),
        urgency=code(RecordList.URGENCY, "ordinary"),
        reporter=reporter,
        content="Assenze ripetute.",
        form_key=uuid7(),
    )


def read(case_file: CaseFile, by: User, at: datetime, *, kind: Kind = Kind.READ) -> None:
    """An entry of the log, as a page of the record writes it."""
    log_access("cases.read_record", by=by, at=at, kind=kind, rows=[case_file])


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day by the clock on the wall."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def watch(day: date) -> list[WatchFinding]:
    """Look at a day, early in the morning after it."""
    make_rules()
    actions.watch_days(by=SystemActor("test"), at=at_hour(date.fromordinal(day.toordinal() + 1), 4))
    return list(WatchFinding.objects.filter(day=day).order_by("kind", "reader_id"))


def rule_of(kind: str) -> WatchRule:
    """The rule in force."""
    make_rules()
    return WatchRule.objects.get(kind=kind, valid_to__isnull=True)
