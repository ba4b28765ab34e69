# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey, Protection
from ordito.cases.forms.fields import (
    BirthPlaceField,
    CodeField,
    ComuneField,
    FormKeyField,
    TypedDateField,
    WorkplaceForm,
)
from ordito.cases.queries.record_identity import birth_place_name
from ordito.core import fiscal_code as codes
from ordito.core.dates import format_date
from ordito.core.fiscal_code import InvalidFiscalCodeError, Mismatch
from ordito.territory.enums import Sex

if TYPE_CHECKING:
    from ordito.core.declare import Text

LIKELY_OLDEST = 100


class SearchForm(forms.Form):
    """The one box."""

    q = forms.CharField(
        label=_("Chi cerchi?"),
        required=False,
        max_length=120,
        widget=forms.SearchInput,
        help_text=_("Cognome e nome in qualsiasi ordine, codice fiscale, data di nascita o numero di cartella."),
    )


class PersonForm(WorkplaceForm):
    """Somebody's identity. The fiscal code fills what was left empty and is compared with the rest.

    Where the code disagrees the field says so, once: registry offices do err, so that whoever has looked again saves
    all the same (`letto`). `doubts` are the fields so refused.
    """

    surname = forms.CharField(label=_("Cognome"), max_length=80)
    name = forms.CharField(label=_("Nome"), max_length=80)
    fiscal_code = forms.CharField(
        label=_("Codice fiscale"),
        max_length=20,
        required=False,
        help_text=_("Se c’è: compila da solo sesso, data e luogo di nascita. Senza si va avanti lo stesso."),
    )
    sex = forms.ChoiceField(label=_("Sesso"), choices=[("", _("Non indicato")), *Sex.choices], required=False)
    birth_date = TypedDateField(label=_("Data di nascita"), required=False)
    birth_place = BirthPlaceField(
        label=_("Luogo di nascita"), required=False, help_text=_("Il Comune, lo Stato estero o il codice catastale.")
    )
    deceased_on = TypedDateField(label=_("Data del decesso"), required=False)
    citizenship = CodeField(ListKey.CITIZENSHIP, label=_("Cittadinanza"), required=False)
    residence = ComuneField(label=_("Comune di residenza"), required=False, empty_label=_("Non indicato o altrove"))
    street = forms.CharField(label=_("Indirizzo"), max_length=160, required=False)
    phone = forms.CharField(label=_("Telefono"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    no_fixed_abode = forms.BooleanField(label=_("Senza dimora"), required=False)
    unaccompanied_minor = forms.BooleanField(label=_("Minore straniero non accompagnato"), required=False)
    protection = forms.ChoiceField(
        label=_("Protezione"),
        choices=[
            (Protection.NONE, _("Nessuna")),
            (Protection.ADDRESS, _("Indirizzo segreto")),
            (Protection.ADOPTION, _("Identità adottiva")),
        ],
        required=False,
        help_text=_("Se c’è, la persona non esce nelle ricerche degli altri, nelle unioni e nelle esportazioni."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_key = FormKeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubts: list[str] = []
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["fiscal_code"].widget.attrs.update(
            {
                "hx-post": reverse_lazy("cases:person_prefill"),
                "hx-trigger": "change",
                "hx-target": "#nascita",
                "hx-swap": "outerHTML",
            }
        )

    def clean_fiscal_code(self) -> str:
        """Capitals without blanks; a code that fails its own check is a slip of the fingers."""
        typed = codes.clean(self.cleaned_data["fiscal_code"])
        if typed:
            try:
                codes.parse(typed)
            except InvalidFiscalCodeError:
                raise ValidationError(
                    _("Il codice fiscale non è valido: controlla lettere e cifre, oppure lascialo vuoto per ora.")
                ) from None
        return typed

    def clean(self) -> dict[str, Any]:
        """Fill from the fiscal code what was left empty, and say where it disagrees."""
        values = super().clean() or self.cleaned_data
        born, died = values.get("birth_date"), values.get("deceased_on")
        if values.get("fiscal_code"):
            self._compare(values)
            born = values.get("birth_date")
        if born and died and died < born:
            self.add_error("deceased_on", _("La data del decesso viene prima della nascita."))
        values["protection"] = values.get("protection") or Protection.NONE
        return values

    def _compare(self, values: dict[str, Any]) -> None:
        code = codes.parse(values["fiscal_code"])
        filled = from_fiscal_code(values["fiscal_code"], today=timezone.localdate())
        for name, value in filled.items():
            if name in values and not values[name]:
                values[name] = value
        found = codes.mismatches(
            code,
            surname=values.get("surname", ""),
            name=values.get("name", ""),
            birth_date=values.get("birth_date"),
            sex=values.get("sex"),
            place=values.get("birth_place"),
        )
        if found and not self.data.get("letto"):
            for mismatch in found:
                self.doubts.append(mismatch.value)
                self.add_error(mismatch.value, _doubt(mismatch, filled))

    def person_values(self) -> dict[str, Any]:
        """What was typed about the person, without what only the page needs."""
        only_page = {"version", "form_key"}
        return {name: self.cleaned_data[name] for name in PersonForm.base_fields if name not in only_page}


def _doubt(mismatch: Mismatch, said: dict[str, Any]) -> Text:
    """What the fiscal code says instead of what was typed."""
    if mismatch == Mismatch.BIRTH_DATE and "birth_date" in said:
        return _("Il codice fiscale è di una persona nata il %(day)s.") % {"day": format_date(said["birth_date"])}
    if mismatch == Mismatch.SEX:
        woman = said["sex"] == Sex.FEMALE
        return _("Il codice fiscale è di una donna.") if woman else _("Il codice fiscale è di un uomo.")
    if mismatch == Mismatch.BIRTH_PLACE:
        place = birth_place_name(said["birth_place"])
        return _("Il codice fiscale è di una persona nata in questo luogo: %(place)s.") % {"place": place}
    return {
        Mismatch.SURNAME: _("Il codice fiscale è di una persona con un altro cognome."),
        Mismatch.NAME: _("Il codice fiscale è di una persona con un altro nome."),
    }.get(mismatch, _("Il codice fiscale è di una persona nata in un altro giorno."))


def about_fiscal_code(text: str) -> Text:
    """What to know of a code as typed: nothing of an ordinary one."""
    try:
        code = codes.parse(text)
    except InvalidFiscalCodeError:
        return _("Il codice non è valido: controlla lettere e cifre.") if text.strip() else ""
    if code.temporary:
        return _("È un codice provvisorio di undici cifre: non dice sesso, data e luogo di nascita.")
    if codes.plain_digits(code.text) != code.text:
        return _("Alcune lettere stanno al posto di cifre (omocodia): due persone avrebbero avuto lo stesso codice.")
    return ""


def from_fiscal_code(text: str, *, today: date) -> dict[str, Any]:
    """Sex, birth date and place that a valid code says; empty when it says nothing.

    The century is not in the code: the birth date is the latest one that is not after `today`.
    """
    try:
        code = codes.parse(text)
    except InvalidFiscalCodeError:
        return {}
    if code.temporary or code.year is None or code.month is None or code.day is None:
        return {}
    year = today.year - today.year % LIKELY_OLDEST + code.year
    try:
        born = date(year, code.month, code.day)
        if born > today:
            born = date(year - LIKELY_OLDEST, code.month, code.day)
    except ValueError:  # 29 February of the other century
        return {"sex": code.sex, "birth_place": code.place}
    return {"sex": code.sex, "birth_date": born, "birth_place": code.place}


class OpenCaseFileForm(forms.Form):
    """When a record is opened."""

    opened_on = TypedDateField(label=_("Data di apertura"))


class FamilyUnitForm(forms.Form):
    """A family unit and the place in it of the person of the record."""

    composition = CodeField(
        ListKey.COMPOSITION,
        label=_("Come è composto il nucleo"),
        help_text=_("Chi risulta all’anagrafe, chi vive davvero insieme, o il nucleo ai fini ISEE."),
    )
    relation = CodeField(ListKey.RELATION, label=_("La persona della cartella nel nucleo è"))
    valid_from = TypedDateField(label=_("Dal"))


class FamilyMemberForm(forms.Form):
    """The place of somebody in a family unit."""

    relation = CodeField(ListKey.RELATION, label=_("Relazione"), help_text=_("Verso la persona di riferimento."))
    valid_from = TypedDateField(label=_("Dal"))


class NewMemberForm(PersonForm):
    """Somebody registered straight into a family unit."""

    relation = CodeField(ListKey.RELATION, label=_("Relazione"), help_text=_("Verso la persona di riferimento."))
    valid_from = TypedDateField(label=_("Nel nucleo dal"))


class FamilyDayForm(forms.Form):
    """As of which day a family is shown."""

    giorno = TypedDateField(label=_("Com’era il nucleo il"), required=False)


class EndForm(forms.Form):
    """The last day of something."""

    valid_to = TypedDateField(label=_("Ultimo giorno"))
