# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.forms.fields import CodeField, FormKeyField, TypedDateField
from ordito.stewardship.enums import RetentionEvent
from ordito.stewardship.models.retention import LONGEST_YEARS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from ordito.cases.models import CaseFile

LARGEST_SERIAL = 2**31 - 1


def body_field(**options: Any) -> forms.ChoiceField:
    """A body within an Ambito; `offer_bodies` says which."""
    return forms.ChoiceField(label=_("Ente"), **options)


def offer_bodies(form: forms.Form, bodies: Sequence[tuple[int, int, str]]) -> None:
    """Put Ambiti and bodies into the field "body"; one alone is chosen already."""
    field = form.fields["body"]
    if isinstance(field, forms.ChoiceField):
        field.choices = [(f"{ambito}-{body}", name) for ambito, body, name in bodies]


def body_ids(form: forms.Form) -> tuple[int, int]:
    """Of the Ambito and of the body that were chosen."""
    ambito, body = form.cleaned_data["body"].split("-")
    return int(ambito), int(body)


class SeriesForm(forms.Form):
    """A series of an Ambito's filing plan."""

    ambito = forms.ChoiceField(label=_("Ambito"))
    code = forms.CharField(label=_("Codice nel piano di conservazione"), max_length=30)
    title = forms.CharField(label=_("Serie"), max_length=160)
    area = CodeField(
        ListKey.AREA,
        label=_("Area delle prese in carico"),
        required=False,
        help_text=_("Vuota: per tutte le aree che non hanno una serie propria."),
    )
    event = forms.ChoiceField(
        label=_("Da quando si contano gli anni"),
        choices=RetentionEvent.choices,
        help_text=_("In ogni caso non prima della chiusura della presa in carico."),
    )
    years = forms.IntegerField(label=_("Anni di conservazione"), min_value=1, max_value=LONGEST_YEARS)
    source = forms.CharField(
        label=_("Fonte"), max_length=300, help_text=_("L’atto con cui l’ente ha adottato il piano, e la pagina.")
    )
    verified = forms.BooleanField(label=_("Verificata sul piano adottato"), required=False)
    valid_from = TypedDateField(label=_("In vigore dal"), required=False, past=False)
    valid_to = TypedDateField(
        label=_("In vigore fino al"), required=False, past=False, help_text=_("Vuota: ancora in vigore.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, places: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ambito"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(pk), name) for pk, name in places]
        if len(places) <= 1:
            del self.fields["ambito"]


class HoldForm(forms.Form):
    """Why a record must stay, and from when to when."""

    reason = forms.CharField(
        label=_("Perché non si può scartare"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Una causa, un’indagine, una richiesta della persona. Lo legge chi legge la cartella."),
    )
    starts_on = TypedDateField(label=_("Dal"), past=False)
    ends_on = TypedDateField(label=_("Fino al"), required=False, past=False, help_text=_("Vuota: finché si toglie."))
    form_key = FormKeyField()


class NumberedHoldForm(HoldForm):
    """A hold by the number of the record, for who does not read it."""

    body = body_field()
    number = forms.CharField(label=_("Numero della cartella"), max_length=20, help_text=_("Per esempio 2014/000123."))
    field_order = ("body", "number", "reason", "starts_on", "ends_on", "form_key")

    def __init__(self, *args: Any, bodies: Sequence[tuple[int, int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_bodies(self, bodies)

    def clean_number(self) -> tuple[int, int]:
        """Year and serial."""
        year, slash, serial = self.cleaned_data["number"].strip().partition("/")
        if not (slash and year.isascii() and year.isdigit() and serial.isascii() and serial.isdigit()):
            raise forms.ValidationError(gettext("Scrivi anno e progressivo, per esempio 2014/000123."))
        if int(serial) > LARGEST_SERIAL or len(year) > len("2014"):
            raise forms.ValidationError(gettext("Nessuna cartella ha questo numero."))
        return int(year), int(serial)

    def record_among(self, rows: QuerySet[CaseFile]) -> CaseFile | None:
        """The record of that number in the body chosen; an error at the field when there is none."""
        ambito, body = body_ids(self)
        year, serial = self.cleaned_data["number"]
        found = rows.filter(ambito=ambito, body=body, year=year, serial=serial).select_related("person").first()
        if found is None:
            self.add_error("number", gettext("Nessuna cartella di questo ente ha questo numero."))
        return found
