# SPDX-License-Identifier: EUPL-1.2
"""Forms of placements, foster care, care leavers and protected meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, StaffField, TypedDateField
from ordito.cases.forms.interventions import ServiceField
from ordito.protection.enums import (
    Form,
    FosterNature,
    FosterState,
    FosterStay,
    FosterTime,
    ListKey,
    MeetingState,
)
from ordito.protection.forms.fields import MeasureField, MomentForm, PartForm, RowForm, chosen, multiline
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Iterable


class PlacementForm(RowForm):
    """A stay in a community or with relatives."""

    kind = CodeField(ListKey.OUT_OF_HOME_KIND, label=_("Tipo di collocamento"))
    service = ServiceField(label=_("Struttura"), required=False, help_text=_("Se è tra i servizi dell’Ambito."))
    place = forms.CharField(
        label=_("Luogo o persone"), max_length=200, required=False, help_text=_("Se la struttura non è in elenco.")
    )
    character = CodeField(ListKey.OUT_OF_HOME_CHARACTER, label=_("Carattere della struttura"), required=False)
    form = chosen(_("Forma"), Form.choices)
    with_parent = forms.BooleanField(label=_("Insieme a un genitore"), required=False)
    reason = CodeField(ListKey.OUT_OF_HOME_REASON, label=_("Motivo"))
    measure = MeasureField(label=_("Provvedimento"))
    starts_on = TypedDateField(label=_("Dal"))
    ends_on = TypedDateField(label=_("Al"), required=False, help_text=_("Vuoto se continua."))
    outcome = CodeField(ListKey.OUT_OF_HOME_OUTCOME, label=_("Esito"), required=False)
    note = multiline(_("Nota"))


class EndPlacementForm(PartForm):
    """How a stay ended."""

    ends_on = TypedDateField(label=_("Ultimo giorno"))
    outcome = CodeField(ListKey.OUT_OF_HOME_OUTCOME, label=_("Esito"))


class CardForm(PartForm):
    """The six-monthly card for the prosecutor."""

    parents = multiline(_("Residenza dei genitori"), rows=2)
    relations = multiline(_("Rapporti con la famiglia"))
    condition = multiline(_("Condizioni psicofisiche"))
    school = multiline(_("Scuola e tempo libero"))
    prospects = multiline(_("Progetto e prospettive"))


class FosterForm(RowForm):
    """A foster care; how far it is has a form of its own."""

    requested_on = TypedDateField(label=_("Valutazione avviata il"))
    form = chosen(_("Forma"), Form.choices)
    nature = chosen(_("Natura"), FosterNature.choices)
    time = chosen(_("Tempo"), FosterTime.choices)
    stay = chosen(_("Carattere"), FosterStay.choices)
    measure = MeasureField(label=_("Provvedimento"))
    family = forms.CharField(
        label=_("Famiglia affidataria"), max_length=200, required=False, help_text=_("Quando è stata individuata.")
    )
    family_contacts = forms.CharField(label=_("Recapiti della famiglia affidataria"), max_length=200, required=False)
    extended_to = TypedDateField(
        label=_("Prorogato dal tribunale fino al"),
        past=False,
        required=False,
        help_text=_("Senza proroga l’affidamento dura al massimo 24 mesi."),
    )
    review_on = TypedDateField(label=_("Da rivedere il"), past=False, required=False)
    note = multiline(_("Nota"))
    only_later = ("extended_to",)


class MoveFosterForm(PartForm):
    """The next step of a foster care."""

    to = chosen(_("Nuovo stato"), ())
    on = TypedDateField(label=_("Dal"))
    family = forms.CharField(label=_("Famiglia affidataria"), max_length=200, required=False)
    outcome = CodeField(ListKey.FOSTER_OUTCOME, label=_("Esito"), required=False)
    note = multiline(_("Nota"))

    def __init__(self, *args: Any, states: Iterable[FosterState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reachable = list(states)
        self.fields["to"].choices = [("", _("Scegli")), *((s.value, s.label) for s in reachable)]  # type: ignore[attr-defined]
        if FosterState.ENDED in reachable:
            del self.fields["family"]
        else:
            del self.fields["outcome"]

    def clean_to(self) -> FosterState:
        """As the state that it is."""
        return FosterState(self.cleaned_data["to"])


class LeaverForm(RowForm):
    """A project of autonomy."""

    starts_on = TypedDateField(label=_("Dal"), past=False)
    ends_on = TypedDateField(
        label=_("Al"), past=False, required=False, help_text=_("Di solito entro il ventunesimo compleanno.")
    )
    autonomy_tutor = StaffField(Professional, label=_("Tutor per l’autonomia"), required=False)
    housing = CodeField(ListKey.LEAVER_HOUSING, label=_("Dove abita"), required=False)
    activity = CodeField(ListKey.LEAVER_ACTIVITY, label=_("Studio o lavoro"), required=False)
    review_on = TypedDateField(label=_("Da rivedere il"), past=False, required=False)
    goals = multiline(_("Obiettivi del progetto"), rows=6)
    outcome = CodeField(ListKey.LEAVER_OUTCOME, label=_("Esito"), required=False)
    only_later = ("outcome",)


class MeetingPlanForm(RowForm):
    """Protected meetings with somebody."""

    meets = CodeField(ListKey.MEETING_WITH, label=_("Con chi"))
    name = forms.CharField(label=_("Nome"), max_length=160, required=False)
    measure = MeasureField(label=_("Provvedimento"))
    frequency = forms.CharField(label=_("Frequenza"), max_length=120, help_text=_("Per esempio un’ora ogni settimana."))
    service = ServiceField(label=_("Servizio"), required=False)
    place = forms.CharField(label=_("Luogo"), max_length=200, required=False)
    rules = multiline(_("Regole dell’incontro"))
    starts_on = TypedDateField(label=_("Dal"), past=False)
    ends_on = TypedDateField(label=_("Al"), past=False, required=False)
    suspended_on = TypedDateField(label=_("Sospesi dal"), required=False)
    suspended_by = CodeField(ListKey.OFFICE, label=_("Sospesi da"), required=False)
    only_later = ("suspended_on", "suspended_by")


def _count(label: Any, most: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        initial=initial,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 2}),
    )


class PlanMeetingsForm(MomentForm):
    """The first of some meetings, and how they repeat."""

    day = TypedDateField(label=_("Giorno del primo incontro"), past=False)
    times = _count(_("Quanti incontri"), 26, 1)
    weeks = _count(_("Ogni quante settimane"), 8, 1)


class CloseMeetingForm(PartForm):
    """What became of a meeting."""

    state = chosen(
        _("Com’è andata"), ((MeetingState.HELD, _("Si è svolto")), (MeetingState.MISSED, _("Non si è svolto")))
    )
    missed_reason = CodeField(ListKey.MEETING_MISSED, label=_("Perché non si è svolto"), required=False)
    observation = multiline(_("Osservazione"), rows=8)
    to_diary = forms.BooleanField(
        label=_("Scrivi l’osservazione anche nel diario"), required=False, help_text=_("La legge chi legge il diario.")
    )

    def clean_state(self) -> MeetingState:
        """As the state that it is."""
        return MeetingState(self.cleaned_data["state"])
