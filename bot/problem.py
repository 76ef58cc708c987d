"""A problem: several cases with one cause. One answer serves all; each case keeps its own feedback to give."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.refusals import AlreadyDone, TextMissing


@dataclass(frozen=True)
class Problem:
    """One cause behind several cases, with the number ``PR-2611-0003``."""

    number: str
    title: str
    opened_by: str
    opened_at: datetime
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None

    def answered(self, answer: str, person: str, now: datetime) -> "Problem":
        """The problem with its answer; a better answer may replace an earlier one."""
        if not answer.strip():
            raise TextMissing("answer")
        if answer.strip() == self.answer:
            raise AlreadyDone("answer-problem")
        return replace(self, answer=answer.strip(), answered_by=person, answered_at=now)
