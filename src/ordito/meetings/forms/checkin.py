# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.meetings.engine.remote_log import LARGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.meetings.models import Participation


class CheckInForm(forms.Form):
    """Who checks in without an account: as they were invited."""

    surname = forms.CharField(label=_("Cognome"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail a cui sei stato invitato"),
        error_messages={"invalid": _("Scrivi un indirizzo e-mail, come nome@ente.it.")},
    )


class DoorForm(forms.Form):
    """How people check in to a meeting by themselves."""

    checks_out = forms.TypedChoiceField(
        label=_("Che cosa si registra"), coerce=lambda text: text == "True", widget=forms.RadioSelect,
        choices=[
            (False, _("Solo l’entrata: chi entra è presente fino alla fine")),
            (True, _("Entrata e uscita: contano i minuti passati dentro")),
        ],
    )  # fmt: skip
    printed_code = forms.BooleanField(
        label=_("Vale anche un codice stampato"), required=False,
        help_text=_("Non cambia mai: chi ne ha una foto può registrarsi anche da fuori. Quello sullo schermo cambia."),
    )  # fmt: skip


class CardForm(forms.Form):
    """What a reader types, or a number of the professional register."""

    text = forms.CharField(
        label=_("Tessera o numero di iscrizione all’albo"), max_length=300,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        error_messages={"required": _("Passa la tessera nel lettore, o scrivi il numero di iscrizione.")},
    )  # fmt: skip


class WhoseCardForm(forms.Form):
    """Whose an unknown card is."""

    who = forms.TypedChoiceField(label=_("Di chi è questa tessera?"), coerce=int)

    def __init__(self, *args: Any, people: Sequence[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        named = sorted((row.filed_name, row.pk) for row in people)
        fields["who"].choices = [("", _("Scegli")), *((pk, name) for name, pk in named)]


class LogForm(forms.Form):
    """The file that a platform exports."""

    file = forms.FileField(
        label=_("File CSV dei collegamenti"), error_messages={"required": _("Scegli il file.")},
        help_text=_("Con nome, e-mail, ora di entrata e ora di uscita; anche più righe per persona."),
    )  # fmt: skip

    def clean_file(self) -> bytes:
        """The bytes, not too many."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("Il file è troppo grande: al massimo 2 MB."))
        content: bytes = sent.read()
        return content


class MatchForm(forms.Form):
    """Who is who, for those of a log whom their e-mail does not tell; `log` comes back signed."""

    log = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, unknown: Sequence[tuple[str, int]], people: Sequence[Participation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("", _("Nessuno di loro")),
            *sorted(((row.pk, row.filed_name) for row in people), key=lambda one: one[1]),
        ]
        for number, (name, likely) in enumerate(unknown):
            self.fields[f"who-{number}"] = forms.TypedChoiceField(
                label=name, choices=choices, coerce=int, required=False, empty_value=None, initial=likely or ""
            )
