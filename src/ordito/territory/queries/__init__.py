# SPDX-License-Identifier: EUPL-1.2
"""Reads on places, residents, shapes, bodies and people of the network."""

from ordito.territory.queries.hierarchies import (
    ambiti_of,
    ambito_of,
    comuni_within,
    first_region,
    groups_of_comuni,
    region_of,
)
from ordito.territory.queries.listing import (
    CountMap,
    PlacePage,
    PlaceRow,
    count_map,
    counted_by,
    named_like,
    place_page,
    place_rows,
    with_current_roles,
)
from ordito.territory.queries.maps import RegionMap, boundaries_of, map_of_comuni, map_of_kind
from ordito.territory.queries.population import (
    DEFAULT_BANDS,
    MINORS,
    AgeBand,
    PopulationRow,
    PopulationTable,
    population_table,
    population_year,
    residents,
    residents_by_band,
)

__all__ = [
    "DEFAULT_BANDS",
    "MINORS",
    "AgeBand",
    "CountMap",
    "PlacePage",
    "PlaceRow",
    "PopulationRow",
    "PopulationTable",
    "RegionMap",
    "ambiti_of",
    "ambito_of",
    "boundaries_of",
    "comuni_within",
    "count_map",
    "counted_by",
    "first_region",
    "groups_of_comuni",
    "map_of_comuni",
    "map_of_kind",
    "named_like",
    "place_page",
    "place_rows",
    "population_table",
    "population_year",
    "region_of",
    "residents",
    "residents_by_band",
    "with_current_roles",
]
