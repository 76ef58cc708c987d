"""Moments so many seconds from now, by the database's clock, in statements that are put together once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, bindparam, cast
from sqlalchemy.ext.compiler import compiles

from bot.adapters.sql.tables import Instant
from bot.ports import Clock


class Moment(ColumnElement[Any]):
    """The moment with this name, which is given each time; see ``moments``. None stands for no time at all."""

    inherit_cache = False
    type = Instant()

    def __init__(self, name: str) -> None:
        self.name = name


@compiles(Moment, "sqlite")
def _on_sqlite(moment: Moment, compiler: Any, **_: Any) -> str:
    return str(compiler.process(bindparam(moment.name, type_=Instant())))


@compiles(Moment, "postgresql")
def _on_postgresql(moment: Moment, compiler: Any, **_: Any) -> str:
    from_now = cast(bindparam(moment.name, type_=Interval()), Interval())
    return f"(clock_timestamp() + {compiler.process(from_now)})"


def moments(clock: Clock, *, is_postgresql: bool, **plus_s: float | None) -> Mapping[str, Any]:
    """What a statement is given for its moments, so many seconds from now.

    PostgreSQL, which replicas share, counts from its own time; SQLite is of one machine, and follows *clock*.
    """
    start = None if is_postgresql else clock()
    later = {name: None if s is None else timedelta(seconds=s) for name, s in plus_s.items()}
    return {name: wait if start is None or wait is None else start + wait for name, wait in later.items()}
