"""What a person chose for themselves: their language, what they want to be told, and until when they are away."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a message to one person is about. Each can be switched off by that person."""

    ASSIGNED = "assigned"
    ANSWERED = "answered"
    FEEDBACK_DUE = "feedback-due"
    HANDED_BACK = "handed-back"
    ASKED_BACK = "asked-back"
    INFORMATION_GIVEN = "information-given"
    FEEDBACK_OFFERED = "feedback-offered"


@dataclass(frozen=True)
class Preferences:
    """What one person chose. ``language`` is None for who follows the language of the platform."""

    language: str | None = None
    muted: frozenset[NoticeKind] = frozenset()
    absent_until: datetime | None = None
    """The moment they are back."""

    def is_absent(self, now: datetime) -> bool:
        """Whether this person is away at *now*."""
        return self.absent_until is not None and now < self.absent_until
