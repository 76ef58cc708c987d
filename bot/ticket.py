"""A ticket as a case sees it: how it was last seen, how it is now, and where the two do not agree.

Pure. Texts were masked when the ticket was read, persons are named by their e-mail address where TOPdesk knows it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

TICKET_SYSTEM = "topdesk"
"""Who did it, where nobody of a party did: the student, or somebody in TOPdesk we do not know."""


class Differs(StrEnum):
    """In what a ticket and its case do not agree, the gravest first."""

    UNKNOWN = "unknown"
    """TOPdesk has no ticket with this number: it was typed while TOPdesk did not answer."""
    DUPLICATE = "duplicate"
    """The number turned out to be that of a ticket with another open case."""
    DELETED = "deleted"
    ARCHIVED = "archived"
    CLOSED = "closed"
    MOVED = "moved"
    """The ticket is with an operator group that owes nothing here."""
    HELD = "held"
    """The ticket is in another person's name than the request."""


class Right(StrEnum):
    """Which of the two is right, when a person settles it."""

    TICKET = "ticket"
    CASE = "case"


@dataclass(frozen=True)
class Difference:
    """What the ticket says and the case does not.

    ``party`` is where the ticket is (a party's key, or the name of a group that is none), ``person`` whose it is and
    ``note`` what else there is to say: why it was archived, or the number of the other case.
    """

    kind: Differs
    party: str | None = None
    person: str | None = None
    note: str = ""


@dataclass(frozen=True)
class ToldInTicket:
    """The student was told something in the ticket, which may be the answer. ``person`` is who wrote it, if known."""

    text: str
    person: str | None
    at: datetime

    @property
    def mark(self) -> str:
        """What tells it from everything else the student was told, for a button that asks about this and no other."""
        return hashlib.sha256(f"{self.at.isoformat()} {self.person} {self.text}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class TicketEntry:
    """One entry of the ticket's trail. ``person`` is None for the student and for who is in no operator's list."""

    id: str
    at: datetime
    text: str
    visible: bool = False
    by_student: bool = False
    person: str | None = None
    ours: bool = False
    """The bot wrote it."""


@dataclass(frozen=True)
class TicketNow:
    """A ticket at one look. ``operator`` is None while a group stands in that field."""

    id: str
    group: str | None = None
    group_name: str | None = None
    operator: str | None = None
    modifier: str | None = None
    status: str | None = None
    closed: bool = False
    archived: bool = False
    archived_because: str = ""
    deleted: bool = False
    modified_at: datetime | None = None
    entries: tuple[TicketEntry, ...] = ()


@dataclass(frozen=True)
class Seen:
    """What is kept of the looks at a ticket. ``first_group`` is where it was at the first one.

    ``modified_at`` is None where the look was too early to tell whether ticket and case agree: another has to follow.
    """

    first_group: str | None = None
    modified_at: datetime | None = None
    last_at: datetime | None = None
    last_ids: tuple[str, ...] = ()
    """The newest entries, those of the moment ``last_at``."""

    def to_row(self) -> dict[str, Any]:
        """As JSON."""
        row = asdict(self)
        return row | {name: row[name] and row[name].isoformat() for name in ("modified_at", "last_at")}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Back from JSON."""
        times = {name: row[name] and datetime.fromisoformat(row[name]) for name in ("modified_at", "last_at")}
        return cls(**{**row, **times, "last_ids": tuple(row["last_ids"])})


@dataclass(frozen=True)
class Hands:
    """Where a ticket should be: with this operator group, or with one of the *others* if it is there.

    A ticket that is in none of ``only_from`` is left alone, if those are given: somebody put it there, and that is for
    people to settle. ``off`` is who does not have it any more; a ticket in another person's name stays in that name.
    """

    group: str
    second_line: bool = True
    others: frozenset[str] = frozenset()
    only_from: frozenset[str] | None = None
    off: str | None = None
