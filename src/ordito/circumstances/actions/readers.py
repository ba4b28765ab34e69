# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions import CaseError
from ordito.cases.actions.errors import lock, permit
from ordito.circumstances import rules
from ordito.circumstances.models import Address, AddressReader

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor
    from ordito.territory.models import Professional


def name_address_readers(
    *, by: Actor, at: datetime, case_file: CaseFile, address: Address, readers: Collection[Professional]
) -> None:
    """Name who reads a secret address beside its author; whoever is not named any more stops reading it at once.

    Raises:
        NotAllowedError: the actor may not write this part, or is not told the address.
        CaseError: the address is not secret.
    """
    permit(rules.can_change_fact(by, case_file, address))
    with recorded("circumstances.name_address_readers", by=by, at=at) as trace:
        row = lock(Address, address.pk)
        if not row.secret:
            raise CaseError(_("Questo indirizzo non è protetto: lo legge chi legge la situazione."))
        wanted = {professional.pk for professional in readers}
        named = AddressReader.objects.filter(address=row)
        kept = set(named.values_list("professional_id", flat=True))
        named.exclude(professional_id__in=wanted).delete()
        AddressReader.objects.bulk_create(
            AddressReader(address=row, professional_id=pk) for pk in sorted(wanted - kept)
        )
        trace.touches(row, case_file, fields=["readers"])
