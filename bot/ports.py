"""The few protocols the core needs from outside."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from bot.card import Card
from bot.case import Actor, Case, TransferOffer
from bot.events import Event
from bot.home import Home
from bot.preferences import Preferences
from bot.problem import Problem
from bot.request import Request
from bot.routing import Organisation
from bot.ticket import Hands, Seen, TicketNow
from bot.timeline import Entry

T = TypeVar("T")


@dataclass(frozen=True)
class Ticket:
    """A TOPdesk incident as the core may know it: without any data about the student.

    ``subject`` and ``question`` have been masked. ``origin_names`` are the names of the caller's branch and
    department, from which the organisation file recognises the faculty. ``language`` is the one the question seems
    to be written in (``nl`` or ``en``), or None where that cannot be told. ``masked`` names the sorts of data that
    were taken out: ``email``, ``phone``, ``student-number``, ``name``.
    """

    id: str
    number: str
    subject: str
    question: str = ""
    origin_names: tuple[str, ...] = ()
    operator_group: str | None = None
    status: str | None = None
    closed: bool = False
    archived: bool = False
    language: str | None = None
    url: str | None = None
    masked: tuple[str, ...] = ()


class Tickets(Protocol):
    """The ticket system. All calls raise ``Unavailable`` or ``Rejected``."""

    async def find(self, number: str) -> Ticket:
        """The ticket with this number as a person types it. Raises ``TicketNotFound``."""
        ...

    async def note(self, ticket: str, text: str, *, key: str) -> None:
        """Add an entry that the student cannot see. A repeat with the same *key* adds nothing."""
        ...

    async def send_to_student(self, ticket: str, text: str, *, key: str) -> None:
        """Add an entry the student can see. A repeat with the same *key* adds nothing."""
        ...

    async def hand_over(self, ticket: str, hands: Hands) -> None:
        """Put the ticket where it should be, in the right line. What is so already is left alone."""
        ...

    async def reopen(self, ticket: str) -> None:
        """Take the ticket out of the archive and mark it neither completed nor closed."""
        ...

    async def look(self, ticket: str) -> TicketNow:
        """How the ticket with this id is now, with its trail. One that is not there any more is ``deleted``."""
        ...

    async def changed_since(self, since: datetime) -> Mapping[str, datetime]:
        """When each ticket was changed last that was changed after *since*, by its id."""
        ...

    async def changes_of(self, tickets: Sequence[str]) -> Mapping[str, datetime | None]:
        """When each of these tickets was changed last; one that is not there any more is not in it."""
        ...

    async def close(self, ticket: str) -> None:
        """Mark the ticket completed and closed. Closing a closed ticket does nothing."""
        ...


Ref = Mapping[str, Any]
"""Where a message stands on its platform: plain JSON that only that platform's adapter reads."""


@dataclass(frozen=True)
class Notice:
    """What one person is told: ``text`` is plain, ``case`` is the case it is about, ``button`` shows that case.

    A notice that gathers several has the other cases in ``others``: what the button says, by the case it shows.
    """

    text: str
    case: str
    button: str
    others: tuple[tuple[str, str], ...] = ()


class ChatPlatform(Protocol):
    """A chat platform as delivery sees it.

    Every call raises ``Unavailable`` (try again), ``Rejected`` (it will never work like this), and those that change
    or answer a message ``Gone`` when that message is no longer there. ``key`` is the delivery's own name; a platform
    that can keep it with the message does, so that a message whose answer was lost can be found.
    """

    name: str
    interval_s: float
    """Seconds between two messages to one channel or person, by the platform's limits."""

    async def post_card(self, channel: str, card: Card, *, key: str) -> Ref:
        """Post the card in the channel with this id."""
        ...

    async def replace_card(self, ref: Ref, card: Card) -> None:
        """Show this card in the place of the one that stands there."""
        ...

    async def post_line(self, card: Ref, line: str, *, key: str) -> Ref:
        """Add a line to the thread under a card."""
        ...

    async def tell(self, identity: Mapping[str, Any], notice: Notice, *, key: str) -> Ref:
        """Send a person a direct message. ``identity`` is what the adapter noted about them."""
        ...

    async def show_home(self, identity: Mapping[str, Any], home: Home, ref: Ref | None, *, key: str) -> Ref:
        """Show a person what is theirs: in the place of what stands at *ref*, or where they look for it."""
        ...

    async def find(self, place: str, key: str, since: datetime, *, thread: Ref | None = None) -> Ref | None:
        """The message with this key, posted after *since*; None where there is none or the platform cannot tell.

        *place* is a channel's id, or the id of the person in ``identity``; *thread* the card it stands under, if any.
        """
        ...

    async def remove_copies(
        self, place: str, key: str, since: datetime, *, keep: Ref, thread: Ref | None = None
    ) -> int:
        """Take away every message with this key but *keep*; how many there were. 0 where the platform cannot tell."""
        ...

    async def look_up(self, email: str) -> Mapping[str, Any] | None:
        """Who has this e-mail address, as an ``identity``; None where nobody has or the platform cannot tell."""
        ...


class Clock(Protocol):
    """Time as the core sees it."""

    def __call__(self) -> datetime:
        """Now, aware, in UTC."""
        ...


@dataclass(frozen=True)
class Person:
    """Somebody who was seen on a chat platform. ``language`` is None until a platform told it."""

    email: str
    name: str
    language: str | None = None
    absent_until: datetime | None = None
    """When they will be back, or were."""


@dataclass(frozen=True)
class Met:
    """A user of a chat platform who was seen before.

    ``chosen_language`` is what they chose for themselves; ``identity`` is the account they were seen with last on this
    platform, and ``last_platform`` is where that was.
    """

    person: Person
    chosen_language: str | None
    identity: Mapping[str, Any]
    last_platform: str | None


class Work(Protocol):
    """One transaction. A handler sees nothing else of the outside, so it cannot wait for a network."""

    @property
    def now(self) -> datetime:
        """When this transaction takes place: aware, in UTC."""
        ...

    @property
    def organisation(self) -> Organisation:
        """The organisation file in use."""
        ...

    def case(self, number: str) -> Case:
        """The case, held until the end of the transaction where the database can. Raises ``UnknownCase``."""
        ...

    def open_case_of_ticket(self, ticket: str) -> str | None:
        """The number of the open case of the ticket with this number, however it is written."""
        ...

    def next_number(self, series: str) -> str:
        """The next number of a series: ``SL`` for cases, ``PR`` for problems."""
        ...

    def save(self, case: Case, happened: Sequence[Event], actor: Actor) -> Case:
        """Write the case, its timeline and everything that must be shown; version n+1 only over version n.

        Raises ``Conflict`` when somebody else's change came in between; the whole handler then runs again.
        """
        ...

    def done_before(self, key: str) -> str | None:
        """The number of the case (or problem) a command with this key led to before."""
        ...

    def remember(self, key: str, number: str) -> None:
        """Note what the command with this key led to."""
        ...

    def problem(self, number: str) -> Problem:
        """Raises ``UnknownProblem``."""
        ...

    def save_problem(self, problem: Problem) -> None:
        """Write a new problem, or its answer."""
        ...

    def ticket_seen(self, case: str) -> Seen | None:
        """How the ticket of this case was at the last look."""
        ...

    def remember_ticket(self, case: Case, seen: Seen) -> None:
        """Note how the ticket of this case was found."""
        ...

    def forget_ticket(self, case: str) -> None:
        """What was seen is not of the ticket that this case is about from now on."""
        ...

    def ticket_looked_at(self, case: str) -> datetime | None:
        """When the last look at the ticket of this case was noted."""
        ...

    def ticket_is_being_written(self, case: str) -> bool:
        """Whether something of this case has still to be written into its ticket."""
        ...

    def ticket_stayed_behind(self, case: str) -> bool:
        """Whether the ticket could not be put where the case says it should be, and nobody tries any more."""
        ...

    def try_ticket_again(self, case: str) -> None:
        """What could not be written into the ticket is tried again: the cause may be gone."""
        ...

    def open_cases_of_problem(self, number: str) -> Sequence[str]:
        """The numbers of the open cases that share this cause, oldest first."""
        ...


@dataclass(frozen=True)
class CaseRow:
    """A case as a line in a list."""

    number: str
    subject: str
    kind: str
    faculty: str | None
    ticket: str | None
    feedback_party: str
    feedback_person: str | None
    feedback_since: datetime
    feedback_due: datetime | None
    opened_at: datetime
    outcome: str | None
    closed_at: datetime | None
    waiting_for: tuple[str, ...] = ()
    """The parties with an unclaimed request."""
    claimed_by: tuple[str, ...] = ()
    asked_back: bool = False
    problem: str | None = None
    answer: str | None = None
    parties: frozenset[str] = frozenset()
    """Every party that has or had a part in it."""
    active: tuple[Request, ...] = ()
    """The requests on which somebody still has to do something."""
    offer: TransferOffer | None = None


class Part(StrEnum):
    """What an open case asks of a person. Each case is in one part at most, the first that fits."""

    OWED = "owed"
    """They owe the student the answer."""
    ASKED = "asked"
    """A claimant waits for information of theirs."""
    CLAIMED = "claimed"
    """They look for the answer for somebody else."""
    WAITING = "waiting"
    """Somebody of their party has to do something, and nobody in particular does."""
    ELSEWHERE = "elsewhere"
    """Others have to do something."""


@dataclass(frozen=True)
class Role:
    """The part a case has in the work of one person: of ``parties``, whose members in ``away`` are away."""

    part: Part
    person: str
    parties: frozenset[str] = frozenset()
    away: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PartCount:
    """How many cases have a part in somebody's work, and how many of these are overdue."""

    total: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class CaseFilter:
    """Which cases a list shows; all that is given must hold. Times are aware UTC."""

    open: bool | None = True
    role: Role | None = None
    """What part it has in the work of one person."""
    parties: tuple[str, ...] = ()
    """Parties of which one owes the feedback or has an active request."""
    faculty: str | None = None
    words: str | None = None
    problem: str | None = None
    overdue_at: datetime | None = None
    """Cases of which the student should have had the answer by this moment."""
    due_first: bool = False
    """The list begins with what has to be answered first, instead of with who waits longest."""
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True)
class CaseList:
    """One page of cases, and how many there are in all; with ``more`` there are even more than that."""

    rows: tuple[CaseRow, ...]
    total: int
    more: bool = False


@dataclass(frozen=True)
class CardPlace:
    """A card that stands in a channel: of which case, and for which party."""

    case: str
    party: str
    destination: str
    ref: Ref


@dataclass(frozen=True)
class ParkedDelivery:
    """A delivery that is not tried any more: of which case, where to, and why."""

    case: str
    destination: str
    reason: str


class Queries(Protocol):
    """Questions to the store. They change nothing, and build no more than is shown."""

    async def case(self, number: str) -> Case:
        """Raises ``UnknownCase``."""
        ...

    async def case_with_people(
        self, number: str, named: Callable[[Case], Iterable[str]]
    ) -> tuple[Case, Mapping[str, Person]]:
        """The case as it is now, and those of the people it names who were ever seen. Raises ``UnknownCase``."""
        ...

    async def entry_with_people(
        self, number: str, entry: int, named: Callable[[Entry], Iterable[str]]
    ) -> tuple[Entry, Mapping[str, Person]]:
        """The same for one entry of the timeline of a case."""
        ...

    async def latest_case_of_ticket(self, ticket: str) -> str | None:
        """The number of the newest case of this ticket, open or closed."""
        ...

    async def timeline(self, number: str) -> tuple[Entry, ...]:
        """What happened to the case, oldest first."""
        ...

    async def card_at(self, destination: str, ref: Ref) -> CardPlace | None:
        """The card at this destination whose reference agrees with everything *ref* says; None for any other place."""
        ...

    async def cards_of(self, cases: Iterable[str], platform: str) -> tuple[CardPlace, ...]:
        """The cards of these cases that stand somewhere on this platform."""
        ...

    async def done_before(self, key: str) -> str | None:
        """The number of the case that the command with this key led to."""
        ...

    async def cases(self, wanted: CaseFilter) -> CaseList:
        """The cases that fit, those who wait longest first (closed ones: newest first)."""
        ...

    async def parts(self, role: Role, at: datetime, parties: Sequence[str] = ()) -> Mapping[Part, PartCount]:
        """How many open cases have each part for this person at that moment; with *parties*, of those alone."""
        ...

    async def similar(self, words: Sequence[str], *, kind: str | None, faculty: str | None, limit: int) -> CaseList:
        """Cases whose subject or text share words with a question, most alike first."""
        ...

    async def problem(self, number: str) -> Problem:
        """Raises ``UnknownProblem``."""
        ...

    async def open_problems(self) -> tuple[Problem, ...]:
        """Problems that still have an open case, newest first."""
        ...

    async def persons(self, emails: Iterable[str]) -> Mapping[str, Person]:
        """Those who were ever seen, by e-mail address."""
        ...

    async def person_on(self, platform: str, user: str) -> Person | None:
        """Who this user of a chat platform is, if that was ever found out."""
        ...

    async def met(self, platform: str, user: str) -> Met | None:
        """The same, with all that has to be known whenever they do something."""
        ...

    async def identity(self, platform: str, email: str) -> Mapping[str, Any] | None:
        """What the platform's adapter needs to reach the person: ``{"id": ..., ...}``."""
        ...

    async def identities(self, platform: str, emails: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
        """The identity of each of these people who was seen on the platform, who was seen last first."""
        ...

    async def last_platform(self, email: str) -> str | None:
        """Where the person was seen last."""
        ...

    async def feedback_due(self, number: str) -> datetime | None:
        """Until when the student should have the answer; None where that was not agreed, or the case is closed."""
        ...

    async def last_acted(self, email: str) -> datetime | None:
        """When the person last did something, to within a minute."""
        ...

    async def preferences(self, emails: Iterable[str]) -> Mapping[str, Preferences]:
        """What these people chose, as far as they chose anything."""
        ...

    async def parked(self) -> tuple[ParkedDelivery, ...]:
        """Every delivery that is not tried any more, the oldest first."""
        ...


class Store(Protocol):
    """The coordination state."""

    @property
    def queries(self) -> Queries:
        """For reading only."""
        ...

    async def run(self, handler: Callable[[Work], T]) -> T:
        """Run *handler* in one transaction, again as often as somebody else's change came in between."""
        ...

    async def first_time(self, key: str) -> bool:
        """Whether what has this key never came before, to this process or another; it is noted. For questions only:

        a command notes its key with its effect. Raises ``Unavailable``.
        """
        ...

    async def place_lost(self, destination: str, reason: str) -> bool:
        """Nothing can be delivered there any more: the administrators are told, once a day for each cause.

        False where no case was ever shown there, so that nobody misses anything yet.
        """
        ...

    async def place_back(self, destination: str) -> int:
        """What was parked for this destination is tried again; how many deliveries that are."""
        ...

    async def secret(self, name: str) -> str:
        """A random text that is the same for every process on this store. It is made when it is first asked for."""
        ...

    async def remember_person(self, person: Person, platform: str, identity: Mapping[str, Any]) -> None:
        """Note who a platform's user is, and that they were seen there just now. ``identity`` has an ``id``."""
        ...

    async def choose(self, email: str, preferences: Preferences) -> None:
        """Keep what this person chose. What was held back for them is looked at again."""
        ...

    async def open_home(
        self, email: str, platform: str, words: str, *, ref: Ref | None = None, unless_since: datetime | None = None
    ) -> None:
        """The person looks at their Home, at what *words* show: from now on it follows what happens.

        *ref* is the message that shows it already. Without one, a platform that shows it in a message posts a new one;
        the one before stays as it is. With *unless_since* nothing happens if it was opened since.
        """
        ...

    async def close_home(self, email: str, platform: str, ref: Ref) -> None:
        """The message at *ref* shows something else now; if it was the person's Home, that follows nothing any more."""
        ...
