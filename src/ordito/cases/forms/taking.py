# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.forms.fields import CodeField, CodesField, StaffField, TypedDateField
from ordito.cases.models import TeamMember
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet


class ReasonsForm(forms.Form):
    """Area, mode and reasons, of a new taking in charge or of one that goes on."""

    area = CodeField(
        ListKey.AREA, label=_("Area"), help_text=_("In ogni area la persona ha una sola presa in carico aperta.")
    )
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
    field_order = ("opened_on", "area", "mode", "main_reason", "reasons", "worker", "review_on")

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


class CloseForm(forms.Form):
    """How a taking in charge ends; with a word to the supervisor where they approve first."""

    closed_on = TypedDateField(label=_("Ultimo giorno"))
    outcome = CodeField(ListKey.OUTCOME, label=_("Esito"))
    reason = CodeField(ListKey.CLOSURE_REASON, label=_("Motivo di chiusura"))
    note = forms.CharField(label=_("Nota"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    team_reads_to = TypedDateField(
        label=_("L’équipe legge ancora fino al"),
        required=False,
        past=False,
        help_text=_("Lascia vuoto se nell’équipe nessuno ha più bisogno di leggere: smettono subito."),
    )
    request = forms.CharField(
        label=_("Per chi approva"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )
    end_interventions = forms.BooleanField(label=_("Chiudi con la stessa data gli interventi ancora aperti"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, open_interventions: int = 0, proposes: bool = False, team: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not team:
            del self.fields["team_reads_to"]
        if not proposes:
            del self.fields["request"]
        if not open_interventions:
            del self.fields["end_interventions"]
        else:
            self.fields["end_interventions"].error_messages["required"] = _(
                "Ci sono interventi ancora aperti: conferma che finiscono con la presa in carico, o chiudili prima."
            )


class StoppedTeamField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """People whom the closing stopped."""

    def label_from_instance(self, obj: Model) -> str:
        """Name and body; who deputised."""
        member = cast("TeamMember", obj)
        name = f"{member.professional.filed_name} · {member.organisation}"
        return gettext("%(name)s (sostituisce chi segue)") % {"name": name} if member.deputy else name


class ReopenForm(forms.Form):
    """Why and when a closed taking in charge goes on, and who of the team is in it again."""

    reopened_on = TypedDateField(label=_("Riaperta dal"))
    reason = CodeField(ListKey.REOPENING_REASON, label=_("Motivo di riapertura"))
    team = StoppedTeamField(
        TeamMember.objects.none(),
        label=_("Chi torna nell’équipe"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Torna a vedere quello che vedeva, fino alla sua scadenza. Gli altri non vedono più niente."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, team: QuerySet[TeamMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if team:
            self.fields["team"].queryset = team  # type: ignore[attr-defined]
        else:
            del self.fields["team"]
