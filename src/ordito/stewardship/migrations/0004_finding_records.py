# SPDX-License-Identifier: EUPL-1.2
"""A finding names records by id alone, so that nothing that follows a record's rows meets it."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The column stays as it is; the key to the table of records goes."""

    dependencies: ClassVar = [("stewardship", "0003_watch_rules")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="findingrecord", name="finding_record_once"),
        migrations.AlterField(
            model_name="findingrecord", name="case_file", field=models.BigIntegerField(editable=False)
        ),
        migrations.RenameField(model_name="findingrecord", old_name="case_file", new_name="case_file_id"),
        migrations.AddConstraint(
            model_name="findingrecord",
            constraint=models.UniqueConstraint(fields=("finding", "case_file_id"), name="finding_record_once"),
        ),
    ]
