# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import Person
from ordito.core.fields import SealedField
from ordito.core.models import Privacy
from ordito.kinship.enums import Nature
from ordito.kinship.models.rows import DatedFamilyRow, FamilyQuerySet, FamilyRow
from ordito.territory.enums import Sex

if TYPE_CHECKING:
    from collections.abc import Mapping


class Relative(FamilyRow):
    """Somebody in the genogram of a record: a registered person, or only a name, so that grandparents need no record.

    A parent who is followed by nobody has here what a service needs to know of them: name, dates, how to reach them.
    Of a registered person all this is the person's own; the columns here stay empty.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="in_genograms")
    name = SealedField(_("nome"))
    sex = models.CharField(_("sesso"), max_length=1, choices=Sex.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("anno di nascita"), null=True, blank=True)
    birth_date = models.DateField(_("data di nascita"), null=True, blank=True)
    deceased = models.BooleanField(_("deceduta o deceduto"), default=False)
    deceased_on = models.DateField(_("data del decesso"), null=True, blank=True)
    phone = SealedField(_("telefono"))
    email = SealedField(_("e-mail"))
    street = SealedField(_("dove abita"))

    objects = FamilyQuerySet["Relative"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **FamilyRow.privacy,
        "person": Privacy.LINK,
        **dict.fromkeys(("name", "phone", "email", "street"), Privacy.IDENTITY),
        **dict.fromkeys(("sex", "birth_year", "birth_date", "deceased", "deceased_on"), Privacy.PERSONAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case_file", "person"],
                condition=Q(person__isnull=False, annulled_at__isnull=True),
                name="relative_person_once",
            ),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True)
                | Q(deceased_on__isnull=True)
                | Q(deceased_on__gte=F("birth_date")),
                name="relative_dies_after_birth",
            ),
            models.CheckConstraint(
                condition=Q(deceased_on__isnull=True) | Q(deceased=True), name="relative_death_has_a_sign"
            ),
        ]

    def __str__(self) -> str:
        return f"relative {self.pk}"


class Kin(DatedFamilyRow):
    """What two people of a family are to each other, between two dates; of parents the first is the parent.

    Couples change by rows: the marriage ends, the separation begins. Siblings are never written, they follow.
    """

    first = models.ForeignKey(Relative, on_delete=models.PROTECT, related_name="kin_as_first")
    second = models.ForeignKey(Relative, on_delete=models.PROTECT, related_name="kin_as_second")
    nature = models.CharField(_("legame"), max_length=10, choices=Nature.choices)
    words = SealedField(_("che legame è"))

    objects = FamilyQuerySet["Kin"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **DatedFamilyRow.privacy,
        **dict.fromkeys(("first", "second"), Privacy.LINK),
        "nature": Privacy.SENSITIVE,
        "words": Privacy.NARRATIVE,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="kin_dates_ordered",
            ),
            models.CheckConstraint(condition=~Q(first=F("second")), name="kin_of_two"),
        ]

    def __str__(self) -> str:
        return f"kin {self.pk}"
