# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import TypedDateField
from ordito.kinship.enums import COUPLES, PARENTS, Nature
from ordito.kinship.forms.people import MemberField, RelativeForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.kinship.models import Kin
    from ordito.kinship.queries.proposals import Proposal

UP, DOWN = "up", "down"
"""Who is added is the parent of the other, or the child."""
ROLES = [
    (
        _("Genitore o figlio"),
        [
            (f"{Nature.PARENT_NATURAL}:{UP}", _("è genitore di")),
            (f"{Nature.PARENT_NATURAL}:{DOWN}", _("è figlio o figlia di")),
            (f"{Nature.PARENT_ADOPTIVE}:{UP}", _("è genitore adottivo di")),
            (f"{Nature.PARENT_ADOPTIVE}:{DOWN}", _("è figlio o figlia per adozione di")),
            (f"{Nature.PARENT_FOSTER}:{UP}", _("ha in affidamento")),
            (f"{Nature.PARENT_FOSTER}:{DOWN}", _("è in affidamento a")),
            (f"{Nature.PARENT_STEP}:{UP}", _("è coniuge o convivente del genitore di")),
        ],
    ),
    (
        _("Coppia"),
        [
            (f"{Nature.MARRIED}:{UP}", _("è coniuge o in unione civile con")),
            (f"{Nature.COHABITING}:{UP}", _("convive con")),
            (f"{Nature.PARTNERS}:{UP}", _("ha una relazione, senza convivere, con")),
            (f"{Nature.SEPARATED}:{UP}", _("è in separazione legale da")),
            (f"{Nature.DIVORCED}:{UP}", _("ha divorziato da")),
            (f"{Nature.ENDED}:{UP}", _("ha avuto una relazione, ora finita, con")),
            (f"{Nature.WIDOWED}:{UP}", _("era in coppia fino al decesso con")),
        ],
    ),
    (_("Altro"), [(f"{Nature.OTHER}:{UP}", _("ha un altro legame con"))]),
]


class KinForm(RelativeForm):
    """Who is added, what they are, and to whom: it reads as a sentence."""

    who = MemberField(
        label=_("Chi"),
        required=False,
        nobody=_("Scrivi qui sotto chi è"),
        help_text=_("Qualcuno del nucleo o del genogramma, oppure una persona nuova."),
    )
    role = forms.ChoiceField(label=_("Che legame ha"), choices=[("", _("Scegli")), *ROLES])
    of = MemberField(label=_("Con chi"))
    also_of = MemberField(
        label=_("Lo stesso legame anche con"),
        required=False,
        nobody=_("Nessun altro"),
        help_text=_("Per esempio l’altro genitore, o un fratello: così non lo scrivi due volte."),
    )
    words = forms.CharField(
        label=_("Che legame è"),
        max_length=120,
        required=False,
        help_text=_("Solo per un altro legame: zia della madre, madrina, vicina di casa."),
    )
    valid_from = TypedDateField(label=_("Dal"), required=False, help_text=_("Per le coppie e gli affidamenti."))
    valid_to = TypedDateField(label=_("Al"), required=False)

    field_order = (
        "who",
        "name",
        "sex",
        "birth_date",
        "birth_year",
        "deceased",
        "deceased_on",
        "phone",
        "email",
        "street",
        "role",
        "of",
        "also_of",
        "words",
        "valid_from",
        "valid_to",
    )

    def __init__(
        self, *args: Any, members: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        self.fields["role"].error_messages["required"] = _("Scegli il legame.")
        for name, choices in (("who", [*others, *members[1:]]), ("of", members), ("also_of", members)):
            field = self.fields[name]
            assert isinstance(field, MemberField)
            field.offer(choices)

    def clean(self) -> dict[str, Any]:
        """Two different people; words for a tie that has no name of its own."""
        values = super().clean() or self.cleaned_data
        role = values.get("role", "")
        if values.get("who") and values.get("who") in {values.get("of"), values.get("also_of")}:
            self.add_error("of", _("Scegli due persone diverse."))
        if values.get("also_of") and values.get("also_of") == values.get("of"):
            self.add_error("also_of", _("È la stessa persona di sopra."))
        if role.startswith(Nature.OTHER) and not values.get("words"):
            self.add_error("words", _("Scrivi che legame è."))
        if not values.get("who") and not values.get("name") and not role.startswith(tuple(PARENTS)):
            self.add_error("name", _("Scrivi chi è, oppure scegli una persona dell’elenco."))
        return values

    @property
    def nature(self) -> str:
        """The tie chosen."""
        return str(self.cleaned_data["role"].partition(":")[0])

    @property
    def downwards(self) -> bool:
        """Whether who is added is the child."""
        return bool(self.cleaned_data["role"].endswith(f":{DOWN}"))


class KinEditForm(forms.Form):
    """What may be corrected of a tie: its kind within its sort, its days."""

    nature = forms.ChoiceField(label=_("Legame"))
    words = forms.CharField(label=_("Che legame è"), max_length=120, required=False)
    valid_from = TypedDateField(label=_("Dal"), required=False)
    valid_to = TypedDateField(label=_("Al"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kin: Kin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sort = next((sort for sort in (PARENTS, COUPLES) if kin.nature in sort), (Nature.OTHER,))
        nature = self.fields["nature"]
        assert isinstance(nature, forms.ChoiceField)
        nature.choices = [(value.value, value.label) for value in sort]
        if kin.nature != Nature.OTHER:
            del self.fields["words"]


class ProposalsForm(forms.Form):
    """Ties that the units suggest, to be ticked."""

    ties = forms.MultipleChoiceField(label=_("Legami da scrivere"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, proposals: Sequence[Proposal], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"ties": [proposal.code for proposal in proposals if proposal.likely]})
        super().__init__(*args, **kwargs)
        ties = self.fields["ties"]
        assert isinstance(ties, forms.MultipleChoiceField)
        ties.choices = [(proposal.code, proposal.words) for proposal in proposals]
        ties.error_messages["required"] = _("Scegli almeno un legame.")

    def clean_ties(self) -> list[str]:
        """At least one."""
        chosen: list[str] = self.cleaned_data["ties"]
        if not chosen:
            raise ValidationError(_("Scegli almeno un legame."))
        return chosen
