# SPDX-License-Identifier: EUPL-1.2
"""The kinds of facts, declared: one table from which the pages, the actions, the story and the print are made.

To add a kind: a model (`models`), its form (`forms.FORMS`) and a line here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from django.db.models import ForeignKey
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import Code
from ordito.circumstances import models
from ordito.core.fields import SealedField

if TYPE_CHECKING:
    from ordito.circumstances.models import Fact
    from ordito.core.declare import Text


@dataclass(frozen=True)
class Section:
    """A group of kinds under one heading of the page."""

    key: str
    label: Text
    icon: str
    part: Part = Part.CIRCUMSTANCES


@dataclass(frozen=True)
class Kind:
    """One kind of fact.

    `headline` and `details` are the columns that a line of the page shows, in order; `labelled` those of them that
    are not clear without their name. `alone` says what cannot hold twice at once: None anything goes, empty one fact
    at a time, else one for each value of these columns; with `alone_codes` only for these entries of the first of
    them. `lasting` is false of what happens on a day; `ahead` lets a fact begin in the future.
    """

    key: str
    model: type[Fact]
    label: Text
    add: Text
    section: Section
    headline: tuple[str, ...]
    details: tuple[str, ...] = ()
    labelled: frozenset[str] = frozenset()
    alone: tuple[str, ...] | None = None
    alone_codes: frozenset[str] = frozenset()
    lasting: bool = True
    ahead: bool = False
    since: Text = field(default=_("Dal"))
    until: Text = field(default=_("Al"))

    @property
    def one_at_a_time(self) -> bool:
        """Whether a new one takes the place of the one that holds."""
        return self.alone == ()

    @property
    def part(self) -> Part:
        """The part of the record it belongs to."""
        return self.model.part

    @property
    def sealed(self) -> tuple[str, ...]:
        """Its sealed columns, the note among them."""
        return tuple(column.name for column in self.model._meta.concrete_fields if isinstance(column, SealedField))  # noqa: SLF001 - Django's public name

    @property
    def lists(self) -> dict[str, str]:
        """Its columns that hold an entry of a code list, each with the key of the list."""
        return {
            column.name: cast("dict[str, str]", column.remote_field.limit_choices_to)["code_list__key"]
            for column in self.model._meta.concrete_fields  # noqa: SLF001 - Django's public name
            if isinstance(column, ForeignKey) and column.related_model is Code
        }


HOME = Section("casa", _("Dove vive"), "it-pa")
ORIGIN = Section("origine", _("Cittadinanza e lingua"), "it-comment")
LEARNING = Section("scuola", _("Scuola e lavoro"), "it-bookmark")
MEANS = Section("risorse", _("Risorse economiche"), "it-card")
STANDING = Section("tutele", _("Protezione e attenzioni"), "it-key")
HEALTH = Section("salute", _("Salute e disabilità"), "it-user", Part.HEALTH)
SECTIONS = (HOME, ORIGIN, LEARNING, MEANS, STANDING, HEALTH)

KINDS: tuple[Kind, ...] = (
    Kind(
        "indirizzo",
        models.Address,
        _("Indirizzi"),
        _("Aggiungi un indirizzo"),
        HOME,
        headline=("kind",),
        details=("street", "comune", "place", "country"),
        alone=("kind",),
        alone_codes=frozenset({"residence", "virtual"}),
    ),
    Kind(
        "dove-vive",
        models.LivingPlace,
        _("Con chi vive"),
        _("Scrivi con chi vive"),
        HOME,
        headline=("kind",),
        alone=(),
    ),
    Kind(
        "alloggio",
        models.Housing,
        _("Alloggio"),
        _("Descrivi l’alloggio"),
        HOME,
        headline=("kind",),
        details=("tenure", "adequacy", "eviction", "monthly_cost"),
        labelled=frozenset({"eviction"}),
        alone=(),
    ),
    Kind(
        "cittadinanza",
        models.Citizenship,
        _("Cittadinanza"),
        _("Aggiungi una cittadinanza"),
        ORIGIN,
        headline=("country",),
        alone=("country",),
    ),
    Kind(
        "soggiorno",
        models.ResidencePermit,
        _("Titolo di soggiorno"),
        _("Aggiungi un titolo di soggiorno"),
        ORIGIN,
        headline=("kind",),
        details=("state", "number"),
        labelled=frozenset({"number"}),
        alone=(),
        until=_("Scade il"),
    ),
    Kind(
        "lingua",
        models.Language,
        _("Lingue"),
        _("Aggiungi una lingua"),
        ORIGIN,
        headline=("language",),
        details=("level", "mediator"),
        alone=("language",),
    ),
    Kind(
        "scuola",
        models.SchoolYear,
        _("Scuola"),
        _("Aggiungi un anno di scuola"),
        LEARNING,
        headline=("level",),
        details=("year", "grade", "school", "attendance", "support_teacher", "plan", "outcome"),
        labelled=frozenset({"attendance", "outcome"}),
        alone=(),
        ahead=True,
    ),
    Kind(
        "studio",
        models.Education,
        _("Titolo di studio"),
        _("Aggiungi un titolo di studio"),
        LEARNING,
        headline=("title",),
        details=("abroad",),
        lasting=False,
        since=_("Conseguito il"),
    ),
    Kind(
        "lavoro",
        models.WorkSituation,
        _("Lavoro"),
        _("Scrivi la condizione lavorativa"),
        LEARNING,
        headline=("condition",),
        details=("occupation", "contract", "weekly_hours"),
        alone=(),
    ),
    Kind(
        "isee",
        models.Isee,
        _("ISEE"),
        _("Aggiungi un ISEE"),
        MEANS,
        headline=("value",),
        details=("kind", "household_size", "protocol", "flawed"),
        labelled=frozenset({"protocol"}),
        alone=("kind",),
        since=_("DSU presentata il"),
        until=_("Valido fino al"),
    ),
    Kind(
        "misura",
        models.Benefit,
        _("Misure ricevute"),
        _("Aggiungi una misura"),
        MEANS,
        headline=("kind",),
        details=("amount", "period"),
    ),
    Kind(
        "genitori",
        models.ParentsCondition,
        _("Genitori"),
        _("Scrivi la condizione dei genitori"),
        STANDING,
        headline=("kind",),
        alone=(),
    ),
    Kind(
        "protezione",
        models.LegalProtection,
        _("Protezione giuridica"),
        _("Aggiungi una protezione giuridica"),
        STANDING,
        headline=("kind",),
        details=("guardian", "contact", "act"),
        labelled=frozenset({"act"}),
        alone=("kind",),
    ),
    Kind(
        "attenzione",
        models.Vulnerability,
        _("Attenzioni"),
        _("Aggiungi un’attenzione"),
        STANDING,
        headline=("kind",),
        alone=("kind",),
    ),
    Kind(
        "disabilita",
        models.Disability,
        _("Disabilità"),
        _("Scrivi se c’è una disabilità"),
        HEALTH,
        headline=("kind",),
        details=("support",),
        labelled=frozenset({"support"}),
        alone=("kind",),
    ),
    Kind(
        "certificazione",
        models.Certification,
        _("Certificazioni"),
        _("Aggiungi una certificazione"),
        HEALTH,
        headline=("kind",),
        details=("percent", "issuer"),
        alone=("kind",),
        since=_("Rilasciata il"),
        until=_("Da rivedere entro il"),
    ),
    Kind(
        "notizia",
        models.HealthNeed,
        _("Da sapere"),
        _("Aggiungi una notizia di salute"),
        HEALTH,
        headline=("kind",),
        details=("text",),
    ),
    Kind(
        "curante",
        models.Practitioner,
        _("Chi la cura"),
        _("Aggiungi chi la cura"),
        HEALTH,
        headline=("kind",),
        details=("name", "contact"),
    ),
)
BY_KEY = {kind.key: kind for kind in KINDS}
BY_MODEL = {kind.model: kind for kind in KINDS}


def kinds_of(part: Part) -> list[Kind]:
    """The kinds of one part of the record, in the order of the page."""
    return [kind for kind in KINDS if kind.part == part]
