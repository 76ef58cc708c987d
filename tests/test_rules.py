"""The ten rules that always hold, each by its number."""

from datetime import timedelta

import pytest

from bot import events
from bot.case import Case, FeedbackOwner, Outcome, ToldBy
from bot.refusals import (
    AlreadyClaimed,
    AlreadyDone,
    CaseClosed,
    CaseStillOpen,
    NotAllowed,
    NotFeedbackOwner,
    NotInParty,
    NotOpener,
    NotPossible,
    TextMissing,
    TransferPending,
    UnknownCase,
)
from bot.request import Move, RequestState
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
    PIM,
    SANNE,
    STUDENT_PORTAL,
    USIS_LAW,
    a_consultation,
    a_hand_over,
    a_question,
)

LATER = NOW + timedelta(hours=1)


def anyone(_person: str, _party: str) -> bool:
    return True


def nobody(_person: str, _party: str) -> bool:
    return False


class TestRule1AnOpenCaseHasOneFeedbackOwner:
    def test_a_hand_over_makes_the_asked_party_the_owner(self) -> None:
        assert a_hand_over().feedback == FeedbackOwner(STUDENT_PORTAL, None, NOW)

    def test_a_consultation_leaves_it_with_who_asks(self) -> None:
        assert a_consultation().feedback == FeedbackOwner(EDUCATION_LAW, JORIS.person, NOW)

    def test_releasing_leaves_it_with_the_party(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        case, _ = case.release("SL-2611-0001/1", ANNA, LATER)
        assert case.feedback == FeedbackOwner(STUDENT_PORTAL, None, NOW)

    def test_refusing_an_offer_leaves_it_where_it_is(self) -> None:
        case, _ = a_consultation().offer_feedback(STUDENT_PORTAL, "Zij weten het al", JORIS, NOW)
        case, _ = case.refuse_feedback("Dit is van de opleiding", ANNA)
        assert case.feedback == FeedbackOwner(EDUCATION_LAW, JORIS.person, NOW)
        assert case.offer is None


class TestRule2ARequestHasAtMostOneClaimant:
    def test_the_second_is_told_who_was_first(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        with pytest.raises(AlreadyClaimed, match=ANNA.person):
            case.claim("SL-2611-0001/1", BRAM, LATER)

    def test_pressing_twice_says_it_was_done(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        with pytest.raises(AlreadyDone):
            case.claim("SL-2611-0001/1", ANNA, LATER)

    def test_only_the_asked_party_claims(self) -> None:
        with pytest.raises(NotInParty, match=STUDENT_PORTAL):
            a_hand_over().claim("SL-2611-0001/1", SANNE, NOW)

    def test_two_consulted_parties_each_have_their_claimant(self) -> None:
        case, _ = a_consultation().claim("SL-2611-0002/1", ANNA, NOW)
        case, _ = case.claim("SL-2611-0002/2", FATIMA, NOW)
        assert [request.claimant for request in case.requests] == [ANNA.person, FATIMA.person]

    def test_assigning_puts_another_in_the_place_of_the_claimant(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        case, _ = case.assign("SL-2611-0001/1", BRAM.person, MARIJKE, LATER, is_member=anyone)
        assert case.requests[0].claimant == BRAM.person
        assert case.feedback.person == BRAM.person


class TestRule3AHandOverMovesTheFeedback:
    def test_a_claim_makes_the_claimant_the_person(self) -> None:
        case, happened = a_hand_over().claim("SL-2611-0001/1", ANNA, LATER)
        assert (case.feedback.party, case.feedback.person) == (STUDENT_PORTAL, ANNA.person)
        assert [type(event) for event in happened] == [events.Claimed, events.FeedbackMoved]

    def test_passing_on_is_a_hand_over_again(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        case, _ = case.pass_on("SL-2611-0001/1", USIS_LAW, "Dit zit in uSis", ANNA, LATER)
        assert case.feedback == FeedbackOwner(USIS_LAW, None, LATER)
        assert [request.state for request in case.requests] == [RequestState.PASSED_ON, RequestState.OPEN]

    def test_declining_gives_the_duty_back_to_who_asked(self) -> None:
        case, _ = a_hand_over().decline("SL-2611-0001/1", "Niet van ons", ANNA, LATER, is_member=anyone)
        assert (case.feedback.party, case.feedback.person) == (HELPDESK, SANNE.person)

    def test_declining_gives_the_duty_back_to_who_passed_it_on(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        case, _ = case.pass_on("SL-2611-0001/1", USIS_LAW, "Dit zit in uSis", ANNA, LATER)
        case, _ = case.decline("SL-2611-0001/2", "Toch het portaal", FATIMA, LATER, is_member=anyone)
        assert (case.feedback.party, case.feedback.person) == (STUDENT_PORTAL, ANNA.person)
        assert case.requests[0].state is RequestState.CLAIMED
        assert case.requests[0].claimant == ANNA.person

    def test_who_left_the_party_does_not_get_it_back_in_person(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        case, _ = case.pass_on("SL-2611-0001/1", USIS_LAW, "Dit zit in uSis", ANNA, LATER)
        case, _ = case.decline("SL-2611-0001/2", "Toch het portaal", FATIMA, LATER, is_member=nobody)
        assert (case.feedback.party, case.feedback.person) == (STUDENT_PORTAL, None)
        assert case.requests[0].state is RequestState.OPEN

    def test_a_question_that_came_back_can_be_handed_to_another_party(self) -> None:
        case, _ = a_hand_over().decline("SL-2611-0001/1", "Niet van ons", ANNA, NOW, is_member=anyone)
        case, _ = case.hand_over(USIS_LAW, "", SANNE, LATER)
        assert case.feedback == FeedbackOwner(USIS_LAW, None, LATER)


class TestRule4AConsultationNeverMovesTheFeedback:
    def test_not_by_a_claim(self) -> None:
        case, _ = a_consultation().claim("SL-2611-0002/1", ANNA, LATER)
        assert case.feedback == FeedbackOwner(EDUCATION_LAW, JORIS.person, NOW)

    def test_not_by_an_answer(self) -> None:
        case, _ = a_consultation().answer("SL-2611-0002/1", "Het vak is vol", ANNA, LATER)
        assert case.feedback == FeedbackOwner(EDUCATION_LAW, JORIS.person, NOW)
        assert case.requests[0].answer == "Het vak is vol"
        assert case.requests[0].answered_by == ANNA.person

    def test_not_by_passing_it_on_or_declining(self) -> None:
        case = a_consultation(STUDENT_PORTAL)
        case, _ = case.pass_on("SL-2611-0002/1", USIS_LAW, "Zit in uSis", ANNA, LATER)
        case, _ = case.decline("SL-2611-0002/2", "Niet van ons", FATIMA, LATER, is_member=anyone)
        assert case.feedback == FeedbackOwner(EDUCATION_LAW, JORIS.person, NOW)

    def test_not_when_the_second_line_consults_and_still_owes(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        case, _ = case.consult([USIS_LAW], "Staat de student ingeschreven?", ANNA, LATER)
        case, _ = case.answer("SL-2611-0001/2", "Ja", FATIMA, LATER)
        assert case.feedback.person == ANNA.person

    def test_a_transfer_is_an_act_of_its_own_with_acceptance(self) -> None:
        case, offered = a_consultation().offer_feedback(STUDENT_PORTAL, "Zij weten het al", JORIS, NOW)
        assert case.feedback.party == EDUCATION_LAW
        case, accepted = case.accept_feedback(ANNA, LATER)
        assert case.feedback == FeedbackOwner(STUDENT_PORTAL, ANNA.person, LATER)
        assert [type(event) for event in offered] == [events.FeedbackOffered]
        assert events.FeedbackAccepted(STUDENT_PORTAL, ANNA.person) in accepted

    def test_a_transfer_of_a_hand_over_ends_it(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        case, _ = case.offer_feedback(HELPDESK, "Antwoord staat klaar", ANNA, NOW)
        case, _ = case.accept_feedback(DAAN, LATER)
        assert (case.feedback.party, case.feedback.person) == (HELPDESK, DAAN.person)
        assert case.handed_over is None

    def test_only_the_owner_offers_and_one_offer_at_a_time(self) -> None:
        with pytest.raises(NotFeedbackOwner):
            a_consultation().offer_feedback(USIS_LAW, "Doen jullie het?", ANNA, NOW)
        case, _ = a_consultation().offer_feedback(STUDENT_PORTAL, "Zij weten het al", JORIS, NOW)
        with pytest.raises(TransferPending):
            case.offer_feedback(USIS_LAW, "Of jullie", JORIS, NOW)


class TestRule5ACaseClosesOnlyInThreeWays:
    def test_feedback_given_by_the_owner(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        case, happened = case.give_feedback(ToldBy.PHONE, "Knop staat nu aan", ANNA, LATER)
        assert (case.outcome, case.closed_at) == (Outcome.FEEDBACK_GIVEN, LATER)
        assert events.FeedbackGiven("phone", "Knop staat nu aan") in happened
        assert case.requests[0].state is RequestState.COMPLETED

    def test_who_told_the_student_is_who_the_case_names(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        case, _ = case.give_feedback(ToldBy.PHONE, "", BRAM, LATER)
        assert (case.outcome, case.feedback.person) == (Outcome.FEEDBACK_GIVEN, BRAM.person)

    def test_not_by_others(self) -> None:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        with pytest.raises(NotFeedbackOwner, match=ANNA.person):
            case.give_feedback(ToldBy.PHONE, "", SANNE, LATER)

    def test_not_by_an_answer(self) -> None:
        case, _ = a_consultation(STUDENT_PORTAL).answer("SL-2611-0002/1", "Het vak is vol", ANNA, LATER)
        assert case.is_open

    def test_a_hand_over_cannot_be_answered_past_the_student(self) -> None:
        with pytest.raises(NotPossible):
            a_hand_over().answer("SL-2611-0001/1", "Het vak is vol", ANNA, LATER)

    def test_redirected(self) -> None:
        case, _ = a_hand_over().redirect(EDUCATION_LAW, "content-at-helpdesk", "Beste student", ANNA, LATER)
        assert case.outcome is Outcome.REDIRECTED

    def test_a_question_at_the_wrong_desk_is_closed_from_the_start(self) -> None:
        case, happened = Case.open_redirected(
            "SL-2611-0003", a_question(kind="content"), EDUCATION_LAW, "content-at-helpdesk", "Beste", SANNE, NOW
        )
        assert (case.outcome, case.closed_at) == (Outcome.REDIRECTED, NOW)
        assert case.requests == ()
        assert [type(event) for event in happened] == [events.CaseOpened, events.CaseRedirected]

    def test_withdrawn_by_who_opened_it_with_a_reason(self) -> None:
        case, _ = a_hand_over().withdraw("Student belde: opgelost", SANNE, LATER)
        assert case.outcome is Outcome.WITHDRAWN
        with pytest.raises(TextMissing, match="reason"):
            a_hand_over().withdraw("  ", SANNE, LATER)
        with pytest.raises(NotOpener, match=SANNE.person):
            a_hand_over().withdraw("Niet meer nodig", DAAN, LATER)

    def test_what_is_still_asked_ends_with_the_case(self) -> None:
        case, _ = a_consultation().give_feedback(ToldBy.EMAIL, "", JORIS, LATER)
        assert [request.state for request in case.requests] == [RequestState.WITHDRAWN, RequestState.WITHDRAWN]

    def test_nothing_happens_to_a_closed_case(self) -> None:
        case, _ = a_hand_over().withdraw("Opgelost", SANNE, LATER)
        with pytest.raises(CaseClosed):
            case.claim("SL-2611-0001/1", ANNA, LATER)
        with pytest.raises(CaseClosed):
            case.give_feedback(ToldBy.PHONE, "", ANNA, LATER)


class TestRule6AReplyReopensWithTheSameOwner:
    def closed(self) -> Case:
        case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
        case, _ = case.give_feedback(ToldBy.TICKET, "", ANNA, NOW)
        return case

    def test_the_same_person_owes_it_again(self) -> None:
        case, _ = self.closed().reopen("Student: het lukt nog niet", SANNE, LATER, is_member=anyone)
        assert case.is_open
        assert case.feedback == FeedbackOwner(STUDENT_PORTAL, ANNA.person, LATER)
        assert case.requests[0].claimant == ANNA.person

    def test_if_that_person_left_the_party_owes_it(self) -> None:
        case, happened = self.closed().reopen("Het lukt nog niet", SANNE, LATER, is_member=nobody)
        assert (case.feedback.party, case.feedback.person) == (STUDENT_PORTAL, None)
        assert case.requests[0].state is RequestState.OPEN
        assert any(isinstance(event, events.FeedbackMoved) for event in happened)

    def test_a_withdrawn_case_comes_back_with_its_request(self) -> None:
        case, _ = a_hand_over().withdraw("Opgelost", SANNE, NOW)
        case, _ = case.reopen("Toch niet", SANNE, LATER, is_member=anyone)
        assert case.handed_over is not None
        assert case.feedback.party == STUDENT_PORTAL

    def test_an_open_case_is_not_reopened(self) -> None:
        with pytest.raises(CaseStillOpen):
            a_hand_over().reopen("Nog een vraag", SANNE, LATER, is_member=anyone)

    def test_who_has_no_part_in_it_may_not(self) -> None:
        with pytest.raises(NotAllowed):
            self.closed().reopen("Nog een vraag", PIM, LATER, is_member=anyone)


class TestRule8EveryChangeIsAnEvent:
    def test_there_is_no_change_without_one(self) -> None:
        case = a_hand_over()
        changes = [
            case.claim("SL-2611-0001/1", ANNA, LATER),
            case.ask_back("SL-2611-0001/1", "Welk vak?", ANNA, LATER),
            case.pass_on("SL-2611-0001/1", USIS_LAW, "uSis", ANNA, LATER),
            case.decline("SL-2611-0001/1", "Niet van ons", ANNA, LATER, is_member=anyone),
            case.offer_feedback(HELPDESK, "Doen jullie het?", ANNA, LATER),
            case.withdraw("Opgelost", SANNE, LATER),
            case.link_problem("PR-2611-0001", ANNA),
        ]
        for after, happened in changes:
            assert after != case
            assert happened


class TestAskingBack:
    def test_the_ball_is_with_who_asked_until_they_answer(self) -> None:
        case, _ = a_hand_over().ask_back("SL-2611-0001/1", "Welk vak?", ANNA, NOW)
        assert case.requests[0].state is RequestState.ASKED_BACK
        assert case.feedback.person == ANNA.person
        with pytest.raises(NotInParty, match=HELPDESK):
            case.give_information("SL-2611-0001/1", "Staatsrecht", FATIMA)
        case, _ = case.give_information("SL-2611-0001/1", "Staatsrecht", DAAN)
        assert case.requests[0].state is RequestState.CLAIMED
        assert case.requests[0].claimant == ANNA.person


def test_who_owes_the_feedback_answers_a_question_back_whoever_passed_the_request_on() -> None:
    case, _ = a_consultation(STUDENT_PORTAL).pass_on("SL-2611-0002/1", USIS_LAW, "uSis", ANNA, NOW)
    case, _ = case.ask_back("SL-2611-0002/2", "Welk vak?", FATIMA, NOW)
    case, _ = case.give_information("SL-2611-0002/2", "Staatsrecht", JORIS)
    assert case.requests[1].state is RequestState.CLAIMED


def test_a_consultation_of_a_consulted_party_is_refused_while_it_is_asked() -> None:
    case, _ = a_hand_over().claim("SL-2611-0001/1", ANNA, NOW)
    case, _ = case.consult([USIS_LAW], "Eerste vraag", ANNA, NOW)
    assert case.requests[-1].move is Move.CONSULTATION
    with pytest.raises(Exception, match=USIS_LAW):
        case.consult([USIS_LAW], "Tweede vraag", ANNA, LATER)


class TestNobodyIsAskedInTwoWaysAtOnce:
    """Who owes the student the answer is not asked for it as well, and what somebody works on is not taken away."""

    def test_a_consultation_that_comes_back_to_who_was_handed_the_question_meanwhile_is_over(self) -> None:
        case, _ = a_consultation(STUDENT_PORTAL).pass_on("SL-2611-0002/1", USIS_LAW, "uSis", ANNA, NOW)
        case, _ = case.hand_over(STUDENT_PORTAL, "", JORIS, NOW)
        case, _ = case.claim("SL-2611-0002/3", ANNA, NOW)
        case, _ = case.decline("SL-2611-0002/2", "Niet van ons", FATIMA, LATER, is_member=anyone)
        assert case.handed_over is not None
        assert case.handed_over.claimant == case.feedback.person == ANNA.person
        assert case.requests[0].state is RequestState.PASSED_ON

    def test_nor_does_it_take_the_place_of_a_newer_question(self) -> None:
        case, _ = a_consultation(STUDENT_PORTAL).pass_on("SL-2611-0002/1", USIS_LAW, "uSis", ANNA, NOW)
        case, _ = case.consult([STUDENT_PORTAL], "En dit?", JORIS, NOW)
        case, _ = case.claim("SL-2611-0002/3", BRAM, NOW)
        case, _ = case.decline("SL-2611-0002/2", "Niet van ons", FATIMA, LATER, is_member=anyone)
        assert case.active_request_of(STUDENT_PORTAL) == case.request("SL-2611-0002/3")

    def test_a_declined_hand_over_ends_the_consultation_of_who_owes_it_again(self) -> None:
        case, _ = a_consultation(USIS_LAW).offer_feedback(STUDENT_PORTAL, "Jullie weten het", JORIS, NOW)
        case, _ = case.accept_feedback(ANNA, NOW)
        case, _ = case.withdraw_request("SL-2611-0002/1", "Anders", JORIS)
        case, _ = case.hand_over(USIS_LAW, "", ANNA, NOW)
        case, _ = case.consult([STUDENT_PORTAL], "Klopt dit?", FATIMA, NOW)
        case, happened = case.decline("SL-2611-0002/2", "Niet van ons", FATIMA, LATER, is_member=anyone)
        assert (case.feedback.party, case.feedback.person) == (STUDENT_PORTAL, ANNA.person)
        assert case.active_request_of(STUDENT_PORTAL) is None
        assert events.RequestWithdrawn("SL-2611-0002/3", STUDENT_PORTAL, "") in happened


def test_a_request_that_is_not_there_is_refused_by_its_number() -> None:
    with pytest.raises(UnknownCase, match="SL-2611-0001/9"):
        a_hand_over().claim("SL-2611-0001/9", ANNA, NOW)


def test_a_redirect_says_something_to_the_student() -> None:
    with pytest.raises(TextMissing, match="text"):
        a_hand_over().redirect(EDUCATION_LAW, "ask-your-education-administration", "  ", ANNA, NOW)
