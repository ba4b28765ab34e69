# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.meetings.enums import Answer, ParticipantRole
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Sequence


def named(one: Professional) -> str:
    """Surname first, and the bodies for which they work today (`with_current_roles`), because names are shared."""
    bodies = dict.fromkeys(role.organisation.name for role in getattr(one, "current_roles"))  # noqa: B009 - prefetched
    return ", ".join([one.filed_name, *bodies])


class SearchPeople(forms.Form):
    """Whom to look for among the network."""

    q = forms.CharField(label=_("Cerca per cognome o nome"), required=False, max_length=80, widget=forms.SearchInput)


class InviteForm(forms.Form):
    """Professionals to invite, among those found."""

    professionals = forms.ModelMultipleChoiceField(
        label=_("Operatori"), queryset=Professional.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Spunta almeno una persona.")},
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Come partecipano"), choices=ParticipantRole.choices)
    anyway = forms.BooleanField(label=_("Va bene lo stesso"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, found: Sequence[Professional], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        ids = [one.pk for one in found]
        fields["professionals"].queryset = Professional.objects.filter(pk__in=ids).order_by("surname", "name", "pk")
        names = {one.pk: named(one) for one in found}
        fields["professionals"].label_from_instance = lambda one: names[one.pk]

    def ask_anyway(self) -> None:
        """Show the box with which a warning is overruled."""
        self.fields["anyway"].widget = forms.CheckboxInput()


class ContactForm(forms.Form):
    """Somebody from outside the network."""

    surname = forms.CharField(label=_("Cognome"), max_length=80)
    name = forms.CharField(label=_("Nome"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Scrivi un indirizzo e-mail, come nome@ente.it.")},
    )
    body = forms.CharField(label=_("Ente o qualifica"), max_length=160, required=False)
    role = forms.ChoiceField(label=_("Come partecipa"), choices=ParticipantRole.choices)


class CountForm(forms.Form):
    """People whose names nobody takes."""

    headcount = forms.IntegerField(
        label=_("Quante persone"), min_value=1, max_value=100000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 6}),
    )  # fmt: skip
    label = forms.CharField(label=_("Chi sono"), max_length=120, help_text=_("Per esempio: cittadini, studenti."))


class ParticipationForm(forms.Form):
    """As what somebody takes part, and whether they come."""

    role = forms.ChoiceField(label=_("Ruolo"), choices=ParticipantRole.choices)
    answer = forms.ChoiceField(label=_("Risposta"), choices=Answer.choices)


class AnswerForm(forms.Form):
    """Whether one comes."""

    answer = forms.ChoiceField(choices=[(Answer.ACCEPTED, ""), (Answer.DECLINED, "")])
