# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ordito.assessments import rules
from ordito.assessments.enums import InstrumentKind
from ordito.assessments.models import Dimension, Instrument, QuestionScore, Scale, ScaleBand, Scheme, SubDimension
from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_order, lock
from ordito.core.access import permit
from ordito.core.fields import uuid7
from ordito.questionnaires.enums import VersionState
from ordito.questionnaires.models import VersionQuestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from ordito.assessments.engine.wording import OwnScale
    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.questionnaires.models import QuestionnaireVersion
    from ordito.territory.models import Territory

OWN_SIDE = "SCALE"
"""The one dimension of an instrument whose scales the office wrote itself."""


def add_instrument(
    *,
    by: Actor,
    at: datetime,
    name: str,
    months: int,
    territory: Territory | None,
    scheme: Scheme | None = None,
    scales: Sequence[OwnScale] = (),
    questionnaire_version: QuestionnaireVersion | None = None,
    viewpoint: Code | None = None,
    terms: str = "",
) -> Instrument:
    """Add an instrument that gives scores: by a questionnaire when one is given, else typed from elsewhere.

    The scores go to the sub-dimensions of `scheme`, or to `scales` of its own, of which a scheme is made.

    Raises:
        NotAllowedError: the actor does not keep the settings there.
        CaseError: neither scheme nor scales, a questionnaire that is not published, ends or cut-offs out of order.
    """
    _check_asked(scheme, scales, questionnaire_version)
    instrument = Instrument(
        key=f"{slugify(name)[:40]}-{uuid7().hex[-8:]}",
        name=name,
        kind=InstrumentKind.QUESTIONNAIRE if questionnaire_version else InstrumentKind.SCORES,
        months=months,
        terms=terms,
        viewpoint=viewpoint,
        questionnaire_version=questionnaire_version,
        territory=territory,
        valid_from=timezone.localdate(at),
    )
    permit(rules.can_keep(by, instrument))
    with recorded("assessments.add_instrument", by=by, at=at) as trace:
        _check_new(instrument)
        instrument.scheme = scheme or _own_scheme(instrument, scales, day=timezone.localdate(at))
        instrument.save()
        trace.touches(instrument, instrument.scheme)
    return instrument


def _check_asked(scheme: Scheme | None, scales: Sequence[OwnScale], version: QuestionnaireVersion | None) -> None:
    if version is not None and version.state != VersionState.PUBLISHED:
        raise CaseError(_("Scegli un questionario pubblicato."), field="questionnaire_version")
    if scheme is None and not scales:
        raise CaseError(_("Scegli uno schema, oppure scrivi almeno una scala."), field="scheme")


def _check_new(instrument: Instrument) -> None:
    """Nobody wants two instruments in use under one name; it also makes a form posted twice add one."""
    same = Instrument.objects.filter(name=instrument.name, kind=instrument.kind, territory=instrument.territory)
    if same.filter(valid_to__isnull=True).exists():
        raise CaseError(_("C’è già uno strumento in uso con questo nome."), field="name")


def set_questions(*, by: Actor, at: datetime, instrument: Instrument, questions: Mapping[int, int]) -> Instrument:
    """Say which question gives the score of each sub-dimension: ids of questions by ids of sub-dimensions.

    Raises:
        NotAllowedError: the actor does not keep the settings there.
        CaseError: not a questionnaire, a question that is not in it, a sub-dimension of another scheme.
    """
    permit(rules.can_keep(by, instrument))
    with recorded("assessments.set_questions", by=by, at=at) as trace:
        row = lock(Instrument, instrument.pk)
        asked = VersionQuestion.objects.filter(version=row.questionnaire_version_id, question__in=questions.values())
        known = set(asked.values_list("question_id", flat=True))
        lines = set(SubDimension.objects.filter(dimension__scheme=row.scheme_id).values_list("pk", flat=True))
        if not (set(questions.values()) <= known and set(questions) <= lines):
            raise CaseError(_("Questa domanda non fa parte del questionario."))
        row.question_scores.all().delete()
        QuestionScore.objects.bulk_create(
            QuestionScore(instrument=row, sub_dimension_id=pk, question_id=question)
            for pk, question in questions.items()
        )
        row.version += 1
        row.save()
        trace.touches(row, fields=["question_scores"])
    return row


def end_instrument(*, by: Actor, at: datetime, instrument: Instrument, valid_to: date) -> Instrument:
    """Say until when an instrument is offered; what was assessed with it stays.

    Raises:
        NotAllowedError: the actor does not keep the settings there.
        CaseError: before it came into use.
    """
    permit(rules.can_keep(by, instrument))
    with recorded("assessments.end_instrument", by=by, at=at) as trace:
        row = lock(Instrument, instrument.pk)
        check_order(row.valid_from, valid_to, field="valid_to")
        row.valid_to = valid_to
        row.version += 1
        row.save()
        trace.touches(row, fields=["valid_to"])
    return row


def _own_scheme(instrument: Instrument, scales: Sequence[OwnScale], *, day: date) -> Scheme:
    scheme = Scheme.objects.create(
        key=instrument.key,
        name=instrument.name,
        source=instrument.terms,
        territory=instrument.territory,
        valid_from=day,
    )
    side = Dimension.objects.create(scheme=scheme, code=OWN_SIDE, label=instrument.name[:120])
    for position, own in enumerate(scales, start=1):
        check_scale(own, field=f"scale-{position}")
        scale = Scale.objects.create(
            key=f"{instrument.key[:52]}-{position}",
            label=own.label,
            lowest=own.lowest,
            highest=own.highest,
            strength=own.strength,
        )
        ScaleBand.objects.bulk_create(
            ScaleBand(scale=scale, first=first, last=last, label=word) for first, last, word in own.bands
        )
        SubDimension.objects.create(dimension=side, scale=scale, code=str(position), label=own.label, position=position)
    return scheme


def check_scale(own: OwnScale, *, field: str = "") -> None:
    """The ends are in order; the cut-offs stand between them and do not overlap."""
    if own.highest <= own.lowest:
        raise CaseError(_("Il valore più alto deve essere maggiore del più basso."), field=field)
    reached = own.lowest - 1
    for first, last, _word in sorted(own.bands):
        if first <= reached or last < first or last > own.highest:
            raise CaseError(_("Le fasce devono stare dentro la scala, una dopo l’altra."), field=field)
        reached = last
