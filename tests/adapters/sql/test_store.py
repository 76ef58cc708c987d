"""The store keeps a case, its timeline and what must be shown together, the same on both databases."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import repeat

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.adapters.sql.deliveries import SqlDeliveries
from bot.adapters.sql.store import SqlStore
from bot.announcements import Purpose
from bot.case import Actor, Outcome, ToldBy
from bot.commands import Claim, GiveFeedback
from bot.delivery import Leased, May, Onward
from bot.handlers import handle
from bot.ports import CaseFilter, Met, Person
from bot.preferences import Preferences
from bot.refusals import AlreadyClaimed, AlreadyDone, TicketHasOpenCase, UnknownCase
from bot.request import RequestState
from tests.builders import ANNA, BRAM, STUDENT_PORTAL, Ticking, an_escalation

ROOMS = {"slack": 10, "teams": 10, "person": 10, "ticket": 10}


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


async def test_all_that_is_known_of_who_does_something_comes_at_once(store: SqlStore, clock: Ticking) -> None:
    anna = Person("anna.visser@example.org", "Anna Visser", "nl")
    assert await store.queries.met("slack", "U1OLD") is None
    for account in ("U1OLD", "U2NEW"):
        await store.remember_person(anna, "slack", {"id": account})
        clock.pass_time(timedelta(hours=1))
    assert await store.queries.met("slack", "U1OLD") == Met(anna, None, {"id": "U2NEW"}, "slack")

    await store.choose(anna.email, Preferences(language="en"))
    await store.remember_person(anna, "teams", {"id": "29:anna"})
    assert await store.queries.met("slack", "U2NEW") == Met(anna, "en", {"id": "U2NEW"}, "teams")


async def test_a_person_with_a_new_account_is_reached_there(store: SqlStore, clock: Ticking) -> None:
    anna = Person("anna.visser@example.org", "Anna Visser", "nl")
    seen = []
    for account in ("U1OLD", "U2NEW", "U1OLD"):
        clock.pass_time(timedelta(days=1))
        await store.remember_person(anna, "slack", {"id": account})
        seen.append(await store.queries.identity("slack", anna.email))

    assert seen == [{"id": "U1OLD"}, {"id": "U2NEW"}, {"id": "U1OLD"}]


async def test_a_question_comes_for_the_first_time_once(store: SqlStore) -> None:
    came = await asyncio.gather(*(store.first_time("slack:event:Ev1") for _ in range(5)), store.first_time("Ev2"))

    assert sorted(came[:5]) == [False] * 4 + [True]
    assert came[5]


async def test_a_channel_that_was_posted_to_rests_whoever_takes_it_next(store: SqlStore, clock: Ticking) -> None:
    deliveries = SqlDeliveries(store, clock)
    await escalated(store)
    (destination,) = await deliveries.lease("me", {"teams": 1}, 30.0)
    await deliveries.release(destination, "me", 0.0, posts_in_s=30.0)

    ((name, taken),) = (await deliveries.lease("them", {"teams": 1}, 30.0, {"teams": May()})).items()

    assert name == destination
    assert 20.0 < taken.posts_in_s <= 30.0
    assert taken.next is not None
    assert not taken.next.is_begun


async def test_no_channel_rests_for_longer_because_a_clock_was_set_back(store: SqlStore, clock: Ticking) -> None:
    deliveries = SqlDeliveries(store, clock)
    await escalated(store)
    (destination,) = await deliveries.lease("me", {"teams": 1}, 30.0)
    await deliveries.release(destination, "me", 0.0, posts_in_s=3_600.0)

    assert await deliveries.lease("them", {"teams": 1}, 30.0) == {destination: Leased(0.0)}


async def test_what_must_be_shown_is_due_with_the_commit(store: SqlStore, clock: Ticking) -> None:
    deliveries = SqlDeliveries(store, clock)
    number = await escalated(store)

    leased = await deliveries.lease("me", ROOMS, 30.0)

    assert {name.rpartition(":")[0] for name in leased} == {"slack:channel", "teams:channel:19", "ticket"}
    assert len(leased) == 4
    found = await deliveries.next(next(iter(leased)), "me", Onward(30.0))
    assert found is not None
    due = found.due
    assert (due.purpose, due.case, due.want) == (Purpose.CARD, number, 1)


async def test_a_leased_destination_is_nobody_elses(store: SqlStore, clock: Ticking) -> None:
    deliveries = SqlDeliveries(store, clock)
    await escalated(store)

    mine = await deliveries.lease("me", {"slack": 1, "ticket": 1}, 30.0)
    theirs = await deliveries.lease("them", ROOMS, 30.0)

    assert len(mine) == 2
    assert len(theirs) == 2
    assert not set(mine) & set(theirs)


async def test_a_crowd_of_one_kind_leaves_the_others_their_room(store: SqlStore, clock: Ticking) -> None:
    for n in range(20):
        await escalated(store, f"M{n}")

    leased = await SqlDeliveries(store, clock).lease("me", {"ticket": 2, "slack": 8, "teams": 1, "person": 4}, 30.0)

    assert Counter(name.partition(":")[0] for name in leased) == {"ticket": 2, "slack": 2, "teams": 1}


async def test_the_oldest_delivery_goes_first_also_after_a_rest(store: SqlStore, clock: Ticking) -> None:
    deliveries = SqlDeliveries(store, clock)
    first, second, _ = [await escalated(store, ticket) for ticket in ("M9", "M5", "M1")]

    (oldest,) = await deliveries.lease("me", {"ticket": 1}, 30.0)
    assert oldest == f"ticket:{first}"
    await deliveries.release(oldest, "me", 0.01)
    clock.pass_time(timedelta(seconds=1))
    await asyncio.sleep(0.02)

    assert tuple(await deliveries.lease("me", {"ticket": 2}, 30.0)) == (f"ticket:{first}", f"ticket:{second}")


async def test_ten_changes_are_one_delivery_of_the_newest(store: SqlStore, clock: Ticking) -> None:
    deliveries = SqlDeliveries(store, clock)
    number = await escalated(store)
    await store.run(handle(Claim(actor=ANNA, request=f"{number}/1")))
    await store.run(handle(GiveFeedback(actor=ANNA, case=number, how=ToldBy.EMAIL)))
    (destination,) = [name for name in await deliveries.lease("me", ROOMS, 30.0) if name.startswith("teams")]

    first = await deliveries.next(destination, "me", Onward(30.0))
    assert first is not None
    assert first.is_begun
    assert first.due.want == 3
    noted = await deliveries.done(first.due, "me", 3, {"ts": "1"}, onward=Onward(30.0))

    assert noted.kept
    assert noted.next is not None
    assert (noted.next.due.purpose, noted.next.due.card) == (Purpose.LINE, {"ts": "1"})


class TestATransaction:
    """How often it is run when the database refuses what it writes."""

    A_PERSON = (
        "INSERT INTO person (email, name, seen_at) VALUES ('anna@example.org', 'Anna', '2026-11-23T09:00:00.000000Z')"
    )

    async def runs(self, store: SqlStore, writes: Iterator[str]) -> int:
        """Run the next of the writes at each run; answers how many there were, whether or not the last was refused."""
        count = 0

        def transaction(connection: Connection) -> None:
            nonlocal count
            count += 1
            connection.execute(text(next(writes)))

        with suppress(IntegrityError):
            await store.write(transaction)
        return count

    async def test_that_met_the_same_key_runs_again(self, store: SqlStore) -> None:
        assert await self.runs(store, iter([self.A_PERSON])) == 1
        assert await self.runs(store, iter([self.A_PERSON, "DELETE FROM person"])) == 2

    @pytest.mark.parametrize(
        "wrong",
        [
            "INSERT INTO problem (number, title, opened_by, opened_at, answer) VALUES ('1', '', '', '2026-11-23', '')",
            "INSERT INTO identity (platform, id, email, ref, seen_at) VALUES ('slack', 'U1', 'a', '{}', '2026-11-23')",
            "INSERT INTO person (email, name, seen_at) VALUES ('a', NULL, '2026-11-23')",
        ],
        ids=["check", "foreign key", "not null"],
    )
    async def test_that_writes_what_can_never_be_is_run_once(self, wrong: str, store: SqlStore) -> None:
        assert await self.runs(store, repeat(wrong)) == 1
