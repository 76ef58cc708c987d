"""Searching while somebody types: the cases that fit, each with its card, to show one of them to others."""

from dataclasses import dataclass, replace

from bot.actions import Viewer
from bot.card import Card, case_card, names_in
from bot.conversation.core import Core, Speaker, must_take_part, words_for
from bot.conversation.looking import line_of_row, named
from bot.conversation.replies import Line
from bot.ports import CaseFilter, CaseRow
from bot.refusals import UnknownCase


@dataclass(frozen=True)
class Found:
    """A case as a line to choose from, and as the card that is shown when it is chosen."""

    line: Line
    card: Card


async def find(core: Core, speaker: Speaker, words: str, *, limit: int, offset: int) -> tuple[Found, ...]:
    """By number, ticket, party, faculty or words; nothing typed finds what the person's parties have to do.

    Raises ``NoParty`` for who is in none.
    """
    must_take_part(speaker)
    asked = _asked(core, speaker, " ".join(words.split()))
    rows = (await core.store.queries.cases(replace(asked, limit=limit, offset=offset))).rows
    return tuple([one for row in rows if (one := await _found(core, speaker, row)) is not None])


def _asked(core: Core, speaker: Speaker, words: str) -> CaseFilter:
    if words:
        return replace(named(words, core.organisation()), open=None)
    return CaseFilter(open=True, parties=tuple(sorted(speaker.actor.parties)))


async def _found(core: Core, speaker: Speaker, row: CaseRow) -> Found | None:
    try:
        case = await core.store.queries.case(row.number)
    except UnknownCase:  # it was taken away since
        return None
    people = {person for person in (row.feedback_person, *row.claimed_by) if person}
    words = await words_for(core, speaker.language, people | names_in(case))
    return Found(line_of_row(row, words, core), case_card(case, Viewer(frozenset()), words))
