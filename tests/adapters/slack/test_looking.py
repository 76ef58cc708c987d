"""``/case``, words to the bot, and the Home tab."""

from datetime import timedelta
from typing import Any

from bot.demo import cast
from tests.adapters.slack.conftest import Workspace, words_in
from tests.adapters.slack.limits import problems_in_message
from tests.builders import Ticking

Json = dict[str, Any]


async def test_a_case_is_shown_to_who_asked_alone(workspace: Workspace) -> None:
    await workspace.a_case()
    answered = await workspace.command(cast.ANNA, "/case", "SL-2611-0001", channel="C02PORTAL")
    assert answered.json["response_type"] == "ephemeral"
    assert problems_in_message(answered.json) == []
    assert "Inschrijven voor een vak lukt niet" in words_in(answered.json)
    actions = [block for block in answered.json["blocks"] if block["type"] == "actions"]
    assert actions[0]["block_id"] == "look:SL-2611-0001"


async def test_a_case_is_found_by_its_ticket(workspace: Workspace) -> None:
    number = await workspace.a_case()
    answered = await workspace.command(cast.ANNA, "/case", "m2611-0042")
    assert number in answered.json["text"]


async def test_a_case_that_is_not_there_is_said_so(workspace: Workspace) -> None:
    answered = await workspace.command(cast.ANNA, "/case", "SL-2611-9999")
    assert "SL-2611-9999" in answered.json["text"]


async def test_a_list_shows_one_page_and_the_next(workspace: Workspace, clock: Ticking) -> None:
    for number in range(1, 11):
        await workspace.a_case(f"M2611 {number:04}")
        clock.pass_time(timedelta(minutes=1))
    first = (await workspace.command(cast.ANNA, "/case", "open")).json
    assert problems_in_message(first) == []
    assert "SL-2611-0001" in words_in(first)
    assert "SL-2611-0010" not in words_in(first)
    turning = first["blocks"][-1]["elements"]
    assert [button["action_id"] for button in turning] == ["list:next"]
    await workspace.press(cast.ANNA, "list:next", turning[0]["value"], block="b")
    (second,) = workspace.slack.responses
    assert second["replace_original"] is True
    assert "SL-2611-0010" in words_in(second)


async def test_one_of_a_list_opens_in_a_modal(workspace: Workspace) -> None:
    await workspace.a_case()
    await workspace.press(cast.ANNA, "show-case", "SL-2611-0001", block="b")
    assert workspace.slack.view_now()["title"]["text"] == "SL-2611-0001"


# -- words to the bot ----------------------------------------------------------------------------------------


async def test_a_mention_is_answered_in_the_thread_below_it(workspace: Workspace) -> None:
    await workspace.a_case()
    await workspace.event("app_mention")
    (answer,) = workspace.slack.called("chat.postMessage")
    assert (answer["channel"], answer["thread_ts"]) == ("C01HELPDESK", "1795420815.000400")
    assert "SL-2611-0001" in words_in(answer)


async def test_a_mention_in_a_thread_is_answered_in_that_thread(workspace: Workspace) -> None:
    await workspace.event("app_mention", thread_ts="1795420000.000100")
    assert workspace.slack.called("chat.postMessage")[0]["thread_ts"] == "1795420000.000100"


async def test_a_mention_that_slack_sends_again_is_answered_once(workspace: Workspace) -> None:
    for _ in range(3):
        await workspace.event("app_mention", event_id="Ev77")
    assert len(workspace.slack.called("chat.postMessage")) == 1


async def test_the_bots_name_alone_asks_for_help(workspace: Workspace) -> None:
    await workspace.event("app_mention", text=f"<@{cast.SLACK_BOT_USER}>")
    assert "/escalate" in workspace.slack.called("chat.postMessage")[0]["text"]


async def test_escalating_by_mention_offers_a_button(workspace: Workspace) -> None:
    """Slack opens a form only after a press."""
    await workspace.event("app_mention", text=f"<@{cast.SLACK_BOT_USER}> escaleer M2611 0042")
    button = workspace.slack.called("chat.postMessage")[0]["blocks"][-1]["elements"][0]
    assert (button["action_id"], button["value"]) == ("escalate", "M2611 0042")


async def test_a_direct_message_is_answered_below_it(workspace: Workspace) -> None:
    await workspace.event("direct_message")
    (answer,) = workspace.slack.called("chat.postMessage")
    assert answer["channel"] == "D03ANNA"
    assert "thread_ts" not in answer


async def test_an_edited_message_is_not_answered(workspace: Workspace) -> None:
    await workspace.event("message_changed")
    assert workspace.slack.called("chat.postMessage") == []


async def test_what_is_said_in_a_channel_without_the_bots_name_is_not_heard(workspace: Workspace) -> None:
    await workspace.event("direct_message", channel="C01HELPDESK", channel_type="channel")
    assert workspace.slack.called("chat.postMessage") == []
