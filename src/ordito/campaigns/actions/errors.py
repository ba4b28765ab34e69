# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations


class CampaignRefusedError(Exception):
    """Something cannot be done with a campaign; the message says why to the person who asked."""


class ReturnRefusedError(Exception):
    """Something cannot be done with a return; the message says why to the person who asked. Answers are kept."""
