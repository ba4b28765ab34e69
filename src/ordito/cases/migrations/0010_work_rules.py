# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

import ordito.cases.models.interventions


class Migration(migrations.Migration):
    """The rules that every row now keeps; apart, because PostgreSQL alters no table whose rows wait for a check."""

    dependencies: ClassVar = [("cases", "0009_work")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="intervention",
            name="public_code",
            field=models.CharField(
                default=ordito.cases.models.interventions.new_public_code,
                editable=False,
                max_length=16,
                unique=True,
                verbose_name="codice per il gestore",
            ),
        ),
        migrations.AddIndex(
            model_name="diaryentry",
            index=models.Index(
                condition=models.Q(("minutes__isnull", False)),
                fields=["author_id", "happened_on"],
                name="diary_hours_of_writer",
            ),
        ),
        migrations.AddIndex(
            model_name="intervention",
            index=models.Index(
                condition=models.Q(("annulled_at__isnull", True), ("state", "authorised")),
                fields=["service", "authorised_on"],
                name="intervention_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="diaryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("private", False), ("minutes__isnull", True), _connector="OR"),
                name="diary_private_is_not_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="diaryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minutes__isnull", True), models.Q(("minutes__gt", 0), ("minutes__lte", 1440)), _connector="OR"
                ),
                name="diary_minutes_of_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="intervention",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost__isnull", True), ("cost__gte", 0), _connector="OR"),
                name="intervention_cost_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="intervention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("starts_on__isnull", False), ("state__in", ("active", "suspended", "closed"))),
                    models.Q(
                        models.Q(("state__in", ("active", "suspended", "closed")), _negated=True),
                        ("starts_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="intervention_begun_has_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="intervention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_on__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("ends_on__isnull", True)),
                    _connector="OR",
                ),
                name="intervention_closed_has_end",
            ),
        ),
    ]
