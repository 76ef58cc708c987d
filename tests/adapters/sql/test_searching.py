"""People find a case by any part of any word, on both databases, however many cases there are."""

from dataclasses import replace

import pytest

from bot.adapters.sql import listing, searching
from bot.adapters.sql.store import SqlStore
from bot.case import ToldBy
from bot.commands import GiveFeedback, OpenCase
from bot.handlers import handle
from bot.ports import CaseFilter
from tests.builders import ANNA, HELPDESK, SANNE, STUDENT_PORTAL, a_question


async def a_case(store: SqlStore, subject: str, text: str = "", *, ticket: str, closed: bool = False) -> str:
    question = replace(a_question(ticket=ticket), subject=subject, text=text)
    number = (await store.run(handle(OpenCase(actor=SANNE, question=question)))).number
    if closed:
        await store.run(handle(GiveFeedback(actor=ANNA, case=number, how=ToldBy.TICKET)))
    return number


async def found(store: SqlStore, words: str, *, is_open: bool | None = None) -> list[str]:
    return [row.number for row in (await store.queries.cases(CaseFilter(open=is_open, words=words))).rows]


@pytest.fixture(params=["looked through", "by the index"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL looks through the newest cases first; with none of those its index has to find everything."""
    if request.param == "by the index":
        monkeypatch.setattr(searching, "NEWEST", 0)


@pytest.mark.parametrize(
    "words",
    [
        *("inschrijving", "schrijv", "problemen", "INSCHRIJV", "grijs knop", "coordinatie", "Coördinatie"),
        *("sl-2611-0001", "m2611 0042", "M26110042", "0042", "vak 7", "7", "100%", '"grijs"', "is/was"),
    ],
)
@pytest.mark.parametrize("is_open", [None, True])
async def test_by_any_part_of_a_word(store: SqlStore, words: str, is_open: bool | None) -> None:
    question = 'De knop blijft "grijs" bij vak 7: coördinatie, 100% is/was zeker.'
    number = await a_case(store, "Inschrijvingsproblemen", question, ticket="M2611 0042")
    await a_case(store, "Cijfer ontbreekt", "Al drie weken", ticket="M2599 1111")

    assert await found(store, words, is_open=is_open) == [number]


@pytest.mark.parametrize("words", ["inschrijving cijfer", "grjs", "1_0%", "w_s", '" OR "', "(", "*", "NEAR"])
async def test_only_what_has_all_the_words_is_found(store: SqlStore, words: str) -> None:
    await a_case(store, "Inschrijving", "100% was", ticket="M1")
    await a_case(store, "Cijfer", ticket="M2")

    assert await found(store, words) == []


async def test_closed_cases_are_found_too_and_the_newest_first(store: SqlStore) -> None:
    numbers = [await a_case(store, "Rooster", ticket=f"M{n}", closed=n < 2) for n in range(3)]

    assert await found(store, "rooster") == numbers[::-1]
    assert await found(store, "rooster", is_open=True) == numbers[2:]
    assert await found(store, "rooster", is_open=False) == numbers[1::-1]


async def test_what_is_too_much_to_page_through_is_not_counted(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where in (searching, listing):
        monkeypatch.setattr(where, "MOST_FOUND", 3)
    numbers = [await a_case(store, "Rooster", ticket=f"M{n}") for n in range(5)]

    page = await store.queries.cases(CaseFilter(open=None, words="rooster", limit=2, offset=2))

    assert [row.number for row in page.rows] == [numbers[2]]
    assert (page.total, page.more) == (3, True)
    assert (await store.queries.cases(CaseFilter(open=None, words="0004"))).more is False


async def test_of_all_time_a_party_finds_what_it_owed_and_what_it_is_asked(store: SqlStore) -> None:
    closed = await a_case(store, "Eerst", ticket="M1", closed=True)
    still_open = await a_case(store, "Daarna", ticket="M2")

    of_party = CaseFilter(open=None, parties=(STUDENT_PORTAL,))
    assert [row.number for row in (await store.queries.cases(of_party)).rows] == [still_open, closed]
    assert (await store.queries.cases(replace(of_party, parties=(HELPDESK,)))).rows == ()
