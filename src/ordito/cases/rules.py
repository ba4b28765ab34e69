# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with a social record. The row conditions are in `visible_to`; these are the questions actions ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ordito.accounts.roles import SERVICE_COORDINATOR
from ordito.cases.enums import ApprovalKind, InterventionState, ListKey, Part, Protection
from ordito.cases.models import CaseFile, DiaryEntry, Person, TeamShare
from ordito.cases.models.scopes import ServicePlace, in_caseload, in_service, on_team_today
from ordito.core.access import SystemActor, Verb, can
from ordito.territory.models.places import covers

if TYPE_CHECKING:
    from ordito.accounts.roles import Role
    from ordito.cases.models import (
        Approval,
        BlindDelivery,
        ConcernReport,
        Contact,
        DiaryTemplate,
        EmergencyAccess,
    )
    from ordito.core.access import Actor
    from ordito.territory.models import Territory


@dataclass(frozen=True)
class Step:
    """A step in the life of an intervention: from which states, to which, and from which list its reason comes."""

    sources: tuple[InterventionState, ...]
    target: InterventionState
    reasons: ListKey | None = None
    reason_needed: bool = False


STEPS = {
    "authorise": Step((InterventionState.REQUESTED,), InterventionState.AUTHORISED),
    "refuse": Step(
        (InterventionState.REQUESTED,), InterventionState.REFUSED, ListKey.INTERVENTION_REFUSAL, reason_needed=True
    ),
    "withdraw": Step(
        (InterventionState.REQUESTED, InterventionState.AUTHORISED),
        InterventionState.WITHDRAWN,
        ListKey.INTERVENTION_END,
        reason_needed=True,
    ),
    "activate": Step((InterventionState.AUTHORISED,), InterventionState.ACTIVE),
    "suspend": Step(
        (InterventionState.ACTIVE,), InterventionState.SUSPENDED, ListKey.INTERVENTION_PAUSE, reason_needed=True
    ),
    "resume": Step((InterventionState.SUSPENDED,), InterventionState.ACTIVE),
    "close": Step(
        (InterventionState.ACTIVE, InterventionState.SUSPENDED), InterventionState.CLOSED, ListKey.INTERVENTION_END
    ),
}
"""The life of an intervention, the only table of it: pages ask it which steps to offer, the action whether one may."""


def steps_from(state: str) -> list[str]:
    """The steps that an intervention in this state may take."""
    return [name for name, step in STEPS.items() if state in step.sources]


def can_register_person(actor: Actor, place: ServicePlace) -> bool:
    """Whoever opens records or records contacts in that service."""
    return can(actor, Verb.OPEN_RECORD, place) or can(actor, Verb.RECORD_CONTACT, place)


def can_edit_person(actor: Actor, person: Person) -> bool:
    """Whoever follows a record of the person; of a person without record, whoever opens records in the service."""
    if person.discarded:
        return False
    records = CaseFile.objects.current().filter(person=person)
    if records.exists():
        return can(actor, Verb.WRITE_RECORD) and records.unfrozen().followed_by(actor).exists()
    return can(actor, Verb.OPEN_RECORD, person)


def can_open_case_file(actor: Actor, person: Person) -> bool:
    """Whoever opens records in the service that holds the person."""
    return can(actor, Verb.OPEN_RECORD, person)


def can_write_record(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record whole."""
    return can(actor, Verb.WRITE_RECORD, case_file)


def can_assign_worker(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record and may assign, or coordinates the service."""
    return can(actor, Verb.ASSIGN_WORKER, case_file)


def can_close(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record and may close."""
    return can(actor, Verb.CLOSE_CASE, case_file)


def can_write_diary(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record, or a team member with whom the diary is shared to be written."""
    return can_write_part(actor, case_file, Part.DIARY)


def can_keep_draft(actor: Actor, case_file: CaseFile) -> bool:
    """Keep what one is typing in a form of the record; who may fill that form, its page asks."""
    return actor.actor_id is not None and CaseFile.objects.visible_to(actor).filter(pk=case_file.pk).exists()


def can_correct_entry(actor: Actor, entry: DiaryEntry) -> bool:
    """The writer of the entry, while they may open the record; of what is not private, who coordinates the service."""
    records = CaseFile.objects.current().unfrozen().filter(pk=entry.case_file_id)
    if not actor.holds(Verb.WRITE_RECORD):
        return False
    if entry.author_id is not None and entry.author_id == actor.actor_id:
        return DiaryEntry.objects.readable_by(actor).filter(pk=entry.pk, case_file__in=records).exists()
    if entry.private:
        return False
    return records.filter(in_caseload(actor)).exists()


def settings_of(actor: Actor) -> frozenset[int]:
    """Ids of the places whose settings of the record the actor decides."""
    grants = (grant for grant in actor.grants if Verb.MANAGE_RECORD_SETTINGS in grant.verbs)
    return frozenset(grant.territory_id for grant in grants if grant.territory_id and grant.organisation_id is None)


def keeps_settings_everywhere(actor: Actor) -> bool:
    """Whoever decides what is one for all places: code lists, classifications, terms of the law.

    A membership without place and body; one on an Ambito reads these, and decides what is its own.
    """
    if isinstance(actor, SystemActor):
        return True
    return any(Verb.MANAGE_RECORD_SETTINGS in grant.verbs and covers(grant, None) for grant in actor.grants)


def can_set_rules(actor: Actor, territory: Territory | None) -> bool:
    """Whoever decides the settings of the territory, or of the Ambito around it; of none, those of all places."""
    if territory is None:
        return keeps_settings_everywhere(actor)
    return can(actor, Verb.MANAGE_RECORD_SETTINGS, territory)


def can_edit_template(actor: Actor, template: DiaryTemplate) -> bool:
    """One's own, for whoever writes records; a shared one, for whoever decides the settings of its Ambito."""
    if template.ambito_id is not None:
        return template.ambito_id in settings_of(actor)
    return actor.holds(Verb.WRITE_RECORD) and template.owner_id is not None and template.owner_id == actor.actor_id


def can_record_contact(actor: Actor, place: ServicePlace) -> bool:
    """Whoever works at the front desk of that service."""
    return can(actor, Verb.RECORD_CONTACT, place)


def can_weigh_concern(actor: Actor, concern: ConcernReport) -> bool:
    """Whoever opens records in the service that received it."""
    return can(actor, Verb.OPEN_RECORD, ServicePlace(concern.comune_id, concern.ambito_id, concern.body_id))


def can_read_contact(actor: Actor, contact: Contact) -> bool:
    """Whoever works at the front desk of the service that recorded it."""
    return can(actor, Verb.RECORD_CONTACT, ServicePlace(contact.comune_id, contact.ambito_id, contact.body_id))


class Ground(TextChoices):
    """Why somebody reads a record at all; what they may do with its parts follows from it and from their role."""

    FOLLOWS = "follows", _("la segue, o sostituisce chi la segue")
    COORDINATES = "coordinates", _("coordina il servizio")
    SHARED = "shared", _("è in équipe, parte condivisa per leggere")
    SHARED_WRITING = "shared_writing", _("è in équipe, parte condivisa per scrivere")
    EMERGENCY = "emergency", _("l’ha aperta in emergenza")
    NONE = "none", _("lavora nello stesso servizio e basta")


VERB_OF_GROUND = {Ground.EMERGENCY: Verb.BREAK_GLASS}
WRITING_GROUNDS = frozenset({Ground.FOLLOWS, Ground.COORDINATES, Ground.SHARED_WRITING})


def role_reads(role: Role, ground: Ground) -> bool:
    """Whether somebody in this role reads a part on this ground. The page of rights shows what this says."""
    if ground == Ground.NONE or (ground == Ground.COORDINATES and role != SERVICE_COORDINATOR):
        return False
    return {Verb.VIEW_RECORD, VERB_OF_GROUND.get(ground, Verb.VIEW_RECORD)} <= role.verbs


def role_writes(role: Role, ground: Ground) -> bool:
    """Whether they also write it."""
    return role_reads(role, ground) and ground in WRITING_GROUNDS and Verb.WRITE_RECORD in role.verbs


def can_write_part(actor: Actor, case_file: CaseFile, part: Part) -> bool:
    """Whoever follows the record, or a team member with whom the part is shared to be written.

    What was discarded nobody writes.
    """
    if can_write_record(actor, case_file):
        return True
    shared = actor.holds(Verb.WRITE_RECORD) and shares_of(actor, case_file).get(part, False)
    kept = CaseFile.objects.unfrozen().exclude(person__wrapped_key=b"")
    return shared and kept.filter(pk=case_file.pk).exists()


def parts_open_to(actor: Actor, case_file: CaseFile) -> frozenset[Part]:
    """The parts of a record that the actor reads: all when they read it whole, else those shared with them today."""
    opening = case_file.opening_of(actor)
    if opening is not None:
        return opening.parts
    if not actor.holds(Verb.VIEW_RECORD):
        return frozenset()
    if CaseFile.objects.read_whole_by(actor, among=[case_file.pk]).exists():
        return frozenset(Part)
    return frozenset(shares_of(actor, case_file))


def shares_of(actor: Actor, case_file: CaseFile) -> dict[Part, bool]:
    """The parts shared with the actor as a team member today, each with whether they may write it.

    Who reads on after a closing writes no more.
    """
    rows = TeamShare.objects.filter(
        on_team_today(actor, prefix="member__"),
        member__taking__case_file=case_file,
        member__taking__annulled_at__isnull=True,
    )
    found: dict[Part, bool] = {}
    for part, writes, stopped in rows.values_list("part", "writes", "member__stopped_on"):
        found[Part(part)] = (writes and stopped is None) or found.get(Part(part), False)
    return found


def may_leave(case_file: CaseFile) -> bool:
    """Whether anything of the record may go out, on paper or in a flow: nothing freezes it (GDPR, article 18)."""
    return CaseFile.objects.unfrozen().filter(pk=case_file.pk).exists()


APPROVED_PARTS = {ApprovalKind.ASSESSMENT: Part.ASSESSMENTS, ApprovalKind.PLAN: Part.PLANS}


def can_ask_approval(actor: Actor, case_file: CaseFile, kind: ApprovalKind) -> bool:
    """Whoever may do the work that is to be approved: write the part, or close."""
    part = APPROVED_PARTS.get(kind)
    return can_close(actor, case_file) if part is None else can_write_part(actor, case_file, part)


def can_approve(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever approves the work of the service that holds the record."""
    rows = CaseFile.objects.current().filter(in_service(actor, Verb.APPROVE_WORK), pk=case_file.pk)
    return actor.holds(Verb.APPROVE_WORK) and rows.exists()


def can_decide(actor: Actor, approval: Approval) -> bool:
    """Whoever approves in that service, but for what they asked themselves."""
    asked = actor.actor_id is not None and approval.asked_by_id == actor.actor_id
    return not asked and can_approve(actor, approval.case_file)


def can_break_glass(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever may, in the service that holds the record, of somebody whose existence is no secret there.

    Not who reads the record anyway: they need no emergency.
    """
    records = CaseFile.objects.current().filter(
        in_service(actor, Verb.BREAK_GLASS), pk=case_file.pk, person__protection=Protection.NONE
    )
    if actor.actor_id is None or not actor.holds(Verb.BREAK_GLASS):
        return False
    return records.exists() and not CaseFile.objects.followed_by(actor, among=[case_file.pk]).exists()


def can_end_emergency(actor: Actor, access: EmergencyAccess) -> bool:
    """Whoever opened the record so, and whoever answers for it."""
    mine = actor.actor_id is not None and access.reader_id == actor.actor_id
    return mine or CaseFile.objects.followed_by(actor, among=[access.case_file_id]).exists()


def can_merge(actor: Actor, *people: Person) -> bool:
    """Whoever may write all of these persons, in one service where they join persons; protected ones stay apart."""
    if len({person.body_id for person in people}) != 1 or not actor.holds(Verb.MERGE_PERSONS):
        return False
    held = Person.objects.current().unprotected().filter(in_service(actor, Verb.MERGE_PERSONS))
    ids = {person.pk for person in people}
    return held.filter(pk__in=ids).count() == len(ids) and all(can_edit_person(actor, person) for person in people)


def can_ask_blindly(actor: Actor, person: Person) -> bool:
    """Whoever may write the person, unless they are protected: where they are is nobody else's question."""
    return person.protection == Protection.NONE and can_edit_person(actor, person)


def can_decide_delivery(actor: Actor, delivery: BlindDelivery) -> bool:
    """Whoever writes the record that was found."""
    return can_write_record(actor, delivery.case_file)


def can_manage_terms(actor: Actor, ambito_id: int) -> bool:
    """Whoever decides the settings of the Ambito."""
    return ambito_id in settings_of(actor)
