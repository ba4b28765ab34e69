# SPDX-License-Identifier: EUPL-1.2
"""Who works on a record beside the responsible worker, and what of it they read and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey, Part
from ordito.cases.forms.fields import CodeField, StaffField, TypedDateField
from ordito.territory.models import Professional, ProfessionalRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet
    from django.forms.boundfield import BoundField

PREFIX = "parte_"


class Share(TextChoices):
    """What somebody may do with a part."""

    NOTHING = "", _("niente")
    READS = "legge", _("legge")
    WRITES = "scrive", _("legge e scrive")


def share_values(shares: Iterable[tuple[str, bool]]) -> dict[str, str]:
    """The fields of the matrix from parts and whether they are written."""
    given = {f"{PREFIX}{part}": Share.WRITES if writes else Share.READS for part, writes in shares}
    return {f"{PREFIX}{part}": str(given.get(f"{PREFIX}{part}", Share.NOTHING)) for part in Part}


class SharesForm(forms.Form):
    """A matrix: one row a part of the record, and in it nothing, to read, or also to write."""

    purpose = CodeField(
        ListKey.SHARING_PURPOSE,
        label=_("Perché"),
        required=False,
        help_text=_("Obbligatorio per chi lavora in un altro ente."),
    )
    valid_to = TypedDateField(
        label=_("Fino al"), past=False, help_text=_("Dopo questo giorno non vedrà più la cartella.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, deputy: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if deputy:  # does everything that the responsible worker does
            del self.fields["purpose"]
            return
        for part in Part:
            self.fields[f"{PREFIX}{part}"] = forms.ChoiceField(
                label=part.label, choices=Share.choices, widget=forms.RadioSelect, required=False
            )

    def plain_fields(self) -> Iterator[BoundField]:
        """The fields that stand above the matrix."""
        return (field for field in self.visible_fields() if not field.name.startswith(PREFIX))

    def matrix(self) -> Iterator[BoundField]:
        """The rows of the matrix."""
        return (field for field in self.visible_fields() if field.name.startswith(PREFIX))

    @property
    def columns(self) -> list[Any]:
        """The heads of the matrix."""
        return list(Share.labels)

    @property
    def shares(self) -> list[Part]:
        """The parts to be read, those to be written among them."""
        return [part for part in Part if self.cleaned_data.get(f"{PREFIX}{part}")]

    @property
    def writes(self) -> list[Part]:
        """The parts to be written."""
        return [part for part in Part if self.cleaned_data.get(f"{PREFIX}{part}") == Share.WRITES]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        values = super().clean() or self.cleaned_data
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", ValidationError(_("L’ultimo giorno viene prima del primo.")))
        return values


class TeamCandidateField(StaffField):
    """A colleague in the body where they work: the same person may work for two."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ProfessionalRole, **kwargs)

    def label_from_instance(self, obj: ProfessionalRole) -> str:
        """Name, profile and body."""
        return f"{obj.professional.filed_name}, {obj.get_profile_display()} · {obj.organisation}"


class TeamMemberForm(SharesForm):
    """Somebody of the team, with what is shared, why and until when."""

    role = TeamCandidateField(label=_("Operatore"))
    valid_from = TypedDateField(label=_("Dal"))
    field_order = ("role", "purpose", "valid_from", "valid_to")

    def __init__(self, *args: Any, candidates: QuerySet[ProfessionalRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = candidates  # type: ignore[attr-defined]


class DeputyForm(forms.Form):
    """Who does the responsible worker's work for a while."""

    worker = StaffField(Professional, label=_("Chi sostituisce"))
    valid_from = TypedDateField(label=_("Dal"), past=False)
    valid_to = TypedDateField(label=_("Fino al"), past=False)

    def __init__(self, *args: Any, colleagues: QuerySet[Professional], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = colleagues  # type: ignore[attr-defined]
