# SPDX-License-Identifier: EUPL-1.2
"""Who sends, and what our codes are called in a flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models.scopes import EVERYTHING, NOTHING
from ordito.core.access import SystemActor, Verb
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.flows.enums import TypeEight
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor

Row = TypeVar("Row", bound=models.Model)


def of_senders(actor: Actor) -> Q:
    """Rows of the bodies, within an Ambito, for which the actor sends; a row has `ambito` and `body`."""
    if isinstance(actor, SystemActor):
        return EVERYTHING
    found = NOTHING
    for grant in actor.grants:
        if Verb.SEND_FLOWS not in grant.verbs or (grant.territory_id is None and grant.organisation_id is None):
            continue
        place = Q(ambito_id=grant.territory_id) if grant.territory_id is not None else Q()
        body = Q(body_id=grant.organisation_id) if grant.organisation_id is not None else Q()
        found |= place & body
    return found


class OfSenderQuerySet(AuditedQuerySet[Row]):
    """Rows of a body that sends."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the bodies for which the actor sends."""
        return self.filter(of_senders(actor))


class FlowSender(AuditedModel):
    """A body as INPS knows it, within an Ambito."""

    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Ambito"))
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("ente"))
    code = models.CharField(_("codice dell’ente presso INPS"), max_length=32)
    seat_code = models.CharField(_("codice catastale del Comune della sede"), max_length=4)
    operator_code = models.CharField(_("codice fiscale di chi invia"), max_length=16)
    type_eight = models.CharField(_("tipo di provvedimento 8"), max_length=20, choices=TypeEight.choices, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfSenderQuerySet["FlowSender"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("ambito", "body", "code", "seat_code", "type_eight"), Privacy.PUBLIC),
        "operator_code": Privacy.STAFF,
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ambito", "body"], name="flow_sender_once")]

    def __str__(self) -> str:
        return f"{self.body}"


class FlowMapping(AuditedModel):
    """What one of our codes is called in a field of a flow, where an Ambito wants other than `seeds/mappings.csv`.

    `theirs` empty: nothing stands for it, whoever keeps the record is asked.
    """

    ambito = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Ambito"))
    field = models.CharField(_("dato"), max_length=60)
    ours = models.CharField(_("voce di Ordito"), max_length=40)
    theirs = models.CharField(_("voce del tracciato"), max_length=10, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuditedQuerySet["FlowMapping"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("ambito", "field", "ours", "theirs"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ambito", "field", "ours"], name="flow_mapping_once")]

    def __str__(self) -> str:
        return f"{self.field}: {self.ours}"
