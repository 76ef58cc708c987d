"""The few protocols the core needs from outside."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.card import Card
from bot.case import Actor, Case
from bot.events import Event
from bot.problem import Problem
from bot.routing import Organisation
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

    async def hand_over(self, ticket: str, operator_group: str) -> None:
        """Put the ticket in the hands of this operator group (its id), in the second line."""
        ...

    async def close(self, ticket: str) -> None:
        """Mark the ticket completed and closed. Closing a closed ticket does nothing."""
        ...


Ref = Mapping[str, Any]
"""Where a message stands on its platform: plain JSON that only that platform's adapter reads."""


@dataclass(frozen=True)
class Notice:
    """What one person is told: ``text`` is plain, ``case`` is the case it is about, ``button`` shows that case."""

    text: str
    case: str
    button: str


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

    async def find(self, place: str, key: str, since: datetime) -> Ref | None:
        """The message with this key, posted after *since*; None where there is none or the platform cannot tell.

        *place* is a channel's id, or the id of the person in ``identity``.
        """
        ...

    async def remove_copies(self, place: str, key: str, since: datetime, *, keep: Ref) -> int:
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


@dataclass(frozen=True)
class CaseFilter:
    """Which cases a list shows; all that is given must hold. Times are aware UTC."""

    open: bool | None = True
    owed_by: str | None = None
    """A person who owes the feedback."""
    held_by: str | None = None
    """A person who claimed a request; with ``owed_by`` and the two below either will do."""
    asked_back_from: str | None = None
    """A person whose answer a claimant waits for."""
    offered_to: tuple[str, ...] = ()
    """Parties that were asked to take the feedback over."""
    parties: tuple[str, ...] = ()
    """Parties of which one owes the feedback or has an active request."""
    faculty: str | None = None
    words: str | None = None
    problem: str | None = None
    overdue_at: datetime | None = None
    """Cases of which the student should have had the answer by this moment."""
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True)
class CaseList:
    """One page of cases, and how many there are in all."""

    rows: tuple[CaseRow, ...]
    total: int


class Queries(Protocol):
    """Questions to the store. They change nothing, and build no more than is shown."""

    async def case(self, number: str) -> Case:
        """Raises ``UnknownCase``."""
        ...

    async def latest_case_of_ticket(self, ticket: str) -> str | None:
        """The number of the newest case of this ticket, open or closed."""
        ...

    async def timeline(self, number: str) -> tuple[Entry, ...]:
        """What happened to the case, oldest first."""
        ...

    async def cases(self, wanted: CaseFilter) -> CaseList:
        """The cases that fit, those who wait longest first (closed ones: newest first)."""
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

    async def identity(self, platform: str, email: str) -> Mapping[str, Any] | None:
        """What the platform's adapter needs to reach the person: ``{"id": ..., ...}``."""
        ...

    async def last_platform(self, email: str) -> str | None:
        """Where the person was seen last."""
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

    async def remember_person(self, person: Person, platform: str, identity: Mapping[str, Any]) -> None:
        """Note who a platform's user is, and that they were seen there just now. ``identity`` has an ``id``."""
        ...
