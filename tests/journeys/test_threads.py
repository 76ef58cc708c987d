"""What people write under a card: it is a note on the case, and stands under the other cards too."""

from playwright.async_api import expect

from bot.demo import cast
from tests.journeys.desk import Desk
from tests.journeys.slack_page import SlackPage
from tests.journeys.steps import at, hand_over, look_at_general, nl
from tests.journeys.teams_page import TeamsPage

NOTE = "De student gebruikt Safari op een iPad."


async def test_a_reply_under_the_card_is_a_note_that_crosses_over_and_holds_no_student_data(
    desk: Desk, slack_page: SlackPage, teams_page: TeamsPage
) -> None:
    await look_at_general(teams_page)
    number = await hand_over(slack_page, desk)
    await at(slack_page, cast.ANNA, cast.STUDENT_PORTAL)
    await slack_page.card(number).wait_for()
    await teams_page.card(number).wait_for()

    await slack_page.open_thread(number)
    await slack_page.reply_in_thread(f"{NOTE} Het nummer is s1234567.")
    left_out = nl("masked", sorts=nl("masked-student-number"))
    await expect(slack_page.page.locator("body")).to_contain_text(nl("thread-student-data", masked=left_out))
    await expect(teams_page.thread(number)).to_contain_text(NOTE)
    await expect(teams_page.thread(number)).to_contain_text(cast.ANNA.name)
    assert "s1234567" not in " ".join(await teams_page.read_thread(number))

    # Bram answers from Teams, and Anna reads it where she asked.
    await teams_page.reply_mentioning_bot(number, "Dan ligt het aan de instellingen.")
    await expect(slack_page.page.locator(".thread-body")).to_contain_text("Dan ligt het aan de instellingen.")
    assert (await desk.happened(number)).count("NoteAdded") == 2
    ticket = desk.surroundings.tickets.store.by_number("M2611 0042")
    assert [entry for entry in ticket.trail if NOTE in entry["plainText"] and not entry["invisibleForCaller"]] == []
