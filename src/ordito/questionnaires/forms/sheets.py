# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.questionnaires.engine.answer_sheets import LIMITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.questionnaires.queries.sheets import Fillable

MEBIBYTE = 1024 * 1024


def key_of(what: Fillable) -> str:
    """How a choice of the form names what may be filled."""
    return f"{what.version.pk}:{what.owner_kind}"


class SheetForm(forms.Form):
    """A filled template, and of which questionnaire."""

    what = forms.ChoiceField(label=_("Questionario"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Foglio compilato"),
        help_text=_("Il modello scaricato da qui, compilato: .xlsx, .xls o .ods, al massimo 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods"}),
    )

    def __init__(self, *arguments: Any, found: Sequence[Fillable], **options: Any) -> None:
        super().__init__(*arguments, **options)
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        what.choices = [(key_of(each), str(each.version)) for each in found]
        if len(found) == 1:
            what.initial = key_of(found[0])

    def clean_file(self) -> Any:
        """Refuse by size before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > LIMITS.file_size:
            limit = LIMITS.file_size // MEBIBYTE
            raise forms.ValidationError(_("Il file è troppo grande: al massimo %(limit)s MB."), params={"limit": limit})
        return file
