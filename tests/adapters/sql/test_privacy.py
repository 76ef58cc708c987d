"""What people wrote about a student is in the tables, and in no error that ends in a log."""

from collections.abc import Callable
from traceback import format_exception
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.sql import engine

WRITTEN = "Student Jan Jansen (s1234567) kan zich niet inschrijven"


def logged(work: Callable[[], Any]) -> str:
    """What a log would show of the error that *work* ends with."""
    with pytest.raises(SQLAlchemyError) as refused:
        work()
    return "".join(format_exception(refused.value))


@pytest.mark.parametrize("refused_by", ["ck_problem_answer_has_a_time", "null"])
def test_a_refused_write_does_not_show_what_was_written(refused_by: str, migrated: Engine) -> None:
    statement = text(
        "INSERT INTO problem (number, title, opened_by, opened_at, answer) VALUES ('PR-1', :title, :by, :at, :answer)"
    )
    by = None if refused_by == "null" else "anna"
    values = {"title": WRITTEN, "by": by, "at": "2026-11-23T09:00:00.000000Z", "answer": WRITTEN}

    with migrated.connect() as connection:
        shown = logged(lambda: connection.execute(statement, values))

    assert refused_by in shown.lower()
    assert "Jansen" not in shown


def test_a_key_that_is_there_already_is_not_shown(migrated: Engine) -> None:
    statement = text("INSERT INTO inbox (key, number, at) VALUES (:key, 'SL-1', :at)")
    values = {"key": WRITTEN, "at": "2026-11-23T09:00:00.000000Z"}

    with migrated.connect() as connection:
        connection.execute(statement, values)
        shown = logged(lambda: connection.execute(statement, values))

    assert "inbox" in shown
    assert "Jansen" not in shown


def test_a_question_that_fails_does_not_show_what_was_looked_for(migrated: Engine) -> None:
    readers = engine.reader(migrated.url)

    with readers.connect() as connection:
        shown = logged(lambda: connection.execute(text("SELECT 1 FROM nowhere WHERE a = :a"), {"a": WRITTEN}))
    readers.dispose()

    assert "nowhere" in shown
    assert "Jansen" not in shown
