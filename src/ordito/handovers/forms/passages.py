# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey as RecordListKey
from ordito.cases.enums import Part
from ordito.cases.forms.fields import CodeField, ComuneField, StaffField, TypedDateField
from ordito.cases.queries.workplaces import body_of
from ordito.handovers.enums import ListKey
from ordito.territory.enums import OrganisationKind
from ordito.territory.models import Organisation, Professional

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from ordito.cases.models import TakingInCharge


class PresentationForm(forms.Form):
    """What the other side reads before it answers."""

    presentation = forms.CharField(
        label=_("Che cosa legge chi riceve, prima di rispondere"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        help_text=_("L’età e le iniziali ci sono già. Scrivi il bisogno e che cosa chiedi, non la storia."),
        error_messages={"required": _("Scrivi che cosa deve sapere chi riceve per poter decidere.")},
    )
    names = forms.BooleanField(
        label=_("Mostra subito nome e cognome"),
        required=False,
        help_text=_("Senza, chi riceve legge solo le iniziali fino a quando accetta."),
    )


class HandoverForm(PresentationForm):
    """To whom, why, and with which parts of the record."""

    taking = forms.ChoiceField(label=_("Presa in carico"))
    comune = ComuneField(label=_("Comune che riceve"))
    reason = CodeField(ListKey.HANDOVER_REASON, label=_("Motivo"))
    parts = forms.MultipleChoiceField(
        label=_("Che cosa contiene il fascicolo"),
        choices=Part.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Il fascicolo si fa ora, con quello che c’è oggi. Chi riceve lo trova nella sua cartella."),
    )
    field_order = ("taking", "comune", "reason", "presentation", "names", "parts")

    def __init__(self, *args: Any, takings: Sequence[TakingInCharge], parts: Iterable[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takings = {str(row.pk): row for row in takings}
        readable = frozenset(parts)
        self.fields["taking"].choices = [(key, str(row.area)) for key, row in self.takings.items()]  # type: ignore[attr-defined]
        self.fields["parts"].choices = [(part, part.label) for part in Part if part in readable]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The body that acts in the Comune today."""
        values = super().clean() or self.cleaned_data
        if comune := values.get("comune"):
            values["body"] = body_of(comune, at=timezone.localdate())
            if values["body"] is None:
                self.add_error("comune", _("Non conosciamo il servizio sociale di questo Comune."))
        return values


class ReferralForm(PresentationForm):
    """To which service, and why."""

    body = StaffField(Organisation, label=_("Ente o servizio"))
    reason = CodeField(ListKey.REFERRAL_REASON, label=_("Motivo"))
    field_order = ("body", "reason", "presentation", "names")

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A Comune answers in Ordito, where its service works; others answer by their own ways."""
        values = super().clean() or self.cleaned_data
        body = values.get("body")
        works_here = body is not None and body.kind == OrganisationKind.MUNICIPALITY
        values["comune"] = body.seat if body is not None and works_here else None
        return values


class AnswerForm(forms.Form):
    """What the service that receives says."""

    answer = forms.CharField(
        label=_("Risposta"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=2000
    )


class AcceptForm(AnswerForm):
    """The same, with who will follow the person here."""

    worker = StaffField(Professional, label=_("Chi segue da noi"), required=False, empty_label=_("Io"))
    field_order = ("worker", "answer")

    def __init__(self, *args: Any, colleagues: QuerySet[Professional], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = colleagues  # type: ignore[attr-defined]


class FinishForm(forms.Form):
    """How one's own taking in charge ends, once the other body has it."""

    closed_on = TypedDateField(label=_("Ultimo giorno"))
    outcome = CodeField(RecordListKey.OUTCOME, label=_("Esito"))
    reason = CodeField(RecordListKey.CLOSURE_REASON, label=_("Motivo di chiusura"))
    note = forms.CharField(label=_("Nota"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
