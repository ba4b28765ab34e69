# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0002_service_register"),
    ]

    operations = [
        migrations.CreateModel(
            name="GlossaryTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("term", models.CharField(max_length=120, verbose_name="parola")),
                ("slug", models.SlugField(editable=False, max_length=120, unique=True)),
                ("folded", models.CharField(editable=False, max_length=120, unique=True)),
                ("definition", models.TextField(max_length=2000, verbose_name="spiegazione")),
                ("sources", models.TextField(blank=True, max_length=1000, verbose_name="fonti")),
                ("synonyms", models.JSONField(default=list, verbose_name="altri modi di dirlo")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "in preparazione"), ("published", "pubblicata"), ("withdrawn", "ritirata")],
                        default="draft",
                        max_length=10,
                        verbose_name="stato",
                    ),
                ),
                ("verified", models.BooleanField(default=False, verbose_name="verificata sulle fonti")),
                ("changed_at", models.DateTimeField(verbose_name="aggiornata il")),
                ("version", models.PositiveIntegerField(default=1)),
                ("see_also", models.ManyToManyField(blank=True, to="library.glossaryterm", verbose_name="vedi anche")),
            ],
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="titolo")),
                ("description", models.TextField(blank=True, max_length=4000, verbose_name="descrizione")),
                ("sought", models.TextField(editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("slides", "Diapositive"),
                            ("handout", "Dispensa o articolo"),
                            ("guidelines", "Linee guida"),
                            ("form", "Modello o scheda da usare"),
                            ("norm", "Norma o atto"),
                            ("report", "Relazione o ricerca"),
                            ("recording", "Registrazione audio o video"),
                            ("other", "Altro"),
                        ],
                        max_length=12,
                        verbose_name="tipo",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "Tutti, anche senza entrare"),
                            ("network", "Chi lavora nella rete"),
                            ("reserved", "Solo chi partecipa"),
                        ],
                        max_length=10,
                        verbose_name="chi lo legge",
                    ),
                ),
                ("holder_kind", models.CharField(blank=True, max_length=60)),
                ("holder_id", models.BigIntegerField(null=True)),
                ("edition", models.PositiveIntegerField(default=1, verbose_name="versione corrente")),
                ("added_at", models.DateTimeField(verbose_name="aggiunto il")),
                ("changed_at", models.DateTimeField(verbose_name="aggiornato il")),
                ("added_by_name", models.CharField(max_length=160, verbose_name="aggiunto da")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="ritirato il")),
                ("withdrawn_by_name", models.CharField(blank=True, max_length=160, verbose_name="ritirato da")),
                (
                    "withdrawn_because",
                    models.CharField(blank=True, max_length=300, verbose_name="perché è stato ritirato"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.organisation",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.territory",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MaterialVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="versione")),
                ("stored_file_id", models.BigIntegerField(null=True)),
                ("file_kind", models.CharField(blank=True, max_length=10, verbose_name="formato")),
                ("size", models.PositiveBigIntegerField(null=True, verbose_name="dimensione")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="impronta")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="indirizzo")),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="che cosa cambia")),
                ("added_at", models.DateTimeField(verbose_name="aggiunta il")),
                ("added_by_name", models.CharField(max_length=160, verbose_name="aggiunta da")),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="library.material"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PublicDownloads",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="giorno")),
                ("times", models.PositiveIntegerField(default=0, verbose_name="volte")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="public_downloads",
                        to="library.materialversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TermVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="versione")),
                ("content", models.JSONField(verbose_name="contenuto")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="che cosa è cambiato")),
                ("at", models.DateTimeField(verbose_name="salvata il")),
                ("by_name", models.CharField(max_length=160, verbose_name="salvata da")),
                ("form_key", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="library.glossaryterm"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="glossaryterm",
            index=models.Index(fields=["state", "folded"], name="glossary_page"),
        ),
        migrations.AddIndex(
            model_name="material",
            index=models.Index(fields=["-changed_at", "-id"], name="material_page"),
        ),
        migrations.AddIndex(
            model_name="material",
            index=models.Index(fields=["holder_kind", "holder_id"], name="material_holder"),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("holder_id__isnull", True), ("holder_kind", "")),
                    models.Q(models.Q(("holder_kind", ""), _negated=True), ("holder_id__isnull", False)),
                    _connector="OR",
                ),
                name="material_holder_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("visibility", "reserved"), _negated=True),
                    models.Q(("holder_kind", ""), _negated=True),
                    _connector="OR",
                ),
                name="material_reserved_to_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True), models.Q(("withdrawn_because", ""), _negated=True), _connector="OR"
                ),
                name="material_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="materialversion",
            constraint=models.UniqueConstraint(fields=("material", "number"), name="material_version_number"),
        ),
        migrations.AddConstraint(
            model_name="materialversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("link", ""), ("stored_file_id__isnull", False), models.Q(("sha256", ""), _negated=True)),
                    models.Q(("stored_file_id__isnull", True), models.Q(("link", ""), _negated=True)),
                    _connector="OR",
                ),
                name="material_version_file_or_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicdownloads",
            constraint=models.UniqueConstraint(fields=("version", "day"), name="public_downloads_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="termversion",
            constraint=models.UniqueConstraint(fields=("term", "number"), name="term_version_number"),
        ),
    ]
