# SPDX-License-Identifier: EUPL-1.2
"""The life of an indicator: proposed, discussed, defined, put in use, taken up, revised, retired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import NotAllowedError, Verb, require
from ordito.indicators.actions.errors import IndicatorConflictError, IndicatorError
from ordito.indicators.enums import IndicatorMove, IndicatorState
from ordito.indicators.models import Indicator, IndicatorComment, IndicatorVersion, Uptake
from ordito.indicators.queries.catalogue import catalogue
from ordito.indicators.queries.checks import blocking
from ordito.indicators.queries.people import speaks_for
from ordito.indicators.rules import STEPS, acts_for, can_edit, can_withdraw, target_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from ordito.core.access import Actor
    from ordito.indicators.engine.definition import Definition
    from ordito.territory.models import Organisation, Territory

LONGEST_CODE = 40
CARD = ("name", "question", "why", "origin", "origin_text", "unit", "direction", "target", "source", "owner")
"""What may be corrected without a new version: none of it changes a figure."""


@dataclass(frozen=True)
class Proposal:
    """What somebody says when they propose an indicator; `origin` is one of `Origin`."""

    name: str
    question: str
    why: str
    origin: str
    origin_text: str = ""
    unit: str = ""


def propose_indicator(proposal: Proposal, *, by: Actor, at: datetime) -> Indicator:
    """Propose an indicator to the network; the same proposal sent twice by one person is one.

    Raises:
        NotAllowedError: the verb is missing.
        IndicatorError: another indicator has this name.
    """
    require(by, Verb.PROPOSE_INDICATOR)
    with recorded("indicators.propose_indicator", by=by, at=at) as trace:
        same = Indicator.objects.select_for_update().filter(name__iexact=proposal.name).first()
        if same is not None and (same.question, same.proposed_by_id) == (proposal.question, by.actor_id):
            return same
        _check_name(proposal.name, None)
        row = Indicator.objects.create(
            **vars(proposal),
            code=_free_code(proposal.name),
            proposed_at=at,
            proposed_by_id=by.actor_id,
            proposed_by_name=by.actor_name[:160],
            proposed_for=speaks_for(by),
            position=Indicator.objects.count(),
        )
        trace.touches(row)
    return row


def edit_indicator(
    *, indicator: Indicator, values: Mapping[str, Any], version: int, by: Actor, at: datetime
) -> Indicator:
    """Correct the card of an indicator: any of `CARD`; `version` is the one that the form showed.

    Raises:
        NotAllowedError: the actor may not.
        IndicatorConflictError: somebody saved first.
        IndicatorError: another indicator has this name.
    """
    with recorded("indicators.edit_indicator", by=by, at=at) as trace:
        row = _locked(indicator)
        _permit(can_edit(by, row))
        changed = [name for name in CARD if name in values and getattr(row, name) != values[name]]
        if not changed:  # the same form sent twice
            return row
        _check_version(row, version)
        _check_name(str(values.get("name", row.name)), row)
        for name in changed:
            setattr(row, name, values[name])
        _save(row)
        trace.touches(row, fields=changed)
    return row


def comment_on(*, indicator: Indicator, text: str, form_key: UUID, by: Actor, at: datetime) -> IndicatorComment:
    """Say something of an indicator: a proposal is under discussion from its first comment on. One form, one comment.

    Raises:
        NotAllowedError: the verb is missing.
        IndicatorError: the indicator has been retired.
    """
    with recorded("indicators.comment_on", by=by, at=at) as trace:
        row = _moving(indicator, IndicatorMove.COMMENT, by)
        comment, made = IndicatorComment.objects.get_or_create(
            form_key=form_key,
            defaults={
                "indicator": row,
                "text": text,
                "at": at,
                "by_id": by.actor_id,
                "by_name": by.actor_name[:160],
                "by_for": speaks_for(by),
            },
        )
        if made:
            _lead(row, IndicatorMove.COMMENT)
        trace.touches(row, comment)
    return comment


def define_indicator(
    *,
    indicator: Indicator,
    definition: Definition,
    version: int,
    changes: str = "",
    breaks_series: bool = False,
    by: Actor,
    at: datetime,
) -> IndicatorVersion:
    """Write the draft of the next version; the version in use stays as it is.

    Raises:
        NotAllowedError: the verb is missing.
        IndicatorConflictError: somebody saved first.
        IndicatorError: retired, or one is in use and nothing says what changes.
    """
    with recorded("indicators.define_indicator", by=by, at=at) as trace:
        row = _moving(indicator, IndicatorMove.DEFINE, by)
        if row.current_id is not None and not changes.strip():
            raise IndicatorError(_("Scrivi che cosa cambia rispetto alla versione in uso."), field="changes")
        draft = row.versions.filter(in_use_from=None).first()
        said = (definition, changes.strip(), breaks_series and row.current_id is not None)
        if draft is not None and (draft.recipe, draft.changes, draft.breaks_series) == said:
            return draft  # the same form sent twice
        _check_version(row, version)
        if draft is None:
            number = 1 + max(row.versions.values_list("number", flat=True), default=0)
            draft = IndicatorVersion(indicator=row, number=number)
        draft.definition = definition.to_data()
        _recipe, draft.changes, draft.breaks_series = said
        draft.by_id, draft.by_name, draft.at = by.actor_id, by.actor_name[:160], at
        draft.save()
        _save(row)
        trace.touches(row, draft, fields=["definition"])
    return draft


def discard_draft(*, indicator: Indicator, version: int, by: Actor, at: datetime) -> None:
    """Give up the draft of the next version, if there is one; `version` is the one with which the draft was shown.

    Raises:
        NotAllowedError: the verb is missing.
        IndicatorConflictError: somebody saved first.
        IndicatorError: retired.
    """
    with recorded("indicators.discard_draft", by=by, at=at) as trace:
        row = _moving(indicator, IndicatorMove.DEFINE, by)
        draft = row.versions.filter(in_use_from=None).first()
        if draft is None:  # the same form sent twice
            return
        _check_read(row, version)
        draft.delete()
        _save(row)
        trace.touches(row)


def put_in_use(*, indicator: Indicator, version: int, by: Actor, at: datetime) -> IndicatorVersion:
    """Freeze the draft: figures are counted by it from now on, and bodies may take it up. Sent twice, it happens once.

    `version` is the one of the indicator with which the draft was shown.

    Raises:
        NotAllowedError: the verb is missing.
        IndicatorConflictError: somebody saved first.
        IndicatorError: not discussed yet, retired, no draft, or a draft that cannot be counted.
    """
    with recorded("indicators.put_in_use", by=by, at=at) as trace:
        row = _moving(indicator, IndicatorMove.PUT_IN_USE, by)
        draft = row.versions.filter(in_use_from=None).first()
        if draft is None and row.current is not None and version == row.version:
            return row.current
        _check_read(row, version)
        if draft is None:
            raise IndicatorError(_("Prima va definito come si conta."))
        if found := blocking(draft.recipe, catalogue()):
            raise IndicatorError(found[0].text)
        if row.current is not None:
            row.current.in_use_until = at
            row.current.save()
        draft.in_use_from = at
        draft.save()
        row.current = draft
        _lead(row, IndicatorMove.PUT_IN_USE)
        trace.touches(row, draft, fields=["state", "current"])
        trace.notes(number=draft.number)
    return draft


def take_up(
    *,
    indicator: Indicator,
    territory: Territory | None = None,
    organisation: Organisation | None = None,
    on: date,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Uptake:
    """A place or a body takes up the version in use; one that had taken up an earlier version takes up this one.

    Raises:
        NotAllowedError: the actor does not act for it.
        IndicatorError: not in use, taken up already in this version, or a day to come.
    """
    who: dict[str, Any] = {"territory": territory, "organisation": organisation}
    _permit(acts_for(by, **{f"{kind}_id": one.pk if one else None for kind, one in who.items()}))
    if on > timezone.localdate(at):
        raise IndicatorError(_("La data non può essere nel futuro."), field="on")
    with recorded("indicators.take_up", by=by, at=at) as trace:
        row = _moving(indicator, IndicatorMove.TAKE_UP, by)
        if row.current is None:
            raise IndicatorError(_("Prima va definito come si conta."))
        standing = row.uptakes.filter(**who, withdrawn_on=None).first()
        if standing is not None:
            if standing.taken_version_id == row.current_id and (standing.on, standing.note) == (on, note):
                return standing  # the same form sent twice
            _end_earlier(row, standing, on)
        uptake = Uptake.objects.create(
            indicator=row,
            taken_version=row.current,
            **who,
            on=on,
            note=note,
            by_id=by.actor_id,
            by_name=by.actor_name[:160],
        )
        trace.touches(row, uptake)
    return uptake


def _end_earlier(row: Indicator, standing: Uptake, on: date) -> None:
    """End the uptake of an earlier version; IndicatorError when it is of the version in use."""
    if standing.taken_version_id == row.current_id:
        raise IndicatorError(_("È già recepito in questa versione."))
    standing.withdrawn_on, standing.withdrawn_because = max(on, standing.on), _("Recepita la versione seguente.")
    standing.save()


def withdraw_uptake(*, uptake: Uptake, because: str, by: Actor, at: datetime) -> None:
    """Take an uptake back, from today; what was counted stands.

    Raises:
        NotAllowedError: the actor does not act for that place or body, or it was taken back already.
    """
    with recorded("indicators.withdraw_uptake", by=by, at=at) as trace:
        row = Uptake.objects.select_for_update(of=("self",)).get(pk=uptake.pk)
        _permit(can_withdraw(by, row))
        row.withdrawn_on, row.withdrawn_because = timezone.localdate(at), because
        row.save()
        trace.touches(row, fields=["withdrawn_on"])
        trace.touches_ids("indicators.indicator", [row.indicator_id])


def retire_indicator(*, indicator: Indicator, because: str, version: int, by: Actor, at: datetime) -> Indicator:
    """Count it no more; releases and reports that use it stand, and so does its page. Its draft is given up.

    `version` is the one of the indicator when that was read.

    Raises:
        NotAllowedError: the verb is missing.
        IndicatorConflictError: somebody saved first.
        IndicatorError: it is retired already.
    """
    with recorded("indicators.retire_indicator", by=by, at=at) as trace:
        row = _moving(indicator, IndicatorMove.RETIRE, by)
        _check_read(row, version)
        row.versions.filter(in_use_from__isnull=False, in_use_until=None).update(in_use_until=at)
        row.versions.filter(in_use_from=None).delete()
        row.retired_because = because
        _lead(row, IndicatorMove.RETIRE)
        trace.touches(row, fields=["state"])
    return row


def _moving(indicator: Indicator, move: IndicatorMove, by: Actor) -> Indicator:
    """The row, locked, when the move may happen."""
    require(by, STEPS[move].verb)
    row = _locked(indicator)
    if target_of(move, row.state) is None:
        if row.state == IndicatorState.PROPOSED:
            raise IndicatorError(_("Prima va discusso: basta un commento."))
        raise IndicatorError(_("Ora non si può: l’indicatore è %(state)s.") % {"state": row.get_state_display()})
    return row


def _locked(indicator: Indicator) -> Indicator:
    return Indicator.objects.select_for_update(of=("self",)).select_related("current").get(pk=indicator.pk)


def _check_version(row: Indicator, version: int) -> None:
    """IndicatorConflictError when somebody saved since the form was shown."""
    if version != row.version:
        raise IndicatorConflictError(row)


def _check_read(row: Indicator, version: int) -> None:
    """IndicatorConflictError when somebody saved since a draft was shown to whom decides on it."""
    if version != row.version:
        message = _(
            "Nel frattempo qualcun altro ha salvato questo indicatore: rileggi la bozza di adesso, poi conferma."
        )
        raise IndicatorConflictError(row, message)


def _lead(row: Indicator, move: IndicatorMove) -> None:
    """Make a move that may happen."""
    target = target_of(move, row.state)
    if target is not None:
        row.state = target
    row.save()


def _save(row: Indicator) -> None:
    """Save what a form shows: who has the form open learns of it. Moves and comments disturb nobody."""
    row.version += 1
    row.save()


def _permit(allowed: bool) -> None:  # noqa: FBT001 - the answer of a rule
    if not allowed:
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))


def _check_name(name: str, row: Indicator | None) -> None:
    others = Indicator.objects.filter(name__iexact=name).exclude(state=IndicatorState.RETIRED)
    if (others if row is None else others.exclude(pk=row.pk)).exists():
        raise IndicatorError(_("C’è già un indicatore con questo nome: cercalo nell’elenco."), field="name")


def _free_code(name: str) -> str:
    """A code made from the name, with a number behind it when it is taken."""
    stem = slugify(name).replace("-", "_")[: LONGEST_CODE - 4] or "indicatore"
    taken = set(Indicator.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := _numbered(stem, number)) not in taken)


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}_{number}"
