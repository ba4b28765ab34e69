# SPDX-License-Identifier: EUPL-1.2
"""What the forms of the library share: an action tried, two people at one form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordito.core.access import actor_of
from ordito.library.actions.errors import LibraryConflictError, LibraryError
from ordito.library.forms import SourceForm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.forms import Form
    from django.http import HttpRequest

    from ordito.core.access import Actor
    from ordito.core.declare import Text


@dataclass(frozen=True)
class Difference:
    """A field that two people filled in another way."""

    label: Text
    theirs: str
    mine: str


def reader_of(request: HttpRequest) -> Actor | None:
    """Who entered; None is anybody, on the pages that ask for no account."""
    return actor_of(request) if request.user.is_authenticated else None


def attempt(form: Form, act: Callable[[], Any]) -> LibraryError | None:
    """Do `act`; what it refuses is said at its field, and given back."""
    try:
        act()
    except LibraryError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        if isinstance(form, SourceForm):
            form.ask_again()
        return error
    return None


def differences(form: Form, error: LibraryError | None, saved: Callable[[Any], Mapping[str, Any]]) -> list[Difference]:
    """After a conflict, where the row says other than what was typed; saving again will replace it.

    `saved` gives the values of the row by field of the form, as its initial values.
    """
    if not isinstance(error, LibraryConflictError):
        return []
    form.data = form.data.copy()  # type: ignore[attr-defined] # the mapping of a request
    form.data["version"] = str(error.current.version)  # type: ignore[index]
    found = []
    for name, theirs in saved(error.current).items():
        mine = form.cleaned_data.get(name)
        if mine != theirs:
            found.append(
                Difference(form.fields[name].label or "", _words(form, name, theirs), _words(form, name, mine))
            )
    return found


def _words(form: Form, name: str, value: Any) -> str:
    """A value as the form shows it: the label of a choice, one of a list a line."""
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    choices = getattr(form.fields[name], "choices", None)
    labels = {str(key): str(label) for key, label in choices} if choices and not hasattr(value, "pk") else {}
    return labels.get(str(value), "" if value is None else str(value))
