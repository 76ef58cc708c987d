"""What is due, and where: asked of an index that holds nothing else, however much there is and ever was."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from bot.adapters.sql import rows
from bot.adapters.sql.moments import Moment
from bot.adapters.sql.places import at, in_order
from bot.adapters.sql.plain import Plain
from bot.announcements import Purpose

WALKED = 500
"""Destinations of a kind at one look. Where there are more, the next look goes on after them."""


def is_pending(delivery: Any = rows.deliveries) -> ColumnElement[bool]:
    """Whether something has to be shown or swept, now or later.

    The index on this is used for what says exactly the same.
    """
    c = delivery.c
    return or_(and_(c.shown < c.want, c.parked.is_(None)), c.sweep_at.is_not(None))


def is_due(delivery: Any = rows.deliveries) -> ColumnElement[bool]:
    """Whether it has to be shown or swept now. A time too far on was noted by a clock that was set back since."""
    c = delivery.c
    waited = or_(c.not_before.is_(None), c.not_before <= Moment("now"))
    show = and_(c.shown < c.want, c.parked.is_(None), waited)
    return and_(is_pending(delivery), or_(show, c.sweep_at <= Moment("now"), c.sweep_at > Moment("too_far")))


def is_free() -> ColumnElement[bool]:
    """Whether nobody holds the destination, and it has rested."""
    d = rows.destinations.c
    free = or_(d.lease_until.is_(None), d.lease_until <= Moment("now"), d.lease_until > Moment("too_far"))
    return and_(free, or_(d.next_at.is_(None), d.next_at <= Moment("now"), d.next_at > Moment("too_far")))


def _next() -> Select[Any]:
    """The lowest that is due at a destination. A line comes with where its card stands."""
    c, card = rows.deliveries.c, rows.deliveries.alias("card")
    same = (card.c.case == c.case, card.c.party == c.party, card.c.destination == c.destination)
    kinds = (c.purpose == _written_out(Purpose.LINE), card.c.purpose == _written_out(Purpose.CARD))
    card_ref = select(card.c.remote_ref).where(*kinds, *same).scalar_subquery().label("card_ref")
    here = at(bindparam("destination", type_=String()))
    return select(rows.deliveries, card_ref).where(here, is_due()).order_by(*in_order()).limit(1)


def _written_out(purpose: Purpose) -> ColumnElement[str]:
    """Or SQLite would not see that the index on cards fits."""
    return literal_column(f"'{purpose}'")


def _waiting() -> Any:
    """The destinations of a kind that could be served, those with the oldest delivery first.

    From one destination to the next in the index: what is piled up at one of them is passed over in one step. A row
    without ``first`` says where the walk ended before it came to the last of them.
    """
    due, later, d = rows.deliveries.alias("due"), rows.deliveries.alias("later"), rows.destinations.c
    behind = bindparam("behind", type_=String())
    first_name = select(func.min(due.c.destination).label("name"), literal_column("1").label("step"))
    start = first_name.where(due.c.destination > bindparam("after", type_=String()), due.c.destination < behind)
    walk = start.where(is_pending(due)).cte("walk", recursive=True)
    following = select(func.min(later.c.destination)).where(later.c.destination > walk.c.name)
    following = following.where(later.c.destination < behind, is_pending(later)).correlate(walk)
    step = select(following.scalar_subquery(), walk.c.step + 1).where(walk.c.name.is_not(None), walk.c.step < WALKED)
    walk = walk.union_all(step)
    c = rows.deliveries.c
    first = select(c.id).where(at(d.name), is_due()).order_by(*in_order()).limit(1)
    first = first.correlate(rows.destinations)
    ready = select(d.name, first.scalar_subquery().label("first")).join(walk, walk.c.name == d.name)
    found = ready.where(is_free()).subquery()
    oldest = select(found).where(found.c.first.is_not(None)).order_by(found.c.first).limit(bindparam("room"))
    ended = select(func.max(walk.c.name), null()).having(func.count(walk.c.name) >= WALKED)
    return union_all(select(oldest.subquery()), ended)


NEXT = Plain(lambda _: _next())
WAITING = Plain(lambda _: _waiting())
