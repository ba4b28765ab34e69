# SPDX-License-Identifier: EUPL-1.2
"""What the pages of a release say, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.core.access import SystemActor, Verb
from ordito.core.dates import format_date
from ordito.indicators.engine.table import italian
from ordito.indicators.enums import Audience
from ordito.indicators.models import Indicator
from ordito.indicators.queries.periods import period_label
from ordito.releases.engine.files import FACET, RATE, Words, figure
from ordito.releases.engine.frozen import UNKNOWN, CellState, FrozenTable, Wanted
from ordito.releases.enums import Breakdown, Protection
from ordito.releases.queries.data import breakdown_label, names_of
from ordito.releases.queries.offers import plain
from ordito.releases.queries.tables import AGE_LEVELS, age_labels, level_label
from ordito.territory.enums import Sex, TerritoryKind
from ordito.territory.models import Territory, TerritoryLink
from ordito.territory.queries import first_region

if TYPE_CHECKING:
    from typing import Any

    from ordito.core.access import Actor
    from ordito.releases.models import Release

UNSEEN = "●"
"""Stands for a figure that will be seen, until the table leaves."""


@dataclass(frozen=True)
class Shown:
    """One cell as a page draws it."""

    text: str
    css: str
    why: str
    column: str


@dataclass(frozen=True)
class Row:
    """One line of the page's table: a place, or a place and a value."""

    label: str
    total: bool
    cells: tuple[Shown, ...]


@dataclass(frozen=True)
class Sheet:
    """The table of a release as a page draws it; `without` are the places that have no data at all."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    hidden: int
    cells: int
    without: tuple[str, ...]

    @property
    def share(self) -> int:
        """Hidden cells of a hundred."""
        return round(100 * self.hidden / self.cells)


def notes(release: Release) -> dict[CellState, str]:
    """Why a figure is not there, or not exact. One reason for all hidden ones: to tell them apart would narrow them."""
    base = release.table.get("base", 1)
    rounded = _("Arrotondata a un multiplo di %(base)s.") % {"base": base} if base > 1 else ""
    return {
        CellState.SHOWN: rounded,
        CellState.HIDDEN: _(
            "Nascosta: riguarda meno di %(threshold)s persone, o è uno zero che direbbe qualcosa di tutte le altre, "
            "o permetterebbe di ricavarne un’altra così."
        )
        % {"threshold": release.threshold},
        CellState.NO_DATA: _("Senza dati: nessun Comune di questo territorio ha ancora caricato dati."),
    }


def words_of(release: Release) -> Words:
    """What the files of a release say."""
    return Words(
        period_label(Wanted.from_json(release.definition).period),
        dict(column_labels()),
        notes(release),
    )


def column_labels() -> list[tuple[str, str]]:
    """Columns of the files in words."""
    return [
        ("periodo", _("Periodo")),
        ("territorio_codice", _("Codice del territorio")),
        ("territorio", _("Territorio")),
        ("genere", _("Genere")),
        ("eta", _("Età in anni compiuti alla fine del periodo")),
        *zip(FACET, (_("Codice della voce"), _("Voce")), strict=True),
        *zip(RATE, (_("Persone"), _("Residenti")), strict=True),
        ("valore", _("Valore; manca quando la cifra è nascosta o senza dati")),
        ("nota", _("Perché il valore manca")),
    ]


def sheet_of(release: Release) -> Sheet:
    """The table with places in the rows; numbers are not told before it leaves.

    Whoever prepares ten tables to compare them would otherwise hold ten that no ledger remembers.
    """
    table = FrozenTable.from_json(release.table)
    out, said = release.number is not None, notes(release)
    across = [
        (g, a, " · ".join(group.label for group, many in ((gender, table.genders), (age, table.ages)) if len(many) > 1))
        for g, gender in enumerate(table.genders)
        for a, age in enumerate(table.ages)
        if not (out and UNKNOWN in {gender.code, age.code} and _nobody(table, g, a))
    ]
    columns = tuple(label or _("Totale") for _g, _a, label in across)
    rows, without = [], []
    for p, place in enumerate(table.places):
        if (table.states[p] == CellState.NO_DATA).all():
            without.append(place.label)
            continue
        for v, value in enumerate(table.values):
            cells = tuple(
                _shown(table, (p, g, a, v), label, said, out=out)
                for (g, a, _label), label in zip(across, columns, strict=True)
            )
            label = place.label if len(table.values) == 1 else f"{place.label}, {value.label}"
            rows.append(Row(label, place.total and value.total, cells))
    heading = level_label(release.definition["level"])
    return Sheet(heading, columns, tuple(rows), table.hidden, table.told, tuple(without))


def _nobody(table: FrozenTable, gender: int, age: int) -> bool:
    """Whether a column says that nobody is in it: whom nothing is missing of need no column for what is missing."""
    states, cells = table.states[:, gender, age], table.cells[:, gender, age]
    return bool(((states == CellState.NO_DATA) | ((states == CellState.SHOWN) & (cells == 0))).all())


def _shown(
    table: FrozenTable, at: tuple[int, int, int, int], column: str, said: dict[CellState, str], *, out: bool
) -> Shown:
    state = CellState(int(table.states[at]))
    if state == CellState.HIDDEN:
        return Shown(_("nascosta"), "figure-hidden", said[state], column)
    if state == CellState.NO_DATA:
        return Shown(_("senza dati"), "figure-no_data", said[state], column)
    if not out:
        return Shown(UNSEEN, "", "", column)
    residents = None if table.residents is None else int(table.residents[at[:3]])
    value = figure(table.measure, int(table.cells[at]), residents)
    if value is None:
        return Shown(_("senza residenti"), "figure-no_data", _("Nessun residente di queste età."), column)
    return Shown(italian(value, 0 if residents is None else 1), "", "", column)


def audit_lines(release: Release, actor: Actor) -> list[str]:
    """What the attack found, in words; what network readers could find is told within the network alone."""
    lines = []
    who = {Audience.NETWORK: _("Chi lavora nella rete"), Audience.PUBLICATION: _("Chi legge da fuori")}
    rounded = release.protection == Protection.ROUNDING
    for reader in release.audit.get("readers", []):
        if reader["reader"] == Audience.NETWORK and not actor.holds(Verb.VIEW_STATISTICS):
            continue
        known = len(reader["known"])
        said = {"who": who[Audience(reader["reader"])], "known": known, "threshold": reader["threshold"]}
        first = ngettext(
            "%(who)s: verificata insieme a %(known)s tabella già uscita, con soglia %(threshold)s.",
            "%(who)s: verificata insieme a %(known)s tabelle già uscite, con soglia %(threshold)s.",
            known,
        )
        alone = _("%(who)s: verificata da sola, nessuna tabella simile è già uscita. La soglia è %(threshold)s.")
        pairs = reader.get("pairs", 0)
        answering = _(
            "Provato anche da chi vede le cifre esatte del proprio territorio: nessuno ricava quelle degli altri."
        )
        together = ngettext(
            "Provata anche %(pairs)s coppia di loro, che mette insieme le sue cifre.",
            "Provate anche %(pairs)s coppie di loro, che mettono insieme le loro cifre.",
            pairs,
        )
        widths = [high - low for low, high in zip(reader["low"], reader["high"], strict=True)]
        tried = _("Provate anche %(targets)s cifre piccole che nessuna tabella mostra: nessuna si ricava.")
        lines += [
            (first if known else alone) % said,
            *([answering] if reader.get("insiders") else []),
            *([together % {"pairs": pairs}] if pairs else []),
            *([_narrowest(reader, widths, out=release.number is not None, rounded=rounded)] if widths else []),
            *([tried % {"targets": reader["targets"]}] if reader["targets"] else []),
        ]
    return lines


def _narrowest(reader: dict[str, Any], widths: list[int], *, out: bool, rounded: bool) -> str:
    """How close a reader comes to a figure; before the table leaves not even that is told."""
    at = widths.index(min(widths))
    said = {"number": len(widths), "low": reader["low"][at], "high": reader["high"][at]}
    if rounded:
        close = _("Nessuna delle cifre vere si ricava: anche quella che si indovina meglio sta fra %(low)s e %(high)s.")
        return close % said if out else _("Nessuna delle cifre vere si ricava.")
    if not out:
        return _("Nessuna delle %(number)s cifre nascoste si ricava.") % said
    close = _(
        "Nessuna delle %(number)s cifre nascoste si ricava: anche quella che si indovina meglio può stare "
        "ovunque fra %(low)s e %(high)s."
    )
    return close % said


def wanted_words(wanted: Wanted) -> str:
    """A table in words: rows, columns, period."""
    names = [breakdown_label(wanted.dataset, name).lower() for name in wanted.breakdowns]
    detail = " × ".join(names) if names else _("senza suddivisione")
    words = f"{level_label(wanted.level)}, {detail}, {period_label(wanted.period)}"
    return f"{words}, {_('con %(classes)s insieme') % {'classes': _merged_words(wanted)}}" if wanted.merged else words


def _merged_words(wanted: Wanted) -> str:
    """Which classes are one, by their names; bands of ages by their first years."""
    found = []
    for name, codes in wanted.merged:
        level = AGE_LEVELS.get(name)
        labels = age_labels(level) if level else names_of(wanted.dataset, name)
        found.append(f"«{', '.join(labels.get(code, code) for code in codes)}»")
    return "; ".join(found)


def subject_lines(wanted: Wanted) -> list[tuple[str, str]]:
    """What a table counts, and only of which rows."""
    known = Indicator.objects.filter(code=wanted.indicator).values_list("name", flat=True) if wanted.indicator else ()
    lines = [(_("Che cosa si conta"), next(iter(known), "") or plain(wanted.measure, wanted.dataset).label)]
    for facet, codes in wanted.where:
        names = dict(Sex.choices) if facet == Breakdown.GENDER else names_of(wanted.dataset, facet)
        told = ", ".join(str(names.get(code, code)) for code in codes)
        lines.append((_("Solo con"), f"{breakdown_label(wanted.dataset, facet)}: {told}"))
    return lines


def coverage_line(release: Release) -> str:
    """How many Comuni stand behind the figures, and since which year (older tables keep a day, which is not said)."""
    reader = release.audit["readers"][0]
    read = format_date(timezone.localdate(release.read_at))
    said = {"number": reader["with_data"], "all": reader["comuni"], "read": read}
    year = reader["since"][:4]
    line = _("Dati di %(number)s Comuni su %(all)s, letti il %(read)s.") % said
    return f"{line} {_('La presa in carico più lontana è del %(year)s.') % {'year': year}}" if year else line


def facts_of(release: Release) -> list[tuple[str, str]]:
    """What must be known to read a table, besides its title and number."""
    exact = release.audit.get("exact", False)
    return [
        *subject_lines(Wanted.from_json(release.definition)),
        (_("Copertura"), coverage_line(release)),
        (_("Protezione"), _("Nessuna: non riguarda persone.") if exact else release.get_protection_display()),
        (_("Soglia"), "" if exact else str(release.threshold)),
        (_("Impronta SHA-256"), release.sha256 if release.number else ""),  # of few cells it would tell what they are
        (_("Come si leggono le cifre"), notes(release)[CellState.SHOWN] or notes(release)[CellState.HIDDEN]),
    ]


def about_lines(release: Release) -> list[tuple[str, str]]:
    """What must travel with a file."""
    named = [
        (_("Titolo"), release.title),
        (_("Tabella"), wanted_words(Wanted.from_json(release.definition))),
        (_("Numero nel registro"), str(release.number or "")),
    ]
    return [(label, text) for label, text in (*named, *facts_of(release)) if text]


def places_for(actor: Actor) -> tuple[list[Territory], bool]:
    """Places whose figures the actor may let out, and whether the whole Region is one of them."""
    kinds = [TerritoryKind.PROVINCE, TerritoryKind.AMBITO, TerritoryKind.MUNICIPALITY]
    region = first_region()
    held = {
        grant.territory_id
        for grant in actor.grants
        if Verb.RELEASE_FIGURES in grant.verbs and grant.organisation_id is None
    }
    everywhere = isinstance(actor, SystemActor) or None in held or (region is not None and region.pk in held)
    rows = Territory.objects.filter(kind__in=kinds[:2] if everywhere else kinds)
    if not everywhere:
        rows = rows.filter(pk__in=TerritoryLink.objects.within(pk for pk in held if pk))
    return list(rows.order_by("name")), everywhere


def indicators_in_use() -> list[Indicator]:
    """Indicators with a version in use."""
    return list(Indicator.objects.in_use().order_by("position", "pk"))
