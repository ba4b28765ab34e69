# SPDX-License-Identifier: EUPL-1.2
"""One object for the ecomap: the drawing, the list beside it and the words that say the same (decision 0012)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.cases.queries.record_family import period_text
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.kinship.engine import circle
from ordito.kinship.enums import Direction, Strength
from ordito.kinship.models import Tie

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor

WIDTHS = {Strength.STRONG: 4, Strength.WEAK: 1, Strength.STRESSFUL: 2, Strength.BROKEN: 2}
LONGEST = 23


@dataclass(frozen=True)
class ListedTie:
    """A tie of the ecomap in words."""

    pk: int
    name: str
    area: str
    strength: str
    strength_code: str
    direction: str
    of: str
    period: str
    note: str
    over: bool
    own: bool
    """Whether it is written in this record, and not in another that the reader may read."""


@dataclass(frozen=True)
class End:
    """One end drawn: a box with words, its line, arrows and strokes as paths of an SVG."""

    x: int
    y: int
    words: tuple[str, ...]
    path: str
    width: int
    dash: str
    arrows: tuple[str, ...]
    cuts: tuple[str, ...]


@dataclass(frozen=True)
class Ecomap:
    """The ties around a family on a day; `past` are those that are over."""

    width: int
    height: int
    centre_x: int
    centre_y: int
    centre: tuple[str, ...]
    ends: tuple[End, ...]
    ties: tuple[ListedTie, ...]
    past: tuple[ListedTie, ...]
    summary: str


def ecomap(actor: Actor, case_file: CaseFile, *, day: date) -> Ecomap:
    """The ties of a record's family; one query."""
    rows = list(
        Tie.objects.visible_to(actor)
        .current()
        .filter(case_file=case_file)
        .select_related("case_file__person", "service", "organisation", "area", "of__person", "of__case_file__person")
        .order_by("area__position", "pk")
    )
    now = [row for row in rows if _begun(row, day) and (row.valid_to is None or row.valid_to >= day)]
    past = [row for row in rows if row.valid_to is not None and row.valid_to < day]
    ties = tuple(listed(row, day) for row in now)
    wheel = circle.wheel(len(now))
    centre = (open_text(case_file.person, "name"), open_text(case_file.person, "surname"))
    return Ecomap(
        round(wheel.width),
        round(wheel.height),
        round(wheel.centre[0]),
        round(wheel.centre[1]),
        tuple(_short(word) for word in centre if word),
        tuple(_end(row, tie, spoke) for row, tie, spoke in zip(now, ties, wheel.spokes, strict=True)),
        ties,
        tuple(listed(row, day) for row in past),
        _summary(case_file.person.full_name(), ties),
    )


def _begun(row: Tie, day: date) -> bool:
    return row.valid_from is None or row.valid_from <= day


def listed(row: Tie, day: date) -> ListedTie:
    """A tie in words."""
    return ListedTie(
        row.pk,
        tie_name(row),
        row.area.label,
        row.get_strength_display(),
        row.strength,
        row.get_direction_display() if row.direction != Direction.NONE else "",
        _whose(row),
        dates_text(row.valid_from, row.valid_to),
        open_text(row, "note"),
        row.valid_to is not None and row.valid_to < day,
        own=True,
    )


def tie_name(row: Tie) -> str:
    """With whom: the words written, else the service or the body."""
    known = row.service.name if row.service else row.organisation.name if row.organisation else ""
    written = open_text(row, "name")
    return f"{written} ({known})" if written and known else written or known


def _whose(row: Tie) -> str:
    if row.of is None:
        return _("tutta la famiglia")
    return row.of.person.full_name() if row.of.person else open_text(row.of, "name")


def dates_text(first: date | None, last: date | None) -> str:
    """The period in words; empty when no day is known."""
    if first is not None:
        return period_text(first, last)
    return _("fino al %(last)s") % {"last": format_date(last)} if last else ""


def _end(row: Tie, tie: ListedTie, spoke: circle.Spoke) -> End:
    line = [spoke.start, spoke.end]
    arrows = []
    if row.direction in {Direction.RECEIVES, Direction.BOTH}:
        arrows.append(_path(circle.arrow(spoke.end, spoke.start)) + "Z")
    if row.direction in {Direction.GIVES, Direction.BOTH}:
        arrows.append(_path(circle.arrow(spoke.start, spoke.end)) + "Z")
    cuts = circle.cut(spoke.start, spoke.end) if row.strength == Strength.BROKEN else []
    teeth = row.strength == Strength.STRESSFUL
    whose = "" if row.of is None else tie.of
    return End(
        round(spoke.x),
        round(spoke.y),
        tuple(_short(word) for word in (tie.name, whose or tie.area) if word),
        _path(circle.zigzag(spoke.start, spoke.end) if teeth else line),
        WIDTHS[Strength(row.strength)],
        "5 5" if row.strength == Strength.WEAK else "",
        tuple(arrows),
        tuple(_path(stroke) for stroke in cuts),
    )


def _path(points: Iterable[circle.Point]) -> str:
    return "M" + "L".join(f"{round(x)} {round(y)}" for x, y in points)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _summary(name: str, ties: Sequence[ListedTie]) -> str:
    head = ngettext("Ecomappa di %(name)s: %(count)s legame.", "Ecomappa di %(name)s: %(count)s legami.", len(ties)) % {
        "name": name,
        "count": len(ties),
    }
    lines = "; ".join(f"{tie.name} ({tie.area.lower()}): {tie.strength}" for tie in ties)
    return f"{head} {lines}." if lines else head
