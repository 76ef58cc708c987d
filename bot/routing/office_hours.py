"""Time as the desks count it: only while they are open.

Moments are aware; what is returned is in UTC. The clock on the wall decides when a desk opens, so an hour that
daylight saving skips or repeats is counted as it really passed.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot.routing.organisation import Organisation


def is_open(organisation: Organisation, at: datetime) -> bool:
    """Whether the desks are open; at closing time itself they no longer are."""
    start, end = next(_openings_from(organisation, at))
    return start <= at < end


def next_opening(organisation: Organisation, at: datetime) -> datetime:
    """*at* itself while the desks are open, else the moment they open again."""
    start, _ = next(_openings_from(organisation, at))
    return max(start, at).astimezone(UTC)


def open_until(organisation: Organisation, at: datetime) -> datetime:
    """When the desks close that are open at this moment, or else after they open next."""
    _, end = next(_openings_from(organisation, at))
    return end


def add_office_time(organisation: Organisation, start: datetime, amount: timedelta) -> datetime:
    """The moment at which *amount* of office time has passed since *start*. Raises ValueError for less than nothing.

    What is used up exactly at closing time ends then, not at the next opening.
    """
    if amount < timedelta(0):
        raise ValueError("office time does not run backwards")
    if not amount:
        return start.astimezone(UTC)
    left = amount
    for opens, closes in _openings_from(organisation, start):
        since = max(opens, start)
        if left <= closes - since:
            return (since + left).astimezone(UTC)
        left -= closes - since
    raise AssertionError("openings go on for ever")  # pragma: no cover


def office_time_between(organisation: Organisation, start: datetime, end: datetime) -> timedelta:
    """How long the desks were open between two moments; nothing when *end* is not after *start*."""
    passed = timedelta(0)
    for opens, closes in _openings_from(organisation, start):
        if opens >= end:
            break
        passed += max(min(closes, end) - max(opens, start), timedelta(0))
    return passed


def _openings_from(organisation: Organisation, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The openings that end after *at*, without end, in UTC. Raises ValueError for a moment without a zone."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    if not any(organisation.office_hours.values()):
        raise ValueError("the organisation is never open")
    day = at.astimezone(organisation.time_zone).date()
    while True:
        for opens, closes in _openings_on(organisation, day):
            if closes > at:
                yield opens, closes
        day += timedelta(days=1)


def _openings_on(organisation: Organisation, day: date) -> Iterator[tuple[datetime, datetime]]:
    if day in organisation.closed_days:
        return
    for opening in organisation.office_hours.get(day.weekday(), ()):
        yield _moment(organisation, day, opening.start), _moment(organisation, day, opening.end)


def _moment(organisation: Organisation, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, organisation.time_zone).astimezone(UTC)
