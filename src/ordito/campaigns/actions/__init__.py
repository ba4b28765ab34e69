# SPDX-License-Identifier: EUPL-1.2
"""Every write on campaigns and returns."""

from ordito.campaigns.actions.campaigns import (
    add_units,
    close_campaign,
    create_campaign,
    discard_campaign,
    edit_campaign,
    open_campaign,
    reopen_campaign,
    set_warning_rules,
)
from ordito.campaigns.actions.checking import confirm_register, explain
from ordito.campaigns.actions.errors import CampaignRefusedError, ReturnRefusedError
from ordito.campaigns.actions.links import enter_by_link, make_link, revoke_link
from ordito.campaigns.actions.notices import tell_fillers
from ordito.campaigns.actions.returns import (
    approve_ambito_for_region,
    approve_for_region,
    exempt_return,
    extend_return,
    move_to_ambito,
    reopen_return,
    require_return,
    send_back,
    start_return,
    submit_return,
    take_up,
)
from ordito.campaigns.actions.shipped import load_shipped
from ordito.campaigns.actions.signatures import approve_for_ambito, attach_signed_pdf, statement_for

__all__ = [
    "CampaignRefusedError",
    "ReturnRefusedError",
    "add_units",
    "approve_ambito_for_region",
    "approve_for_ambito",
    "approve_for_region",
    "attach_signed_pdf",
    "close_campaign",
    "confirm_register",
    "create_campaign",
    "discard_campaign",
    "edit_campaign",
    "enter_by_link",
    "exempt_return",
    "explain",
    "extend_return",
    "load_shipped",
    "make_link",
    "move_to_ambito",
    "open_campaign",
    "reopen_campaign",
    "reopen_return",
    "require_return",
    "revoke_link",
    "send_back",
    "set_warning_rules",
    "start_return",
    "statement_for",
    "submit_return",
    "take_up",
    "tell_fillers",
]
