# SPDX-License-Identifier: EUPL-1.2

from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0005_indicator_recipe_only_in_versions'),
    ]

    operations = [
        migrations.AddField(
            model_name='disclosurepolicy',
            name='noise_deviation',
            field=models.PositiveSmallIntegerField(default=6, verbose_name='scarto più grande'),
        ),
        migrations.AddField(
            model_name='disclosurepolicy',
            name='noise_variance',
            field=models.DecimalField(decimal_places=1, default=Decimal('3'), max_digits=4, verbose_name='varianza del rumore'),
        ),
        migrations.AddConstraint(
            model_name='disclosurepolicy',
            constraint=models.CheckConstraint(condition=models.Q(('noise_deviation__gte', 4), ('noise_variance__gte', 1)), name='disclosure_policy_noise_protects'),
        ),
    ]
