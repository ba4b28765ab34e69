# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions import CaseError
from ordito.cases.actions.errors import lock
from ordito.cases.actions.notices import notify
from ordito.cases.queries.staff import responsible_for
from ordito.circumstances import rules
from ordito.circumstances.models import Address, AddressReader, AddressTakeover
from ordito.circumstances.queries.readers import author_still_here, has_reader, told_accounts
from ordito.core.access import permit
from ordito.core.fields import seal_texts

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor
    from ordito.territory.models import Professional


def take_over_address(
    *, by: Actor, at: datetime, case_file: CaseFile, address: Address, reason: str
) -> AddressTakeover:
    """Let who coordinates the service read a secret address whose readers are all gone.

    Never by itself: a reader who left may have been the only one on purpose. The reason stays, and so does who asked.
    Told are who answers for the record, the author and whoever was named: the actor may have taken the record to
    themselves.

    Raises:
        NotAllowedError: the actor does not coordinate the service of the record.
        CaseError: not secret, no reason, somebody can still read it, or the author still works in the service.
    """
    permit(address.person_id == case_file.person_id and rules.can_take_over(by, case_file))
    if not reason.strip():
        raise CaseError(_("Scrivi perché serve leggere questo indirizzo."), field="reason")
    with recorded("circumstances.take_over_address", by=by, at=at) as trace:
        row = lock(Address, address.pk)
        if not row.secret:
            raise CaseError(_("Questo indirizzo non è protetto: lo legge chi legge la situazione."))
        _check_nobody_to_ask(row, case_file, at=at)
        before = list(told_accounts(row).values_list("pk", flat=True))
        takeover = AddressTakeover(address=row, taken_at=at, taken_by_id=by.actor_id, taken_by_name=by.actor_name[:160])
        seal_texts(takeover, reason=reason.strip())
        takeover.save(force_insert=True)
        reader = AddressReader.objects.create(
            address=row, professional_id=by.professional_id or 0
        )  # the rule asks for one
        _tell(case_file, before, by=by, at=at)
        trace.touches(takeover, reader, row, case_file, fields=["readers"])
    return takeover


def _check_nobody_to_ask(address: Address, case_file: CaseFile, *, at: datetime) -> None:
    if has_reader(address, case_file):
        raise CaseError(_("C’è ancora chi può leggerlo: chiedi a chi segue la cartella di nominarti."))
    if author_still_here(address, case_file, on=timezone.localdate(at)):
        raise CaseError(
            _(
                "L’ha scritto %(who)s, che lavora ancora nel servizio. Chiedi a questa persona di nominarti: se non"
                " apre più la cartella, prima aggiungila all’équipe."
            )
            % {"who": address.recorded_by_name}
        )


def _tell(case_file: CaseFile, readers: list[int], *, by: Actor, at: datetime) -> None:
    """Tell who answers for the record, who find it behind the notice, and the `readers`, who may not open it."""
    following = responsible_for(case_file, on=timezone.localdate(at))
    page = reverse("circumstances:situation", args=[case_file.pk])

    def words() -> tuple[str, str]:
        return (
            _("Indirizzo protetto nella cartella %(number)s") % {"number": case_file.number},
            _("Nessuno poteva più leggerlo: ora lo legge %(who)s, che ha scritto perché.") % {"who": by.actor_name},
        )

    notify(following, words, url=page, about=case_file, by=by, at=at)
    notify(set(readers) - set(following), words, url="", about=case_file, by=by, at=at)


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
