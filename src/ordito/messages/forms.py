# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.messages.enums import MessageKind, MessageState


class NoticeFilterForm(forms.Form):
    """Filter of one's notices."""

    quali = forms.ChoiceField(
        label=_("Quali"), required=False, choices=[("", _("Tutti")), ("da-leggere", _("Da leggere"))]
    )


class SentFilterForm(forms.Form):
    """Filters of what one sent."""

    come = forms.ChoiceField(label=_("Come"), required=False, choices=[("", _("In ogni modo")), *MessageKind.choices])
    stato = forms.ChoiceField(label=_("Stato"), required=False, choices=[("", _("Tutti")), *MessageState.choices])
