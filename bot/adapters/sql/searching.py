"""Finding cases by words: any part of a word, at the start, in the middle or at the end of a compound.

Both databases keep an index of every three characters in a row. It only ever proposes rows; whether the words are
really there is looked up in the text itself. What is shorter than three characters is only compared.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, select, text

from bot.adapters.sql import rows
from bot.adapters.sql.plain import Plain, Statements
from bot.case import Case

MOST_FOUND = 200
"""Nobody turns more pages than this fills; they add a word."""

NEWEST = 1_000
"""Cases in which everything is compared, the newest: how often words are there says how to go on."""

COMMON = 5
"""Words that are so often in the newest are found soonest by walking back from there, not with the index."""

WALK = 50_000
"""How far back at most."""

INDEXED = 3
"""Characters; parts of a word that are shorter stand in no index."""


def folded(written: str) -> str:
    """As it is compared: without capitals and accents, with single spaces."""
    parts = unicodedata.normalize("NFKD", written.casefold())
    return " ".join("".join(part for part in parts if not unicodedata.combining(part)).split())


def searched_words(words: str) -> tuple[str, ...]:
    """What must all be there."""
    return tuple(dict.fromkeys(folded(words).split()))


def note_words(statements: Statements, case: Case, before: Case | None) -> None:
    """Keep what the case can be found by, where that is new."""
    if before is None or case.question != before.question:
        statements.run(_FOUND_BY, {"case": case.number, "words": _words_of(case)})


_FOUND_BY = Plain(
    lambda insert: (
        insert(rows.searchable)
        .values(case=bindparam("case"), words=bindparam("words"))
        .on_conflict_do_update(index_elements=["case"], set_={"words": bindparam("words")})
        .inline()
    )
)


def _words_of(case: Case) -> str:
    question = case.question
    ticket = (question.ticket.number, question.ticket.key) if question.ticket else ()
    return folded(" ".join((case.number, *ticket, question.reference or "", question.subject, question.text)))


def has_words(words: Sequence[str]) -> ColumnElement[bool]:
    """Whether a row of ``cases`` has them all; for a handful of cases, each of which is looked up."""
    s = rows.searchable.c
    return exists().where(s.case == rows.cases.c.number, *(_contains(word) for word in words))


def newest_with(connection: Connection, words: Sequence[str]) -> list[str]:
    """The numbers of the newest cases with all of these words, newest first; at most one more than ``MOST_FOUND``."""
    return (
        _on_postgresql(connection, words) if connection.dialect.name == "postgresql" else _on_sqlite(connection, words)
    )


def _on_sqlite(connection: Connection, words: Sequence[str]) -> list[str]:
    """FTS5 hands out what it finds from the newest back, so that it can stop when it has enough."""
    phrases = " ".join(_phrase(word) for word in words if len(word) >= INDEXED)
    if not phrases:
        return _walk(connection, words, WALK)
    short = {f"short_{n}": word for n, word in enumerate(words) if len(word) < INDEXED}
    compared = "".join(f" AND instr(s.words, :{name}) > 0" for name in short)
    query = text(f"{_FTS}{compared} ORDER BY w.rowid DESC LIMIT :most")  # names of parameters
    return list(connection.execute(query, {"phrases": phrases, "most": MOST_FOUND + 1, **short}).scalars())


_FTS = """SELECT s."case" FROM searchable_words w CROSS JOIN searchable s ON s.id = w.rowid
    WHERE w.searchable_words MATCH :phrases"""


def _phrase(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _on_postgresql(connection: Connection, words: Sequence[str]) -> list[str]:
    """An index of PostgreSQL hands out all it finds at once: good for what is rare, and walking for what is not."""
    found = _walk(connection, words, NEWEST)
    if len(found) > MOST_FOUND:
        return found
    indexed = [word for word in words if len(word.encode()) >= INDEXED]
    if not indexed or len(found) >= COMMON:
        found = _walk(connection, words, WALK)
    if not indexed or len(found) > MOST_FOUND:
        return found
    return list(connection.execute(_GIN, _gin_parameters(indexed, words)).scalars())


# Materialised, or the planner may walk through all cases from the newest on in the hope of soon having enough.
_GIN = text(
    """WITH found AS MATERIALIZED (SELECT id, "case", words FROM searchable
        WHERE trigrams(words) @> trigrams_of(CAST(:indexed AS text[])))
    SELECT "case" FROM found WHERE (SELECT bool_and(strpos(found.words, word) > 0)
        FROM unnest(CAST(:words AS text[])) AS word) ORDER BY id DESC LIMIT :most"""
)


def _gin_parameters(indexed: Sequence[str], words: Sequence[str]) -> Mapping[str, Any]:
    return {"indexed": list(indexed), "words": list(words), "most": MOST_FOUND + 1}


def _walk(connection: Connection, words: Sequence[str], how_far: int) -> list[str]:
    s = rows.searchable.c
    far_enough = s.id > select(func.max(s.id)).scalar_subquery() - how_far
    query = select(s.case).where(far_enough, *(_contains(word) for word in words))
    return list(connection.execute(query.order_by(s.id.desc()).limit(MOST_FOUND + 1)).scalars())


def newest(how_many: int) -> Select[Any]:
    """The number and the words of the newest cases."""
    s = rows.searchable.c
    return select(s.case, s.words).order_by(s.id.desc()).limit(how_many)


def _contains(word: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = rows.searchable.c.words.contains(word, autoescape=True)
    return found
