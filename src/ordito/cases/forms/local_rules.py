# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ApprovalKind, ListKey
from ordito.cases.forms.fields import StaffField, TypedDateField
from ordito.cases.models import Code
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from django.db.models import QuerySet


def offer_places(field: Any, places: QuerySet[Territory], *, everywhere: bool) -> None:
    """The places of a field; who decides for all places may leave it empty: where nobody decided."""
    field.queryset = places
    if everywhere:
        field.required, field.empty_label = False, _("Tutti i luoghi che non hanno deciso")


class LocalRuleForm(forms.Form):
    """Where a rule holds, and from when."""

    territory = StaffField(Territory, label=_("Territorio"))
    valid_from = TypedDateField(label=_("Dal"), past=False)

    def __init__(self, *args: Any, places: QuerySet[Territory], everywhere: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self.fields["territory"], places, everywhere=everywhere)


class ApprovalRuleForm(LocalRuleForm):
    """What a supervisor approves there."""

    kind = forms.ChoiceField(label=_("Che cosa va approvato"), choices=ApprovalKind.choices)
    valid_to = TypedDateField(label=_("Al"), past=False, required=False)
    field_order = ("territory", "kind", "valid_from", "valid_to")


class ContactRuleForm(LocalRuleForm):
    """After how many days without a contact the board says so there."""

    days = forms.IntegerField(
        label=_("Giorni senza contatti"),
        min_value=1,
        max_value=730,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Dopo tanti giorni senza colloqui, visite o telefonate la cartella compare tra quelle in ritardo."),
    )
    kinds = forms.ModelMultipleChoiceField(
        label=_("Quali voci del diario sono un contatto"),
        queryset=Code.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Scegli almeno un tipo di voce.")},
    )
    field_order = ("territory", "days", "kinds", "valid_from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = Code.objects.of(ListKey.DIARY_KIND).at(timezone.localdate()).select_related("code_list")
        self.fields["kinds"].queryset = kinds  # type: ignore[attr-defined]
