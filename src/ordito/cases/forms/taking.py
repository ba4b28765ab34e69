# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey, Part
from ordito.cases.forms.fields import CodeField, CodesField, StaffField, TypedDateField
from ordito.territory.models import Professional, ProfessionalRole

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ReasonsForm(forms.Form):
    """Mode and reasons, of a new taking in charge or of one that goes on."""

    mode = CodeField(ListKey.MODE, label=_("Modalità"))
    main_reason = CodeField(ListKey.REASON, label=_("Motivo principale"))
    reasons = CodesField(ListKey.REASON, label=_("Altri motivi"), required=False)
    review_on = TypedDateField(
        label=_("Da rivedere il"), required=False, past=False, help_text=_("Comparirà tra le scadenze di oggi.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TakeInChargeForm(ReasonsForm):
    """A new taking in charge."""

    worker = StaffField(Professional, label=_("Operatore responsabile"))
    opened_on = TypedDateField(label=_("Dal"))
    field_order = ("opened_on", "mode", "main_reason", "reasons", "worker", "review_on")

    def __init__(self, *args: Any, colleagues: QuerySet[Professional], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = colleagues  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    """Who answers for a taking in charge from a day on."""

    worker = StaffField(Professional, label=_("Nuovo operatore responsabile"))
    valid_from = TypedDateField(label=_("Dal"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, colleagues: QuerySet[Professional], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = colleagues  # type: ignore[attr-defined]


class TeamCandidateField(StaffField):
    """A colleague in the body where they work: the same person may work for two."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ProfessionalRole, **kwargs)

    def label_from_instance(self, obj: ProfessionalRole) -> str:
        """Name, profile and body."""
        return f"{obj.professional}, {obj.get_profile_display()} · {obj.organisation}"


class TeamMemberForm(forms.Form):
    """Somebody of the team, with what is shared and until when."""

    role = TeamCandidateField(label=_("Operatore"))
    parts = forms.MultipleChoiceField(
        label=_("Che cosa condividi"),
        choices=Part.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Part.INTERVENTIONS],
        required=False,
    )
    writes = forms.MultipleChoiceField(
        label=_("Dove può anche scrivere"),
        choices=Part.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Chi scrive in una parte la legge anche."),
    )
    valid_from = TypedDateField(label=_("Dal"))
    valid_to = TypedDateField(
        label=_("Fino al"), past=False, help_text=_("Dopo questo giorno non vedrà più la cartella.")
    )

    def __init__(self, *args: Any, candidates: QuerySet[ProfessionalRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = candidates  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        values = super().clean() or self.cleaned_data
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", ValidationError(_("L’ultimo giorno viene prima del primo.")))
        return values


class CloseForm(forms.Form):
    """How a taking in charge ends."""

    closed_on = TypedDateField(label=_("Ultimo giorno"))
    outcome = CodeField(ListKey.OUTCOME, label=_("Esito"))
    reason = CodeField(ListKey.CLOSURE_REASON, label=_("Motivo di chiusura"))
    note = forms.CharField(label=_("Nota"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    end_interventions = forms.BooleanField(label=_("Chiudi con la stessa data gli interventi ancora aperti"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, open_interventions: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not open_interventions:
            del self.fields["end_interventions"]
        else:
            self.fields["end_interventions"].error_messages["required"] = _(
                "Ci sono interventi ancora aperti: conferma che finiscono con la presa in carico, o chiudili prima."
            )


class ReopenForm(forms.Form):
    """Why and when a closed taking in charge goes on."""

    reopened_on = TypedDateField(label=_("Riaperta dal"))
    reason = CodeField(ListKey.REOPENING_REASON, label=_("Motivo di riapertura"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
