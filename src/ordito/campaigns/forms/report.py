# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.campaigns.enums import Breakdown, Counted
from ordito.campaigns.forms.board import PlaceFilterForm
from ordito.campaigns.queries.report_figures import ReportFilter


class ReportForm(PlaceFilterForm):
    """Which returns a report counts, and which groups it sets beside each other."""

    quali = forms.ChoiceField(label=_("Restituzioni contate"), required=False, choices=Counted.choices)
    per = forms.ChoiceField(label=_("Confronta per"), required=False, choices=Breakdown.choices)

    def chosen(self) -> ReportFilter:
        """What was asked for; a value that is not offered counts as none."""
        places = self.places()
        values = self.cleaned_data
        return ReportFilter(
            places, Breakdown(values.get("per") or Breakdown.NONE), Counted(values.get("quali") or Counted.SENT)
        )
