"""Time as the desks count it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing import Organisation, add_office_time, is_open, next_opening, office_time_between, parse
from tests.routing.small_file import changed

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(text: str) -> datetime:
    """A moment on the clock in Leiden, as in ``2026-11-23 09:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-23 08:59", False),
        ("2026-11-23 09:00", True),
        ("2026-11-23 16:59", True),
        ("2026-11-23 17:00", False),
        ("2026-11-22 12:00", False),
        ("2026-12-25 12:00", False),
        ("2026-07-01 09:00", True),
        ("2026-07-01 08:59", False),
    ],
    ids=["before", "at-nine", "last-minute", "at-five", "sunday", "christmas", "summer", "before-in-summer"],
)
def test_the_desks_are_open_on_working_days_from_nine_to_five(leiden: Organisation, moment: str, open_: bool) -> None:
    assert is_open(leiden, at(moment)) is open_
    assert is_open(leiden, at(moment).astimezone(UTC)) is open_


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:00"),
        ("2026-11-23 07:00", "2026-11-23 09:00"),
        ("2026-11-23 17:00", "2026-11-24 09:00"),
        ("2026-11-27 18:00", "2026-11-30 09:00"),
        ("2026-12-24 17:30", "2026-12-28 09:00"),
        ("2026-04-02 17:30", "2026-04-07 09:00"),
    ],
    ids=["now", "this-morning", "tomorrow", "after-the-weekend", "after-christmas", "after-easter"],
)
def test_the_next_opening_passes_over_nights_weekends_and_closed_days(
    leiden: Organisation, moment: str, opening: str
) -> None:
    assert next_opening(leiden, at(moment)) == at(opening)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-11-23 10:00", hours(4), "2026-11-23 14:00"),
        ("2026-11-23 13:00", hours(4), "2026-11-23 17:00"),
        ("2026-11-23 15:00", hours(4), "2026-11-24 11:00"),
        ("2026-11-22 12:00", hours(1), "2026-11-23 10:00"),
        ("2026-12-24 16:00", hours(2), "2026-12-28 10:00"),
        ("2026-11-23 09:00", hours(40), "2026-11-27 17:00"),
        ("2026-03-27 16:00", hours(2), "2026-03-30 10:00"),
        ("2026-10-23 16:00", hours(2), "2026-10-26 10:00"),
    ],
    ids=["same-day", "until-five", "overnight", "from-sunday", "christmas", "a-week", "to-summer", "to-winter"],
)
def test_an_agreed_time_runs_only_while_the_desks_are_open(
    leiden: Organisation, start: str, amount: timedelta, due: str
) -> None:
    assert add_office_time(leiden, at(start), amount) == at(due)


@pytest.mark.parametrize(("day", "length"), [("2026-03-29", 3), ("2026-10-25", 5), ("2026-11-22", 4)])
def test_an_hour_that_summer_time_skips_or_repeats_is_counted_as_it_passed(day: str, length: int) -> None:
    organisation = parse(changed(('monday = "09:00-17:00"', 'sunday = "00:00-04:00"')))
    assert office_time_between(organisation, at(f"{day} 00:00"), at(f"{day} 12:00")) == hours(length)


def test_a_break_at_noon_is_not_counted() -> None:
    organisation = parse(changed(('"09:00-17:00"', '["09:00-12:30", "13:00-17:00"]')))
    assert not is_open(organisation, at("2026-11-23 12:45"))
    assert add_office_time(organisation, at("2026-11-23 12:00"), hours(1)) == at("2026-11-23 13:30")


def test_results_are_in_utc(leiden: Organisation) -> None:
    assert next_opening(leiden, at("2026-11-23 10:00")).tzinfo is UTC
    assert add_office_time(leiden, at("2026-11-23 10:00"), hours(1)).tzinfo is UTC
    assert add_office_time(leiden, at("2026-11-23 10:00"), hours(0)).tzinfo is UTC


def test_no_time_has_passed_between_a_moment_and_an_earlier_one(leiden: Organisation) -> None:
    assert office_time_between(leiden, at("2026-11-24 12:00"), at("2026-11-23 12:00")) == hours(0)


def test_office_time_does_not_run_backwards(leiden: Organisation) -> None:
    with pytest.raises(ValueError, match="backwards"):
        add_office_time(leiden, at("2026-11-23 10:00"), hours(-1))


def test_a_moment_without_a_time_zone_is_a_mistake(leiden: Organisation) -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_open(leiden, at("2026-11-23 10:00").replace(tzinfo=None))


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
amounts = st.timedeltas(timedelta(minutes=1), timedelta(hours=60))


@given(moments, amounts)
def test_the_time_between_now_and_when_something_is_due_is_what_was_agreed(
    leiden: Organisation, start: datetime, amount: timedelta
) -> None:
    assert office_time_between(leiden, start, add_office_time(leiden, start, amount)) == amount


@given(moments, amounts, amounts)
def test_time_agreed_in_two_parts_ends_when_the_whole_does(
    leiden: Organisation, start: datetime, first: timedelta, second: timedelta
) -> None:
    halfway = add_office_time(leiden, start, first)
    assert add_office_time(leiden, halfway, second) == add_office_time(leiden, start, first + second)


@given(moments)
def test_the_desks_are_open_at_the_next_opening(leiden: Organisation, moment: datetime) -> None:
    opening = next_opening(leiden, moment)
    assert opening >= moment
    assert is_open(leiden, opening)
    assert office_time_between(leiden, moment, opening) == hours(0)


def easter_sunday(year: int) -> date:
    """The Gregorian computus, after Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_example_file_closes_on_the_dutch_public_holidays(leiden: Organisation, year: int) -> None:
    moving = {easter_sunday(year) + timedelta(days=days) for days in (-2, 1, 39, 50)}
    fixed = {date(year, month, day) for month, day in [(1, 1), (4, 27), (5, 5), (12, 25), (12, 26)]}
    assert {day for day in leiden.closed_days if day.year == year} == moving | fixed
