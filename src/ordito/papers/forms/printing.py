# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, TypedDateField
from ordito.papers.enums import ListKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordito.cases.queries.record_chapters import Chapter


class PrintForm(forms.Form):
    """What to print, why, and of which period diary and timeline."""

    chapters = forms.MultipleChoiceField(
        label=_("Che cosa stampare"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Scegli almeno una parte.")},
    )
    purpose = CodeField(
        ListKey.PRINT_PURPOSE,
        label=_("Motivo della stampa"),
        help_text=_("Resta scritto sulla copertina e negli accessi della cartella."),
    )
    since = TypedDateField(
        label=_("Diario e cronologia dal"),
        required=False,
        help_text=_("Vuoto: dall’inizio. Le altre parti restano intere."),
    )
    until = TypedDateField(label=_("Diario e cronologia al"), required=False, past=False)

    def __init__(self, *args: Any, chapters: Iterable[Chapter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chapters"].choices = [(one.key, one.title) for one in chapters]  # type: ignore[attr-defined]  # of a choice field
