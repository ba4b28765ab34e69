# SPDX-License-Identifier: EUPL-1.2
"""What the frame of the page and the home collect from the declarations of every app."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

from django.db import connection
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito import __version__
from ordito.accounts.roles import ROLES
from ordito.core.declare import Card, CardContent, MenuEntry, declared

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model

    from ordito.core.access import Actor
    from ordito.core.declare import Text


SHORTCUTS = 4


@dataclass(frozen=True)
class MenuLink:
    """One line of the sidebar, ready to draw."""

    label: Text
    url: str
    icon: str
    active: bool


@dataclass
class MenuSection:
    """A titled group of the sidebar."""

    label: Text
    entries: list[MenuLink] = field(default_factory=list)


@dataclass(frozen=True)
class HomeCard:
    """A declared card with what it shows today."""

    card: Card
    content: CardContent


@dataclass(frozen=True)
class Sample:
    """A component on the gallery page: its name is its tag and the template `portal/gallery/<name>.html`."""

    name: str
    purpose: Text

    @property
    def template(self) -> str:
        """The sample to include."""
        return f"portal/gallery/{self.name}.html"

    @property
    def source(self) -> str:
        """How the sample is written, without its licence line and its `load`."""
        lines = get_template(self.template).template.source.splitlines()  # type: ignore[attr-defined]
        return "\n".join(line for line in lines if not line.startswith(("{#", "{% load"))).strip()


GALLERY: tuple[tuple[Text, tuple[Sample, ...]], ...] = (
    (
        _("La pagina"),
        (
            Sample("breadcrumb", _("Dove si trova la pagina; sta nel blocco breadcrumb, prima del titolo.")),
            Sample("tabs", _("Le pagine di una stessa cosa. Sono collegamenti: funzionano senza JavaScript.")),
            Sample("steps", _("I passi di un lavoro lungo.")),
            Sample("card", _("Una parte della pagina.")),
            Sample("disclosure", _("Quello che si legge solo se serve.")),
            Sample("page_header", _("Il titolo della pagina con le sue azioni, al massimo una principale.")),
        ),
    ),
    (
        _("Dire e fare"),
        (
            Sample("button", _("Un pulsante dice che cosa fa: Salva, Annulla, Chiudi la presa in carico.")),
            Sample("icon", _("Un disegno accanto alla parola; da solo vuole una descrizione.")),
            Sample("badge", _("Uno stato in parole; il colore aggiunge, non sostituisce.")),
            Sample("alert", _("Un messaggio della pagina.")),
            Sample("empty_state", _("Non c’è niente: che cosa fare adesso.")),
            Sample("progress", _("A che punto è un lavoro lungo; si può lasciare la pagina.")),
        ),
    ),
    (
        _("Leggere"),
        (
            Sample("definitions", _("Le informazioni di una cosa, etichetta e valore.")),
            Sample("figure_tile", _("Un numero che conta.")),
            Sample("data_table", _("Una tabella; sul telefono ogni riga diventa una scheda.")),
            Sample("pagination", _("Le pagine di un elenco, senza numeri.")),
            Sample("timeline", _("Una storia, dal fatto più recente.")),
            Sample("chart", _("La cornice di grafici e mappe.")),
        ),
    ),
    (
        _("Scrivere"),
        (
            Sample("field", _("I campi di un modulo, ognuno con as_field_group.")),
            Sample("error_summary", _("Che cosa correggere, con i collegamenti ai campi.")),
            Sample("filter_bar", _("I filtri di un elenco.")),
            Sample("actions", _("I pulsanti in fondo al modulo.")),
            Sample("autosave", _("La riga che dice se la bozza è al sicuro.")),
        ),
    ),
)


def gallery_groups() -> tuple[tuple[Text, tuple[Sample, ...]], ...]:
    """Every component with a sample, in groups."""
    return GALLERY


def menu_for(actor: Actor, path: str) -> list[MenuSection]:
    """The sidebar of `actor` on the page at `path`: entries by `order`, sections where their first entry falls.

    The active entry is the one whose address is the longest beginning of `path`.
    """
    entries = [entry for entry in declared(MenuEntry) if actor.holds(entry.verb)]
    entries.sort(key=lambda entry: (entry.order, str(entry.label)))
    urls = [reverse(entry.url_name) for entry in entries]
    here = max((url for url in urls if path.startswith(url)), key=len, default="")
    home = reverse("portal:home")
    sections = {"": MenuSection("", [MenuLink(_("Oggi"), home, "it-calendar", path == home)])}
    for entry, url in zip(entries, urls, strict=True):
        section = sections.setdefault(str(entry.section), MenuSection(entry.section))
        section.entries.append(MenuLink(entry.label, url, entry.icon, url == here))
    return list(sections.values())


def shortcuts_in(menu: list[MenuSection]) -> list[MenuLink]:
    """What this person does most: the first entries of the sidebar, as each app ordered them."""
    return [entry for section in menu if section.label for entry in section.entries][:SHORTCUTS]


def cards_for(actor: Actor, today: date) -> list[HomeCard]:
    """The cards of the home, in their order, without those that have nothing to say to this person."""
    cards = sorted((card for card in declared(Card) if actor.holds(card.verb)), key=lambda card: (card.order, card.key))
    built = ((card, card.build(actor, today)) for card in cards)
    return [HomeCard(card, content) for card, content in built if content is not None]


def named_on(cards: list[HomeCard]) -> list[Model]:
    """The rows of people whom the cards name, each once."""
    return list(dict.fromkeys(row for home_card in cards for row in home_card.content.named))


def role_names(actor: Actor) -> str:
    """The roles in force, in words, each once."""
    return ", ".join(dict.fromkeys(str(ROLES[grant.role].label) for grant in actor.grants))


def versions() -> dict[str, str]:
    """What is installed, for who reports a fault."""
    return {
        "Ordito": __version__,
        "Python": platform.python_version(),
        "Django": version("django"),
        "Database": connection.vendor,
        "Bootstrap Italia": version("design-django-theme"),
    }
