# SPDX-License-Identifier: EUPL-1.2
"""What is typed in a form with long texts is kept, comes back after a login, and goes when the form is saved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.cases.actions import ConflictError, restore_form_draft, save_form_draft
from ordito.cases.models import FormDraft
from ordito.cases.queries.form_drafts import typed_in
from ordito.core.access import NotAllowedError
from tests.factories.cases import NOW
from tests.factories.plans import fill_plans, make_plan
from tests.factories.protection import make_meeting_plan, make_report
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.records import House

    Enter = Callable[[User], Client]

pytestmark = pytest.mark.django_db
LONG = "La mamma dice che la mattina è il momento più difficile. " * 4


def typing(client: Client, url: str, **values: Any) -> Any:
    """What the page does by itself while somebody types."""
    return client.post(url, values, headers={"X-Autosave": "1"})


def test_text_left_in_the_middle_is_there_after_a_login(house: House, enter: Enter) -> None:
    plan = fill_plans(house.taking)
    objective = plan.objectives.order_by("pk")[0]
    url = house.url("plans:review", plan.pk)
    values = {"note": LONG, "held_on": "3/1", f"o{objective.pk}-degree": "partly", f"o{objective.pk}-why": "Non so."}
    first = typing(enter(house.worker), url, draft_version=0, **values)
    assert (first.status_code, first["X-Draft-Version"]) == (204, "1")
    assert plan.reviews.count() == 1, "a draft is not a review"
    client = enter(house.worker)
    page = client.get(url)
    assert "C’è quello che non avevi ancora salvato" in text_of(page)
    assert page.context["form"]["note"].value() == LONG
    assert page.context["form"]["held_on"].value() == "3/1", "half a date is kept as it is"
    assert page.context["objectives"][0].form["why"].value() == "Non so."
    assert "text/html" in page["Content-Type"]
    home = text_of(client.get(reverse("portal:home")))
    assert house.url("form_draft", FormDraft.objects.get().pk) in home
    assert (
        client.post(url, values | {"held_on": f"{timezone.localdate():%d/%m/%Y}", "version": plan.version}).status_code
        == 302
    )
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize(
    "page", ["plans:words_new", "plans:plan_new", "protection:report_new", "protection:meeting_plan_new"]
)
def test_forms_with_long_texts_keep_themselves(house: House, enter: Enter, page: str) -> None:
    client = enter(house.worker)
    url = house.url(page)
    html = text_of(client.get(url))
    assert f'data-autosave="{url}" data-autosave-version="draft_version"' in html
    long = next(name for name, field in client.get(url).context["form"].fields.items() if "rows" in field.widget.attrs)
    assert typing(client, url, **{long: LONG}).status_code == 204
    assert client.get(url).context["form"][long].value() == LONG


def test_lines_of_who_does_what_come_back(house: House, enter: Enter) -> None:
    url = house.url("plans:action_new", make_plan(house.record).pk)
    client = enter(house.worker)
    lines = {"chi-TOTAL_FORMS": "4", "chi-INITIAL_FORMS": "0", "chi-2-name": "La vicina", "chi-2-does": "Accompagna"}
    assert typing(client, url, expected="Arriva in orario.", **lines).status_code == 204
    doers = client.get(url).context["doers"]
    assert doers.forms[0]["does"].value() == "Accompagna"
    assert doers.total_form_count() == 5


def test_correction_that_waited_still_meets_what_a_colleague_saved(house: House, enter: Enter) -> None:
    row = make_meeting_plan(house.record)
    url = house.url("protection:meeting_plan_edit", row.pk)
    client = enter(house.worker)
    typing(client, url, version=row.version)
    assert int(client.get(url).context["form"]["version"].value()) == row.version


def test_two_forms_alike_are_told_apart_after_a_draft(house: House, enter: Enter) -> None:
    url = house.url("protection:report_new")
    client = enter(house.worker)
    key = "00000000-0000-4000-8000-000000000001"
    typing(client, url, form_key=key, note=LONG)
    assert str(client.get(url).context["form"]["form_key"].value()) != key


def test_another_window_is_told_and_the_button_keeps_both(house: House, enter: Enter) -> None:
    url = house.url("plans:words_new")
    client = enter(house.worker)
    assert typing(client, url, draft_version=0, text=LONG).status_code == 204
    assert typing(client, url, draft_version=0, text="Altro.").status_code == 409
    assert client.post(url, {"bozza": "1", "text": "Dal telefono senza script."})["Location"] == url
    draft = FormDraft.objects.get()
    page = text_of(client.get(house.url("form_draft", draft.pk)))
    assert "Dal telefono senza script." in page
    assert "il momento più difficile" in page, "what was typed before is among the earlier ones"
    client.post(house.url("form_draft", draft.pk), {"versione": draft.revisions.get().pk})
    assert client.get(url).context["form"]["text"].value() == LONG
    assert client.post(url, {"butta": "1"})["Location"] == url
    assert not FormDraft.objects.exists()


def test_draft_is_its_writer_s_alone(house: House, enter: Enter, coordinator: User, outsider: User) -> None:
    url = house.url("plans:words_new")
    typing(enter(house.worker), url, text=LONG)
    draft = FormDraft.objects.select_related("case_file__person").get()
    assert b"momento" not in bytes(draft.typed)
    page = house.url("form_draft", draft.pk)
    assert "che non hai ancora salvato" in text_of(enter(house.worker).get(page))
    assert [enter(user).get(page).status_code for user in (coordinator, outsider)] == [404, 404]
    assert not enter(coordinator).get(url).context["form"]["text"].value()
    assert typing(enter(outsider), url, text="x").status_code == 404
    save(house, "Poco.", NOW + timedelta(minutes=9))
    revision = draft.revisions.select_related("draft__case_file__person").get()
    with pytest.raises(NotAllowedError):
        restore_form_draft(by=coordinator, at=NOW, revision=revision, version=2)
    with pytest.raises(ConflictError):
        restore_form_draft(by=house.worker, at=NOW, revision=revision, version=7)
    with pytest.raises(NotAllowedError):
        save_form_draft(by=outsider, at=NOW, case_file=house.record, place="/x/", typed="a=b")


def save(house: House, text: str, at: Any = NOW) -> FormDraft:
    url = house.url("plans:words_new")
    return save_form_draft(by=house.worker, at=at, case_file=house.record, place=url, typed=f"text={text}")


def test_what_is_left_of_a_closed_form_can_still_be_read(house: House, enter: Enter) -> None:
    report = make_report(house.record)
    client = enter(house.worker)
    url = house.url("protection:report_edit", report.pk)
    typing(client, url, note=LONG)
    draft = FormDraft.objects.get()
    assert typed_in(FormDraft.objects.select_related("case_file__person").get())["note"] == LONG
    client.post(house.url("protection:report_annul", report.pk), {"version": report.version})
    assert client.get(url).status_code == 404
    assert "il momento più difficile" in text_of(client.get(house.url("form_draft", draft.pk)))
    assert client.post(house.url("form_draft", draft.pk), {"butta": "1"}).status_code == 302
