# SPDX-License-Identifier: EUPL-1.2
"""Among what the forms of this part let one choose: papers, measures and proceedings of the record, places, people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordito.cases.models import Document
from ordito.cases.queries.choices import colleagues_of, services_of
from ordito.protection.models import Proceeding, ProtectiveMeasure
from ordito.territory.enums import OrganisationKind
from ordito.territory.models import Organisation

if TYPE_CHECKING:
    from datetime import date

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor


@dataclass(frozen=True)
class Choices:
    """The record and who writes in it; each property is a query set that a form reads once."""

    actor: Actor
    case_file: CaseFile
    today: date

    @property
    def document(self) -> Any:
        """The documents that the writer reads."""
        rows = Document.objects.visible_to(self.actor).filter(case_file=self.case_file)
        return rows.select_related("kind", "case_file__person").order_by("-added_at", "-pk")

    @property
    def measure(self) -> Any:
        """The measures of the record."""
        rows = ProtectiveMeasure.objects.current().filter(case_file=self.case_file)
        return rows.select_related("kind").order_by("-issued_on", "-pk")

    @property
    def replaces(self) -> Any:
        """A measure that another may replace."""
        return self.measure

    @property
    def proceeding(self) -> Any:
        """The proceedings of the record."""
        rows = Proceeding.objects.current().filter(case_file=self.case_file)
        return rows.select_related("office").order_by("-year", "-pk")

    @property
    def service(self) -> Any:
        """The services of the Ambito."""
        return services_of(self.case_file, today=self.today)

    @property
    def court(self) -> Any:
        """The courts that the territory knows."""
        return Organisation.objects.filter(kind=OrganisationKind.COURT).order_by("name", "pk")

    @property
    def autonomy_tutor(self) -> Any:
        """The colleagues of the service."""
        return colleagues_of(self.case_file, today=self.today)
