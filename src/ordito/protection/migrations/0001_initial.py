# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
import ordito.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0005_team_shares"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.SlugField(max_length=30, verbose_name="adempimento")),
                ("name", models.CharField(max_length=160, verbose_name="che cosa")),
                (
                    "holder",
                    models.CharField(
                        choices=[
                            ("service", "chi ha deciso l’allontanamento"),
                            ("prosecutor", "pubblico ministero minorile"),
                            ("court", "tribunale per i minorenni"),
                        ],
                        max_length=10,
                        verbose_name="a chi spetta",
                    ),
                ),
                ("after", models.SlugField(blank=True, max_length=30, verbose_name="a partire da")),
                ("amount", models.PositiveSmallIntegerField(verbose_name="quanto")),
                (
                    "unit",
                    models.CharField(
                        choices=[("hours", "ore"), ("days", "giorni")], max_length=5, verbose_name="unità"
                    ),
                ),
                ("consequence", models.CharField(blank=True, max_length=300, verbose_name="se il termine passa")),
                ("source", models.CharField(max_length=240, verbose_name="fonte")),
                ("verified", models.BooleanField(default=False, verbose_name="verificato sul testo di legge")),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordine")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valido dal")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valido fino al")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="clock_rule_dates_ordered",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)), fields=("step",), name="clock_rule_one_open"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FosterCare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                ("written_at", models.DateTimeField(editable=False, verbose_name="scritto il")),
                ("written_by_name", models.CharField(editable=False, max_length=160, verbose_name="scritto da")),
                ("annulled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("assessment", "valutazione del caso"),
                            ("search", "ricerca della famiglia"),
                            ("matching", "abbinamento"),
                            ("identified", "famiglia individuata"),
                            ("started", "avviato"),
                            ("ended", "concluso"),
                            ("given_up", "non avviato"),
                        ],
                        default="assessment",
                        max_length=10,
                        verbose_name="stato",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[("consensual", "consensuale"), ("judicial", "giudiziale")],
                        max_length=10,
                        verbose_name="forma",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[("within_family", "intrafamiliare (parenti)"), ("outside_family", "eterofamiliare")],
                        max_length=14,
                        verbose_name="natura",
                    ),
                ),
                (
                    "time",
                    models.CharField(
                        choices=[("full", "a tempo pieno"), ("part", "a tempo parziale")],
                        max_length=4,
                        verbose_name="tempo",
                    ),
                ),
                (
                    "stay",
                    models.CharField(
                        choices=[("residential", "residenziale"), ("day", "diurno")],
                        max_length=11,
                        verbose_name="carattere",
                    ),
                ),
                ("requested_on", models.DateField(verbose_name="chiesto il")),
                (
                    "family",
                    ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="famiglia affidataria"),
                ),
                (
                    "family_contacts",
                    ordito.core.fields.SealedField(
                        blank=True, default=b"", verbose_name="recapiti della famiglia affidataria"
                    ),
                ),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="avviato il")),
                ("extended_to", models.DateField(blank=True, null=True, verbose_name="prorogato fino al")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="da rivedere il")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="concluso il")),
                ("note", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="nota")),
                (
                    "case_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casefile"
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="esito",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FosterStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("assessment", "valutazione del caso"),
                            ("search", "ricerca della famiglia"),
                            ("matching", "abbinamento"),
                            ("identified", "famiglia individuata"),
                            ("started", "avviato"),
                            ("ended", "concluso"),
                            ("given_up", "non avviato"),
                        ],
                        max_length=10,
                        verbose_name="stato",
                    ),
                ),
                ("on", models.DateField(verbose_name="dal")),
                ("note", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="nota")),
                ("by_name", models.CharField(max_length=160, verbose_name="scritto da")),
                (
                    "foster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="protection.fostercare"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Proceeding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                ("written_at", models.DateTimeField(editable=False, verbose_name="scritto il")),
                ("written_by_name", models.CharField(editable=False, max_length=160, verbose_name="scritto da")),
                ("annulled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.CharField(blank=True, max_length=30, verbose_name="numero di ruolo")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="anno")),
                ("judge", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="giudice")),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="aperto il")),
                ("next_hearing_on", models.DateField(blank=True, null=True, verbose_name="prossima udienza")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="definito il")),
                ("note", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="nota")),
                (
                    "case_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casefile"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.organisation",
                        verbose_name="sede",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="ufficio",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="oggetto",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProtectedMeetingPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                ("written_at", models.DateTimeField(editable=False, verbose_name="scritto il")),
                ("written_by_name", models.CharField(editable=False, max_length=160, verbose_name="scritto da")),
                ("annulled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="nome")),
                ("frequency", models.CharField(max_length=120, verbose_name="frequenza")),
                ("place", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="luogo")),
                ("rules", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="regole dell’incontro")),
                ("starts_on", models.DateField(verbose_name="dal")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="al")),
                ("suspended_on", models.DateField(blank=True, null=True, verbose_name="sospesi dal")),
                (
                    "case_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casefile"
                    ),
                ),
                (
                    "meets",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="con chi",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.service",
                        verbose_name="servizio",
                    ),
                ),
                (
                    "suspended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="sospesi da",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProtectedMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("planned_at", models.DateTimeField(verbose_name="giorno e ora")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "in programma"), ("held", "svolto"), ("missed", "non svolto")],
                        default="planned",
                        max_length=7,
                        verbose_name="stato",
                    ),
                ),
                ("observation", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="osservazione")),
                (
                    "observed_by_name",
                    models.CharField(blank=True, editable=False, max_length=160, verbose_name="scritta da"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "diary_entry",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.diaryentry",
                    ),
                ),
                (
                    "missed_reason",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="perché non si è svolto",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="protection.protectedmeetingplan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProtectiveMeasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                ("written_at", models.DateTimeField(editable=False, verbose_name="scritto il")),
                ("written_by_name", models.CharField(editable=False, max_length=160, verbose_name="scritto da")),
                ("annulled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "nature",
                    models.CharField(
                        choices=[("judicial", "dell’autorità giudiziaria"), ("administrative", "amministrativo")],
                        max_length=14,
                        verbose_name="natura",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        blank=True,
                        choices=[("provisional", "provvisorio"), ("definitive", "definitivo")],
                        max_length=11,
                        verbose_name="provvisorio o definitivo",
                    ),
                ),
                ("issued_on", models.DateField(verbose_name="emesso il")),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="notificato il")),
                ("until", models.DateField(blank=True, null=True, verbose_name="vale fino al")),
                ("protocol_number", models.CharField(blank=True, max_length=40, verbose_name="numero di protocollo")),
                ("protocol_date", models.DateField(blank=True, null=True, verbose_name="data di protocollo")),
                ("text", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="che cosa dispone")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="cessato il")),
                (
                    "case_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casefile"
                    ),
                ),
                (
                    "concerns",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="verso chi",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.document",
                        verbose_name="documento",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="emesso da",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="tipo",
                    ),
                ),
                (
                    "proceeding",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="protection.proceeding",
                        verbose_name="procedimento",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="protection.protectivemeasure",
                        verbose_name="sostituisce",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="protectedmeetingplan",
            name="measure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meeting_plans",
                to="protection.protectivemeasure",
                verbose_name="provvedimento",
            ),
        ),
        migrations.CreateModel(
            name="OutOfHomePlacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                ("written_at", models.DateTimeField(editable=False, verbose_name="scritto il")),
                ("written_by_name", models.CharField(editable=False, max_length=160, verbose_name="scritto da")),
                ("annulled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("place", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="luogo o persone")),
                (
                    "form",
                    models.CharField(
                        choices=[("consensual", "consensuale"), ("judicial", "giudiziale")],
                        max_length=10,
                        verbose_name="forma",
                    ),
                ),
                ("with_parent", models.BooleanField(default=False, verbose_name="insieme a un genitore")),
                ("starts_on", models.DateField(verbose_name="dal")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="al")),
                ("note", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="nota")),
                (
                    "case_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casefile"
                    ),
                ),
                (
                    "character",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="carattere della struttura",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="tipo di collocamento",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="esito",
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="motivo",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.service",
                        verbose_name="struttura",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="protection.protectivemeasure",
                        verbose_name="provvedimento",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MeasureContent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="contenuto",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contents",
                        to="protection.protectivemeasure",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="fostercare",
            name="measure",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="foster_cares",
                to="protection.protectivemeasure",
                verbose_name="provvedimento",
            ),
        ),
        migrations.CreateModel(
            name="EmergencyPlacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                ("written_at", models.DateTimeField(editable=False, verbose_name="scritto il")),
                ("written_by_name", models.CharField(editable=False, max_length=160, verbose_name="scritto da")),
                ("annulled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("started_at", models.DateTimeField(verbose_name="messa in sicurezza")),
                ("place", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="luogo")),
                ("reasons", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="motivi")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="concluso il")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="autorità che ha deciso",
                    ),
                ),
                (
                    "case_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casefile"
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="esito",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.service",
                        verbose_name="struttura",
                    ),
                ),
                (
                    "measure",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="emergency",
                        to="protection.protectivemeasure",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReportDue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                ("written_at", models.DateTimeField(editable=False, verbose_name="scritto il")),
                ("written_by_name", models.CharField(editable=False, max_length=160, verbose_name="scritto da")),
                ("annulled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="entro il")),
                (
                    "every_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="si ripete ogni (mesi)"),
                ),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="inviata il")),
                ("protocol_number", models.CharField(blank=True, max_length=40, verbose_name="numero di protocollo")),
                ("protocol_date", models.DateField(blank=True, null=True, verbose_name="data di protocollo")),
                ("note", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="nota")),
                ("dropped_on", models.DateField(blank=True, null=True, verbose_name="non più dovuta dal")),
                (
                    "case_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casefile"
                    ),
                ),
                (
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="che cosa",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.document",
                        verbose_name="documento",
                    ),
                ),
                (
                    "follows",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next",
                        to="protection.reportdue",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="protection.protectivemeasure",
                        verbose_name="provvedimento che la chiede",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="destinatario",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SemestralCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="semestre")),
                ("due_on", models.DateField(verbose_name="entro il")),
                (
                    "parents",
                    ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="residenza dei genitori"),
                ),
                (
                    "relations",
                    ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="rapporti con la famiglia"),
                ),
                (
                    "condition",
                    ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="condizioni psicofisiche"),
                ),
                (
                    "school",
                    ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="scuola e tempo libero"),
                ),
                (
                    "prospects",
                    ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="progetto e prospettive"),
                ),
                ("filled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("filled_by_name", models.CharField(blank=True, editable=False, max_length=160)),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="inviata il")),
                ("protocol_number", models.CharField(blank=True, max_length=40, verbose_name="numero di protocollo")),
                ("protocol_date", models.DateField(blank=True, null=True, verbose_name="data di protocollo")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.document",
                        verbose_name="documento",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="protection.outofhomeplacement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CareLeaverProject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                ("written_at", models.DateTimeField(editable=False, verbose_name="scritto il")),
                ("written_by_name", models.CharField(editable=False, max_length=160, verbose_name="scritto da")),
                ("annulled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField(verbose_name="dal")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="al")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="da rivedere il")),
                (
                    "goals",
                    ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="obiettivi del progetto"),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="studio o lavoro",
                    ),
                ),
                (
                    "autonomy_tutor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.professional",
                        verbose_name="tutor per l’autonomia",
                    ),
                ),
                (
                    "case_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casefile"
                    ),
                ),
                (
                    "housing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="dove abita",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="esito",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="leaver_dates_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__isnull", True), ("ends_on__isnull", False), _connector="OR"),
                        name="leaver_outcome_needs_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="fatto il")),
                ("done_by", models.CharField(blank=True, max_length=160, verbose_name="da chi")),
                ("protocol_number", models.CharField(blank=True, max_length=40, verbose_name="numero di protocollo")),
                ("protocol_date", models.DateField(blank=True, null=True, verbose_name="data di protocollo")),
                ("note", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="nota")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.document",
                        verbose_name="documento",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="protection.emergencyplacement",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="protection.clockrule"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("placement", "rule"), name="emergency_step_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="proceeding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True),
                    ("opened_on__isnull", True),
                    ("closed_on__gte", models.F("opened_on")),
                    _connector="OR",
                ),
                name="proceeding_dates_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectedmeeting",
            constraint=models.UniqueConstraint(fields=("plan", "planned_at"), name="protected_meeting_once"),
        ),
        migrations.AddConstraint(
            model_name="protectedmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "missed"), ("missed_reason__isnull", True), _connector="OR"),
                name="protected_meeting_missed_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectivemeasure",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("issued_on")), _connector="OR"),
                name="measure_until_after_issue",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectivemeasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("issued_on")), _connector="OR"
                ),
                name="measure_end_after_issue",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectedmeetingplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="meeting_plan_dates_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectedmeetingplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("suspended_by__isnull", True), ("suspended_on__isnull", True)),
                    models.Q(("suspended_by__isnull", False), ("suspended_on__isnull", False)),
                    _connector="OR",
                ),
                name="meeting_plan_suspended_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="outofhomeplacement",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="out_of_home_dates_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="outofhomeplacement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("annulled_at__isnull", True), ("ends_on__isnull", True)),
                fields=("case_file",),
                name="out_of_home_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurecontent",
            constraint=models.UniqueConstraint(fields=("measure", "content"), name="measure_content_once"),
        ),
        migrations.AddConstraint(
            model_name="fostercare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True),
                    ("started_on__isnull", True),
                    ("ended_on__gte", models.F("started_on")),
                    _connector="OR",
                ),
                name="foster_dates_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="fostercare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("started", "ended")), _negated=True),
                    ("started_on__isnull", False),
                    _connector="OR",
                ),
                name="foster_start_is_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyplacement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("annulled_at__isnull", True), ("ended_on__isnull", True)),
                fields=("case_file",),
                name="emergency_one_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyplacement",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_on__isnull", True), ("outcome__isnull", False), _connector="OR"),
                name="emergency_end_has_outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="reportdue",
            index=models.Index(
                condition=models.Q(("sent_on__isnull", True)), fields=["due_on"], name="report_due_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportdue",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__isnull", False), ("sent_on__isnull", False), _connector="OR"),
                name="report_due_or_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportdue",
            constraint=models.CheckConstraint(
                condition=models.Q(("every_months__isnull", True), ("every_months__gt", 0), _connector="OR"),
                name="report_recurrence_positive",
            ),
        ),
        migrations.AddIndex(
            model_name="semestralcard",
            index=models.Index(
                condition=models.Q(("sent_on__isnull", True)), fields=["due_on"], name="semestral_card_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="semestralcard",
            constraint=models.UniqueConstraint(fields=("placement", "number"), name="semestral_card_once"),
        ),
    ]
