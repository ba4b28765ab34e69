# SPDX-License-Identifier: EUPL-1.2
"""Fields that the forms of the record share: dates as people type them, code lists, places, colleagues."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.models import Code
from ordito.cases.queries.record_identity import birth_place_name
from ordito.core.dates import parse_date
from ordito.core.fields import uuid7
from ordito.core.text import fold
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Professional, Territory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import Model

    from ordito.cases.queries.workplaces import Workplace

EARLIEST = date(1900, 1, 2)  # 1 January 1900 is what spreadsheets write for an empty date
LATEST_YEAR = 2100


class TypedDateField(forms.DateField):
    """A date as it is typed: 3/4/2019, 3.4.19, 3 aprile 2019. With `past`, one that has already come."""

    default_error_messages = {  # noqa: RUF012 - the framework merges it by class
        "invalid": _("Scrivi la data come gg/mm/aaaa, per esempio 03/04/2019."),
        "future": _("La data è nel futuro: controlla l’anno."),
        "range": _("Questa data non è possibile: controlla l’anno."),
        "required": _("Scrivi la data."),
    }

    def __init__(self, *, past: bool = True, **kwargs: Any) -> None:
        self.past = past
        super().__init__(widget=forms.DateInput(format="%d/%m/%Y"), **kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day, None when nothing was typed."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        today = timezone.localdate()
        try:
            day = parse_date(str(value), today=today)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not day >= EARLIEST or day.year >= LATEST_YEAR:
            raise ValidationError(self.error_messages["range"], code="range")
        if self.past and day > today:
            raise ValidationError(self.error_messages["future"], code="future")
        return day


class FormKeyField(forms.UUIDField):
    """Which form this is, hidden: sent twice, the second is known by it and writes nothing."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=uuid7, **kwargs)


class FewChoices(ModelChoiceIterator):  # type: ignore[type-arg]  # generic in the stubs only
    """Choices read at once.

    The framework walks a cursor, which PostgreSQL plans for its first rows alone: a list of a few places, found among
    the records of a service, then takes ten times as long.
    """

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.queryset)


class KeepingField:
    """For choices among rows: what a row says already may be left as it is when today's list no longer offers it."""

    queryset: Any

    def keep(self, said: Any) -> None:
        """Go on offering `said`: a row, its id, a list of them, or nothing."""
        several = said if isinstance(said, list | tuple | set) else [said]
        kept = [getattr(one, "pk", one) for one in several if one not in {None, ""}]
        if kept:
            manager = self.queryset.model._default_manager  # noqa: SLF001 - public name of the framework
            self.queryset |= manager.filter(pk__in=kept)


def keep_present(form: forms.Form) -> None:
    """For a form that corrects a row, whose present values are its `initial`: none is lost because it left its list."""
    for name, field in form.fields.items():
        if isinstance(field, KeepingField):
            field.keep(form.initial.get(name))


class CodeField(KeepingField, forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """One entry of a code list; entries that are no longer valid are not offered."""

    iterator = FewChoices

    def __init__(self, key: str, **kwargs: Any) -> None:
        self.key = key
        kwargs.setdefault("empty_label", _("Scegli"))
        super().__init__(queryset=Code.objects.none(), **kwargs)
        self.error_messages["required"] = _("Scegli una voce.")

    def __deepcopy__(self, memo: dict[int, Any]) -> CodeField:
        """Each form looks at the codes valid on its day, not on the day the process started."""
        copied: CodeField = super().__deepcopy__(memo)
        copied.queryset = Code.objects.of(self.key).at(timezone.localdate())
        return copied


class CodesField(KeepingField, forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Several entries of a code list, as boxes to tick."""

    iterator = FewChoices

    def __init__(self, key: str, **kwargs: Any) -> None:
        self.key = key
        super().__init__(queryset=Code.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> CodesField:
        """As `CodeField`."""
        copied: CodesField = super().__deepcopy__(memo)
        copied.queryset = Code.objects.of(self.key).at(timezone.localdate())
        return copied


class ComuneField(KeepingField, forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A Comune, by name."""

    iterator = FewChoices

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("Scegli"))
        super().__init__(queryset=Territory.objects.none(), **kwargs)
        self.error_messages["required"] = _("Scegli il Comune.")

    def __deepcopy__(self, memo: dict[int, Any]) -> ComuneField:
        """All Comuni known today; a view may narrow them."""
        copied: ComuneField = super().__deepcopy__(memo)
        comuni = Territory.objects.of_kind(TerritoryKind.MUNICIPALITY).at(timezone.localdate())
        copied.queryset = comuni.order_by("name").only("id", "name")
        return copied


class BirthPlaceField(forms.CharField):
    """Where somebody was born: the name of a Comune we know, or a cadastral code (Z and three digits: abroad)."""

    CODE_LENGTH = 4

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)

    def clean(self, value: Any) -> str:
        """The cadastral code, empty when nothing was typed."""
        typed: str = super().clean(value)
        if not typed:
            return ""
        code = typed.upper()
        if len(code) == self.CODE_LENGTH and code[0].isalpha() and code[1:].isdigit():
            return code
        named = Territory.objects.of_kind(TerritoryKind.MUNICIPALITY).filter(
            Q(name__iexact=typed), ~Q(cadastral_code="")
        )
        found = named.values_list("cadastral_code", flat=True).first() or self._state(typed)
        if found is None:
            raise ValidationError(
                _("Non conosciamo questo luogo: scrivi il codice catastale (per l’estero, Z e tre cifre).")
            )
        return found

    def _state(self, typed: str) -> str | None:
        """The code of a foreign state, by its name or another wording of it."""
        states = Code.objects.of(ListKey.BIRTH_STATE)
        named = states.filter(Q(label__iexact=typed) | Q(aliases__folded=fold(typed)))
        return named.values_list("code", flat=True).first()

    def prepare_value(self, value: Any) -> Any:
        """A known code is shown by its name."""
        if isinstance(value, str) and len(value) == self.CODE_LENGTH and value[1:].isdigit():
            return birth_place_name(value)
        return value


class StaffField(KeepingField, forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A colleague or a body; the view says among whom to choose."""

    iterator = FewChoices

    def __init__(self, model: type[Model], **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("Scegli"))
        super().__init__(queryset=model._default_manager.none(), **kwargs)  # noqa: SLF001 - public name of the framework
        self.error_messages["required"] = _("Scegli una voce.")

    def label_from_instance(self, obj: Any) -> str:
        """A colleague surname first, as the list goes."""
        return obj.filed_name if isinstance(obj, Professional) else str(obj)


class ColleaguesField(KeepingField, forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Colleagues as boxes to tick, surname first; the view says among whom."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Professional.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)

    def label_from_instance(self, obj: Professional) -> str:
        """A colleague as lists have it."""
        return obj.filed_name


class WorkplaceForm(forms.Form):
    """A form whose result is held by a service; the question is asked only to who works in more than one."""

    def __init__(self, *args: Any, workplaces: Sequence[Workplace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workplaces = {f"{place.comune.pk}-{place.body.pk}": place for place in workplaces}
        if len(self.workplaces) > 1:
            labels = [(key, self._name(place)) for key, place in self.workplaces.items()]
            self.fields["workplace"] = forms.ChoiceField(
                label=_("Servizio"),
                choices=[("", _("Scegli")), *labels],
                error_messages={"required": _("Scegli in quale servizio.")},
            )

    def _name(self, place: Workplace) -> str:
        alone = [other for other in self.workplaces.values() if other.comune.pk == place.comune.pk]
        return place.comune.name if len(alone) == 1 else f"{place.comune.name}, {place.body.name}"

    @property
    def chosen_workplace(self) -> Workplace:
        """Where the result will be held."""
        chosen = self.cleaned_data.get("workplace") or next(iter(self.workplaces))
        return self.workplaces[chosen]
