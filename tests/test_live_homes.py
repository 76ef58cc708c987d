"""A Home that is open follows what happens: soon, together, and without being in the way of anything else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.adapters.sql import rows
from bot.adapters.sql.chores import SqlTurns
from bot.adapters.sql.reminding import chores_of_time
from bot.adapters.sql.store import SqlStore
from bot.announcements import Reach
from bot.chores import Chores
from bot.commands import AddNote, Claim
from bot.demo import cast
from bot.errors import Gone, Rejected, Unavailable
from bot.home import Home
from bot.ports import Person
from bot.preferences import Preferences
from bot.routing import Organisation
from tests.builders import ANNA, BRAM, SANNE
from tests.test_delivery import PORTAL_CHANNEL, SOON_S, Outside, now, until

REACH = Reach(frozenset({"slack", "teams"}), tickets=True)
BRAM_IN_SLACK = cast.BRAM.slack_id


@pytest.fixture
async def outside(address: str, organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Outside]:
    """On each database; Bram was seen on both platforms, the others in Slack."""
    monkeypatch.setattr("bot.adapters.sql.homes.TOGETHER", timedelta(seconds=0.5))
    store = SqlStore(address, organisation=lambda: organisation, reach=REACH, clock=now)
    await store.migrate()
    for person in (cast.ANNA, cast.BRAM, cast.MARIJKE):
        await store.remember_person(Person(person.email, person.name), "slack", {"id": person.slack_id})
    await store.remember_person(Person(cast.BRAM.email, cast.BRAM.name), "teams", {"id": "bram-in-teams"})
    yield Outside(store, organisation)
    await store.close()


async def open_home(outside: Outside, person: cast.Person, platform: str = "slack", words: str = "") -> None:
    await outside.store.open_home(person.email, platform, words)


def home_in_slack(outside: Outside, person: cast.Person) -> Home:
    return outside.slack.homes(person.slack_id)[-1]


def cases_in(home: Home) -> list[str]:
    return [line.case for section in home.sections for line in section.lines]


async def test_it_is_shown_when_it_is_opened(outside: Outside) -> None:
    number = await outside.escalated()
    await open_home(outside, cast.BRAM)
    await outside.delivered()
    assert cases_in(home_in_slack(outside, cast.BRAM)) == [number]


async def test_it_follows_what_others_do(outside: Outside) -> None:
    await open_home(outside, cast.BRAM)
    await outside.delivered()
    number = await outside.escalated()
    await outside.delivered()
    assert cases_in(home_in_slack(outside, cast.BRAM)) == [number]
    await outside.do(Claim(actor=ANNA, request=f"{number}/1"))
    await outside.delivered()
    assert cases_in(home_in_slack(outside, cast.BRAM)) == []


async def test_what_happens_shortly_after_each_other_is_shown_together(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.sql.homes.TOGETHER", timedelta(seconds=8))
    await open_home(outside, cast.BRAM)
    await outside.delivered()
    number = await outside.escalated()
    for n in range(10):
        await outside.do(AddNote(actor=SANNE, case=number, text=f"Opmerking {n}"))
    await outside.delivered()
    assert outside.slack.times("show_home", BRAM_IN_SLACK) == 2


async def test_who_acts_sees_it_at_once(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.sql.homes.TOGETHER", timedelta(minutes=1))
    number = await outside.escalated()
    await open_home(outside, cast.BRAM)
    await outside.delivered()
    async with outside.delivering():
        await outside.do(Claim(actor=BRAM, request=f"{number}/1"))
        await until(lambda: outside.slack.times("show_home", BRAM_IN_SLACK) == 2)


async def test_of_somebody_who_has_no_part_in_it_nothing_is_shown_again(outside: Outside) -> None:
    await outside.store.remember_person(Person(cast.FATIMA.email, cast.FATIMA.name), "slack", {"id": "UFATIMA"})
    await open_home(outside, cast.FATIMA)
    await outside.delivered()
    await outside.escalated()
    await outside.delivered()
    assert outside.slack.times("show_home", "UFATIMA") == 1


async def test_at_which_nobody_looked_for_a_week_it_follows_nothing_any_more(outside: Outside) -> None:
    await open_home(outside, cast.BRAM)
    await outside.delivered()
    long_ago = update(rows.deliveries).values(made_at=now() - timedelta(days=8))
    await outside.store.write(lambda connection: connection.execute(long_ago))
    await outside.escalated()
    await outside.delivered()
    assert outside.slack.times("show_home", BRAM_IN_SLACK) == 1
    chores = chores_of_time(lambda: outside._organisation, REACH, now)
    await Chores(SqlTurns(outside.store, now), chores).look()
    assert "home" not in await outside.column("purpose")


@pytest.mark.parametrize("failure", [Rejected("not_enabled"), Gone("message_not_found")])
async def test_that_cannot_be_shown_is_forgotten_and_nobody_is_called_for_it(
    outside: Outside, failure: Exception
) -> None:
    outside.slack.fail("show_home", BRAM_IN_SLACK, failure)
    await open_home(outside, cast.BRAM)
    number = await outside.escalated()
    await outside.delivered()
    assert "home" not in await outside.column("purpose")
    assert [card.case for card in outside.slack.cards(PORTAL_CHANNEL)] == [number]
    assert outside.slack.notices(cast.MARIJKE.slack_id) == []


async def test_that_hangs_delays_no_card(outside: Outside) -> None:
    answer = outside.slack.hold(BRAM_IN_SLACK)
    await open_home(outside, cast.BRAM)
    async with outside.delivering():
        await until(lambda: outside.slack.times("show_home", BRAM_IN_SLACK) == 1)
        await outside.escalated()
        await until(lambda: bool(outside.slack.cards(PORTAL_CHANNEL)), within_s=SOON_S)
        answer.set()
        await until(lambda: bool(outside.slack.homes(BRAM_IN_SLACK)))


async def test_a_wait_the_platform_names_is_waited(outside: Outside) -> None:
    outside.slack.fail("show_home", BRAM_IN_SLACK, Unavailable("ratelimited", retry_after_s=1.2))
    await open_home(outside, cast.BRAM)
    async with outside.delivering():
        await until(lambda: bool(outside.slack.homes(BRAM_IN_SLACK)))
    first, second = (
        at for (call, _), at in zip(outside.slack.calls, outside.slack.called_at, strict=True) if call == "show_home"
    )
    assert second - first >= 1.2


async def test_settings_are_shown_at_once(outside: Outside) -> None:
    await open_home(outside, cast.BRAM)
    await outside.delivered()
    await outside.store.choose(cast.BRAM.email, Preferences(language="en"))
    await outside.delivered()
    assert home_in_slack(outside, cast.BRAM).title == "Your cases"


class TestInAMessage:
    """As in Teams, where Home is a card in the chat."""

    def homes(self, outside: Outside) -> list[Home]:
        return outside.teams.homes("bram-in-teams")

    async def test_the_message_stays_and_is_replaced_in_place(self, outside: Outside) -> None:
        await open_home(outside, cast.BRAM, "teams")
        await outside.delivered()
        number = await outside.escalated()
        await outside.delivered()
        (home,) = self.homes(outside)
        assert cases_in(home) == [number]

    async def test_only_the_newest_follows(self, outside: Outside) -> None:
        for _ in range(2):
            await open_home(outside, cast.BRAM, "teams")
            await outside.delivered()
        number = await outside.escalated()
        await outside.delivered()
        before, newest = self.homes(outside)
        assert cases_in(before) == []
        assert cases_in(newest) == [number]

    async def test_a_message_that_shows_it_already_is_not_posted_again(self, outside: Outside) -> None:
        await open_home(outside, cast.BRAM, "teams")
        await outside.delivered()
        ref = outside.teams.messages[-1].ref
        await outside.store.open_home(cast.BRAM.email, "teams", "waiting", ref=ref)
        await outside.delivered()
        assert outside.teams.times("show_home", "bram-in-teams") == 1
        number = await outside.escalated()
        await outside.delivered()
        (home,) = self.homes(outside)
        assert cases_in(home) == [number]
        assert home.words == "mine waiting"

    async def test_a_message_that_shows_something_else_is_left_alone(self, outside: Outside) -> None:
        await open_home(outside, cast.BRAM, "teams")
        await outside.delivered()
        ref = outside.teams.messages[-1].ref
        await outside.store.close_home(cast.BRAM.email, "teams", {**ref, "id": "another"})
        assert "home" in await outside.column("purpose")
        await outside.store.close_home(cast.BRAM.email, "teams", ref)
        await outside.escalated()
        await outside.delivered()
        assert outside.teams.times("show_home", "bram-in-teams") == 1

    async def test_one_that_was_opened_a_moment_ago_is_not_opened_again(self, outside: Outside) -> None:
        for _ in range(2):
            await outside.store.open_home(cast.BRAM.email, "teams", "", unless_since=now() - timedelta(minutes=1))
            await outside.delivered()
        assert len(self.homes(outside)) == 1

    async def test_that_was_deleted_by_the_person_is_not_posted_anew(self, outside: Outside) -> None:
        await open_home(outside, cast.BRAM, "teams")
        await outside.delivered()
        outside.teams.delete(outside.teams.messages[-1])
        await outside.escalated()
        await outside.delivered()
        assert self.homes(outside) == []


async def test_many_who_change_the_same_homes_at_once_do_not_wait_for_each_other(outside: Outside) -> None:
    numbers = [await outside.escalated(f"M2611 {n:04}") for n in range(6)]
    for person in (cast.ANNA, cast.BRAM, cast.MARIJKE):
        await open_home(outside, person)
    async with asyncio.timeout(10):
        await asyncio.gather(
            *(outside.do(AddNote(actor=SANNE, case=number, text="Opmerking")) for number in numbers * 5)
        )
    await outside.delivered()
    assert len(cases_in(home_in_slack(outside, cast.BRAM))) == len(numbers)
