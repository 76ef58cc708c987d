"""What cannot be: everybody reads in their own language what to do about it, and nothing is half done."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import expect

from bot.demo import cast
from bot.demo.topdesk import FaultKind
from tests.journeys.desk import Desk, Surroundings
from tests.journeys.slack_page import SlackPage
from tests.journeys.steps import (
    PORTAL,
    PORTAL_MANAGEMENT,
    at,
    at_the_helpdesk,
    bram_at_the_helpdesk,
    en,
    go_on_after_looking,
    go_on_after_looking_in_teams,
    hand_over,
    nl,
)
from tests.journeys.teams_page import TeamsPage

UNKNOWN, KNOWN = "M2611 9999", "M2611 0042"


async def test_slack_an_unknown_ticket_and_an_empty_form_are_named_and_can_be_put_right(
    desk: Desk, slack_page: SlackPage
) -> None:
    await at_the_helpdesk(slack_page)
    await slack_page.type_command(f"/escalate {UNKNOWN}")
    await expect(slack_page.modal).to_contain_text(nl("refused-ticket-not-found", ticket=UNKNOWN))
    await slack_page.fill(nl("field-ticket"), "")
    await slack_page.submit()
    assert await slack_page.errors() == {"subject": nl("refused-text-missing", field=nl("field-subject"))}
    await slack_page.fill(nl("field-subject"), "Portaal laadt niet")
    await slack_page.fill(nl("field-ticket"), UNKNOWN)
    await slack_page.choose(nl("field-kind"), PORTAL)
    await slack_page.fill(nl("field-question"), "Alleen een draaiend wieltje.")
    await slack_page.submit()
    await expect(slack_page.modal).to_contain_text(nl("refused-ticket-not-found", ticket=UNKNOWN))
    assert await desk.cases() == ()

    await slack_page.fill(nl("field-ticket"), KNOWN)
    await slack_page.submit()
    await go_on_after_looking(slack_page)
    await slack_page.modal_closed()
    case = await desk.only_case()
    assert (case.question.subject, case.question.ticket and case.question.ticket.number) == (
        "Portaal laadt niet",
        KNOWN,
    )


async def test_slack_a_ticket_that_is_escalated_again_shows_its_case(desk: Desk, slack_page: SlackPage) -> None:
    number = await hand_over(slack_page, desk, KNOWN)
    await at(slack_page, cast.DAAN, cast.HELPDESK)
    await slack_page.type_command("/escalate m2611-0042")
    await expect(slack_page.modal).to_contain_text(nl("refused-ticket-has-open-case", ticket="m2611-0042", case=number))
    await expect(slack_page.modal).to_contain_text(nl("line-case-opened", actor="Sanne de Wit", intake="Helpdesk ISSC"))
    assert len(await desk.cases()) == 1


async def test_slack_who_is_in_no_party_is_told_in_english_whom_to_ask(desk: Desk, slack_page: SlackPage) -> None:
    await at(slack_page, cast.PIM, cast.HELPDESK)
    await slack_page.type_command(f"/escalate {KNOWN}")
    await expect(slack_page.message(en("refused-no-intake-desk", administrators="Marijke Vos"))).to_be_visible()
    await slack_page.type_command("/case open")
    await expect(slack_page.message(en("refused-no-party", administrators="Marijke Vos"))).to_be_visible()
    assert await desk.cases() == ()


async def test_slack_a_question_is_escalated_while_topdesk_is_down_and_says_that_the_ticket_was_not_checked(
    desk: Desk, slack_page: SlackPage
) -> None:
    desk.surroundings.tickets.faults.switch_on(FaultKind.SERVER_ERROR, times=None)
    await at_the_helpdesk(slack_page)
    await slack_page.type_command(f"/escalate {KNOWN}")
    await expect(slack_page.modal).to_contain_text(nl("ticket-not-read"))
    await slack_page.fill(nl("field-subject"), "Portaal laadt niet")
    await slack_page.choose(nl("field-kind"), PORTAL)
    await slack_page.fill(nl("field-question"), "Alleen een draaiend wieltje.")
    await slack_page.submit()
    await go_on_after_looking(slack_page)
    await slack_page.modal_closed()
    number = (await desk.only_case()).number
    await expect(slack_page.card(number)).to_contain_text(nl("ticket-not-checked"))
    await expect(slack_page.card(number)).to_contain_text(nl("status-nobody-yet", party=PORTAL_MANAGEMENT))


async def test_slack_a_channel_the_bot_is_not_in_is_told_to_the_administrator_and_stops_nothing_else(
    desk: Desk, slack_page: SlackPage, teams_page: TeamsPage
) -> None:
    channel = cast.slack_channel(cast.STUDENT_PORTAL)
    desk.surroundings.gate.refuse("chat.postMessage", channel.id, "not_in_channel")
    await teams_page.open()
    await teams_page.go_to_channel(cast.TEAMS_GENERAL.name)
    await at(slack_page, cast.MARIJKE, cast.HELPDESK)
    await slack_page.type_command("/case")
    await expect(slack_page.message(nl("home-empty-administrator", slash="/"))).to_be_visible()

    number = await hand_over(slack_page, desk)
    await expect(slack_page.card(number)).to_be_visible()
    await expect(teams_page.card(number)).to_be_visible()
    await slack_page.act_as(cast.MARIJKE)
    await slack_page.go_to_direct_messages(cast.MARIJKE)
    told = slack_page.message(nl("trouble-place", channel=channel.name, platform="Slack"))
    await expect(told).to_contain_text(nl("trouble-invite"))
    assert await desk.surroundings.slack_messages(cast.STUDENT_PORTAL) == []


@pytest_asyncio.fixture(loop_scope="session")
async def desk_with_bram(surroundings: Surroundings) -> AsyncIterator[Desk]:
    """Bram works at the helpdesk."""
    async with surroundings.running(bram_at_the_helpdesk) as running:
        yield running


async def test_teams_what_cannot_be_is_said_in_the_chat_and_in_the_form(
    desk_with_bram: Desk, teams_page: TeamsPage
) -> None:
    await teams_page.open()
    await teams_page.go_to_personal_chat()
    await teams_page.say(f"escalate {UNKNOWN}")
    form = teams_page.card(nl("form-escalate"))
    await expect(form).to_contain_text(nl("refused-ticket-not-found", ticket=UNKNOWN))
    await teams_page.fill(nl("field-ticket"), "")
    await teams_page.press(nl("form-escalate"), nl("submit-escalate"))
    await expect(form).to_contain_text(nl("refused-text-missing", field=nl("field-subject")))
    await teams_page.fill(nl("field-ticket"), UNKNOWN)
    await teams_page.fill(nl("field-subject"), "Portaal laadt niet")
    await teams_page.choose(nl("field-kind"), PORTAL)
    await teams_page.fill(nl("field-question"), "Alleen een draaiend wieltje.")
    await teams_page.press(nl("form-escalate"), nl("submit-escalate"))
    await expect(form).to_contain_text(nl("refused-ticket-not-found", ticket=UNKNOWN))
    assert await desk_with_bram.cases() == ()

    await teams_page.fill(nl("field-ticket"), KNOWN)
    await teams_page.press(nl("form-escalate"), nl("submit-escalate"))
    await go_on_after_looking_in_teams(teams_page)
    await expect(teams_page.card(nl("status-nobody-yet", party=PORTAL_MANAGEMENT))).to_be_visible()
    number = (await desk_with_bram.only_case()).number
    await teams_page.say(f"escalate {KNOWN}")
    await expect(teams_page.card(nl("refused-ticket-has-open-case", ticket=KNOWN, case=number))).to_contain_text(
        nl("line-case-opened", actor="Bram Mulder", intake="Helpdesk ISSC")
    )
    assert len(await desk_with_bram.cases()) == 1


async def test_teams_who_takes_in_no_questions_is_told_whom_to_ask_in_their_own_language(
    desk: Desk, teams_page: TeamsPage, bram_reads_english: None
) -> None:
    await teams_page.open()
    await teams_page.go_to_personal_chat()
    await teams_page.say(f"escalate {KNOWN}")
    await expect(teams_page.message(en("refused-no-intake-desk", administrators="Marijke Vos"))).to_be_visible()
    assert await desk.cases() == ()
