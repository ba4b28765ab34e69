# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.cases.queries.duplicates import FieldChoice

OTHER = "other"


class MergeForm(forms.Form):
    """Which value stays, for each field in which the two persons differ, and why they are one."""

    reason = forms.CharField(
        label=_("Da che cosa si capisce che sono la stessa persona"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Sequence[FieldChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differing = [choice.name for choice in choices if choice.differs]
        for choice in choices:
            if choice.differs:
                self.fields[choice.name] = forms.ChoiceField(
                    label=choice.label,
                    choices=[("kept", choice.kept or _("(vuoto)")), (OTHER, choice.other or _("(vuoto)"))],
                    initial="kept" if choice.kept else OTHER,
                    widget=forms.RadioSelect,
                )
        self.order_fields([*self.differing, "reason"])

    def taken(self) -> list[str]:
        """The fields of which the other person's value stays."""
        return [name for name in self.differing if self.cleaned_data[name] == OTHER]


class BlindRequestForm(forms.Form):
    """Why somebody asks to be contacted."""

    reason = forms.CharField(
        label=_("Perché chiedi di essere contattato"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("Lo legge solo chi segue la persona, se c’è qualcuno. Scrivi il meno possibile."),
    )
    contact = forms.CharField(
        label=_("Come trovarti"), max_length=160, required=False, help_text=_("Telefono o e-mail di servizio.")
    )


class DecideForm(forms.Form):
    """Whether to answer a blind request."""

    state = forms.ChoiceField(
        label=_("Che cosa decidi"),
        choices=[
            (DeliveryState.ANSWERED, _("Rispondo: chi ha chiesto saprà che seguo la persona")),
            (DeliveryState.REFUSED, _("Non rispondo: chi ha chiesto non saprà nulla")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Risposta"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """An answer says something."""
        values = super().clean() or self.cleaned_data
        if values.get("state") == DeliveryState.ANSWERED and not values.get("answer"):
            self.add_error("answer", _("Scrivi che cosa vuoi dire a chi ha chiesto."))
        return values

    @property
    def answers(self) -> bool:
        """Whether an answer goes out."""
        return bool(self.cleaned_data["state"] == DeliveryState.ANSWERED)
