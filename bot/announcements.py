"""What must be shown to whom because something happened to a case.

Pure: it decides, the store keeps it, delivery does it.

Cards are a wanted state: a card is due as long as the version seen is not the version wanted. Lines, notices and
entries in the ticket are a queue: each is delivered once, in order per destination.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot import events
from bot.case import Case
from bot.events import Event
from bot.request import Move
from bot.routing import Organisation, Party
from bot.timeline import Entry


class Purpose(StrEnum):
    """What a delivery brings."""

    CARD = "card"
    LINE = "line"
    NOTICE = "notice"
    TICKET = "ticket"


@dataclass(frozen=True)
class Announcement:
    """Something that must reach *destination*, told apart from all others by *key*.

    A destination is ``slack:channel:<id>``, ``teams:channel:<id>``, ``person:<e-mail>`` or ``ticket:<id>``.
    *payload* is small JSON that says what to render; the text itself is made when it is sent.
    """

    key: str
    destination: str
    purpose: Purpose
    case: str
    party: str | None = None
    payload: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Reach:
    """What is connected: the chat platforms by name, and whether there is a ticket system."""

    platforms: frozenset[str] = frozenset()
    tickets: bool = False


SILENT: tuple[type[Event], ...] = (events.CaseOpened, events.RequestCompleted, events.RequestResumed)
"""Events that the card shows, and that need no line of their own."""


def announce(case: Case, entries: tuple[Entry, ...], organisation: Organisation, reach: Reach) -> list[Announcement]:
    """Everything that must be shown after *entries* brought the case to where it is."""
    return [
        *_cards(case, organisation, reach),
        *_lines(case, entries, organisation, reach),
        *_notices(case, entries, organisation),
        *(_ticket_entries(case, entries, organisation) if reach.tickets else ()),
    ]


def channel_destination(platform: str, channel: str) -> str:
    """The destination for a channel of a chat platform."""
    return f"{platform}:channel:{channel}"


def kind_of(destination: str) -> str:
    """A chat platform's name, ``person`` or ``ticket``."""
    return destination.partition(":")[0]


def person_destination(email: str) -> str:
    """The destination for a person, on whichever platform they were seen last."""
    return f"person:{email}"


def _channels(case: Case, organisation: Organisation, reach: Reach) -> Iterator[tuple[Party, str]]:
    for key in case.parties:
        if organisation.knows_party(key):
            party = organisation.party(key)
            for channel in party.channels:
                if channel.platform in reach.platforms:
                    yield party, channel_destination(channel.platform, channel.id)


def _cards(case: Case, organisation: Organisation, reach: Reach) -> Iterator[Announcement]:
    for party, destination in _channels(case, organisation, reach):
        key = f"card:{case.number}:{party.key}:{destination}"
        yield Announcement(key, destination, Purpose.CARD, case.number, party.key)


def _lines(case: Case, entries: tuple[Entry, ...], organisation: Organisation, reach: Reach) -> Iterator[Announcement]:
    worth_a_line = tuple(headlines(entries))
    for party, destination in _channels(case, organisation, reach):
        for entry in worth_a_line:
            key = f"line:{case.number}:{entry.number}:{party.key}:{destination}"
            payload = {"entry": entry.number}
            yield Announcement(key, destination, Purpose.LINE, case.number, party.key, payload)


FOLLOWS: dict[type[Event], tuple[type[Event], ...]] = {
    events.RequestMade: (events.CaseOpened, events.PassedOn),
    events.Claimed: (events.Answered, events.AskedBack, events.FeedbackGiven),
    events.PassedOn: (events.FeedbackAccepted,),
    events.ProblemUnlinked: (events.ProblemLinked,),
}
"""Events that go without saying when one of those behind them came of the same press."""

FOLLOWS_ANYTHING = (events.FeedbackMoved, events.HandedBack, events.FeedbackOfferWithdrawn)


def headlines(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries people want to read: one press, one line; what merely follows from it stays on the card.

    Only a press that asks several parties has a line for each of them.
    """
    entries = tuple(entries)
    kinds = {type(entry.event) for entry in entries}
    for entry in entries:
        match entry.event:
            case events.RequestWithdrawn(reason=""):
                continue
            case event if isinstance(event, SILENT) or not kinds.isdisjoint(FOLLOWS.get(type(event), ())):
                continue
            case event if isinstance(event, FOLLOWS_ANYTHING) and len(entries) > 1:
                continue
            case _:
                yield entry


def _notices(case: Case, entries: tuple[Entry, ...], organisation: Organisation) -> Iterator[Announcement]:
    for entry in entries:
        for person in _who_must_know(case, entry.event, organisation) - {entry.person}:
            key = f"notice:{case.number}:{entry.number}:{person}"
            payload = {"entry": entry.number}
            yield Announcement(key, person_destination(person), Purpose.NOTICE, case.number, None, payload)


def _who_must_know(case: Case, event: Event, organisation: Organisation) -> set[str]:
    """Whose turn it is because of this event. Where that person has left the party, everybody of the party."""
    owner = case.feedback
    match event:
        case events.Assigned(person=person):
            return {person}
        case events.HandedBack(party=party, person=person):
            return _still_there(person, party, organisation)
        case events.Declined(request=request):
            declined = case.request(request)
            if declined.passed_on_from is None:
                return _still_there(declined.asked_by_person, declined.asked_by, organisation)
            return set()
        case events.AskedBack(request=request):
            asked = case.request(request)
            who = _still_there(asked.asked_by_person, asked.asked_by, organisation)
            # A consultation that was passed on: who owes the feedback knows the question best.
            return who | ({owner.person} if owner.person and asked.move is Move.CONSULTATION else set())
        case events.InformationGiven(request=request):
            return {case.request(request).claimant or ""} - {""}
        case events.Answered() | events.ProblemAnswered() | events.CaseReopened() | events.FeedbackRefused():
            return _still_there(owner.person, owner.party, organisation)
        case events.FeedbackMoved(party=party, from_party=before, from_person=person) if party != before:
            return {person} if person else set()
        case _:
            return set()


def _still_there(person: str | None, party: str, organisation: Organisation) -> set[str]:
    members = organisation.party(party).members if organisation.knows_party(party) else frozenset[str]()
    return {person} if person in members else set(members)


def _ticket_entries(case: Case, entries: tuple[Entry, ...], organisation: Organisation) -> Iterator[Announcement]:
    ticket = case.question.ticket
    if ticket is None:
        return
    # Where the ticket could not be read when the case was opened, its number has to do.
    destination = f"ticket:{ticket.id or ticket.number}"
    handed = {
        e.event.party for e in entries if isinstance(e.event, events.RequestMade) and e.event.move == Move.HAND_OVER
    }
    for entry in entries:
        if ticket.id is None and isinstance(entry.event, events.CaseRedirected):
            continue  # who redirected was asked to tell the student
        for step, payload in enumerate(_ticket_steps(entry, handed, organisation)):
            key = f"ticket:{case.number}:{entry.number}:{step}"
            yield Announcement(key, destination, Purpose.TICKET, case.number, None, payload)


def _ticket_steps(entry: Entry, handed: set[str], organisation: Organisation) -> Iterator[dict[str, Any]]:
    """*handed* are the parties that were handed the question by the same press."""
    match entry.event:
        case events.RequestMade(party=party, move=Move.HAND_OVER):
            yield from _in_hands_of(party, organisation)
            yield {"do": "note", "entry": entry.number}
        case events.RequestMade() | events.FeedbackAccepted() | events.Declined():
            yield {"do": "note", "entry": entry.number}
        case events.FeedbackMoved(party=party, from_party=before) if party != before and party not in handed:
            yield from _in_hands_of(party, organisation)  # the duty went back or over, and the ticket with it
        case events.FeedbackMoved(party=party, person=person, from_party=before) if person and party == before:
            yield {"do": "note", "entry": entry.number}
        case events.CaseRedirected(text=text) if text:
            yield {"do": "redirect", "text": text}
        case _:
            return


def _in_hands_of(party: str, organisation: Organisation) -> Iterator[dict[str, Any]]:
    if organisation.knows_party(party) and organisation.party(party).operator_group:
        yield {"do": "hand-over", "operator_group": organisation.party(party).operator_group}
