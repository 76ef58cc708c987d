"""What each viewer may do, and that the cards offer neither more nor less than the case accepts."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import ticket_moves
from bot.actions import Action, Possible, Viewer, possible_actions
from bot.card import MOST_BUTTONS
from bot.case import Actor, Case, Change, TicketReference, ToldBy
from bot.errors import RefusedMove
from bot.request import Move
from bot.ticket import Difference, Differs, Right, ToldInTicket
from tests.builders import (
    ANNA,
    BRAM,
    DAAN,
    EDUCATION_LAW,
    FATIMA,
    JORIS,
    MARIJKE,
    NOW,
    PIM,
    SANNE,
    STUDENT_PORTAL,
    USIS_LAW,
    a_consultation,
    a_hand_over,
)

ELSEWHERE = "fb-usis-science"
GERDA = Actor("gerda.kok@example.org", frozenset({STUDENT_PORTAL, USIS_LAW}))
PEOPLE = (SANNE, DAAN, ANNA, BRAM, FATIMA, JORIS, MARIJKE, PIM, GERDA)
MEMBERS = {person.person: person.parties for person in PEOPLE}


def is_member(person: str, party: str) -> bool:
    return party in MEMBERS.get(person, frozenset())


def seen_by(person: Actor) -> Viewer:
    """A card that is shown to one person."""
    return Viewer(person.parties, person.person, person.administrator)


def offered(case: Case, viewer: Viewer) -> list[Action]:
    return [possible.action for possible in possible_actions(case, viewer)]


Press = Callable[[Case, str, Actor], Change]

PRESSES: dict[Action, Press] = {
    Action.CLAIM: lambda case, target, who: case.claim(target, who, NOW),
    Action.RELEASE: lambda case, target, who: case.release(target, who, NOW),
    Action.ASSIGN: lambda case, target, who: case.assign(
        target, _colleague(case, target), who, NOW, is_member=is_member
    ),
    Action.PASS_ON: lambda case, target, who: case.pass_on(target, ELSEWHERE, "Reden", who, NOW),
    Action.DECLINE: lambda case, target, who: case.decline(target, "Reden", who, NOW, is_member=is_member),
    Action.ASK_BACK: lambda case, target, who: case.ask_back(target, "Welk vak?", who, NOW),
    Action.GIVE_INFORMATION: lambda case, target, who: case.give_information(target, "Staatsrecht", who),
    Action.ANSWER: lambda case, target, who: case.answer(target, "Het vak is vol", who, NOW),
    Action.WITHDRAW_REQUEST: lambda case, target, who: case.withdraw_request(target, "Reden", who),
    Action.CONSULT: lambda case, _, who: case.consult([ELSEWHERE], "Vraag", who, NOW),
    Action.HAND_OVER: lambda case, _, who: case.hand_over(ELSEWHERE, "Vraag", who, NOW),
    Action.TAKE_FEEDBACK: lambda case, _, who: case.take_feedback(who, NOW),
    Action.OFFER_FEEDBACK: lambda case, _, who: case.offer_feedback(ELSEWHERE, "Reden", who, NOW),
    Action.ACCEPT_FEEDBACK: lambda case, _, who: case.accept_feedback(who, NOW),
    Action.REFUSE_FEEDBACK: lambda case, _, who: case.refuse_feedback("Reden", who),
    Action.WITHDRAW_OFFER: lambda case, _, who: case.withdraw_offer(who),
    Action.GIVE_FEEDBACK: lambda case, _, who: case.give_feedback(ToldBy.PHONE, "", who, NOW),
    Action.REDIRECT: lambda case, _, who: case.redirect(EDUCATION_LAW, "answer", "Beste student", who, NOW),
    Action.WITHDRAW: lambda case, _, who: case.withdraw("Reden", who, NOW),
    Action.REOPEN: lambda case, _, who: case.reopen("Reden", who, NOW, is_member=is_member),
    Action.ADD_NOTE: lambda case, _, who: case.add_note("Komt vaker voor", who),
    Action.OPEN_PROBLEM: lambda case, _, who: case.link_problem("PR-2611-0001", who),
    Action.LINK_PROBLEM: lambda case, _, who: case.link_problem("PR-2611-0002", who),
    Action.UNLINK_PROBLEM: lambda case, _, who: case.unlink_problem(who),
    Action.CONFIRM_FEEDBACK: lambda case, target, who: ticket_moves.confirm_feedback(
        case, target.partition("/")[2], who, NOW
    ),
    Action.DISMISS_FEEDBACK: lambda case, target, who: ticket_moves.dismiss_feedback(
        case, target.partition("/")[2], who
    ),
    Action.SEND_ANSWER: lambda case, _, who: ticket_moves.send_answer(case, "Je vak staat erin", who, closes=False),
    Action.CORRECT_TICKET: lambda case, _, who: ticket_moves.correct_ticket(
        case, TicketReference("M2611 0043", "another"), None, who
    ),
    Action.SETTLE_DIFFERENCE: lambda case, _, who: ticket_moves.settle(
        case, case.difference.kind if case.difference else Differs.MOVED, Right.CASE, who, NOW, is_member=is_member
    ),
}
ON_A_REQUEST = frozenset(list(PRESSES)[:9])
NOT_ON_THE_CASE = frozenset({Action.ANSWER_PROBLEM, Action.SHOW_TIMELINE, Action.SHOW_PROBLEM})
"""These are about a problem, or change nothing."""


def _colleague(case: Case, request: str) -> str:
    """Somebody of the asked party who does not hold the request."""
    asked = case.request(request)
    return next((p for p in MEMBERS if is_member(p, asked.party) and p != asked.claimant), "nobody@example.org")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case after some presses that were offered to whoever made them."""
    case = draw(st.sampled_from([a_hand_over(), a_consultation(), a_consultation(USIS_LAW)]))
    if draw(st.booleans()):
        case, _ = ticket_moves.told_in_ticket(case, ToldInTicket("Je vak staat erin", None, NOW))
    found = draw(st.sampled_from([None, Difference(Differs.MOVED, party=ELSEWHERE), Difference(Differs.ARCHIVED)]))
    case, _ = ticket_moves.differs(case, found)
    if case.question.ticket is not None and draw(st.booleans()):
        unchecked = replace(case.question, ticket=TicketReference(case.question.ticket.number))
        case = replace(case, question=unchecked)
    for _ in range(draw(st.integers(0, 8))):
        person = draw(st.sampled_from(PEOPLE))
        presses = [p for p in possible_actions(case, seen_by(person)) if p.action in PRESSES]
        if presses:
            pressed = draw(st.sampled_from(presses))
            try:
                case, _ = PRESSED.get(pressed.action, PRESSES[pressed.action])(case, pressed.target, person)
            except RefusedMove:
                assert pressed.action in TO_ANOTHER_PARTY  # which this test did not choose well
    return case


TO_ANOTHER_PARTY = frozenset({Action.PASS_ON, Action.CONSULT, Action.HAND_OVER, Action.OFFER_FEEDBACK})

PRESSED: dict[Action, Press] = {
    Action.OFFER_FEEDBACK: lambda case, _, who: case.offer_feedback(STUDENT_PORTAL, "Reden", who, NOW),
    Action.CONSULT: lambda case, _, who: case.consult([USIS_LAW], "Vraag", who, NOW),
    Action.PASS_ON: lambda case, target, who: case.pass_on(target, USIS_LAW, "Reden", who, NOW),
    Action.HAND_OVER: lambda case, _, who: case.hand_over(STUDENT_PORTAL, "Vraag", who, NOW),
}
"""On the way to a case, other parties are chosen than in the press that is tried: those have people here."""


class TestTheCardsAndTheCaseAgree:
    def test_every_action_is_tried(self) -> None:
        assert set(PRESSES) | NOT_ON_THE_CASE == set(Action)

    @given(case=cases(), person=st.sampled_from(PEOPLE))
    def test_what_is_offered_is_accepted(self, case: Case, person: Actor) -> None:
        for possible in possible_actions(case, seen_by(person)):
            if possible.action in PRESSES:
                after, happened = PRESSES[possible.action](case, possible.target, person)
                assert happened
                assert after != case or possible.action in {Action.ADD_NOTE, Action.SEND_ANSWER}

    @given(case=cases(), person=st.sampled_from(PEOPLE))
    def test_what_is_not_offered_is_refused(self, case: Case, person: Actor) -> None:
        possible = set(offered(case, seen_by(person)))
        for action in set(PRESSES) - possible - _more_than_cards_show(case):
            targets = [request.id for request in case.requests] if action in ON_A_REQUEST else [case.number]
            for target in targets:
                with pytest.raises(RefusedMove):
                    PRESSES[action](case, target, person)

    @given(case=cases(), person=st.sampled_from(PEOPLE))
    def test_a_channel_is_offered_what_some_member_may_do(self, case: Case, person: Actor) -> None:
        in_channels = {p for party in person.parties for p in possible_actions(case, Viewer(frozenset({party})))}
        alone = set(possible_actions(case, seen_by(person)))
        of_their_own = {Action.SHOW_TIMELINE} | ({Action.WITHDRAW} if person.person == case.opened_by else set())
        if not person.administrator:
            holds = {r.id for r in case.requests if r.claimant == person.person}
            assert {p for p in alone - in_channels if p.action not in of_their_own and p.target not in holds} == set()

    @given(case=cases(), person=st.sampled_from(PEOPLE))
    def test_every_action_is_offered_once_for_each_thing_and_the_timeline_always(
        self, case: Case, person: Actor
    ) -> None:
        possible = possible_actions(case, seen_by(person))
        assert len(possible) == len(set(possible))
        assert Possible(Action.SHOW_TIMELINE, case.number) in possible


def _more_than_cards_show(case: Case) -> set[Action]:
    """What the case accepts although no card offers it, because something else says it better."""
    more = set()
    held = case.handed_over
    if held is not None and held.claimant is None:
        more |= {Action.GIVE_FEEDBACK, Action.TAKE_FEEDBACK}  # Claim is offered, and both claim on the way
    if not case.is_open:
        more.add(Action.ADD_NOTE)  # an old case may still be commented on
    if case.problem is not None:
        more |= {Action.OPEN_PROBLEM, Action.LINK_PROBLEM}  # unlinking comes first, so that it is meant
    return more


class TestWhatIsOffered:
    def test_an_unclaimed_hand_over_is_claimed_first(self) -> None:
        actions = offered(a_hand_over(), seen_by(ANNA))
        assert actions[0] is Action.CLAIM
        assert Action.GIVE_FEEDBACK not in actions

    def test_who_claimed_tells_the_student(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        assert offered(case, seen_by(ANNA))[0] is Action.GIVE_FEEDBACK
        assert Action.CLAIM not in offered(case, seen_by(ANNA))

    def test_the_student_is_told_when_somebody_can_know_what(self) -> None:
        """Until then the press is there for who looks for it, and on no card as a button."""
        unclaimed, consulting = a_hand_over(), a_consultation(USIS_LAW)
        consulting = replace(consulting, question=replace(consulting.question, ticket=unclaimed.question.ticket))
        claimed, _ = unclaimed.claim("SL-2611-0001/1", ANNA, NOW)
        answered, _ = consulting.answer("SL-2611-0002/1", "Het vak staat er weer", FATIMA, NOW)
        assert Action.SEND_ANSWER in offered(unclaimed, seen_by(ANNA))[MOST_BUTTONS:]
        assert Action.SEND_ANSWER in offered(consulting, seen_by(JORIS))[MOST_BUTTONS:]
        assert offered(claimed, seen_by(ANNA))[:2] == [Action.GIVE_FEEDBACK, Action.SEND_ANSWER]
        assert offered(answered, seen_by(JORIS))[:2] == [Action.GIVE_FEEDBACK, Action.SEND_ANSWER]

    def test_who_is_consulted_answers(self) -> None:
        assert offered(a_consultation(), seen_by(FATIMA))[:2] == [Action.CLAIM, Action.ANSWER]

    def test_who_asked_gives_the_information_that_was_asked_back(self) -> None:
        case, _ = a_consultation().ask_back("SL-2611-0002/2", "Welk vak?", FATIMA, NOW)
        assert possible_actions(case, seen_by(JORIS))[0] == Possible(Action.GIVE_INFORMATION, "SL-2611-0002/2")

    def test_an_offer_is_for_the_party_that_is_asked(self) -> None:
        case, _ = a_consultation(USIS_LAW).offer_feedback(STUDENT_PORTAL, "Jullie weten het", JORIS, NOW)
        assert {Action.ACCEPT_FEEDBACK, Action.REFUSE_FEEDBACK} <= set(offered(case, seen_by(ANNA)))
        assert Action.ACCEPT_FEEDBACK not in offered(case, seen_by(FATIMA))

    @pytest.mark.parametrize("person", [JORIS, MARIJKE])
    def test_the_owner_or_an_administrator_takes_an_offer_back(self, person: Actor) -> None:
        case, _ = a_consultation().offer_feedback(USIS_LAW, "Jullie weten het", JORIS, NOW)
        actions = offered(case, seen_by(person))
        assert Action.WITHDRAW_OFFER in actions
        assert Action.OFFER_FEEDBACK not in actions

    def test_who_left_the_party_can_still_let_go(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        left = replace(ANNA, parties=frozenset())
        assert Action.RELEASE in offered(case, seen_by(left))
        assert case.release("SL-2611-0001/1", left, NOW)[0].requests[0].claimant is None

    def test_an_administrator_takes_a_request_out_of_the_hands_of_who_is_away(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        assert {Action.RELEASE, Action.ASSIGN} <= set(offered(case, seen_by(MARIJKE)))
        assert Action.CLAIM not in offered(case, seen_by(MARIJKE))

    def test_a_stranger_looks_only(self) -> None:
        assert offered(a_hand_over(), seen_by(PIM)) == [Action.SHOW_TIMELINE]

    def test_a_closed_case_is_reopened_by_its_parties(self) -> None:
        case, _ = a_hand_over().withdraw("Opgelost", SANNE, NOW)
        assert offered(case, seen_by(ANNA)) == [Action.REOPEN, Action.ADD_NOTE, Action.SHOW_TIMELINE]
        assert offered(case, seen_by(FATIMA)) == [Action.SHOW_TIMELINE]

    def test_a_hand_over_has_no_answer_past_the_student(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        assert case.requests[0].move is Move.HAND_OVER
        assert Action.ANSWER not in offered(case, seen_by(ANNA))
