# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.forms.fields import CodeField, TypedDateField


class EmergencyForm(forms.Form):
    """Why a record has to be read now by who does not follow it, and for how long."""

    reason = CodeField(ListKey.EMERGENCY_REASON, label=_("Motivo"))
    note = forms.CharField(
        label=_("Che cosa succede"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("Poche parole: le leggerà chi segue la persona."),
        error_messages={"required": _("Scrivi in breve che cosa succede.")},
    )
    hours = forms.TypedChoiceField(
        label=_("Per quanto"),
        coerce=int,
        choices=[(1, _("1 ora")), (4, _("4 ore")), (8, _("8 ore")), (24, _("24 ore"))],
        initial=4,
    )


class AccessFilterForm(forms.Form):
    """Which accesses to a record to show: by whom, and between which days."""

    chi = forms.ChoiceField(label=_("Chi"), required=False)
    dal = TypedDateField(label=_("Dal"), required=False)
    al = TypedDateField(label=_("Al"), required=False, past=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chi"].choices = [("", _("Tutti")), *people]  # type: ignore[attr-defined]
