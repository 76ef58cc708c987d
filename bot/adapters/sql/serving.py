"""How a destination is taken, held and let go of, and what is noted of a delivery there: with every one of them."""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import and_, bindparam, case, false, func, literal, null, select, true, update

from bot.adapters.sql import rows
from bot.adapters.sql.due import is_free
from bot.adapters.sql.moments import Moment
from bot.adapters.sql.plain import Plain
from bot.delivery.trouble import CARD_NOT_POSTED

_D, _C = rows.destinations.c, rows.deliveries.c
_HERE = _D.name == bindparam("destination")
_MINE = and_(_HERE, _D.lease_by == bindparam("holder"))
_HELD = and_(_MINE, _D.lease_until > Moment("now"))
_THIS = _C.id == bindparam("this_id")

HELD_LONGER = Plain(lambda _: update(rows.destinations).where(_HELD).values(lease_until=Moment("until")))
FREE = Plain(
    lambda _: (
        update(rows.destinations)
        .where(_MINE)
        .values(lease_by=null(), lease_until=null(), next_at=Moment("next_at"), posts_from=Moment("posts_from"))
    )
)
_BEGINS = {"attempts": _C.attempts + 1, "first_try": func.coalesce(_C.first_try, Moment("now")), "unclear": true()}
BEGUN = Plain(lambda _: update(rows.deliveries).where(_THIS).values(_BEGINS))
_NOT_BEING_CHANGED = select(_C.id).where(_THIS).with_for_update(skip_locked=True, key_share=True)
BEGUN_AT_ONCE = Plain(lambda _: update(rows.deliveries).where(_C.id.in_(_NOT_BEING_CHANGED)).values(_BEGINS))
"""For several at a time: who waits, with one of them noted, for a case that waits for that one would wait for ever."""
SHOWN = Plain(
    lambda _: (
        update(rows.deliveries)
        .where(_THIS, select(literal(1)).where(_HELD).exists())
        .values(
            shown=case((_C.want < bindparam("version"), _C.want), else_=bindparam("version")),
            remote_ref=bindparam("ref", type_=_C.remote_ref.type),
            attempts=0,
            limited_since=null(),
            unclear=false(),
            sweep_at=func.coalesce(Moment("sweep"), _C.sweep_at),
            first_try=case((and_(bindparam("forget_first"), _C.sweep_at.is_(None)), null()), else_=_C.first_try),
        )
    )
)
LINES_CAN_FOLLOW = Plain(
    lambda _: (
        update(rows.deliveries)
        .where(
            _C.case == bindparam("of_case"),
            _C.party == bindparam("of_party"),
            _C.destination == bindparam("destination"),
            _C.parked == literal(CARD_NOT_POSTED),
            select(literal(1)).where(_HELD).exists(),
        )
        .values(parked=null(), attempts=0)
    )
)
"""Lines were parked because there was no card; there is one now."""


def numbered(names: Sequence[str]) -> Mapping[str, str]:
    """The names as ``taking`` has them: filled up to a power of two with the last, so that there are few statements."""
    filled = [*names] + [names[-1]] * (_room_for(len(names)) - len(names))
    return {f"name_{number}": name for number, name in enumerate(filled)}


def taking(how_many: int) -> Plain:
    """Take so many destinations, as far as they are free."""
    return _taking_of(_room_for(how_many))


def _room_for(how_many: int) -> int:
    return 1 << (how_many - 1).bit_length()


@cache
def _taking_of(how_many: int) -> Plain:
    """Nobody waits for another who does the same.

    The lock is not against what refers to the row: a case that is being saved must not hide its destinations.
    """
    these = _D.name.in_([bindparam(f"name_{number}") for number in range(how_many)])
    free = select(_D.name).where(these, is_free()).with_for_update(skip_locked=True, key_share=True)
    taken = update(rows.destinations).where(_D.name.in_(free))
    taken = taken.values(lease_by=bindparam("holder"), lease_until=Moment("until"))
    return Plain(lambda _: taken.returning(_D.name, _D.posts_from, Moment("now").label("now")))
