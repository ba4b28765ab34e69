# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.territory.enums import Profile, TerritoryKind
from ordito.territory.models import Territory
from ordito.training.enums import NeedOrigin, Priority
from ordito.training.forms.shared import NO_NAMES, KeyedForm, long_text
from ordito.training.models import NeedTheme

if TYPE_CHECKING:
    from collections.abc import Sequence


class NeedFilter(forms.Form):
    """Which needs to list."""

    q = forms.CharField(label=_("Cerca nel testo"), required=False, max_length=100, widget=forms.SearchInput)
    tema = forms.ModelChoiceField(
        label=_("Tema"), required=False, queryset=NeedTheme.objects.order_by("name"), empty_label=_("Tutti")
    )
    profilo = forms.ChoiceField(label=_("Profilo"), required=False, choices=[("", _("Tutti")), *Profile.choices])


class NeedForm(KeyedForm):
    """What somebody needs to learn."""

    text = long_text(
        _("Che cosa serve imparare"),
        required=True,
        hint=_("Una cosa sola, come la diresti a una collega. Non scrivere nomi di persone seguite."),
    )
    area = forms.CharField(
        label=_("Area di lavoro"),
        required=False,
        max_length=120,
        help_text=_("Per esempio: tutela dei minori, affidamento, autonomia dei neomaggiorenni."),
    )
    profile = forms.ChoiceField(
        label=_("Di quale profilo"), required=False, choices=[("", _("Più profili")), *Profile.choices]
    )
    origin = forms.ChoiceField(label=_("Da dove viene"), choices=NeedOrigin.choices, initial=NeedOrigin.TYPED)
    origin_text = forms.CharField(
        label=_("Quale"),
        required=False,
        max_length=300,
        help_text=_("Per esempio: focus group delle assistenti sociali, marzo 2026."),
    )
    territory = forms.ModelChoiceField(
        label=_("In quale territorio"),
        required=False,
        queryset=Territory.objects.none(),
        empty_label=_("Il mio"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("territory", Territory.objects.of_kind(TerritoryKind.AMBITO).order_by("name", "pk"))


class VoteForm(forms.Form):
    """How much a need presses."""

    priority = forms.TypedChoiceField(label=_("Quanto preme"), coerce=int, choices=Priority.choices)


class GatherForm(forms.Form):
    """Needs to put under a theme that is there, or under a new one; those `inside` one may be taken out."""

    needs = forms.TypedMultipleChoiceField(label=_("Fabbisogni"), coerce=int)
    theme = forms.ModelChoiceField(
        label=_("Mettili nel tema"),
        required=False,
        queryset=NeedTheme.objects.order_by("name"),
    )
    new_theme = forms.CharField(label=_("oppure in un tema nuovo"), required=False, max_length=120)

    def __init__(self, *args: Any, offered: Sequence[int], inside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inside = inside
        theme: Any = self.fields["theme"]
        theme.empty_label = _("Nessuno: toglili dal tema") if inside else _("Scegli un tema")
        self._needs().choices = [(str(pk), str(pk)) for pk in offered]
        self._needs().error_messages["required"] = _("Spunta almeno un fabbisogno.")

    def _needs(self) -> Any:
        return self.fields["needs"]

    def clean(self) -> dict[str, Any]:
        """One theme, not two; none at all only for those that are taken out of one."""
        data = super().clean() or {}
        if not (data.get("theme") or data.get("new_theme") or self.inside):
            raise ValidationError({"theme": _("Scegli un tema, oppure scrivine uno nuovo.")})
        if data.get("theme") and data.get("new_theme"):
            raise ValidationError(
                {"new_theme": _("Scegli un tema dall’elenco oppure scrivine uno nuovo, non entrambi.")}
            )
        return data


class ThemeForm(KeyedForm):
    """The name of a theme."""

    name = forms.CharField(label=_("Nome del tema"), max_length=120)
    description = long_text(_("Di che cosa si tratta"), most=1000, hint=NO_NAMES)
