# SPDX-License-Identifier: EUPL-1.2
"""What an action expects to go wrong, in words for the screen, and the checks that many actions share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.dates import format_date

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from django.db.models import Model

    from ordito.cases.models import Code, Person

    Row = TypeVar("Row", bound=Model)


class CaseError(Exception):
    """The action cannot be done as asked; nothing was written. `field` names the form field, "" the whole form."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ConflictError(CaseError):
    """Somebody else saved the row first. `current` is the row as it stands; what was typed stays in the form."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("Nel frattempo qualcun altro ha salvato questa scheda. Confronta i dati e salva di nuovo."))
        self.current = current


class LikelyDuplicateError(CaseError):
    """People who may be the same as the one to be registered.

    `certain` ones have the same fiscal code and are of the same body; they may lie outside the actor's search.
    """

    def __init__(self, person_ids: Sequence[int], *, certain: bool = False) -> None:
        if certain:
            super().__init__(_("Questo codice fiscale è già di un’altra persona del servizio."), field="fiscal_code")
        else:
            super().__init__(_("Esiste già una persona con gli stessi dati. Controlla prima di registrarla di nuovo."))
        self.person_ids = tuple(person_ids)
        self.certain = certain


def lock(model: type[Row], pk: int, *, version: int | None = None) -> Row:
    """The row, locked until the transaction ends (SQLite locks the whole database); `version` is what the form showed.

    Raises:
        ConflictError: the row has another version by now.
    """
    row: Row = model._default_manager.select_for_update(of=("self",)).get(pk=pk)  # noqa: SLF001 - Django's public name
    if version is not None and getattr(row, "version") != version:  # noqa: B009 - not every model has one
        raise ConflictError(row)
    return row


def check_code(code: Code | None, key: str, *, at: date, field: str, said: Collection[int | None] = ()) -> None:
    """The code belongs to the list and is in force on the day it speaks of.

    What a row says already (`said`, ids) stays when it is corrected, also when it has ended since.
    """
    if code is None or code.pk in said:
        return
    if code.code_list.key != key:
        raise CaseError(_("Scegli una voce dell'elenco."), field=field)
    if (code.valid_from and at < code.valid_from) or (code.valid_to and at > code.valid_to):
        raise CaseError(_("Questa voce non è valida alla data indicata."), field=field)


def check_not_future(day: date | None, *, at: datetime, field: str) -> None:
    """What happened cannot have happened after today, as the office's calendar has it."""
    if day is not None and day > timezone.localdate(at):
        raise CaseError(_("La data non può essere nel futuro."), field=field)


def check_alive(person: Person | None, day: date | None, *, field: str) -> None:
    """Nothing begins with somebody after their death."""
    if person is not None and person.deceased_on is not None and day is not None and day > person.deceased_on:
        words = _("Questa persona è deceduta il %(day)s: la data non può essere successiva.")
        raise CaseError(words % {"day": format_date(person.deceased_on)}, field=field)


def check_order(first: date | None, then: date | None, *, field: str) -> None:
    """`then` is not before `first`."""
    if first is not None and then is not None and then < first:
        raise CaseError(_("Questa data non può essere precedente alla data di inizio."), field=field)
