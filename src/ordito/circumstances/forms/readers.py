# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import ColleaguesField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.territory.models import Professional


class ReadersForm(forms.Form):
    """Who reads a secret address, beside its author."""

    readers = ColleaguesField(label=_("Chi altro può leggerlo"), required=False)

    def __init__(self, *args: Any, candidates: QuerySet[Professional], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = candidates  # type: ignore[attr-defined]  # a choice of rows
