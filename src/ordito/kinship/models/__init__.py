# SPDX-License-Identifier: EUPL-1.2
"""Ties of a family: who is whose, who holds parental responsibility, and the services and people around.

A row belongs to the record in which it was written and is read by who reads *Nucleo e legami* of that record. Sealed
columns are read with `core.fields.open_text(row, "field")`. `visible_to(actor)` is the only way to rows.
"""

from ordito.kinship.models.kin import Kin, Relative
from ordito.kinship.models.responsibility import ParentalResponsibility
from ordito.kinship.models.ties import Tie

__all__ = ["Kin", "ParentalResponsibility", "Relative", "Tie"]
