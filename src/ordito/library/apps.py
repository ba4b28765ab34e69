# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    """Materials with their versions, and the glossary that explains words."""

    name = "ordito.library"
    label = "library"
    verbose_name = _("Biblioteca")
