# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "ordito.threads"
    label = "threads"
