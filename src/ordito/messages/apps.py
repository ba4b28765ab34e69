# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "ordito.messages"
    label = "ordito_messages"  # "messages" is the framework's own
