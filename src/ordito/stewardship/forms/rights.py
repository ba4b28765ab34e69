# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, FormKeyField, TypedDateField
from ordito.stewardship.enums import ListKey, NoteKind, RequestKind
from ordito.stewardship.models import DataRequest
from ordito.stewardship.queries.notes import tabs_for_notes

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST = 8000


def _text(label: Any, *, rows: int = 5, required: Any = "", help_text: Any = "") -> forms.CharField:
    errors = {"required": required} if required else None
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        required=bool(required),
        max_length=LONGEST,
        help_text=help_text,
        error_messages=errors,
    )


class RequestForm(forms.Form):
    """What came in, from whom, and how the service knows that it is them."""

    kind = forms.ChoiceField(label=_("Che cosa chiede"), choices=[("", _("Scegli")), *RequestKind.choices])
    received_on = TypedDateField(label=_("Ricevuta il"), help_text=_("Da questo giorno corre il mese per rispondere."))
    asker = CodeField(ListKey.REQUEST_ASKER, label=_("Chi chiede"))
    asker_name = forms.CharField(
        label=_("Nome di chi chiede"), required=False, max_length=160, help_text=_("Solo se non è la persona stessa.")
    )
    identity = CodeField(ListKey.IDENTITY_CHECK, label=_("Identità verificata con"))
    words = _text(_("Che cosa chiede, con le sue parole"), required=_("Scrivi che cosa chiede."))
    form_key = FormKeyField()


class ExtendForm(forms.Form):
    """Why more time is needed."""

    reason = _text(
        _("Perché serve più tempo"),
        required=_("Scrivi perché serve più tempo: va detto alla persona."),
        help_text=_("La persona va avvisata entro il primo mese, con il motivo."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """What was answered."""

    outcome = CodeField(ListKey.REQUEST_OUTCOME, label=_("Esito"))
    refusal_ground = CodeField(
        ListKey.ERASURE_REFUSAL,
        label=_("Perché non si cancella"),
        required=False,
        help_text=_("Se non è accolta, o lo è solo in parte."),
    )
    answered_on = TypedDateField(label=_("Risposto il"))
    answer = _text(
        _("Che cosa avete risposto"),
        required=_("Scrivi che cosa avete risposto, e perché."),
        help_text=_("Se la richiesta non è accolta, la risposta dice anche che si può reclamare al Garante."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, erasure: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not erasure:
            del self.fields["refusal_ground"]


class NoteForm(forms.Form):
    """The person's version, and beside which part it stands."""

    kind = forms.ChoiceField(label=_("Tipo"), choices=[("", _("Scegli")), *NoteKind.choices])
    part = forms.ChoiceField(label=_("Accanto a quale parte"))
    given_on = TypedDateField(label=_("Data il"))
    words = _text(
        _("La versione della persona"),
        rows=7,
        required=_("Scrivi la versione della persona."),
        help_text=_(
            "Con le sue parole. Quello che il servizio ha scritto resta com’è: le due versioni si leggono insieme."
        ),
    )
    request = forms.ModelChoiceField(
        label=_("Richiesta"), queryset=DataRequest.objects.none(), required=False, empty_label=_("Nessuna")
    )
    form_key = FormKeyField()

    def __init__(self, *args: Any, requests: QuerySet[DataRequest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [("", _("Scegli")), *tabs_for_notes().items()]  # type: ignore[attr-defined]  # of a choice field
        field = self.fields["request"]
        field.queryset = requests  # type: ignore[attr-defined]  # of a choice of rows
        field.label_from_instance = (  # type: ignore[attr-defined]  # of a choice of rows
            lambda row: f"{row.received_on:%d/%m/%Y}, {row.get_kind_display()}"
        )


class DecisionForm(forms.Form):
    """What the service decided of the person's version."""

    decision = CodeField(ListKey.NOTE_DECISION, label=_("Decisione del servizio"))
    decided_on = TypedDateField(label=_("Decisa il"))
    why = _text(_("Perché"), required=_("Scrivi perché: la persona deve poterlo leggere."))
    version = forms.IntegerField(widget=forms.HiddenInput)


class LimitationForm(forms.Form):
    """Why the processing is limited, and from when."""

    ground = CodeField(ListKey.LIMITATION_GROUND, label=_("Motivo"))
    starts_on = TypedDateField(label=_("Dal"))
    note = _text(_("Nota"))
    form_key = FormKeyField()


class ExceptionForm(forms.Form):
    """Why the service writes all the same, and until when."""

    ground = CodeField(ListKey.LIMITATION_EXCEPTION, label=_("Motivo della deroga"))
    valid_to = TypedDateField(label=_("Fino al"), past=False, help_text=_("Al massimo un mese da oggi."))
    note = _text(_("Che cosa succede"), required=_("Scrivi che cosa succede."))


class EndLimitationForm(forms.Form):
    """Why a limitation ends; the person is told before."""

    told_on = TypedDateField(
        label=_("La persona è stata avvisata il"), help_text=_("L’avviso viene prima della fine (art. 18).")
    )
    reason = _text(_("Perché finisce"), required=_("Scrivi perché la limitazione finisce."))
    version = forms.IntegerField(widget=forms.HiddenInput)


class LookForForm(forms.Form):
    """Words to be found in the draft of a copy."""

    words = forms.CharField(
        label=_("Altre parole da cercare"),
        max_length=120,
        help_text=_("Per esempio un soprannome o il nome di un vicino: i passaggi con queste parole si aggiungono."),
        error_messages={"required": _("Scrivi che cosa cercare.")},
    )
