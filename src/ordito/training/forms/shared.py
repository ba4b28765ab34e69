# SPDX-License-Identifier: EUPL-1.2
"""What the forms of training share: hidden keys, places, people who lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.accounts.roles import CLASSROOM_TUTOR, TRAINER, TRAINING_MANAGER
from ordito.core.fields import uuid7
from ordito.territory.enums import Profile, TerritoryKind
from ordito.territory.models import Professional
from ordito.training.queries.choices import bodies_for, places_for

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from ordito.core.access import Actor, Verb

NO_NAMES = _("Non scrivere nomi di persone seguite.")
PLACES = (TerritoryKind.REGION, TerritoryKind.PROVINCE, TerritoryKind.MACRO_AREA, TerritoryKind.AMBITO)
LEADERS = (CLASSROOM_TUTOR.code, TRAINER.code, TRAINING_MANAGER.code)


class KeyedForm(forms.Form):
    """A form whose sending twice writes once, and that says which version it was made of."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def values(self) -> dict[str, Any]:
        """What was typed, without the keys."""
        hidden = {"form_key", "version", "anyway"}
        return {name: value for name, value in self.cleaned_data.items() if name not in hidden}

    def offer(self, name: str, rows: QuerySet[Any], *, empty: str = "") -> None:
        """Say among which rows a field chooses."""
        field: Any = self.fields[name]
        field.queryset = rows
        if empty:
            field.empty_label = empty

    def choice(self, name: str) -> Any:
        """A field whose choices are set for the person at the form."""
        return self.fields[name]


class OwnedForm(KeyedForm):
    """About something of a body for a place, both within the reach of who fills it."""

    def __init__(self, *args: Any, actor: Actor, verb: Verb, kept: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organiser = getattr(kept, "organiser_id", None)
        territory = getattr(kept, "territory_id", None)
        self.offer("organiser", bodies_for(actor, [verb], kept=organiser))
        self.offer("territory", places_for(actor, [verb], PLACES, kept=territory))


class ProfilesField(forms.MultipleChoiceField):
    """Several professional profiles; none means all."""

    def __init__(self) -> None:
        super().__init__(
            label=_("A quali profili si rivolge"),
            required=False,
            choices=Profile.choices,
            initial=list,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Nessuno: a tutti."),
        )


def long_text(
    label: Any, *, rows: int = 4, most: int = 2000, required: bool = False, hint: Any = ""
) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=hint,
    )


def leaders(kept: Collection[int | None] = ()) -> QuerySet[Professional]:
    """Who may tutor or teach: professionals with such a role today, and those who already do."""
    today = timezone.localdate()
    rows = Professional.objects.filter(user__memberships__role__in=LEADERS, user__memberships__valid_from__lte=today)
    ids = [pk for pk in kept if pk is not None]
    return (rows | Professional.objects.filter(pk__in=ids)).distinct().order_by("surname", "name", "pk")
