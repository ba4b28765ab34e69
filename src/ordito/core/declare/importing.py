# SPDX-License-Identifier: EUPL-1.2
"""What an app declares of the spreadsheets it takes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from ordito.core.access import Verb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from ordito.core.access import Actor

    Text = str | _StrPromise
else:
    Text = str


class CellKind(StrEnum):
    """What a cell of an imported column must become."""

    TEXT = "text"  # str
    DATE = "date"  # datetime.date
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # decimal.Decimal
    YES_NO = "yes_no"  # bool
    SEX = "sex"  # "M" or "F"
    FISCAL_CODE = "fiscal_code"  # str in capitals without blanks; its letter is for the target's check
    CHOICE = "choice"  # the value of one of the field's choices
    CHOICES = "choices"  # a tuple of such values: several in one cell


@dataclass(frozen=True)
class ImportChoice:
    """A value that a column may hold, with the words people write for it."""

    value: str
    label: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportField:
    """A column an import can fill; dates outside `earliest` to `latest` (None: the day of the import) are errors."""

    name: str
    label: Text
    kind: CellKind = CellKind.TEXT
    synonyms: tuple[str, ...] = ()
    required: bool = False
    choices: Callable[[], Sequence[ImportChoice]] | None = None
    earliest: date = date(1900, 1, 2)
    latest: date | None = None
    max_length: int = 255
    help: Text = ""


class OnKnown(StrEnum):
    """What becomes of a row that speaks of somebody who is already there."""

    ATTACH = "attach"
    NEW = "new"
    SKIP = "skip"


@dataclass(frozen=True)
class ImportRecord:
    """One row of a file, read: its number in the file, and by field name the values that are there (empty: absent)."""

    row: int
    values: Mapping[str, Any]
    on_known: OnKnown = OnKnown.ATTACH


@dataclass(frozen=True)
class ImportProblem:
    """What is wrong with a row at a field ("" for the whole row): a code of `ImportTarget.messages`, never the value.

    Only an error refuses the row; a warning is shown and the row comes in.
    """

    field: str
    code: str
    warning: bool = False


@dataclass(frozen=True)
class ImportedObject:
    """What an import wrote, or could not take back: its kind, id, name for the eye, page, and why it was kept.

    `key` is the number by which the file calls it, kept (as a keyed number) so that rows of other files can name it;
    `found` says that it was there before: an undo leaves it alone.
    """

    kind: str
    object_id: str
    name: str = ""
    url: str = ""
    reason: Text = ""
    key: str = ""
    found: bool = False


class ImportCheck(Protocol):
    """See `ImportTarget.check`."""

    def __call__(
        self, records: Sequence[ImportRecord], *, by: Actor, territory_id: int, batch_id: int
    ) -> Sequence[Sequence[ImportProblem]]:
        """Problems of each record, in the order of the records."""


class ImportWrite(Protocol):
    """See `ImportTarget.write`."""

    def __call__(
        self, records: Sequence[ImportRecord], *, by: Actor, at: datetime, territory_id: int, batch_id: int
    ) -> Sequence[Sequence[ImportedObject]]:
        """What was written for each record, in the order of the records."""


class ImportUndo(Protocol):
    """See `ImportTarget.undo`."""

    def __call__(
        self, objects: Sequence[ImportedObject], *, by: Actor, at: datetime, batch_id: int
    ) -> Sequence[ImportedObject]:
        """What was kept, each with its reason."""


class ImportTouched(Protocol):
    """See `ImportTarget.touched`."""

    def __call__(self, objects: Iterable[ImportedObject], *, by: Actor, batch_id: int) -> Sequence[ImportedObject]:
        """What an undo would keep, each with its reason."""


@dataclass(frozen=True)
class ImportTarget:
    """A kind of spreadsheet an app takes in.

    `check` sees records whose cells are sound and finds what only the app can know (a code that fails, a closure
    before its opening, somebody already there); it writes nothing. `write` puts sound records in, inside the
    transaction of the chunk that calls it, and never sees the same row twice. `undo` annuls those of the given
    objects that nobody has touched since; `touched` tells beforehand which ones it would keep.
    `messages` gives the words for every code of the app's own problems; those in `known` say that the row speaks of
    somebody already there, and let the person who imports choose by `OnKnown`: shown are the cells of `naming`.
    Who imports holds `verb` in the place, and takes back with `undo_verb`: an app may ask for one of its own, which
    gives the right to nothing else. With `anywhere` the rows are of no Ambito or Comune: the import is of the place
    of the membership.
    """

    key: str
    label: Text
    fields: tuple[ImportField, ...]
    check: ImportCheck
    write: ImportWrite
    undo: ImportUndo
    touched: ImportTouched
    messages: Mapping[str, Text] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    naming: tuple[str, ...] = ()
    help: Text = ""
    verb: Verb = Verb.IMPORT_DATA
    undo_verb: Verb = Verb.UNDO_IMPORT
    anywhere: bool = False
