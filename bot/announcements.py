"""What must be shown to whom because something happened to a case.

Pure: it decides, the store keeps it, delivery does it.

Cards are a wanted state: a card is due as long as the version seen is not the version wanted. Lines, notices and
entries in the ticket are a queue: each is delivered once, in order per destination.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot import events
from bot.case import Case
from bot.events import Event
from bot.preferences import NoticeKind
from bot.request import Move
from bot.routing import Organisation, Party
from bot.ticket import Differs
from bot.ticket_steps import ticket_steps
from bot.timeline import Entry


class Purpose(StrEnum):
    """What a delivery brings."""

    CARD = "card"
    LINE = "line"
    NOTICE = "notice"
    TICKET = "ticket"
    HOME = "home"


@dataclass(frozen=True)
class Announcement:
    """Something that must reach *destination*, told apart from all others by *key*.

    A destination is ``slack:channel:<id>``, ``teams:channel:<id>``, ``person:<e-mail>`` or ``ticket:<case>``.
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


def announce(
    case: Case,
    entries: tuple[Entry, ...],
    organisation: Organisation,
    reach: Reach,
    absent: frozenset[str] = frozenset(),
) -> list[Announcement]:
    """Everything that must be shown after *entries* brought the case to where it is; *absent* are away now."""
    return [
        *_cards(case, organisation, reach),
        *_lines(case, entries, organisation, reach),
        *_notices(case, entries, organisation, absent),
        *(_ticket_entries(case, entries) if reach.tickets else ()),
    ]


def channel_destination(platform: str, channel: str) -> str:
    """The destination for a channel of a chat platform."""
    return f"{platform}:channel:{channel}"


def kind_of(destination: str) -> str:
    """A chat platform's name, ``person`` or ``ticket``."""
    return destination.partition(":")[0]


def home_destination(platform: str, email: str) -> str:
    """The destination for the Home of a person on a chat platform."""
    return f"home-{platform}:{email}"


def ticket_destination(case: str) -> str:
    """The destination for the ticket of a case."""
    return f"ticket:{case}"


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
            if _stands_there(entry, destination):
                continue
            key = f"line:{case.number}:{entry.number}:{party.key}:{destination}"
            payload = {"entry": entry.number}
            yield Announcement(key, destination, Purpose.LINE, case.number, party.key, payload)


def _stands_there(entry: Entry, destination: str) -> bool:
    """Whether it was written by a person in this very thread."""
    match entry.event:
        case events.NoteAdded(thread=thread) | events.NoteCorrected(thread=thread):
            return thread == destination
        case _:
            return False


FOLLOWS: dict[type[Event], tuple[type[Event], ...]] = {
    events.RequestMade: (events.CaseOpened, events.PassedOn),
    events.Claimed: (events.Answered, events.AskedBack, events.FeedbackGiven),
    events.PassedOn: (events.FeedbackAccepted,),
    events.ProblemUnlinked: (events.ProblemLinked,),
    events.StudentToldInTicket: (events.FeedbackGiven,),
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


def _notices(
    case: Case, entries: tuple[Entry, ...], organisation: Organisation, absent: frozenset[str]
) -> Iterator[Announcement]:
    for entry in entries:
        told = told_about(entry.event)
        if told is None:
            continue
        for person in _who_must_know(case, entry.event, organisation, absent) - {entry.person}:
            key = f"notice:{case.number}:{entry.number}:{person}"
            payload = {"entry": entry.number, "kind": told}
            yield Announcement(key, person_destination(person), Purpose.NOTICE, case.number, None, payload)


TOLD_ABOUT: dict[type[Event], NoticeKind] = {
    events.Assigned: NoticeKind.ASSIGNED,
    events.HandedBack: NoticeKind.HANDED_BACK,
    events.Declined: NoticeKind.HANDED_BACK,
    events.CaseReopened: NoticeKind.HANDED_BACK,
    events.AskedBack: NoticeKind.ASKED_BACK,
    events.InformationGiven: NoticeKind.INFORMATION_GIVEN,
    events.Answered: NoticeKind.ANSWERED,
    events.ProblemAnswered: NoticeKind.ANSWERED,
    events.FeedbackOffered: NoticeKind.FEEDBACK_OFFERED,
    events.FeedbackRefused: NoticeKind.FEEDBACK_OFFERED,
    events.FeedbackMoved: NoticeKind.FEEDBACK_OFFERED,
    events.StudentWrote: NoticeKind.INFORMATION_GIVEN,
    events.StudentToldInTicket: NoticeKind.ANSWERED,
    events.TicketDiffers: NoticeKind.HANDED_BACK,
    events.TicketChecked: NoticeKind.HANDED_BACK,
}
"""The events of which somebody is told, and what such a message is about."""


def told_about(event: Event) -> NoticeKind | None:
    """What a message about this event is about; None where nobody gets one."""
    if isinstance(event, events.TicketChecked) and not event.about:
        return None  # nothing to compare the question with
    return TOLD_ABOUT.get(type(event))


def _who_must_know(case: Case, event: Event, organisation: Organisation, absent: frozenset[str]) -> set[str]:
    """Whose turn it is because of this event.

    Where that person has left the party, everybody of the party; where they are away, the others too.
    """
    owner = case.feedback

    def of(person: str | None, party: str) -> set[str]:
        return _still_there(person, party, organisation, absent)

    match event:
        case events.Assigned(person=person):
            return {person}
        case events.HandedBack(party=party, person=person):
            return of(person, party)
        case events.Declined(request=request):
            declined = case.request(request)
            return of(declined.asked_by_person, declined.asked_by) if declined.passed_on_from is None else set()
        case events.AskedBack(request=request):
            asked = case.request(request)
            who = of(asked.asked_by_person, asked.asked_by)
            # A consultation that was passed on: who owes the feedback knows the question best.
            return who | ({owner.person} if owner.person and asked.move is Move.CONSULTATION else set())
        case events.InformationGiven(request=request, party=party):
            claimant = case.request(request).claimant
            return {claimant} | (of(claimant, party) if claimant in absent else set()) if claimant else set()
        case event if isinstance(event, OWNER_MUST_ACT):
            return of(*_who_must_act(case, event))
        case events.FeedbackOffered(to=to):
            return of(None, to)
        case events.FeedbackMoved(party=party, from_party=before, from_person=person) if party != before:
            return {person} if person else set()
        case _:
            return set()


OWNER_MUST_ACT = (
    events.Answered,
    events.ProblemAnswered,
    events.CaseReopened,
    events.FeedbackRefused,
    events.StudentWrote,
    events.StudentToldInTicket,
    events.TicketDiffers,
    events.TicketChecked,
)
"""After these it is the turn of whoever owes the student the answer."""


def _who_must_act(case: Case, event: Event) -> tuple[str | None, str]:
    """Who typed a ticket's number knows best which one it should have been."""
    match event:
        case events.TicketDiffers(kind=Differs.UNKNOWN | Differs.DUPLICATE) | events.TicketChecked():
            return case.opened_by, case.question.intake
        case _:
            return case.feedback.person, case.feedback.party


def _still_there(person: str | None, party: str, organisation: Organisation, absent: frozenset[str]) -> set[str]:
    """The person, as long as they are of the party; a message to somebody who is away waits until they are back."""
    members = _members(party, organisation)
    if person in members and person not in absent:
        return {person}
    present = members - absent or members
    return present | {person} if person in members else present


def _members(party: str, organisation: Organisation) -> set[str]:
    return set(organisation.party(party).members) if organisation.knows_party(party) else set()


def everyone_concerned(case: Case, organisation: Organisation) -> frozenset[str]:
    """Whose Home may show something of this case."""
    people = {case.opened_by, case.feedback.person, *(r.asked_by_person for r in case.requests)}
    people |= {request.claimant for request in case.requests}
    members = {member for party in case.parties for member in _members(party, organisation)}
    return frozenset({person for person in people if person} | members | organisation.administrators)


def remind(
    case: Case, due: datetime, organisation: Organisation, reach: Reach, absent: frozenset[str] = frozenset()
) -> list[Announcement]:
    """What whoever owes the feedback is told shortly before the student should have had the answer.

    The person; where nobody took it, a line under the party's card, or everybody of a party that has no channel.
    """
    party, person = case.feedback.party, case.feedback.person
    payload = {"due": due.isoformat(), "kind": NoticeKind.FEEDBACK_DUE}
    name = f"{case.number}:due:{due.isoformat()}"
    places = [(p.key, destination) for p, destination in _channels(case, organisation, reach) if p.key == party]
    if person is None and places:
        return [
            Announcement(f"line:{name}:{key}:{destination}", destination, Purpose.LINE, case.number, key, payload)
            for key, destination in places
        ]
    return [
        Announcement(f"notice:{name}:{who}", person_destination(who), Purpose.NOTICE, case.number, None, payload)
        for who in sorted(_still_there(person, party, organisation, absent))
    ]


def _ticket_entries(case: Case, entries: tuple[Entry, ...]) -> Iterator[Announcement]:
    """In order for each case: by which number or id its ticket goes is found out when it is written to."""
    for entry, count, step in ticket_steps(case, entries):
        key = f"ticket:{case.number}:{entry.number}:{count}"
        yield Announcement(key, ticket_destination(case.number), Purpose.TICKET, case.number, None, dict(step))
