# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.meetings.models import Venue
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory

_ROOM = re.compile(r"(?P<name>[^;:]{1,80}?)\s*(?:[;:,]\s*(?P<seats>\d{1,4})(?:\s*posti)?)?")


class VenueForm(forms.ModelForm):  # type: ignore[type-arg]
    """A venue and its rooms, one a line: "Sala A: 40"."""

    rooms = forms.CharField(
        label=_("Sale"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        help_text=_("Una per riga, con i posti se si sanno: «Sala consiliare: 60»."),
    )  # fmt: skip

    class Meta:
        model = Venue
        fields: ClassVar = ("name", "municipality", "address", "access_notes", "active")
        error_messages: ClassVar = {
            NON_FIELD_ERRORS: {"unique_together": _("In questo Comune c’è già una sede con questo nome.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["municipality"]
        field.queryset = (
            Territory.objects.of_kind(TerritoryKind.MUNICIPALITY).at(timezone.localdate()).order_by("name", "pk")
        )

    def clean_rooms(self) -> list[tuple[str, int | None]]:
        """Names with their seats, each name once."""
        found: dict[str, int | None] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["rooms"].splitlines())):
            match = _ROOM.fullmatch(line)
            if match is None:
                raise forms.ValidationError(_("Scrivi una sala per riga, per esempio «Sala A: 40»."))
            found[match["name"]] = int(match["seats"]) if match["seats"] else None
        return list(found.items())

    def values(self) -> dict[str, Any]:
        """The columns of the venue."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
