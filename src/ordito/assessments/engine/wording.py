# SPDX-License-Identifier: EUPL-1.2
"""What an office types of schemes and instruments, between the form and the action."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Wording:
    """The words of a scheme: by id of dimension and sub-dimension (label, question), by id of band the label."""

    name: str
    source: str = ""
    dimensions: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    sub_dimensions: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    bands: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OwnScale:
    """A scale of an instrument as the office writes it: its name, its ends, which is good news, the cut-offs in words.

    `bands` are (first, last, word). Never a question of the instrument: those of standard instruments are protected.
    """

    label: str
    lowest: int
    highest: int
    strength: str
    bands: Sequence[tuple[int, int, str]] = ()
