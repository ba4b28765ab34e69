# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.core.fields import uuid7
from ordito.core.text import fold
from ordito.library.enums import MaterialKind, TermState, Visibility
from ordito.library.models import GlossaryTerm

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_SYNONYMS, LONGEST_SYNONYM = 30, 120


class ListFilter(forms.Form):
    """Which materials the list shows."""

    q = forms.CharField(label=_("Cerca"), required=False, max_length=100, widget=forms.SearchInput)
    tipo = forms.ChoiceField(label=_("Tipo"), required=False, choices=[("", _("Tutti")), *MaterialKind.choices])
    chi = forms.ChoiceField(label=_("Chi lo legge"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, inside: bool) -> None:
        super().__init__(data)
        if inside:
            self.fields["chi"] = forms.ChoiceField(
                label=_("Chi lo legge"), required=False, choices=[("", _("Tutti i materiali")), *Visibility.choices]
            )
        else:
            del self.fields["chi"]


class MaterialForm(forms.Form):
    """What is said of a material; `held` when it belongs to a thing whose participants it may be reserved to."""

    title = forms.CharField(label=_("Titolo"), max_length=200)
    description = forms.CharField(
        label=_("Descrizione"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Di che cosa parla e a chi serve. Le parole del glossario diventano collegamenti."),
    )
    kind = forms.ChoiceField(label=_("Tipo"), choices=[("", _("Scegli")), *MaterialKind.choices])
    visibility = forms.ChoiceField(label=_("Chi lo legge"), widget=forms.RadioSelect, initial=Visibility.NETWORK)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, held: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["visibility"] = forms.ChoiceField(
            label=_("Chi lo legge"),
            widget=forms.RadioSelect,
            initial=Visibility.RESERVED if held else Visibility.NETWORK,
            choices=[(one.value, one.label) for one in Visibility if held or one != Visibility.RESERVED],
        )


class SourceForm(forms.Form):
    """A file or the address of a page: one of the two."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        error_messages={"empty": _("Il file è vuoto.")},
        help_text=_("Documenti, fogli, presentazioni, immagini, audio e video, al massimo 30 MB."),
    )
    link = forms.URLField(
        label=_("Oppure l’indirizzo di una pagina"),
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": _("Scrivi l’indirizzo intero, per esempio https://www.esempio.it/pagina.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid7)

    def clean_link(self) -> str:
        """An address of the web, nothing else."""
        link = str(self.cleaned_data["link"])
        if link and not link.lower().startswith(("https://", "http://")):
            raise forms.ValidationError(self.fields["link"].error_messages["invalid"])
        return link

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        found = super().clean() or {}
        file, link = found.get("file"), found.get("link")
        if self.errors:
            self.ask_again()
        elif file and link:
            self.add_error("link", _("Scegli il file oppure l’indirizzo, non tutti e due."))
        elif not file and not link:
            self.add_error("file", _("Scegli il file, oppure scrivi un indirizzo qui sotto."))
        return found

    def ask_again(self) -> None:
        """Say of a form that goes back that its file has to be chosen again: the browser does not say it."""
        if self.files and "file" not in self.errors:
            self.add_error("file", _("Scegli di nuovo il file: il browser non lo ricorda."))


class NewMaterialForm(MaterialForm, SourceForm):
    """A material with its first version."""

    field_order = ("title", "kind", "file", "link", "description", "visibility")


class RenewForm(SourceForm):
    """A version that takes the place of the current one."""

    note = forms.CharField(
        label=_("Che cosa cambia"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Per esempio: aggiornata alla legge di quest’anno; corrette due diapositive."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why a material is taken out."""

    because = forms.CharField(label=_("Perché lo ritiri"), max_length=300)


class TermForm(forms.Form):
    """A word of the glossary."""

    term = forms.CharField(label=_("Parola"), max_length=120)
    definition = forms.CharField(
        label=_("Spiegazione"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Come la diresti a una persona che entra per la prima volta in un servizio. Frasi corte."),
    )
    sources = forms.CharField(
        label=_("Fonti"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Una per riga, per esempio: legge 4 maggio 1983, n. 184, art. 2."),
    )
    synonyms = forms.CharField(
        label=_("Altri modi di dirlo"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Uno per riga, anche i plurali: nei testi portano a questa parola."),
    )
    see_also = forms.ModelMultipleChoiceField(
        label=_("Vedi anche"),
        required=False,
        queryset=GlossaryTerm.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    state = forms.ChoiceField(label=_("Stato"), choices=TermState.choices, initial=TermState.DRAFT)
    verified = forms.BooleanField(
        label=_("Verificata sulle fonti"),
        required=False,
        help_text=_("Finché non lo è, chi legge vede «da verificare»."),
    )
    note = forms.CharField(label=_("Che cosa hai cambiato"), required=False, max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid7)

    def __init__(self, *args: Any, term: GlossaryTerm | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        others = GlossaryTerm.objects.exclude(pk=term.pk if term else 0).exclude(state=TermState.WITHDRAWN)
        self.fields["see_also"].queryset = others.order_by("folded")  # type: ignore[attr-defined] # a field of choices
        if term is None:
            del self.fields["note"]

    def clean_synonyms(self) -> list[str]:
        """One a line, each once, the word itself left out."""
        lines = [line.strip() for line in self.cleaned_data["synonyms"].splitlines()]
        said = {fold(line): line for line in reversed(lines) if fold(line)}
        said.pop(fold(self.cleaned_data.get("term", "")), None)
        found = list(reversed(said.values()))
        if len(found) > MOST_SYNONYMS or any(len(line) > LONGEST_SYNONYM for line in found):
            raise forms.ValidationError(_("Sono troppi o troppo lunghi: tieni quelli che la gente usa davvero."))
        return found

    def clean_see_also(self) -> list[GlossaryTerm]:
        """The rows, read once."""
        return list(self.cleaned_data["see_also"])


class IndexFilter(forms.Form):
    """What to look for in the glossary."""

    q = forms.CharField(label=_("Cerca una parola"), required=False, max_length=100, widget=forms.SearchInput)
