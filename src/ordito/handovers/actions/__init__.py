# SPDX-License-Identifier: EUPL-1.2
"""Every write of referrals and handovers; expected failures are those of `cases.actions.errors`."""

from ordito.handovers.actions.acceptance import accept_handover
from ordito.handovers.actions.offers import offer_handover, send_referral
from ordito.handovers.actions.steps import finish_handover, finish_referral, refuse, revoke, take_referral

__all__ = [
    "accept_handover",
    "finish_handover",
    "finish_referral",
    "offer_handover",
    "refuse",
    "revoke",
    "send_referral",
    "take_referral",
]
