# SPDX-License-Identifier: EUPL-1.2
"""After two windows saved the same thing: nothing typed is lost, and what the other saved stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.explore.actions import StaleError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms import Form


def theirs(form: Form, error: Exception, saved: Mapping[str, object]) -> list[tuple[str, str]]:
    """Say on the form why it was not written.

    After a conflict its hidden version becomes the current one, so that saving again replaces what the other window
    wrote; `saved` is that, by field. Given back are the label and text of each field where it is other than what was
    typed.
    """
    form.add_error(None, str(error))
    if not isinstance(error, StaleError):
        return []
    form.data = form.data.copy()  # type: ignore[attr-defined] # the mapping of a request
    form.data["version"] = str(saved["version"])  # type: ignore[index] # the copy is mutable
    found = []
    for name in saved:
        if name != "version" and str(saved[name]) != form.data.get(name, ""):
            field = form.fields[name]
            words = dict(getattr(field, "choices", ()))
            found.append((str(field.label), str(words.get(saved[name], saved[name]))))
    return found
