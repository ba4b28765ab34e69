# SPDX-License-Identifier: EUPL-1.2
"""`kill -9` of a real server while devices send their answers, and the same answers sent again."""

from __future__ import annotations

import base64
import threading
from collections import Counter
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from ordito.audit.models import Entry, Subject
from ordito.campaigns.enums import ReturnState
from ordito.campaigns.models import Return
from ordito.questionnaires.actions.devices import create_device
from ordito.questionnaires.engine.openrosa import owned_id, under_id
from ordito.questionnaires.models import Submission
from ordito.questionnaires.tasks import check_submissions
from tests.factories.campaigns import OWNER, make_campaign, make_scene
from tests.factories.questionnaires import instance_xml, make_version, small
from tests.factories.territory import make_service
from tests.faults.machines import PATIENCE, kill, server, shared_database, wait_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ordito.campaigns.models import Campaign

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
HANDS = 3
SERVICES = 60
BOUNDARY = "prova"


def contents(campaign: Campaign) -> dict[str, bytes]:
    """What the devices send, by instance: the answers of every return."""
    form_id = campaign.version.questionnaire.form_id
    found = {}
    for pk in campaign.returns.order_by("pk").values_list("pk", flat=True):
        instance = f"uuid:ucciso-{pk}"
        xml = instance_xml(campaign.version, {"/data/nome": f"Centro {pk}"}, instance_id=instance)
        found[instance] = under_id(xml, owned_id(form_id, OWNER, pk))
    return found


def send(port: int, token: str, sending: Sequence[tuple[str, bytes]], acknowledged: list[str]) -> None:
    """Send one after the other, as ODK Collect does, until the server is gone."""
    asked = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Authorization": f"Basic {token}", "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    part = 'Content-Disposition: form-data; name="xml_submission_file"; filename="a.xml"\r\nContent-Type: text/xml'
    try:
        for instance, xml in sending:
            body = f"--{BOUNDARY}\r\n{part}\r\n\r\n".encode() + xml + f"\r\n--{BOUNDARY}--\r\n".encode()
            asked.request("POST", reverse("questionnaires:device_submission"), body, headers)
            answer = asked.getresponse()
            answer.read()
            if answer.status == 201:
                acknowledged.append(instance)
    except (OSError, HTTPException):
        return
    finally:
        asked.close()
        connection.close()


def assert_all_are_whole() -> None:
    """Each submission has its return and its entry in the log; nothing else was written."""
    rows = Submission.objects.all()
    assert set(Return.objects.exclude(submission=None).values_list("submission", flat=True)) == {row.pk for row in rows}
    assert Return.objects.filter(state=ReturnState.SUBMITTED).count() == len(rows)
    entries = Entry.objects.filter(action="questionnaires.receive_submission")
    named = Subject.objects.filter(entry_id__in=entries.values("pk"), kind="questionnaires.submission")
    assert Counter(named.values_list("object_id", flat=True)) == Counter(row.pk for row in rows)
    assert all(sha256(row.xml).hexdigest() == row.sha256 for row in rows)


def test_killed_server_loses_no_acknowledged_answers_and_takes_them_once(tmp_path: Path) -> None:
    with shared_database(tmp_path) as url:
        scene = make_scene()
        comune, body = scene.comuni[0], scene.bodies[0]
        for number in range(SERVICES):
            make_service(f"Centro {number}", service_type=scene.kind, territory=comune, holder=body, provider=body)
        campaign = make_campaign(scene, version=make_version(small("ucciso")), areas=[scene.ambiti[0]])
        _device, secret = create_device(label="Telefono", by=scene.provider, at=timezone.now())
        token = base64.b64encode(f"{scene.provider.username}:{secret}".encode()).decode()
        sending = list(contents(campaign).items())
        acknowledged: list[str] = []
        with server(url, tmp_path) as (running, port):
            hands = [
                threading.Thread(target=send, args=(port, token, sending[hand::HANDS], acknowledged))
                for hand in range(HANDS)
            ]
            for hand in hands:
                hand.start()
            wait_for(lambda: len(acknowledged) >= 12, every=0.01)
            kill(running)
            for hand in hands:
                hand.join()
        assert len(acknowledged) < len(sending), "the server was killed too late"
        stored = set(Submission.objects.values_list("instance_id", flat=True))
        assert set(acknowledged) <= stored
        assert len(stored) - len(acknowledged) <= HANDS
        assert_all_are_whole()
        again: list[str] = []
        with server(url, tmp_path) as (_running, port):
            send(port, token, sending, again)
        assert again == [instance for instance, _xml in sending]
        assert Submission.objects.count() == len(sending)
        assert_all_are_whole()
        assert check_submissions(lambda _done, _total: None) == {"checked": len(sending)}
