# SPDX-License-Identifier: EUPL-1.2
"""What an app above the social record declares of the part that it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import Exists, Q
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from ordito.core.access import Actor, Verb
    from ordito.core.declare.pages import CardItem
    from ordito.core.paper import Block

    Text = str | _StrPromise
else:
    Text = str


def _nothing(_actor: Actor, _record: Any) -> Sequence[Any]:
    return ()


def _always(_record: Any) -> bool:
    return True


class TabGroup(StrEnum):
    """Under which heading the tab of a part stands among all the others, in this order."""

    PERSON = "person"  # who somebody is, and with whom
    PATH = "path"  # what is done together
    DAYS = "days"  # what happens day by day
    RECORD = "record"  # the record itself: where it goes, who reads it


@dataclass(frozen=True)
class RecordPart:
    """A part of a social record kept by an app above the one that keeps the record.

    `code` is the part's code in sharing ("": for whoever reads the whole record), `key` the name of its tab and of its
    kind in the record's story (several parts may share one code), `url_name` the page that the record's id leads to
    ("" for no tab). `moments` gives the dated things of the story, `printed` the blocks of paper (`core.paper`), both
    for an actor who reads the part, of the record as its pages have it
    (`cases.queries.record_header.RecordHeader`). `group` is the heading of its tab; `often` keeps the tab in sight;
    `fits` tells, without a question to the database, whether the tab makes sense for this person.
    """

    key: str
    code: str
    label: Text
    url_name: str = ""
    order: int = 50
    moments: Callable[[Actor, Any], Iterable[Any]] = _nothing
    printed: Callable[[Actor, Any], Sequence[Block]] = _nothing
    group: TabGroup = TabGroup.RECORD
    often: bool = False
    fits: Callable[[Any], bool] = _always


@dataclass(frozen=True)
class RecordTool:
    """Something to do with the part of a record that is open, such as printing it, for those who hold `verb`.

    `url_name` is the page that the record's id leads to; the key of the open tab goes along as `parte`. `code` is the
    part that its reader needs ("": none).
    """

    key: str
    label: Text
    url_name: str
    verb: Verb
    icon: str
    order: int = 50
    code: str = ""


@dataclass(frozen=True)
class RecordSign:
    """Something that the board of a caseload says of each record, such as a plan to be reviewed.

    `of` gives for many records at once, by their ids, the words for those that have something to say; a constant
    number of queries, whatever the number of ids. `where` is the condition on records that says the same to the
    database, for a filter over a whole territory; a sign that only code can weigh has none.
    """

    key: str
    label: Text
    of: Callable[[Sequence[int], date], Mapping[int, CardItem]]
    order: int = 50
    where: Callable[[date], Q] | None = None


@dataclass(frozen=True)
class RecordMark:
    """Something that stands on a record and is said at the head of its pages, such as the person's own version.

    `stands` is a condition on a record (a subquery with its id as `OuterRef("pk")`), asked together with the record,
    so that a page of a record without it costs no query more. `draw` gets the request, the record as its pages have it
    and the key of the open tab; empty when this page has nothing to say.
    """

    key: str
    stands: Callable[[], Exists]
    draw: Callable[[HttpRequest, Any, str], str]
    order: int = 50


@dataclass(frozen=True)
class RecordFreeze:
    """Why nobody writes in a record for now; `stands` as in `RecordMark`. Reading, assigning and closing go on.

    Nothing of it leaves meanwhile: no print, no letter, no national flow. While `uncounted` stands, which may be longer
    (somebody may write by exception), figures leave the record out.
    """

    key: str
    stands: Callable[[], Exists]
    uncounted: Callable[[], Exists]


@dataclass(frozen=True)
class AddressKeeper:
    """Who keeps dated addresses, for the move of a whole family.

    `kept_apart` gives those of some people whose address is secret and stays as it is, `moved` writes the new
    residence in somebody's record from a day on (actor, clock, record, Comune, street, day), within a transaction.
    """

    kept_apart: Callable[[Sequence[int], date], frozenset[int]]
    moved: Callable[[Actor, datetime, Any, Any, str, date], None]


def _nothing_follows(_approval: Any, _by: Actor, _at: datetime) -> None:
    return None


@dataclass(frozen=True)
class ApprovalSubject:
    """A kind of work that a supervisor approves where the territory wants it, by the app that keeps its rows.

    `kind` is one of `cases.enums.ApprovalKind`. `address` gives the page of a row from the record's id and its own;
    `decided` gets the `cases.models.Approval` inside the transaction of the decision, to change the row as it says.
    """

    kind: str
    address: Callable[[int, int], str]
    decided: Callable[[Any, Actor, datetime], None] = _nothing_follows
