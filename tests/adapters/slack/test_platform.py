"""Posting, replacing, telling and finding, and what goes wrong with it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.platform import SlackPlatform
from bot.demo import cast
from bot.errors import Gone, NoAccess, Rejected, Unavailable
from bot.ports import Notice
from tests.adapters.slack.cards import a_card
from tests.adapters.slack.web_api import LOST_ANSWER, RATE_LIMITED, SERVER_ERROR, Fault, SlackWebApi

CHANNEL = "C02PORTAL"
SINCE = datetime.fromtimestamp(1_795_420_800, UTC)


@pytest.fixture
async def platform(slack: SlackWebApi) -> AsyncIterator[SlackPlatform]:
    async with ClientSession(timeout=ClientTimeout(total=0.5)) as session:
        client = AsyncWebClient(slack.token, base_url=f"{slack.url}/api/", session=session, retry_handlers=[])
        yield SlackPlatform(client)


async def test_a_card_carries_the_name_of_its_delivery_and_nothing_about_the_student(
    platform: SlackPlatform, slack: SlackWebApi
) -> None:
    ref = await platform.post_card(CHANNEL, a_card(), key="card:1")
    (posted,) = slack.messages[CHANNEL]
    assert ref == {"channel": CHANNEL, "ts": posted["ts"]}
    assert posted["metadata"] == {
        "event_type": "secondline_delivery",
        "event_payload": {"key": "card:1", "case": "SL-2611-0001"},
    }
    assert (posted["unfurl_links"], posted["unfurl_media"]) == (False, False)


async def test_a_card_is_replaced_where_it_stands_and_keeps_its_metadata(
    platform: SlackPlatform, slack: SlackWebApi
) -> None:
    ref = await platform.post_card(CHANNEL, a_card(), key="card:1")
    await platform.replace_card(ref, a_card(status="Gesloten: ingetrokken."))
    (shown,) = slack.messages[CHANNEL]
    assert "Gesloten: ingetrokken." in str(shown["blocks"])
    assert shown["metadata"]["event_payload"]["key"] == "card:1"


async def test_a_line_stands_in_the_thread_under_the_card(platform: SlackPlatform, slack: SlackWebApi) -> None:
    card = await platform.post_card(CHANNEL, a_card(), key="card:1")
    await platform.post_line(card, "Anna heeft <!channel> gezegd.", key="line:1")
    line = slack.messages[CHANNEL][1]
    assert line["thread_ts"] == card["ts"]
    assert line["text"] == "Anna heeft &lt;!channel&gt; gezegd."


async def test_a_person_is_told_directly_with_a_button_that_shows_the_case(
    platform: SlackPlatform, slack: SlackWebApi
) -> None:
    notice = Notice("Jij bent aan zet.", "SL-2611-0001", "Zaak bekijken")
    ref = await platform.tell({"id": cast.ANNA.slack_id, "team": "T00LEIDEN"}, notice, key="notice:1")
    assert ref["channel"] == "D03ANNA"
    button = slack.messages["D03ANNA"][0]["blocks"][-1]["elements"][0]
    assert (button["action_id"], button["value"]) == ("show-case", "SL-2611-0001")


# -- finding what may have arrived ---------------------------------------------------------------------------


async def test_a_card_whose_answer_was_lost_is_found(platform: SlackPlatform, slack: SlackWebApi) -> None:
    slack.fail("chat.postMessage", LOST_ANSWER)
    with pytest.raises(Unavailable) as failure:
        await platform.post_card(CHANNEL, a_card(), key="card:1")
    assert failure.value.unclear
    assert await platform.find(CHANNEL, "card:1", SINCE) == {"channel": CHANNEL, "ts": slack.messages[CHANNEL][0]["ts"]}


async def test_a_line_whose_answer_was_lost_is_found_in_its_thread(platform: SlackPlatform, slack: SlackWebApi) -> None:
    card = await platform.post_card(CHANNEL, a_card(), key="card:1")
    await platform.post_card(CHANNEL, a_card(), key="card:2")
    slack.fail("chat.postMessage", LOST_ANSWER)
    with pytest.raises(Unavailable):
        await platform.post_line(card, "een regel", key="line:1")
    found = await platform.find(CHANNEL, "line:1", SINCE, thread=card)
    assert found == {"channel": CHANNEL, "ts": slack.messages[CHANNEL][2]["ts"]}
    assert (len(slack.called("conversations.replies")), len(slack.called("conversations.history"))) == (1, 0)


async def test_where_the_card_of_a_lost_line_is_gone_it_says_so(platform: SlackPlatform, slack: SlackWebApi) -> None:
    slack.fail("conversations.replies", Fault("thread_not_found"))
    with pytest.raises(Gone):
        await platform.find(CHANNEL, "line:1", SINCE, thread={"channel": CHANNEL, "ts": "1.000100"})


async def test_a_notice_whose_answer_was_lost_is_found_in_the_conversation(
    platform: SlackPlatform, slack: SlackWebApi
) -> None:
    slack.fail("chat.postMessage", LOST_ANSWER)
    with pytest.raises(Unavailable):
        await platform.tell({"id": "U03ANNA"}, Notice("x", "SL-2611-0001", "y"), key="notice:1")
    assert await platform.find("U03ANNA", "notice:1", SINCE) is not None


async def test_what_never_arrived_is_not_found(platform: SlackPlatform, slack: SlackWebApi) -> None:
    await platform.post_card(CHANNEL, a_card(), key="card:1")
    slack.messages[CHANNEL].append({"ts": "1795420900.000100", "text": "hoi", "metadata": {"event_type": "other"}})
    assert await platform.find(CHANNEL, "card:2", SINCE) is None


async def test_a_message_is_found_behind_many_others(platform: SlackPlatform, slack: SlackWebApi) -> None:
    await platform.post_card(CHANNEL, a_card(), key="card:1")
    slack.messages[CHANNEL] += [{"ts": f"{1_795_421_000 + n}.000100", "text": "hoi"} for n in range(450)]
    assert await platform.find(CHANNEL, "card:1", SINCE) is not None
    assert len(slack.called("conversations.history")) == 3


async def test_what_was_posted_before_is_not_read(platform: SlackPlatform, slack: SlackWebApi) -> None:
    slack.messages[CHANNEL] += [{"ts": f"{1_795_421_000 + n}.000100", "text": "hoi"} for n in range(450)]
    card = await platform.post_card(CHANNEL, a_card(), key="card:1")
    later = datetime.fromtimestamp(float(card["ts"]), UTC) + timedelta(hours=1)
    assert await platform.find(CHANNEL, "card:1", later) is None
    assert len(slack.called("conversations.history")) == 1


async def test_the_same_message_sent_twice_is_left_there_once(platform: SlackPlatform, slack: SlackWebApi) -> None:
    kept = await platform.post_card(CHANNEL, a_card(), key="card:1")
    await platform.post_card(CHANNEL, a_card(), key="card:1")
    await platform.post_card(CHANNEL, a_card(), key="card:2")
    assert await platform.remove_copies(CHANNEL, "card:1", SINCE, keep=kept) == 1
    assert [m["metadata"]["event_payload"]["key"] for m in slack.messages[CHANNEL]] == ["card:1", "card:2"]


async def test_a_person_who_never_did_anything_is_found_by_address(platform: SlackPlatform) -> None:
    assert await platform.look_up("anna.visser@example.org") == {"id": "U03ANNA"}
    assert await platform.look_up("nobody@example.org") is None


# -- what goes wrong -----------------------------------------------------------------------------------------


async def test_slacks_own_wait_is_passed_on(platform: SlackPlatform, slack: SlackWebApi) -> None:
    slack.fail("chat.postMessage", RATE_LIMITED)
    with pytest.raises(Unavailable) as failure:
        await platform.post_card(CHANNEL, a_card(), key="card:1")
    assert (failure.value.retry_after_s, failure.value.unclear) == (7.0, False)


@pytest.mark.parametrize("fault", [SERVER_ERROR, Fault("fatal_error"), Fault(slow_s=1.0), LOST_ANSWER])
async def test_a_post_without_an_answer_may_have_arrived(
    platform: SlackPlatform, slack: SlackWebApi, fault: Fault
) -> None:
    slack.fail("chat.postMessage", fault)
    with pytest.raises(Unavailable) as failure:
        await platform.post_card(CHANNEL, a_card(), key="card:1")
    assert failure.value.unclear


async def test_a_post_that_found_no_connection_has_not_arrived() -> None:
    async with ClientSession() as session:
        client = AsyncWebClient("xoxb", base_url="http://127.0.0.1:9/api/", session=session, retry_handlers=[])
        with pytest.raises(Unavailable) as failure:
            await SlackPlatform(client).post_card(CHANNEL, a_card(), key="card:1")
    assert not failure.value.unclear


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message"])
async def test_a_card_that_is_no_longer_there_is_gone(platform: SlackPlatform, slack: SlackWebApi, error: str) -> None:
    slack.fail("chat.update", Fault(error))
    with pytest.raises(Gone, match=error):
        await platform.replace_card({"channel": CHANNEL, "ts": "1.1"}, a_card())


@pytest.mark.parametrize("error", ["is_inactive", "is_archived", "channel_not_found", "not_in_channel"])
async def test_a_card_in_a_channel_that_is_closed_to_the_bot_still_stands_there(
    platform: SlackPlatform, slack: SlackWebApi, error: str
) -> None:
    slack.fail("chat.update", Fault(error))
    with pytest.raises(Rejected, match=error) as failure:
        await platform.replace_card({"channel": CHANNEL, "ts": "1.1"}, a_card())
    assert not isinstance(failure.value, Gone)


@pytest.mark.parametrize("error", ["not_in_channel", "is_archived", "channel_not_found", "invalid_blocks"])
async def test_a_post_that_will_never_arrive_is_rejected(
    platform: SlackPlatform, slack: SlackWebApi, error: str
) -> None:
    slack.fail("chat.postMessage", Fault(error))
    with pytest.raises(Rejected, match=error) as failure:
        await platform.post_card(CHANNEL, a_card(), key="card:1")
    assert not isinstance(failure.value, Gone)


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "missing_scope"])
async def test_a_bot_that_is_not_accepted_tries_again_later(
    platform: SlackPlatform, slack: SlackWebApi, error: str
) -> None:
    slack.fail("chat.postMessage", Fault(error))
    with pytest.raises(NoAccess, match=error) as failure:
        await platform.post_card(CHANNEL, a_card(), key="card:1")
    assert not failure.value.unclear


async def test_nothing_is_posted_a_second_time_below_us(platform: SlackPlatform, slack: SlackWebApi) -> None:
    """The client's own retry posts twice where only the answer was lost."""
    slack.fail("chat.postMessage", LOST_ANSWER)
    with pytest.raises(Unavailable):
        await platform.post_card(CHANNEL, a_card(), key="card:1")
    assert len(slack.called("chat.postMessage")) == 1
