# SPDX-License-Identifier: EUPL-1.2
"""Entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from ordito.config.checks import refuse_to_start
from ordito.core.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ordito.config.settings")
application = get_wsgi_application()
refuse_to_start()
settle()
