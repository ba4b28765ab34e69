# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.stewardship.queries.erasing import StandingText

SHORTEST = 3


class WordsForm(forms.Form):
    """Which words to look for in the record; one a line, each together."""

    words = forms.CharField(
        label=_("Parole da cercare"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("Una per riga: un nome, una via, una frase. Maiuscole, accenti e punteggiatura non contano."),
        error_messages={"required": _("Scrivi almeno una parola.")},
    )

    def clean_words(self) -> list[str]:
        """The lines, each of three letters at least."""
        lines = [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()]
        if not lines or any(len(line) < SHORTEST for line in lines):
            raise ValidationError(_("Scrivi parole di almeno tre lettere."))
        return lines


class EraseForm(WordsForm):
    """Which of the texts that were found to erase, and how much of them."""

    whole = forms.ChoiceField(
        label=_("Che cosa si cancella"),
        choices=[("", _("solo le parole cercate")), ("si", _("tutto il testo"))],
        widget=forms.RadioSelect,
        required=False,
    )
    chosen = forms.MultipleChoiceField(
        label=_("Testi"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Scegli almeno un testo.")}
    )

    def __init__(self, *args: Any, texts: Sequence[StandingText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget = forms.HiddenInput()
        self.fields["chosen"].choices = [(one.key, f"{one.label}: {one.text}") for one in texts]  # type: ignore[attr-defined]  # of a choice field

    def clean_whole(self) -> bool:
        """Whether all of each text goes."""
        return bool(self.cleaned_data["whole"])
