# SPDX-License-Identifier: EUPL-1.2
from ordito.flows.models.benefits import SocialBenefit
from ordito.flows.models.register import RegisterLookup
from ordito.flows.models.runs import FlowItem, FlowProblem, FlowRun
from ordito.flows.models.senders import FlowMapping, FlowSender
from ordito.flows.models.sinba import SinbaAssessment, SinbaSheet

__all__ = [
    "FlowItem",
    "FlowMapping",
    "FlowProblem",
    "FlowRun",
    "FlowSender",
    "RegisterLookup",
    "SinbaAssessment",
    "SinbaSheet",
    "SocialBenefit",
]
