# SPDX-License-Identifier: EUPL-1.2
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.declare import MenuEntry

SECTION = _("Territorio")

DECLARES = (
    MenuEntry(SECTION, _("Luoghi"), "territory:places", Verb.VIEW_TERRITORY, "it-map-marker", 60),
    MenuEntry(SECTION, _("Enti"), "territory:organisations", Verb.VIEW_TERRITORY, "it-pa", 61),
    MenuEntry(SECTION, _("Servizi"), "territory:services", Verb.VIEW_TERRITORY, "it-tool", 62),
    MenuEntry(SECTION, _("Operatori"), "territory:professionals", Verb.VIEW_STAFF, "it-user", 63),
    MenuEntry(SECTION, _("Programmi"), "territory:programmes", Verb.VIEW_TERRITORY, "it-flag", 64),
)
