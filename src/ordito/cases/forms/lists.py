# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import CaseFileState, ListKey
from ordito.cases.forms.fields import CodeField, ComuneField, StaffField
from ordito.cases.queries.caseload import sign_choices
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.territory.models import Territory


class WorklistFilterForm(forms.Form):
    """The filter of the records one follows, and of the workload of a service."""

    stato = forms.ChoiceField(label=_("Stato"), required=False, choices=[("", _("Tutte")), *CaseFileState.choices])
    segnale = forms.ChoiceField(label=_("Da fare"), required=False)
    area = CodeField(ListKey.AREA, label=_("Area"), required=False, empty_label=_("Tutte"))
    motivo = CodeField(ListKey.REASON, label=_("Motivo"), required=False, empty_label=_("Tutti"))
    eta = forms.ChoiceField(
        label=_("Età"),
        required=False,
        choices=[("", _("Tutte")), ("minori", _("Fino a 17 anni")), ("adulti", _("Da 18 anni"))],
    )
    comune = ComuneField(label=_("Comune"), required=False, empty_label=_("Tutti"))
    operatore = StaffField(Professional, label=_("Operatore"), required=False, empty_label=_("Tutti"))

    def __init__(
        self,
        *args: Any,
        comuni: QuerySet[Territory] | None = None,
        workers: QuerySet[Professional] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["segnale"].choices = [("", _("Tutte")), *sign_choices()]  # type: ignore[attr-defined]
        for name, rows in (("comune", comuni), ("operatore", workers)):
            if rows is None:
                del self.fields[name]
            else:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]
