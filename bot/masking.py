"""Takes what points at a student out of a text: e-mail addresses, phone numbers, student numbers and names.

The text is first *folded*, sign by sign, so that look-alikes are seen for what they are (full-width digits, ``＠``,
non-breaking spaces, accents, invisible signs); what is found there is replaced in the text as it was written.
Where a mark would be a close call the text loses, with one exception: numbers people need to find the ticket, dates,
times, amounts, course codes, UUIDs and the paths of addresses stay. Every step takes time linear in the text.

A name is masked by this rule. The given name is cut into parts at spaces, commas and hyphens; parts of one letter and
tussenvoegsels (``van``, ``de``, ``el``) do not count. A word of the text that equals a part is masked when it begins
with a capital; in small letters only where nobody writes an ordinary word: as part of the full name, alone on its
line, or right after a word such as ``groetjes``. Small words and initials between or before masked words go along, so
``S. de Wit`` becomes one mark, while ``het scherm blijft wit`` stays as it is.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

EMAIL, PHONE, STUDENT_NUMBER, NAME = "email", "phone", "student-number", "name"

DEFAULT_MARKS: Mapping[str, str] = MappingProxyType(
    {EMAIL: "[e-mail]", PHONE: "[tel.]", STUDENT_NUMBER: "[studentnr.]", NAME: "[naam]"}
)

Span = tuple[int, int]

_SMALL_WORDS_IN_NAMES = """
af al aan bij d da dal dalla das de degli dei del della den der des di do dos du e el en het i im in l la las le les lo
los of onder op over s t te ten ter tot uit uijt van vande vanden vander ver vom von voor y zu zum zur
bin bint ibn abu mc mac st
"""
_WORDS_BEFORE_A_NAME = """
groet groeten groetjes grtjs grt gr mvg hgr liefs bedankt dank thanks thx regards greetings cheers sincerely best yours
love heet naam ben name
"""
TUSSENVOEGSELS = frozenset(_SMALL_WORDS_IN_NAMES.split())
BEFORE_A_NAME = frozenset(_WORDS_BEFORE_A_NAME.split())

DASHES = frozenset("‐‑‒–—―−﹘﹣－")
APOSTROPHES = frozenset("‘’‛ʼ´`")
INVISIBLE = frozenset({"Cf", "Mn", "Me"})
ADDRESS_SIGNS = frozenset("._%+-'!#$&*/=?^`{|}~")
LOCAL_EDGE = "._%+-'!#$&*/=?^`{|}~"
HOST_SIGNS = frozenset(".-_")

URL = re.compile(r"(?<![a-z0-9])(?:https?|ftp)://[^\s<>\"|]+|(?<![a-z0-9])www\.[^\s<>\"|]+", re.IGNORECASE)
UUID = re.compile(
    r"(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])", re.IGNORECASE
)
DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d"
    r"|(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\2(?:0?[1-9]|[12]\d|3[01]))(?![-/.]?\d)"
)
# Letters, year and month (and day), then a number of their own: M2611 0042, I 2011 007, I-250520-058, SL-2611-0042.
# A phone number without + begins with 0 and a year here does not, so the two never meet.
TICKET = re.compile(
    r"(?<![^\W_])(?!s[ .]?\d)[a-z]{1,8}[ -]?[1-9]\d(?:0[1-9]|1[0-2])(?:[0-3]\d)?[ -]\d{3,6}(?![^\W_])", re.IGNORECASE
)
S_NUMBER = re.compile(
    r"(?<![^\W_]|['’])s(?:[ .:-]{0,2}\d{7}|\d(?:[ .]?\d){6}(?![ .]\d))(?![^\W_])",
    re.IGNORECASE,
)
BARE_NUMBER = re.compile(
    r"(?<![^\W_])(?<!\d[.,:/-])(?<![€$£])(?<![€$£] )(?<!eur )(?<!euro )\d{7}(?![^\W_]|[.,:/-]\d| ?(?:euro?\b|,-))",
    re.IGNORECASE,
)

GAP = r"[ .\-/]{0,2}"
PHONE_FORMS = re.compile(
    rf"""
    (?<![0-9a-z+])(?:
      (?:\((?:\+|00)31\)|(?:\+|00){GAP}31){GAP}(?:\(0\){GAP}|0{GAP})?[1-9](?:{GAP}\d){{8}}  # +31 6 12 34 56 78
    | \+\d(?:{GAP}(?:\(0\))?{GAP}\d){{7,14}}  # +44 7700 900123
    | 00[1-9](?:{GAP}\d){{8,13}}  # 0049 30 123456
    | (?:\(06\)|06)(?:{GAP}\d){{8}}  # 06-12345678, 06 12 34 56 78
    | (?:\(0[1-57]\d\)|0[1-57]\d){GAP}\d(?:[ .]?\d){{6}}  # 071-527 1234, (071) 527 12 34
    | (?:\(0[1-57]\d{{2}}\)|0[1-57]\d{{2}}){GAP}\d(?:[ .]?\d){{5}}  # 0172-123456
    | 08[58]{GAP}\d(?:{GAP}\d){{6}}  # 088-123 45 67
    | 0[89]00{GAP}\d(?:[ .]?\d){{3}}(?:[ .]?\d{{3}})?  # 0800-1234
    )(?![0-9])
    """,
    re.VERBOSE | re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+")
AT = re.compile(r" ?@ ?| ?[(\[] ?(?:at|apenstaartje) ?[)\]] ?", re.IGNORECASE)
LONGEST_NAME = 12
JOINS_A_NAME = re.compile(r"[ .,'-]{0,3}")


@dataclass(frozen=True)
class Masked:
    """*found* holds the sorts that were masked, each once, in alphabetical order."""

    text: str
    found: tuple[str, ...]


def mask(text: str, names: Iterable[str] = (), *, marks: Mapping[str, str] = DEFAULT_MARKS) -> Masked:
    """*text* without what points at a person. *names* are whole names, ``Femke de Jong`` or ``Jong, Femke de``.

    *marks* gives the mark per sort (``email``, ``phone``, ``student-number``, ``name``); one that is absent is the
    neutral one.
    """
    folded, origin = fold(text)
    finds = findings(folded, [fold(name)[0] for name in names])
    pieces, position = [], 0
    for (start, end), sort in finds:
        pieces += [text[position : origin[start]], marks.get(sort, DEFAULT_MARKS[sort])]
        position = origin[end - 1] + 1
        while position < len(text) and unicodedata.category(text[position]) in INVISIBLE:
            position += 1
    return Masked("".join([*pieces, text[position:]]), tuple(sorted({sort for _, sort in finds})))


def fold(text: str) -> tuple[str, list[int]]:
    """The text without look-alikes, and for each of its signs where it stood in *text*."""
    signs: list[str] = []
    origin: list[int] = []
    for index, sign in enumerate(text):
        if sign.isascii():
            signs.append(sign)
            origin.append(index)
            continue
        for plain in unicodedata.normalize("NFKD", sign):
            category = unicodedata.category(plain)
            if category not in INVISIBLE:
                signs.append(_plain(plain, category))
                origin.append(index)
    return "".join(signs), origin


def _plain(sign: str, category: str) -> str:
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "Zs":
        return " "
    if sign in APOSTROPHES:
        return "'"
    return "-" if sign in DASHES else sign


def findings(folded: str, names: Sequence[str]) -> list[tuple[Span, str]]:
    """What must be masked, in order and without overlap. Of two that overlap the sort named first here stays."""
    links = [match.span() for match in URL.finditer(folded)]
    paths = [(start, _end_of_path(folded, start, end)) for start, end in links]
    kept = [match.span() for pattern in (UUID, DATE, TICKET) for match in pattern.finditer(folded)]
    taken = Spans(len(folded))
    found: list[tuple[Span, str]] = []

    def add(sort: str, spans: Iterable[Span]) -> None:
        found.extend((span, sort) for span in spans if taken.add(span))

    add(EMAIL, email_addresses(folded))
    for span in (*paths, *kept):
        taken.cover(span)
    add(STUDENT_NUMBER, (match.span() for match in S_NUMBER.finditer(folded)))
    for span in links:
        taken.cover(span)
    add(PHONE, phone_numbers(folded, taken))
    add(STUDENT_NUMBER, (match.span() for match in BARE_NUMBER.finditer(folded)))
    add(NAME, name_spans(folded, names, taken))
    return sorted(found)


class Spans:
    """Which signs of a text are spoken for."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def cover(self, span: Span) -> None:
        start, end = span
        self._taken[start:end] = b"\x01" * (end - start)

    def free(self, span: Span) -> bool:
        return 1 not in self._taken[span[0] : span[1]]

    def add(self, span: Span) -> bool:
        """Covers *span* when all of it is free, and says whether it was."""
        if not self.free(span):
            return False
        self.cover(span)
        return True


def _end_of_path(folded: str, start: int, end: int) -> int:
    """Where the query or the fragment of an address begins."""
    return min((at for sign in "?#" if (at := folded.find(sign, start, end)) >= 0), default=end)


def email_addresses(folded: str) -> Iterator[Span]:
    """Every run of address signs around an at-sign; each sign is looked at once from either side."""
    least = 0
    for at_start, at_end in (match.span() for match in AT.finditer(folded)):
        start = at_start
        while start > least and (folded[start - 1].isalnum() or folded[start - 1] in ADDRESS_SIGNS):
            start -= 1
        start = _after_link_and_label(folded, start, at_start)
        end = at_end
        while end < len(folded) and (folded[end].isalnum() or folded[end] in HOST_SIGNS):
            end += 1
        while end > at_end and not folded[end - 1].isalnum():
            end -= 1
        if start < at_start and _is_host(folded[at_end:end], after=folded[at_start:at_end]):
            yield start, end
            least = end


def _is_host(host: str, *, after: str) -> bool:
    """With spaces around the at-sign only what has a dot is a host: ``@ home`` is not."""
    return len(host) >= 2 and any(map(str.isalpha, host)) and ("." in host or " " not in after)


def _after_link_and_label(folded: str, start: int, end: int) -> int:
    """The local part without what stands before it in a link (``?mail=``) and without signs at its edge."""
    cut = max(folded.rfind(sign, start, end) for sign in "/=?&")
    start = max(start, cut + 1)
    while start < end and folded[start] in LOCAL_EDGE:
        start += 1
    return start


def phone_numbers(folded: str, taken: Spans) -> Iterator[Span]:
    """A form that runs into something kept, as ``0042`` of a ticket into the number after it, is tried further on."""
    position = 0
    while (match := PHONE_FORMS.search(folded, position)) is not None:
        if taken.free(match.span()):
            yield match.span()
            position = match.end()
        else:
            position = match.start() + 1


def words_of_name(folded: str) -> tuple[str, ...]:
    """All words of a name in small letters, in the order people write it: ``Jong, Femke de`` is ``Femke de Jong``."""
    last, _, first = folded.partition(",")
    return tuple(WORD.findall(f"{first} {last}".casefold()))


def name_spans(folded: str, names: Sequence[str], taken: Spans) -> list[Span]:
    """Where the parts of these names stand, by the rule at the top of this module."""
    known = [words_of_name(name) for name in names]
    parts = frozenset(word for name in known for word in name if len(word) > 1 and word not in TUSSENVOEGSELS)
    if not parts:
        return []
    words = [match.span() for match in WORD.finditer(folded) if taken.free(match.span())]
    small = [folded[start:end].casefold() for start, end in words]
    marked = [word in parts and _stands_as_name(folded, words, small, at) for at, word in enumerate(small)]
    _mark_full_names([name for name in known if parts.intersection(name)], small, marked)
    return [(words[first][0], words[last][1]) for first, last in _runs(folded, words, small, marked)]


def _stands_as_name(folded: str, words: Sequence[Span], small: Sequence[str], at: int) -> bool:
    start, end = words[at]
    if not folded[start].islower():  # scripts without capitals too
        return True
    return (at > 0 and small[at - 1] in BEFORE_A_NAME) or _alone_on_its_line(folded, start, end)


def _alone_on_its_line(folded: str, start: int, end: int) -> bool:
    before = folded[max(0, start - 5) : start].rpartition("\n")
    after = folded[end : end + 5].partition("\n")
    begins = bool(before[1]) or start <= 5
    ends = bool(after[1]) or end + 5 >= len(folded)
    return begins and ends and not before[2].strip(" -.,") and not after[0].strip(" -.,!x")


def _mark_full_names(names: Iterable[Sequence[str]], small: Sequence[str], marked: list[bool]) -> None:
    """In any case of letters and from any word on (``jong, femke de``); names of one word have only the other rules."""
    forms: dict[str, set[tuple[str, ...]]] = {}
    for name in names:
        if 2 <= len(name) <= LONGEST_NAME:
            for turn in range(len(name)):
                form = (*name[turn:], *name[:turn])
                forms.setdefault(form[0], set()).add(form)
    for at, word in enumerate(small):
        for form in forms.get(word, ()):
            if tuple(small[at : at + len(form)]) == form:
                marked[at : at + len(form)] = [True] * len(form)


def _runs(
    folded: str, words: Sequence[Span], small: Sequence[str], marked: Sequence[bool]
) -> Iterator[tuple[int, int]]:
    """First and last word of each name: marked words with the small words and initials that belong to them."""
    at = least = 0
    while at < len(words):
        if not marked[at]:
            at += 1
            continue
        first = last = at
        while first > least and _belongs(folded, words, small, first - 1) and _joined(folded, words, first - 1):
            first -= 1
        following = at + 1
        while following < len(words) and _joined(folded, words, following - 1):
            if marked[following]:
                last = following
            elif small[following] not in TUSSENVOEGSELS:
                break
            following += 1
        yield first, last
        at = least = last + 1


def _belongs(folded: str, words: Sequence[Span], small: Sequence[str], at: int) -> bool:
    """An initial (``S.``, ``O'``), or a tussenvoegsel with an initial or a capital: an ordinary ``de`` stays."""
    if _is_initial(folded, words[at]):
        return True
    start, _ = words[at]
    return small[at] in TUSSENVOEGSELS and (folded[start].isupper() or _initial_before(folded, words, small, at))


def _initial_before(folded: str, words: Sequence[Span], small: Sequence[str], at: int) -> bool:
    for before in range(at - 1, max(at - 4, -1), -1):
        if _is_initial(folded, words[before]):
            return True
        if small[before] not in TUSSENVOEGSELS:
            return False
    return False


def _is_initial(folded: str, word: Span) -> bool:
    start, end = word
    return end - start == 1 and folded[start].isupper() and folded[end : end + 1] in (".", "'")


def _joined(folded: str, words: Sequence[Span], at: int) -> bool:
    """Whether only signs that occur within names stand between this word and the next."""
    return JOINS_A_NAME.fullmatch(folded, words[at][1], words[at + 1][0]) is not None
