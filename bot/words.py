"""The words people type after ``/escalate`` and ``/case``, or after the bot's name. The same on every platform."""

import re
from dataclasses import dataclass
from enum import StrEnum

CASE_NUMBER = re.compile(r"SL-\d{4}-\d{4,}", re.IGNORECASE)
PROBLEM_NUMBER = re.compile(r"PR-\d{4}-\d{4,}", re.IGNORECASE)


class View(StrEnum):
    """What a list of cases is about."""

    MINE = "mine"
    OPEN = "open"
    OVERDUE = "overdue"
    CLOSED = "closed"
    FIND = "find"


@dataclass(frozen=True)
class Escalate:
    """Start an escalation, of this ticket if one was named."""

    ticket: str = ""


@dataclass(frozen=True)
class ShowCase:
    """Show one case, by its own number or its ticket's."""

    number: str


@dataclass(frozen=True)
class ShowProblem:
    """Show a problem and who still must be told."""

    number: str
    page: int = 0


@dataclass(frozen=True)
class ListCases:
    """Show a list."""

    view: View
    words: str = ""
    page: int = 0


@dataclass(frozen=True)
class ChangeSettings:
    """Change what the bot tells this person, and in which language."""


@dataclass(frozen=True)
class Help:
    """Say what can be typed. ``unknown`` is what was not understood, if anything."""

    unknown: str = ""


Wanted = Escalate | ShowCase | ShowProblem | ListCases | ChangeSettings | Help

ESCALATE = frozenset({"escalate", "escaleren", "escaleer"})
CASE = frozenset({"case", "zaak"})
PAGE_NUMBER = re.compile(r"#?\d{1,4}")
HELP = frozenset({"help", "hulp", "?"})
SETTINGS = frozenset({"settings", "instellingen"})
OVERDUE, WAITING = "overdue", "waiting"
OF_MINE = {"overdue": OVERDUE, "telaat": OVERDUE, "waiting": WAITING, "wacht": WAITING}
"""What people may add to ``mine`` to see less of it; ``@`` and a party's key shows what is with that party."""
PARTY_SIGN = "@"
VIEWS = {
    "mine": View.MINE,
    "mijn": View.MINE,
    "open": View.OPEN,
    "overdue": View.OVERDUE,
    "telaat": View.OVERDUE,
    "closed": View.CLOSED,
    "gesloten": View.CLOSED,
    "find": View.FIND,
    "zoek": View.FIND,
}


WITH_WORDS = frozenset({View.FIND, View.OPEN, View.CLOSED})
"""Lists of which a party, a faculty or other words show less."""


def typed(text: str) -> Wanted:
    """What a person wants who types *text* to the bot, with or without a leading slash. Nothing asks for help."""
    first, rest = _first_word(text.strip().lstrip("/"))
    if first in ESCALATE:
        return Escalate(rest)
    if first in CASE:
        return about_case(rest)
    if first in HELP:
        return Help()
    return about_case(text) if _is_about_case(first) else Help(text.strip())


def about_case(text: str) -> Wanted:
    """What a person wants who types *text* after ``/case``. Nothing shows what is theirs."""
    text = " ".join(text.split())
    first, rest = _first_word(text)
    if not text:
        return ListCases(View.MINE)
    if first in HELP:
        return Help()
    if first in SETTINGS and not rest:
        return ChangeSettings()
    if first in VIEWS and VIEWS[first] is View.MINE and _narrows_mine(rest):
        return ListCases(View.MINE, rest.lower())
    if first in VIEWS and (not rest or PAGE_NUMBER.fullmatch(rest) or VIEWS[first] in WITH_WORDS):
        return ListCases(VIEWS[first], rest)
    if PROBLEM_NUMBER.fullmatch(first):
        return ShowProblem(first.upper(), int(rest) - 1 if rest.isdecimal() and int(rest) > 0 else 0)
    if any(character.isdigit() for character in text):
        return ShowCase(text.upper() if CASE_NUMBER.fullmatch(text) else text)
    return ListCases(View.FIND, text)


def _narrows_mine(rest: str) -> bool:
    narrower = rest.lower().split()
    return all(
        word in OF_MINE or word.startswith(PARTY_SIGN) or PAGE_NUMBER.fullmatch(word) is not None for word in narrower
    )


def _is_about_case(first: str) -> bool:
    return first in SETTINGS or first in VIEWS or bool(CASE_NUMBER.fullmatch(first) or PROBLEM_NUMBER.fullmatch(first))


def _first_word(text: str) -> tuple[str, str]:
    first, _, rest = text.strip().partition(" ")
    return first.lower(), rest.strip()
