"""Everything ``/case`` takes, as signed commands: which cases are shown, to whom, and the way to their cards."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.commands import OpenCase, Withdraw
from bot.demo import cast
from bot.handlers import handle
from tests.adapters.slack.conftest import Workspace, words_in
from tests.adapters.slack.limits import problems_in_message
from tests.builders import SANNE, Ticking, a_question

LAW, SCIENCE, CLOSED = "Knop is grijs", "Planning is leeg", "Code vergeten"


async def shown_for(workspace: Workspace, words: str, person: cast.Person = cast.ANNA) -> str:
    answered = await workspace.command(person, "/case", words)
    assert answered.json["response_type"] == "ephemeral"
    assert problems_in_message(answered.json) == []
    return words_in(answered.json)


@pytest.fixture
async def three_cases(workspace: Workspace, clock: Ticking) -> None:
    """One of Law at functional management student portal, one of another faculty, and one that is closed."""
    law = OpenCase(actor=SANNE, question=a_question(ticket="M2611 0001", subject=LAW, text=""))
    science = a_question(ticket="M2611 0002", subject=SCIENCE, text="", faculty="science")
    closed = a_question(ticket="M2611 0003", subject=CLOSED, text="", faculty="science")
    for command in (law, OpenCase(actor=SANNE, question=science), OpenCase(actor=SANNE, question=closed)):
        await workspace.core.store.run(handle(command))
        clock.pass_time(timedelta(minutes=1))
    await workspace.core.store.run(handle(Withdraw(actor=SANNE, case="SL-2611-0003", reason="Dubbel")))


@pytest.mark.usefixtures("three_cases")
@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("SL-2611-0002", {SCIENCE}),
        ("sl-2611-0002", {SCIENCE}),
        ("M2611 0001", {LAW}),
        ("m2611.0001", {LAW}),
        ("open", {LAW, SCIENCE}),
        ("gesloten", {CLOSED}),
        ("closed", {CLOSED}),
        ("Rechten", {LAW}),
        ("open law", {LAW}),
        ("open Rechtsgeleerdheid", {LAW}),
        ("open faculty of science", {SCIENCE}),
        ("open science planning", {SCIENCE}),
        ("open science knop", set()),
        ("Functioneel beheer studentenportaal", {LAW, SCIENCE, CLOSED}),
        ("functional management student portal", {LAW, SCIENCE, CLOSED}),
        ("open fb-studentenportaal", {LAW, SCIENCE}),
        ("gesloten functioneel beheer studentenportaal", {CLOSED}),
        ("zoek grijs", {LAW}),
        ("find code vergeten", {CLOSED}),
        ("vergeten", {CLOSED}),
        ("zoek grijs leeg", set()),
    ],
)
async def test_the_words_after_case_say_which_cases_are_shown(workspace: Workspace, words: str, seen: set[str]) -> None:
    shown = await shown_for(workspace, words)
    assert {subject for subject in (LAW, SCIENCE, CLOSED) if subject in shown} == seen


@pytest.mark.parametrize("word", ["help", "hulp", "?"])
async def test_help_says_what_can_be_typed_to_anybody(workspace: Workspace, word: str) -> None:
    assert "/case open" in await shown_for(workspace, word, cast.PIM)


@pytest.mark.usefixtures("three_cases")
async def test_what_is_overdue_is_shown_when_its_time_has_passed(workspace: Workspace, clock: Ticking) -> None:
    assert LAW not in await shown_for(workspace, "telaat")
    clock.pass_time(timedelta(days=14))
    assert LAW in await shown_for(workspace, "overdue")


@pytest.mark.usefixtures("three_cases")
async def test_each_case_of_a_list_is_a_link_to_its_card_for_who_can_open_it(
    workspace: Workspace, store: SqlStore
) -> None:
    ref = {"channel": "C02PORTAL", "ts": "1795420801.000100"}
    d = rows.deliveries.c
    card = update(rows.deliveries).where(d.destination == "slack:channel:C02PORTAL", d.case == "SL-2611-0001")
    await store.write(lambda connection: connection.execute(card.values(remote_ref=ref)))
    address = "https://leiden.slack.com/archives/C02PORTAL/p1795420801000100"
    assert f"<{address}|SL-2611-0001 · {LAW}>" in await shown_for(workspace, "open")
    assert f"<{address}|Naar de kaart in het kanaal>" in await shown_for(workspace, "SL-2611-0001")
    assert address not in await shown_for(workspace, "open", cast.FATIMA)
    assert address in await shown_for(workspace, "open", cast.MARIJKE)
    await workspace.press(cast.ANNA, "show-case", "SL-2611-0001", block="b")
    assert address in words_in(workspace.slack.view_now())
