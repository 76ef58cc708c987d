"""Messages to one person: who wants them, who is there to read them, and that nobody is woken for one."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, or_, select

from bot.adapters.sql import rows
from bot.adapters.sql.chores import SqlTurns
from bot.adapters.sql.reminding import chores_of_time
from bot.adapters.sql.store import SqlStore
from bot.announcements import Reach
from bot.chores import Chores
from bot.commands import AcceptFeedback, Answer, Assign, Claim, Consult, Decline, OfferFeedback, PassOn, Release
from bot.demo import cast
from bot.ports import Person
from bot.preferences import NoticeKind, Preferences
from bot.routing import Organisation
from tests.builders import ANNA, BRAM, FATIMA, HELPDESK, MARIJKE, SANNE, USIS_LAW, Ticking
from tests.test_delivery import Outside

REACH = Reach(frozenset({"slack", "teams"}), tickets=True)
EVENING = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""Nine o'clock in Leiden."""

A_WEEK_ON = datetime(2026, 11, 29, 23, 0, tzinfo=UTC)


class Office(Outside):
    """The outside, with office hours and a clock that the test moves on."""

    is_quiet_outside_office_hours = True
    clock: Ticking

    async def due(self) -> int:
        """What waits for its time is not due."""
        d = rows.deliveries.c
        free = or_(d.not_before.is_(None), d.not_before <= self.clock())
        left = select(func.count()).where(d.shown < d.want, d.parked.is_(None), free)
        return await self.store.read(lambda connection: int(connection.execute(left).scalar_one()))

    async def told(self, person: cast.Person) -> list[str]:
        """What this person reads, once everything that may go has gone."""
        await self.delivered()
        return [notice.text for notice in self.slack.notices(person.slack_id)]

    async def claimed(self, ticket: str = "M2611 0042") -> str:
        """A case that Anna owes the feedback of."""
        number = await self.escalated(ticket)
        await self.do(Claim(actor=ANNA, request=f"{number}/1"))
        return number

    async def assigned_to_bram(self, ticket: str = "M2611 0042") -> str:
        number = await self.escalated(ticket)
        await self.do(Assign(actor=MARIJKE, request=f"{number}/1", person=BRAM.person))
        return number

    async def choose(self, person: cast.Person, preferences: Preferences) -> None:
        await self.store.choose(person.email, preferences)

    async def time_passes(self, to: datetime) -> None:
        """Everything that time alone brings about is looked after."""
        self.clock.now = to
        chores = chores_of_time(lambda: self._organisation, REACH, self.clock)
        await Chores(SqlTurns(self.store, self.clock), chores).look()


@pytest.fixture
async def office(sqlite_address: str, organisation: Organisation, clock: Ticking) -> AsyncIterator[Office]:
    """Everybody was seen in Slack, this morning."""
    store = SqlStore(sqlite_address, organisation=lambda: organisation, reach=REACH, clock=clock)
    await store.migrate()
    for person in cast.PEOPLE:
        await store.remember_person(
            Person(person.email, person.name, person.language), "slack", {"id": person.slack_id}
        )
    clock.pass_time(timedelta(hours=1))
    yield Office(store, organisation, clock)
    await store.close()


class TestKinds:
    async def test_what_was_switched_off_is_not_told(self, office: Office) -> None:
        await office.choose(cast.BRAM, Preferences(muted=frozenset({NoticeKind.ASSIGNED})))
        await office.assigned_to_bram()
        assert await office.told(cast.BRAM) == []
        assert set(await office.column("parked")) == {None}

    async def test_anything_else_is(self, office: Office) -> None:
        others = frozenset(NoticeKind) - {NoticeKind.ASSIGNED}
        await office.choose(cast.BRAM, Preferences(muted=others))
        await office.assigned_to_bram()
        assert len(await office.told(cast.BRAM)) == 1

    async def test_what_came_back_says_why(self, office: Office) -> None:
        number = await office.claimed()
        await office.do(PassOn(actor=ANNA, request=f"{number}/1", party=USIS_LAW, reason="Hoort in uSis"))
        await office.do(Decline(actor=FATIMA, request=f"{number}/2", reason="In uSis staat het goed"))
        (text,) = await office.told(cast.ANNA)
        assert "Fatima el Idrissi" in text
        assert "In uSis staat het goed" in text

    async def test_a_feedback_that_is_offered_is_told_to_that_party(self, office: Office) -> None:
        number = await office.claimed()
        await office.do(OfferFeedback(actor=ANNA, case=number, party=HELPDESK, reason="Druk"))
        for person in (cast.SANNE, cast.DAAN):
            (text,) = await office.told(person)
            assert "Druk" in text

    async def test_is_read_in_the_language_the_person_chose(self, office: Office) -> None:
        await office.choose(cast.BRAM, Preferences(language="en"))
        await office.assigned_to_bram()
        (text,) = await office.told(cast.BRAM)
        assert "assigned the request to you" in text


class TestQuietHours:
    async def test_a_message_waits_until_the_desks_open(self, office: Office) -> None:
        office.clock.now = EVENING
        await office.assigned_to_bram()
        assert await office.told(cast.BRAM) == []
        office.clock.now = MORNING - timedelta(minutes=1)
        assert await office.told(cast.BRAM) == []
        office.clock.now = MORNING
        assert len(await office.told(cast.BRAM)) == 1

    async def test_waiting_is_no_try(self, office: Office) -> None:
        office.clock.now = EVENING
        await office.assigned_to_bram()
        await office.told(cast.BRAM)
        for column, untried in (("attempts", {0}), ("unclear", {False}), ("first_try", {None})):
            assert set(await office.column(column)) == untried

    async def test_who_is_evidently_at_work_is_told(self, office: Office) -> None:
        office.clock.now = EVENING
        number = await office.assigned_to_bram()
        await office.do(Release(actor=BRAM, request=f"{number}/1"))
        office.clock.pass_time(timedelta(minutes=5))
        await office.do(Assign(actor=MARIJKE, request=f"{number}/1", person=BRAM.person))
        assert len(await office.told(cast.BRAM)) == 2

    async def test_but_not_for_long_after(self, office: Office) -> None:
        office.clock.now = EVENING
        number = await office.assigned_to_bram()
        await office.do(Release(actor=BRAM, request=f"{number}/1"))
        office.clock.pass_time(timedelta(hours=1))
        await office.do(Assign(actor=MARIJKE, request=f"{number}/1", person=BRAM.person))
        assert await office.told(cast.BRAM) == []

    async def test_what_waited_is_one_message(self, office: Office) -> None:
        office.clock.now = EVENING
        numbers = [await office.assigned_to_bram(f"M2611 {n:04}") for n in range(3)]
        assert await office.told(cast.BRAM) == []
        office.clock.now = MORNING
        (text,) = await office.told(cast.BRAM)
        assert all(number in text for number in numbers)
        (notice,) = office.slack.notices(cast.BRAM.slack_id)
        assert {notice.case, *(case for case, _ in notice.others)} == set(numbers)

    async def test_what_was_switched_off_meanwhile_is_left_out(self, office: Office) -> None:
        office.clock.now = EVENING
        await office.assigned_to_bram()
        await office.assigned_to_bram("M2611 0043")
        await office.told(cast.BRAM)
        await office.choose(cast.BRAM, Preferences(muted=frozenset({NoticeKind.ASSIGNED})))
        office.clock.now = MORNING
        assert await office.told(cast.BRAM) == []

    async def test_waiting_holds_up_nobody_else(self, office: Office) -> None:
        office.clock.now = EVENING
        number = await office.assigned_to_bram()
        await office.delivered()
        assert [card.case for card in office.slack.cards("C02PORTAL")] == [number]


class TestAbsence:
    async def away(self, office: Office, person: cast.Person) -> None:
        await office.choose(person, Preferences(absent_until=A_WEEK_ON))

    async def test_who_is_away_is_told_nothing_until_they_are_back(self, office: Office) -> None:
        await self.away(office, cast.BRAM)
        numbers = [await office.assigned_to_bram(f"M2611 {n:04}") for n in range(2)]
        assert await office.told(cast.BRAM) == []
        office.clock.now = A_WEEK_ON
        assert await office.told(cast.BRAM) == [], "it is midnight"
        office.clock.now = A_WEEK_ON + timedelta(hours=9)
        (text,) = await office.told(cast.BRAM)
        assert all(number in text for number in numbers)

    async def test_what_has_to_be_known_goes_to_the_others_of_the_party(self, office: Office) -> None:
        number = await office.claimed()
        await office.do(Consult(actor=ANNA, case=number, parties=(USIS_LAW,), question="Klopt dit?"))
        await self.away(office, cast.ANNA)
        await office.do(Answer(actor=FATIMA, request=f"{number}/2", answer="Ja, sinds gisteren"))
        assert await office.told(cast.ANNA) == []
        (text,) = await office.told(cast.BRAM)
        assert "Ja, sinds gisteren" in text

    async def test_who_is_back_earlier_is_told_at_once(self, office: Office) -> None:
        await self.away(office, cast.BRAM)
        await office.assigned_to_bram()
        assert await office.told(cast.BRAM) == []
        await office.choose(cast.BRAM, Preferences())
        assert len(await office.told(cast.BRAM)) == 1

    async def test_is_on_the_card_as_long_as_it_lasts(self, office: Office) -> None:
        await office.claimed()
        await office.delivered()
        await self.away(office, cast.ANNA)
        await office.delivered()
        (card,) = office.slack.cards("C02PORTAL")
        assert "afwezig tot ma 30 nov" in card.status
        await office.time_passes(A_WEEK_ON)
        await office.delivered()
        (card,) = office.slack.cards("C02PORTAL")
        assert "afwezig" not in card.status


class TestTheAnswerIsDue:
    async def test_who_owes_it_is_told_once_an_hour_before(self, office: Office) -> None:
        number = await office.claimed()
        due = await office.store.queries.feedback_due(number)
        assert due is not None
        await office.time_passes(due - timedelta(hours=1, minutes=1))
        assert await office.told(cast.ANNA) == []
        for minutes in (59, 30, 0):
            await office.time_passes(due - timedelta(minutes=minutes))
            (text,) = await office.told(cast.ANNA)
            assert number in text
            assert "uiterlijk" in text

    async def test_a_party_in_which_nobody_took_it_reads_it_under_the_card(self, office: Office) -> None:
        number = await office.escalated()
        due = await office.store.queries.feedback_due(number)
        assert due is not None
        await office.time_passes(due - timedelta(minutes=30))
        assert await office.told(cast.ANNA) == []
        (line,) = office.slack.lines("C02PORTAL")
        assert "uiterlijk" in line
        assert office.slack.lines("C01HELPDESK") == []

    async def test_nobody_is_reminded_of_what_was_done_meanwhile(self, office: Office) -> None:
        number = await office.claimed()
        due = await office.store.queries.feedback_due(number)
        assert due is not None
        await office.time_passes(due - timedelta(minutes=30))
        await office.do(OfferFeedback(actor=ANNA, case=number, party=HELPDESK, reason="Druk"))
        await office.do(AcceptFeedback(actor=SANNE, case=number))
        assert not [text for text in await office.told(cast.ANNA) if "uiterlijk" in text]

    async def test_who_is_away_is_not_the_one_who_is_reminded(self, office: Office) -> None:
        number = await office.claimed()
        due = await office.store.queries.feedback_due(number)
        assert due is not None
        await office.choose(cast.ANNA, Preferences(absent_until=A_WEEK_ON))
        await office.time_passes(due - timedelta(minutes=30))
        assert len(await office.told(cast.BRAM)) == 1
        assert await office.told(cast.ANNA) == []
