# SPDX-License-Identifier: EUPL-1.2
"""Fields and bases of the forms of protection."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import StaffField, TypedDateField, keep_present
from ordito.cases.models import Document
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.protection.engine.clock import ROME
from ordito.protection.models import Proceeding, ProtectiveMeasure
from ordito.protection.queries.facts import named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from ordito.protection.queries.choices import Choices


class TypedTimeField(forms.TimeField):
    """An hour as it is typed: 14:30, 14.30, 14."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H"],
            widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 5}),
            error_messages={
                "invalid": _("Scrivi l’ora come 14:30."),
                "required": _("Scrivi l’ora."),
            },
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """Hours and minutes, without seconds."""
        return f"{value:%H:%M}" if hasattr(value, "hour") else value


class DocumentField(StaffField):
    """A document of the record, by its title."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Document, required=False, empty_label=_("Nessuno"), **kwargs)
        self.unread: int | None = None

    def keep(self, said: Any) -> None:
        """The document of the row stays; without its title if the writer does not read it, or it was taken away."""
        if said and not self.queryset.filter(pk=said).exists():
            self.unread = said
        super().keep(said)

    def label_from_instance(self, obj: Document) -> str:
        """Title, kind and day."""
        if obj.pk == self.unread:
            return gettext("Il documento già collegato")
        day = f", {format_date(obj.dated)}" if obj.dated else ""
        return f"{open_text(obj, 'title')} ({obj.kind}{day})"


class MeasureField(StaffField):
    """A measure of the record."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ProtectiveMeasure, required=False, empty_label=_("Nessuno"), **kwargs)

    def label_from_instance(self, obj: ProtectiveMeasure) -> str:
        """Kind and day."""
        return named(obj)


class ProceedingField(StaffField):
    """A proceeding of the record."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Proceeding, required=False, empty_label=_("Nessuno"), **kwargs)

    def label_from_instance(self, obj: Proceeding) -> str:
        """Office and number."""
        return named(obj)


class PartForm(forms.Form):
    """A form of this part: lists that depend on the record are filled from `choices`, and offer what `initial` says."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    technical = frozenset({"version", "form_key"})

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
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

    Fields of `only_later` are asked when a row is corrected, not when it is new.
    """

    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    only_later: Sequence[str] = ()

    def __init__(self, *args: Any, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid4())
        if new:
            for name in self.only_later:
                del self.fields[name]

    @property
    def key(self) -> UUID:
        """What the page was given; a form without one stands for itself."""
        key: UUID = self.cleaned_data.get("form_key") or uuid4()
        return key


class MomentForm(PartForm):
    """A day and an hour, both past."""

    day = TypedDateField(label=_("Giorno"))
    time = TypedTimeField(label=_("Ora"))

    @property
    def moment(self) -> datetime:
        """The moment in Italian time; of the hour that comes twice in autumn, the first."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], ROME)


def multiline(label: Any, *, rows: int = 4, help_text: Any = "", required: bool = False) -> forms.CharField:
    """A text of more than one line."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=area, help_text=help_text, required=required)


def chosen(label: Any, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    """One of few fixed words."""
    return forms.ChoiceField(
        label=label,
        choices=[("", _("Scegli")), *choices],
        error_messages={"required": _("Scegli una voce.")},
        **kwargs,
    )
