# SPDX-License-Identifier: EUPL-1.2
"""How a form fails: an error at its field, or two people at once, with both versions side by side and nothing lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.forms import ChoiceField, Form, HiddenInput, ModelChoiceField
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.enums import Kind
from ordito.audit.queries import about
from ordito.cases.actions import CaseError, ConflictError
from ordito.core.dates import format_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.cases.models import ConcernReport, TakingInCharge


@dataclass(frozen=True)
class Line:
    """One field in the two versions."""

    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """What to say when somebody else saved first; `final` when saving again makes no sense."""

    text: str
    lines: tuple[Line, ...] = ()
    final: bool = False
    adds: bool = False
    """Saving adds to what stands and replaces nothing: the text says so."""
    title: str = ""
    """Other than "Un’altra persona ha salvato mentre scrivevi"."""


def attempt(form: Form, act: Callable[[], Any], *, shows_conflict: bool = False) -> CaseError | None:
    """Run the action of a valid form; an expected failure comes back and stands in the form.

    A page that shows both versions (`conflict_of`) says so, and then a conflict does not stand in the form as well.
    """
    try:
        act()
    except CaseError as error:
        if not (shows_conflict and isinstance(error, ConflictError)):
            form.add_error(error.field if error.field in form.fields else None, str(error))
        return error
    return None


def conflict_of(form: Form, error: CaseError | None, theirs: Callable[[Any], dict[str, Any]]) -> Conflict | None:
    """The two versions, when `error` is a conflict; the form will then save over what stands now, knowingly.

    `theirs` gives the form's values of the row as it stands.
    """
    if not isinstance(error, ConflictError):
        return None
    current = error.current
    values = theirs(current)
    form.data = form.data.copy()  # type: ignore[attr-defined]  # the mapping of a request
    form.data["version"] = str(current.version)  # type: ignore[index]
    lines = (_line(form, name, values.get(name)) for name in form.fields if name in values)
    return Conflict(_who_saved(current), tuple(line for line in lines if line is not None and line.theirs != line.mine))


def closed_meanwhile(current: TakingInCharge) -> Conflict:
    """A colleague closed the same taking in charge a moment before."""
    entry = about("cases.takingincharge", current.pk).filter(action="cases.close_taking").first()
    text = _(
        "%(name)s ha già chiuso questa presa in carico al %(day)s, con esito: %(outcome)s. Quello che hai scritto è "
        "ancora qui sotto: se aggiunge qualcosa, copialo nel diario."
    ) % {
        "name": entry.actor_name if entry else _("Un’altra persona"),
        "day": format_date(current.closed_on) if current.closed_on else "",
        "outcome": current.outcome or "",
    }
    return Conflict(text, final=True)


def weighed_meanwhile(current: ConcernReport) -> Conflict:
    """A colleague weighed the same concern report a moment before."""
    text = _("Questa segnalazione è già stata valutata: %(state)s, %(outcome)s.") % {
        "state": current.get_state_display(),
        "outcome": current.outcome or "",
    }
    return Conflict(text, final=True)


def _who_saved(row: Model) -> str:
    entry = about(row._meta.label_lower, row.pk).filter(kind=Kind.WRITE).first()  # noqa: SLF001 - public name
    if entry is None:
        return _("Non sappiamo chi: quello che è salvato ora è qui sotto.")
    return _("%(name)s ha salvato alle %(hour)s.") % {
        "name": entry.actor_name,
        "hour": f"{timezone.localtime(entry.at):%H:%M}",
    }


def _line(form: Form, name: str, theirs: Any) -> Line | None:
    field = form.fields[name]
    if isinstance(field.widget, HiddenInput):
        return None
    return Line(str(field.label), _shown(field, theirs), _shown(field, form.cleaned_data.get(name)))


def _shown(field: Any, value: Any) -> str:
    """A value of a form field in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if isinstance(value, date):
        return format_date(value)
    if not isinstance(value, str | Model) and hasattr(value, "__iter__"):
        return ", ".join(sorted(_shown(field, item) for item in value))
    return _chosen(field, value)


def _chosen(field: Any, value: Any) -> str:
    if isinstance(field, ModelChoiceField) and field.queryset is not None:
        row = value if isinstance(value, Model) else field.queryset.filter(pk=value).first()
        return str(row or "")
    if isinstance(field, ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return str(value)
