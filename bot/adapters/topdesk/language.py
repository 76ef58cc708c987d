"""Which language a question is written in, told by the small words everybody uses; an honest None when unsure."""

import re
from collections import Counter

_DUTCH = """
aan al als ben bij dat de deze die dit door een en er geen had heb hebben heeft het hij hoe ik in is je jullie kan
kunnen kunt maar met mij mijn naar niet nog of om onder ook op over te tot uit u van voor waar wanneer want wat wel
werd wij worden wordt zijn zo beste hallo hoi goedemorgen goedendag groet groetjes graag alvast bedankt
"""
_ENGLISH = """
a about am an and any are as at be been but by can cannot could dear do does for from get have has hello hi how i if in
is it kind me my no not of on or our please regards she should since so still thanks that the their there they this to
was we when where which who why will with would you your
"""
DUTCH = frozenset(_DUTCH.split())
ENGLISH = frozenset(_ENGLISH.split())
WORD = re.compile(r"[^\W\d_]+")
LEAST = 2
LOOKED_AT = 5000
"""Signs from the beginning; what is quoted further down may be in another language."""


def language_of(text: str) -> str | None:
    """``nl``, ``en`` or None. One of them must have two small words of its own and twice as many as the other."""
    seen = Counter(WORD.findall(text[:LOOKED_AT].casefold()))
    dutch = sum(seen[word] for word in DUTCH - ENGLISH)
    english = sum(seen[word] for word in ENGLISH - DUTCH)
    if dutch >= LEAST and dutch >= 2 * english:
        return "nl"
    if english >= LEAST and english >= 2 * dutch:
        return "en"
    return None
