"""What is announced to whom: cards to every party, one line for one press, a notice to whose turn it is."""

from datetime import timedelta

import pytest

from bot import events
from bot.announcements import Announcement, Purpose, Reach, announce, headlines
from bot.case import Actor, Case, Change, ToldBy
from bot.events import Event
from bot.request import Move
from bot.routing import Organisation
from bot.ticket import Hands
from bot.ticket_moves import send_answer
from bot.ticket_steps import hands_of
from bot.timeline import Entry
from tests.builders import (
    ANNA,
    BRAM,
    DAAN,
    EDUCATION_LAW,
    FATIMA,
    HELPDESK,
    JORIS,
    MARIJKE,
    NOW,
    SANNE,
    STUDENT_PORTAL,
    USIS_LAW,
    a_consultation,
    a_hand_over,
    a_question,
)

EVERYWHERE = Reach(frozenset({"slack", "teams"}), tickets=True)
LATER = NOW + timedelta(hours=1)


def anyone(_person: str, _party: str) -> bool:
    return True


def entries_of(happened: tuple[Event, ...], by: Actor, case: str) -> tuple[Entry, ...]:
    """The rows of the timeline that one press leads to."""
    return tuple(Entry(case, n, event, by.person, LATER, by.origin) for n, event in enumerate(happened, start=1))


def announced(change: Change, by: Actor, organisation: Organisation, reach: Reach = EVERYWHERE) -> list[Announcement]:
    case, happened = change
    return announce(case, entries_of(happened, by, case.number), organisation, reach)


def claimed() -> Case:
    return a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)[0]


def passed_on() -> Case:
    return claimed().pass_on("SL-2611-0001/1", USIS_LAW, "uSis", ANNA, NOW)[0]


def offered(case: Case, to: str, by: Actor) -> Case:
    return case.offer_feedback(to, "Jullie weten het", by, NOW)[0]


PRESSES: dict[str, tuple[Change, type[Event]]] = {
    "claim": (a_hand_over().claim("SL-2611-0001/1", ANNA, NOW), events.Claimed),
    "release": (claimed().release("SL-2611-0001/1", ANNA, NOW), events.Released),
    "assign": (
        claimed().assign("SL-2611-0001/1", BRAM.person, MARIJKE, NOW, is_member=anyone),
        events.Assigned,
    ),
    "pass on": (claimed().pass_on("SL-2611-0001/1", USIS_LAW, "uSis", ANNA, NOW), events.PassedOn),
    "decline": (a_hand_over().decline("SL-2611-0001/1", "Nee", ANNA, NOW, is_member=anyone), events.Declined),
    "decline what was passed on": (
        passed_on().decline("SL-2611-0001/2", "Nee", FATIMA, NOW, is_member=anyone),
        events.Declined,
    ),
    "ask back what nobody claimed": (a_hand_over().ask_back("SL-2611-0001/1", "Wat?", ANNA, NOW), events.AskedBack),
    "answer what nobody claimed": (a_consultation().answer("SL-2611-0002/1", "Ja", ANNA, NOW), events.Answered),
    "consult": (claimed().consult([USIS_LAW], "Klopt dit?", ANNA, NOW), events.RequestMade),
    "hand over what came back": (
        a_consultation(USIS_LAW).hand_over(STUDENT_PORTAL, "", JORIS, NOW),
        events.RequestMade,
    ),
    "take the feedback": (claimed().take_feedback(BRAM, NOW), events.Assigned),
    "take the feedback of a consultation": (
        a_consultation().take_feedback(Actor("ilse@example.org", JORIS.parties), NOW),
        events.FeedbackMoved,
    ),
    "offer": (claimed().offer_feedback(HELPDESK, "Druk", ANNA, NOW), events.FeedbackOffered),
    "accept": (offered(claimed(), HELPDESK, ANNA).accept_feedback(DAAN, NOW), events.FeedbackAccepted),
    "accept as who is consulted": (
        offered(a_consultation(), USIS_LAW, JORIS).accept_feedback(FATIMA, NOW),
        events.FeedbackAccepted,
    ),
    "refuse": (offered(claimed(), HELPDESK, ANNA).refuse_feedback("Nee", DAAN), events.FeedbackRefused),
    "take an offer back": (
        offered(claimed(), HELPDESK, ANNA).withdraw_offer(ANNA),
        events.FeedbackOfferWithdrawn,
    ),
    "give feedback nobody claimed": (
        a_hand_over().give_feedback(ToldBy.PHONE, "", ANNA, NOW),
        events.FeedbackGiven,
    ),
    "give feedback while others are asked and an offer stands": (
        offered(a_consultation(), "fb-usis-science", JORIS).give_feedback(ToldBy.PHONE, "", JORIS, NOW),
        events.FeedbackGiven,
    ),
    "redirect": (claimed().redirect(EDUCATION_LAW, "answer", "Beste", ANNA, NOW), events.CaseRedirected),
    "withdraw": (claimed().withdraw("Opgelost", SANNE, NOW), events.CaseWithdrawn),
    "reopen": (
        claimed().give_feedback(ToldBy.PHONE, "", ANNA, NOW)[0].reopen("Nee", SANNE, NOW, is_member=anyone),
        events.CaseReopened,
    ),
    "link to another problem": (
        claimed().link_problem("PR-1", ANNA)[0].link_problem("PR-2", ANNA),
        events.ProblemLinked,
    ),
}


@pytest.mark.parametrize("press", PRESSES)
def test_one_press_is_one_line(press: str) -> None:
    (case, happened), told = PRESSES[press]
    lines = list(headlines(entries_of(happened, ANNA, case.number)))
    assert [type(entry.event) for entry in lines] == [told]


def test_opening_a_case_is_a_card_and_no_line() -> None:
    _, happened = Case.open("SL-1", a_question(), a_hand_over().move, [STUDENT_PORTAL], SANNE, NOW)
    assert list(headlines(entries_of(happened, SANNE, "SL-1"))) == []


def test_each_party_that_is_asked_has_its_line() -> None:
    case, happened = claimed().consult([USIS_LAW, "fb-usis-science"], "Klopt dit?", ANNA, NOW)
    assert len(list(headlines(entries_of(happened, ANNA, case.number)))) == 2


class TestWhere:
    def test_every_channel_of_every_party_has_a_card(self, organisation: Organisation) -> None:
        found = announced(a_hand_over().claim("SL-2611-0001/1", ANNA, NOW), ANNA, organisation)
        cards = {a.destination for a in found if a.purpose is Purpose.CARD}
        assert cards == {
            "slack:channel:C01HELPDESK",
            "slack:channel:C02PORTAL",
            "teams:channel:19:tweede-lijn-general@thread.tacv2",
        }
        assert cards == {a.destination for a in found if a.purpose is Purpose.LINE}

    def test_a_platform_that_is_not_connected_is_left_out(self, organisation: Organisation) -> None:
        found = announced(
            a_hand_over().claim("SL-2611-0001/1", ANNA, NOW), ANNA, organisation, Reach(frozenset({"teams"}))
        )
        assert {a.destination.partition(":")[0] for a in found} == {"teams"}

    def test_every_announcement_has_a_key_of_its_own(self, organisation: Organisation) -> None:
        for (case, happened), _ in PRESSES.values():
            keys = [a.key for a in announced((case, happened), ANNA, organisation)]
            assert len(keys) == len(set(keys))


class TestNotices:
    def told(self, change: Change, by: Actor, organisation: Organisation) -> set[str]:
        return {
            a.destination.removeprefix("person:")
            for a in announced(change, by, organisation)
            if a.purpose is Purpose.NOTICE
        }

    def test_who_is_assigned_a_request_is_told(self, organisation: Organisation) -> None:
        change = claimed().assign("SL-2611-0001/1", BRAM.person, MARIJKE, NOW, is_member=anyone)
        assert self.told(change, MARIJKE, organisation) == {BRAM.person}

    def test_who_does_something_is_not_told_about_it(self, organisation: Organisation) -> None:
        change = claimed().assign("SL-2611-0001/1", BRAM.person, BRAM, NOW, is_member=anyone)
        assert self.told(change, BRAM, organisation) == set()

    def test_who_asked_is_told_that_it_was_declined(self, organisation: Organisation) -> None:
        change = a_hand_over().decline("SL-2611-0001/1", "Nee", ANNA, NOW, is_member=anyone)
        assert self.told(change, ANNA, organisation) == {SANNE.person}

    def test_who_gets_it_back_is_told_when_it_had_been_passed_on(self, organisation: Organisation) -> None:
        change = passed_on().decline("SL-2611-0001/2", "Nee", FATIMA, NOW, is_member=anyone)
        assert self.told(change, FATIMA, organisation) == {ANNA.person}

    def test_who_owes_the_answer_is_told_that_one_was_found(self, organisation: Organisation) -> None:
        change = a_consultation().answer("SL-2611-0002/1", "Ja", ANNA, NOW)
        assert self.told(change, ANNA, organisation) == {JORIS.person}

    def test_who_no_longer_owes_the_answer_is_told(self, organisation: Organisation) -> None:
        change = offered(a_consultation(), USIS_LAW, JORIS).accept_feedback(FATIMA, NOW)
        assert self.told(change, FATIMA, organisation) == {JORIS.person}


class TestTheTicket:
    def steps(self, change: Change, by: Actor, organisation: Organisation) -> list[str]:
        return [a.payload["do"] for a in announced(change, by, organisation) if a.purpose is Purpose.TICKET]

    @pytest.mark.parametrize("press", PRESSES)
    def test_says_who_owes_the_answer_whenever_that_changes(self, press: str, organisation: Organisation) -> None:
        change, _ = PRESSES[press]
        case, happened = change
        if case.question.ticket and any(isinstance(event, events.FeedbackMoved) for event in happened):
            assert "note" in self.steps(change, ANNA, organisation)

    @pytest.mark.parametrize("press", PRESSES)
    def test_shows_the_student_nothing_but_what_is_pressed_for(self, press: str, organisation: Organisation) -> None:
        steps = set(self.steps(PRESSES[press][0], ANNA, organisation))
        assert steps <= {"hand-over", "note"} or press == "redirect"

    def test_shows_the_student_the_answer_that_is_sent(self, organisation: Organisation) -> None:
        assert self.steps(send_answer(claimed(), "Zo", ANNA, closes=True), ANNA, organisation) == ["send"]

    def test_goes_along_with_every_hand_over(self, organisation: Organisation) -> None:
        change = claimed().pass_on("SL-2611-0001/1", USIS_LAW, "uSis", ANNA, NOW)
        assert self.steps(change, ANNA, organisation)[0] == "hand-over"

    def test_a_redirect_answers_the_student_and_closes_it_in_one_step(self, organisation: Organisation) -> None:
        change = claimed().redirect(EDUCATION_LAW, "answer", "Beste student", ANNA, NOW)
        assert self.steps(change, ANNA, organisation) == ["redirect"]

    def test_goes_back_with_the_duty(self, organisation: Organisation) -> None:
        change = claimed().decline("SL-2611-0001/1", "Niet van ons", ANNA, NOW, is_member=anyone)
        found = [a.payload for a in announced(change, ANNA, organisation) if a.payload.get("do") == "hand-over"]
        assert found == [{"do": "hand-over"}]
        hands = hands_of(change[0], organisation, found[0])
        assert hands == Hands(str(organisation.party(HELPDESK).operator_group), second_line=False)

    def test_is_handed_over_once_when_the_question_is_passed_on(self, organisation: Organisation) -> None:
        change = claimed().pass_on("SL-2611-0001/1", USIS_LAW, "uSis", ANNA, NOW)
        assert self.steps(change, ANNA, organisation).count("hand-over") == 1

    def test_a_case_without_a_ticket_has_nothing_to_write(self, organisation: Organisation) -> None:
        assert self.steps(a_consultation().claim("SL-2611-0002/1", ANNA, NOW), ANNA, organisation) == []

    def test_nothing_is_written_where_no_ticket_system_is_connected(self, organisation: Organisation) -> None:
        change = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        found = announced(change, ANNA, organisation, Reach(frozenset({"slack"})))
        assert Purpose.TICKET not in {a.purpose for a in found}


class TestWhoMustKnow:
    def told(self, change: Change, by: Actor, organisation: Organisation) -> set[str]:
        notices = (a for a in announced(change, by, organisation) if a.purpose is Purpose.NOTICE)
        return {notice.destination.removeprefix("person:") for notice in notices}

    def test_a_question_back_on_a_consultation_that_was_passed_on_reaches_who_owes_the_feedback(
        self, organisation: Organisation
    ) -> None:
        case, _ = a_consultation(STUDENT_PORTAL).pass_on("SL-2611-0002/1", USIS_LAW, "uSis", ANNA, NOW)
        change = case.ask_back("SL-2611-0002/2", "Welk vak?", FATIMA, NOW)
        assert self.told(change, FATIMA, organisation) == {ANNA.person, JORIS.person}

    def test_where_the_person_has_left_the_whole_party_is_told(self, organisation: Organisation) -> None:
        gone = Actor("gone@example.org", frozenset({HELPDESK}))
        case, _ = Case.open("SL-2611-0001", a_question(), Move.HAND_OVER, [STUDENT_PORTAL], gone, NOW)
        change = case.ask_back("SL-2611-0001/1", "Welk vak?", ANNA, NOW)
        assert self.told(change, ANNA, organisation) == {SANNE.person, DAAN.person}
