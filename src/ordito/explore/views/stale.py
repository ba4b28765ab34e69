# SPDX-License-Identifier: EUPL-1.2
"""After two windows saved the same thing: nothing typed is lost, and what the other saved stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.explore.actions import StaleError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms import Form


@dataclass(frozen=True)
class Line:
    """One field in the two versions."""

    label: str
    saved: str
    typed: str


def theirs(form: Form, error: Exception, saved: Mapping[str, object]) -> list[Line]:
    """The fields where another window wrote other than what was typed here; any other error stands on the form.

    The hidden version becomes the current one, so that saving again replaces what the other window wrote; `saved` is
    that, by field.
    """
    if not isinstance(error, StaleError):
        form.add_error(None, str(error))
        return []
    form.data = form.data.copy()  # type: ignore[attr-defined] # the mapping of a request
    form.data["version"] = str(saved["version"])  # type: ignore[index] # the copy is mutable
    found = []
    for name in saved:
        typed = form.data.get(name, "")
        if name != "version" and str(saved[name]) != typed:
            field = form.fields[name]
            words = dict(getattr(field, "choices", ()))
            found.append(Line(str(field.label), *(str(words.get(one, one)) for one in (saved[name], typed))))
    return found
