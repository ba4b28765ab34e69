# SPDX-License-Identifier: EUPL-1.2
from ordito.stewardship.declares import retention, rights, watch

DECLARES = (*retention.DECLARES, *rights.DECLARES, *watch.DECLARES)
