# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.threads.enums import Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.core.declare import Node
    from ordito.threads.queries import End

FORWARD, BACKWARD = ">", "<"


def relation_choices() -> list[tuple[str, Any]]:
    """Every relation in both directions, as it reads from the thing one stands at."""
    forward = [(f"{FORWARD}{relation.value}", relation.label) for relation in Relation]
    backward = [(f"{BACKWARD}{relation.value}", relation.backwards) for relation in Relation]
    return [("", _("Scegli")), *forward, *backward]


class FindForm(forms.Form):
    """What to look for: a kind of thing and a part of its name."""

    tipo = forms.ChoiceField(label=_("Che cosa"))
    q = forms.CharField(label=_("Nome o parte del nome"), required=False, max_length=80, widget=forms.SearchInput)

    def __init__(self, *args: Any, nodes: Sequence[Node], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tipo"] = forms.ChoiceField(
            label=_("Che cosa"), choices=[(node.kind, node.label) for node in nodes]
        )


class LinkForm(forms.Form):
    """Which of the things found, and how it is tied."""

    other = forms.TypedChoiceField(label=_("Collega a"), coerce=int, widget=forms.RadioSelect)
    relation = forms.ChoiceField(label=_("Relazione"), choices=relation_choices)
    note = forms.CharField(
        label=_("Perché"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Poche parole che un collega capisca tra un anno. Non scrivere nomi di persone seguite."),
    )

    def __init__(self, *args: Any, found: Sequence[End], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["other"] = forms.TypedChoiceField(
            label=_("Collega a"),
            coerce=int,
            widget=forms.RadioSelect,
            choices=[(end.object_id, " · ".join(filter(None, (end.name, str(end.state))))) for end in found],
            error_messages={
                "required": _("Scegli a che cosa collegare."),
                "invalid_choice": _("Quello che avevi scelto non c’è più: cerca di nuovo."),
            },
        )

    def clean_relation(self) -> tuple[Relation, bool]:
        """The relation, and whether it starts at the thing one stands at."""
        word = self.cleaned_data["relation"]
        return Relation(word[1:]), word.startswith(FORWARD)


class ListFilterForm(forms.Form):
    """Filters of the list of threads."""

    relazione = forms.ChoiceField(label=_("Relazione"), required=False, choices=[("", _("Tutte")), *Relation.choices])
    tipo = forms.ChoiceField(label=_("Che cosa"), required=False)

    def __init__(self, *args: Any, nodes: Sequence[Node], **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(node.kind, node.label) for node in nodes]
        self.fields["tipo"] = forms.ChoiceField(label=_("Che cosa"), required=False, choices=[("", _("Tutto")), *kinds])
