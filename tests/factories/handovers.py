# SPDX-License-Identifier: EUPL-1.2
"""Referrals and handovers for tests, made by the actions themselves: their dossier is a real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordito.cases.enums import Part
from ordito.cases.models import Code
from ordito.handovers.actions import offer_handover, send_referral
from ordito.handovers.enums import ListKey
from tests.factories.cases import NOW, Place, make_codes

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile, TakingInCharge
    from ordito.handovers.models import Handover, Referral
    from ordito.territory.models import Organisation


def passage_code(key: ListKey, name: str) -> Code:
    """A code of these lists; they are loaded the first time."""
    if not Code.objects.filter(code_list__key=key).exists():
        make_codes()
    return Code.objects.select_related("code_list").get(code_list__key=key, code=name)


def make_handover(taking: TakingInCharge, by: User, to: Place, **values: Any) -> Handover:
    """An offer to the service of another Comune, with the interventions and without the name."""
    given: dict[str, Any] = {
        "reason": passage_code(ListKey.HANDOVER_REASON, "residence"),
        "presentation": "La famiglia si trasferisce a dicembre.",
        "names": False,
        "parts": [Part.INTERVENTIONS],
        "at": NOW,
    }
    return offer_handover(by=by, taking=taking, comune=to.comune, body=to.body, **{**given, **values})


def make_referral(case_file: CaseFile, by: User, body: Organisation, **values: Any) -> Referral:
    """Somebody sent to a body, that works in Ordito when a `comune` is given."""
    given: dict[str, Any] = {
        "comune": None,
        "reason": passage_code(ListKey.REFERRAL_REASON, "health"),
        "presentation": "Chiede una valutazione.",
        "names": False,
        "at": NOW,
    }
    return send_referral(by=by, case_file=case_file, body=body, **{**given, **values})
