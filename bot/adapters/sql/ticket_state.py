"""How a case stands with its ticket: when it was looked at last, and what could not be written into it."""

from sqlalchemy import bindparam, delete, or_, select, update

from bot.adapters.sql import rows
from bot.adapters.sql.plain import Plain
from bot.announcements import Purpose

_d, _seen = rows.deliveries.c, rows.tickets_seen.c
_GOT_STUCK = (_d.case == bindparam("number")) & (_d.purpose == Purpose.TICKET) & _d.parked.is_not(None)
_DOES = _d.payload["do"].as_string()

LOOKED_AT = Plain(lambda _: select(_seen.looked_at).where(_seen.case == bindparam("number")))
FORGET = Plain(lambda _: delete(rows.tickets_seen).where(_seen.case == bindparam("number")))
HAND_OVER_GOT_STUCK = Plain(lambda _: select(_d.id).where(_GOT_STUCK, _DOES == "hand-over").limit(1))
TRY_AGAIN = Plain(
    lambda _: (
        update(rows.deliveries)
        .where(_GOT_STUCK, or_(_DOES == "hand-over", _DOES == "note"))  # what the student sees is for people to repeat
        .values(parked=None, attempts=0, limited_since=None)
    )
)
