# SPDX-License-Identifier: EUPL-1.2
"""Bases of the forms of a path to work, and fields that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import StaffField, keep_present
from ordito.cases.models import TakingInCharge
from ordito.core.dates import format_date
from ordito.employment.models import Accreditation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from ordito.employment.queries.choices import Choices


class TakingField(StaffField):
    """A taking in charge of the record, by its area."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(TakingInCharge, **kwargs)

    def label_from_instance(self, obj: TakingInCharge) -> str:
        """Area and first day."""
        return _("%(area)s, dal %(day)s") % {"area": obj.area, "day": format_date(obj.opened_on)}


class AccreditationField(StaffField):
    """An accredited body, with what for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Accreditation, empty_label=_("Nessuno"), required=False, **kwargs)
        self.error_messages["invalid_choice"] = _("Nel giorno di inizio questo ente non era accreditato.")

    def label_from_instance(self, obj: Accreditation) -> str:
        """Body and service."""
        return f"{obj.organisation} ({obj.kind})"


class PartForm(forms.Form):
    """A form of this part: lists that depend on the record are filled from `choices`, and offer what `initial` says."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    technical = frozenset({"version", "form_key"})

    def __init__(self, *args: Any, choices: Choices | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, StaffField):
                field.queryset = getattr(choices, name)
        keep_present(self)

    def values(self) -> dict[str, Any]:
        """What was typed, without what only the page needs."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.technical}


class RowForm(PartForm):
    """A form that adds or corrects a row; `form_key` tells the same form sent twice from two forms alike.

    Fields of `only_new` are asked of a new row alone, those of `only_later` when a row is corrected.
    """

    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    only_new: Sequence[str] = ()
    only_later: Sequence[str] = ()

    def __init__(self, *args: Any, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid4())
        for name in self.only_later if new else self.only_new:
            del self.fields[name]

    @property
    def key(self) -> UUID:
        """What the page was given; a form without one stands for itself."""
        key: UUID = self.cleaned_data.get("form_key") or uuid4()
        return key


def multiline(label: Any, *, rows: int = 4, help_text: Any = "", required: bool = False) -> forms.CharField:
    """A text of more than one line."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=area, help_text=help_text, required=required)


def whole_number(label: Any, most: int, **kwargs: Any) -> forms.IntegerField:
    """A small whole number from 1, typed as text."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 2})
    return forms.IntegerField(label=label, min_value=1, max_value=most, widget=widget, **kwargs)
