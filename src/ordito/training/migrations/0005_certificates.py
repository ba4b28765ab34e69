# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
import ordito.training.models.certificates
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0004_evaluation"),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificateYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kid", models.SlugField(max_length=24, unique=True)),
                ("public", models.JSONField()),
                ("private", models.BinaryField()),
                ("made_at", models.DateTimeField(verbose_name="creata il")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="sostituita il")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="anno")),
                ("ordinal", models.PositiveIntegerField(verbose_name="numero")),
                (
                    "code",
                    models.CharField(
                        default=ordito.training.models.certificates.new_code,
                        max_length=16,
                        unique=True,
                        verbose_name="codice di verifica",
                    ),
                ),
                ("surname", models.CharField(max_length=80, verbose_name="cognome")),
                ("name", models.CharField(max_length=80, verbose_name="nome")),
                (
                    "register_number",
                    models.CharField(blank=True, max_length=40, verbose_name="numero di iscrizione all’albo"),
                ),
                ("profile", models.CharField(blank=True, max_length=30, verbose_name="profilo")),
                ("course_title", models.CharField(max_length=200, verbose_name="corso")),
                ("edition_name", models.CharField(max_length=120, verbose_name="edizione")),
                ("kind", models.CharField(max_length=120, verbose_name="tipo di attestato")),
                ("organiser", models.CharField(max_length=160, verbose_name="ente che organizza")),
                ("place", models.CharField(blank=True, max_length=160, verbose_name="luogo")),
                ("starts_on", models.DateField(verbose_name="dal")),
                ("ends_on", models.DateField(verbose_name="al")),
                ("minutes_due", models.PositiveIntegerField(verbose_name="minuti dovuti")),
                ("minutes", models.PositiveIntegerField(verbose_name="minuti frequentati")),
                ("credits", models.DecimalField(decimal_places=1, default=0, max_digits=5, verbose_name="crediti")),
                (
                    "deontological",
                    models.DecimalField(decimal_places=1, default=0, max_digits=5, verbose_name="di cui deontologici"),
                ),
                (
                    "credit_body",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("social_workers", "Ordine degli assistenti sociali"),
                            ("ecm", "ECM (professioni sanitarie)"),
                            ("other", "altro ente"),
                        ],
                        max_length=16,
                        verbose_name="crediti di",
                    ),
                ),
                ("credit_code", models.CharField(blank=True, max_length=60, verbose_name="codice di accreditamento")),
                ("signer", models.CharField(max_length=120, verbose_name="chi firma")),
                ("signer_role", models.CharField(max_length=160, verbose_name="ruolo di chi firma")),
                ("issued_at", models.DateTimeField(verbose_name="rilasciato il")),
                ("issued_by_name", models.CharField(max_length=160, verbose_name="rilasciato da")),
                ("stored_file_id", models.BigIntegerField(null=True)),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revocato il")),
                ("revoked_by_name", models.CharField(blank=True, max_length=160, verbose_name="revocato da")),
                (
                    "revoked_because",
                    models.CharField(blank=True, max_length=300, verbose_name="perché è stato revocato"),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="certificates", to="training.edition"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="training.enrolment",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["edition", "surname", "name", "id"], name="certificate_page")],
                "constraints": [
                    models.UniqueConstraint(fields=("year", "ordinal"), name="certificate_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("enrolment",),
                        name="certificate_one_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at__isnull", True),
                            models.Q(("revoked_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="certificate_revoked_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deontological__lte", models.F("credits"))),
                        name="certificate_deontological_among_credits",
                    ),
                ],
            },
        ),
    ]
