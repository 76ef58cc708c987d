"""Taking questions in from Teams: by typed words, and by the message extension."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import expect

from bot.demo import cast
from tests.journeys.desk import Desk, Surroundings
from tests.journeys.slack_page import SlackPage
from tests.journeys.steps import (
    CONTENT,
    PORTAL,
    PORTAL_MANAGEMENT,
    at,
    bram_at_the_helpdesk,
    en,
    go_on_after_looking_in_teams,
    nl,
)
from tests.journeys.teams_page import TeamsPage

OA_LAW = re.compile(r"Beste student.*oa-law@example\.org", re.DOTALL)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(surroundings: Surroundings) -> AsyncIterator[Desk]:
    """Bram, the only person the local Teams client plays, works at the helpdesk."""
    async with surroundings.running(bram_at_the_helpdesk) as running:
        yield running


async def test_a_typed_ticket_number_opens_the_form_and_the_form_becomes_the_case(
    desk: Desk, slack_page: SlackPage, teams_page: TeamsPage
) -> None:
    await teams_page.open()
    await teams_page.go_to_personal_chat()
    await teams_page.say("escalate M2611 0043")
    form = teams_page.card("M2611 0043: Studievoortgang klopt niet")
    await expect(form).to_contain_text(nl("masked", sorts=nl("masked-name")))
    await expect(form.get_by_role("combobox")).to_have_value("Faculteit der Geesteswetenschappen")
    await teams_page.choose(nl("field-kind"), PORTAL)
    await teams_page.press("M2611 0043", nl("teams-show-outcome"))
    await expect(form).to_contain_text(nl("goes-hand-over", parties=PORTAL_MANAGEMENT))
    await teams_page.press("M2611 0043", nl("submit-escalate-hand-over"))
    shown = teams_page.card(nl("status-nobody-yet", party=PORTAL_MANAGEMENT))
    await expect(shown).to_be_visible()
    number = (await desk.only_case()).number
    await expect(shown).to_contain_text(number)
    await at(slack_page, cast.ANNA, cast.STUDENT_PORTAL)
    await expect(slack_page.card(number)).to_contain_text("Bram Mulder (Helpdesk ISSC)")


async def test_a_question_for_the_other_desk_gets_a_last_look_in_teams_too(desk: Desk, teams_page: TeamsPage) -> None:
    await teams_page.open()
    await teams_page.go_to_personal_chat()
    await teams_page.say("escalate M2611 0031")
    await teams_page.choose(nl("field-kind"), CONTENT)
    await teams_page.press("M2611 0031", nl("submit-escalate"))
    answer = teams_page.page.get_by_role("textbox", name=nl("field-standard_answer"))
    await expect(answer).to_have_value(OA_LAW)
    await teams_page.press(nl("form-escalate-redirect"), nl("submit-escalate-redirect"))
    await expect(teams_page.card(nl("status-redirected"))).to_be_visible()
    await desk.everything_is_delivered()
    ticket = desk.surroundings.tickets.store.by_number("M2611 0031")
    assert ticket.fields["closed"]
    assert "oa-law@example.org" in ticket.trail[-1]["plainText"]


async def test_the_message_extension_takes_a_question_in_from_the_compose_box(
    desk: Desk, teams_page: TeamsPage
) -> None:
    await teams_page.open()
    await teams_page.go_to_personal_chat()
    await teams_page.start_from_compose_box("escalate")
    await teams_page.fill(nl("field-ticket"), "M2611 0037")
    await teams_page.fill(nl("field-subject"), "Studieplan wijzigen")
    await teams_page.choose(nl("field-kind"), PORTAL)
    await teams_page.fill(nl("field-question"), "De knop Edit is grijs.")
    await teams_page.press(nl("field-subject"), nl("submit-escalate"))
    await go_on_after_looking_in_teams(teams_page)
    await teams_page.send_prepared_card()
    number = (await desk.only_case()).number
    await expect(teams_page.message(number)).to_contain_text(nl("status-nobody-yet", party=PORTAL_MANAGEMENT))


async def test_the_message_extension_takes_a_message_as_the_question_without_the_data_of_the_student(
    desk: Desk, teams_page: TeamsPage, bram_reads_english: None
) -> None:
    await teams_page.open()
    await teams_page.go_to_channel("General")
    await teams_page.post_mentioning_bot("help: student s2718281 sees an empty page, mail f.dejong@example.org")
    await teams_page.start_from_message("sees an empty page", "escalate")
    await teams_page.fill(en("field-subject"), "Empty page in the portal")
    await teams_page.choose(en("field-kind"), "How the student portal works, planning and enrolment")
    await teams_page.press(en("field-subject"), en("submit-escalate"))
    await go_on_after_looking_in_teams(teams_page, en)
    await teams_page.send_prepared_card()
    case = await desk.only_case()
    assert case.question.subject == "Empty page in the portal"
    assert "s2718281" not in case.question.text
    nobody_yet = en("status-nobody-yet", party="Functional management student portal")
    await expect(teams_page.card(nobody_yet)).to_contain_text("student [studentnr.] sees an empty page, mail [e-mail]")
