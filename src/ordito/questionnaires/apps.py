# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "ordito.questionnaires"
    label = "questionnaires"
