"""Bringing the outside up to date: what is due, what to do when it fails, what is sent, and the loop that does it."""

from bot.delivery.due import Deliveries, Due, Leased, May, Next, Noted, Onward
from bot.delivery.loop import LEASE_S, POLL_S, SEND_LIMIT_S, SHARES, Delivery
from bot.delivery.policy import MAX_ATTEMPTS, MAX_WAIT_S, Later, Park, after_failure

__all__ = [
    "LEASE_S",
    "MAX_ATTEMPTS",
    "MAX_WAIT_S",
    "POLL_S",
    "SEND_LIMIT_S",
    "SHARES",
    "Deliveries",
    "Delivery",
    "Due",
    "Later",
    "Leased",
    "May",
    "Next",
    "Noted",
    "Onward",
    "Park",
    "after_failure",
]
