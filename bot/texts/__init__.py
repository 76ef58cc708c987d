"""Every word people read, in Fluent catalogues (projectfluent.org): ``nl/*.ftl`` and ``en/*.ftl``, Dutch first.

Texts are plain: they hold no markup of any platform, and the adapters escape them whole. Numbers and plurals follow
the language; dates and durations come from Babel.
"""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource

LONG = 2_000
LANGUAGES = ("nl", "en")
DEFAULT = "nl"


class BadText(Exception):
    """A text is missing, or was not given the facts it names."""


def supported(language: str | None) -> str | None:
    """The language of a locale such as ``en-GB``, if there are texts in it."""
    code = (language or "").replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else None


def say(language: str, key: str, **facts: object) -> str:
    """The text *key* in this language. Raises ``BadText`` for an unknown key or a missing fact."""
    bundle = _bundle(supported(language) or DEFAULT)
    if not bundle.has_message(key):
        raise BadText(key)
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise BadText(key)
    given = {name: _fact(fact) for name, fact in facts.items()}
    # Fluent refuses facts of more than 2,500 characters, and an answer with its links may be longer: it goes in later.
    long = {f"\ue000{name}\ue000": fact for name, fact in given.items() if len(str(fact)) > LONG}
    short = {name: f"\ue000{name}\ue000" if f"\ue000{name}\ue000" in long else fact for name, fact in given.items()}
    text, errors = bundle.format_pattern(pattern, short)
    if errors:
        raise BadText(f"{key}: {errors}")
    said = str(text)
    for stand_in, fact in long.items():
        said = said.replace(stand_in, str(fact))
    return said


def has(key: str) -> bool:
    """Whether there is a text with this key."""
    return bool(_bundle(DEFAULT).has_message(key))


def moment(language: str, at: datetime, zone: ZoneInfo) -> str:
    """A point in time as people at a desk write it: ``ma 23 nov 14:05``."""
    return format_datetime(at, "EEE d MMM HH:mm", tzinfo=zone, locale=supported(language) or DEFAULT)


def day(language: str, at: datetime, zone: ZoneInfo) -> str:
    """A day: ``ma 30 nov``."""
    return format_datetime(at, "EEE d MMM", tzinfo=zone, locale=supported(language) or DEFAULT)


def dated(language: str, on: date) -> str:
    """A day of any year: ``2 november 2026``."""
    return format_date(on, "d MMMM y", locale=supported(language) or DEFAULT)


def duration(language: str, span: timedelta) -> str:
    """A stretch of time in its largest unit: ``3 uur``."""
    return format_timedelta(span, threshold=1.2, locale=supported(language) or DEFAULT)


def listed(language: str, items: list[str] | tuple[str, ...]) -> str:
    """``a, b en c``."""
    return format_list(list(items), locale=supported(language) or DEFAULT)


def _fact(fact: object) -> object:
    return fact if isinstance(fact, int | float) else str(fact)


@cache
def _bundle(language: str) -> FluentBundle:
    # Bidirectional isolation marks would end up in what people copy; both languages run from left to right.
    bundle = FluentBundle([language], use_isolating=False)
    for catalogue in sorted((Path(__file__).parent / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(catalogue.read_text(encoding="utf-8")))
    return bundle
