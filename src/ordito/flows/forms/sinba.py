# SPDX-License-Identifier: EUPL-1.2
"""What is answered for the flow on minors, and who sends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.flows.engine.layout import Flow, layout_of
from ordito.flows.enums import TypeEight

ANSWERED = (
    "Famiglia/ComposizioneFamiglia",
    "CondizioneMinore",
    "LuogoVita",
    "ScuolaFrequentata",
    "CondizioneLavoro",
    "TipoDisabilita",
    "InvCivCertificazioni",
    "DataPrimaSegnalazione",
    "FonteSegnalazione",
    "AutoritaProvvedimento",
    "PotestaTutela",
    "MotivazioneChiusuraCarico",
    "SituazioneChiusuraCarico",
    "CollaborazioniInterventi",
    "CodiceNazioneResidenza",
)
"""Fields that an answer may fill; all others come from the record alone."""
ASSESSED = {"minor": "ValutazioneMinore", "family": "ValutazioneFamigliaMinore"}


class SinbaSheetForm(forms.Form):
    """The assessments first, then an answer for each field that may have one: empty, the record speaks."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section = layout_of(Flow.SINBA).fields["SINBA"]
        for subject, name in ASSESSED.items():
            choices = list(section[name].codes.items())
            self.fields[f"{subject}_main"] = _choice(section[name].label, _("Non ancora valutata"), choices)
            self.fields[f"{subject}_others"] = _several(_("Anche (restano in cartella, non si inviano)"), choices)
        for name in ANSWERED:
            one = section[name]
            if one.maximum is None:
                field: forms.Field = _several(one.label, list(one.codes.items()))
            elif one.codes:
                field = _choice(one.label, _("Come dice la cartella"), list(one.codes.items()))
            else:
                field = forms.RegexField(f"^(?:{one.pattern})$", label=one.label, required=False, help_text=HELP[name])
                field.error_messages["invalid"] = str(HELP[name])
            self.fields[name.replace("/", "_")] = field

    def clean(self) -> dict[str, Any]:
        """Other problems are asked with a main one, and are other ones."""
        for subject in ASSESSED:
            main, others = self.cleaned_data.get(f"{subject}_main"), self.cleaned_data.get(f"{subject}_others") or []
            if others and not main:
                self.add_error(f"{subject}_main", _("Scegli la problematica principale: è quella che si invia."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """What was typed, as `actions.SheetValues` takes it; the main problem first."""
        typed = self.cleaned_data
        answers = {}
        for name in ANSWERED:
            value = typed.get(name.replace("/", "_"))
            if value:
                answers[name] = value if isinstance(value, list) else [value]
        problems = {
            subject: [code for code in (typed[f"{subject}_main"], *typed[f"{subject}_others"]) if code]
            for subject in ASSESSED
        }
        return {"answers": answers, **problems}


HELP = {
    "DataPrimaSegnalazione": _("Mese e anno, per esempio 03/2025."),
    "CodiceNazioneResidenza": _("Tre cifre, per esempio 380 per l’Italia."),
}


def _choice(label: Any, empty: Any, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", empty), *choices])


def _several(label: Any, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple)


class SenderForm(forms.Form):
    """A body as INPS knows it."""

    code = forms.CharField(label=_("Codice dell’ente presso INPS"), max_length=32)
    seat_code = forms.CharField(
        label=_("Codice catastale del Comune della sede"),
        min_length=4,
        max_length=4,
        help_text=_("Quattro caratteri, per esempio A662."),
    )
    operator_code = forms.CharField(
        label=_("Codice fiscale di chi invia"),
        max_length=16,
        help_text=_("Dell’operatore abilitato (16 caratteri) o dell’ente (11 cifre)."),
    )
    type_eight = forms.ChoiceField(
        label=_("Tipo di provvedimento 8"),
        choices=TypeEight.choices,
        required=False,
        help_text=_(
            "Il tracciato fonde «post-adozione» e «allontanamento d’urgenza (art. 403)». Scrivi che cosa è concordato "
            "con INPS: finché manca, le cartelle interessate non si inviano."
        ),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_seat_code(self) -> str:
        """As it is written in the layout."""
        return str(self.cleaned_data["seat_code"]).strip().upper()

    def clean_operator_code(self) -> str:
        """As it is written in the layout."""
        return str(self.cleaned_data["operator_code"]).strip().upper()


class MappingForm(forms.Form):
    """What a code of ours is called in a field."""

    theirs = forms.ChoiceField(label=_("Voce del tracciato"), required=False)

    def __init__(self, *args: Any, field: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = layout_of(Flow.SINBA).fields["SINBA"][field].codes
        choice = self.fields["theirs"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", _("Nessuna: si chiede nella cartella")), *codes.items()]
