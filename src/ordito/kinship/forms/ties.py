# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, StaffField, TypedDateField, keep_present
from ordito.cases.queries.choices import providers_of, services_of
from ordito.kinship.enums import Direction, ListKey, Strength
from ordito.kinship.forms.people import MemberField
from ordito.territory.models import Organisation, Service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.cases.models import CaseFile


class TieEditForm(forms.Form):
    """A tie of the ecomap."""

    area = CodeField(ListKey.TIE_AREA, label=_("Ambito di vita"))
    name = forms.CharField(
        label=_("Con chi"),
        max_length=120,
        required=False,
        help_text=_("Una persona, un gruppo, la scuola. Oppure scegli sotto un servizio o un ente già censito."),
    )
    service = StaffField(Service, label=_("Servizio"), required=False, empty_label=_("Nessuno"))
    organisation = StaffField(Organisation, label=_("Ente"), required=False, empty_label=_("Nessuno"))
    strength = forms.ChoiceField(label=_("Com’è il legame"), choices=[("", _("Scegli")), *Strength.choices])
    direction = forms.ChoiceField(label=_("Dove va l’energia"), choices=Direction.choices, initial=Direction.NONE)
    valid_from = TypedDateField(label=_("Dal"), required=False)
    valid_to = TypedDateField(label=_("Al"), required=False)
    note = forms.CharField(label=_("Nota"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case_file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        offered = {
            "service": services_of(case_file, today=today),
            "organisation": providers_of(case_file, today=today),
        }
        for name, rows in offered.items():
            field = self.fields[name]
            assert isinstance(field, StaffField)
            field.queryset = rows
        keep_present(self)


class TieForm(TieEditForm):
    """The same, with whose tie it is."""

    of = MemberField(label=_("Di chi è il legame"), required=False, nobody=_("Di tutta la famiglia"))
    field_order = ("of", *TieEditForm.base_fields)

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        field = self.fields["of"]
        assert isinstance(field, MemberField)
        field.offer(members)


class LastDayForm(forms.Form):
    """The last day of something."""

    valid_to = TypedDateField(label=_("Ultimo giorno"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """A row written by mistake is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DayForm(forms.Form):
    """As of which day a family is shown."""

    giorno = TypedDateField(label=_("Com’era il"), required=False)
