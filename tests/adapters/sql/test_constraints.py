"""Every constraint of the database refuses the wrong write it is there for, written past the program in plain SQL."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

import bot.adapters.sql.tables  # noqa: F401  # describes the tables

A_MEMBER_LIST = "INSERT INTO member_list (name, people) VALUES ('slack:channel:C1', '{}')"
A_SECRET = "INSERT INTO secret (name, value) VALUES ('forms', 'abc')"

RIGHT = (
    "INSERT INTO person (email, name, seen_at) VALUES ('anna@example.org', 'Anna', :now)",
    "INSERT INTO identity (platform, id, email, ref, seen_at) VALUES ('slack', 'U1', 'anna@example.org', '{}', :now)",
    "INSERT INTO numbering (series, last) VALUES ('SL-2611', 1)",
    "INSERT INTO inbox (key, number, at) VALUES ('press-1', 'SL-1', :now)",
    "INSERT INTO problem (number, title, opened_by, opened_at) VALUES ('PR-1', 'Storing', 'anna', :now)",
    """INSERT INTO cases (number, version, move, intake, kind, subject, text, ticket_number, ticket_key, opened_by,
        opened_at, feedback_party, feedback_person, feedback_since, problem)
        VALUES ('SL-1', 1, 'hand-over', 'helpdesk', 'portal', 'Vraag', '', 'M1', 'M1', 'sanne', :now, 'fb', 'anna',
        :now, 'PR-1')""",
    """INSERT INTO request ("case", position, party, move, asked_by, asked_by_person, question, asked_at, state,
        claimant, claimed_at) VALUES ('SL-1', 1, 'fb', 'hand-over', 'helpdesk', 'sanne', '', :now, 'claimed', 'anna',
        :now)""",
    """INSERT INTO timeline ("case", number, event, data, person, at, origin)
        VALUES ('SL-1', 1, 'NoteAdded', '{}', 'anna', :now, 'slack')""",
    "INSERT INTO destination (name) VALUES ('slack:channel:C1')",
    """INSERT INTO delivery (key, destination, purpose, "case", payload, want, shown, attempts, unclear, made_at)
        VALUES ('card-1', 'slack:channel:C1', 'card', 'SL-1', '{}', 1, 0, 0, false, :now)""",
    "INSERT INTO chore (name, next_at) VALUES ('tidy', :now)",
    "INSERT INTO preference (email, language, muted) VALUES ('anna@example.org', 'en', '[]')",
    """INSERT INTO ticket_seen ("case", version, seen, looked_at) VALUES ('SL-1', 1, '{}', :now)""",
    "INSERT INTO ticket_hint (ticket, at) VALUES ('id-of-M1', :now)",
    """INSERT INTO searchable ("case", words) VALUES ('SL-1', 'vraag')""",
    A_SECRET,
    A_MEMBER_LIST,
)
"""A small state in which everything is as it should be; each wrong write changes one thing about it."""

NOW = "2026-11-23T09:00:00.000000Z"

A_CASE = """INSERT INTO cases (number, version, move, intake, kind, subject, text, ticket_number, ticket_key, opened_by,
    opened_at, feedback_party, feedback_since) VALUES ('SL-2', 1, 'hand-over', 'helpdesk', 'portal', 'Vraag', '', 'M2',
    'M2', 'sanne', :now, 'fb', :now)"""
A_REQUEST = """INSERT INTO request ("case", position, party, move, asked_by, asked_by_person, question, asked_at, state)
    VALUES ('SL-1', 2, 'usis', 'consultation', 'fb', 'anna', '', :now, 'open')"""
AN_ENTRY = """INSERT INTO timeline ("case", number, event, data, person, at, origin)
    VALUES ('SL-1', 2, 'NoteAdded', '{}', 'anna', :now, 'slack')"""
A_DELIVERY = """INSERT INTO delivery (key, destination, purpose, "case", payload, want, shown, attempts, unclear,
    made_at) VALUES ('card-2', 'slack:channel:C1', 'card', 'SL-1', '{}', 1, 0, 0, false, :now)"""

TWO_HOMES = """INSERT INTO delivery (key, destination, purpose, "case", payload, want, shown, attempts, unclear,
    made_at) VALUES ('home-1', 'slack:channel:C1', 'home', NULL, '{}', 1, 0, 0, false, :now),
    ('home-1', 'slack:channel:C1', 'home', NULL, '{}', 1, 0, 0, false, :now)"""

TWO_NOTICES = TWO_HOMES.replace("'home'", "'notice'").replace("NULL", "'SL-1'", 1).replace("NULL", "'SL-9'")
"""What cannot be delivered is told once, whichever case it was noticed with; this is found before the missing case."""

A_TEXT = """INSERT INTO searchable ("case", words) VALUES ('SL-1', 'vraag')"""


@dataclass(frozen=True)
class Wrong:
    """A write that *constraint* is there to refuse; ``says`` is for where SQLite does not name the constraint."""

    constraint: str
    write: str
    says: str = ""
    only_on: str = ""


def a_case(changes: str) -> str:
    """A wrong change of a case that is right in everything else, its version included."""
    return f"UPDATE cases SET version = 2, {changes}"  # noqa: S608  # written below


WRONG = (
    # cases
    Wrong("ck_cases_version", A_CASE.replace("'SL-2', 1,", "'SL-2', 0,")),
    Wrong("ck_cases_move", a_case("move = 'sideways'")),
    Wrong("ck_cases_outcome", a_case("outcome = 'forgotten', closed_at = :now")),
    Wrong("ck_cases_closed_has_outcome_and_time", a_case("outcome = 'withdrawn'")),
    Wrong("ck_cases_closed_has_outcome_and_time", a_case("closed_at = :now")),
    Wrong("ck_cases_feedback_party", a_case("feedback_party = ''")),
    Wrong("ck_cases_feedback_person", a_case("feedback_person = ''")),
    Wrong("ck_cases_offer_is_whole", a_case("offer_to = 'usis', offer_reason = 'Druk', offer_at = :now")),
    Wrong("ck_cases_offer_is_whole", a_case("offer_to = 'usis', offer_reason = 'Druk', offer_by = 'anna'")),
    Wrong("ck_cases_offer_is_whole", a_case("offer_to = 'usis', offer_by = 'anna', offer_at = :now")),
    Wrong(
        "ck_cases_offer_only_while_open",
        a_case(
            "offer_to = 'usis', offer_by = 'anna', offer_reason = 'Druk', offer_at = :now,"
            " outcome = 'withdrawn', closed_at = :now"
        ),
    ),
    Wrong("ck_cases_problem_answer_has_a_problem", a_case("problem = NULL, problem_answer = 'Zo'")),
    Wrong("ck_cases_ticket_is_whole", a_case("ticket_key = NULL")),
    Wrong("ck_cases_ticket_or_reference", a_case("ticket_number = NULL, ticket_key = NULL")),
    Wrong("uq_cases_open_ticket", A_CASE.replace("'M2'", "'M1'"), "UNIQUE constraint failed: cases.ticket_key"),
    Wrong("pk_cases", A_CASE.replace("'SL-2'", "'SL-1'"), "UNIQUE constraint failed: cases.number"),
    Wrong("fk_cases_problem", a_case("problem = 'PR-9'"), "FOREIGN KEY"),
    Wrong("cases_move_on_by_one_version", "UPDATE cases SET version = 3", "moves on by one version"),
    Wrong("cases_move_on_by_one_version", "UPDATE cases SET subject = 'Anders'", "moves on by one version"),
    # requests
    Wrong("ck_request_move", "UPDATE request SET move = 'redirect'"),
    Wrong("ck_request_state", A_REQUEST.replace("'open'", "'lost'")),
    Wrong("ck_request_claimant_while_held", "UPDATE request SET state = 'open'"),
    Wrong("ck_request_claimant_while_held", "UPDATE request SET claimant = NULL, claimed_at = NULL"),
    Wrong("ck_request_claim_has_a_time", "UPDATE request SET claimed_at = NULL"),
    Wrong("ck_request_asked_back_has_a_question", "UPDATE request SET state = 'asked-back'"),
    Wrong("ck_request_asked_back_has_a_question", "UPDATE request SET asked_back = 'Welk vak?'"),
    Wrong("ck_request_answered_has_an_answer", A_REQUEST.replace("'open'", "'answered'")),
    Wrong("ck_request_answered_has_an_answer", "UPDATE request SET answer = 'Ja'"),
    Wrong("ck_request_no_party_asks_itself", A_REQUEST.replace("'usis'", "'fb'").replace("'open'", "'withdrawn'")),
    Wrong(
        "uq_request_active",
        A_REQUEST.replace("'usis'", "'fb'").replace("'fb', 'anna'", "'helpdesk', 'sanne'"),
        "UNIQUE constraint failed: request.party, request.case",
    ),
    Wrong(
        "uq_request_handed_over",
        A_REQUEST.replace("'consultation'", "'hand-over'"),
        "UNIQUE constraint failed: request.case",
    ),
    Wrong(
        "pk_request",
        A_REQUEST.replace("'SL-1', 2", "'SL-1', 1"),
        "UNIQUE constraint failed: request.case, request.position",
    ),
    Wrong("fk_request_case", A_REQUEST.replace("'SL-1'", "'SL-9'"), "FOREIGN KEY"),
    # what a case is found by
    Wrong("uq_searchable_case", A_TEXT, "UNIQUE constraint failed: searchable.case"),
    Wrong("pk_searchable", "INSERT INTO searchable SELECT * FROM searchable", "UNIQUE constraint failed: searchable."),
    Wrong("fk_searchable_case", A_TEXT.replace("'SL-1'", "'SL-9'"), "FOREIGN KEY"),
    # the timeline
    Wrong("timeline_refuses_update", "UPDATE timeline SET person = 'bram'", "insert only"),
    Wrong("timeline_refuses_delete", "DELETE FROM timeline", "insert only", only_on="sqlite"),
    Wrong("timeline_refuses_update", "DELETE FROM timeline", "insert only", only_on="postgresql"),
    Wrong("timeline_refuses_truncate", "TRUNCATE timeline", "insert only", only_on="postgresql"),
    Wrong("pk_timeline", AN_ENTRY.replace("'SL-1', 2", "'SL-1', 1"), "UNIQUE constraint failed: timeline.case"),
    Wrong("fk_timeline_case", AN_ENTRY.replace("'SL-1'", "'SL-9'"), "FOREIGN KEY"),
    # problems, people, numbers, commands that arrive again
    Wrong("ck_problem_answer_has_a_time", "UPDATE problem SET answer = 'Opgelost'"),
    Wrong("ck_problem_answer_has_a_time", "UPDATE problem SET answered_at = :now"),
    Wrong("pk_problem", RIGHT[4], "UNIQUE constraint failed: problem.number"),
    Wrong("pk_person", RIGHT[0], "UNIQUE constraint failed: person.email"),
    Wrong("pk_identity", RIGHT[1], "UNIQUE constraint failed: identity.platform, identity.id"),
    Wrong("fk_identity_email", "UPDATE identity SET email = 'nobody@example.org'", "FOREIGN KEY"),
    Wrong("pk_numbering", RIGHT[2], "UNIQUE constraint failed: numbering.series"),
    Wrong("pk_inbox", RIGHT[3], "UNIQUE constraint failed: inbox.key"),
    # deliveries
    Wrong("ck_delivery_purpose", "UPDATE delivery SET purpose = 'pigeon'"),
    Wrong("ck_delivery_shown_is_wanted", "UPDATE delivery SET shown = 2"),
    Wrong(
        "uq_delivery_case_key", A_DELIVERY.replace("'card-2'", "'card-1'"), "UNIQUE constraint failed: delivery.case"
    ),
    Wrong("uq_delivery_home", TWO_HOMES, "UNIQUE constraint failed: delivery.key"),
    Wrong("uq_delivery_notice", TWO_NOTICES, "UNIQUE constraint failed: delivery.key"),
    Wrong("pk_delivery", "INSERT INTO delivery SELECT * FROM delivery", "UNIQUE constraint failed: delivery."),
    Wrong("fk_delivery_case", A_DELIVERY.replace("'SL-1'", "'SL-9'"), "FOREIGN KEY"),
    Wrong("fk_delivery_destination", A_DELIVERY.replace("'slack:channel:C1'", "'nowhere'"), "FOREIGN KEY"),
    Wrong("pk_destination", RIGHT[8], "UNIQUE constraint failed: destination.name"),
    Wrong("ck_delivery_home_is_of_no_case", "UPDATE delivery SET purpose = 'home'"),
    Wrong("ck_delivery_home_is_of_no_case", 'UPDATE delivery SET "case" = NULL'),
    # what people chose
    Wrong("ck_preference_language", "UPDATE preference SET language = 'fr'"),
    Wrong("fk_preference_email", "UPDATE preference SET email = 'nobody@example.org'", "FOREIGN KEY"),
    Wrong("pk_preference", RIGHT[11], "UNIQUE constraint failed: preference.email"),
    # tickets
    Wrong(
        "ck_cases_ticket_says_only_while_open", a_case("ticket_says = '{}', outcome = 'withdrawn', closed_at = :now")
    ),
    Wrong("pk_ticket_seen", RIGHT[12], "UNIQUE constraint failed: ticket_seen.case"),
    Wrong("fk_ticket_seen_case", RIGHT[12].replace("'SL-1'", "'SL-9'"), "FOREIGN KEY"),
    Wrong("pk_ticket_hint", RIGHT[13], "UNIQUE constraint failed: ticket_hint.ticket"),
    # what every process agrees on
    Wrong("pk_member_list", A_MEMBER_LIST, "UNIQUE constraint failed: member_list.name"),
    Wrong("pk_secret", A_SECRET, "UNIQUE constraint failed: secret.name"),
    # periodic work
    Wrong("pk_chore", RIGHT[10], "UNIQUE constraint failed: chore.name"),
)


@pytest.fixture
def right(migrated: Engine) -> Iterator[Connection]:
    """A connection that sees the right state; nothing of it stays."""
    with migrated.connect() as connection, connection.begin() as transaction:
        for statement in RIGHT:
            connection.execute(text(statement), {"now": NOW} if ":now" in statement else {})
        yield connection
        transaction.rollback()


@pytest.mark.parametrize(
    "wrong",
    [wrong for wrong in WRONG if not wrong.only_on],
    ids=lambda wrong: f"{wrong.constraint}: {wrong.write.split()[0].lower()}",
)
def test_a_wrong_write_is_refused(wrong: Wrong, right: Connection) -> None:
    is_refused(wrong, right)


def test_what_one_database_needs_another_trigger_for_is_refused_too(right: Connection) -> None:
    here = [wrong for wrong in WRONG if wrong.only_on == right.dialect.name]
    assert here
    for wrong in here:
        with right.begin_nested():
            is_refused(wrong, right)


def is_refused(wrong: Wrong, right: Connection) -> None:
    with pytest.raises(IntegrityError) as refused, right.begin_nested():
        right.execute(text(wrong.write), {"now": NOW} if ":now" in wrong.write else {})
    if right.dialect.name == "sqlite":
        assert (wrong.says or wrong.constraint) in str(refused.value.orig)
    else:
        diagnosis = refused.value.orig.diag  # type: ignore[union-attr]  # psycopg's own error
        assert wrong.constraint == diagnosis.constraint_name or wrong.says in str(diagnosis.message_primary)


@pytest.mark.parametrize("right_after_all", [A_CASE, A_REQUEST, AN_ENTRY, A_DELIVERY, a_case("subject = 'Anders'")])
def test_the_same_writes_without_their_mistake_are_accepted(right_after_all: str, right: Connection) -> None:
    right.execute(text(right_after_all), {"now": NOW} if ":now" in right_after_all else {})


def test_every_constraint_of_the_database_has_its_wrong_write(migrated: Engine) -> None:
    with migrated.connect() as connection:
        there = set(_constraints(connection)) - {"alembic_version_pkc"}
        dialect = connection.dialect.name
    tested = {wrong.constraint for wrong in WRONG if wrong.only_on in {"", dialect}}
    assert there == tested


def _constraints(connection: Connection) -> Iterator[str]:
    """Every CHECK, key, unique index and trigger that is in the database now, by its name."""
    if connection.dialect.name == "sqlite":
        for kind, name, sql in connection.execute(text("SELECT type, name, sql FROM sqlite_master")).all():
            yield from re.findall(r"CONSTRAINT (\w+)", sql or "") if kind == "table" else ()
            if (kind == "trigger" and not name.startswith("searchable_words")) or (
                kind == "index" and (sql or "").startswith("CREATE UNIQUE")
            ):
                yield name
        return
    queries = (
        """SELECT conname FROM pg_constraint
            WHERE contype IN ('c', 'f', 'p', 'u') AND connamespace = 'public'::regnamespace""",
        """SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
            WHERE indisunique AND relnamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)""",
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    )
    for query in queries:
        yield from connection.execute(text(query)).scalars()


NEEDED = [
    (table.name, column.name)
    for table in SQLModel.metadata.sorted_tables
    for column in table.columns
    if not column.nullable and not column.primary_key and table.name != "timeline"
]


@pytest.mark.parametrize(("table", "column"), NEEDED)
def test_what_is_needed_cannot_be_absent(table: str, column: str, right: Connection) -> None:
    step = ", version = 2" if table == "cases" and column != "version" else ""
    with pytest.raises(IntegrityError, match=r"(?i)not.null"):
        right.execute(text(f'UPDATE "{table}" SET "{column}" = NULL{step}'))  # noqa: S608  # names of our own tables


@pytest.mark.parametrize("value", ["'NoteAdded'", "'{}'", "'anna'", ":now", "'slack'"])
def test_an_entry_of_the_timeline_says_what_who_when_and_from_where(value: str, right: Connection) -> None:
    entry = AN_ENTRY.replace(value, "NULL")
    with pytest.raises(IntegrityError, match=r"(?i)not.null"):
        right.execute(text(entry), {"now": NOW} if ":now" in entry else {})


def test_the_tables_of_the_test_are_those_of_the_program() -> None:
    assert {table.name for table in SQLModel.metadata.sorted_tables} == {
        re.search(r"INTO (\w+)", statement)[1]  # type: ignore[index]  # every statement names its table
        for statement in RIGHT
    }
