"""The local clients and the drivers of their pages, with the smallest bots there can be."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.demo import cast
from bot.demo.local_slack import LocalSlack
from bot.demo.teams_client import TeamsClient
from tests.journeys.slack_page import SlackPage
from tests.journeys.teams_page import TeamsPage
from tests.journeys.tiny_bots import SlackBot, TeamsBot, serving


@pytest_asyncio.fixture(loop_scope="session")
async def slack_bot(slack: LocalSlack, bot_port: int) -> AsyncIterator[SlackBot]:
    bot = SlackBot(slack.api_url)
    async with serving(bot_port, {"/slack/events": bot.handle}):
        yield bot


@pytest_asyncio.fixture(loop_scope="session")
async def teams_bot(bot_port: int) -> AsyncIterator[TeamsBot]:
    bot = TeamsBot()
    async with serving(bot_port, {"/api/messages": bot.handle}):
        yield bot


@pytest_asyncio.fixture(loop_scope="session")
async def sanne(slack_page: SlackPage, slack_bot: SlackBot) -> SlackPage:
    await slack_page.open(cast.SANNE)
    await slack_page.go_to_channel("issc-helpdesk")
    return slack_page


@pytest_asyncio.fixture(loop_scope="session")
async def bram(teams_page: TeamsPage, teams_bot: TeamsBot) -> TeamsPage:
    await teams_page.open()
    return teams_page


async def test_slack_a_command_carries_who_typed_it_and_where(sanne: SlackPage, slack_bot: SlackBot) -> None:
    await sanne.type_command("/card M2611 0042")
    await expect(sanne.message("M2611 0042")).to_be_visible()
    typed = slack_bot.received[-1]
    assert (typed["user_id"], typed["channel_name"], typed["text"]) == ("U01SANNE", "issc-helpdesk", "M2611 0042")
    assert typed["trigger_id"]
    assert typed["response_url"]


async def test_slack_a_form_shows_what_is_wrong_and_then_is_taken(sanne: SlackPage) -> None:
    await sanne.type_command("/form M2611 0042")
    assert await sanne.modal_title() == "A form"
    await sanne.choose("Kind", "Portal")
    await sanne.choose("Urgency", "Urgent")
    await sanne.submit()
    assert await sanne.errors() == {"reason": "Say why."}
    await sanne.fill("Reason", "no answer since Monday")
    await sanne.submit()
    await sanne.modal_closed()
    await expect(sanne.message("M2611 0042 portal: no answer since Monday")).to_be_visible()


async def test_slack_an_emptied_field_of_a_form_arrives_empty(sanne: SlackPage) -> None:
    await sanne.type_command("/form M2611 0042")
    await sanne.fill("Ticket", "")
    await sanne.choose("Kind", "Content")
    await sanne.fill("Reason", "no ticket yet")
    await sanne.submit()
    await expect(sanne.message("None content: no ticket yet")).to_be_visible()


async def test_slack_a_form_can_be_closed(sanne: SlackPage) -> None:
    await sanne.type_command("/form")
    await sanne.modal_title()
    await sanne.close_modal()
    assert await sanne.read() == []


async def test_slack_a_button_replaces_the_card_and_writes_in_its_thread(sanne: SlackPage) -> None:
    await sanne.type_command("/card M2611 0042")
    await sanne.act_as(cast.DAAN)
    await sanne.press_button("M2611 0042", "Claim")
    await expect(sanne.message("M2611 0042")).to_contain_text("claimed by daan.bakker")
    pane = await sanne.open_thread("M2611 0042")
    await expect(pane).to_contain_text("it was claimed")
    await sanne.reply_in_thread("thank you")
    await expect(pane).to_contain_text("thank you")
    assert (await sanne.read_thread())[1:] == ["it was claimed", "thank you"]


async def test_slack_the_same_choice_can_be_made_twice_behind_the_three_dots(sanne: SlackPage) -> None:
    await sanne.type_command("/card M2611 0042")
    for times in (1, 2):
        await sanne.choose_from_overflow("M2611 0042", "Ask")
        await expect(sanne.page.locator(".msg", has_text="chosen: ask")).to_have_count(times)


async def test_slack_what_one_person_may_see_is_marked(sanne: SlackPage) -> None:
    await sanne.type_command("/secret not yours")
    await expect(sanne.message("psst not yours")).to_be_visible()
    assert await sanne.read_ephemeral() == ["psst not yours"]


async def test_slack_a_direct_message_is_found_under_the_name_of_who_got_it(sanne: SlackPage) -> None:
    await sanne.type_command("/tell it is solved")
    await sanne.go_to_direct_messages(cast.SANNE)
    assert await sanne.read() == ["for you: it is solved"]


async def test_slack_the_home_tab_is_for_who_looks(sanne: SlackPage) -> None:
    await expect(await sanne.go_to_home()).to_contain_text("home of @Sanne de Wit")
    await sanne.act_as(cast.PIM)
    await expect(await sanne.go_to_home()).to_contain_text("home of @Pim de Boer")


async def test_slack_a_handle_becomes_a_mention_of_the_bot(sanne: SlackPage, slack_bot: SlackBot) -> None:
    await sanne.type_words("@secondline are you there")
    await expect(sanne.message("you called")).to_be_visible()
    assert slack_bot.received[-1]["event"]["text"] == f"<@{cast.SLACK_BOT_USER}> are you there"


async def test_slack_knows_people_by_their_address_and_channels_by_their_members(slack_bot: SlackBot) -> None:
    found = await slack_bot.client.users_lookupByEmail(email=cast.FATIMA.email)
    members = await slack_bot.client.conversations_members(channel=cast.slack_channel(cast.USIS_LAW).id)
    assert found["user"]["id"] == cast.FATIMA.slack_id
    assert members["members"] == [cast.FATIMA.slack_id, cast.MARIJKE.slack_id, cast.SLACK_BOT_USER]


async def test_teams_words_in_the_personal_chat_are_answered(bram: TeamsPage) -> None:
    await bram.go_to_personal_chat()
    await bram.say("good morning")
    await expect(bram.message("heard: good morning")).to_be_visible()
    assert (await bram.read())[-2:] == ["good morning", "heard: good morning"]


async def test_teams_a_channel_tells_the_addresses_of_its_members(bram: TeamsPage) -> None:
    await bram.go_to_channel("General")
    await bram.post_mentioning_bot("members")
    thread = bram.thread("members")
    for person in (cast.TEAMS_CURRENT, *cast.TEAMS_OTHERS):
        await expect(thread).to_contain_text(person.email)


async def test_teams_a_reply_in_a_thread_stays_in_it(bram: TeamsPage) -> None:
    await bram.go_to_channel("uSis Rechten")
    await bram.post_mentioning_bot("first question")
    await expect(bram.thread("first question")).to_contain_text("heard: first question")
    await bram.reply_mentioning_bot("first question", "and another thing")
    await expect(bram.thread("first question")).to_contain_text("heard: and another thing")


async def test_teams_a_form_takes_the_place_of_the_card_and_the_card_comes_back(bram: TeamsPage) -> None:
    await bram.go_to_channel("uSis Rechten")
    await bram.post_mentioning_bot("card SL-2611-0001")
    await bram.press("card SL-2611-0001", "Answer")
    await bram.fill("Your answer", "It is\nsolved")
    await bram.choose("Kind", "Portal")
    await bram.press("Your answer", "Send answer")
    await expect(bram.card("answered: It is solved (portal)")).to_be_visible()
    await expect(bram.bar("answered: It is solved")).to_have_text("Your response was sent to the app")


@pytest.mark.parametrize(("button", "said"), [("Tell me", "Told you."), ("Decline", "That cannot be.")])
async def test_teams_an_action_is_answered_under_the_card(bram: TeamsPage, button: str, said: str) -> None:
    await bram.go_to_personal_chat()
    await bram.say(f"card for {button}")
    await bram.press(f"card for {button}", button)
    await expect(bram.bar(f"card for {button}")).to_have_text(said)


async def test_teams_a_card_the_bot_starts_a_thread_with_can_be_pressed_and_replaced(
    bram: TeamsPage, teams_bot: TeamsBot, teams: TeamsClient
) -> None:
    await bram.go_to_channel("General")
    thread = await teams_bot.start_thread(teams.service_url, cast.TEAMS_GENERAL.id, "SL-2611-0007")
    await bram.press("SL-2611-0007", "Tell me")
    await expect(bram.bar("SL-2611-0007")).to_have_text("Told you.")
    await teams_bot.replace(teams.service_url, thread, "SL-2611-0007 replaced")
    await expect(bram.card("SL-2611-0007 replaced")).to_be_visible()
    await bram.reply_mentioning_bot("SL-2611-0007", "thank you")
    await expect(bram.message("heard: thank you")).to_be_visible()
    read = await bram.read_thread("SL-2611-0007")
    assert read[0].startswith("SL-2611-0007 replaced\nState\nreplaced")
    assert read[-1] == "heard: thank you"


async def test_teams_the_message_extension_can_be_started_from_the_first_message_of_a_thread(
    bram: TeamsPage, teams_bot: TeamsBot
) -> None:
    await bram.go_to_channel("General")
    await bram.post_mentioning_bot("question nine")
    await bram.thread("heard: question nine").wait_for()
    await bram.start_from_message("question nine", "escalate")
    assert "question nine" in teams_bot.received[-1]["value"]["messagePayload"]["body"]["content"]


async def test_teams_the_message_extension_makes_a_card_to_send(bram: TeamsPage, teams_bot: TeamsBot) -> None:
    await bram.go_to_personal_chat()
    await bram.start_from_compose_box("escalate")
    await bram.fill("About", "a new question")
    await bram.choose("Kind", "Content")
    await bram.press("About", "Open case")
    await bram.send_prepared_card()
    await expect(bram.message("a new question")).to_be_visible()
    submitted = next(body for body in teams_bot.received if body.get("name") == "composeExtension/submitAction")[
        "value"
    ]
    assert (submitted["commandId"], submitted["data"]) == ("escalate", {"about": "a new question", "kind": "content"})


async def test_teams_the_message_extension_is_given_the_message_it_was_started_from(
    bram: TeamsPage, teams_bot: TeamsBot
) -> None:
    await bram.go_to_personal_chat()
    await bram.say("my question")
    await bram.message("heard: my question").wait_for()
    dialog = await bram.start_from_message("heard: my question", "escalate")
    await expect(dialog.get_by_role("textbox", name="About")).to_have_value("a message")
    assert teams_bot.received[-1]["value"]["messagePayload"]["body"]["content"] == "<p>heard: my question</p>"


async def test_slack_can_be_photographed(sanne: SlackPage, tmp_path: Path) -> None:
    await sanne.screenshot(tmp_path / "slack.png")
    assert (tmp_path / "slack.png").stat().st_size > 10_000


async def test_teams_can_be_photographed(bram: TeamsPage, tmp_path: Path) -> None:
    await bram.screenshot(tmp_path / "teams.png")
    assert (tmp_path / "teams.png").stat().st_size > 10_000
