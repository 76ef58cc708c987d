"""What people write in the thread under a card becomes a note on the case, and reaches every other thread of it.

The student never sees a note. What looks like a student's is taken out of the note; it still stands in the message,
which is the writer's own, so they are asked to take it out there too.
"""

from dataclasses import dataclass

from bot.case import Case
from bot.commands import AddNote, CorrectNote
from bot.conversation.core import Core, Speaker, must_take_part, words_for
from bot.conversation.refusals import refusal_text
from bot.conversation.replies import Said
from bot.conversation.student_data import masked_except_desks, masked_text
from bot.errors import RefusedMove
from bot.events import NoteAdded
from bot.handlers import handle
from bot.masking import DEFAULT_MARKS
from bot.ports import CardPlace
from bot.texts import listed, say

LONGEST_NOTE = 4_000
"""Characters; a Slack message may hold ten times as many."""


@dataclass(frozen=True)
class Written:
    """A message in the thread under a card. ``key`` names it on its platform, whoever brings it and how often."""

    card: CardPlace
    text: str
    key: str


async def note(core: Core, speaker: Speaker, written: Written) -> Said | None:
    """Write it down. What the writer has to be told, if anything."""
    text, masked = _clean(core, written.text)
    case, card = written.card.case, written.card
    command = AddNote(
        actor=speaker.actor, key=written.key, case=case, text=text, thread=card.destination, party=card.party
    )
    try:
        must_take_part(speaker)
        handled = await core.store.run(handle(command))
    except RefusedMove as refused:
        why = await refusal_text(core, refused, speaker.language)
        told = say(speaker.language, "thread-not-noted", case=case, why=why)
        return Said(_with_warning(told, speaker.language, masked), is_refusal=True, case=case)
    if handled.repeated:
        return None
    first = await _first_of_theirs(core, speaker, case)
    told = await _where_it_went(core, speaker, written.card) if first else ""
    told = _with_warning(told, speaker.language, masked)
    return Said(told, case=case) if told else None


async def correct(
    core: Core, speaker: Speaker, written: Written, *, key: str, before: str | None = None
) -> Said | None:
    """The message was changed; *written* has the name it had at first, *key* the name of the change.

    *before* is what it said until then, where the platform tells.

    Nothing becomes of a message that was no note, nor of a change that only took out what the note never had.
    """
    text, masked = _clean(core, written.text)
    number = await core.store.queries.done_before(written.key)
    if number is None or not text or (before is not None and _says_the_same(core, before, text)):
        return None
    card = written.card
    command = CorrectNote(
        actor=speaker.actor, key=key, case=number, text=text, thread=card.destination, party=card.party
    )
    try:
        await core.store.run(handle(command))
    except RefusedMove as refused:
        why = await refusal_text(core, refused, speaker.language)
        return Said(say(speaker.language, "thread-not-noted", case=number, why=why), is_refusal=True, case=number)
    told = _with_warning("", speaker.language, masked)
    return Said(told, case=number) if told else None


async def taken_away(core: Core, language: str, key: str) -> Said | None:
    """The message with this name was deleted. Its note stays, and who wrote it should know."""
    number = await core.store.queries.done_before(key)
    return Said(say(language, "thread-note-stays", case=number), case=number) if number else None


def _clean(core: Core, text: str) -> tuple[str, tuple[str, ...]]:
    """The text without student data, and which sorts of that there were. PostgreSQL stores no NUL."""
    clean, masked = masked_except_desks(text.replace("\x00", "").strip(), core.organisation())
    return (clean if len(clean) <= LONGEST_NOTE else f"{clean[: LONGEST_NOTE - 1]}…"), masked


def _says_the_same(core: Core, before: str, now: str) -> bool:
    return _without_marks(now) == _without_marks(_clean(core, before)[0])


def _without_marks(text: str) -> str:
    for mark in DEFAULT_MARKS.values():
        text = text.replace(mark, " ")
    return " ".join(text.split())


def _with_warning(told: str, language: str, masked: tuple[str, ...]) -> str:
    if not masked:
        return told
    warning = say(language, "thread-student-data", masked=masked_text(language, masked))
    return f"{told} {warning}".strip()


async def _first_of_theirs(core: Core, speaker: Speaker, case: str) -> bool:
    """Whether it is the first thing this person wrote under a card of the case: from then on they know."""
    entries = await core.store.queries.timeline(case)
    theirs = [e for e in entries if isinstance(e.event, NoteAdded) and e.event.thread]
    return sum(entry.person == speaker.actor.person for entry in theirs) == 1


async def _where_it_went(core: Core, speaker: Speaker, card: CardPlace) -> str:
    case: Case = await core.store.queries.case(card.case)
    words = await words_for(core, speaker.language, ())
    others = [words.party(party) for party in case.parties if party != card.party]
    return words.say("thread-noted", case=card.case, parties=listed(words.language, others), total=len(others))
