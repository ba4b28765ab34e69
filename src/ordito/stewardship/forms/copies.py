# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.stewardship.engine.passages import document_in
from ordito.stewardship.enums import Cover

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.stewardship.models import CopyPassage


OF_DOCUMENT = [(Cover.KEEP.value, _("Allega alla copia")), (Cover.NAMES.value, _("Non allegare"))]


class DecisionsForm(forms.Form):
    """What to do with each passage of a page; one that is left alone stays to be decided."""

    def __init__(self, *args: Any, passages: Sequence[CopyPassage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for passage in passages:
            self.fields[f"p{passage.pk}"] = forms.ChoiceField(
                label=_("Che cosa farne"),
                choices=Cover.choices if document_in(passage.place) is None else OF_DOCUMENT,
                widget=forms.RadioSelect,
                required=False,
                initial=passage.decision,
            )

    def decisions(self) -> dict[int, Cover]:
        """By the ids of the passages, those that were decided."""
        return {int(name[1:]): Cover(value) for name, value in self.cleaned_data.items() if value}
