# SPDX-License-Identifier: EUPL-1.2
"""One object for the genogram: the drawing, the list beside it and the words that say the same (decision 0012)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.cases.models import CaseFile
from ordito.cases.queries.record_header import age_text
from ordito.core.dates import completed_years
from ordito.kinship.engine.consistency import problems
from ordito.kinship.engine.layout import SYMBOL, draw
from ordito.kinship.engine.relations import relation
from ordito.kinship.enums import Nature
from ordito.kinship.queries.checks import problem_words
from ordito.kinship.queries.contacts import contacts_of
from ordito.kinship.queries.words import relation_words

if TYPE_CHECKING:
    from datetime import date

    from ordito.core.access import Actor
    from ordito.kinship.engine.layout import Drawing
    from ordito.kinship.engine.lines import Line
    from ordito.kinship.queries.graph import Graph, Member

LONGEST = 17
"""Letters that fit under a symbol; longer words end with a dash of dots, and stand whole in the list."""
STROKE_APART = 7
DASHES = {Nature.COHABITING: "6 4", Nature.ENDED: "6 4", Nature.PARTNERS: "2 4", "adoptive": "8 4", "foster": "2 4"}


@dataclass(frozen=True)
class Symbol:
    """Somebody drawn: a square, a circle or a diamond; `x` is the middle, `y` the top."""

    x: int
    y: int
    shape: str
    inside: str
    """The age, or nothing."""
    words: tuple[str, ...]
    index: bool
    deceased: bool


@dataclass(frozen=True)
class Stroke:
    """A line of the drawing as the path of an SVG; `dash` is empty for a whole line."""

    path: str
    dash: str


@dataclass(frozen=True)
class Frame:
    """A frame around those of a row who live together."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class ListedMember:
    """A line of the list beside the drawing."""

    name: str
    relation: str
    age_text: str
    at_home: bool
    index: bool
    case_file_id: int | None
    """Their record, when the reader may open it and it is another one."""
    relative_id: int | None
    """The row to correct when they are only a name of this record."""
    contacts: str = ""
    """How to reach who is only a name."""


@dataclass(frozen=True)
class Genogram:
    """The family drawn: sizes in the drawing's own units, about a pixel each."""

    width: int
    height: int
    symbols: tuple[Symbol, ...]
    strokes: tuple[Stroke, ...]
    frames: tuple[Frame, ...]
    people: tuple[ListedMember, ...]
    warnings: tuple[str, ...]
    summary: str


def genogram(graph: Graph, *, case_file: CaseFile, records: dict[int, int] | None = None) -> Genogram:
    """Draw a family; `records` are the records that the reader may open, by person."""
    home = {key for key, member in graph.members.items() if member.at_home}
    drawing = draw(graph.family, graph.ego.key, household=home)
    people = tuple(_listed(graph, member, case_file, records or {}) for member in graph.members.values())
    return Genogram(
        round(drawing.width),
        round(drawing.height),
        tuple(_symbols(graph, drawing, people)),
        tuple(_strokes(drawing)),
        tuple(Frame(round(one.x), round(one.y), round(one.width), round(one.height)) for one in drawing.outlines),
        people,
        tuple(problem_words(problem, graph) for problem in problems(graph.family)),
        _summary(graph, people),
    )


def openable_records(actor: Actor, graph: Graph, case_file: CaseFile) -> dict[int, int]:
    """The records of the family's people that the actor may open, by person; one query."""
    people = [member.person_id for member in graph.members.values() if member.person_id != case_file.person_id]
    rows = CaseFile.objects.visible_to(actor).filter(person_id__in=[pk for pk in people if pk]).order_by("updated_at")
    return dict(rows.values_list("person_id", "pk"))


def name_of(member: Member) -> str:
    """The name in words, also of somebody who has none."""
    return member.full_name or _("nome non conosciuto")


def _listed(graph: Graph, member: Member, case_file: CaseFile, records: dict[int, int]) -> ListedMember:
    own = [row for row in (*graph.rows, *graph.past) if row.case_file_id == case_file.pk]
    here = {pk for row in own for pk in (row.first_id, row.second_id)}
    editable = next((pk for pk in member.relatives if pk in here), None) if member.person_id is None else None
    return ListedMember(
        name_of(member),
        _words(graph, member),
        _age(member, graph.day),
        member.at_home and member.key != graph.ego.key,
        member.key == graph.ego.key,
        records.get(member.person_id) if member.person_id else None,
        editable,
        _contacts(graph, member),
    )


def _contacts(graph: Graph, member: Member) -> str:
    if member.person_id is not None:
        return ""
    ends = (end for row in (*graph.rows, *graph.past) for end in (row.first, row.second))
    return next((contacts_of(end) for end in ends if end.pk in member.relatives), "")


def _words(graph: Graph, member: Member) -> str:
    found = relation_words(relation(graph.family, graph.ego.key, member.key), member.human.sex)
    return found[:1].upper() + found[1:]


def _age(member: Member, day: date) -> str:
    """The age in words; of somebody dead, only that."""
    if member.human.deceased:
        return {"F": _("deceduta"), "M": _("deceduto")}.get(member.human.sex, _("non in vita"))
    if member.human.born is not None:
        return age_text(member.human.born, day)
    if member.human.birth_year is not None:
        return _("circa %(years)s anni") % {"years": max(0, day.year - member.human.birth_year)}
    return ""


def _symbols(graph: Graph, drawing: Drawing, people: tuple[ListedMember, ...]) -> list[Symbol]:
    found = []
    for spot in drawing.spots:
        member, listed = graph.members[spot.key], people[spot.key]
        lines = [member.name, member.surname] if member.surname else _two_lines(name_of(member))
        words = tuple(_short(line) for line in (*lines, listed.relation if not listed.index else "") if line)
        found.append(
            Symbol(
                round(spot.x),
                round(spot.y),
                {"M": "square", "F": "circle"}.get(member.human.sex, "diamond"),
                _inside(member, graph.day),
                words,
                listed.index,
                member.human.deceased,
            )
        )
    return found


def _inside(member: Member, day: date) -> str:
    human = member.human
    if human.deceased or human.year is None:
        return ""
    return str(completed_years(human.born, day) if human.born else max(0, day.year - human.year))


def _two_lines(name: str) -> list[str]:
    head, _space, tail = name.partition(" ")
    return [head, tail]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _strokes(drawing: Drawing) -> list[Stroke]:
    found = [Stroke(_path(line), DASHES.get(line.kind, "")) for line in drawing.lines]
    for line in drawing.lines:
        x, y = round(line.mark[0]), round(line.mark[1])
        found += [
            Stroke(f"M{x + n * STROKE_APART - 5} {y + 10}L{x + n * STROKE_APART + 5} {y - 10}", "")
            for n in range(line.slashes)
        ]
    return found


def _path(line: Line) -> str:
    return "M" + "L".join(f"{round(x)} {round(y)}" for x, y in line.points)


def _summary(graph: Graph, people: tuple[ListedMember, ...]) -> str:
    """What the drawing says, in sentences."""
    head = ngettext(
        "Genogramma di %(name)s: %(count)s persona.", "Genogramma di %(name)s: %(count)s persone.", len(people)
    ) % {"name": name_of(graph.ego), "count": len(people)}
    others = "; ".join(f"{one.relation.lower()}: {one.name}" for one in people if not one.index)
    home = ", ".join(one.name for one in people if one.at_home)
    lives = _("Vive con: %(names)s.") % {"names": home} if home else ""
    return " ".join(part for part in (head, f"{others}." if others else "", lives) if part)


SYMBOL_SIZE = round(SYMBOL)
