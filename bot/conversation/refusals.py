"""A refusal as a sentence: what cannot be, why, and who can."""

import re
from collections.abc import Callable, Iterable, Mapping

from bot.card import Words
from bot.conversation.core import Core, words_for
from bot.errors import RefusedMove
from bot.routing import AmbiguousRoute, CannotFill, Organisation, Question
from bot.texts import has, listed

PEOPLE = frozenset({"person", "claimant", "opener"})
PARTIES = frozenset({"party", "to"})

MOST_NAMES = 5
"""More names than this do not help to find somebody who can."""


def text_key(refused: RefusedMove) -> str:
    """The key of the sentence: ``refused-`` and the name of the error, ``-nobody`` where nobody is to be named."""
    key = "refused-" + re.sub(r"(?<!^)(?=[A-Z])", "-", type(refused).__name__).lower()
    names_nobody = any(fact is None for name, fact in refused.facts.items() if name in PEOPLE)
    return f"{key}-nobody" if names_nobody and has(f"{key}-nobody") else key


async def refusal_text(core: Core, refused: RefusedMove, language: str) -> str:
    """The sentence for the person who asked."""
    people = {str(fact) for name, fact in refused.facts.items() if name in PEOPLE and fact}
    organisation = core.organisation()
    who_can = {*_members(refused, organisation), *organisation.administrators}
    return refusal_in_words(refused, await words_for(core, language, people | who_can))


def refusal_in_words(refused: RefusedMove, words: Words) -> str:
    """The sentence, with people and parties by their names, and with who can do what was refused."""
    facts: dict[str, object] = {
        "administrators": _names(words.organisation.administrators, words),
        "members": _names(_members(refused, words.organisation), words),
        "total": _how_many_can(refused, words.organisation),
    }
    for name, fact in refused.facts.items():
        facts |= _in_words(name, fact, words)
    if isinstance(refused, AmbiguousRoute):
        facts["rules"] = listed(words.language, [rule.key for rule in refused.rules])
    if isinstance(refused, CannotFill):
        title = words.organisation.answer_named(refused.standard_answer).title
        facts["standard_answer"] = words.organisation.words(title, words.language)
    return words.say(text_key(refused), **facts)


def _members(refused: RefusedMove, organisation: Organisation) -> frozenset[str]:
    """Everybody of the party the refusal names."""
    party = str(refused.facts.get("party", ""))
    return organisation.party(party).members if organisation.knows_party(party) else frozenset()


def _how_many_can(refused: RefusedMove, organisation: Organisation) -> int:
    """How many parties, or people of the one party, can do what was refused."""
    parties = refused.facts.get("parties")
    return len(parties) if isinstance(parties, tuple) else len(_members(refused, organisation))


def _names(people: Iterable[str], words: Words) -> str:
    names = sorted(words.person(person) for person in people)
    shown, others = names[:MOST_NAMES], len(names) - MOST_NAMES
    return listed(words.language, [*shown, words.say("and-others", total=others)] if others > 0 else shown)


def _in_words(name: str, fact: object, words: Words) -> Mapping[str, str]:
    """What a text may say about one fact of a refusal."""
    match fact:
        case None:
            return {name: ""}
        case Question():
            return {
                "kind": words.kind(fact.kind),
                "faculty": words.faculty(fact.faculty, fact.programme),
                "intake": words.party(fact.intake),
            }
        case tuple() if name == "sorts":
            return {name: listed(words.language, [words.say(f"masked-{sort}") for sort in fact])}
        case tuple() if name == "parties":
            return {name: listed(words.language, [words.party(str(party)) for party in fact])}
        case _:
            return {name: SAID.get(name, _as_it_is)(words, str(fact))}


def _as_it_is(_words: Words, fact: str) -> str:
    return fact


SAID: Mapping[str, Callable[[Words, str], str]] = {
    **dict.fromkeys(PEOPLE, Words.person),
    **dict.fromkeys(PARTIES, Words.party),
    "what": lambda words, what: words.say(f"already-{what}"),
    "state": lambda words, state: words.say(f"state-{state}"),
    "field": lambda words, field: words.say(f"field-{field}"),
}
