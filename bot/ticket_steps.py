"""What is written into the ticket because something happened to its case. Pure: it decides, delivery does it.

A step is small JSON: ``note`` is an entry the student cannot see, ``hand-over`` puts the ticket where the case says it
should be by the time of writing, ``send`` and ``redirect`` are what the student sees because a person pressed that.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot import events
from bot.case import Case
from bot.request import Move
from bot.routing import Organisation, Party, Role
from bot.ticket import Differs, Hands, Right
from bot.timeline import Entry

Step = Mapping[str, Any]


def ticket_steps(case: Case, entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, int, Step]]:
    """The steps of each entry, counted, in the order in which they have to be done."""
    ticket = case.question.ticket
    if ticket is None:
        return
    handed = {e.event.party for e in entries if isinstance(e.event, events.RequestMade) and _is_hand_over(e.event)}
    for entry in entries:
        if ticket.id is None and isinstance(entry.event, events.CaseRedirected):
            continue  # who redirected was asked to tell the student
        for count, step in enumerate(_steps(entry, case, handed)):
            yield entry, count, step


def _is_hand_over(event: events.RequestMade) -> bool:
    return event.move == Move.HAND_OVER


def _steps(entry: Entry, case: Case, handed: set[str]) -> Iterator[Step]:
    """*handed* are the parties that were handed the question by the same press."""
    match entry.event:
        case events.CaseRedirected(text=text) if text:
            yield {"do": "redirect", "text": text, "ticket": _id_of_ticket(case)}
        case events.AnswerSent():
            yield {"do": "send", "entry": entry.number, "ticket": _id_of_ticket(case)}
        case events.DifferenceSettled(kind=kind, right=Right.CASE, person=person):
            yield from _put_right(Differs(kind), person)
        case event:
            yield from _whose_it_is(event, case, handed)
    if _worth_a_note(entry.event):
        yield {"do": "note", "entry": entry.number}


def _id_of_ticket(case: Case) -> str | None:
    """Who reads this student's text is the student of this ticket, whichever the case may have later."""
    return case.question.ticket.id if case.question.ticket else None


def _whose_it_is(event: events.Event, case: Case, handed: set[str]) -> Iterator[Step]:
    """The ticket follows the duty; who is consulted may have taken it, and then gives it back."""
    match event:
        case events.RequestMade() if _is_hand_over(event):
            yield {"do": "hand-over"}
        case events.TicketCorrected() if case.feedback.party != case.question.intake:
            yield {"do": "hand-over"}
        case events.FeedbackMoved(party=party, from_party=before, from_person=person) if party == before:
            if person is not None:
                yield {"do": "hand-over", "if_with": party, "off": person}
        case events.FeedbackMoved(party=party) if party not in handed:
            yield {"do": "hand-over"}
        case events.Assigned(before=person) | events.Released(person=person) if _is_asked(event, case):
            yield {"do": "hand-over", "if_with": event.party, "off": person}
        case events.Answered() | events.Declined() | events.RequestWithdrawn() if _is_asked(event, case):
            yield {"do": "hand-over", "if_with": event.party}
        case _:
            return


def _is_asked(event: events.RequestEvent, case: Case) -> bool:
    """Whether it is about a consultation, which never moves the duty."""
    return case.is_open and case.request(event.request).move is Move.CONSULTATION


NOTED = (
    events.RequestMade,
    events.FeedbackAccepted,
    events.Declined,
    events.FeedbackGiven,
    events.CaseWithdrawn,
    events.CaseReopened,
    events.TicketChecked,
    events.TicketCorrected,
)
"""What the operators should know; beside it every change of the person who owes the answer."""


def _worth_a_note(event: events.Event) -> bool:
    if isinstance(event, events.FeedbackMoved):
        return event.party == event.from_party  # what brought it to another party is noted itself
    return isinstance(event, NOTED)


def _put_right(kind: Differs, person: str | None) -> Iterator[Step]:
    """The case is right: the ticket follows. *person* is in whose name it was."""
    match kind:
        case Differs.MOVED | Differs.HELD:
            yield {"do": "hand-over", "off": person}
        case Differs.CLOSED | Differs.ARCHIVED:
            yield {"do": "reopen"}
        case Differs.UNKNOWN | Differs.DUPLICATE | Differs.DELETED:
            return


def hands_of(case: Case, organisation: Organisation, step: Step) -> Hands | None:
    """Where the ticket of this case should be; None where that is nobody's group.

    It is with whoever owes the feedback, or stays with a party that is asked and took it. ``if_with`` is a party of
    which something changed: then only a ticket that is with it, or where it belongs, is touched.
    """
    owner = _with_groups([case.feedback.party], organisation)
    if not owner:
        return None
    asked = [r.party for r in case.requests if r.is_active and r.move is Move.CONSULTATION]
    near = [*owner, *_with_groups([step["if_with"]], organisation)] if "if_with" in step else None
    return Hands(
        group=group_of(owner[0]),
        second_line=owner[0].role is Role.SECOND_LINE,
        others=frozenset(group_of(party) for party in _with_groups(asked, organisation)),
        only_from=None if near is None else frozenset(group_of(party) for party in near),
        off=step.get("off"),
    )


def group_of(party: Party) -> str:
    """The operator group of a party that has one."""
    return party.operator_group or ""


def _with_groups(parties: Iterable[str], organisation: Organisation) -> list[Party]:
    known = [organisation.party(party) for party in parties if organisation.knows_party(party)]
    return [party for party in known if party.operator_group]
