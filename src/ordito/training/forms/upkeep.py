# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.training.forms.shared import KeyedForm

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_DAYS = 3650


class CreditRuleForm(KeyedForm):
    """How many credits are owed from a year on."""

    from_year = forms.IntegerField(
        label=_("Dal 1° gennaio del"), min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=forms.TextInput
    )
    years = forms.IntegerField(
        label=_("Ogni quanti anni"), min_value=1, max_value=10, initial=3, widget=forms.TextInput
    )
    credits = forms.DecimalField(
        label=_("Crediti dovuti"), min_value=0, max_digits=5, decimal_places=1, widget=forms.TextInput, localize=True
    )
    deontological = forms.DecimalField(
        label=_("Di cui deontologici"), min_value=0, max_digits=5, decimal_places=1, widget=forms.TextInput,
        localize=True,
    )  # fmt: skip
    source = forms.CharField(label=_("Fonte"), required=False, max_length=300)
    verified = forms.BooleanField(label=_("Verificato sulle fonti"), required=False)


class TermForm(KeyedForm):
    """After how many days something ends."""

    days = forms.IntegerField(label=_("Giorni"), min_value=1, max_value=MOST_DAYS, widget=forms.TextInput)
