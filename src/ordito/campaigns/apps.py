# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "ordito.campaigns"
    label = "campaigns"
