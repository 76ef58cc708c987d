"""TOPdesk did not answer when the case was opened: the case goes on, and the ticket is looked up later."""

from dataclasses import replace

from bot import events
from bot.card import Words
from bot.case import Outcome, TicketReference, ToldBy
from bot.commands import Claim, GiveFeedback, OpenCase, SettleDifference
from bot.demo.topdesk import FaultKind
from bot.lines import notice_of
from bot.ticket import Differs, Right
from tests.builders import SANNE
from tests.tickets.desk import ANNA, PORTAL_GROUP, TICKET, TicketDesk

ABOUT = "Vak verdwijnt uit mijn planning in het studentenportaal"


async def opened(desk: TicketDesk, typed: str) -> str:
    """A case about whatever was typed, without a faculty."""
    question = replace(
        desk.question(checked=False), ticket=TicketReference(typed), faculty=None, subject="Zoals getypt"
    )
    return await desk.do(OpenCase(actor=SANNE, question=question))


async def test_the_card_says_so_until_the_ticket_is_found(desk: TicketDesk) -> None:
    number = await opened(desk, "m26110042")
    assert "Het ticketnummer is niet nagekeken in TOPdesk." in [fact.value for fact in (await desk.card(number)).facts]
    await desk.settled()
    case = await desk.case(number)
    assert case.question.ticket == TicketReference(TICKET, desk.fields()["id"], case.question.ticket.url)  # type: ignore[union-attr]
    assert (case.question.subject, case.question.faculty) == ("Zoals getypt", "law")
    assert events.TicketChecked(TICKET, ABOUT) in await desk.happened(number)
    assert "Let op" not in [fact.name for fact in (await desk.card(number)).facts]
    assert desk.fields()["operatorGroup"]["name"] == PORTAL_GROUP


async def test_who_typed_the_number_reads_what_that_ticket_is_about(desk: TicketDesk) -> None:
    number = await opened(desk, TICKET)
    await desk.looked()
    assert await desk.told(number) == {SANNE.person}
    entry = (await desk.store.queries.timeline(number))[-1]
    words = Words("nl", desk.organisation, {})
    told = notice_of(entry, number, "Zoals getypt", words)
    assert f"Ticket {TICKET} gaat over: {ABOUT}\n" in told
    assert "Is dat niet deze vraag, trek de zaak dan in" in told
    await desk.looked()
    assert await desk.told(number) == {SANNE.person}


async def test_a_number_that_is_nobodys_is_told_to_who_typed_it_and_the_case_goes_on(desk: TicketDesk) -> None:
    number = await opened(desk, "M2611 9999")
    await desk.looked()
    case = await desk.case(number)
    assert case.difference is not None
    assert case.difference.kind is Differs.UNKNOWN
    told = await desk.told(number)
    assert told == {SANNE.person}
    await desk.looked()
    assert await desk.told(number) == told
    await desk.do(SettleDifference(actor=SANNE, case=number, kind=Differs.UNKNOWN, right=Right.TICKET))
    await desk.do(Claim(actor=ANNA, request=f"{number}/1"))
    await desk.do(GiveFeedback(actor=ANNA, case=number, how=ToldBy.EMAIL))
    await desk.written()
    case = await desk.case(number)
    assert (case.outcome, case.question.reference) == (Outcome.FEEDBACK_GIVEN, "M2611 9999")


async def test_a_number_that_turns_out_to_be_anothers_shows_that_case(desk: TicketDesk) -> None:
    first = await desk.handed_over()
    second = await opened(desk, "26110042")
    await desk.looked()
    found = (await desk.case(second)).difference
    assert found is not None
    assert (found.kind, found.note) == (Differs.DUPLICATE, first)


async def test_while_topdesk_is_down_nothing_is_concluded(desk: TicketDesk) -> None:
    number = await opened(desk, TICKET)
    desk.double.faults.switch_on(FaultKind.DROPPED_BEFORE, times=None)
    assert await desk.watch._round() >= 30.0
    case = await desk.case(number)
    assert (case.difference, case.version) == (None, 1)
    desk.double.faults.switch_off()
    await desk.settled()
    assert (await desk.case(number)).question.ticket.id == desk.fields()["id"]  # type: ignore[union-attr]
