# SPDX-License-Identifier: EUPL-1.2
"""Every page, as every role that may open it, on a desk and on a phone: it answers, has a heading, keeps nobody out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from tests.browser import DESK, PHONE, WIDTHS, barriers
from tests.factories.accounts import PASSWORD
from tests.journeys.atlas import make_atlas, view_of
from tests.repository.test_urls import ADDRESSES, PUBLIC

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import Settings

    from ordito.accounts.models import User
    from tests.browser import Visit
    from tests.journeys.conftest import World

RECORD = """
    circumstances:fact_annul circumstances:fact_edit circumstances:fact_end circumstances:fact_new
    circumstances:fact_new@health circumstances:fact_new@school circumstances:health circumstances:situation
    kinship:kin_edit kinship:kin_new kinship:relative_edit kinship:responsibility_edit
    kinship:responsibility_new kinship:row_end kinship:row_withdraw kinship:tie_edit kinship:tie_new
    kinship:ties kinship:kin_proposed
    assessments:assessment assessments:assessments assessments:comparison assessments:discard
    assessments:edit assessments:new assessments:scores assessments:screening
    plans:action_edit plans:action_new plans:action_remove plans:objective_edit plans:objective_new
    plans:objective_remove plans:participant_new plans:participant_remove plans:plan plans:plan@draft
    plans:plan_agree plans:plan_ask plans:plan_conclude plans:plan_discard plans:plan_edit
    plans:plan_edition plans:plan_new plans:plan_reopen plans:plan_share plans:plans plans:review plans:sign
    plans:sign_file plans:words plans:words_edit plans:words_new plans:words_remove
    protection:card protection:card_send protection:emergency protection:emergency_annul
    protection:emergency_edit protection:emergency_end protection:emergency_new protection:emergency_step
    protection:foster protection:foster_annul protection:foster_edit protection:foster_move protection:foster_return
    protection:foster_new protection:leaver protection:leaver_annul protection:leaver_edit
    protection:leaver_new protection:measure protection:measure_annul protection:measure_edit
    protection:measure_new protection:meeting protection:meeting_plan protection:meeting_plan_annul
    protection:meeting_plan_edit protection:meeting_plan_new protection:meetings_new protection:placement
    protection:placement_annul protection:placement_edit protection:placement_end protection:placement_new
    protection:placement_return
    protection:proceeding protection:proceeding_annul protection:proceeding_edit protection:proceeding_new
    protection:protection protection:report protection:report_annul protection:report_drop
    protection:report_edit protection:report_new protection:report_send
    handovers:handover handovers:handover_finish handovers:handover_revoke handovers:offer
    handovers:passages handovers:record handovers:refer handovers:referral handovers:referral_answer
    handovers:referral_finish handovers:referral_revoke handovers:sent
    agenda:agenda agenda:new agenda:appointment agenda:appointment@missed agenda:edit agenda:missed agenda:cancel
    agenda:tell agenda:week agenda:subscription
    stewardship:rights stewardship:rights@limited stewardship:request_new stewardship:request
    stewardship:request_extend stewardship:request_answer stewardship:request_erase
    stewardship:copy stewardship:copy@released
    stewardship:retention stewardship:retention@gone stewardship:hold_new stewardship:hold_lift cases:record@gone
    stewardship:note_new stewardship:note_decide stewardship:note_end stewardship:limitation_new
    stewardship:limitation_except stewardship:limitation_end cases:diary@limited cases:diary@noted
    papers:print_new papers:letters papers:letter_new
    flows:sinba flows:sinba_edit flows:benefits flows:benefit_new flows:benefit_edit flows:benefit_annul
    flows:register flows:register_answer
    employment:work employment:work@empty employment:path employment:path_new employment:path_edit employment:path_move
    employment:path_annul employment:appraisal_new employment:appraisal_edit employment:appraisal_annul
    employment:placement employment:placement_new employment:placement_edit employment:placement_end
    employment:placement_annul employment:monitoring_new employment:monitoring_edit employment:monitoring_annul
    employment:accommodation_new employment:accommodation_edit employment:accommodation_annul employment:outcome
"""
# Social worker, service coordinator, officer of an Ambito, regional officer, administrator, data protection officer,
# provider, who has a personal link and no account; who manages training.
# On a phone everybody walks their pages; on a desk, where the same parts stand wider, the first of those who open it.
PAGES = {
    "WCORADPF": """
        portal:home portal:gallery portal:accessibility portal:privacy portal:about accounts:profile accounts:rights
        accounts:jobs territory:places territory:place territory:programmes territory:programme territory:service_types
        territory:organisations territory:organisation territory:services territory:service territory:professionals
        territory:professional account_logout account_inactive account_reauthenticate account_change_password mfa_index
        messages:list messages:sent cases:rights releases:catalogue releases:dataset
    """,
    "LF": """
        training:certificate_check_form training:certificate_check training:certificate_mine
        training:evaluation_link training:evaluation_answer training:evaluation_fill
    """,
    "RF": """
        library:new library:term_new library:term_edit library:term_history training:adopt training:reopen
        library:edit library:renew library:withdraw library:downloads
    """,
    "WCORPF": """
        meetings:month meetings:week meetings:list meetings:meeting meetings:minutes meetings:subscription
        training:credits training:catalogue training:course training:editions training:edition training:enrol_oneself
        training:mine training:needs training:need training:raise_need training:themes training:plans training:plan
        training:plan_version training:tracks training:rollup training:funder
        training:evaluation_report training:evaluation_report?anno=2025
        training:supervision training:standards training:standard training:standard_version training:standard_course
    """,
    "COF": "training:supervision_new training:supervision_hours imports:list imports:upload",
    "WOF": "training:supervision_cycle",
    "OF": """
        training:supervision_edit training:supervision_group training:supervision_meeting training:supervision_close
        training:supervision_reopen
    """,
    "F": """
        training:certificates training:certificate_revoke training:certificate_link
        training:evaluation training:evaluation_add training:evaluation_days training:evaluation_door
        training:evaluation_codes training:evaluation_indicator training:evaluation_texts?anno=2025
        training:edit_theme training:new_plan training:edit_plan training:new_line training:edit_line
        training:remove_line training:share training:new_course training:edit_course training:modules
        training:new_accreditation training:edit_accreditation training:offer_course training:end_course
        training:new_edition training:edit_edition training:clone training:open_edition training:cancel_edition
        training:new_lesson training:register training:people training:enrol_by_office training:admit training:refuse
        training:person training:experience training:edit_track training:letters training:edit_letter
        training:office_rules training:new_credit_rule training:edit_credit_rule training:edit_term
        training:standard_new training:standard_edit training:standard_link training:standard_evidence
        training:standard_unlink training:standard_step@in-uso training:standard_step@ritira
        training:standard_step@elimina training:closing@going training:closing_open
    """,
    "WF": "training:edit_need",
    "WCOF": "training:withdraw training:closing",
    "COPF": "training:enrol_staff",
    "WCORADPFL": """
        training:public training:public_edition training:public_done training:own_enrolment
        library:list library:material library:glossary library:term
        meetings:public meetings:public_meeting meetings:public_minutes meetings:check_in
    """,
    "CORF": """
        meetings:new meetings:edit meetings:cancel meetings:people meetings:contact meetings:participation
        meetings:count meetings:register meetings:endorse meetings:code meetings:screen meetings:card meetings:log
        meetings:write_minutes meetings:change_attachment meetings:venues meetings:new_venue meetings:edit_venue
    """,
    "WCOR": "indicators:propose",
    "WCORF": """
        indicators:list indicators:indicator
        explore:pivot explore:views explore:dashboards explore:reports explore:shipped
        threads:list releases:ledger releases:release
    """,
    "WCO": "cases:workload cases:waiting cases:waiting_service cases:diary_templates cases:diary_template_new",
    "WC": """
        cases:worklist cases:search cases:person cases:person_edit cases:open_record cases:concern_new cases:contacts
        cases:contact_new cases:contact cases:concerns cases:concern cases:record cases:family cases:unit_new
        cases:member_new cases:member_add cases:member_end cases:unit_end cases:taking cases:take_in_charge
        cases:taking_edit cases:assign cases:team_new cases:team_end cases:close cases:reopen cases:interventions
        cases:intervention_new cases:intervention cases:intervention_edit cases:diary cases:diary_write
        cases:diary_entry cases:diary_correct cases:documents cases:document_new cases:document_remove cases:timeline
        cases:document_page cases:document_replace cases:document_register cases:document_check
        cases:accesses threads:link threads:unlink
        cases:blind_delivery cases:blind_new cases:blind_request cases:blind_requests cases:deputy_new
        cases:diary@full cases:diary_attach cases:diary_detach cases:family_birth cases:family_death
        cases:family_merge cases:family_merge_search cases:family_move cases:family_placement cases:family_split
        cases:hours cases:intervention@full cases:intervention_ask cases:intervention_change
        cases:intervention_cost cases:intervention_step cases:intervention_step@begin cases:interventions@full
        cases:merge cases:merge_done cases:merge_search cases:merge_undo cases:merges cases:record@full
        cases:team_edit cases:timeline@full
    """
    + RECORD,
    "W": """
        explore:view explore:view_delete explore:dashboard explore:dashboard_change explore:dashboard_delete
        explore:report explore:report_edit explore:report_approve explore:report_delete
        cases:emergency cases:diary_draft_versions cases:diary_template cases:diary_template_retire
        cases:form_draft circumstances:readers papers:print
    """,
    "C": "circumstances:take_over cases:approvals cases:approval cases:hours_service",
    "ORA": "territory:professional_create territory:professional_edit territory:role_create territory:role_end",
    "OR": """
        indicators:take_up
        releases:new releases:release@ready releases:withdraw
        territory:organisation_create territory:organisation_edit territory:service_create territory:service_edit
        cases:board questionnaires:list questionnaires:detail questionnaires:version questionnaires:questions
        questionnaires:answers questionnaires:export_new questionnaires:submission campaigns:send_back
        campaigns:register campaigns:links campaigns:move campaigns:ambito campaigns:remind campaigns:remind?tutte=1
        campaigns:reminder_plan campaigns:reminder_log campaigns:reminder_messages campaigns:report_texts
    """,
    "O": """
        indicators:withdraw
        cases:briefing_new imports:detail imports:columns imports:problems imports:start
        imports:meanings imports:known imports:undo imports:discard questionnaires:export campaigns:sign
        campaigns:attach stewardship:ready stewardship:series stewardship:series_new stewardship:series_edit
        stewardship:holds stewardship:office_hold_new stewardship:office_hold_lift
        stewardship:discard_authorise stewardship:discard_withdraw stewardship:releases stewardship:release_new
        stewardship:release stewardship:release_end
        assessments:instrument_end assessments:instrument_new assessments:questions assessments:rule_end
        assessments:rule_new assessments:scheme assessments:settings assessments:verify cases:approval_rule_new
        cases:classification cases:classifications cases:code_list cases:code_lists cases:contact_rule_new
        cases:local_rules cases:term_edit cases:term_new
        cases:terms cases:weights protection:clock
        papers:templates papers:template_new papers:template_edit papers:template_retire flows:sendings flows:sending
        flows:senders flows:sender flows:mappings flows:mapping
        employment:accreditations employment:accreditation_new employment:accreditation_edit
    """,
    "K": "cases:classification_load cases:code_edit cases:code_new protection:clock_rule",
    "R": """
        indicators:new indicators:define indicators:edit indicators:put_in_use indicators:discard indicators:retire
        indicators:import_indicators indicators:rules
        questionnaires:upload questionnaires:upload_version questionnaires:version@draft
        questionnaires:publish questionnaires:retire questionnaires:discard questionnaires:fill@everything
        campaigns:create campaigns:subject campaigns:units campaigns:times campaigns:rules campaigns:opening
        campaigns:edit campaigns:close campaigns:reopen campaigns:discard campaigns:add_units campaigns:approve
        campaigns:move@region
    """,
    "ORP": """
        campaigns:list campaigns:campaign campaigns:returns campaigns:return campaigns:return@back campaigns:board
        campaigns:report campaigns:report?per=ambito questionnaires:fill questionnaires:fill_sent
    """,
    "OP": "campaigns:mine questionnaires:sheets questionnaires:devices",
    "P": "questionnaires:sheet questionnaires:device_revoke",
    "L": "campaigns:link campaigns:link_fill campaigns:link_sent",
    "A": """
        accounts:people accounts:person_create accounts:person accounts:person_edit accounts:person_password
        accounts:person_second_factor accounts:person_deactivate accounts:person_reactivate accounts:membership_create
        accounts:membership_end
    """,
    "AD": "accounts:job",
    "D": """
        accounts:registry accounts:registry_row stewardship:findings stewardship:finding stewardship:watch_rules
        stewardship:watch_rule stewardship:discard_sign
    """,
    "OD": "stewardship:discards stewardship:discard stewardship:discard@done",
}
WALKERS = {name: letters for letters, names in PAGES.items() for name in names.split()}
# Pages of the second factor ask for the password again: who has none sets it up, who has one sees and takes it down.
SECOND_FACTOR = {
    "A": ["mfa_activate_totp"],
    "D": ["mfa_reauthenticate", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"],
}
NO_PAGES = {
    "only takes what a form sends": (
        "cases:person_prefill cases:diary_draft cases:emergency_end cases:closure_withdraw cases:approval_rule_end "
        "cases:contact_rule_end cases:code_move assessments:complete assessments:reopen assessments:main "
        "assessments:ask assessments:withdraw assessments:answers indicators:refresh indicators:comment "
        "explore:export explore:save explore:view_copy explore:tile_add explore:tile_move explore:shipped_copy "
        "explore:report_edition explore:report_print "
        "imports:reading imports:sheet imports:resume accounts:registry_check messages:read messages:read_all "
        "questionnaires:fill_save questionnaires:attach questionnaires:try questionnaires:sheet_send "
        "questionnaires:say_counting "
        "campaigns:start campaigns:explain campaigns:revoke_link campaigns:reminder_step_remove "
        "campaigns:report_compute campaigns:link_save agenda:held agenda:plan_again flows:sending_file "
        "flows:sending_sent flows:sending_outcomes flows:register_residence "
        "releases:let_out releases:check_again releases:take_coarser stewardship:copy_prepare "
        "stewardship:copy_look_for stewardship:copy_step stewardship:discard_resume "
        "stewardship:discard_remove "
        "training:evaluation_drop training:evaluation_indicator_drop training:evaluation_save "
        "training:vote training:comment training:standard_draft training:standard_evidence_drop "
        "meetings:move_state meetings:answer meetings:sheet meetings:move_minutes meetings:attach meetings:tick"
    ),
    "opens from the form before it, with what was typed there": (
        "cases:person_new cases:member_register meetings:whose_card"
    ),
    "a file": (
        "training:plan_pdf training:plan_word training:funder_pdf training:standard_paper "
        "training:evaluation_media training:evaluation_file training:evaluation_download "
        "training:certificate_paper training:certificate_badge training:credits_file "
        "training:certificate_mine_paper training:certificate_mine_badge "
        "library:download library:version meetings:attachment meetings:minutes_pdf meetings:public_minutes_pdf "
        "cases:document cases:document_version cases:diary_file handovers:dossier papers:print_file "
        "papers:template_file flows:sending_download imports:refused mfa_download_recovery_codes stewardship:copy_file "
        "stewardship:discard_authorisation stewardship:release_file releases:file releases:open_csv "
        "indicators:export_indicators "
        "questionnaires:fill_media questionnaires:fill_file questionnaires:attached questionnaires:workbook "
        "questionnaires:xform questionnaires:export_file questionnaires:submission_xml questionnaires:submission_file "
        "questionnaires:sheet_template campaigns:print campaigns:signed_pdf campaigns:link_media "
        "campaigns:link_file campaigns:report_export"
    ),
    "a piece of a page, or nothing": (
        "imports:progress flows:sending_progress protection:running_out portal:session set_language "
        "questionnaires:export_progress questionnaires:sheet_progress "
        "campaigns:progress campaigns:count_units"
    ),
    "for devices and programs": (
        "training:certificate_issuer training:certificate_keys training:certificate_key training:certificate_revoked "
        "questionnaires:device_forms questionnaires:device_submission questionnaires:device_form "
        "questionnaires:device_manifest questionnaires:device_file questionnaires:api:document "
        "questionnaires:api:assignments questionnaires:api:form questionnaires:api:answers questionnaires:api:send "
        "questionnaires:api:api-root agenda:feed meetings:own_feed meetings:territory_feed "
        "meetings:owner_feed meetings:public_feed releases:catalogue_rdf releases:dataset_rdf releases:open_csvw"
    ),
    "for who is not inside": "account_login mfa_authenticate",
}
# An officer of every place has the rooms of one of an Ambito, and some more.
ROOMS_OF = {"K": "O"}
# Who has no business there is led to the page where the business is done.
LED_AWAY = {"cases:emergency", "cases:diary_draft_versions"}


def test_every_address_is_walked_or_has_a_reason() -> None:
    walked = {view_of(name) for name in WALKERS}
    walked |= {name for names in SECOND_FACTOR.values() for name in names}
    reasoned = {name for names in NO_PAGES.values() for name in names.split()}
    assert walked | reasoned == set(ADDRESSES)
    assert not walked & reasoned


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("letter", "WCOKRADPFL")
def test_pages_of_a_role_have_no_barriers(
    visit: Visit, world: World, settings: Settings, letter: str, width: int
) -> None:
    settings.POPULATION_REGISTER = "simulator"
    atlas = make_atlas(world)
    walker = atlas.walkers[letter]
    if width == DESK and walker is not None:
        open_to_all = PUBLIC | LED_AWAY
        others = [
            name
            for name, letters in WALKERS.items()
            if not {letter, ROOMS_OF.get(letter, letter)} & set(letters) and view_of(name) not in open_to_all
        ]
        assert refused(walker, [atlas.address(name) for name in others]) == []
    page = visit(walker, width=width)
    walked = [name for name, letters in WALKERS.items() if letter in (letters if width == PHONE else letters[0])]
    found = {name: look(page, atlas.address(name)) for name in walked}
    if letter in SECOND_FACTOR and walker is not None:
        prepare_second_factor(page, walker, has_one=letter == "D")
        found |= {name: look(page, atlas.address(name)) for name in SECOND_FACTOR[letter]}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def refused(walker: User, addresses: list[str]) -> list[str]:
    """Those of the addresses that let somebody in who has no business there."""
    client = Client()
    client.force_login(walker)
    return [address for address in addresses if client.get(address).status_code not in {403, 404}]


def look(page: Page, address: str) -> list[str]:
    """What is wrong with a page; it must answer at this very address, under a heading."""
    answer = page.goto(address)
    if answer is None or answer.status != 200 or not answer.url.endswith(address):
        return [f"{answer and answer.status} at {page.url}"]
    if not page.get_by_role("heading", level=1).first.inner_text().strip():
        return ["no heading"]
    return barriers(page)


def prepare_second_factor(page: Page, walker: User, *, has_one: bool) -> None:
    """Give a second factor, or none, and confirm the password."""
    if has_one:
        TOTP.activate(walker, "A" * 32)
        RecoveryCodes.activate(walker)
    page.goto("/accesso/conferma/")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url(lambda url: "conferma" not in url)
