"""The story that ``make demo`` tells: one question, from the helpdesk in Slack to the answer given in Teams."""

import pytest
from playwright.async_api import expect

from bot.demo import cast
from tests.journeys.desk import Desk
from tests.journeys.slack_page import SlackPage
from tests.journeys.steps import (
    AT_ONCE_MS,
    PORTAL,
    PORTAL_MANAGEMENT,
    at,
    at_the_helpdesk,
    fill_in_teams,
    go_on_after_looking,
    look_at_general,
    nl,
    owner,
)
from tests.journeys.teams_page import TeamsPage

TICKET = "M2611 0042"
STUDENT = ("Femke", "de Jong", "s2718281", "f.dejong@example.org", "06-12345678")


@pytest.mark.alone  # what is seen at once is measured
async def test_a_question_is_handed_over_in_slack_claimed_in_teams_and_answered_there(
    desk: Desk, slack_page: SlackPage, teams_page: TeamsPage
) -> None:
    await look_at_general(teams_page)

    await at_the_helpdesk(slack_page)
    await slack_page.type_command(f"/escalate {TICKET}")
    await expect(slack_page.modal).to_contain_text(f"{TICKET}: Vak verdwijnt uit mijn planning")
    await slack_page.choose(nl("field-kind"), PORTAL)
    await slack_page.submit()
    await go_on_after_looking(slack_page)
    await slack_page.modal_closed()
    number = (await desk.only_case()).number
    await expect(slack_page.message(nl("done-escalate-hand-over", number=number, parties=PORTAL_MANAGEMENT,
                                       owner=PORTAL_MANAGEMENT))).to_be_visible()  # fmt: skip

    await at(slack_page, cast.ANNA, cast.STUDENT_PORTAL)
    for card in (slack_page.card(number), teams_page.card(number)):
        await expect(card).to_contain_text(nl("status-nobody-yet", party=PORTAL_MANAGEMENT))
        for fact in (TICKET, "Vak verdwijnt", PORTAL, "Faculteit der Rechtsgeleerdheid", "Sanne de Wit", "fact-since"):
            await expect(card).to_contain_text(nl(fact) if fact.startswith("fact-") else fact)

    # Anna looks at the case, and is slower than Bram.
    await slack_page.type_command(f"/case {number}")
    await expect(slack_page.message(nl("slack-timeline"))).to_be_visible()
    await teams_page.press(number, nl("action-claim"))
    owed = nl("status-owed", owner=owner("Bram Mulder", PORTAL_MANAGEMENT))
    await expect(slack_page.card(number)).to_contain_text(owed, timeout=AT_ONCE_MS)
    await expect(teams_page.card(number)).to_contain_text(owed)
    await slack_page.press_button(nl("slack-timeline"), nl("action-claim"))
    await expect(slack_page.message(nl("refused-already-claimed", claimant="Bram Mulder"))).to_be_visible()

    answer = "Het vak stond dubbel; het blijft nu staan."
    await fill_in_teams(teams_page, desk, number, "give-feedback", answer=answer)
    closed = nl("status-feedback-given", owner=owner("Bram Mulder", PORTAL_MANAGEMENT))
    await expect(teams_page.card(number)).to_contain_text(closed)
    await expect(slack_page.card(number)).to_contain_text(closed, timeout=AT_ONCE_MS)
    await at_the_helpdesk(slack_page)
    await expect(slack_page.card(number)).to_contain_text(closed)

    await slack_page.type_command(f"/case {TICKET}")
    timeline = slack_page.message(nl("slack-timeline"))
    for line in (
        nl("line-case-opened", actor="Sanne de Wit", intake="Helpdesk ISSC"),
        nl("line-claimed", actor="Bram Mulder", party=PORTAL_MANAGEMENT),
        answer,
    ):
        await expect(timeline).to_contain_text(line)
    await _the_ticket_tells_the_same_and_the_student_saw_nothing(desk, number)
    await _no_chat_message_has_student_data(desk)


async def _the_ticket_tells_the_same_and_the_student_saw_nothing(desk: Desk, number: str) -> None:
    await desk.everything_is_delivered()
    ticket = desk.surroundings.tickets.store.by_number(TICKET)
    ours = [entry for entry in ticket.trail if number in entry["plainText"]]
    assert [entry["invisibleForCaller"] for entry in ours] == [True, True, True]
    assert PORTAL_MANAGEMENT in ours[0]["plainText"]
    assert "Bram Mulder" in ours[1]["plainText"]
    assert "Bram Mulder" in ours[2]["plainText"]
    assert ticket.fields["operatorGroup"]["name"] == PORTAL_MANAGEMENT
    assert ticket.fields["status"] == "secondLine"
    assert not ticket.fields["closed"]


async def _no_chat_message_has_student_data(desk: Desk) -> None:
    for party in (cast.HELPDESK, cast.STUDENT_PORTAL):
        shown = str(await desk.surroundings.slack_messages(party))
        assert [data for data in STUDENT if data in shown] == []
