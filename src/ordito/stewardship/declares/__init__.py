# SPDX-License-Identifier: EUPL-1.2
from ordito.stewardship.declares import retention

DECLARES = (*retention.DECLARES,)
