# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.core.dates import parse_date
from ordito.core.fields import uuid7
from ordito.indicators.engine.exchange import LARGEST
from ordito.indicators.enums import Direction, IndicatorState, Origin

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

NO_NAMES = _("Non scrivere nomi di persone seguite.")


class IndicatorFilterForm(forms.Form):
    """Which indicators to list."""

    q = forms.CharField(label=_("Cerca"), required=False, max_length=100, widget=forms.SearchInput)
    stato = forms.ChoiceField(label=_("Stato"), required=False, choices=[("", _("Tutti")), *IndicatorState.choices])


class ProposalForm(forms.Form):
    """What somebody says when they propose an indicator."""

    name = forms.CharField(
        label=_("Nome"), max_length=160, help_text=_("Per esempio: giorni di attesa per l’educativa domiciliare.")
    )
    question = forms.CharField(
        label=_("A quale domanda risponde"),
        max_length=300,
        help_text=_("Una domanda sola, come la faresti a una collega."),
    )
    why = forms.CharField(
        label=_("Perché serve"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text=NO_NAMES
    )
    origin = forms.ChoiceField(label=_("Da dove viene l’idea"), choices=Origin.choices)
    origin_text = forms.CharField(
        label=_("Quale"),
        max_length=300,
        required=False,
        help_text=_("Per esempio: focus group delle assistenti sociali dell’Ambito, marzo 2026."),
    )


class NewForm(forms.Form):
    """The least that an indicator begins with when it is defined at once."""

    name = forms.CharField(label=_("Nome"), max_length=160)
    question = forms.CharField(label=_("A quale domanda risponde"), max_length=300)
    unit = forms.CharField(
        label=_("Unità di misura"), max_length=60, required=False, help_text=_("Per esempio: persone, giorni.")
    )


class CardForm(ProposalForm):
    """Everything of an indicator that changes no figure; `version` is the one that was read."""

    why = forms.CharField(
        label=_("Perché serve"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=NO_NAMES,
    )
    unit = forms.CharField(
        label=_("Unità di misura"), max_length=60, required=False, help_text=_("Per esempio: persone, giorni.")
    )
    direction = forms.ChoiceField(label=_("Quando va meglio"), choices=Direction.choices)
    target = forms.DecimalField(
        label=_("Valore atteso"),
        required=False,
        max_digits=12,
        decimal_places=2,
        localize=True,
        help_text=_("Solo se è stato concordato."),
    )
    source = forms.CharField(
        label=_("Fonte"),
        max_length=300,
        required=False,
        help_text=_("La norma, lo standard o lo studio da cui viene."),
    )
    owner = forms.CharField(label=_("Ente che ne risponde"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CommentForm(forms.Form):
    """Something said of an indicator."""

    text = forms.CharField(
        label=_("Il tuo commento"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=NO_NAMES
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class TypedDayField(forms.DateField):
    """A day that has come, as people type it: 3/4/2026, 3 aprile 2026."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%d/%m/%Y"), **kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day."""
        if value in self.empty_values:
            return None
        try:
            day = parse_date(str(value), today=timezone.localdate())
        except ValueError:
            raise ValidationError(_("Scrivi la data come gg/mm/aaaa, per esempio 03/04/2026.")) from None
        if day > timezone.localdate():
            raise ValidationError(_("La data è nel futuro: controlla l’anno."))
        return day


class TakeUpForm(forms.Form):
    """Who takes an indicator up, when, by which act."""

    who = forms.ChoiceField(label=_("Chi lo recepisce"))
    on = TypedDayField(label=_("Recepito il"))
    note = forms.CharField(
        label=_("Atto o nota"), max_length=300, required=False, help_text=_("Per esempio: delibera n. 12 del 2026.")
    )

    def __init__(self, *args: Any, takers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._field("who").choices = takers

    def _field(self, name: str) -> Any:
        return self.fields[name]


class ReasonForm(forms.Form):
    """Why something ends."""

    because = forms.CharField(label=_("Perché"), max_length=300, min_length=5)


class RetireForm(ReasonForm):
    """Why an indicator is counted no more; `version` is the one of the indicator when it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DraftForm(forms.Form):
    """A decision on a draft; `version` is the one of the indicator when the draft was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ImportForm(forms.Form):
    """A text with indicators: a file, or what was shown of it before confirming."""

    file = forms.FileField(label=_("File YAML"), required=False, allow_empty_file=True)
    text = forms.CharField(
        label=_("oppure incolla qui il testo"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    source = forms.CharField(
        label=_("Da chi viene"), max_length=200, help_text=_("Per esempio: Regione Toscana, catalogo 2026.")
    )

    def clean(self) -> dict[str, Any]:
        """The text, from wherever it came."""
        found = super().clean() or {}
        file = found.get("file")
        if file is not None:
            if file.size > LARGEST:
                self.add_error("file", _("Il file è troppo grande."))
                return found
            try:
                found["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("Il file non è un testo."))
        elif not found.get("text", "").strip():
            self.add_error("file", _("Scegli un file, oppure incolla il testo."))
        return found
