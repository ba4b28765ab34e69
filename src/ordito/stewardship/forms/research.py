# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import FormKeyField, TypedDateField
from ordito.stewardship.enums import TableFormat
from ordito.stewardship.forms.retention import body_field, offer_bodies
from ordito.stewardship.queries.research import VARIABLES
from ordito.stewardship.rules import SMALLEST_GROUP

if TYPE_CHECKING:
    from collections.abc import Sequence


class ReleaseForm(forms.Form):
    """What a decision says of a copy for research."""

    body = body_field()
    title = forms.CharField(label=_("Studio"), max_length=200)
    decided_by = forms.CharField(
        label=_("Chi ha deciso"), max_length=200, help_text=_("Per esempio il dirigente, il comitato etico.")
    )
    decision_number = forms.CharField(label=_("Numero della decisione"), max_length=60)
    decided_on = TypedDateField(label=_("Data della decisione"))
    recipients = forms.CharField(label=_("A chi va la copia"), max_length=300)
    purpose = forms.CharField(label=_("A che cosa serve"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    since = TypedDateField(label=_("Prese in carico aperte dal"))
    until = TypedDateField(label=_("Prese in carico aperte fino al"))
    variables = forms.MultipleChoiceField(
        label=_("Dati"),
        choices=[(variable.key, variable.label) for variable in VARIABLES],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Meno dati, meno rischio: scegli solo quelli che la decisione nomina."),
        error_messages={"required": _("Scegli almeno un dato.")},
    )
    smallest = forms.IntegerField(
        label=_("Gruppo più piccolo"),
        min_value=SMALLEST_GROUP,
        max_value=100,
        initial=5,
        help_text=_(
            "Se meno persone di così hanno lo stesso sesso, età, Comune e trimestri, questi dati si oscurano con *."
        ),
    )
    format = forms.ChoiceField(label=_("Formato"), choices=TableFormat.choices)
    form_key = FormKeyField()

    def __init__(self, *args: Any, bodies: Sequence[tuple[int, int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_bodies(self, bodies)
