# SPDX-License-Identifier: EUPL-1.2
"""What is typed about returns: why, by when, what is wrong, to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.campaigns.enums import CampaignState, ReturnState
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import ServiceType, Territory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

ABOUT = _("Parla del servizio e delle risposte, mai delle persone seguite.")
REASON = forms.Textarea(attrs={"rows": 3})


class CampaignFilter(forms.Form):
    """Which campaigns a list shows."""

    stato = forms.ChoiceField(label=_("Stato"), required=False, choices=[("", _("Tutti")), *CampaignState.choices])


class ReturnFilter(forms.Form):
    """Which returns of a campaign a list shows."""

    q = forms.CharField(label=_("Cerca per nome"), required=False, max_length=80, widget=forms.SearchInput)
    stato = forms.ChoiceField(
        label=_("Stato"),
        required=False,
        choices=[("", _("Tutti")), ("ritardo", _("in ritardo")), *ReturnState.choices],
    )
    tipo = forms.ModelChoiceField(
        label=_("Tipo di servizio"),
        required=False,
        queryset=ServiceType.objects.order_by("name", "pk"),
        to_field_name="code",
        empty_label=_("Tutti"),
    )
    ambito = forms.ModelChoiceField(
        label=_("Ambito"), required=False, queryset=Territory.objects.none(), empty_label=_("Tutti")
    )

    def __init__(self, *arguments: Any, ambiti: QuerySet[Territory], **options: Any) -> None:
        super().__init__(*arguments, **options)
        ambito = self.fields["ambito"]
        assert isinstance(ambito, forms.ModelChoiceField)
        ambito.queryset = ambiti


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Motivo"), max_length=500, widget=REASON, help_text=ABOUT)


class ReasonAndDayForm(ReasonForm):
    """Why, and by when from now on."""

    due_on = forms.DateField(label=_("Nuova scadenza"))


class AmbitoForm(ReasonForm):
    """To which Ambito, and why."""

    ambito = forms.ModelChoiceField(
        label=_("Ambito"), queryset=Territory.objects.filter(kind=TerritoryKind.AMBITO).order_by("name", "pk")
    )


class SendBackForm(forms.Form):
    """What must be corrected: a comment beside each question, and a note for the whole."""

    reason = forms.CharField(
        label=_("Nota per l’insieme"), required=False, max_length=500, widget=REASON, help_text=ABOUT
    )
    due_on = forms.DateField(label=_("Da correggere entro"))

    def __init__(self, *arguments: Any, questions: Iterable[tuple[str, str]], **options: Any) -> None:
        """`questions` are reference and label of each answer."""
        super().__init__(*arguments, **options)
        self.refs: dict[str, str] = {}
        for place, (ref, label) in enumerate(questions):
            name = f"comment_{place}"
            self.refs[name] = ref
            self.fields[name] = forms.CharField(
                label=_("Commento a: %(label)s") % {"label": label[:120]},
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def comments(self) -> dict[str, str]:
        """Comments by reference."""
        return {ref: self.cleaned_data[name] for name, ref in self.refs.items() if self.cleaned_data.get(name)}


class SignForm(forms.Form):
    """The click that signs, and how many returns the page said."""

    confirm = forms.BooleanField(label=_("Ho letto la dichiarazione e la faccio mia"))
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    file = forms.FileField(
        label=_("PDF firmato digitalmente, se l’atto lo chiede"),
        required=False,
        help_text=_("Resta allegato alla firma, cifrato. Al massimo 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )


class PdfForm(forms.Form):
    """A signed PDF, brought later."""

    file = forms.FileField(
        label=_("PDF firmato digitalmente"),
        help_text=_("Al massimo 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )


class LinkForm(forms.Form):
    """To whom a personal link goes, and until when it works."""

    email = forms.EmailField(label=_("E-mail di chi compila"))
    expires_on = forms.DateField(label=_("Vale fino al"), help_text=_("Al massimo 90 giorni da oggi."))

    def __init__(self, *arguments: Any, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.today = today

    def clean_expires_on(self) -> date:
        """Not in the past."""
        day: date = self.cleaned_data["expires_on"]
        if day < self.today:
            raise forms.ValidationError(_("Questo giorno è già passato."))
        return day


class AddUnitsForm(ReasonForm):
    """Which units are asked as well, and why."""

    units = forms.MultipleChoiceField(
        label=_("Chi aggiungere"), widget=forms.CheckboxSelectMultiple, help_text=_("Chi è già chiamato non compare.")
    )

    def __init__(self, *arguments: Any, choices: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        units = self.fields["units"]
        assert isinstance(units, forms.MultipleChoiceField)
        units.choices = list(choices)
        self.order_fields(["units", "reason"])


class RegisterForm(forms.Form):
    """Which of the proposed changes go into the register of services."""

    fields_chosen = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *arguments: Any, choices: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        chosen = self.fields["fields_chosen"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = list(choices)


class ExplanationsForm(forms.Form):
    """An explanation for each answer that a check found odd."""

    def __init__(self, *arguments: Any, rules: Iterable[tuple[int, str]], **options: Any) -> None:
        """`rules` are id and text of each warning."""
        super().__init__(*arguments, **options)
        for rule_id, text in rules:
            self.fields[f"rule_{rule_id}"] = forms.CharField(
                label=text, required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), help_text=ABOUT
            )

    def explanations(self) -> dict[int, str]:
        """Text by rule."""
        return {int(name.removeprefix("rule_")): text.strip() for name, text in self.cleaned_data.items()}
