# SPDX-License-Identifier: EUPL-1.2
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.declare import MenuEntry

DECLARES = (MenuEntry(_("Territorio"), _("Fili"), "threads:list", Verb.VIEW_THREADS, "it-link", order=39),)
