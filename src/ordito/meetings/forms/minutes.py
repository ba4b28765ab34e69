# SPDX-License-Identifier: EUPL-1.2
"""The minutes as one page: a text, points of the agenda, decisions, open nodes; two blank rows of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.meetings.models import Minutes

MOST = 60
"""Rows of each kind in one page."""


class MinutesForm(forms.Form):
    """What was said, in short."""

    text = forms.CharField(
        label=_("In breve"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Non scrivere nomi di persone seguite dai servizi: il verbale può essere pubblicato."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RowForm(forms.Form):
    """A row that is left out when its first field is empty."""

    main = ""
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def row_values(self) -> dict[str, Any] | None:
        """The cleaned values, None of a row that was left or made empty."""
        values = self.cleaned_data
        return values if values.get(self.main) else None

    def clean(self) -> dict[str, Any]:
        """A row with something but without its first field says so."""
        values = super().clean() or self.cleaned_data
        rest = [value for name, value in values.items() if name not in {self.main, "pk"}]
        if self.main not in self.errors and not values.get(self.main) and any(rest):
            self.add_error(self.main, _("Scrivi anche questo, o svuota tutta la riga."))
        return values


class ItemForm(RowForm):
    """A point of the agenda."""

    main = "title"
    title = forms.CharField(label=_("Punto"), required=False, max_length=200)
    text = forms.CharField(
        label=_("Che cosa si è detto"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecisionForm(RowForm):
    """A decision: what, who, by when."""

    main = "text"
    text = forms.CharField(label=_("Che cosa si fa"), required=False, max_length=500)
    professional = forms.ModelChoiceField(
        label=_("Chi"), required=False, queryset=Professional.objects.none(), empty_label=_("Nessuno in particolare")
    )
    who_else = forms.CharField(label=_("Altri"), required=False, max_length=160)
    due_on = forms.DateField(
        label=_("Entro il"), required=False, error_messages={"invalid": _("Scrivi la data come gg/mm/aaaa.")}
    )

    def __init__(self, *args: Any, people: Sequence[Professional] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["professional"]
        field.queryset = Professional.objects.filter(pk__in=[one.pk for one in people])
        field.choices = [("", field.empty_label), *((one.pk, one.filed_name) for one in people)]


class NodeForm(RowForm):
    """A question left open."""

    main = "text"
    text = forms.CharField(label=_("Nodo aperto"), required=False, max_length=500)


ItemSet = formset_factory(ItemForm, extra=2, max_num=MOST, absolute_max=MOST)
DecisionSet = formset_factory(DecisionForm, extra=2, max_num=MOST, absolute_max=MOST)
NodeSet = formset_factory(NodeForm, extra=2, max_num=MOST, absolute_max=MOST)


class FileForm(forms.Form):
    """A file that belongs to the minutes."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Scegli un file.")})


class ChangeFileForm(forms.Form):
    """Another file in the place of one, or why it goes; which of the two is said by the button."""

    file = forms.FileField(label=_("Nuovo file, per sostituirlo"), required=False)
    reason = forms.CharField(
        label=_("Perché, se lo togli"), required=False, max_length=200,
        help_text=_("Resta nel registro delle operazioni."),
    )  # fmt: skip


class WholeForm:
    """The parts of the page together: `text` and three sets of rows."""

    def __init__(self, data: Any, *, minutes: Minutes | None, people: Sequence[Professional]) -> None:
        known = minutes.version if minutes else None
        self.text = MinutesForm(data, initial={"text": minutes.text if minutes else "", "version": known})
        self.items = ItemSet(data, prefix="punti", initial=_rows(minutes, "items", ("title", "text")))
        names = ("text", "professional", "who_else", "due_on")
        rows = _rows(minutes, "decisions", names)
        self.decisions = DecisionSet(data, prefix="decisioni", initial=rows, form_kwargs={"people": people})
        self.nodes = NodeSet(data, prefix="nodi", initial=_rows(minutes, "open_nodes", ("text",)))

    @property
    def sets(self) -> tuple[BaseFormSet[Any], ...]:
        """The sets of rows."""
        return self.items, self.decisions, self.nodes

    def is_valid(self) -> bool:
        """All parts at once, so that every error is said."""
        return all([self.text.is_valid(), *(one.is_valid() for one in self.sets)])

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """What to correct in all parts: id of the field, its label, what is wrong; "" for the page as a whole."""
        forms_ = [self.text, *(form for one in self.sets for form in one)]
        found = [("", "", str(error)) for form in forms_ for error in form.non_field_errors()]
        for form in forms_:
            fields = [field for field in form if field.errors]
            found += [(field.id_for_label, str(field.label), str(error)) for field in fields for error in field.errors]
        return found

    @staticmethod
    def rows(formset: BaseFormSet[Any]) -> list[dict[str, Any]]:
        """The rows of a valid set that say something."""
        return [values for form in formset if (values := form.row_values()) is not None]


def _rows(minutes: Minutes | None, name: str, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    if minutes is None:
        return []
    rows = getattr(minutes, name).order_by("position", "pk")
    return [{"pk": row.pk, **{field: getattr(row, field) for field in fields}} for row in rows]
