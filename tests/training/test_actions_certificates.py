# SPDX-License-Identifier: EUPL-1.2
"""Certificates: who gets one, with which number and credits, their papers, revocation, the digital twin."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from jwt import PyJWK

from ordito.accounts.roles import TRAINING_MANAGER
from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError, SystemActor
from ordito.files.actions import read_whole
from ordito.files.models import StoredFile
from ordito.jobs.models import Job, JobState
from ordito.territory.enums import Profile
from ordito.training.actions import certificates as actions
from ordito.training.actions.errors import TrainingError
from ordito.training.enums import AccreditingBody
from ordito.training.models import Certificate, SigningKey
from ordito.training.queries.certificates import (
    Standing,
    check,
    check_address,
    due_in,
    order_rows,
    own_credits,
    revoked_list,
)
from tests.factories.accounts import make_user
from tests.factories.certificates import SIGNER, make_certificates, make_graduates, make_grant, use_small_key
from tests.factories.territory import make_territory
from tests.factories.training import make_school

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from tests.factories.training import School

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    return make_school()


def issue(school: School, edition: Any, **values: Any) -> Job:
    return actions.issue_certificates(
        **{"by": school.manager, "at": school.now, "edition": edition, **SIGNER, **values}
    )


def nothing(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def test_numbers_follow_one_another_over_editions_and_nobody_gets_two(school: School) -> None:
    first, second = make_certificates(school, people=2), make_certificates(school, people=2)
    assert [row.number for row in (*first, *second)] == ["2026/000001", "2026/000002", "2026/000003", "2026/000004"]
    assert len({row.code for row in (*first, *second)}) == 4
    assert not due_in(first[0].edition)


def test_who_was_not_there_long_enough_gets_none(school: School) -> None:
    short = make_graduates(school, minutes=720)
    with pytest.raises(TrainingError, match="già l’attestato"):
        issue(school, short)
    with pytest.raises(TrainingError, match="conclusa"):
        issue(school, school.edition())
    closed = make_graduates(school)
    with pytest.raises(TrainingError) as refused:
        issue(school, closed, signer_role=" ")
    assert refused.value.field == "signer_role"
    with pytest.raises(NotAllowedError):
        issue(school, closed, by=school.worker)
    assert not Certificate.objects.exists()


def test_credits_are_those_of_the_profile_and_only_when_granted(school: School) -> None:
    workers, psychologists, teachers, without = (
        make_graduates(school, people=1, profile=profile)
        for profile in (Profile.SOCIAL_WORKER, Profile.PSYCHOLOGIST, Profile.TEACHER, Profile.SOCIAL_WORKER)
    )
    for edition in (workers, psychologists, teachers):
        make_grant(school, edition)
        make_grant(school, edition, AccreditingBody.ECM, credits=20, deontological=0, code="ECM-9")
    found = []
    for edition in (workers, psychologists, teachers, without):
        issue(school, edition)
        row = Certificate.objects.get(edition=edition)
        found.append((row.credit_body, row.credit_code, int(row.credits), int(row.deontological)))
    assert found == [("social_workers", "AS-123", 12, 4), ("ecm", "ECM-9", 20, 0), ("", "", 0, 0), ("", "", 0, 0)]


def test_papers_are_made_once_and_can_be_kept_for_ever(
    school: School, jobs_at_once: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        rows = make_certificates(school, people=2)
    job = Job.objects.get(function=actions.MAKER)
    assert (job.state, job.result) == (JobState.DONE, {"papers": 2, "told": 1})
    [own, _other] = Certificate.objects.order_by("ordinal")
    file = actions.hand_out_paper(by=school.worker, at=school.now, certificate=own)
    paper = read_whole(file)
    assert paper.startswith(b"%PDF-1.7")
    assert b"pdfaid:part" in paper
    assert b"pdfuaid:part" in paper
    again = actions.make_papers(by=school.manager, at=school.now, edition=rows[0].edition, progress=nothing)
    assert again == {"papers": 0, "told": 0}
    assert StoredFile.objects.count() == 2
    assert StoredFile.objects.visible_to(school.worker).get() == file
    assert Entry.objects.filter(action="training.hand_out_certificate", actor_name="Anna Prova").count() == 1


def test_a_paper_that_is_not_made_yet_is_said(school: School) -> None:
    with pytest.raises(TrainingError, match="in preparazione"):
        actions.hand_out_paper(by=school.worker, at=school.now, certificate=make_certificates(school, people=1)[0])


def test_a_revoked_one_no_longer_counts_and_another_may_follow(school: School) -> None:
    [row] = make_certificates(school, people=1)
    for because, by, wrong in ((" ", school.manager, TrainingError), ("Errore.", school.worker, NotAllowedError)):
        with pytest.raises(wrong):
            actions.revoke_certificate(by=by, at=school.now, certificate=row, because=because)
    actions.revoke_certificate(by=school.manager, at=school.now, certificate=row, because="Nome sbagliato.")
    with pytest.raises(TrainingError, match="già revocato"):
        actions.revoke_certificate(by=school.manager, at=school.now, certificate=row, because="Di nuovo.")
    with pytest.raises(TrainingError, match="revocato"):
        actions.sign_badge(by=school.worker, at=school.now, certificate=Certificate.objects.get())
    assert check(row.code).standing == Standing.REVOKED
    assert [one["id"] for one in revoked_list()["revokedCredential"]] == [check_address(row)]
    assert own_credits(school.worker.professional_id or 0, today=school.now.date()).periods[0].credits == 0
    issue(school, row.edition)
    assert Certificate.objects.standing().get().number == "2026/000002"


def test_a_stranger_learns_no_more_than_they_were_given(school: School) -> None:
    row = make_certificates(school, people=2)[1]
    spaced = "-".join(re.findall("....", row.code.upper()))
    known = check(f" {spaced} ")
    assert (known.standing, known.person, known.other) == (Standing.VALID, "", False)
    assert check(row.code, "ZANZOTTI1").person == "Prova Zanzotti1"
    wrong = check(row.code, "Altri")
    assert (wrong.person, wrong.other) == ("", True)
    for code in ("", "x" * 16, row.code[:-1], f"{row.code}%"):
        assert check(code, "Zanzotti1").certificate is None


def test_the_digital_twin_is_verified_with_the_published_key(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    use_small_key(monkeypatch)
    [row] = make_certificates(school, people=1)
    token = actions.sign_badge(by=school.worker, at=school.now, certificate=row)
    key = SigningKey.objects.get()
    assert b"PRIVATE" not in bytes(key.private)
    assert jwt.get_unverified_header(token)["kid"].endswith(f"/formazione/attestati/chiavi/{key.kid}/")
    said = jwt.decode(token, PyJWK(key.public), algorithms=["RS256"], options={"verify_nbf": False})
    assert said["id"] == check_address(row)
    assert said["credentialSubject"]["creditsEarned"] == 12
    newer = actions.new_signing_key(by=SystemActor("prova"), at=school.now + timedelta(days=1))
    assert actions.signing_key(at=school.now) == newer
    assert SigningKey.objects.filter(retired_at__isnull=False).get() == key


def test_credits_of_an_edition_for_the_order(school: School) -> None:
    rows = make_certificates(school, people=3)
    actions.revoke_certificate(by=school.manager, at=school.now, certificate=rows[2], because="Errore.")
    headings, lines = order_rows(rows[0].edition)
    assert len(headings) == len(lines[0]) == 10
    assert [line[:4] for line in lines if line[0]] == [["00001", "Zanzotti1", "Prova", "AS-123"]]
    assert [float(value) for value in lines[-1][-3:]] == [13.0, 12.0, 4.0]
    with pytest.raises(NotAllowedError):
        actions.export_credits(by=school.worker, at=school.now, edition=rows[0].edition)


def test_everybody_sees_their_own(school: School) -> None:
    rows = make_certificates(school, people=3)
    assert set(Certificate.objects.visible_to(school.worker)) == {rows[0]}
    assert Certificate.objects.visible_to(school.manager).count() == 3
    elsewhere = make_user(role=TRAINING_MANAGER, territory=make_territory())
    assert not Certificate.objects.visible_to(elsewhere)
