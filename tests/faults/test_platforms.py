"""A chat platform fails: everything arrives all the same, once, and nothing else waits for it."""

import asyncio
import json
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.commands import OpenCase
from bot.demo import cast
from bot.handlers import handle
from tests.adapters.slack.web_api import LOST_ANSWER, Fault
from tests.builders import JORIS, a_content_question
from tests.faults.conftest import FASTER
from tests.faults.desk import (
    GENERAL,
    HELPDESK,
    PORTAL,
    STUDENT_PORTAL,
    TICKET,
    Desk,
    Operator,
    Outside,
    eventually,
    nl,
)
from tests.faults.slack import CHANGE, POST, Slack, Try

A_MINUTE_S = 60 / FASTER
SERVER_ERROR = Fault(status=500, text="upstream connect error")
MARIJKES_CHAT = "D07MARIJKE"


def gaps_after_failures(tries: list[Try]) -> list[float]:
    """Seconds from each failed call to the next one."""
    return [later.at - earlier.at for earlier, later in pairwise(tries) if earlier.fails]


def told_administrators(slack: Slack) -> list[str]:
    """What Marijke was told in Slack."""
    return [message["text"] for message in slack.messages[MARIJKES_CHAT]]


async def test_answer_lost_after_the_post(desk: Desk) -> None:
    desk.slack.fail(POST, *[LOST_ANSWER] * 4)
    number = await desk.handed_over()
    await desk.people.claim(number)
    await desk.everything_arrived()
    await desk.stands_once(number)
    assert len(desk.slack.cards(HELPDESK)) == len(desk.slack.cards(STUDENT_PORTAL)) == 1


async def test_answer_lost_after_the_post_in_teams_leaves_a_copy_that_works(desk: Desk) -> None:
    """Teams cannot say what arrived: the one documented way to see something twice."""
    desk.teams.lose_the_next_answer()
    number = await desk.handed_over()
    first, second = desk.teams.cards(GENERAL)
    assert first.card == second.card
    answer = await desk.in_teams.press_claim(number)
    assert "Bram Mulder" in json.dumps(answer)
    assert await desk.claimant(number) == cast.BRAM.email
    await desk.everything_arrived()
    assert "Bram Mulder" in json.dumps(desk.teams.cards(GENERAL)[1].card)


async def test_a_limit_on_one_channel_is_obeyed_and_delays_no_other(desk: Desk) -> None:
    limit = Fault("ratelimited", status=429, retry_after=1)
    with desk.slack.trouble(limit, POST, channel=STUDENT_PORTAL):
        number = await desk.hand_over()
        await desk.everything_arrived(but=STUDENT_PORTAL)
        assert (len(desk.slack.cards(HELPDESK)), len(desk.teams.cards(GENERAL))) == (1, 1)
        await eventually(lambda: desk.slack.tried(POST, STUDENT_PORTAL))
    assert desk.slack.cards(STUDENT_PORTAL) == []
    await desk.everything_arrived()
    assert min(gaps_after_failures(desk.slack.tried(POST, STUDENT_PORTAL))) >= 1.0
    await desk.stands_once(number)


async def test_a_limit_on_changes_holds_for_the_whole_workspace_and_not_for_teams(desk: Desk) -> None:
    consulted = OpenCase(actor=JORIS, question=a_content_question(), asked=(cast.USIS_LAW,))
    other = (await desk.store.run(handle(consulted))).number
    number = await desk.handed_over()
    with desk.slack.trouble(Fault("ratelimited", status=429, retry_after=3), CHANGE):
        await desk.people.claim(number)
        await eventually(lambda: desk.slack.tried(CHANGE))
        await asyncio.sleep(0.2)
        await desk.people.claim(other, cast.FATIMA)
        await desk.everything_arrived(but="slack:")
        assert "Anna Visser" in json.dumps(desk.teams.cards(GENERAL)[0].card)
    await desk.everything_arrived()
    tries = desk.slack.tried(CHANGE)
    refused, later = [t.at for t in tries if t.fails], [t.at for t in tries if not t.fails]
    at_once = [at for at in refused if at < min(refused) + 3.0]
    assert len(at_once) <= 2, "two channels were under way at once, and the others were left alone"
    assert min(later) - min(refused) >= 3.0
    await desk.stands_once(number)
    await desk.stands_once(other)


async def test_a_limit_on_posts_in_two_channels_holds_for_the_whole_workspace_and_not_for_teams(desk: Desk) -> None:
    with desk.slack.trouble(Fault("ratelimited", status=429, retry_after=3), POST):
        number = await desk.hand_over()
        await eventually(lambda: len({t.channel for t in desk.slack.tried(POST)}) == 2)
        await asyncio.sleep(0.2)
        consulted = OpenCase(actor=JORIS, question=a_content_question(), asked=(cast.USIS_LAW,))
        other = (await desk.store.run(handle(consulted))).number
        await desk.everything_arrived(but="slack:")
        assert len(desk.teams.cards(GENERAL)) == 1
    await desk.everything_arrived()
    tries = desk.slack.tried(POST)
    refused, later = [t for t in tries if t.fails], [t.at for t in tries if not t.fails]
    first = min(t.at for t in refused)
    assert {t.channel for t in refused if t.at < first + 3.0} == {HELPDESK, STUDENT_PORTAL}, "no other channel"
    assert min(later) - first >= 3.0
    await desk.stands_once(number)
    await desk.stands_once(other)


async def test_500_for_a_minute(desk: Desk) -> None:
    form = await desk.people.form()
    with desk.slack.trouble(SERVER_ERROR, POST, CHANGE, "conversations.history", "conversations.replies"):
        await desk.people.submit(cast.SANNE, form, PORTAL)
        await asyncio.sleep(A_MINUTE_S)
        (number,) = await desk.numbers()
        await desk.people.claim(number)
        assert desk.slack.cards(STUDENT_PORTAL) == []
        await desk.everything_arrived(but="slack:")
    await desk.everything_arrived()
    await desk.stands_once(number)
    assert "Anna Visser" in desk.slack.cards(HELPDESK)[0]["text"]


async def test_500_of_teams(desk: Desk) -> None:
    for _ in range(4):
        desk.teams.refuse(500, "ServiceError")
    number = await desk.handed_over()
    await desk.stands_once(number)


async def test_connection_refused(desk: Desk) -> None:
    form = await desk.people.form()
    await desk.slack.stop()
    await desk.people.submit(cast.SANNE, form, PORTAL)
    await desk.everything_arrived(but="slack:")
    assert len(desk.teams.cards(GENERAL)) == 1
    assert await desk.undelivered()
    await desk.slack.start()
    await desk.everything_arrived()
    (number,) = await desk.numbers()
    await desk.stands_once(number)


async def test_a_bot_that_starts_while_slack_is_away_serves_teams_and_then_slack(
    outside: Outside, sqlite_address: str
) -> None:
    async with outside.running(sqlite_address) as desk:
        number = await desk.handed_over()
    await outside.slack.stop()
    async with outside.running(sqlite_address) as desk:
        await desk.in_teams.press_claim(number)
        await desk.everything_arrived(but="slack:")
        assert "Bram Mulder" in json.dumps(desk.teams.cards(GENERAL)[0].card)
        await outside.slack.start()
        await desk.everything_arrived()
        await desk.stands_once(number)
        await desk.people.press(cast.ANNA, "act:show-timeline", number, channel=STUDENT_PORTAL)
        assert "Bram Mulder" in json.dumps(desk.slack.view_now())


async def test_slow(desk: Desk) -> None:
    """The bot gives up and posts again, and then the first message comes after all."""
    form = await desk.people.form()
    slow = desk.slack.hold(POST, STUDENT_PORTAL)
    await desk.people.submit(cast.SANNE, form, PORTAL)
    await slow.reached.wait()
    await desk.everything_arrived(but=STUDENT_PORTAL)
    assert len(desk.slack.cards(HELPDESK)) == len(desk.teams.cards(GENERAL)) == 1
    assert desk.slack.cards(STUDENT_PORTAL) == []
    await eventually(lambda: len(desk.slack.cards(STUDENT_PORTAL)) == 1)
    slow.let_go.set()
    await eventually(lambda: len(desk.slack.cards(STUDENT_PORTAL)) == 2)
    await desk.everything_arrived()
    (number,) = await desk.numbers()
    await desk.stands_once(number)
    assert len(desk.slack.cards(STUDENT_PORTAL)) == 1


async def test_wrong_token(desk: Desk) -> None:
    """Nothing is lost, and an administrator hears of it where the bot still is."""
    await replace(desk.in_teams, person=cast.MARIJKE).says("case help")
    await desk.people.command(cast.MARIJKE, "/case", "help")
    form = await desk.people.form()
    desk.slack.token = "xoxb-another"
    await desk.people.submit(cast.SANNE, form, PORTAL)
    await desk.everything_arrived(but="slack:")
    tries = len(desk.slack.tried(POST))
    await eventually(lambda: len(desk.slack.tried(POST)) >= tries + 4)
    assert desk.slack.cards(STUDENT_PORTAL) == []
    assert [parked for _, _, parked in await desk.undelivered() if parked] == []
    desk.slack.token = "xoxb-test"
    await desk.everything_arrived()
    (number,) = await desk.numbers()
    await desk.stands_once(number)
    told = [s.message["summary"] for s in desk.teams.standing.values() if "sleutel" in json.dumps(s.message)]
    assert len(told) == 1, "once, however many channels wait"
    assert told_administrators(desk.slack) == []


async def test_message_deleted(desk: Desk) -> None:
    number = await desk.handed_over()
    (card,) = desk.slack.cards(STUDENT_PORTAL)
    desk.slack.delete(STUDENT_PORTAL, card["ts"])
    await desk.people.claim(number)
    await desk.everything_arrived()
    (anew,) = desk.slack.cards(STUDENT_PORTAL)
    assert "Anna Visser" in anew["text"]
    claimed = desk.slack.lines(STUDENT_PORTAL)[-1]
    assert (claimed["thread_ts"], "Anna Visser" in claimed["text"]) == (anew["ts"], True)


async def test_channel_archived(desk: Desk, operator: Operator) -> None:
    number = await desk.handed_over()
    (card,) = desk.slack.cards(STUDENT_PORTAL)
    with (
        desk.slack.trouble(Fault("is_inactive"), CHANGE, channel=STUDENT_PORTAL),
        desk.slack.trouble(Fault("is_archived"), POST, channel=STUDENT_PORTAL),
    ):
        await desk.people.claim(number)
        await desk.everything_arrived()
        assert {destination for _, destination, _ in await desk.undelivered()} == {f"slack:channel:{STUDENT_PORTAL}"}
        assert "Anna Visser" in desk.slack.cards(HELPDESK)[0]["text"]
        (told,) = told_administrators(desk.slack)
        assert nl("trouble-archived") in told
    await operator.types("deliveries", "retry")
    await desk.everything_arrived()
    await desk.stands_once(number)
    assert [m["ts"] for m in desk.slack.cards(STUDENT_PORTAL)] == [card["ts"]], "the card that stood there"
    assert len(told_administrators(desk.slack)) == 1


async def test_bot_removed(desk: Desk, operator: Operator, capsys: pytest.CaptureFixture[str]) -> None:
    with desk.slack.trouble(Fault("not_in_channel"), POST, channel=STUDENT_PORTAL):
        number = await desk.handed_over()
        await desk.people.claim(number)
        await desk.everything_arrived()
        assert "Anna Visser" in desk.slack.cards(HELPDESK)[0]["text"]
        (told,) = told_administrators(desk.slack)
        assert "fb-studentenportaal (Slack)" in told
        assert nl("trouble-invite") in told
        capsys.readouterr()
        await operator.types("deliveries")
        listed = capsys.readouterr().out
        assert f"{number}  card  slack:channel:{STUDENT_PORTAL}" in listed
        assert "not_in_channel" in listed
    await operator.types("deliveries", "retry")
    await desk.everything_arrived()
    await desk.stands_once(number)
    assert "Anna Visser" in desk.slack.cards(STUDENT_PORTAL)[0]["text"]
    assert TICKET in json.dumps(desk.slack.cards(STUDENT_PORTAL)[0])
    assert len(told_administrators(desk.slack)) == 1
