# SPDX-License-Identifier: EUPL-1.2
"""The forms of the diary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.forms.fields import CodeField, StaffField, TypedDateField
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from ordito.accounts.models import User

HOUR = 60
LONGEST_DAY = 24 * HOUR


class MinutesField(forms.CharField):
    """How long something took: minutes (45), or hours and minutes (1:30, 1h30, 2 h)."""

    def clean(self, value: Any) -> Any:
        """Whole minutes, None when nothing was typed."""
        typed = str(super().clean(value) or "").lower().replace(" ", "").removesuffix("min").removesuffix("m")
        if not typed:
            return None
        hours, mark, rest = typed.replace("h", ":").partition(":")
        if not hours.isascii() or not hours.isdigit() or (rest and not (rest.isascii() and rest.isdigit())):
            raise ValidationError(_("Scrivi i minuti, per esempio 45, oppure ore e minuti, per esempio 1:30."))
        minutes = int(hours) * HOUR + int(rest or 0) if mark else int(hours)
        if not 0 < minutes <= LONGEST_DAY:
            raise ValidationError(_("Il tempo va da un minuto a 24 ore."))
        return minutes


class DiaryForm(forms.Form):
    """An entry of the diary: a text, or how long something took; a private note names who else reads it."""

    kind = CodeField(ListKey.DIARY_KIND, label=_("Tipo"))
    happened_on = TypedDateField(label=_("Accaduto il"))
    title = forms.CharField(label=_("Titolo"), max_length=160, required=False)
    minutes = MinutesField(
        label=_("Tempo dedicato"), required=False, max_length=12, help_text=_("Minuti (45) oppure ore e minuti (1:30).")
    )
    text = forms.CharField(
        label=_("Testo"),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "true"}),
        required=False,
        help_text=_("Puoi anche dettare. Senza testo resta un’attività: basta il tempo dedicato."),
    )
    private = forms.BooleanField(label=_("Nota riservata: la leggo solo io, con chi scelgo qui sotto"), required=False)
    readers = forms.TypedMultipleChoiceField(
        label=_("Chi altro la legge"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, readers: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].choices = [(user.pk, user.full_name) for user in readers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something is said; a private note has a text and no time."""
        values = super().clean() or self.cleaned_data
        private, minutes = values.get("private"), values.get("minutes")
        if private and minutes:
            self.add_error("minutes", ValidationError(_("Il tempo di una nota riservata non si conta: toglilo.")))
        if values.get("readers") and not private:
            self.add_error(
                "readers", ValidationError(_("Le persone si scelgono solo per una nota riservata: segnala come tale."))
            )
        if not self.errors and not (values.get("text") or "").strip() and (private or not minutes):
            self.add_error("text", ValidationError(_("Scrivi il testo, o almeno quanto tempo ha richiesto.")))
        return values

    def entry_values(self) -> dict[str, Any]:
        """What was typed, without what only the page needs."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class CorrectionForm(DiaryForm):
    """The same, of an entry that is there: whether it is private does not change."""

    def __init__(self, *args: Any, private: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["private"]
        self.is_private = private
        if private:
            del self.fields["minutes"]
        else:
            del self.fields["readers"]

    def clean(self) -> dict[str, Any]:
        """Something is said."""
        values = forms.Form.clean(self) or self.cleaned_data
        if (
            not self.errors
            and not (values.get("text") or "").strip()
            and (self.is_private or not values.get("minutes"))
        ):
            self.add_error("text", ValidationError(_("Scrivi il testo, o almeno quanto tempo ha richiesto.")))
        return values


class DraftForm(DiaryForm):
    """What is saved while somebody types: nothing is required, and what cannot be read yet is left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        """Half a page is worth keeping."""
        return forms.Form.clean(self) or self.cleaned_data


class DiaryFilterForm(forms.Form):
    """The filter of the diary."""

    tipo = CodeField(ListKey.DIARY_KIND, label=_("Tipo"), required=False, empty_label=_("Tutti"))


class AttachmentForm(forms.Form):
    """A file joined to an entry."""

    file = forms.FileField(
        label=_("File"),
        error_messages={"required": _("Scegli il file."), "empty": _("Il file è vuoto.")},
    )
    title = forms.CharField(label=_("Titolo"), max_length=160)


class TemplateForm(forms.Form):
    """A model of text; whoever decides the settings of an Ambito may share it there."""

    title = forms.CharField(label=_("Nome del modello"), max_length=120)
    kind = CodeField(ListKey.DIARY_KIND, label=_("Tipo di voce"), required=False, empty_label=_("Qualsiasi"))
    ambito = StaffField(Territory, label=_("Per chi"), required=False, empty_label=_("Solo per me"))
    text = forms.CharField(
        label=_("Testo"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Titoli e domande da completare. Non scrivere qui niente di una persona."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ambiti: QuerySet[Territory] | None, own: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ambiti is None:
            del self.fields["ambito"]
            return
        self.fields["ambito"].queryset = ambiti  # type: ignore[attr-defined]
        if not own:
            self.fields["ambito"].required = True
            self.fields["ambito"].empty_label = _("Scegli")  # type: ignore[attr-defined]
