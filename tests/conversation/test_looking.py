"""Looking at cases: one, or a list with its pages."""

from datetime import timedelta

import pytest

from bot.case import ToldBy
from bot.commands import Claim, GiveFeedback
from bot.conversation.core import Core
from bot.conversation.looking import PAGE, look
from bot.conversation.replies import Listed, Said, ShownCase
from bot.demo import cast
from bot.handlers import handle
from bot.words import Help, ShowCase, ShowProblem, about_case
from tests.builders import ANNA, Ticking, a_speaker, an_escalation


async def escalated(core: Core, how_many: int) -> list[str]:
    found = [await core.store.run(handle(an_escalation(ticket=f"M2611 {n:04}"))) for n in range(1, how_many + 1)]
    return [handled.number for handled in found]


async def listed(core: Core, words: str, person: cast.Person = cast.ANNA) -> Listed:
    """What this person sees who types these words after ``case``."""
    reply = await look(core, a_speaker(person, core), about_case(words))
    assert isinstance(reply, Listed), reply
    return reply


class TestOneCase:
    @pytest.mark.parametrize("typed", ["SL-2611-0001", "sl-2611-0001", "M2611 0001", "m2611-0001"])
    async def test_by_its_number_or_its_tickets_however_it_is_typed(self, sqlite_core: Core, typed: str) -> None:
        await escalated(sqlite_core, 1)
        shown = await look(sqlite_core, a_speaker(cast.SANNE, sqlite_core), about_case(typed))
        assert isinstance(shown, ShownCase)
        assert shown.card.case == "SL-2611-0001"
        assert shown.timeline

    @pytest.mark.parametrize("wanted", [ShowCase("SL-2611-9999"), ShowCase("M9"), ShowProblem("PR-2611-9999")])
    async def test_one_that_is_not_there_is_named(self, sqlite_core: Core, wanted: ShowCase | ShowProblem) -> None:
        said = await look(sqlite_core, a_speaker(cast.SANNE, sqlite_core), wanted)
        assert isinstance(said, Said)
        assert said.is_refusal
        assert wanted.number in said.text


class TestLists:
    async def test_open_is_all_or_those_of_a_party_or_faculty(self, sqlite_core: Core) -> None:
        (number,) = await escalated(sqlite_core, 1)
        for words in ("open", "open fb-studentenportaal", "open Helpdesk ISSC", "open rechten", "open grijs"):
            expected = [] if words == "open Helpdesk ISSC" else [number]
            assert [line.case for line in (await listed(sqlite_core, words)).lines] == expected, words

    async def test_overdue_is_what_waits_too_long(self, sqlite_core: Core, clock: Ticking) -> None:
        (number,) = await escalated(sqlite_core, 1)
        assert (await listed(sqlite_core, "overdue")).lines == ()
        clock.pass_time(timedelta(days=14))
        assert [line.case for line in (await listed(sqlite_core, "overdue")).lines] == [number]

    async def test_find_finds_closed_cases_too(self, sqlite_core: Core) -> None:
        (number,) = await escalated(sqlite_core, 1)
        await sqlite_core.store.run(handle(GiveFeedback(actor=ANNA, case=number, how=ToldBy.PHONE)))
        assert [line.case for line in (await listed(sqlite_core, "find grijs knop")).lines] == [number]
        assert (await listed(sqlite_core, "open")).lines == ()

    async def test_an_empty_list_says_so(self, sqlite_core: Core) -> None:
        for words in ("open", "overdue", "find niets"):
            assert (await listed(sqlite_core, words)).empty.strip()

    @pytest.mark.parametrize("words", ["open", "open rechten", "overdue", "find grijs", "find 2611"])
    async def test_the_pages_together_hold_every_case_once(self, sqlite_core: Core, clock: Ticking, words: str) -> None:
        numbers = await escalated(sqlite_core, 2 * PAGE + 1)
        for number in numbers:
            await sqlite_core.store.run(handle(Claim(actor=ANNA, request=f"{number}/1")))
        clock.pass_time(timedelta(days=14))
        seen: list[str] = []
        page = await listed(sqlite_core, words)
        seen += [line.case for line in page.lines]
        assert page.previous is None
        while page.next is not None:
            before, page = page, await listed(sqlite_core, page.next)
            seen += [line.case for line in page.lines]
            assert page.previous is not None
            assert (await listed(sqlite_core, page.previous)).lines == before.lines
        assert sorted(seen) == numbers


class TestHelp:
    async def test_help_says_what_can_be_typed(self, sqlite_core: Core) -> None:
        said = await look(sqlite_core, a_speaker(cast.SANNE, sqlite_core), Help())
        assert isinstance(said, Said)
        assert not said.is_refusal

    async def test_what_was_not_understood_is_repeated(self, sqlite_core: Core) -> None:
        said = await look(sqlite_core, a_speaker(cast.SANNE, sqlite_core), Help(unknown="koffie"))
        assert isinstance(said, Said)
        assert said.is_refusal
        assert "koffie" in said.text


@pytest.mark.parametrize("page", ["99", "#99", "0", "9999"])
async def test_a_page_that_is_not_there_is_the_nearest_that_is(sqlite_core: Core, page: str) -> None:
    (number,) = await escalated(sqlite_core, 1)
    assert [line.case for line in (await listed(sqlite_core, f"open {page}")).lines] == [number]


async def test_a_number_that_is_no_page_is_looked_for(sqlite_core: Core) -> None:
    await escalated(sqlite_core, 1)
    assert (await listed(sqlite_core, "open 99999999999999999999")).lines == ()
