"""The timeline of a case: what happened, who did it, when and from where. Rows are added, never rewritten."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.events import Event, event_types

_TYPES = event_types()


@dataclass(frozen=True)
class Entry:
    """One row of the timeline; *number* counts within its case, from 1."""

    case: str
    number: int
    event: Event
    person: str
    at: datetime
    origin: str


def event_to_row(event: Event) -> tuple[str, dict[str, Any]]:
    """The name and the JSON of an event."""
    return type(event).__name__, asdict(event)


def event_from_row(name: str, data: dict[str, Any]) -> Event:
    """The event as it was recorded. Raises ``KeyError`` for a name no version of the program ever wrote."""
    return _TYPES[name](**{field: tuple(v) if isinstance(v, list) else v for field, v in data.items()})
