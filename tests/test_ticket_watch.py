"""What follows from a ticket, as sentences: pure, without a database and without TOPdesk."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.case import Case, ToldBy
from bot.request import Move
from bot.routing import Organisation
from bot.ticket import Difference, Differs, Seen, TicketEntry, TicketNow
from bot.ticket_watch import (
    AnsweredInTicket,
    News,
    StudentTold,
    StudentWrote,
    TakenInTicket,
    conclusions,
    difference,
    seen_now,
)
from tests.builders import ANNA, BRAM, DAAN, FATIMA, HELPDESK, NOW, STUDENT_PORTAL, USIS_LAW, a_hand_over, a_question

LATER = NOW + timedelta(hours=1)
FIRST, SECOND = "SL-2611-0001/1", "SL-2611-0001/2"


def claimed() -> Case:
    return a_hand_over().claim(FIRST, ANNA, NOW)[0]


def consulting() -> Case:
    return claimed().consult([USIS_LAW], "Klopt dit?", ANNA, NOW)[0]


def group(party: str, organisation: Organisation) -> str:
    return str(organisation.party(party).operator_group)


def with_portal(organisation: Organisation, **facts: object) -> TicketNow:
    """The ticket lies where the case says."""
    return replace(TicketNow("id", group=group(STUDENT_PORTAL, organisation), modified_at=LATER), **facts)  # type: ignore[arg-type]  # its own fields


def entry(text: str = "Zo zit het", **facts: object) -> TicketEntry:
    return replace(TicketEntry("e1", LATER, text), **facts)  # type: ignore[arg-type]  # its own fields


def news(now: TicketNow, case: Case, organisation: Organisation, before: Seen | None = None) -> list[News]:
    return conclusions(before, now, case, organisation, settled=True)


class TestWhatWasWritten:
    @pytest.mark.parametrize("by", [{"ours": True, "visible": True}, {"ours": True}])
    def test_what_we_wrote_is_no_news(self, organisation: Organisation, by: dict[str, Any]) -> None:
        now = with_portal(organisation, entries=(entry(**by),))
        assert news(now, claimed(), organisation) == []

    def test_what_was_there_before_the_case_is_no_news(self, organisation: Organisation) -> None:
        now = with_portal(organisation, entries=(entry(at=NOW - timedelta(minutes=1), by_student=True),))
        assert news(now, claimed(), organisation) == []

    def test_what_was_seen_before_is_no_news_and_what_came_at_the_same_moment_is(
        self, organisation: Organisation
    ) -> None:
        first, second = entry("Een", id="e1", by_student=True), entry("Twee", id="e2", by_student=True)
        before = seen_now(None, with_portal(organisation, entries=(first,)), settled=True)
        now = with_portal(organisation, entries=(first, second))
        assert news(now, claimed(), organisation, before) == [StudentWrote("Twee")]

    def test_what_was_seen_stays_seen_when_an_earlier_look_is_noted_after_it(self, organisation: Organisation) -> None:
        first, second = entry("Een", id="e1", by_student=True), entry("Twee", id="e2", by_student=True)
        third = entry("Drie", id="e3", at=LATER + timedelta(minutes=1), by_student=True)
        early = with_portal(organisation, entries=(first,))
        for whole in ((first, second), (first, second, third)):
            before = seen_now(
                seen_now(None, with_portal(organisation, entries=whole), settled=True), early, settled=True
            )
            assert news(with_portal(organisation, entries=whole), claimed(), organisation, before) == []

    @pytest.mark.parametrize("person", [ANNA.person, BRAM.person])
    def test_whoever_owes_the_answer_may_have_given_it(self, organisation: Organisation, person: str) -> None:
        now = with_portal(organisation, entries=(entry(visible=True, person=person),))
        (told,) = news(now, claimed(), organisation)
        assert isinstance(told, StudentTold)
        assert not told.counts

    def test_once_the_answer_was_found_anybody_may_have_passed_it_on(self, organisation: Organisation) -> None:
        case, _ = consulting().answer(SECOND, "Het vak is vol", FATIMA, NOW)
        now = with_portal(organisation, entries=(entry(visible=True, person=DAAN.person),))
        assert [type(one) for one in news(now, case, organisation)] == [StudentTold]
        assert news(now, claimed(), organisation) == []

    def test_an_answer_is_what_is_written_by_who_has_the_ticket(self, organisation: Organisation) -> None:
        written = (entry(person=FATIMA.person),)
        there = with_portal(organisation, group=group(USIS_LAW, organisation), entries=written)
        assert AnsweredInTicket(SECOND, FATIMA.person, "Zo zit het") in news(there, consulting(), organisation)
        assert news(with_portal(organisation, entries=written), consulting(), organisation) == []

    def test_a_closed_case_hears_its_student_and_nobody_else(self, organisation: Organisation) -> None:
        case, _ = claimed().give_feedback(ToldBy.PHONE, "", ANNA, NOW)
        said = (entry(visible=True, person=ANNA.person), entry("Nee", id="e2", by_student=True))
        assert news(with_portal(organisation, entries=said), case, organisation) == [StudentWrote("Nee")]


class TestWhoHasIt:
    def test_who_takes_the_ticket_takes_the_request(self, organisation: Organisation) -> None:
        now = with_portal(organisation, operator=BRAM.person)
        assert news(now, a_hand_over(), organisation) == [TakenInTicket(FIRST, BRAM.person)]

    def test_not_while_something_of_ours_is_under_way(self, organisation: Organisation) -> None:
        now = with_portal(organisation, operator=BRAM.person)
        assert conclusions(None, now, a_hand_over(), organisation, settled=False) == []

    def test_nobody_takes_it_who_is_no_member_of_the_party(self, organisation: Organisation) -> None:
        for operator in (None, DAAN.person, "nobody@example.org"):
            assert news(with_portal(organisation, operator=operator), a_hand_over(), organisation) == []

    def test_who_is_consulted_takes_it_by_moving_it_to_their_group(self, organisation: Organisation) -> None:
        now = with_portal(organisation, group=group(USIS_LAW, organisation), modifier=FATIMA.person)
        assert news(now, consulting(), organisation) == [TakenInTicket(SECOND, FATIMA.person)]
        assert difference(None, now, consulting(), organisation) is None


class TestWhereTheyDiffer:
    def found(self, organisation: Organisation, case: Case, **facts: object) -> Difference | None:
        return difference(None, with_portal(organisation, **facts), case, organisation)

    def test_where_the_case_says_it_is_there_is_nothing_to_settle(self, organisation: Organisation) -> None:
        assert self.found(organisation, claimed()) is None
        assert self.found(organisation, claimed(), operator=ANNA.person) is None

    def test_the_gravest_is_shown(self, organisation: Organisation) -> None:
        facts: dict[str, object] = {
            "group": "elsewhere",
            "closed": True,
            "archived": True,
            "archived_because": "Dubbel",
        }
        assert self.found(organisation, claimed(), **facts) == Difference(Differs.ARCHIVED, note="Dubbel")
        assert self.found(organisation, claimed(), **facts, deleted=True) == Difference(Differs.DELETED)

    def test_a_group_that_is_a_party_is_named_by_its_key(self, organisation: Organisation) -> None:
        moved = self.found(organisation, claimed(), group=group(USIS_LAW, organisation))
        assert moved == Difference(Differs.MOVED, party=USIS_LAW)
        other = self.found(organisation, claimed(), group="x", group_name="Elders")
        assert other == Difference(Differs.MOVED, party="Elders")

    def test_a_question_that_was_only_asked_about_stays_where_its_desk_had_it(self, organisation: Organisation) -> None:
        asked, _ = Case.open("SL-1", a_question(), Move.CONSULTATION, [USIS_LAW], DAAN, NOW)
        now = with_portal(organisation, group="a-group-of-the-helpdesk")
        before = seen_now(None, now, settled=True)
        assert asked.feedback.party == HELPDESK
        assert difference(before, now, asked, organisation) is None
        moved = difference(before, replace(now, group="elsewhere"), asked, organisation)
        assert moved is not None
        assert moved.kind is Differs.MOVED

    def test_a_ticket_in_a_strangers_name_is_left_to_its_group(self, organisation: Organisation) -> None:
        assert self.found(organisation, claimed(), operator="nobody@example.org") is None
        held = self.found(organisation, claimed(), operator=BRAM.person)
        assert held == Difference(Differs.HELD, party=STUDENT_PORTAL, person=BRAM.person)


@pytest.mark.parametrize("settled", [True, False])
def test_what_was_seen_is_kept_as_it_was(organisation: Organisation, settled: bool) -> None:
    seen = seen_now(None, with_portal(organisation, entries=(entry(),)), settled=settled)
    assert Seen.from_row(seen.to_row()) == seen
    assert (seen.modified_at is None) is not settled
