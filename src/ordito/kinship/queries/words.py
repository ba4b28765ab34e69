# SPDX-License-Identifier: EUPL-1.2
"""Bonds in Italian, with the ending that the sex asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ordito.kinship.engine.relations import Bond
from ordito.kinship.enums import Nature

if TYPE_CHECKING:
    from ordito.core.declare import Text
    from ordito.kinship.engine.relations import Relation

BONDS: dict[Bond, tuple[Text, Text, Text]] = {
    Bond.PARENT: (gettext_lazy("madre"), gettext_lazy("padre"), gettext_lazy("genitore")),
    Bond.ADOPTIVE_PARENT: (
        gettext_lazy("madre adottiva"),
        gettext_lazy("padre adottivo"),
        gettext_lazy("genitore adottivo"),
    ),
    Bond.FOSTER_PARENT: (gettext_lazy("affidataria"), gettext_lazy("affidatario"), gettext_lazy("affidatario")),
    Bond.STEP_PARENT: (
        gettext_lazy("compagna o moglie del genitore"),
        gettext_lazy("compagno o marito del genitore"),
        gettext_lazy("compagno o compagna del genitore"),
    ),
    Bond.CHILD: (gettext_lazy("figlia"), gettext_lazy("figlio"), gettext_lazy("figlio o figlia")),
    Bond.ADOPTIVE_CHILD: (
        gettext_lazy("figlia adottiva"),
        gettext_lazy("figlio adottivo"),
        gettext_lazy("figlio o figlia per adozione"),
    ),
    Bond.FOSTER_CHILD: (
        gettext_lazy("bambina in affidamento"),
        gettext_lazy("bambino in affidamento"),
        gettext_lazy("minore in affidamento"),
    ),
    Bond.STEP_CHILD: (
        gettext_lazy("figlia del partner"),
        gettext_lazy("figlio del partner"),
        gettext_lazy("figlio o figlia del partner"),
    ),
    Bond.SIBLING: (gettext_lazy("sorella"), gettext_lazy("fratello"), gettext_lazy("fratello o sorella")),
    Bond.HALF_SIBLING: (gettext_lazy("sorella"), gettext_lazy("fratello"), gettext_lazy("fratello o sorella")),
    Bond.SIBLING_OF_ONE_KNOWN: (gettext_lazy("sorella"), gettext_lazy("fratello"), gettext_lazy("fratello o sorella")),
    Bond.FOSTER_SIBLING: (
        gettext_lazy("sorella in affidamento"),
        gettext_lazy("fratello in affidamento"),
        gettext_lazy("fratello o sorella in affidamento"),
    ),
    Bond.STEP_SIBLING: (
        gettext_lazy("figlia del partner del genitore"),
        gettext_lazy("figlio del partner del genitore"),
        gettext_lazy("figlio o figlia del partner del genitore"),
    ),
    Bond.GRANDPARENT: (gettext_lazy("nonna"), gettext_lazy("nonno"), gettext_lazy("nonno o nonna")),
    Bond.GREAT_GRANDPARENT: (gettext_lazy("bisnonna"), gettext_lazy("bisnonno"), gettext_lazy("bisnonno o bisnonna")),
    Bond.GRANDCHILD: (
        gettext_lazy("nipote (figlia di un figlio)"),
        gettext_lazy("nipote (figlio di un figlio)"),
        gettext_lazy("nipote (di nonno)"),
    ),
    Bond.UNCLE_AUNT: (gettext_lazy("zia"), gettext_lazy("zio"), gettext_lazy("zio o zia")),
    Bond.COUSIN: (gettext_lazy("cugina"), gettext_lazy("cugino"), gettext_lazy("cugino o cugina")),
    Bond.NEPHEW: (
        gettext_lazy("nipote (figlia di un fratello)"),
        gettext_lazy("nipote (figlio di un fratello)"),
        gettext_lazy("nipote (di zio)"),
    ),
    Bond.PARENT_IN_LAW: (gettext_lazy("suocera"), gettext_lazy("suocero"), gettext_lazy("suocero o suocera")),
    Bond.CHILD_IN_LAW: (gettext_lazy("nuora"), gettext_lazy("genero"), gettext_lazy("partner del figlio")),
    Bond.CO_PARENT: (
        gettext_lazy("madre dello stesso figlio"),
        gettext_lazy("padre dello stesso figlio"),
        gettext_lazy("altro genitore dello stesso figlio"),
    ),
    Bond.SIBLING_IN_LAW: (gettext_lazy("cognata"), gettext_lazy("cognato"), gettext_lazy("cognato o cognata")),
}
PARTNERS: dict[str, tuple[Text, Text, Text]] = {
    Nature.MARRIED: (gettext_lazy("moglie"), gettext_lazy("marito"), gettext_lazy("coniuge o unito civilmente")),
    Nature.COHABITING: (gettext_lazy("convivente"), gettext_lazy("convivente"), gettext_lazy("convivente")),
    Nature.PARTNERS: (gettext_lazy("compagna"), gettext_lazy("compagno"), gettext_lazy("partner")),
    Nature.SEPARATED: (
        gettext_lazy("moglie separata"),
        gettext_lazy("marito separato"),
        gettext_lazy("coniuge separato"),
    ),
    Nature.DIVORCED: (
        gettext_lazy("ex moglie, divorziata"),
        gettext_lazy("ex marito, divorziato"),
        gettext_lazy("ex coniuge, divorziato"),
    ),
    Nature.ENDED: (gettext_lazy("ex compagna"), gettext_lazy("ex compagno"), gettext_lazy("ex partner")),
    Nature.WIDOWED: (
        gettext_lazy("moglie, coppia finita con un decesso"),
        gettext_lazy("marito, coppia finita con un decesso"),
        gettext_lazy("coniuge, coppia finita con un decesso"),
    ),
}
SIDED = frozenset((Bond.GRANDPARENT, Bond.UNCLE_AUNT))
BY_SEX = {"F": 0, "M": 1}


def relation_words(relation: Relation, sex: str) -> str:
    """What somebody of this sex is to the person of the record, such as "nonna materna"."""
    if relation.bond == Bond.SELF:
        return _("la persona di questa cartella")
    if relation.bond == Bond.PARTNER:
        return str(PARTNERS[relation.detail][BY_SEX.get(sex, 2)])
    words = str(BONDS[relation.bond][BY_SEX.get(sex, 2)]) if relation.bond in BONDS else _("altro legame")
    if relation.bond in SIDED and relation.detail:
        return f"{words} {_side(relation.detail, sex)}"
    if relation.bond == Bond.HALF_SIBLING:
        return {
            "F": _("%(who)s per parte di madre"),
            "M": _("%(who)s per parte di padre"),
        }.get(relation.detail, _("%(who)s per parte di un genitore")) % {"who": words}
    if relation.bond == Bond.SIBLING_OF_ONE_KNOWN:
        return {
            "F": _("%(who)s, almeno per parte di madre"),
            "M": _("%(who)s, almeno per parte di padre"),
        }.get(relation.detail, _("%(who)s, almeno per parte di un genitore")) % {"who": words}
    return words


def _side(parent_sex: str, sex: str) -> str:
    if parent_sex == "F":
        return pgettext("nonna, zia", "materna") if sex == "F" else pgettext("nonno, zio", "materno")
    return pgettext("nonna, zia", "paterna") if sex == "F" else pgettext("nonno, zio", "paterno")
