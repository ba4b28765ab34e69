# SPDX-License-Identifier: EUPL-1.2
"""What a device may fetch: the forms of the things that wait for its owner's answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.access import Verb
from ordito.questionnaires.engine.openrosa import for_device, owned_id
from ordito.questionnaires.models import Attachment, DeviceToken, QuestionnaireVersion
from ordito.questionnaires.queries.owners import owners

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.core.access import Actor


@dataclass(frozen=True)
class DeviceForm:
    """A form as a device knows it: for one owner."""

    device_id: str
    name: str
    version: QuestionnaireVersion
    owner_kind: str
    owner_id: int
    has_files: bool

    @property
    def xform(self) -> bytes:
        """The XForm under the device's id and name."""
        form_id = self.version.questionnaire.form_id
        return for_device(self.version.xform, form_id, self.device_id, self.name)


def device_forms(actor: Actor) -> list[DeviceForm]:
    """Everything that waits for the actor's answers."""
    if not actor.holds(Verb.FILL_RETURN):
        return []
    waiting = [(kind, row) for kind, owner in owners().items() for row in owner.assignments(actor)]
    ids = {row.version_id for _kind, row in waiting}
    versions = QuestionnaireVersion.objects.filter(pk__in=ids).select_related("questionnaire").in_bulk()
    with_files = set(Attachment.objects.filter(version__in=ids).values_list("version_id", flat=True))
    found = []
    for kind, row in waiting:
        version = versions[row.version_id]
        device_id = owned_id(version.questionnaire.form_id, kind, row.owner_id)
        has_files = version.pk in with_files
        found.append(DeviceForm(device_id, row.name, version, kind, row.owner_id, has_files))
    return found


def device_form(actor: Actor, device_id: str) -> DeviceForm | None:
    """The one that the device names; None when it does not wait for the actor's answers (any more)."""
    return next((form for form in device_forms(actor) if form.device_id == device_id), None)


def devices_of(user: User) -> list[DeviceToken]:
    """The devices in use, the newest first."""
    return list(DeviceToken.objects.visible_to(user).in_force().order_by("-created_at", "-pk"))
