"""The number of a ticket was typed wrong, or the ticket was merged with another: the case goes on with the right one.

On both databases.
"""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot import events
from bot.actions import Action
from bot.case import TicketReference
from bot.commands import Claim, CorrectTicket, OpenCase, SendAnswer, TicketFound, TicketMissing
from bot.conversation import acting
from bot.conversation.core import Core
from bot.conversation.replies import Done, Reply, Said
from bot.demo import cast
from bot.demo.topdesk import Double, FaultKind
from bot.forms import Form
from bot.routing import Organisation
from bot.ticket import Differs, Right, TicketEntry, TicketNow
from bot.ticket_moves import the_ticket_system
from tests.builders import SANNE, a_speaker
from tests.tickets.desk import ANNA, PORTAL_GROUP, TICKET, TicketDesk, ticket_desk, utc_now

TYPED = "M2611 0024"
ABOUT = "Vak verdwijnt uit mijn planning in het studentenportaal"
LABEL = "Ticketnummer wijzigen"
WITHOUT = "Verder zonder ticket"


@pytest.fixture
async def desk(address: str, organisation: Organisation, double: Double) -> AsyncIterator[TicketDesk]:
    async with ticket_desk(address, organisation, double) as desk:
        yield desk


def core_of(desk: TicketDesk) -> Core:
    return Core(desk.store, lambda: desk.organisation, desk.tickets, utc_now)


async def mistyped(desk: TicketDesk) -> str:
    """TOPdesk did not answer when Sanne handed the question over; by now it has said that there is no such ticket."""
    question = replace(desk.question(checked=False), ticket=TicketReference(TYPED), faculty=None)
    number = await desk.do(OpenCase(actor=SANNE, question=question))
    await desk.written()
    await desk.looked()
    assert (await desk.card(number)).sections[-1].text.startswith(f"TOPdesk heeft geen ticket {TYPED}")
    return number


async def merged(desk: TicketDesk) -> str:
    """Anna has the question; its ticket was archived when it was merged with another."""
    number = await desk.handed_over()
    await archived(desk, number)
    return number


async def archived(desk: TicketDesk, number: str) -> None:
    await desk.do(Claim(actor=ANNA, request=f"{number}/1"))
    await desk.settled()
    desk.double.editor.changes(TICKET, "archive", "")
    await desk.looked()


def another_ticket(desk: TicketDesk) -> str:
    """A second ticket of the same student."""
    store = desk.double.store
    by = store.reference.operator_by_email(cast.SANNE.email)
    body = {"briefDescription": "Inschrijven", "request": "Het lukt niet", "caller": {"dynamicName": "Femke"}}
    return store.create(body, by).number


async def fills_in(desk: TicketDesk, number: str, ticket: str, person: cast.Person = cast.SANNE) -> Reply:
    """What follows when this person presses, and fills in this number."""
    who, core = a_speaker(person, core_of(desk)), core_of(desk)
    form = await acting.press(core, who, Action.CORRECT_TICKET, number)
    assert isinstance(form, Form), form
    return await acting.submit(core, who, form.name, form.state, {"ticket": ticket})


class TestTheNumberWasMistyped:
    async def test_the_right_number_is_asked_for_first_and_the_card_says_one_thing_about_it(
        self, desk: TicketDesk
    ) -> None:
        card = await desk.card(await mistyped(desk))
        first, second = card.buttons[:2]
        assert (first.label, first.is_main) == (LABEL, True)
        assert (second.label, second.is_main) == (WITHOUT, False)
        assert card.sections[-1].heading == "Er klopt iets niet met het ticket"
        assert "Let op" not in [fact.name for fact in card.facts]

    async def test_who_goes_on_without_a_ticket_is_asked_nothing_about_which_is_right(self, desk: TicketDesk) -> None:
        number, core = await mistyped(desk), core_of(desk)
        form = await acting.press(core, a_speaker(cast.SANNE, core), Action.SETTLE_DIFFERENCE, number)
        assert isinstance(form, Form)
        assert (form.title, form.field("right").value) == (WITHOUT, Right.TICKET)
        done = await acting.submit(core, a_speaker(cast.SANNE, core), form.name, form.state, {"right": "ticket"})
        assert isinstance(done, Done)
        assert (await desk.case(number)).question.reference == TYPED

    async def test_the_ticket_that_was_meant_gets_everything_that_had_to_be_written(self, desk: TicketDesk) -> None:
        number = await mistyped(desk)
        before = len(desk.trail())
        done = await fills_in(desk, number, "m26110042")
        assert isinstance(done, Done)
        assert done.text == f"{number} hoort nu bij ticket {TICKET}. Dat gaat over: {ABOUT}"
        case = await desk.case(number)
        assert case.question.ticket is not None
        assert (case.question.ticket.number, case.question.ticket.id) == (TICKET, desk.fields()["id"])
        assert (case.difference, case.question.faculty) == (None, "law")
        assert events.TicketCorrected(TICKET, TYPED, ABOUT) in await desk.happened(number)
        await desk.settled()
        written = [entry["plainText"] for entry in desk.trail()[before:]]
        assert sum(f"van {TYPED} in {TICKET}" in text for text in written) == 1
        assert sum("heeft de vraag doorgezet" in text for text in written) == 1
        assert desk.fields()["operatorGroup"]["name"] == PORTAL_GROUP
        assert (await desk.case(number)).difference is None

    async def test_another_number_that_is_nobodys_is_said_at_the_field(self, desk: TicketDesk) -> None:
        number = await mistyped(desk)
        before = await desk.happened(number)
        for typed in ("M2611 8888", "???"):
            form = await fills_in(desk, number, typed)
            assert isinstance(form, Form)
            assert list(form.errors) == ["ticket"]
            assert typed in form.errors["ticket"]
            assert form.field("ticket").value == typed
        assert await desk.happened(number) == before

    async def test_the_ticket_of_another_open_case_is_said_at_the_field(self, desk: TicketDesk) -> None:
        other = await desk.handed_over()
        number = await mistyped(desk)
        form = await fills_in(desk, number, TICKET)
        assert isinstance(form, Form)
        assert f"{other}. Gaat het om dezelfde vraag, trek deze zaak dan in" in form.errors["ticket"]
        desk.double.faults.switch_on(FaultKind.DROPPED_BEFORE, times=None)  # then only the store knows
        form = await fills_in(desk, number, TICKET.lower())
        assert isinstance(form, Form)
        assert other in form.errors["ticket"]

    async def test_while_topdesk_is_down_it_is_checked_later(self, desk: TicketDesk) -> None:
        number = await mistyped(desk)
        desk.double.faults.switch_on(FaultKind.DROPPED_BEFORE, times=None)
        done = await fills_in(desk, number, "m26110042")
        assert isinstance(done, Done)
        assert "het nummer wordt later nagekeken" in done.text
        case = await desk.case(number)
        assert (case.question.ticket, case.difference) == (TicketReference("m26110042"), None)
        desk.double.faults.switch_off()
        await desk.settled()
        assert desk.fields()["operatorGroup"]["name"] == PORTAL_GROUP
        assert (await desk.case(number)).difference is None

    async def test_what_topdesk_says_of_the_number_before_changes_nothing_any_more(self, desk: TicketDesk) -> None:
        number = await mistyped(desk)
        await desk.do(CorrectTicket(actor=SANNE, case=number, ticket=TicketReference(TICKET)))
        corrected = await desk.case(number)
        system = the_ticket_system(corrected)
        await desk.do(TicketMissing(actor=system, case=number, number=TYPED))
        await desk.do(TicketFound(actor=system, case=number, number=TYPED, ticket=TicketReference(TYPED, "wrong")))
        assert await desk.case(number) == corrected

    @pytest.mark.parametrize(
        ("person", "offered"), [(cast.SANNE, True), (cast.ANNA, True), (cast.MARIJKE, True), (cast.FATIMA, False)]
    )
    async def test_who_typed_it_who_owes_the_answer_and_an_administrator_correct_it(
        self, desk: TicketDesk, person: cast.Person, *, offered: bool
    ) -> None:
        number = await mistyped(desk)
        core = core_of(desk)
        reply = await acting.press(core, a_speaker(person, core), Action.CORRECT_TICKET, number)
        assert isinstance(reply, Form if offered else Said)


class TestTheTicketWasMerged:
    async def test_the_case_goes_on_with_the_ticket_that_is_left(self, desk: TicketDesk) -> None:
        number = await merged(desk)
        other = another_ticket(desk)
        card = await desk.card(number)
        assert "samengevoegd" in card.sections[-1].text
        assert LABEL in [button.label for button in card.buttons]
        assert isinstance(await fills_in(desk, number, other, cast.ANNA), Done)
        await desk.settled()
        assert desk.fields(other)["operatorGroup"]["name"] == PORTAL_GROUP
        assert (await desk.case(number)).difference is None
        desk.double.store.caller_replies(desk.double.store.by_number(other), "Het lukt nog niet")
        await desk.settled()
        assert events.StudentWrote("Het lukt nog niet") in await desk.happened(number)

    async def test_what_the_student_wrote_in_the_other_one_meanwhile_is_heard(self, desk: TicketDesk) -> None:
        number, other = await desk.handed_over(), another_ticket(desk)
        desk.double.store.caller_replies(desk.double.store.by_number(other), "Het is dringend")
        await archived(desk, number)
        await fills_in(desk, number, other, cast.ANNA)
        await desk.settled()
        assert events.StudentWrote("Het is dringend") in await desk.happened(number)

    async def test_a_look_at_the_ticket_before_says_nothing_of_this_one(
        self, desk: TicketDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        number = await merged(desk)
        other = another_ticket(desk)
        look, last_words = desk.tickets.look, TicketEntry("e9", utc_now(), "Hallo?", by_student=True)

        async def while_it_is_corrected(ticket: str) -> TicketNow:
            now = await look(ticket)
            monkeypatch.undo()
            assert isinstance(await fills_in(desk, number, other, cast.ANNA), Done)
            return replace(now, entries=(*now.entries, last_words))

        monkeypatch.setattr(desk.tickets, "look", while_it_is_corrected)
        await desk.kept.hint(str(desk.fields()["id"]))
        await desk.watch.follow_hints()
        assert (await desk.case(number)).difference is None
        assert events.StudentWrote("Hallo?") not in await desk.happened(number)

    async def test_a_message_for_the_student_goes_into_no_other_ticket(self, desk: TicketDesk) -> None:
        number = await merged(desk)
        other = another_ticket(desk)
        await desk.do(SendAnswer(actor=ANNA, case=number, text="Je vak staat erin.", closes=True))
        await fills_in(desk, number, other, cast.ANNA)
        await desk.settled()
        assert "Je vak staat erin." not in [entry["plainText"] for entry in desk.trail(other)]
        assert (await desk.case(number)).is_open


async def test_a_ticket_in_use_stays(desk: TicketDesk) -> None:
    number = await desk.handed_over()
    core = core_of(desk)
    assert LABEL not in [
        button.label for button in (*(await desk.card(number)).buttons, *(await desk.card(number)).more)
    ]
    reply = await acting.press(core, a_speaker(cast.ANNA, core), Action.CORRECT_TICKET, number)
    assert isinstance(reply, Said)
    assert "escaleer opnieuw" in reply.text
    assert Differs.UNKNOWN not in [getattr(one, "kind", None) for one in await desk.happened(number)]
