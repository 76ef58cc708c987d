"""What is of one destination, in the order of the indexes that have it together: what is due there, and its cards."""

from typing import Any, cast

from sqlalchemy import ColumnElement, and_, literal_column

from bot.adapters.sql import rows
from bot.announcements import Purpose


def at(name: Any) -> ColumnElement[bool]:
    """Whether it is of the destination with this name, for a question that is ordered by ``in_order``.

    As a range: of a column that equals something PostgreSQL knows that it has no part in the order. It then takes the
    key of the table for an index in the same order, and walks through all there ever was to find that nothing is due.
    """
    destination = rows.deliveries.c.destination
    return and_(destination >= name, destination <= name)


def in_order() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """By destination, which is one, and the oldest first."""
    return rows.deliveries.c.destination, rows.deliveries.c.id


def newest_first() -> tuple[ColumnElement[Any], ...]:
    """The other way round."""
    return tuple(column.desc() for column in in_order())


def is_card() -> ColumnElement[bool]:
    """Written out, or SQLite would not see that the index on cards fits."""
    return cast("ColumnElement[bool]", rows.deliveries.c.purpose == literal_column(f"'{Purpose.CARD}'"))
