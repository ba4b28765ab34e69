# SPDX-License-Identifier: EUPL-1.2
"""Each indicator that is there gets its recipe as version 1: in use, unless it was only proposed."""

from django.db import migrations
from django.utils import timezone

MEASURES = {"rate": "persons"}
COLUMNS = {
    "genere": "genere",
    "eta": "eta",
    "fasce": "eta",
    "servizio": "interventions.service_type",
    "ente": "body",
    "motivo": "taking_reasons.reason",
    "modalita": "mode",
}
UNITS = {
    "persons": "persone",
    "rate": "persone ogni 1.000 residenti",
    "open": "prese in carico",
    "opened": "prese in carico",
    "closed": "prese in carico",
}
COMMON = ["genere", "eta"]
TAKINGS = [*COMMON, "mode", "taking_reasons.reason", "interventions.service_type", "body"]
BREAKDOWNS = {"rate": COMMON, "closed": [*TAKINGS, "outcome", "closure_reason"]}


def definition_of(row):
    data = {"dataset": "takings", "measure": MEASURES.get(row.measure, row.measure)}
    ages = {"from": row.age_from, "to": row.age_to}
    ages = {name: age for name, age in ages.items() if age is not None}
    if ages:
        data["ages"] = ages
    if row.facet:
        data["where"] = [{"dimension": COLUMNS[row.facet], "codes": [row.facet_value]}]
    if row.measure == "rate":
        data["over"] = {"kind": "residents", "per": 1000}
    data["breakdowns"] = BREAKDOWNS.get(row.measure, TAKINGS)
    return data


def give(apps, _editor):
    version = apps.get_model("indicators", "IndicatorVersion")
    now = timezone.now()
    for row in apps.get_model("indicators", "Indicator").objects.all():
        used = row.state != "proposed"
        made = version.objects.create(
            indicator=row, number=1, definition=definition_of(row), by_name="Ordito", at=now,
            in_use_from=now if used else None, in_use_until=now if row.state == "retired" else None,
        )  # fmt: skip
        row.unit, row.proposed_by_name = UNITS[row.measure], "Ordito"
        row.origin, row.origin_text = "catalogue", "fornito con Ordito"
        row.current = made if used else None
        row.state = "in_use" if row.state == "adopted" else row.state
        row.save()


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_indicator_life")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop, elidable=False)]
