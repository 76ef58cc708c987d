"""What the words of a question suggest: its kind, and the manuals that may answer it. Suggested, never decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.routing.organisation import ANY, Manual, Organisation, folded

ANY_ENDING = "*"


@dataclass(frozen=True)
class Suggestion:
    """*kind* is the key of a kind of question; *keywords* are the ones that were found, the reason to show with it."""

    kind: str
    keywords: tuple[str, ...]


def suggest_kind(organisation: Organisation, text: str, language: str | None = None) -> Suggestion | None:
    """The kind most of whose keywords stand in *text*, or None where none does or two kinds have equally many.

    Without a language the keywords of every language count. A keyword of several words counts as so many.
    """
    found = [(kind.key, matched(kind.keywords, text, language)) for kind in organisation.kinds]
    ranked = sorted(((_weight(words), Suggestion(kind, words)) for kind, words in found if words), key=_by_weight)
    tie = len(ranked) > 1 and ranked[0][0] == ranked[1][0]
    return ranked[0][1] if ranked and not tie else None


def manuals_for(
    organisation: Organisation, *, kind: str | None, text: str, language: str | None = None, limit: int = 3
) -> tuple[Manual, ...]:
    """At most *limit* manuals with a keyword in *text*, best first; with a kind, only manuals for that kind."""
    scored = [
        (_weight(matched(manual.keywords, text, language)), manual)
        for manual in organisation.manuals
        if kind is None or ANY in manual.kinds or kind in manual.kinds
    ]
    best_first = sorted((pair for pair in scored if pair[0]), key=_by_weight)
    return tuple(manual for _, manual in best_first[:limit])


def matched(keywords: Mapping[str, tuple[str, ...]], text: str, language: str | None) -> tuple[str, ...]:
    """The keywords that stand in *text* as whole words, each once, as the file writes them."""
    words = folded(text).split()
    asked = {language: keywords[language]} if language is not None and language in keywords else keywords
    found = (keyword for of_language in asked.values() for keyword in of_language if _stands_in(keyword, words))
    return tuple(dict.fromkeys(found))


def _stands_in(keyword: str, words: list[str]) -> bool:
    open_ended = keyword.endswith(ANY_ENDING)
    wanted = folded(keyword).split()
    return any(
        _same(wanted, words[start : start + len(wanted)], open_ended=open_ended)
        for start in range(len(words) - len(wanted) + 1)
    )


def _same(wanted: list[str], found: list[str], *, open_ended: bool) -> bool:
    if not open_ended:
        return wanted == found
    return wanted[:-1] == found[:-1] and found[-1].startswith(wanted[-1])


def _weight(keywords: Iterable[str]) -> int:
    return sum(len(keyword.split()) for keyword in keywords)


def _by_weight(weighed: tuple[int, object]) -> int:
    """Sorts the heaviest first and leaves equals in the order of the file."""
    return -weighed[0]
