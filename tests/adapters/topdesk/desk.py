"""What the tests look at in the double."""

from typing import Any

from bot.demo.topdesk import Double

PORTAL_QUESTION = "M2611 0042"
ARCHIVED = "M2609 0412"
CLOSED = "M2610 0987"
PORTAL_GROUP = "5ec0d11e-0001-4000-8000-000000000002"


def id_of(double: Double, number: str = PORTAL_QUESTION) -> str:
    return double.store.by_number(number).id


def fields_of(double: Double, number: str = PORTAL_QUESTION) -> dict[str, Any]:
    return double.store.by_number(number).fields


def entries(double: Double, text: str, number: str = PORTAL_QUESTION) -> list[dict[str, Any]]:
    """The entries of the trail that hold this text."""
    return [entry for entry in double.store.by_number(number).trail if text in entry["plainText"]]
