# SPDX-License-Identifier: EUPL-1.2
"""Forms of a path, of its stages and of how somebody does area by area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, TypedDateField
from ordito.employment.enums import ListKey
from ordito.employment.forms.fields import PartForm, RowForm, TakingField, multiline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BoundField

    from ordito.cases.models import Code

LONGEST_NOTE = 4000


class PathForm(RowForm):
    """A path to work."""

    taking = TakingField(label=_("Presa in carico"))
    started_on = TypedDateField(label=_("Avviato il"))
    stage = CodeField(ListKey.STAGE, label=_("Fase da cui parte"))
    origin = CodeField(ListKey.PATH_ORIGIN, label=_("Chi lo ha proposto"), required=False)
    listed_on = TypedDateField(
        label=_("Iscrizione al collocamento mirato"),
        required=False,
        help_text=_("Il giorno dell’iscrizione agli elenchi della legge 68/1999. Vuoto se non c’è."),
    )
    aims = multiline(_("Obiettivi e desideri"), help_text=_("Con le parole della persona, quando puoi."))
    only_new = ("stage",)


class MoveForm(PartForm):
    """The next stage of a path, or one before."""

    to = CodeField(ListKey.STAGE, label=_("Nuova fase"))
    on = TypedDateField(label=_("Dal"))
    reason = multiline(_("Motivo"), rows=3, help_text=_("Serve quando si torna a una fase precedente."))
    outcome = CodeField(
        ListKey.PATH_OUTCOME, label=_("Esito"), required=False, help_text=_("Solo quando il percorso è concluso.")
    )


class AppraisalForm(RowForm):
    """A functional profile or an assessment of employability: a level and a note for each area, all optional."""

    held_on = TypedDateField(label=_("Data"))
    present = forms.CharField(label=_("Chi ha partecipato"), max_length=200, required=False)

    def __init__(self, *args: Any, areas: Sequence[Code], levels: Sequence[Code], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = list(areas)
        self.levels = {str(level.pk): level for level in levels}
        options = [("", gettext("Non osservata")), *((key, level.label) for key, level in self.levels.items())]
        for area in self.areas:
            self.fields[f"level_{area.pk}"] = forms.ChoiceField(label=area.label, choices=options, required=False)
            self.fields[f"note_{area.pk}"] = forms.CharField(
                label=gettext("Nota: %(area)s") % {"area": area.label.lower()}, max_length=LONGEST_NOTE, required=False
            )
        self.fields["summary"] = multiline(_("Sintesi"))

    def clean(self) -> dict[str, Any]:
        """A note explains a level."""
        values = super().clean() or self.cleaned_data
        for area in self.areas:
            if values.get(f"note_{area.pk}") and not values.get(f"level_{area.pk}"):
                self.add_error(f"level_{area.pk}", gettext("Scegli il livello che la nota spiega."))
        return values

    def values(self) -> dict[str, Any]:
        """What was typed; the areas that were looked at as (area, level, note)."""
        typed = super().values()
        return {name: typed[name] for name in ("held_on", "present", "summary")}

    @property
    def pairs(self) -> list[tuple[BoundField, BoundField]]:
        """For the page: the level of each area and its note."""
        return [(self[f"level_{area.pk}"], self[f"note_{area.pk}"]) for area in self.areas]

    @property
    def chosen(self) -> list[tuple[Code, Code, str]]:
        """Area, level and note of what was looked at."""
        typed = self.cleaned_data
        return [
            (area, self.levels[typed[f"level_{area.pk}"]], typed[f"note_{area.pk}"])
            for area in self.areas
            if typed[f"level_{area.pk}"]
        ]
