# SPDX-License-Identifier: EUPL-1.2
"""What every installation starts from: the first questions, the bands of ages, the threshold of five."""

from django.db import migrations

INDICATORS = [
    ("persone_in_carico", "Persone in carico", "Quante persone sono state in carico ai servizi nel periodo?",
     "persons", None, None),
    ("minori_in_carico", "Minori in carico", "Quanti bambini e ragazzi sotto i 18 anni sono stati in carico?",
     "persons", 0, 17),
    ("minori_ogni_mille", "Minori in carico ogni 1.000 residenti",
     "Quanti, ogni mille residenti sotto i 18 anni, sono stati in carico?", "rate", 0, 17),
    ("prese_aperte", "Prese in carico aperte", "Quante prese in carico erano aperte alla fine del periodo?",
     "open", None, None),
    ("prese_avviate", "Prese in carico avviate", "Quante prese in carico sono cominciate nel periodo?",
     "opened", None, None),
    ("prese_concluse", "Prese in carico concluse", "Quante prese in carico sono finite nel periodo?",
     "closed", None, None),
]  # fmt: skip
BANDS = [(0, True), (3, False), (6, True), (11, False), (14, True), (18, True), (21, False)]
AUDIENCES = ["network", "publication"]


def load(apps, _editor):
    indicator = apps.get_model("indicators", "Indicator")
    for position, (code, name, question, measure, first, last) in enumerate(INDICATORS):
        indicator.objects.create(
            code=code, name=name, question=question, measure=measure, age_from=first, age_to=last,
            state="adopted", position=position,
        )  # fmt: skip
    band = apps.get_model("indicators", "AgeBand")
    for first, opens_broad in BANDS:
        band.objects.create(first=first, opens_broad=opens_broad)
    policy = apps.get_model("indicators", "DisclosurePolicy")
    for audience in AUDIENCES:
        policy.objects.create(audience=audience)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
