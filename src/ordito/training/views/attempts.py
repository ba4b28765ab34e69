# SPDX-License-Identifier: EUPL-1.2
"""Running the action of a form: what was expected to go wrong stands in the form, two versions beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms import HiddenInput

from ordito.meetings.actions import MeetingError
from ordito.meetings.views.common import ConflictLine, said_of
from ordito.training.actions.errors import ConflictError, TrainingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

Failure = TrainingError | MeetingError


def attempt(form: Form, act: Callable[[], Any]) -> Failure | None:
    """Run the action of a valid form; an expected failure comes back and stands in the form."""
    try:
        act()
    except ConflictError as error:
        return error
    except (TrainingError, MeetingError) as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return error
    return None


def versions_of(form: Form, error: Failure | None, theirs: Callable[[Any], Form]) -> list[ConflictLine]:
    """Field by field what differs, when `error` is a conflict; the form will then save over what stands, knowingly.

    `theirs` gives the same form filled with the row as it stands.
    """
    if not isinstance(error, ConflictError):
        return []
    form.data = form.data.copy()  # type: ignore[attr-defined]  # the mapping of a request
    form.data["version"] = str(error.current.version)  # type: ignore[index]
    standing = theirs(error.current)
    names = [name for name, field in form.fields.items() if not isinstance(field.widget, HiddenInput)]
    lines = (ConflictLine(str(form[name].label), said_of(standing, name), said_of(form, name)) for name in names)
    return [line for line in lines if line.theirs != line.mine]
