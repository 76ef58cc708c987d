"""The tables. The database makes wrong states impossible: constraints here, triggers in ``triggers.py``.

Times are aware and in UTC. SQLite keeps them as text of one length, so that order and equality hold.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Dialect, Index, MetaData, String, TypeDecorator, UniqueConstraint, text
from sqlalchemy import DateTime as SqlDateTime
from sqlmodel import Field, SQLModel

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC time. Refuses naive values; text of fixed length on SQLite, ``timestamptz`` on PostgreSQL."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Text on SQLite, whose own date-time type forgets the zone."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(27))
        return dialect.type_descriptor(SqlDateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Raises ``ValueError`` for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return f"{value.isoformat(timespec='microseconds')[:-6]}Z" if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value)
        return value.astimezone(UTC)  # type: ignore[no-any-return]  # psycopg hands out datetimes


WITHIN_ITS_KEY = {"sqlite_with_rowid": False}
"""SQLite keeps such rows in the index of their key: a page less to write for each (sqlite.org/withoutrowid.html)."""

ACTIVE_STATES = "('open', 'claimed', 'asked-back')"


class PersonRow(SQLModel, table=True):
    """Somebody who was seen on a chat platform; one row per e-mail address, across platforms."""

    __tablename__ = "person"
    email: str = Field(primary_key=True)
    name: str
    language: str | None = None
    last_platform: str | None = None
    seen_at: datetime = Field(sa_type=Instant)


class IdentityRow(SQLModel, table=True):
    """Who a user of a chat platform is. ``ref`` is that platform's adapter's own.

    A person whose account was made anew has two on one platform; the one that was seen last is theirs.
    """

    __tablename__ = "identity"
    platform: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    email: str = Field(foreign_key="person.email", index=True)
    ref: dict[str, Any] = Field(sa_type=JSON)
    seen_at: datetime = Field(sa_type=Instant)


class PreferenceTable(SQLModel, table=True):
    """What a person chose for themselves. ``muted`` are the kinds of notices they do not want."""

    __tablename__ = "preference"
    __table_args__ = (CheckConstraint("language IN ('nl', 'en')", name="language"),)
    email: str = Field(primary_key=True, foreign_key="person.email")
    language: str | None = None
    muted: list[str] = Field(sa_type=JSON)
    absent_until: datetime | None = Field(default=None, sa_type=Instant)


class NumberingRow(SQLModel, table=True):
    """The last number given out in a series and month, e.g. ``SL-2611``."""

    __tablename__ = "numbering"
    series: str = Field(primary_key=True)
    last: int


class ProblemRow(SQLModel, table=True):
    """One cause behind several cases."""

    __tablename__ = "problem"
    __table_args__ = (CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_has_a_time"),)
    number: str = Field(primary_key=True)
    title: str
    opened_by: str
    opened_at: datetime = Field(sa_type=Instant)
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=Instant)


class CaseTable(SQLModel, table=True):
    """A case. ``ticket_key`` is the ticket's number for comparison only; ``ticket_number`` is shown."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("move IN ('hand-over', 'consultation', 'redirect')", name="move"),
        CheckConstraint("outcome IN ('feedback-given', 'redirected', 'withdrawn')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="closed_has_outcome_and_time"),
        CheckConstraint("feedback_party <> ''", name="feedback_party"),
        CheckConstraint("feedback_person <> ''", name="feedback_person"),
        CheckConstraint(
            "(offer_to IS NULL) = (offer_by IS NULL) AND (offer_to IS NULL) = (offer_reason IS NULL)"
            " AND (offer_to IS NULL) = (offer_at IS NULL)",
            name="offer_is_whole",
        ),
        CheckConstraint("offer_to IS NULL OR outcome IS NULL", name="offer_only_while_open"),
        CheckConstraint("problem_answer IS NULL OR problem IS NOT NULL", name="problem_answer_has_a_problem"),
        CheckConstraint("(ticket_number IS NULL) = (ticket_key IS NULL)", name="ticket_is_whole"),
        CheckConstraint("ticket_number IS NOT NULL OR reference IS NOT NULL", name="ticket_or_reference"),
        CheckConstraint("ticket_says IS NULL OR outcome IS NULL", name="ticket_says_only_while_open"),
        Index(
            "uq_cases_open_ticket",
            "ticket_key",
            unique=True,
            sqlite_where=text("outcome IS NULL AND ticket_key IS NOT NULL"),
            postgresql_where=text("outcome IS NULL AND ticket_key IS NOT NULL"),
        ),
        Index(
            "ix_cases_open",
            "feedback_since",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        Index(
            "ix_cases_owed_by",
            "feedback_person",
            "feedback_since",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        Index("ix_cases_owed_by_party", "feedback_party", "opened_at"),
        Index("ix_cases_faculty", "faculty", "opened_at"),
        Index(
            "ix_cases_due",
            "feedback_due",
            sqlite_where=text("outcome IS NULL AND feedback_due IS NOT NULL"),
            postgresql_where=text("outcome IS NULL AND feedback_due IS NOT NULL"),
        ),
        Index("ix_cases_ticket", "ticket_key", "opened_at"),
        Index("ix_cases_ticket_id", "ticket_id"),
        Index(
            "ix_cases_problem",
            "problem",
            sqlite_where=text("outcome IS NULL AND problem IS NOT NULL"),
            postgresql_where=text("outcome IS NULL AND problem IS NOT NULL"),
        ),
    )
    number: str = Field(primary_key=True)
    version: int
    move: str
    intake: str
    kind: str
    faculty: str | None = None
    programme: str | None = None
    language: str | None = None
    subject: str
    text: str
    ticket_number: str | None = None
    ticket_key: str | None = None
    ticket_id: str | None = None
    ticket_url: str | None = None
    reference: str | None = None
    origin_url: str | None = None
    opened_by: str
    opened_at: datetime = Field(sa_type=Instant)
    feedback_party: str
    feedback_person: str | None = None
    feedback_since: datetime = Field(sa_type=Instant)
    feedback_due: datetime | None = Field(default=None, sa_type=Instant)
    offer_to: str | None = None
    offer_by: str | None = None
    offer_reason: str | None = None
    offer_at: datetime | None = Field(default=None, sa_type=Instant)
    outcome: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    problem: str | None = Field(default=None, foreign_key="problem.number")
    problem_answer: str | None = None
    ticket_says: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class SearchableTable(SQLModel, table=True):
    """What a case can be found by, as ``searching.py`` compares it. The newest case has the highest ``id``."""

    __tablename__ = "searchable"
    __table_args__ = (UniqueConstraint("case"),)
    id: int | None = Field(default=None, primary_key=True)
    case: str = Field(foreign_key="cases.number")
    words: str


class RequestTable(SQLModel, table=True):
    """What one party is asked within a case."""

    __tablename__ = "request"
    __table_args__ = (
        CheckConstraint("move IN ('hand-over', 'consultation')", name="move"),
        CheckConstraint(
            "state IN ('open', 'claimed', 'asked-back', 'answered', 'declined', 'passed-on', 'withdrawn', 'completed')",
            name="state",
        ),
        CheckConstraint("(state IN ('claimed', 'asked-back')) = (claimant IS NOT NULL)", name="claimant_while_held"),
        CheckConstraint("(claimant IS NULL) = (claimed_at IS NULL)", name="claim_has_a_time"),
        CheckConstraint("(state = 'asked-back') = (asked_back IS NOT NULL)", name="asked_back_has_a_question"),
        CheckConstraint("(state = 'answered') = (answer IS NOT NULL)", name="answered_has_an_answer"),
        CheckConstraint("party <> asked_by", name="no_party_asks_itself"),
        Index(
            "uq_request_active",
            "party",
            "case",
            unique=True,
            sqlite_where=text(f"state IN {ACTIVE_STATES}"),
            postgresql_where=text(f"state IN {ACTIVE_STATES}"),
        ),
        Index(
            "uq_request_handed_over",
            "case",
            unique=True,
            sqlite_where=text(f"move = 'hand-over' AND state IN {ACTIVE_STATES}"),
            postgresql_where=text(f"move = 'hand-over' AND state IN {ACTIVE_STATES}"),
        ),
        Index(
            "ix_request_claimant",
            "claimant",
            sqlite_where=text("claimant IS NOT NULL"),
            postgresql_where=text("claimant IS NOT NULL"),
        ),
        Index(
            "ix_request_asked_back",
            "asked_by_person",
            sqlite_where=text("state = 'asked-back'"),
            postgresql_where=text("state = 'asked-back'"),
        ),
    )
    case: str = Field(primary_key=True, foreign_key="cases.number")
    position: int = Field(primary_key=True)
    party: str
    move: str
    asked_by: str
    asked_by_person: str
    question: str
    asked_at: datetime = Field(sa_type=Instant)
    state: str
    claimant: str | None = None
    claimed_at: datetime | None = Field(default=None, sa_type=Instant)
    asked_back: str | None = None
    answer: str | None = None
    answered_by: str | None = None
    reason: str | None = None
    passed_on_from: str | None = None


class TimelineTable(SQLModel, table=True):
    """What happened. Insert only: triggers refuse UPDATE and DELETE."""

    __tablename__ = "timeline"
    case: str = Field(primary_key=True, foreign_key="cases.number")
    number: int = Field(primary_key=True)
    event: str
    data: dict[str, Any] = Field(sa_type=JSON)
    person: str
    at: datetime = Field(sa_type=Instant)
    origin: str


PENDING = "shown < want AND parked IS NULL OR sweep_at IS NOT NULL"


def _byte_by_byte() -> Any:
    """Names of which those of one kind stand together, in whichever language the database is."""
    return String().with_variant(String(collation="C"), "postgresql")


class DestinationTable(SQLModel, table=True):
    """Where deliveries go. One sender at a time holds the lease, so order and rate hold across replicas.

    Nothing is brought there before ``next_at``, and nothing is posted there before ``posts_from``: that is its pace.
    """

    __tablename__ = "destination"
    __table_args__ = WITHIN_ITS_KEY
    name: str = Field(primary_key=True, sa_type=_byte_by_byte())
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    posts_from: datetime | None = Field(default=None, sa_type=Instant)
    lease_by: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=Instant)


class DeliveryTable(SQLModel, table=True):
    """What must still reach the outside: due as long as ``shown`` is below ``want`` and it is not parked."""

    __tablename__ = "delivery"
    __table_args__ = (
        # The keys of a case stand together, or each would change another page of the index. A Home is of no case.
        UniqueConstraint("case", "key"),
        Index(
            "uq_delivery_home",
            "key",
            unique=True,
            sqlite_where=text('"case" IS NULL'),
            postgresql_where=text('"case" IS NULL'),
        ),
        # What cannot be delivered is told once, whichever case it was noticed with.
        Index(
            "uq_delivery_notice",
            "key",
            unique=True,
            sqlite_where=text("purpose = 'notice'"),
            postgresql_where=text("purpose = 'notice'"),
        ),
        CheckConstraint("purpose IN ('card', 'line', 'notice', 'ticket', 'home')", name="purpose"),
        CheckConstraint("(purpose = 'home') = (\"case\" IS NULL)", name="home_is_of_no_case"),
        CheckConstraint("shown <= want", name="shown_is_wanted"),
        Index(
            "ix_delivery_due",
            "destination",
            "id",
            sqlite_where=text(PENDING),
            postgresql_where=text(PENDING),
        ),
        Index(
            "ix_delivery_parked",
            "id",
            sqlite_where=text("parked IS NOT NULL"),
            postgresql_where=text("parked IS NOT NULL"),
        ),
        Index(
            "ix_delivery_made",
            "made_at",
            sqlite_where=text("purpose <> 'card'"),
            postgresql_where=text("purpose <> 'card'"),
        ),
        Index(
            "ix_delivery_card",
            "destination",
            "id",
            sqlite_where=text("purpose = 'card'"),
            postgresql_where=text("purpose = 'card'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str
    destination: str = Field(foreign_key="destination.name", sa_type=_byte_by_byte())
    purpose: str
    case: str | None = Field(default=None, foreign_key="cases.number")
    party: str | None = None
    payload: dict[str, Any] = Field(sa_type=JSON)
    want: int
    shown: int = 0
    remote_ref: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    attempts: int = 0
    first_try: datetime | None = Field(default=None, sa_type=Instant)
    limited_since: datetime | None = Field(default=None, sa_type=Instant)
    unclear: bool = False
    sweep_at: datetime | None = Field(default=None, sa_type=Instant)
    not_before: datetime | None = Field(default=None, sa_type=Instant)
    parked: str | None = None
    made_at: datetime = Field(sa_type=Instant)


class TicketSeenTable(SQLModel, table=True):
    """How the ticket of a case was at the last look, and at which version of the case that was.

    ``modified_at`` is when TOPdesk says the ticket was changed last, absent where another look has to follow.
    """

    __tablename__ = "ticket_seen"
    case: str = Field(primary_key=True, foreign_key="cases.number")
    version: int
    modified_at: datetime | None = Field(default=None, sa_type=Instant)
    seen: dict[str, Any] = Field(sa_type=JSON)
    looked_at: datetime = Field(sa_type=Instant)


class TicketHintTable(SQLModel, table=True):
    """TOPdesk called: something may have happened to this ticket of ours (its id). It is gone once it was looked at."""

    __tablename__ = "ticket_hint"
    ticket: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)


class MemberListTable(SQLModel, table=True):
    """Who is on a channel or user group that a party's members are taken from, as it was read last.

    ``people`` are the platform's users, each with an e-mail address or null for who does not count. ``trouble`` is why
    the list cannot be read now; a list that never could be has nobody on it.
    """

    __tablename__ = "member_list"
    name: str = Field(primary_key=True)
    people: dict[str, Any] = Field(sa_type=JSON)
    read_at: datetime | None = Field(default=None, sa_type=Instant)
    trouble: str | None = None


class ChoreTable(SQLModel, table=True):
    """When each piece of periodic work has to be done next, by whichever replica takes it."""

    __tablename__ = "chore"
    name: str = Field(primary_key=True)
    next_at: datetime = Field(sa_type=Instant)


class SecretTable(SQLModel, table=True):
    """A key that every process on this store has to agree on, made by the first that asked for it."""

    __tablename__ = "secret"
    name: str = Field(primary_key=True)
    value: str


class InboxTable(SQLModel, table=True):
    """Commands that were carried out, by their key, so that one that arrives again is answered the same.

    Questions that were heard are there too: they led to no case, so their ``number`` is empty.
    """

    __tablename__ = "inbox"
    __table_args__ = WITHIN_ITS_KEY
    key: str = Field(primary_key=True)
    number: str
    at: datetime = Field(sa_type=Instant, index=True)
