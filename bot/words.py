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
class Help:
    """Say what can be typed. ``unknown`` is what was not understood, if anything."""

    unknown: str = ""


Wanted = Escalate | ShowCase | ShowProblem | ListCases | Help

ESCALATE = frozenset({"escalate", "escaleren", "escaleer"})
CASE = frozenset({"case", "zaak"})
PAGE_NUMBER = re.compile(r"#?\d{1,4}")
HELP = frozenset({"help", "hulp", "?"})
VIEWS = {
    "mine": View.MINE,
    "mijn": View.MINE,
    "open": View.OPEN,
    "overdue": View.OVERDUE,
    "telaat": View.OVERDUE,
    "find": View.FIND,
    "zoek": View.FIND,
}


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
    if first in VIEWS and (not rest or PAGE_NUMBER.fullmatch(rest) or VIEWS[first] in {View.FIND, View.OPEN}):
        return ListCases(VIEWS[first], rest)
    if PROBLEM_NUMBER.fullmatch(first):
        return ShowProblem(first.upper(), int(rest) - 1 if rest.isdecimal() and int(rest) > 0 else 0)
    if any(character.isdigit() for character in text):
        return ShowCase(text.upper() if CASE_NUMBER.fullmatch(text) else text)
    return ListCases(View.FIND, text)


def _is_about_case(first: str) -> bool:
    return first in VIEWS or bool(CASE_NUMBER.fullmatch(first) or PROBLEM_NUMBER.fullmatch(first))


def _first_word(text: str) -> tuple[str, str]:
    first, _, rest = text.strip().partition(" ")
    return first.lower(), rest.strip()
