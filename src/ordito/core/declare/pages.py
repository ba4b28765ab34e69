# SPDX-License-Identifier: EUPL-1.2
"""What an app declares of its pages, rows, questionnaires, extracts and work."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date, datetime, timedelta

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from ordito.core.access import Actor, Verb

    Text = str | _StrPromise
else:
    Text = str


class ColumnRole(StrEnum):
    """What a column of an extract is to disclosure control."""

    PSEUDONYM = "pseudonym"  # a person's id, replaced by a keyed pseudonym during extraction
    DIMENSION = "dimension"  # may be crossed in a table
    SENSITIVE = "sensitive"  # may be crossed, one value at a time
    MEASURE = "measure"  # dates and numbers that are counted or summed


class About(StrEnum):
    """Whom the rows of an extract tell of: so their figures are protected.

    Of PEOPLE served every figure is perturbed. How many STAFF there are is public, what one of them has is not: their
    numbers are perturbed, and shown of some workers together, and so are counts of those with a value of a sensitive
    column. Of THINGS (services, bodies) all is shown but what counts people: their numbers, and how many have a value
    that is such a number.
    """

    PEOPLE = "people"
    STAFF = "staff"
    THINGS = "things"


@dataclass(frozen=True)
class Column:
    """One column of an extract; `kind` is code (text), number or date; `names` tells how its codes read.

    `ended` tells which codes are no longer in force on a day: old rows have them, a new question should not name them.
    `centre` and `reach` of a number say about what everybody has and how far one may lie from it; a protected mean
    counts what lies farther as if it lay there, and without them there is none. `ages` says for which completed ages
    (first and last, None without end) a code is meant, where a rate is told out of these residents only. A number
    that is `of_people` counts them, or may: sums of it are perturbed as a count of people is; and so are counts of rows
    by a code that is ("from 1 to 3 children"), of which no table leaves. `since` is the day from which the column says
    something, None for as long as there are rows; `retired` is the sentence that says why a new question may no longer
    name it.
    """

    name: str
    role: ColumnRole
    kind: str
    label: Text
    names: Callable[[], Mapping[str, Text]] | None = None
    ended: Callable[[date], Collection[str]] | None = None
    centre: float = 0.0
    reach: float = 0.0
    ages: Callable[[], Mapping[str, tuple[int, int | None]]] | None = None
    of_people: bool = False
    since: date | None = None
    retired: Text = ""


@dataclass(frozen=True)
class Opening:
    """How a job opens what is sealed in the rows of an extract.

    The query gives `reads` beside the columns that are not `made`; `open` takes one row of these (texts, missing "") by
    name and gives the texts of the columns `made`, None for a row that does not count. What it reads goes no further.
    """

    reads: tuple[str, ...]
    made: frozenset[str]
    open: Callable[[Mapping[str, str]], Mapping[str, str] | None]


@dataclass(frozen=True)
class Dataset:
    """A named, typed extract of an app's tables; `rows()` returns a query set of values in the order of `columns`.

    `row` names the column with each row's id, `begin` and `end` those with its first and last day (`date.min` for what
    began nobody knows when; without a first day it has not begun: it is left out), `parents` says of
    a column that it holds the row of another dataset. `owner` names the column with the id of what rows belong to
    (a record): they are read again together when something of `touched` has changed, which gives for each audited
    kind the path from a row to it, the owner first. Without an owner all rows are read again each time.

    `length` is about how many days rows last, and how far from it one may lie: as `centre` and `reach` of a column.
    `lasting` names, by column, the codes of the rows of which it makes sense to ask how long they lasted (a wait that
    was refused did not). `opening` is for rows with sealed columns; their query gives first the plain columns in the
    order of `columns`, then what `opening` reads.
    """

    name: str
    label: Text
    columns: tuple[Column, ...]
    rows: Callable[[], QuerySet[Any, Any]]
    row: str
    begin: str = ""
    end: str = ""
    owner: str = ""
    touched: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    about: About = About.PEOPLE
    length: tuple[float, float] = (365.0, 1825.0)
    lasting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opening: Opening | None = None


@dataclass(frozen=True)
class Node:
    """A kind of thing that threads may tie. `visible(actor)` limits who learns what stands at an end.

    `find(actor, text)` gives the visible things whose name matches, for who looks for an end to tie; without it
    threads of this kind are tied only from the thing's own page. `kind` is the model's label, as "territory.service".
    """

    kind: str
    label: Text
    model: str
    name: Callable[[Any], str]
    url: Callable[[Any], str]
    visible: Callable[[Actor], QuerySet[Any]]
    state: Callable[[Any], Text] = field(default=lambda _obj: "")
    find: Callable[[Actor, str], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class CardItem:
    """A line of a card on the home page."""

    text: Text
    url: str = ""
    detail: Text = ""
    late: bool = False


@dataclass(frozen=True)
class CardContent:
    """What a card shows today: lines, or the sentence that says there is nothing and what to do.

    `named` are the rows of people whom the lines name: whoever shows the card logs that they were read.
    """

    items: Sequence[CardItem] = ()
    empty: Text = ""
    count: int | None = None
    more_url: str = ""
    named: Sequence[Model] = ()


@dataclass(frozen=True)
class Card:
    """Something due, recent or at hand, on the home of those who hold `verb`; None hides it."""

    key: str
    title: Text
    verb: Verb
    build: Callable[[Actor, date], CardContent | None]
    order: int = 50
    icon: str = ""


@dataclass(frozen=True)
class MenuEntry:
    """A line of the sidebar, for those who hold `verb`."""

    section: Text
    label: Text
    url_name: str
    verb: Verb
    icon: str
    order: int = 50


@dataclass(frozen=True)
class Panel:
    """What an upper floor draws at the foot of the page of a row below it; empty when it has nothing to say.

    One that is `pressing` stands at the head, on the pages that have a place for what cannot wait.
    """

    key: str
    draw: Callable[[HttpRequest, Model], str]
    order: int = 50
    pressing: bool = False


@dataclass(frozen=True)
class AgendaSource:
    """Dated things that the one calendar shows."""

    key: str
    label: Text
    between: Callable[[Actor, date, date], Sequence[Any]]


@dataclass(frozen=True)
class Scope:
    """Which owners of an engine's rows an actor may see; an engine's rows are visible to the union of these."""

    owner_kind: str
    owner_ids: Callable[[Actor], QuerySet[Any, Any]]


def _no_texts(_owner_id: int) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Assignment:
    """Something that waits for somebody's answers: its id, the id of the version to fill, its name, by when."""

    owner_id: int
    version_id: int
    name: str
    due_on: date | None = None


@dataclass(frozen=True)
class AnswerOwner:
    """A kind of thing that answers to a questionnaire are for, such as the return of a service in a campaign.

    Drafts and submissions carry the owner's kind and id; who may read or write them is what its app says here.
    Of an owner without a declaration nobody sees anything.

    `visible` gives the ids of the owners whose answers the actor may read, `may_fill` says whether answers may be
    written now (state, deadline, scope), `submitted` runs inside the transaction of a submission, `checked` inside
    that of its verdict when a job found it later, `previous` gives the
    values of the round before by path or reference, `comments` what was said of an answer by who sent it back, by
    reference, `find` the id of the owner that a cell of a spreadsheet names (None: there is none), `names` the names
    of many owners at once, for long tables, `why_not` the sentence for somebody who may not write answers now, "" when
    there is nothing to tell them.
    """

    kind: str  # the model's label, as "campaigns.return"
    label: Text
    may_fill: Callable[[Actor, int], bool]
    visible: Callable[[Actor], QuerySet[Any, Any]]
    name: Callable[[int], str]
    url: Callable[[int], str]
    submitted: Callable[[Any, Actor, datetime], None]
    checked: Callable[[Any, Actor, datetime], None] = field(default=lambda _submission, _actor, _at: None)
    notes: Callable[[int], str] = field(default=lambda _owner_id: "")
    previous: Callable[[int], Mapping[str, str]] = _no_texts
    comments: Callable[[int], Mapping[str, str]] = _no_texts
    find: Callable[[Actor, str], int | None] = field(default=lambda _actor, _text: None)
    assignments: Callable[[Actor], Sequence[Assignment]] = field(default=lambda _actor: ())
    names: Callable[[Sequence[int]], Mapping[int, str]] | None = None
    why_not: Callable[[Actor, int], str] = field(default=lambda _actor, _owner_id: "")


@dataclass(frozen=True)
class MaterialHolder:
    """A kind of thing that materials of the library may belong to, such as a course or an edition of it.

    `readable` and `writable` give the ids of those whose materials, reserved ones too, an actor reads or brings and
    changes; `name` and `url` are of one, by its id. The page of such a thing draws its materials with `{% panels %}`.
    """

    kind: str  # the model's label, as "training.edition"
    label: Text
    name: Callable[[int], str]
    url: Callable[[int], str]
    readable: Callable[[Actor], QuerySet[Any, Any]]
    writable: Callable[[Actor], QuerySet[Any, Any]]


@dataclass(frozen=True)
class Recurring:
    """Background work that starts by itself: the dotted path of a job's function, and how often."""

    function: str
    label: Text
    every: timedelta


@dataclass(frozen=True)
class Following:
    """Background work that starts whenever another job has been done well: the dotted paths of both functions."""

    after: str
    function: str
    label: Text


@dataclass(frozen=True)
class AuditedKind:
    """How the audit pages name rows of a model, for those who may see them; without `visible`, by number alone."""

    kind: str
    label: Text
    name: Callable[[Any], str] = str
    visible: Callable[[Actor], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class AuditedAction:
    """An action in the words of the audit pages; `action` is its dotted name, as "cases.open_case_file"."""

    action: str
    label: Text
