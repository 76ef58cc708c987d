"""What comes in twice, late, out of order, or from somebody else."""

import asyncio
import json
import time
from urllib.parse import urlencode

import pytest

from bot.adapters.slack.app import EVENTS_PATH
from bot.demo import cast
from tests.adapters.slack.payloads import payload
from tests.faults.desk import GENERAL, HELPDESK, PORTAL, STUDENT_PORTAL, Desk, eventually, taken
from tests.faults.slack import Slack


def a_mention(slack: Slack, event_id: str = "Ev1") -> str:
    """Sanne asks the bot something in the channel of the helpdesk."""
    text = "<@U00SECONDLINE> case help"
    ts = slack.says(cast.SANNE.slack_id, HELPDESK, text)
    event = payload("app_mention", user=cast.SANNE.slack_id, channel=HELPDESK, text=text, ts=ts)
    return json.dumps(payload("event", event=event, event_id=event_id))


def a_claim(number: str, person: cast.Person = cast.ANNA) -> str:
    """A press on Claim, as Slack sends it."""
    action = {"action_id": "act:claim", "block_id": f"card:{number}", "value": f"{number}/1", "type": "button"}
    pressed = payload("block_actions", user={"id": person.slack_id, "team_id": cast.SLACK_TEAM}, actions=[action])
    return urlencode({"payload": json.dumps(pressed)})


FORM, JSON = "application/x-www-form-urlencoded", "application/json"


async def test_same_event_twice_is_answered_once(desk: Desk) -> None:
    event = a_mention(desk.slack)
    for _ in range(2):
        assert (await desk.people.send(event, JSON)).status == 200
    assert (await desk.people.send(a_mention(desk.slack, "Ev2"), JSON)).status == 200
    await eventually(lambda: len(desk.slack.lines(HELPDESK)) == 2)
    await asyncio.sleep(0.2)
    threads = [answer["thread_ts"] for answer in desk.slack.lines(HELPDESK)]
    assert len(threads) == len(set(threads)) == 2, "one answer under each question"


async def test_retry_after_a_time_out_is_answered_where_the_first_was_not(desk: Desk) -> None:
    """Slack sends an event again that was not acknowledged in time, whether or not it was heard."""
    event = a_mention(desk.slack)
    for number in ("1", "2", "3"):
        retry = {"x-slack-retry-num": number, "x-slack-retry-reason": "http_timeout"}
        assert (await desk.people.send(event, JSON, headers=retry)).status == 200
    await eventually(lambda: desk.slack.lines(HELPDESK))
    await asyncio.sleep(0.2)
    assert len(desk.slack.lines(HELPDESK)) == 1


async def test_same_click_twice(desk: Desk) -> None:
    number = await desk.handed_over()
    first, second = await asyncio.gather(desk.people.claim(number), desk.people.claim(number))
    assert (first.status, second.status) == (200, 200)
    await desk.everything_arrived()
    assert await desk.claimant(number) == cast.ANNA.email
    assert (await desk.happened(number)).count("Claimed") == 1
    await desk.stands_once(number)
    claims = [line for line in desk.slack.lines(STUDENT_PORTAL) if "Anna Visser" in line["text"]]
    assert len(claims) == 1


async def test_same_click_twice_in_teams(desk: Desk) -> None:
    """A repeat comes with an activity id of its own."""
    number = await desk.handed_over()
    first = await desk.in_teams.press_claim(number)
    again = await desk.in_teams.press_claim(number)
    assert "Bram Mulder" in json.dumps(first)
    assert "statusCode" in again
    await desk.everything_arrived()
    assert (await desk.happened(number)).count("Claimed") == 1
    await desk.stands_once(number)
    assert len(desk.teams.cards(GENERAL)) == 1


async def test_same_submit_twice(desk: Desk) -> None:
    form = await desk.people.form()
    for answered in await asyncio.gather(*(desk.people.submit(cast.SANNE, form, PORTAL) for _ in range(3))):
        taken(answered)
    await desk.everything_arrived()
    (number,) = await desk.numbers()
    await desk.stands_once(number)
    assert (len(desk.slack.cards(HELPDESK)), len(desk.slack.cards(STUDENT_PORTAL))) == (1, 1)


async def test_events_out_of_order_and_a_claim_after_the_feedback_is_refused_in_words(desk: Desk) -> None:
    number = await desk.handed_over()
    await desk.people.claim(number, cast.BRAM)
    await desk.people.press(cast.BRAM, "act:give-feedback", number, channel=STUDENT_PORTAL)
    form = desk.slack.view_now()
    assert form["callback_id"] == "form:give-feedback"
    taken(await desk.people.submit(cast.BRAM, form, {"answer": "De knop werkt weer."}))
    await desk.everything_arrived()
    before = await desk.happened(number)
    assert "FeedbackGiven" in before
    await desk.people.claim(number, cast.ANNA)
    await eventually(lambda: number in desk.people.told())
    await desk.everything_arrived()
    assert await desk.happened(number) == before
    assert not (await desk.case(number)).is_open
    await desk.stands_once(number)
    assert "Anna Visser" not in json.dumps(desk.slack.cards(STUDENT_PORTAL))


@pytest.mark.parametrize("secret", ["another-secret", ""])
async def test_wrong_signature(desk: Desk, secret: str) -> None:
    number = await desk.handed_over()
    answered = await desk.people.send(a_claim(number), FORM, secret=secret)
    assert answered.status == 401
    assert await desk.claimant(number) is None
    assert desk.people.told().count(number) == 1, "nobody hears of it but who escalated before"


async def test_no_signature(desk: Desk) -> None:
    number = await desk.handed_over()
    url = f"{desk.outside.url}{EVENTS_PATH}"
    async with desk.outside.http.post(url, data=a_claim(number), headers={"Content-Type": FORM}) as answer:
        assert answer.status == 401
    assert await desk.claimant(number) is None


async def test_replay_after_five_minutes(desk: Desk) -> None:
    number = await desk.handed_over()
    answered = await desk.people.send(a_claim(number), FORM, at=time.time() - 301)
    assert answered.status == 401
    assert await desk.claimant(number) is None
    assert "Anna Visser" not in json.dumps(desk.slack.cards(STUDENT_PORTAL))
    assert (await desk.people.send(a_claim(number), FORM, at=time.time() - 240)).status == 200
    await desk.everything_arrived()
    await desk.stands_once(number)
    assert "Anna Visser" in json.dumps(desk.slack.cards(STUDENT_PORTAL))
