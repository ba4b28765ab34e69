# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Relation(TextChoices):
    """How one thing of the loop leads to another, read from the one it starts at."""

    MOTIVATES = "motivates", _("motiva")
    PRODUCES = "produces", _("produce")
    MEASURES = "measures", _("misura")
    TEACHES = "teaches", _("insegna")
    TRANSFERS = "transfers", _("trasferisce")
    REPLACES = "replaces", _("sostituisce")
    DISCUSSES = "discusses", _("discute")

    @property
    def backwards(self) -> _StrPromise:
        """The same, read from the thing it arrives at."""
        return _BACKWARDS[self.value]


_BACKWARDS = {
    "motivates": _("è motivato da"),
    "produces": _("è prodotto da"),
    "measures": _("è misurato da"),
    "teaches": _("è insegnato da"),
    "transfers": _("è trasferito da"),
    "replaces": _("è sostituito da"),
    "discusses": _("è discusso in"),
}
