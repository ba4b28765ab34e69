# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaires", "0003_devices_that_read"),
        ("training", "0005_certificates"),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificateLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("sent_at", models.DateTimeField(verbose_name="spedito il")),
                ("expires_at", models.DateTimeField(verbose_name="vale fino al")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="tolto il")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="evaluationresponse",
            name="evaluation_pair_once",
        ),
        migrations.AddField(
            model_name="certificate",
            name="told_at",
            field=models.DateTimeField(null=True, verbose_name="comunicato il"),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="remind_after",
            field=models.PositiveSmallIntegerField(default=14, verbose_name="giorni fra una e-mail e l’altra"),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="reminded",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="solleciti spediti"),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ultimo sollecito del"),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="reminders",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="solleciti al massimo"),
        ),
        migrations.AlterField(
            model_name="enrolmentmessagetemplate",
            name="key",
            field=models.CharField(
                choices=[
                    ("requested", "Conferma la richiesta"),
                    ("enrolled", "Iscrizione confermata"),
                    ("waiting", "In lista d’attesa"),
                    ("promoted", "Si è liberato un posto"),
                    ("refused", "Iscrizione non accolta"),
                    ("withdrawn", "Ritiro registrato"),
                    ("cancelled", "Edizione annullata"),
                    ("closed", "Edizione conclusa: a ogni persona"),
                    ("closed_body", "Edizione conclusa: a ogni ente"),
                    ("certificate", "Attestato pronto"),
                    ("follow_up", "A mesi di distanza: alla persona"),
                    ("follow_up_body", "A mesi di distanza: all’ente"),
                    ("reminder", "Sollecito: alla persona"),
                    ("reminder_body", "Sollecito: all’ente"),
                ],
                max_length=20,
                unique=True,
                verbose_name="quale e-mail",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationresponse",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("pair", ""), _negated=True), ("submission__isnull", False)),
                fields=("evaluation", "pair"),
                name="evaluation_pair_sent_once",
            ),
        ),
        migrations.AddField(
            model_name="certificatelink",
            name="certificate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="links", to="training.certificate"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatelink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("certificate",),
                name="certificate_link_one_standing",
            ),
        ),
    ]
