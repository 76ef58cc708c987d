"""Ticket numbers as people type and paste them.

The shape of a number is the tenant's own, so nothing here reads meaning into one: numbers are compared without case,
spaces, dots and dashes, and what somebody typed is written the way numbers known to exist are written.
"""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

LONGEST = 60
LINK = re.compile(r"https?://[^\s<>|\"]{1,2000}", re.IGNORECASE)
AROUND = " \t\r\n.,;:!?#*_~`'\"“”‘’()[]<>"
DASHES = re.compile("[‐‑‒–—−]")
ID = re.compile(r"([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})", re.IGNORECASE)


def typed_number(text: str) -> str | None:
    """The number in what was typed, or None when it cannot hold one: no digit, or too long."""
    number = DASHES.sub("-", unicodedata.normalize("NFKC", text))
    number = re.sub(r"\s+", " ", "".join(sign for sign in number if unicodedata.category(sign) != "Cf"))
    number = number.strip(AROUND)
    fits = 0 < len(number) <= LONGEST and any(map(str.isdigit, number))
    return number if fits else None


def id_from(text: str) -> str | None:
    """The id in a pasted link (``unid=``) or the id itself, with its dashes and in small letters."""
    link = LINK.search(text)
    candidate = parameter(link[0], "unid") if link else text.strip()
    found = ID.fullmatch(candidate or "")
    return "-".join(found.groups()).lower() if found else None


def number_in_link(text: str) -> str | None:
    """The number in a link that looks a card up by it: ``action=lookup&lookup=naam&lookupValue=M2611%200042``."""
    link = LINK.search(text)
    return parameter(link[0], "lookupValue") if link else None


def parameter(link: str, name: str) -> str | None:
    """The first value under this name; chat programs write the ``&`` of a link as ``&amp;``."""
    values = parse_qs(urlsplit(link.replace("&amp;", "&")).query).get(name)
    return values[0] if values else None


def normalised(number: str) -> str:
    """For comparison only."""
    return re.sub(r"[\s.\-]", "", number).upper()


def variants(typed: str, known: Iterable[str]) -> list[str]:
    """*typed* in the shapes of the *known* numbers, each once, without *typed* itself."""
    compact = normalised(typed)
    shaped = [written_like(compact, number) for number in known]
    return [number for number in dict.fromkeys(shaped) if number is not None and number.upper() != typed.upper()]


def written_like(compact: str, like: str) -> str | None:
    """The signs of *compact* with the separators of *like*, or None when they do not fit.

    A number without its letters (``26110042``) gets those in front of *like*.
    """
    letters = re.match(r"[^\W\d_]*", like)
    if letters and compact.isdigit() and letters[0]:
        compact = letters[0].upper() + compact
    signs = [sign for sign in like if sign.isalnum()]
    if len(signs) != len(compact) or not all(map(same_sort, signs, compact)):
        return None
    left = iter(compact)
    return "".join(next(left) if sign.isalnum() else sign for sign in like)


def same_sort(one: str, other: str) -> bool:
    """Two digits, or the same letter."""
    return (one.isdigit() and other.isdigit()) or one.upper() == other.upper()
