"""When something may be sent: each channel at its pace, and a platform that was asked too often is left alone."""

import pytest

from bot.announcements import Purpose
from bot.delivery import Due
from bot.delivery.pace import Pace

HELPDESK, PORTAL, LAW = "slack:channel:C01HELPDESK", "slack:channel:C02PORTAL", "slack:channel:C03LAW"
GENERAL = "teams:channel:19:general"
TICKET, OTHER_TICKET = "ticket:id-of-M1", "ticket:id-of-M2"


class Seconds:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def pace(seconds: Seconds) -> Pace:
    return Pace(seconds)


def a_line(destination: str) -> Due:
    """A post."""
    return Due(1, "line", destination, Purpose.LINE, "SL-1", None, {}, 1, None, 0, None, unclear=False)


def a_change(destination: str) -> Due:
    """A card that stands there already, or an entry in a ticket."""
    purpose = Purpose.TICKET if destination.startswith("ticket") else Purpose.CARD
    return Due(1, "card", destination, purpose, "SL-1", None, {}, 2, {"ts": "1"}, 0, None, unclear=False)


def test_a_channel_rests_after_a_post_and_no_other_does(pace: Pace, seconds: Seconds) -> None:
    pace.rest(PORTAL, 1.0)
    assert (pace.pause_s(a_line(PORTAL)), pace.pause_s(a_line(HELPDESK))) == (1.0, 0.0)
    assert pace.pause_s(a_change(PORTAL)) == 0.0, "what stands there may change"
    seconds.now += 1.0
    assert pace.pause_s(a_line(PORTAL)) == 0.0


def test_the_longer_of_two_rests_is_kept(pace: Pace) -> None:
    pace.rest(PORTAL, 1.0)
    pace.rest(PORTAL, 0.0)
    assert pace.posts_in_s(PORTAL) == 1.0


def test_a_limit_on_one_channel_holds_for_that_channel(pace: Pace) -> None:
    pace.asked_to_wait(a_line(PORTAL), 30.0)
    pace.asked_to_wait(a_line(PORTAL), 30.0)
    assert pace.pause_s(a_line(HELPDESK)) == 0.0


def test_a_second_channel_that_is_refused_meanwhile_makes_the_whole_platform_wait(pace: Pace, seconds: Seconds) -> None:
    pace.asked_to_wait(a_line(PORTAL), 30.0)
    seconds.now += 10.0
    pace.asked_to_wait(a_line(HELPDESK), 30.0)
    assert pace.pause_s(a_line(LAW)) == 30.0
    assert pace.pause_s(a_line(GENERAL)) == 0.0, "another platform"
    assert pace.pause_s(a_change(LAW)) == 0.0, "another limit"
    seconds.now += 30.0
    assert pace.pause_s(a_line(LAW)) == 0.0


def test_two_channels_that_are_refused_one_after_the_other_are_two_channels(pace: Pace, seconds: Seconds) -> None:
    pace.asked_to_wait(a_line(PORTAL), 5.0)
    seconds.now += 6.0
    pace.asked_to_wait(a_line(HELPDESK), 5.0)
    assert pace.pause_s(a_line(LAW)) == 0.0


@pytest.mark.parametrize(("refused", "other"), [(PORTAL, HELPDESK), (TICKET, OTHER_TICKET)])
def test_a_limit_on_changes_or_on_tickets_holds_for_all_of_them(pace: Pace, refused: str, other: str) -> None:
    pace.asked_to_wait(a_change(refused), 30.0)
    assert pace.pause_s(a_change(other)) == 30.0
    assert pace.pause_s(a_line(HELPDESK)) == 0.0
