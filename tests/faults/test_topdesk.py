"""TOPdesk fails: the case goes on without it, and what has to be written there is, once, or somebody is told."""

import asyncio
import json

import pytest

from bot.demo import cast
from bot.demo.topdesk import Double, FaultKind
from tests.adapters.topdesk.desk import ARCHIVED, entries
from tests.faults.conftest import SEND_LIMIT_S
from tests.faults.desk import (
    HELPDESK,
    PATIENCE_S,
    PORTAL,
    STUDENT_PORTAL,
    TICKET,
    Desk,
    Operator,
    eventually,
    nl,
    taken,
)

MARIJKES_CHAT = "D07MARIJKE"
PORTAL_GROUP = "Functioneel beheer studentenportaal"


def written(double: Double, ticket: str = TICKET) -> list[str]:
    """What the bot wrote in the ticket, by the marks of its entries."""
    return [str(entry["plainText"]).split("[secondline ")[1] for entry in entries(double, "[secondline", ticket)]


def both_are_written_once(double: Double) -> None:
    """That the question was handed over, and that somebody has it."""
    marks = written(double)
    assert len(marks) == len(set(marks)) == 2


def told(desk: Desk) -> list[str]:
    """What Marijke was told."""
    return [message["text"] for message in desk.slack.messages[MARIJKES_CHAT]]


async def it_is_opened(desk: Desk) -> None:
    """The modal may have said to wait while TOPdesk is asked."""
    async with asyncio.timeout(PATIENCE_S):
        while not await desk.numbers():  # noqa: ASYNC110  # only the database knows
            await asyncio.sleep(0.02)


async def it_was_tried(desk: Desk) -> None:
    """To write in the ticket, at least once."""
    async with asyncio.timeout(PATIENCE_S):
        while not any(row.attempts or row.parked for row in await desk.deliveries() if row.purpose == "ticket"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def the_case_goes_on(desk: Desk) -> str:
    """It is there, it is claimed, and everybody in Slack and Teams sees that; its number."""
    await desk.everything_arrived(but="ticket:")
    (number,) = await desk.numbers()
    await desk.people.claim(number)
    await desk.everything_arrived(but="ticket:")
    assert await desk.claimant(number) == cast.ANNA.email
    assert "Anna Visser" in desk.slack.cards(STUDENT_PORTAL)[0]["text"]
    assert "Anna Visser" in desk.slack.cards(HELPDESK)[0]["text"]
    return number


async def escalated_while(kind: FaultKind, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    """Sanne hands over, nothing reaches TOPdesk, and the case goes on; its number. TOPdesk is back afterwards."""
    monkeypatch.setattr("bot.conversation.escalation.ticket.TICKET_WAIT_S", 0.5)
    faults = desk.outside.tickets.faults
    faults.switch_on(kind, times=None)
    form = await desk.people.form()
    assert nl("ticket-not-read") in json.dumps(form, ensure_ascii=False)
    filled_in = {**PORTAL, "subject": "Een vraag", "question": "Hoe dan?"}
    taken(await desk.people.submit(cast.SANNE, form, filled_in))
    await it_is_opened(desk)
    number = await the_case_goes_on(desk)
    assert nl("ticket-not-checked") in json.dumps(desk.slack.cards(STUDENT_PORTAL)[0], ensure_ascii=False)
    await it_was_tried(desk)
    faults.switch_off()
    return number


@pytest.mark.parametrize(
    "kind",
    [FaultKind.DROPPED_BEFORE, FaultKind.SLOW, FaultKind.SERVER_ERROR, FaultKind.MAINTENANCE_PAGE],
    ids=["down", "slow", "empty error body", "page instead of JSON"],
)
async def test_while_escalating(desk: Desk, kind: FaultKind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Down, slow, without a word: the form says that the ticket was not read, and it is written to later."""
    number = await escalated_while(kind, desk, monkeypatch)
    await desk.everything_arrived()
    await desk.stands_once(number)
    both_are_written_once(desk.outside.tickets)
    assert told(desk) == []


async def test_shut_while_escalating(desk: Desk, operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """403: the same, but what was to be written waits for an administrator, who is told once."""
    number = await escalated_while(FaultKind.FORBIDDEN, desk, monkeypatch)
    await desk.everything_arrived()
    assert {purpose for purpose, _, parked in await desk.undelivered() if parked} == {"ticket"}
    (sentence,) = told(desk)
    assert "TOPdesk" in sentence
    await operator.types("deliveries", "retry")
    await desk.everything_arrived()
    await desk.stands_once(number)
    both_are_written_once(desk.outside.tickets)


async def refused_in_words(desk: Desk, ticket: str, words: str) -> None:
    """Sanne is told what is wrong with the number, and nothing is opened."""
    await desk.people.command(cast.SANNE, "/escalate", ticket)
    await eventually(lambda: desk.slack.views and words in json.dumps(desk.slack.view_now(), ensure_ascii=False))
    assert await desk.numbers() == []
    assert await desk.deliveries() == []


async def test_404_while_escalating(desk: Desk) -> None:
    """A number that is not there is the one thing that has to be put right first."""
    desk.outside.tickets.faults.switch_on(FaultKind.NOT_FOUND, times=None, path="/incidents/")
    await refused_in_words(desk, TICKET, "staat niet in TOPdesk")
    desk.outside.tickets.faults.switch_off()
    await desk.stands_once(await desk.handed_over())


async def test_an_archived_ticket_while_escalating(desk: Desk) -> None:
    await refused_in_words(desk, ARCHIVED, nl("refused-ticket-not-open", ticket=ARCHIVED))


async def test_a_ticket_that_is_archived_meanwhile(desk: Desk) -> None:
    """TOPdesk answers 403 to everything that is written: somebody is told, once, and the case goes on."""
    form = await desk.people.form()
    desk.outside.tickets.editor.archives(TICKET)
    taken(await desk.people.submit(cast.SANNE, form, PORTAL))
    await the_case_goes_on(desk)
    await desk.everything_arrived()
    assert {purpose for purpose, _, parked in await desk.undelivered() if parked} == {"ticket"}
    assert written(desk.outside.tickets) == []
    (sentence,) = told(desk)
    assert f"{TICKET} is archived" in sentence


@pytest.mark.parametrize(
    ("kind", "times", "wait_s"),
    [
        (FaultKind.DROPPED_BEFORE, 2, None),
        (FaultKind.DROPPED_AFTER, 3, None),
        (FaultKind.SERVER_ERROR, 2, None),
        (FaultKind.RATE_LIMITED, 1, 1.0),
    ],
    ids=["down", "answer lost", "empty error body", "429"],
)
async def test_while_writing_it_is_tried_again(desk: Desk, kind: FaultKind, times: int, wait_s: float | None) -> None:
    double = desk.outside.tickets
    form = await desk.people.form()
    double.faults.switch_on(kind, times=times, writes=True, wait_s=wait_s)
    taken(await desk.people.submit(cast.SANNE, form, PORTAL))
    number = await the_case_goes_on(desk)
    await desk.everything_arrived()
    await desk.stands_once(number)
    both_are_written_once(double)
    assert double.store.by_number(TICKET).fields["operatorGroup"]["name"] == PORTAL_GROUP
    assert told(desk) == []


async def test_an_entry_that_comes_late_is_waited_for(desk: Desk) -> None:
    """It cannot be taken away again, as a message can."""
    number = await desk.handed_over()
    double = desk.outside.tickets
    double.faults.switch_on(FaultKind.SLOW, writes=True, wait_s=1.4 * SEND_LIMIT_S)
    await the_case_goes_on(desk)
    assert len(written(double)) == 1
    await desk.everything_arrived()
    await asyncio.sleep(0.5 * SEND_LIMIT_S)  # by now it came, whatever was done meanwhile
    await desk.stands_once(number)
    both_are_written_once(double)


@pytest.mark.parametrize(
    "kind", [FaultKind.FORBIDDEN, FaultKind.NOT_FOUND, FaultKind.REFUSED_NEWER_FORM], ids=["403", "404", "400"]
)
async def test_while_writing_what_is_refused_is_parked_and_told_once(
    desk: Desk, operator: Operator, kind: FaultKind
) -> None:
    double = desk.outside.tickets
    form = await desk.people.form()
    double.faults.switch_on(kind, times=None, writes=True)
    taken(await desk.people.submit(cast.SANNE, form, PORTAL))
    number = await the_case_goes_on(desk)
    await desk.everything_arrived()
    parked = [(purpose, bool(reason)) for purpose, _, reason in await desk.undelivered()]
    assert set(parked) == {("ticket", True)}
    (sentence,) = told(desk)
    assert "TOPdesk" in sentence
    double.faults.switch_off()
    await operator.types("deliveries", "retry")
    await desk.everything_arrived()
    await desk.stands_once(number)
    both_are_written_once(double)
