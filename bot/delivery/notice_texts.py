"""What a person reads in a message: one event, a reminder, or an overview of what waited for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.conversation.core import Core, words_for
from bot.events import Declined, HandedBack
from bot.lines import names_in_entry, notice_of
from bot.ports import Notice
from bot.preferences import NoticeKind
from bot.texts import moment, say
from bot.timeline import Entry

MOST_IN_FULL = 12
"""Cases in an overview; more than this nobody reads in one message, and Home has them all."""

MOST_BUTTONS = 5
LONGEST = 500
"""Characters of one event in an overview."""


@dataclass(frozen=True)
class Told:
    """One thing somebody is told: an entry of the timeline, or that the answer is due."""

    case: str
    kind: NoticeKind | None
    entry: int = 0
    due: datetime | None = None

    @classmethod
    def from_payload(cls, case: str, payload: Mapping[str, Any]) -> "Told":
        """As it was announced."""
        known = set(NoticeKind)
        kind = NoticeKind(payload["kind"]) if payload.get("kind") in known else None
        due = datetime.fromisoformat(payload["due"]) if "due" in payload else None
        return cls(case, kind, payload.get("entry", 0), due)


async def reminder_is_due(core: Core, told: Told) -> bool:
    """Whether there is still something to remind of. Anything else has happened, and stays so."""
    if told.due is None:
        return True
    found = await core.store.queries.feedback_due(told.case)
    return found == told.due


async def notice_text(core: Core, language: str, told: Told) -> str:
    """One thing somebody is told, whole."""
    case = await core.store.queries.case(told.case)
    words = await words_for(core, language, ())
    if told.due is not None:
        text = reminder_text(core, language, told.due)
        return words.say("notice", case=case.number, subject=case.question.subject, text=text)
    entries = await core.store.queries.timeline(told.case)
    entry = entries[told.entry - 1]
    declined = _declined_before(entries[: told.entry - 1]) if isinstance(entry.event, HandedBack) else None
    people = names_in_entry(entry) | (names_in_entry(declined) if declined else set())
    words = await words_for(core, language, people)
    return notice_of(entry, case.number, case.question.subject, words, declined)


def reminder_text(core: Core, language: str, due: datetime) -> str:
    """That the student should have the answer soon."""
    return say(language, "notice-feedback-due", due=moment(language, due, core.organisation().time_zone))


async def overview(core: Core, language: str, told: Sequence[Told]) -> Notice:
    """Everything that waited, a case at a time, in one message."""
    by_case: dict[str, list[Told]] = {}
    for one in told:
        by_case.setdefault(one.case, []).append(one)
    shown = list(by_case)[:MOST_IN_FULL]
    texts = [_shortened(await notice_text(core, language, by_case[number][-1])) for number in shown]
    heading = say(language, "notice-overview", total=len(told), cases=len(by_case))
    left = len(by_case) - len(shown)
    more = [say(language, "notice-overview-more", total=left)] if left else []
    others = tuple((number, number) for number in shown[1:MOST_BUTTONS])
    return Notice("\n\n".join([heading, *texts, *more]), shown[0], shown[0], others)


def _declined_before(entries: Sequence[Entry]) -> Entry | None:
    """Why something came back is said by who declined it."""
    return next((entry for entry in reversed(entries) if isinstance(entry.event, Declined)), None)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
