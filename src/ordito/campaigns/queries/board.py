# SPDX-License-Identifier: EUPL-1.2
"""How far a campaign is, by place and by level: one object from which table, map, legend and tiles are made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from ordito.campaigns.enums import Grouping, Level, ReturnState, Shown
from ordito.campaigns.models import ReminderSent, Return
from ordito.campaigns.models.returns import WAITING
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import ServiceType, Territory
from ordito.territory.queries import first_region, groups_of_comuni, map_of_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from ordito.campaigns.models import Campaign
    from ordito.core.access import Actor

ARRIVED = (ReturnState.SUBMITTED, ReturnState.APPROVED_AMBITO, ReturnState.APPROVED_REGION)
KINDS = {
    Grouping.AMBITO: TerritoryKind.AMBITO,
    Grouping.PROVINCE: TerritoryKind.PROVINCE,
    Grouping.ZONE: TerritoryKind.ZONE,
}
TONES = {
    ReturnState.TODO: "neutral",
    ReturnState.DRAFT: "info",
    ReturnState.SENT_BACK: "warning",
    ReturnState.REOPENED: "warning",
    ReturnState.SUBMITTED: "info",
    ReturnState.APPROVED_AMBITO: "success",
    ReturnState.APPROVED_REGION: "success",
    ReturnState.NOT_DUE: "neutral",
}
TENTH = Decimal("0.1")
WHOLE, HALF = Decimal(100), Decimal(50)


@dataclass(frozen=True)
class BoardFilter:
    """Which returns a board counts, as ids (None: all), and which of them its list shows."""

    service_type: int | None = None
    province: int | None = None
    zone: int | None = None
    ambito: int | None = None
    per: Grouping = Grouping.AMBITO
    shown: Shown = Shown.WAITING


@dataclass(frozen=True)
class Tally:
    """Returns of one place by state; those marked as not due count nowhere."""

    states: Mapping[str, int] = field(default_factory=dict)
    late: int = 0
    on_time: int = 0
    """Sent for the first time within their deadline."""

    def __add__(self, other: Tally) -> Tally:
        states = Counter(self.states) + Counter(other.states)
        return Tally(states, self.late + other.late, self.on_time + other.on_time)

    @property
    def due(self) -> int:
        """How many are owed."""
        return sum(number for state, number in self.states.items() if state != ReturnState.NOT_DUE)

    @property
    def arrived(self) -> int:
        """Sent, whatever happened to them after; not those that were sent back or reopened."""
        return self._in(*ARRIVED)

    @property
    def waiting(self) -> int:
        """Those that somebody still has to fill and send."""
        return self._in(*WAITING)

    @property
    def approved_ambito(self) -> int:
        """Approved by the Ambito, those that the Region approved after it included."""
        return self._in(ReturnState.APPROVED_AMBITO, ReturnState.APPROVED_REGION)

    @property
    def approved_region(self) -> int:
        """Approved by the Region."""
        return self._in(ReturnState.APPROVED_REGION)

    @property
    def to_correct(self) -> int:
        """Sent back or reopened."""
        return self._in(ReturnState.SENT_BACK, ReturnState.REOPENED)

    @property
    def begun(self) -> int:
        """Being filled."""
        return self._in(ReturnState.DRAFT)

    @property
    def untouched(self) -> int:
        """Not begun."""
        return self._in(ReturnState.TODO)

    @property
    def share(self) -> Decimal:
        """Per cent of the owed that arrived, to a tenth; 0 and 100 mean none and all."""
        return share_of(self.arrived, self.due)

    @property
    def percent(self) -> str:
        """The share in words: 2,2 %; a dash when nothing is owed."""
        return percent_of(self.arrived, self.due)

    @property
    def shade(self) -> str:
        """Step of colour on the map: see `LEGEND`."""
        if not self.due:
            return "pale"
        steps = ((Decimal(0), "0"), (HALF - TENTH, "1"), (WHOLE - TENTH, "3"))
        return next((shade for highest, shade in steps if self.share <= highest), "4")

    def _in(self, *states: ReturnState) -> int:
        return sum(self.states.get(state, 0) for state in states)


def share_of(part: int, whole: int) -> Decimal:
    """`part` per cent of `whole` to a tenth, half up; never 0 when there is something, nor 100 when one is missing."""
    if not whole:
        return Decimal(0)
    exact = (Decimal(part) * 100 / whole).quantize(TENTH, ROUND_HALF_UP)
    if 0 < part < whole:
        return min(max(exact, TENTH), WHOLE - TENTH)
    return exact


def percent_of(part: int, whole: int) -> str:
    """`share_of` as people write it: 2,2 %."""
    return f"{formats.number_format(share_of(part, whole), 1)} %" if whole else "–"


@dataclass(frozen=True)
class BoardLine:
    """A place with its returns; None gathers those that stand in no place of that kind."""

    place: Territory | None
    tally: Tally

    @property
    def name(self) -> str:
        """How the place is called."""
        return self.place.name if self.place else _("Senza territorio")


@dataclass(frozen=True)
class BoardShape:
    """An Ambito on the map."""

    line: BoardLine
    path: str


@dataclass(frozen=True)
class BoardMap:
    """The Ambiti of the region, coloured as their lines say."""

    shapes: tuple[BoardShape, ...]
    view_box: str
    attribution: str
    legend: tuple[tuple[str, str, int], ...]
    """Shade, what it means and how many Ambiti have it."""


@dataclass(frozen=True)
class Board:
    """A campaign on a day, as far as somebody sees it."""

    campaign: Campaign
    today: date
    whole: Tally
    lines: tuple[BoardLine, ...]
    map: BoardMap | None

    @property
    def days_left(self) -> int:
        """Days to the deadline; below zero after it."""
        return (self.campaign.deadline - self.today).days

    @property
    def days_over(self) -> int:
        """Days since the deadline."""
        return -self.days_left

    @property
    def has_ambito(self) -> bool:
        """Whether returns pass the Ambito."""
        return self.campaign.has_level(Level.AMBITO)

    @property
    def has_region(self) -> bool:
        """Whether returns pass the Region."""
        return self.campaign.has_level(Level.REGION)

    @property
    def levels(self) -> list[tuple[str, int, str]]:
        """How far the returns are at each step of the chain: what is done there, how many, per cent of the owed."""
        whole = self.whole
        found = [(_("Compilate e inviate"), whole.arrived), (_("Inviate la prima volta nei termini"), whole.on_time)]
        if self.has_ambito:
            found.append((_("Approvate dall’Ambito"), whole.approved_ambito))
        if self.has_region:
            found.append((_("Approvate dalla Regione"), whole.approved_region))
        return [(label, number, percent_of(number, whole.due)) for label, number in found]


def ambiti_in(kind: TerritoryKind, at: date) -> dict[int, int]:
    """For each Ambito's id the id of the place of `kind` in which most of its Comuni stand on a day."""
    groups = groups_of_comuni(kind, at)
    votes: dict[int, Counter[int]] = {}
    for comune, ambito in groups_of_comuni(TerritoryKind.AMBITO, at).items():
        if comune in groups:
            votes.setdefault(ambito, Counter())[groups[comune]] += 1
    return {ambito: max(found, key=lambda place: (found[place], -place)) for ambito, found in votes.items()}


def seen_returns(actor: Actor, campaign: Campaign) -> QuerySet[Return]:
    """The returns of a campaign that somebody sees: what every part of a board is made from."""
    return Return.objects.visible_to(actor).filter(campaign=campaign)


def board_returns(seen: QuerySet[Return], campaign: Campaign, chosen: BoardFilter) -> QuerySet[Return]:
    """Those of the `seen` ones that a board counts."""
    rows = seen
    if chosen.service_type:
        rows = rows.filter(service__service_type=chosen.service_type)
    if chosen.ambito:
        rows = rows.filter(ambito=chosen.ambito)
    for kind, place in ((TerritoryKind.PROVINCE, chosen.province), (TerritoryKind.ZONE, chosen.zone)):
        if place:
            inside = [ambito for ambito, around in ambiti_in(kind, campaign.universe_on).items() if around == place]
            rows = rows.filter(ambito__in=inside)
    return rows


def listed_returns(rows: QuerySet[Return], shown: Shown, today: date) -> QuerySet[Return]:
    """Those of a board that its list shows."""
    if shown == Shown.LATE:
        return rows.filter(state__in=WAITING, due_on__lt=today)
    if shown == Shown.WAITING:
        return rows.filter(state__in=WAITING)
    if shown == Shown.NEVER_ASKED:
        asked = ReminderSent.objects.filter(due=OuterRef("pk"))
        return rows.filter(~Exists(asked), state__in=WAITING)
    return rows if shown == Shown.ALL else rows.filter(state=shown.value)


def board_of(seen: QuerySet[Return], campaign: Campaign, chosen: BoardFilter, *, today: date) -> Board:
    """The board of the returns that somebody sees; a constant number of queries for any number of returns."""
    at = campaign.universe_on
    tallies = _tallies(board_returns(seen, campaign, chosen), today)
    group = ambiti_in(KINDS[chosen.per], at) if chosen.per != Grouping.AMBITO else {}
    grouped: dict[int | None, Tally] = {}
    for ambito, tally in tallies.items():
        key = ambito if chosen.per == Grouping.AMBITO else group.get(ambito or 0)
        grouped[key] = grouped.get(key, Tally()) + tally
    region = first_region()
    drawn = map_of_kind(region.pk, TerritoryKind.AMBITO, at) if region else None
    named = {key for key in grouped if key is not None} | set(drawn.shapes if drawn else ())
    places = Territory.objects.in_bulk(named)
    lines = [BoardLine(places[key] if key else None, tally) for key, tally in grouped.items()]
    lines.sort(key=lambda line: (line.place is None, line.name))
    shapes = tuple(
        BoardShape(BoardLine(places[key], tallies.get(key, Tally())), shape.path)
        for key, shape in (drawn.shapes.items() if drawn else ())
        if key in places
    )
    made = BoardMap(shapes, drawn.view_box, drawn.attribution, _legend(shapes)) if drawn and shapes else None
    return Board(campaign, today, sum(tallies.values(), Tally()), tuple(lines), made)


def _tallies(rows: QuerySet[Return], today: date) -> dict[int | None, Tally]:
    """Returns by Ambito, counted by the database in two queries."""
    late = Q(due_on__lt=today, state__in=WAITING)
    days = set(rows.order_by().values_list("due_on", flat=True).distinct())
    found: dict[int | None, Tally] = {}
    counted = rows.order_by().values("ambito_id", "state")
    for row in counted.annotate(number=Count("pk"), late=Count("pk", late), on_time=Count("pk", _on_time(days))):
        one = Tally({row["state"]: row["number"]}, row["late"], row["on_time"])
        found[row["ambito_id"]] = found.get(row["ambito_id"], Tally()) + one
    return found


def _on_time(days: Iterable[date]) -> Q:
    """First sent by the end of its own deadline, in the office's time; not the ones that are not owed."""
    reached = Q(pk__in=())
    for day in days:
        midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        reached |= Q(due_on=day, submitted_at__lt=midnight)
    return reached & ~Q(state=ReturnState.NOT_DUE)


def _legend(shapes: Iterable[BoardShape]) -> tuple[tuple[str, str, int], ...]:
    numbers = Counter(shape.line.tally.shade for shape in shapes)
    words = (
        ("0", _("nessuna arrivata")),
        ("1", _("meno della metà")),
        ("3", _("almeno la metà")),
        ("4", _("tutte arrivate")),
        ("pale", _("niente da restituire, o non visibile")),
    )
    return tuple((shade, text, numbers[shade]) for shade, text in words)


@dataclass(frozen=True)
class ListedReturn:
    """A return in the list of a board."""

    row: Return
    days: int
    """Days to its deadline; below zero after it."""
    asked_at: datetime | None
    """When the last reminder left."""

    @property
    def late(self) -> bool:
        """Whether it is still awaited after its deadline."""
        return self.days < 0 and self.row.state in WAITING

    @property
    def tone(self) -> str:
        """Colour of its state's badge."""
        return "danger" if self.late else TONES[ReturnState(self.row.state)]

    @property
    def days_late(self) -> int:
        """Days since the deadline."""
        return -self.days


def with_reminders(rows: Iterable[Return], today: date) -> list[ListedReturn]:
    """Returns with how late they are and when they were last asked for; one query."""
    listed = list(rows)
    asked = dict(ReminderSent.objects.filter(due__in=listed).values_list("due").annotate(last=Max("at")))
    return [ListedReturn(row, (row.due_on - today).days, asked.get(row.pk)) for row in listed]


@dataclass(frozen=True)
class BoardChoices:
    """What the filters of a board offer."""

    service_types: list[ServiceType]
    provinces: list[Territory]
    zones: list[Territory]
    ambiti: list[Territory]


def board_choices(seen: QuerySet[Return], campaign: Campaign) -> BoardChoices:
    """Types, Provinces, zones and Ambiti of the returns that somebody sees."""
    ambiti = set(seen.filter(ambito__isnull=False).order_by().values_list("ambito_id", flat=True).distinct())
    at = campaign.universe_on
    provinces, zones = (
        {around for ambito, around in ambiti_in(kind, at).items() if ambito in ambiti}
        for kind in (TerritoryKind.PROVINCE, TerritoryKind.ZONE)
    )
    places = sorted(Territory.objects.filter(pk__in=ambiti | provinces | zones), key=lambda place: place.name)
    return BoardChoices(
        service_types=list(ServiceType.objects.filter(pk__in=campaign.service_types.values("pk")).order_by("name")),
        provinces=[place for place in places if place.pk in provinces],
        zones=[place for place in places if place.pk in zones],
        ambiti=[place for place in places if place.pk in ambiti],
    )
