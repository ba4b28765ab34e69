# SPDX-License-Identifier: EUPL-1.2
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ordito.core.declare import Recurring

DECLARES = (Recurring("ordito.files.tasks.expire", _("Pulizia dei file scaduti"), timedelta(hours=1)),)
