"""Home: what a person owes, claimed and may be waited for, what is overdue first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import Answer, AskBack, Claim, Command, Consult, OfferFeedback, OpenCase
from bot.conversation.core import Core
from bot.conversation.home import PAGE, home
from bot.conversation.looking import look
from bot.conversation.personal import FORM
from bot.demo import cast
from bot.forms import Form
from bot.handlers import handle
from bot.home import Home
from bot.ports import Person
from bot.preferences import Preferences
from bot.texts import say
from bot.words import ListCases, View, about_case
from tests.builders import (
    ANNA,
    FATIMA,
    HELPDESK,
    JORIS,
    NOW,
    STUDENT_PORTAL,
    USIS_LAW,
    Ticking,
    a_content_question,
    a_speaker,
    an_escalation,
)


async def do(core: Core, command: Command) -> str:
    return (await core.store.run(handle(command))).number


async def escalated(core: Core, how_many: int = 1) -> list[str]:
    return [await do(core, an_escalation(ticket=f"M2611 {n:04}")) for n in range(1, how_many + 1)]


async def home_of(core: Core, person: cast.Person, words: str = "") -> Home:
    return await home(core, a_speaker(person, core), words)


def shown(found: Home) -> dict[str, list[str]]:
    """The cases under each heading, without how many there are."""
    return {s.heading.partition(" (")[0]: [line.case for line in s.lines] for s in found.sections}


def nl(key: str, **facts: object) -> str:
    return say("nl", key, **facts).partition(" (")[0]


OWED, ASKED, CLAIMED, WAITING, ELSEWHERE = (
    nl(f"home-{part}", total=1) for part in ("owed", "asked", "claimed", "waiting", "elsewhere")
)


class TestWhatIsThere:
    async def test_what_nobody_claimed_waits_for_the_party_and_can_be_claimed(self, core: Core) -> None:
        (number,) = await escalated(core)
        found = await home_of(core, cast.ANNA)
        assert shown(found) == {WAITING: [number]}
        assert found.sections[0].lines[0].claim == f"{number}/1"

    async def test_what_i_claimed_by_a_hand_over_is_feedback_i_owe_and_stands_there_once(self, core: Core) -> None:
        (number,) = await escalated(core)
        await do(core, Claim(actor=ANNA, request=f"{number}/1"))
        assert shown(await home_of(core, cast.ANNA)) == {OWED: [number]}
        assert shown(await home_of(core, cast.BRAM)) == {}

    async def test_what_i_look_up_for_somebody_else_is_what_i_claimed(self, core: Core) -> None:
        number = await do(core, OpenCase(actor=JORIS, question=a_content_question()))
        await do(core, Claim(actor=FATIMA, request=f"{number}/1")) if False else None
        found = await core.store.queries.case(number)
        asked = found.requests[0]
        who, person = (ANNA, cast.ANNA) if asked.party == STUDENT_PORTAL else (FATIMA, cast.FATIMA)
        await do(core, Claim(actor=who, request=asked.id))
        assert shown(await home_of(core, person)) == {CLAIMED: [number]}
        assert shown(await home_of(core, cast.JORIS)) == {OWED: [number]}

    async def test_who_is_asked_for_information_sees_the_question(self, core: Core) -> None:
        (number,) = await escalated(core)
        await do(core, AskBack(actor=ANNA, request=f"{number}/1", question="Welke browser?"))
        found = await home_of(core, cast.SANNE)
        assert shown(found) == {ASKED: [number]}
        assert "Welke browser?" in found.sections[0].lines[0].status

    async def test_an_answer_that_was_found_is_to_be_given(self, core: Core) -> None:
        (number,) = await escalated(core)
        await do(core, Claim(actor=ANNA, request=f"{number}/1"))
        await do(core, Consult(actor=ANNA, case=number, parties=(USIS_LAW,), question="Klopt dit?"))
        (line,) = (await home_of(core, cast.ANNA)).sections[0].lines
        assert "Wacht op" in line.status
        await do(core, Answer(actor=FATIMA, request=f"{number}/2", answer="Ja"))
        (line,) = (await home_of(core, cast.ANNA)).sections[0].lines
        assert "Het antwoord is er" in line.status

    async def test_a_feedback_that_is_offered_waits_for_the_party_it_is_offered_to(self, core: Core) -> None:
        (number,) = await escalated(core)
        await do(core, Claim(actor=ANNA, request=f"{number}/1"))
        await do(core, OfferFeedback(actor=ANNA, case=number, party=HELPDESK, reason="Druk"))
        found = await home_of(core, cast.DAAN)
        assert shown(found) == {WAITING: [number]}
        assert "over te nemen" in found.sections[0].lines[0].status

    async def test_what_is_with_a_colleague_who_is_away_waits_for_the_party(self, core: Core) -> None:
        (number,) = await escalated(core)
        await do(core, Claim(actor=ANNA, request=f"{number}/1"))
        await core.store.remember_person(Person(cast.ANNA.email, cast.ANNA.name), "slack", {"id": "U03ANNA"})
        await core.store.choose(cast.ANNA.email, Preferences(absent_until=NOW + timedelta(days=3)))
        found = await home_of(core, cast.BRAM)
        assert shown(found) == {WAITING: [number]}
        assert "afwezig tot" in found.sections[0].lines[0].status
        assert "afwezig" in " ".join((await home_of(core, cast.ANNA)).remarks)


class TestOrder:
    async def test_what_is_overdue_stands_first_and_says_so(self, core: Core, clock: Ticking) -> None:
        longer = await do(core, OpenCase(actor=JORIS, question=a_content_question()))  # may take 32 hours
        await do(core, Consult(actor=JORIS, case=longer, parties=(STUDENT_PORTAL,), question="Kennen jullie dit?"))
        clock.pass_time(timedelta(hours=1))
        (shorter,) = await escalated(core)  # may take 16
        clock.pass_time(timedelta(days=2, hours=4))
        lines = (await home_of(core, cast.ANNA, "@fb-studentenportaal")).sections[0].lines
        assert [(line.case, line.is_overdue) for line in lines] == [(shorter, True), (longer, False)]
        assert "Te laat" in lines[0].status
        assert "Uiterlijk" in lines[1].status

    async def test_more_than_a_page_goes_on_over_the_headings(self, core: Core) -> None:
        numbers = await escalated(core, PAGE + 2)
        await do(core, Claim(actor=ANNA, request=f"{numbers[0]}/1"))
        first, second = await home_of(core, cast.ANNA), await home_of(core, cast.ANNA, "2")
        assert sum(map(len, shown(first).values())) == PAGE
        assert shown(first)[OWED] == [numbers[0]]
        assert list(shown(second)) == [WAITING]
        everything = [case for one in (first, second) for cases in shown(one).values() for case in cases]
        assert sorted(everything) == sorted(numbers)
        assert [page.words for page in first.pages] == ["mine 2"]
        assert [page.words for page in second.pages] == ["mine"]

    async def test_a_page_that_is_no_longer_there_is_the_last(self, core: Core) -> None:
        await escalated(core)
        assert (await home_of(core, cast.ANNA, "9")).words == "mine"


class TestFilters:
    async def test_only_what_is_overdue(self, core: Core, clock: Ticking) -> None:
        await escalated(core)
        assert shown(await home_of(core, cast.ANNA, "overdue")) == {}
        clock.pass_time(timedelta(days=3))
        found = await home_of(core, cast.ANNA, "telaat")
        assert list(shown(found)) == [WAITING]
        assert [choice.is_chosen for choice in found.filters] == [False, True, False]

    async def test_only_what_waits_for_the_party(self, core: Core) -> None:
        first, second = await escalated(core, 2)
        await do(core, Claim(actor=ANNA, request=f"{first}/1"))
        assert shown(await home_of(core, cast.ANNA, "waiting")) == {WAITING: [second]}

    async def test_one_of_the_parties_of_who_is_in_several(self, core: Core) -> None:
        (number,) = await escalated(core)
        anna = a_speaker(cast.ANNA, core)
        both = replace(anna, actor=replace(anna.actor, parties=frozenset({STUDENT_PORTAL, USIS_LAW})))
        found = await home(core, both, f"@{USIS_LAW}")
        assert shown(found) == {}
        assert len(found.filters) == 5
        assert shown(await home(core, both, f"@{STUDENT_PORTAL}")) == {WAITING: [number]}

    @pytest.mark.parametrize("typed", ["mijn telaat", "mine overdue 2", "mine @fb-studentenportaal", "mijn 3"])
    def test_can_be_typed(self, typed: str) -> None:
        wanted = about_case(typed)
        assert isinstance(wanted, ListCases)
        assert wanted.view is View.MINE


class TestNothing:
    async def test_where_there_is_nothing_it_says_what_can_be_done(self, core: Core) -> None:
        assert "/escalate" in (await home_of(core, cast.ANNA)).summary

    async def test_a_filter_under_which_nothing_falls_leads_back_to_everything(self, core: Core) -> None:
        await escalated(core)
        found = await home_of(core, cast.ANNA, "overdue")
        assert found.remarks == (say("nl", "home-nothing-here"),)

    async def test_somebody_of_no_party_reads_what_this_is_and_whom_to_ask(self, core: Core) -> None:
        await core.store.remember_person(Person(cast.MARIJKE.email, cast.MARIJKE.name), "slack", {"id": "U07"})
        reply = await look(core, a_speaker(cast.PIM, core), about_case("mine"))
        assert isinstance(reply, Home)
        assert "Marijke Vos" in reply.summary
        assert reply.sections == ()


class TestAdministrators:
    async def test_see_what_is_overdue_anywhere(self, core: Core, clock: Ticking) -> None:
        (number,) = await escalated(core)
        assert shown(await home_of(core, cast.MARIJKE)) == {}
        clock.pass_time(timedelta(days=3))
        assert shown(await home_of(core, cast.MARIJKE)) == {ELSEWHERE: [number]}
        assert ELSEWHERE not in shown(await home_of(core, cast.ANNA))


class TestSettings:
    async def test_are_asked_for_in_words(self, core: Core) -> None:
        for typed in ("settings", "instellingen"):
            reply = await look(core, a_speaker(cast.PIM, core), about_case(typed))
            assert isinstance(reply, Form)
            assert reply.name == FORM
