"""The store keeps a case, its timeline and what must be shown together, the same on both databases."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.adapters.sql.deliveries import SqlDeliveries
from bot.adapters.sql.store import SqlStore
from bot.announcements import Purpose
from bot.case import Actor, Outcome, ToldBy
from bot.commands import Claim, GiveFeedback
from bot.handlers import handle
from bot.ports import CaseFilter, Person
from bot.refusals import AlreadyClaimed, AlreadyDone, TicketHasOpenCase, UnknownCase
from bot.request import RequestState
from tests.builders import ANNA, BRAM, STUDENT_PORTAL, Ticking, an_escalation


async def escalated(store: SqlStore, ticket: str = "M2611 0042") -> str:
    return (await store.run(handle(an_escalation(ticket)))).number


async def test_an_escalated_question_comes_back_as_it_went_in(store: SqlStore) -> None:
    number = await escalated(store)

    case = await store.queries.case(number)
    assert number == "SL-2611-0001"
    assert case.question.subject == "Inschrijven voor een vak lukt niet"
    assert case.question.ticket is not None
    assert case.question.ticket.number == "M2611 0042"
    assert case.feedback.party == STUDENT_PORTAL
    assert case.feedback.person is None
    assert case.version == 1
    assert [request.state for request in case.requests] == [RequestState.OPEN]


async def test_numbers_count_on_within_the_month(store: SqlStore, clock: Ticking) -> None:
    assert await escalated(store, "M1") == "SL-2611-0001"
    assert await escalated(store, "M2") == "SL-2611-0002"
    clock.pass_time(timedelta(days=10))
    assert await escalated(store, "M3") == "SL-2612-0001"


async def test_a_claim_is_in_the_case_and_in_the_timeline(store: SqlStore) -> None:
    number = await escalated(store)

    await store.run(handle(Claim(actor=ANNA, request=f"{number}/1")))

    case = await store.queries.case(number)
    assert case.feedback.person == ANNA.person
    assert case.version == 2
    entries = await store.queries.timeline(number)
    assert [type(entry.event).__name__ for entry in entries] == [
        "CaseOpened",
        "RequestMade",
        "Claimed",
        "FeedbackMoved",
    ]
    assert [entry.number for entry in entries] == [1, 2, 3, 4]
    assert entries[2].person == ANNA.person
    assert entries[2].origin == "slack"


async def test_a_refused_command_leaves_nothing_behind(store: SqlStore) -> None:
    number = await escalated(store)
    await store.run(handle(Claim(actor=ANNA, request=f"{number}/1")))

    with pytest.raises(AlreadyClaimed, match=ANNA.person):
        await store.run(handle(Claim(actor=BRAM, request=f"{number}/1")))

    assert (await store.queries.case(number)).version == 2
    assert len(await store.queries.timeline(number)) == 4


async def test_a_command_that_arrives_again_is_answered_the_same(store: SqlStore) -> None:
    first = await store.run(handle(an_escalation(key="view-1")))
    again = await store.run(handle(an_escalation(key="view-1")))

    assert (first.number, first.repeated) == ("SL-2611-0001", False)
    assert (again.number, again.repeated) == ("SL-2611-0001", True)
    assert (await store.queries.cases(CaseFilter())).total == 1


async def test_a_ticket_however_it_is_typed_has_one_open_case(store: SqlStore) -> None:
    number = await escalated(store, "M2611 0042")

    with pytest.raises(TicketHasOpenCase, match=number):
        await escalated(store, "m2611-0042")


async def test_a_ticket_whose_case_is_closed_can_be_escalated_again(store: SqlStore) -> None:
    number = await escalated(store)
    await store.run(handle(GiveFeedback(actor=ANNA, case=number, how=ToldBy.TICKET)))

    assert await escalated(store) == "SL-2611-0002"
    assert (await store.queries.case(number)).outcome is Outcome.FEEDBACK_GIVEN


async def test_the_same_ticket_escalated_twice_at_once_opens_one_case(store: SqlStore) -> None:
    outcomes = await asyncio.gather(
        *(store.run(handle(an_escalation("M2611 0042"))) for _ in range(8)), return_exceptions=True
    )

    assert Counter(type(outcome).__name__ for outcome in outcomes) == {"Handled": 1, "TicketHasOpenCase": 7}


async def test_fifty_people_claim_at_once_and_one_wins_within_two_seconds(store: SqlStore) -> None:
    number = await escalated(store)
    people = [Actor(f"colleague{n}@example.org", frozenset({STUDENT_PORTAL})) for n in range(50)]
    started = asyncio.get_running_loop().time()

    outcomes = await asyncio.gather(
        *(store.run(handle(Claim(actor=person, request=f"{number}/1"))) for person in people), return_exceptions=True
    )

    winner = (await store.queries.case(number)).requests[0].claimant
    refused = [outcome for outcome in outcomes if isinstance(outcome, AlreadyClaimed)]
    assert len(refused) == 49
    assert {refusal.claimant for refusal in refused} == {winner}
    assert asyncio.get_running_loop().time() - started < 2.0


async def test_claiming_twice_says_it_was_done(store: SqlStore) -> None:
    number = await escalated(store)
    await store.run(handle(Claim(actor=ANNA, request=f"{number}/1")))

    with pytest.raises(AlreadyDone):
        await store.run(handle(Claim(actor=ANNA, request=f"{number}/1")))


async def test_an_unknown_case_is_named(store: SqlStore) -> None:
    with pytest.raises(UnknownCase, match="SL-2611-9999"):
        await store.queries.case("SL-2611-9999")


async def test_a_person_is_one_person_on_both_platforms(store: SqlStore) -> None:
    anna = Person("anna.visser@example.org", "Anna Visser", "nl")
    await store.remember_person(anna, "slack", {"id": "U03ANNA"})
    await store.remember_person(Person(anna.email, anna.name), "teams", {"id": "29:anna", "reference": {"a": 1}})

    assert await store.queries.person_on("slack", "U03ANNA") == anna
    assert await store.queries.person_on("teams", "29:anna") == anna
    assert await store.queries.last_platform(anna.email) == "teams"
    assert await store.queries.identity("teams", anna.email) == {"id": "29:anna", "reference": {"a": 1}}


async def test_what_must_be_shown_is_due_with_the_commit(store: SqlStore, clock: Ticking) -> None:
    deliveries = SqlDeliveries(store, clock)
    number = await escalated(store)

    leased = await deliveries.lease("me", 10, 30.0)

    assert {name.rpartition(":")[0] for name in leased} == {"slack:channel", "teams:channel:19", "ticket"}
    assert len(leased) == 4
    due = await deliveries.earliest(leased[0])
    assert due is not None
    assert (due.purpose, due.case, due.want) == (Purpose.CARD, number, 1)


async def test_a_leased_destination_is_nobody_elses(store: SqlStore, clock: Ticking) -> None:
    deliveries = SqlDeliveries(store, clock)
    await escalated(store)

    mine = await deliveries.lease("me", 2, 30.0)
    theirs = await deliveries.lease("them", 10, 30.0)

    assert len(mine) == 2
    assert len(theirs) == 2
    assert not set(mine) & set(theirs)


async def test_ten_changes_are_one_delivery_of_the_newest(store: SqlStore, clock: Ticking) -> None:
    deliveries = SqlDeliveries(store, clock)
    number = await escalated(store)
    await store.run(handle(Claim(actor=ANNA, request=f"{number}/1")))
    await store.run(handle(GiveFeedback(actor=ANNA, case=number, how=ToldBy.EMAIL)))
    (destination,) = [name for name in await deliveries.lease("me", 10, 30.0) if name.startswith("teams")]

    due = await deliveries.earliest(destination)
    assert due is not None
    assert due.want == 3
    assert await deliveries.begin(due, "me", 30.0)
    assert await deliveries.done(due, "me", 3, {"ts": "1"}, sweep_after_s=None)

    left = await deliveries.earliest(destination)
    assert left is not None
    assert left.purpose is Purpose.LINE
