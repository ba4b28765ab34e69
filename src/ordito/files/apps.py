# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "ordito.files"
    label = "files"
