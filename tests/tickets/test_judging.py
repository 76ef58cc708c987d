"""Was that the answer? Who presses judges what they read, not what came after it: on both databases."""

from datetime import timedelta

import pytest

from bot.actions import Action
from bot.adapters.sql.store import SqlStore
from bot.case import Outcome
from bot.commands import Claim, FollowTicket
from bot.conversation import acting
from bot.conversation.core import Core
from bot.conversation.replies import Done, ShownCase
from bot.demo import cast
from bot.handlers import handle
from bot.routing import Organisation
from bot.ticket import TicketEntry, TicketNow
from bot.ticket_moves import the_ticket_system
from tests.builders import ANNA, NOW, STUDENT_PORTAL, a_speaker, an_escalation

FIRST, SECOND = "We zoeken het uit.", "Je vak staat weer in je planning."
JUDGEMENTS = (Action.CONFIRM_FEEDBACK, Action.DISMISS_FEEDBACK)


def told(text: str, minutes: int) -> TicketEntry:
    """Anna writes the student something in the ticket."""
    return TicketEntry(text, NOW + timedelta(minutes=minutes), text, visible=True, person=ANNA.person)


async def looked(store: SqlStore, number: str, organisation: Organisation, *entries: TicketEntry) -> None:
    """The bot reads the ticket, with these entries."""
    case = await store.queries.case(number)
    group = organisation.party(STUDENT_PORTAL).operator_group
    ticket = TicketNow(
        str(case.question.ticket and case.question.ticket.id), group=group, modified_at=NOW, entries=entries
    )
    actor = the_ticket_system(case)
    await store.run(handle(FollowTicket(actor=actor, case=number, ticket=ticket, version=case.version, quiet=True)))


@pytest.fixture
async def number(core: Core, store: SqlStore, organisation: Organisation) -> str:
    """A case that Anna has, whose student was told something in the ticket."""
    number = (await store.run(handle(an_escalation()))).number
    await store.run(handle(Claim(actor=ANNA, request=f"{number}/1")))
    await looked(store, number, organisation, told(FIRST, 1))
    return number


async def target(core: Core, number: str, action: Action) -> str:
    """What the button on the card carries now."""
    shown = await acting.press(core, a_speaker(cast.ANNA, core), Action.SHOW_TIMELINE, number)
    assert isinstance(shown, ShownCase)
    return next(b.target for b in (*shown.card.buttons, *shown.card.more) if b.action is action)


@pytest.mark.parametrize("action", JUDGEMENTS)
async def test_what_stands_on_the_card_is_judged(core: Core, store: SqlStore, number: str, action: Action) -> None:
    shown = await target(core, number, action)
    assert isinstance(await acting.press(core, a_speaker(cast.ANNA, core), action, shown), Done)
    case = await store.queries.case(number)
    assert case.told is None
    assert case.outcome is (Outcome.FEEDBACK_GIVEN if action is Action.CONFIRM_FEEDBACK else None)


@pytest.mark.parametrize("action", JUDGEMENTS)
async def test_what_came_since_is_shown_first(
    core: Core, store: SqlStore, organisation: Organisation, number: str, action: Action
) -> None:
    shown = await target(core, number, action)
    await looked(store, number, organisation, told(FIRST, 1), told(SECOND, 2))
    reply = await acting.press(core, a_speaker(cast.ANNA, core), action, shown)
    assert isinstance(reply, ShownCase)
    assert "iets anders" in reply.text
    assert SECOND in [section.text for section in reply.card.sections]
    case = await store.queries.case(number)
    assert (case.outcome, case.told and case.told.text) == (None, SECOND)
    again = next(b.target for b in reply.card.buttons if b.action is action)
    assert isinstance(await acting.press(core, a_speaker(cast.ANNA, core), action, again), Done)


async def test_the_same_words_told_again_are_something_new(
    core: Core, store: SqlStore, organisation: Organisation, number: str
) -> None:
    shown = await target(core, number, Action.CONFIRM_FEEDBACK)
    await looked(
        store,
        number,
        organisation,
        told(FIRST, 1),
        TicketEntry("again", NOW + timedelta(minutes=2), FIRST, visible=True, person=ANNA.person),
    )
    reply = await acting.press(core, a_speaker(cast.ANNA, core), Action.CONFIRM_FEEDBACK, shown)
    assert isinstance(reply, ShownCase)
