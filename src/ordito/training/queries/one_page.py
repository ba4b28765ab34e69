# SPDX-License-Identifier: EUPL-1.2
"""The page that a funder reads: what the roll-up counted, in words and numbers that fill one side of paper.

The same words make the page on the screen and the PDF.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import formats
from django.utils.translation import gettext as _

from ordito.core.dates import format_date
from ordito.training.queries.homogeneity import FEW, Rate
from ordito.training.queries.rollup import CourseTally, Tally

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from ordito.training.models import TrainingPlan
    from ordito.training.queries.homogeneity import Homogeneity
    from ordito.training.queries.rollup import Rollup

    Table = dict[str, Any]

MOST_COURSES, MOST_ROWS = 8, 8


def one_page(found: Rollup, even: Homogeneity | None) -> dict[str, Any]:
    """Title, period, figures ({label, value, declared}), tables (see `_table`), places and notes; all texts."""
    return {
        "title": _title(found),
        "subtitle": _subtitle(found),
        "figures": _figures(found),
        "courses": _courses(found),
        "bodies": [_sectors(found), _bodies(found)],
        "rates": rate_tables(even, most=MOST_ROWS),
        "places_title": _("Dove si è svolta"),
        "places": ", ".join(f"{row.label} ({number(row.editions)})" for row in found.territories),
        "notes_title": _("Come è contato"),
        "notes": notes(found, even),
    }


def _title(found: Rollup) -> str:
    if found.plan is not None:
        return str(found.plan)
    if found.programme is not None:
        return _("Formazione: %(programme)s") % {"programme": found.programme.name}
    return _("La formazione del %(year)s") % {"year": found.year} if found.year else _("La formazione svolta")


def _subtitle(found: Rollup) -> str:
    said = []
    if found.plan is not None and found.programme is not None:
        said.append(found.programme.name)
    if found.since is not None and found.until is not None:
        days = {"since": format_date(found.since), "until": format_date(found.until)}
        said.append(_("dal %(since)s al %(until)s") % days)
    return ", ".join(said)


def _figures(found: Rollup) -> list[dict[str, str]]:
    plan, total = found.report, found.total
    return [
        _figure(_("Edizioni"), total.editions, plan.declared_editions if plan else None),
        _figure(_("Ore di formazione"), total.hours, plan.declared_hours if plan else None),
        _figure(_("Persone"), total.persons, _declared_people(plan, total)),
        _figure(_("Iscrizioni"), total.enrolments),
        _figure(_("Attestati"), total.certificates),
        _figure(_("Sedi"), found.venues),
    ]


def _declared_people(plan: TrainingPlan | None, total: CourseTally) -> int | None:
    """What the report of the plan said, or what those of its editions add up to."""
    said = plan.declared_people if plan is not None else None
    return said if said is not None else total.declared or None


def _figure(label: str, value: Any, declared: Any = None) -> dict[str, str]:
    said = _("dichiarato: %(number)s") % {"number": number(declared)} if declared is not None else ""
    return {"label": label, "value": number(value), "declared": said}


def _courses(found: Rollup) -> Table:
    ordered = sorted(found.courses, key=lambda row: (-row.hours, row.label))
    shown = [*sorted(ordered[:MOST_COURSES], key=lambda row: row.label), *_others(ordered[MOST_COURSES:])]
    head = [_("Corso"), _("Edizioni"), _("Ore"), _("Persone"), _("Iscrizioni"), _("Attestati")]
    cells: list[list[int | Decimal]] = [
        [row.editions, row.hours, row.persons, row.enrolments, row.certificates] for row in shown
    ]
    rows = [[row.label, *map(number, values)] for row, values in zip(shown, cells, strict=True)]
    return _table(_("Corsi"), head, rows)


def _others(rows: Sequence[CourseTally]) -> list[CourseTally]:
    """The courses that have no row of their own, as one; who was at several of them counts once."""
    if not rows:
        return []
    other = CourseTally(_("Altri %(n)s corsi") % {"n": len(rows)})
    for row in rows:
        other.editions += row.editions
        other.hours += row.hours
        other.certificates += row.certificates
        other.enrolments += row.enrolments
        other.people |= row.people
    return [other]


def _sectors(found: Rollup) -> Table:
    words = {"public": _("Pubblico"), "private": _("Privato"), "": _("Non indicato")}
    rows = [Tally(words[row.label], row.enrolments, row.people) for row in found.sectors]
    return _people_table(_("Pubblico e privato"), _("Ente"), rows)


def _bodies(found: Rollup) -> Table:
    rows = [Tally(row.label or _("Non indicato"), row.enrolments, row.people) for row in found.body_kinds]
    if len(rows) > MOST_ROWS:
        other = Tally(_("Altri tipi di ente"))
        for row in rows[MOST_ROWS - 1 :]:
            other.enrolments += row.enrolments
            other.people |= row.people
        rows = [*rows[: MOST_ROWS - 1], other]
    return _people_table(_("Da quali enti"), _("Tipo di ente"), rows)


def _people_table(title: str, head: str, rows: Sequence[Tally]) -> Table:
    cells = [[row.label, number(row.persons), number(row.enrolments)] for row in rows]
    return _table(title, [head, _("Persone"), _("Iscrizioni")], cells)


def rate_tables(even: Homogeneity | None, *, most: int = 0) -> list[Table]:
    """Rates by territory, with the whole network at the foot, and by profile, at `most` so many (0: all)."""
    if even is None:
        return []
    where = _("Provincia") if even.by_province else _("Ambito")
    return [
        _rate_table(_("Omogeneità tra i territori"), where, [*even.territories, even.whole], last=_("Tutta la rete")),
        _rate_table(_("Omogeneità tra le professioni"), _("Profilo"), _largest(even.profiles, most)),
    ]


def _largest(rates: Sequence[Rate], most: int) -> Sequence[Rate]:
    """The profiles of most operators, the others as one."""
    if not most or len(rates) <= most:
        return rates
    ordered = sorted(rates, key=lambda rate: (-len(rate.operators), rate.label))
    kept, rest = ordered[: most - 1], ordered[most - 1 :]
    nobody: frozenset[int] = frozenset()
    operators = nobody.union(*(rate.operators for rate in rest))
    trained = nobody.union(*(rate.trained for rate in rest))
    return [*sorted(kept, key=lambda rate: rate.label), Rate(_("Altri profili"), operators, trained)]


def ambiti_table(even: Homogeneity | None) -> Table | None:
    """Rates of each Ambito, where the first table has provinces."""
    if even is None or not even.ambiti:
        return None
    return _rate_table(_("Omogeneità tra gli Ambiti"), _("Ambito"), even.ambiti)


def _rate_table(title: str, head: str, rates: Sequence[Rate], *, last: str = "") -> Table:
    """Operators, trained and trained for a thousand; `last` names the last row, which is the whole."""
    heads = [head, _("Operatori"), _("Formati"), _("Ogni 1.000")]
    rows = [[rate.label or _("Più territori o non indicato"), *_rate(rate)] for rate in rates]
    if last:
        rows[-1][0] = last
    return _table(title, heads, rows)


def _rate(rate: Rate) -> list[str]:
    said = number(int(rate.per_thousand))
    return [number(len(rate.operators)), number(len(rate.trained)), f"{said} *" if rate.few else said]


def number(value: int | Decimal) -> str:
    """A number as people write it, without decimals where there are none: 1.234 or 12,5."""
    whole = int(value)
    return str(formats.number_format(whole if value == whole else value, force_grouping=True))


def _table(title: str, head: list[str], rows: Sequence[list[str]]) -> Table:
    """A table for paper, and the same by `lines` for a narrow screen: each cell beside the name of its column."""
    lines = [(row[0], list(zip(head[1:], row[1:], strict=True))) for row in rows]
    return {"title": title, "head": head, "rows": rows, "lines": lines}


def notes(found: Rollup, even: Homogeneity | None) -> list[str]:
    """How the figures were counted, for who reads them without us."""
    said = [
        _("Tutto è contato da edizioni, iscrizioni e attestati: nessun totale è scritto a mano. «Dichiarato» è "
          "quanto diceva la relazione di allora."),
        _("Una persona in due percorsi è una persona e due iscrizioni. Ente e profilo sono quelli del giorno "
          "dell’iscrizione."),
    ]  # fmt: skip
    if even is None or found.since is None or found.until is None:
        return said
    days = {"since": format_date(found.since), "until": format_date(found.until), "few": FEW}
    said.append(
        _("Ogni 1.000: quanti operatori della rete hanno partecipato, su mille con un incarico tra il %(since)s e il "
          "%(until)s. Chi lavora in più territori o con più profili conta in ognuno. * Meno di %(few)s operatori: "
          "una persona in più cambia molto il numero.") % days
    )  # fmt: skip
    if even.outside:
        said.append(_("Fuori dalla rete, e quindi dai tassi: %(n)s persone.") % {"n": number(even.outside)})
    return said
