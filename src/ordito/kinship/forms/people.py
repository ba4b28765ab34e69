# SPDX-License-Identifier: EUPL-1.2
"""Choosing somebody of the family, or writing somebody new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import TypedDateField
from ordito.territory.enums import Sex

if TYPE_CHECKING:
    from collections.abc import Sequence

    Choices = Sequence[tuple[str, str]]

OLDEST_YEAR = 1850


class MemberField(forms.ChoiceField):
    """Somebody of the family: "p" and the id of a registered person, or "r" and that of who is only a name."""

    def __init__(self, *, nobody: Any = None, **kwargs: Any) -> None:
        self.nobody = nobody
        super().__init__(**kwargs)
        self.error_messages["required"] = _("Scegli una persona.")

    def offer(self, choices: Choices) -> None:
        """Those who may be chosen, after the words for nobody of them."""
        self.choices = [*([("", self.nobody)] if self.nobody is not None else []), *choices]


class YearField(forms.IntegerField):
    """A year of birth."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4})
        super().__init__(widget=widget, **kwargs)
        self.error_messages["invalid"] = _("Scrivi l’anno con quattro cifre, per esempio 1958.")

    def clean(self, value: Any) -> int | None:
        """A year that has come."""
        year: int | None = super().clean(value)
        if year is not None and not OLDEST_YEAR <= year <= timezone.localdate().year:
            raise ValidationError(_("Controlla l’anno di nascita."))
        return year


class RelativeForm(forms.Form):
    """Somebody who is only a name."""

    name = forms.CharField(
        label=_("Nome e cognome"),
        max_length=120,
        required=False,
        help_text=_("Vuoto se non si sa chi è, per esempio un padre non conosciuto."),
    )
    sex = forms.ChoiceField(label=_("Sesso"), choices=[("", _("Non indicato")), *Sex.choices], required=False)
    birth_date = TypedDateField(label=_("Data di nascita"), required=False)
    birth_year = YearField(label=_("Oppure anno di nascita"), required=False, help_text=_("Anche solo approssimato."))
    deceased = forms.BooleanField(label=_("Non è più in vita"), required=False)
    deceased_on = TypedDateField(label=_("Data del decesso"), required=False)
    phone = forms.CharField(label=_("Telefono"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    street = forms.CharField(label=_("Dove abita"), max_length=200, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
