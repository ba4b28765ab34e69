# SPDX-License-Identifier: EUPL-1.2
"""Asking the population register about the person of a record, and taking over what it says."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code, lock
from ordito.cases.enums import CaseFileState, Protection
from ordito.cases.models import CaseFile, Code
from ordito.circumstances.actions.facts import add_fact
from ordito.circumstances.enums import ListKey as FactKey
from ordito.circumstances.rules.kinds import BY_KEY
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts
from ordito.flows import rules
from ordito.flows.engine.register import Question, RegisterError
from ordito.flows.engine.register_simulator import Simulator
from ordito.flows.enums import ListKey, LookupOutcome
from ordito.flows.models import RegisterLookup
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from ordito.circumstances.models import Fact
    from ordito.core.access import Actor
    from ordito.flows.engine.register import Register

KEPT = timedelta(days=1)
"""How long an answer can be looked at."""
SIMULATOR = "simulator"


def register_in_use() -> Register | None:
    """Who carries questions to the register; nobody when it is off."""
    named = settings.POPULATION_REGISTER
    if named == SIMULATOR:
        comune = Territory.objects.filter(kind=TerritoryKind.MUNICIPALITY).exclude(istat_code="").order_by("pk").first()
        return Simulator(comune.istat_code if comune else "", comune.name if comune else "")
    made: Register | None = import_string(named)() if named else None
    return made


def ask_register(
    *, by: Actor, at: datetime, case_file: CaseFile, reason: str, basis: Code, form_key: UUID
) -> RegisterLookup:
    """Ask about the person of a record; that it was asked is kept, whatever came of it. The same form asks once.

    Raises:
        NotAllowedError: the actor does not follow the record.
        CaseError: the register is off, no reason, a code out of its list, a closed record, no fiscal code, a person
            whose whereabouts are protected.
    """
    permit(rules.can_ask_register(by, case_file))
    register = register_in_use()
    if register is None:
        raise CaseError(_("Il collegamento con l’anagrafe è spento."))
    with transaction.atomic():  # the row stands before anybody outside is asked, whatever comes then
        record = lock(CaseFile, case_file.pk)
        if made := RegisterLookup.objects.filter(form_key=form_key, case_file=record).first():
            return made
        code = _askable(record, reason, basis, at=at)
        lookup = RegisterLookup(
            case_file=record, basis=basis, asked_at=at, asked_by_name=by.actor_name[:160], form_key=form_key
        )
        with recorded("flows.ask_register", by=by, at=at, purpose=basis.label) as trace:
            seal_texts(lookup, reason=reason.strip())
            lookup.save(force_insert=True)
            _forget_older(record, at=at)
            trace.touches(lookup, record)
    _hear(register, lookup, Question(code, timezone.localdate(at), reason.strip(), basis.code), by=by, at=at)
    return lookup


def _hear(register: Register, lookup: RegisterLookup, question: Question, *, by: Actor, at: datetime) -> None:
    """Ask, and keep what came of it; a question that breaks off stays as asked."""
    said = ""
    try:
        answer = register.ask(question)
        lookup.outcome, lookup.operation = LookupOutcome.ANSWERED, answer.operation[:80]
        said = json.dumps(asdict(answer), cls=DjangoJSONEncoder)
    except RegisterError as error:
        lookup.outcome = LookupOutcome(error.failure.value)
    with recorded("flows.keep_register_answer", by=by, at=at) as trace:
        seal_texts(lookup, answer=said)
        lookup.save(update_fields=["outcome", "operation", "answer"])
        trace.touches(lookup, lookup.case_file, fields=["outcome", "answer"])
        trace.notes(outcome=lookup.outcome)


def _askable(case_file: CaseFile, reason: str, basis: Code, *, at: datetime) -> str:
    """The fiscal code to ask for."""
    if case_file.state == CaseFileState.CLOSED:
        raise CaseError(_("La cartella è chiusa: riaprila per consultare l’anagrafe."))
    if not reason.strip():
        raise CaseError(_("Scrivi perché serve consultare l’anagrafe."), field="reason")
    check_code(basis, ListKey.REGISTER_BASIS, at=timezone.localdate(at), field="basis")
    if case_file.person.protection != Protection.NONE:
        raise CaseError(
            _("Questa persona è protetta: non si consulta l’anagrafe da qui. Chiedi all’ufficio anagrafe di persona.")
        )
    code = open_text(case_file.person, "fiscal_code")
    if not code:
        raise CaseError(_("Manca il codice fiscale: scrivilo prima tra i dati della persona."))
    return code


def _forget_older(case_file: CaseFile, *, at: datetime) -> None:
    for row in RegisterLookup.objects.filter(case_file=case_file, asked_at__lte=at - KEPT).exclude(answer=b""):
        row.answer = b""
        row.save(update_fields=["answer"])


def answer_of(lookup: RegisterLookup, *, now: datetime) -> dict[str, Any] | None:
    """What the register said, as plain values (`engine.register.Answer`); none when it is too old or there was none."""
    said = open_text(lookup, "answer") if lookup.asked_at > now - KEPT else ""
    answer: dict[str, Any] | None = json.loads(said) if said else None
    return answer


def take_residence(*, by: Actor, at: datetime, lookup: RegisterLookup) -> Fact:
    """Write the residence that the register gave among the person's addresses, with the register as its source.

    The residence before ends the day before; the same taken twice is written once.

    Raises:
        NotAllowedError: the actor does not write the circumstances of the record.
        CaseError: the answer is too old, has no residence, or a Comune that is not known here; as `add_fact`.
    """
    permit(rules.can_ask_register(by, lookup.case_file))
    residence = (answer_of(lookup, now=at) or {}).get("residence")
    if not residence:
        raise CaseError(_("Questa risposta non c’è più: consulta di nuovo l’anagrafe."))
    comune = Territory.objects.filter(kind=TerritoryKind.MUNICIPALITY, istat_code=residence["comune"]).first()
    if comune is None:
        raise CaseError(_("Il Comune indicato dall’anagrafe non è nell’elenco: scrivi l’indirizzo a mano."))
    since = date.fromisoformat(residence["since"]) if residence["since"] else timezone.localdate(lookup.asked_at)
    values = {
        "kind": _code(FactKey.ADDRESS_KIND, "residence"),
        "source": _code(FactKey.FACT_SOURCE, "register"),
        "comune": comune,
        "street": residence["street"],
        "valid_from": since,
    }
    with recorded("flows.take_residence", by=by, at=at) as trace:
        fact = add_fact(
            by=by, at=at, case_file=lookup.case_file, kind=BY_KEY["indirizzo"], values=values, close_previous=True
        )
        trace.touches(lookup, lookup.case_file)
    return fact


def _code(key: FactKey, code: str) -> Code:
    return Code.objects.select_related("code_list").get(code_list__key=key, code=code)
