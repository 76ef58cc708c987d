"""Cases that look alike: offered before something is asked a second time, or when one cause may lie behind several."""

import re
from collections.abc import Sequence

from bot.case import Case
from bot.conversation.core import Core
from bot.ports import CaseRow

SHORTEST_WORD = 4
MOST_WORDS = 8
ORDINARY = frozenset(
    """
    aan alle allen alleen andere deze dan dat door daar doen doet dank een gaat geen geven goed goede graag haar hallo
    hebben heeft heel hier hoe hun iets jullie kunnen kunt maar maken meer mijn moet moeten naar niet nodig nog omdat
    onder onze ook over student studente studenten tegen toch van veel vraag vragen voor waar waarom wanneer want wat
    werd werken weten willen wordt worden zijn zelf zich zoals zonder zou
    about after also been before could does doing from have hello into just know like more need only other please
    question should some student students than thank thanks that their them then there they this want were what when
    where which will with would your
    """.split()  # noqa: SIM905  # a list of words reads as words
)


def telling_words(text: str) -> tuple[str, ...]:
    """The words that say what a text is about: long enough and not ordinary; the longest first."""
    words = {word for word in re.findall(r"[^\W\d_]+", text.lower()) if len(word) >= SHORTEST_WORD}
    return tuple(sorted(words - ORDINARY, key=lambda word: (-len(word), word))[:MOST_WORDS])


async def similar_cases(
    core: Core, text: str, *, kind: str | None, faculty: str | None, limit: int = 3
) -> Sequence[CaseRow]:
    """Recent cases that share words with a question, open or closed, most alike first."""
    found = await core.store.queries.similar(telling_words(text), kind=kind, faculty=faculty, limit=limit)
    return found.rows


async def similar_open_cases(
    core: Core, case: Case, limit: int = 10, *, parties: tuple[str, ...] | None = None
) -> list[CaseRow]:
    """Other open cases that may have the same cause as this one; with *parties*, those they have a part in."""
    question = case.question
    alike = await similar_cases(core, question.subject, kind=question.kind, faculty=question.faculty, limit=limit + 1)
    open_ones = [r for r in alike if r.number != case.number and r.outcome is None and r.problem is None]
    return [row for row in open_ones if parties is None or not row.parties.isdisjoint(parties)][:limit]
