# SPDX-License-Identifier: EUPL-1.2
"""The form of each kind of fact: its own fields, named as the model's columns, over what all forms share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, ComuneField
from ordito.circumstances.enums import ListKey
from ordito.circumstances.forms.fields import FactForm, MoneyField, NumberField, TextField, school_year_of
from ordito.core.components import DecimalCommaField

SCHOOL_YEARS_BACK = 20


class AddressForm(FactForm):
    """An address: in a Comune we know, or somewhere else in words."""

    kind = CodeField(ListKey.ADDRESS_KIND, label=_("Tipo di indirizzo"))
    street = TextField(label=_("Via e numero"))
    comune = ComuneField(label=_("Comune"), required=False, empty_label=_("Altrove o non si sa"))
    place = TextField(label=_("Altro luogo"), help_text=_("Se il Comune non è in elenco o si è all’estero."))
    country = CodeField(ListKey.COUNTRY, label=_("Stato"), required=False, empty_label=_("Italia"))
    secret = forms.BooleanField(
        label=_("Indirizzo protetto"),
        required=False,
        help_text=_("Lo leggi solo tu e chi nomini. Non va in ricerche, stampe, lettere, esportazioni, statistiche."),
    )

    def clean(self) -> dict[str, Any]:
        """An address says at least a street or a place."""
        values = super().clean()
        if not self.errors and not any(values.get(name) for name in ("street", "comune", "place", "country")):
            self.add_error("street", ValidationError(_("Scrivi la via, il Comune o il luogo.")))
        return values


class LivingPlaceForm(FactForm):
    """Where and with whom somebody lives."""

    kind = CodeField(ListKey.LIVING_PLACE, label=_("Dove e con chi vive"))


class HousingForm(FactForm):
    """The dwelling."""

    kind = CodeField(ListKey.HOUSING_KIND, label=_("Tipo di alloggio"))
    tenure = CodeField(ListKey.HOUSING_TENURE, label=_("A che titolo"), required=False)
    adequacy = CodeField(ListKey.HOUSING_ADEQUACY, label=_("È adeguato?"), required=False)
    eviction = CodeField(ListKey.EVICTION_STATE, label=_("Sfratto o rilascio"), required=False)
    monthly_cost = MoneyField(label=_("Affitto o rata al mese"), max_digits=9, min_value=0, required=False)


class CitizenshipForm(FactForm):
    """A citizenship."""

    country = CodeField(ListKey.COUNTRY, label=_("Di quale Stato"))


class ResidencePermitForm(FactForm):
    """A permit to stay."""

    kind = CodeField(ListKey.PERMIT_KIND, label=_("Tipo di titolo"))
    state = CodeField(ListKey.PERMIT_STATE, label=_("A che punto è"), required=False)
    number = TextField(label=_("Numero"), max_length=40)


class LanguageForm(FactForm):
    """A language."""

    language = CodeField(ListKey.LANGUAGE, label=_("Lingua"))
    level = CodeField(ListKey.LANGUAGE_LEVEL, label=_("Quanto la parla"), required=False)
    mediator = forms.BooleanField(label=_("Serve un mediatore per parlare con la persona"), required=False)


class SchoolYearForm(FactForm):
    """A school year; without dates it is the whole year, from 1 September to 31 August."""

    year = forms.TypedChoiceField(label=_("Anno scolastico"), coerce=int)
    level = CodeField(ListKey.SCHOOL_LEVEL, label=_("Scuola frequentata"))
    grade = NumberField(label=_("Classe"), min_value=1, max_value=5, help_text=_("Da 1 a 5."))
    school = TextField(label=_("Nome della scuola"))
    attendance = CodeField(ListKey.SCHOOL_ATTENDANCE, label=_("Frequenza"), required=False)
    support_teacher = forms.BooleanField(label=_("Ha l’insegnante di sostegno"), required=False)
    plan = CodeField(ListKey.SCHOOL_PLAN, label=_("Piano scolastico"), required=False)
    outcome = CodeField(ListKey.SCHOOL_OUTCOME, label=_("Esito dell’anno"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = school_year_of(timezone.localdate())
        years = range(this + 1, this - SCHOOL_YEARS_BACK, -1)
        self.fields["year"].choices = [(year, f"{year}/{year + 1}") for year in years]  # type: ignore[attr-defined]
        self.fields["year"].initial = this
        self.fields["valid_from"].help_text = _("Vuoto se dall’inizio dell’anno.")
        self.fields["valid_to"].help_text = _("Vuoto se fino alla fine dell’anno.")

    def clean(self) -> dict[str, Any]:
        """Dates within the year, which are its own when none was typed."""
        values = super().clean()
        if values.get("year") is None or self.errors:
            return values
        first, last = date(values["year"], 9, 1), date(values["year"] + 1, 8, 31)
        for name, whole in (("valid_from", first), ("valid_to", last)):
            values[name] = values.get(name) or whole
            if not first <= values[name] <= last:
                self.add_error(name, ValidationError(_("Questa data non è nell’anno scolastico scelto.")))
        return values


class EducationForm(FactForm):
    """A title of study."""

    title = CodeField(ListKey.EDUCATION_TITLE, label=_("Titolo di studio"))
    abroad = forms.BooleanField(label=_("Conseguito all’estero"), required=False)


class WorkSituationForm(FactForm):
    """Whether and how somebody works."""

    condition = CodeField(ListKey.WORK_CONDITION, label=_("Condizione"))
    occupation = TextField(label=_("Che lavoro fa"))
    contract = CodeField(ListKey.WORK_CONTRACT, label=_("Rapporto di lavoro"), required=False)
    weekly_hours = DecimalCommaField(
        label=_("Ore a settimana"), max_digits=4, decimal_places=1, min_value=1, max_value=168, required=False
    )


class IseeForm(FactForm):
    """An ISEE; without an end it holds until 31 December of the year of the declaration."""

    kind = CodeField(ListKey.ISEE_KIND, label=_("Tipo di ISEE"))
    value = MoneyField(label=_("Valore"), max_digits=11, min_value=0, help_text=_("In euro; 0 se è zero."))
    household_size = NumberField(label=_("Componenti del nucleo ISEE"), min_value=1, max_value=30)
    protocol = TextField(label=_("Protocollo della DSU"), max_length=60, help_text=_("INPS-ISEE-anno-numero."))
    flawed = forms.BooleanField(label=_("Attestazione con omissioni o difformità"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].required = True
        self.fields["valid_from"].help_text = ""
        self.fields["valid_to"].help_text = _("Vuoto: 31 dicembre dello stesso anno.")

    def clean(self) -> dict[str, Any]:
        """The end of the year, when no other end was typed (d.P.C.M. 159/2013, art. 10)."""
        values = super().clean()
        if values.get("valid_from") and not values.get("valid_to") and "valid_to" not in self.errors:
            values["valid_to"] = date(values["valid_from"].year, 12, 31)
        return values


class BenefitForm(FactForm):
    """An economic measure."""

    kind = CodeField(ListKey.BENEFIT_KIND, label=_("Misura"))
    amount = MoneyField(label=_("Importo"), max_digits=9, min_value=1, required=False)
    period = CodeField(ListKey.BENEFIT_PERIOD, label=_("Ogni quanto"), required=False)

    def clean(self) -> dict[str, Any]:
        """An amount says how often it comes."""
        values = super().clean()
        if values.get("amount") and not values.get("period"):
            self.add_error("period", ValidationError(_("Scegli ogni quanto arriva l’importo.")))
        return values


class ParentsConditionForm(FactForm):
    """The condition of the parents."""

    kind = CodeField(ListKey.PARENTS_CONDITION, label=_("Condizione dei genitori"))


class LegalProtectionForm(FactForm):
    """A legal protection and who holds it."""

    kind = CodeField(ListKey.PROTECTION_KIND, label=_("Tipo di protezione"))
    guardian = TextField(label=_("Tutore, curatore o amministratore"))
    contact = TextField(label=_("Come raggiungerlo"))
    act = TextField(label=_("Ufficio, numero e data del decreto"))


class VulnerabilityForm(FactForm):
    """A condition that asks for particular care."""

    kind = CodeField(ListKey.VULNERABILITY, label=_("Condizione"))


class DisabilityForm(FactForm):
    """A disability, or that there is none."""

    kind = CodeField(ListKey.DISABILITY_KIND, label=_("Disabilità"))
    support = CodeField(ListKey.SUPPORT_LEVEL, label=_("Sostegno necessario"), required=False)


class CertificationForm(FactForm):
    """A certification of disability."""

    kind = CodeField(ListKey.CERTIFICATION_KIND, label=_("Certificazione"))
    percent = NumberField(label=_("Percentuale di invalidità"), min_value=1, max_value=100)
    issuer = TextField(label=_("Chi l’ha rilasciata e numero"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_to"].help_text = _("Vuoto se non è soggetta a revisione.")


class HealthNeedForm(FactForm):
    """Something to know of somebody's health."""

    kind = CodeField(ListKey.HEALTH_NEED, label=_("Che cosa"))
    text = TextField(label=_("Descrizione"), required=True, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class PractitionerForm(FactForm):
    """Who looks after somebody's health."""

    kind = CodeField(ListKey.PRACTITIONER_KIND, label=_("Chi è"))
    name = TextField(label=_("Nome"), required=True)
    contact = TextField(label=_("Come raggiungerlo"), help_text=_("Telefono, ambulatorio, giorni."))
