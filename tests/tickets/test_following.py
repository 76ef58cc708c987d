"""What people do in TOPdesk itself, and what the case makes of it: a story for each arrow."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import events
from bot.actions import Action
from bot.adapters.topdesk.tickets import TopdeskTickets
from bot.case import Outcome, ToldBy
from bot.commands import (
    Claim,
    ConfirmFeedback,
    Consult,
    DismissFeedback,
    GiveFeedback,
    PassOn,
    Release,
    SendAnswer,
    SettleDifference,
    Withdraw,
)
from bot.demo import cast
from bot.errors import Unavailable
from bot.request import RequestState
from bot.ticket import Differs, Right, TicketNow
from tests.builders import SANNE, STUDENT_PORTAL, USIS_LAW
from tests.tickets.desk import (
    ANNA,
    BRAM,
    HELPDESK_GROUP,
    LAW_GROUP,
    NOT_OURS,
    PORTAL_GROUP,
    TICKET,
    TicketDesk,
)

ANSWER = "Beste student, je vak staat weer in je planning."


async def claimed(desk: TicketDesk) -> str:
    """Anna has the question, and the ticket says so."""
    number = await desk.handed_over()
    await desk.do(Claim(actor=ANNA, request=f"{number}/1"))
    await desk.settled()
    return number


async def consulting(desk: TicketDesk) -> str:
    """Anna asked uSis Law as well."""
    number = await claimed(desk)
    await desk.do(Consult(actor=ANNA, case=number, parties=(USIS_LAW,), question="Klopt dit?"))
    await desk.settled()
    return number


async def test_nothing_we_write_comes_back_as_news(desk: TicketDesk) -> None:
    number = await consulting(desk)
    await desk.do(PassOn(actor=ANNA, request=f"{number}/1", party="fb-usis-science", reason="Toch uSis"))
    before = len(await desk.happened(number))
    await desk.settled()
    assert (await desk.case(number)).difference is None
    assert len(await desk.happened(number)) == before


class TestTheStudentWasToldInTheTicket:
    async def told(self, desk: TicketDesk, *, by: cast.Person = cast.ANNA) -> str:
        number = await claimed(desk)
        desk.in_name_of(by)
        desk.double.editor.writes(TICKET, ANSWER, invisible=False)
        await desk.settled()
        return number

    async def as_shown(self, desk: TicketDesk, number: str) -> str:
        """What the buttons of the card ask about."""
        return next(b.target for b in (await desk.card(number)).buttons if b.action is Action.CONFIRM_FEEDBACK)

    async def test_the_card_asks_whether_that_was_the_answer(self, desk: TicketDesk) -> None:
        number = await self.told(desk)
        card = await desk.card(number)
        assert [section.text for section in card.sections if "Anna Visser schreef" in section.heading] == [ANSWER]
        assert [button.label for button in card.buttons][:2] == [
            "Ja, de student heeft antwoord",
            "Nee, nog niet beantwoord",
        ]
        assert (await desk.case(number)).is_open

    async def test_one_press_closes_the_case_with_what_was_told(self, desk: TicketDesk) -> None:
        number = await self.told(desk)
        await desk.do(ConfirmFeedback(actor=ANNA, told=await self.as_shown(desk, number)))
        assert (await desk.case(number)).outcome is Outcome.FEEDBACK_GIVEN
        assert events.FeedbackGiven(ToldBy.TICKET, ANSWER, in_ticket=True) in await desk.happened(number)

    async def test_another_press_says_that_the_student_still_waits(self, desk: TicketDesk) -> None:
        number = await self.told(desk)
        await desk.do(DismissFeedback(actor=ANNA, told=await self.as_shown(desk, number)))
        await desk.settled()
        case = await desk.case(number)
        assert case.is_open
        assert case.told is None

    async def test_the_organisation_may_take_a_reply_of_the_owner_as_the_feedback(self, desk: TicketDesk) -> None:
        names = replace(desk.organisation.topdesk, reply_is_feedback=True)
        desk.organisation = replace(desk.organisation, topdesk=names)
        number = await self.told(desk)
        assert (await desk.case(number)).outcome is Outcome.FEEDBACK_GIVEN

    async def test_a_word_of_the_helpdesk_that_the_question_was_passed_on_is_no_answer(self, desk: TicketDesk) -> None:
        number = await self.told(desk, by=cast.DAAN)
        assert (await desk.case(number)).told is None


class TestTheStudentWrites:
    async def test_to_an_open_case_it_is_a_note_and_the_owner_is_told(self, desk: TicketDesk) -> None:
        number = await claimed(desk)
        desk.double.store.caller_replies(desk.double.store.by_number(TICKET), "Bel me op 06-12345678")
        await desk.settled()
        assert events.StudentWrote("Bel me op [tel.]") in await desk.happened(number)

    async def test_to_a_closed_case_it_opens_it_again_with_the_same_owner(self, desk: TicketDesk) -> None:
        number = await claimed(desk)
        await desk.do(GiveFeedback(actor=ANNA, case=number, how=ToldBy.TICKET))
        await desk.settled()
        desk.double.store.caller_replies(desk.double.store.by_number(TICKET), "Het lukt nog niet")
        await desk.settled()
        case = await desk.case(number)
        assert case.is_open
        assert (case.feedback.party, case.feedback.person) == (STUDENT_PORTAL, ANNA.person)
        assert events.CaseReopened("Het lukt nog niet", by_student=True) in await desk.happened(number)

    async def test_the_ticket_that_is_still_closed_shows(self, desk: TicketDesk) -> None:
        number = await claimed(desk)
        await desk.do(GiveFeedback(actor=ANNA, case=number, how=ToldBy.TICKET))
        desk.double.editor.closes(TICKET)
        await desk.settled()
        desk.double.store.caller_replies(desk.double.store.by_number(TICKET), "Het lukt nog niet")
        await desk.settled()
        found = (await desk.case(number)).difference
        assert found is not None
        assert found.kind is Differs.CLOSED


class TestTheSecondLineWithoutChat:
    async def test_who_takes_the_ticket_claims_the_request(self, desk: TicketDesk) -> None:
        number = await desk.handed_over()
        desk.in_name_of(cast.BRAM)
        desk.double.editor.takes_over(TICKET, cast.BRAM.email)
        await desk.settled()
        case = await desk.case(number)
        assert case.requests[0].claimant == BRAM.person
        assert case.feedback.person == BRAM.person
        timeline = await desk.store.queries.timeline(number)
        assert next(e for e in timeline if isinstance(e.event, events.Claimed)).origin == "topdesk"

    async def test_who_is_consulted_takes_the_ticket_and_answers_in_it(self, desk: TicketDesk) -> None:
        number = await consulting(desk)
        desk.in_name_of(cast.FATIMA)
        desk.double.editor.moves_to_group(TICKET, LAW_GROUP)
        await desk.settled()
        assert (await desk.case(number)).requests[1].claimant == cast.FATIMA.email
        desk.double.editor.writes(TICKET, "De inschrijving staat op slot in uSis.")
        await desk.settled()
        case = await desk.case(number)
        assert case.requests[1].answer == "De inschrijving staat op slot in uSis."
        assert case.requests[1].answered_by == cast.FATIMA.email
        assert case.difference is None
        assert desk.fields()["operatorGroup"]["name"] == PORTAL_GROUP  # the ticket is back with who owes the answer

    async def test_who_moves_the_ticket_and_answers_while_it_is_read_has_answered(
        self, desk: TicketDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        number = await consulting(desk)
        desk.in_name_of(cast.FATIMA)
        assert isinstance(desk.tickets, TopdeskTickets)
        client = desk.tickets._client
        read_trail = client.progress_trail

        async def meanwhile(ticket: str) -> Any:
            monkeypatch.undo()
            desk.double.editor.moves_to_group(TICKET, LAW_GROUP)
            desk.double.editor.writes(TICKET, "De inschrijving staat op slot in uSis.")
            return await read_trail(ticket)

        monkeypatch.setattr(client, "progress_trail", meanwhile)
        await desk.kept.hint(str(desk.fields()["id"]))
        await desk.watch.follow_hints()
        assert (await desk.case(number)).requests[1].answer == "De inschrijving staat op slot in uSis."

    async def test_a_note_of_who_works_in_chat_is_no_answer(self, desk: TicketDesk) -> None:
        number = await consulting(desk)
        desk.in_name_of(cast.FATIMA)
        desk.double.editor.writes(TICKET, "Ik kijk morgen.")
        await desk.settled()
        assert (await desk.case(number)).requests[1].state is RequestState.OPEN

    async def test_who_lets_go_in_chat_no_longer_has_the_ticket(self, desk: TicketDesk) -> None:
        number = await desk.handed_over()
        desk.double.editor.takes_over(TICKET, cast.BRAM.email)
        await desk.settled()
        await desk.do(Release(actor=BRAM, request=f"{number}/1"))
        await desk.settled()
        assert (await desk.case(number)).requests[0].claimant is None
        assert desk.fields()["operator"]["name"] == PORTAL_GROUP


class TestTheyDoNotAgree:
    async def different(self, desk: TicketDesk, change: str, value: str = "") -> str:
        number = await claimed(desk)
        desk.double.editor.changes(TICKET, change, value)
        await desk.settled()
        return number

    async def test_a_ticket_that_is_moved_shows_with_both_sides(self, desk: TicketDesk) -> None:
        number = await self.different(desk, "group", LAW_GROUP)
        card = await desk.card(number)
        (text,) = [section.text for section in card.sections if "spreken elkaar tegen" in section.heading]
        assert "Functioneel beheer uSis Rechtsgeleerdheid" in text
        assert "Anna Visser" in text
        assert "Kies wat klopt" in [button.label for button in card.buttons]
        assert desk.fields()["operatorGroup"]["name"] == LAW_GROUP  # nobody put it right behind people's backs

    async def test_the_ticket_is_right(self, desk: TicketDesk) -> None:
        number = await self.different(desk, "group", LAW_GROUP)
        await desk.do(SettleDifference(actor=ANNA, case=number, kind=Differs.MOVED, right=Right.TICKET))
        await desk.settled()
        case = await desk.case(number)
        assert (case.feedback.party, case.difference) == (USIS_LAW, None)
        assert desk.fields()["operatorGroup"]["name"] == LAW_GROUP

    async def test_the_question_goes_back_to_the_helpdesk_with_the_ticket(self, desk: TicketDesk) -> None:
        number = await self.different(desk, "group", HELPDESK_GROUP)
        await desk.do(SettleDifference(actor=ANNA, case=number, kind=Differs.MOVED, right=Right.TICKET))
        await desk.settled()
        assert (await desk.case(number)).feedback.person == SANNE.person
        assert desk.fields()["status"] == "firstLine"

    async def test_the_case_is_right(self, desk: TicketDesk) -> None:
        number = await self.different(desk, "group", NOT_OURS)
        await desk.do(SettleDifference(actor=ANNA, case=number, kind=Differs.MOVED, right=Right.CASE))
        await desk.settled()
        assert (await desk.case(number)).difference is None
        assert desk.fields()["operatorGroup"]["name"] == PORTAL_GROUP

    async def test_put_right_by_hand_it_is_gone_by_itself(self, desk: TicketDesk) -> None:
        number = await self.different(desk, "group", LAW_GROUP)
        desk.double.editor.moves_to_group(TICKET, PORTAL_GROUP)
        await desk.settled()
        assert (await desk.case(number)).difference is None
        assert events.DifferenceGone(Differs.MOVED) in await desk.happened(number)

    @pytest.mark.parametrize("right", list(Right))
    async def test_in_whose_name_it_is(self, desk: TicketDesk, right: Right) -> None:
        number = await self.different(desk, "operator", cast.BRAM.email)
        assert "Bram Mulder" in (await desk.card(number)).sections[-1].text
        await desk.do(SettleDifference(actor=ANNA, case=number, kind=Differs.HELD, right=right))
        await desk.settled()
        case = await desk.case(number)
        assert case.difference is None
        assert case.requests[0].claimant == (BRAM if right is Right.TICKET else ANNA).person
        assert desk.fields()["operator"]["name"] == ("Mulder, Bram" if right is Right.TICKET else PORTAL_GROUP)

    @pytest.mark.parametrize(("change", "kind"), [("close", Differs.CLOSED), ("archive", Differs.ARCHIVED)])
    async def test_it_was_closed_or_archived_and_the_student_has_the_answer(
        self, desk: TicketDesk, change: str, kind: Differs
    ) -> None:
        number = await self.different(desk, change)
        await desk.do(SettleDifference(actor=ANNA, case=number, kind=kind, right=Right.TICKET))
        assert (await desk.case(number)).outcome is Outcome.FEEDBACK_GIVEN

    @pytest.mark.parametrize(("change", "kind"), [("close", Differs.CLOSED), ("archive", Differs.ARCHIVED)])
    async def test_it_was_closed_or_archived_too_early(self, desk: TicketDesk, change: str, kind: Differs) -> None:
        number = await self.different(desk, change)
        await desk.do(SettleDifference(actor=ANNA, case=number, kind=kind, right=Right.CASE))
        await desk.settled()
        assert (await desk.case(number)).difference is None
        assert (desk.fields()["closed"], desk.fields()["status"]) == (False, "secondLine")

    async def test_one_that_was_deleted_lets_the_case_go_on_without_it(self, desk: TicketDesk) -> None:
        number = await self.different(desk, "delete")
        found = (await desk.case(number)).difference
        assert found is not None
        assert found.kind is Differs.DELETED
        await desk.do(SettleDifference(actor=ANNA, case=number, kind=Differs.DELETED, right=Right.TICKET))
        await desk.do(GiveFeedback(actor=ANNA, case=number, how=ToldBy.EMAIL))
        await desk.settled()
        case = await desk.case(number)
        assert (case.question.ticket, case.question.reference) == (None, TICKET)
        assert case.outcome is Outcome.FEEDBACK_GIVEN

    async def test_a_closed_case_asks_nothing_of_its_ticket(self, desk: TicketDesk) -> None:
        number = await desk.handed_over()
        await desk.do(Withdraw(actor=SANNE, case=number, reason="Opgelost"))
        desk.double.editor.moves_to_group(TICKET, LAW_GROUP)
        desk.double.editor.closes(TICKET)
        await desk.settled()
        assert (await desk.case(number)).difference is None


class TestTheAnswerThroughTheTicket:
    async def test_the_student_sees_it_and_then_the_case_closes(self, desk: TicketDesk) -> None:
        number = await claimed(desk)
        await desk.do(SendAnswer(actor=ANNA, case=number, text=ANSWER, closes=True))
        assert (await desk.case(number)).is_open
        await desk.settled()
        assert (await desk.case(number)).outcome is Outcome.FEEDBACK_GIVEN
        seen = [entry["plainText"] for entry in desk.trail() if entry.get("invisibleForCaller") is False]
        assert seen[-1] == ANSWER
        assert seen.count(ANSWER) == 1

    async def test_the_case_may_stay_open(self, desk: TicketDesk) -> None:
        number = await claimed(desk)
        await desk.do(SendAnswer(actor=ANNA, case=number, text="We zoeken het uit.", closes=False))
        await desk.settled()
        case = await desk.case(number)
        assert case.is_open
        assert case.told is None  # what we wrote ourselves is no news


async def test_what_could_not_be_read_at_one_look_is_read_at_the_next(
    desk: TicketDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await claimed(desk)
    await desk.watch.poll()  # as it does each hour
    look = desk.tickets.look

    async def away(_ticket: str) -> TicketNow:
        raise Unavailable("TOPdesk gave no answer")

    async def once(_since: datetime) -> dict[str, datetime]:
        return changed.pop() if changed else {}  # the next time it is asked about what came after it

    ticket = (await desk.case(number)).question.ticket
    assert ticket is not None
    changed = [{str(ticket.id): datetime.now(UTC)}]
    desk.double.store.caller_replies(desk.double.store.by_number(TICKET), "Het is dringend")
    monkeypatch.setattr(desk.tickets, "changed_since", once)
    monkeypatch.setattr(desk.tickets, "look", away)
    with pytest.raises(Unavailable):
        await desk.watch.poll()
    monkeypatch.setattr(desk.tickets, "look", look)
    await desk.watch.poll()
    assert events.StudentWrote("Het is dringend") in await desk.happened(number)
