# SPDX-License-Identifier: EUPL-1.2
"""From the parameters of an address to a question that can be answered, or what is wrong with it, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.explore.engine.question import PLACE, Question, filters_of, period_of
from ordito.explore.queries.desk import LEVEL_OF_KIND
from ordito.indicators.enums import PlaceLevel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.explore.queries.desk import Desk, Dimension
    from ordito.indicators.engine.model import Period

ORDER = list(PlaceLevel)
"""Levels of places from the largest to the smallest."""


class QuestionError(Exception):
    """The parameters ask for nothing that can be counted; `field` names the one that is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def asked_by(parameters: Mapping[str, str], desk: Desk) -> Question:
    """The question of an address.

    Raises:
        QuestionError: something in it is unknown, or cannot be counted together.
    """
    asked = desk.asked.get(parameters.get("misura", ""))
    if asked is None:
        raise QuestionError("misura", _("Questo indicatore non è in uso: scegline un altro."))
    question = Question(
        measure=asked.code,
        period=_period(parameters.get("periodo", ""), desk, "periodo"),
        rows=parameters.get("righe", ""),
        columns=parameters.get("colonne", ""),
        within=_place(parameters.get("dentro", ""), desk, "dentro"),
        only=filters_of(parameters),
        against=_against(parameters.get("confronta", ""), desk),
        exact=bool(parameters.get("esatte")),
    )
    dimensions = desk.dimensions(asked.definition.dataset)
    _check_dimensions(question, dimensions)
    _check_filters(question, dimensions)
    _check_delicate(question, dimensions, {one.dimension for one in asked.definition.where})
    _check_comparison(question, dimensions)
    if question.exact and not all(desk.rights.exact(desk.places.get(place)) for place in question.places):
        raise QuestionError("esatte", _("Le cifre esatte si vedono solo dentro il proprio territorio: sceglilo."))
    return _settled(question, desk)


def _period(code: str, desk: Desk, field: str) -> Period:
    try:
        period = period_of(code)
    except ValueError:
        raise QuestionError(field, _("Scegli un periodo dell’elenco.")) from None
    if period.year not in desk.years or period.first > desk.today:
        raise QuestionError(field, _("Di questo periodo non ci sono dati."))
    return period


def _place(text: str, desk: Desk, field: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) not in desk.places:
        raise QuestionError(field, _("Di questo territorio non puoi vedere le cifre: scegline un altro."))
    return int(text)


def _against(code: str, desk: Desk) -> str:
    if code.startswith(PLACE):
        rest = code.removeprefix(PLACE)
        if rest != "0":
            _place(rest or "?", desk, "confronta")
    elif code:
        _period(code, desk, "confronta")
    return code


def _check_dimensions(question: Question, dimensions: Mapping[str, Dimension]) -> None:
    rows, columns = dimensions.get(question.rows), dimensions.get(question.columns)
    if rows is None and question.rows == PlaceLevel.COMUNE:
        raise QuestionError("righe", _("Le tue statistiche non arrivano fino ai Comuni: scegli righe più ampie."))
    if rows is None:
        raise QuestionError("righe", _("Questa misura non si può vedere per queste righe: scegline altre."))
    if not question.columns:
        return
    if columns is None or columns.by is None or columns.place:
        raise QuestionError("colonne", _("Questa misura non si può vedere per queste colonne: scegline altre."))
    if rows.by is not None and rows.by.dimension == columns.by.dimension:
        raise QuestionError("colonne", _("Righe e colonne dicono la stessa cosa: scegline due diverse."))


def _check_filters(question: Question, dimensions: Mapping[str, Dimension]) -> None:
    for code, value in question.only:
        dimension = dimensions.get(code)
        if dimension is None or not dimension.codes:
            raise QuestionError("", _("Questa misura non si può limitare così: togli il filtro."))
        if value not in dimension.codes:
            raise QuestionError("", _("La voce scelta nel filtro non c’è più: scegline un’altra."))


def _check_delicate(question: Question, dimensions: Mapping[str, Dimension], fixed: set[str]) -> None:
    """Delicate information stands alone, whether as a row, a column, a filter or part of what is counted (`fixed`)."""
    used = {question.rows, question.columns, *fixed, *(code for code, _value in question.only)}
    if sum(dimensions[code].sensitive for code in used if code in dimensions) > 1:
        field = "colonne" if question.columns in dimensions and dimensions[question.columns].sensitive else "righe"
        raise QuestionError(field, _("Due informazioni delicate non si incrociano: scegline una sola."))


def _check_comparison(question: Question, dimensions: Mapping[str, Dimension]) -> None:
    if not question.against:
        return
    if question.in_time:
        raise QuestionError("confronta", _("Le righe sono già periodi a confronto: scegli altre righe."))
    if question.other_place is not None and dimensions[question.rows].place:
        raise QuestionError("righe", _("Per confrontare due territori scegli righe diverse dal territorio."))
    if question.other_period == question.period or question.other_place == (question.within or 0):
        raise QuestionError("confronta", _("I due termini sono uguali: scegline un altro."))


def _settled(question: Question, desk: Desk) -> Question:
    """A comparison has no columns of its own, and places inside a place are smaller than it."""
    if question.against:
        question = replace(question, columns="")
    within = desk.places.get(question.within or 0)
    if within is not None and question.rows in set(PlaceLevel):
        least = LEVEL_OF_KIND[within.kind]
        if ORDER.index(PlaceLevel(question.rows)) < ORDER.index(least):
            question = replace(question, rows=least.value)
    return question
