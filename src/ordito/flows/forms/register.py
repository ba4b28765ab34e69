# SPDX-License-Identifier: EUPL-1.2
"""Why the population register is asked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, FormKeyField
from ordito.flows.enums import ListKey


class RegisterForm(forms.Form):
    """The reason in words and the legal basis."""

    reason = forms.CharField(
        label=_("Perché serve"),
        max_length=300,
        help_text=_("Per esempio: la famiglia dice di essersi trasferita. Resta scritto negli accessi della cartella."),
    )
    basis = CodeField(ListKey.REGISTER_BASIS, label=_("Base giuridica"))
    form_key = FormKeyField()
