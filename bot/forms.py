"""A form: what is asked before something is done. Described once; each platform draws it its own way (modal, card)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Values = Mapping[str, str | tuple[str, ...]]
"""What a person filled in, by the field's name; a field that is absent was left as it was shown."""

LONGEST_TEXT = 1_900
"""Characters in one text. Slack's ``private_metadata`` (3,000) has to carry a text from one step to the next."""

LONGEST_LINE = 150

LONGEST_NUMBER = 60
"""Characters in the number of a ticket."""


class Sort(StrEnum):
    """What a field is."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    """A day, as ``2026-11-23``."""
    REMARK = "remark"
    """Not asked but told: ``value`` is shown to who fills in the form."""


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """One thing asked, or told. ``value`` is what is filled in or ticked already.

    ``live``: what else the form shows follows from it, so a platform that can draws the form anew when it changes.
    ``stands_out``: of what is told, this has to be seen. ``link``: the address of what is told.
    """

    name: str
    sort: Sort
    label: str = ""
    value: str | tuple[str, ...] = ""
    options: tuple[Option, ...] = ()
    required: bool = True
    hint: str = ""
    longest: int = LONGEST_TEXT
    live: bool = False
    stands_out: bool = False
    link: str = ""

    def chosen(self, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        """*value* as far as this field offers it; a text is what it is."""
        offered = {option.value for option in self.options}
        match self.sort:
            case Sort.CHOICE:
                return value if value in offered else ""
            case Sort.CHOICES:
                return tuple(one for one in value if one in offered)
            case _:
                return value


@dataclass(frozen=True)
class Form:
    """A form to fill in. ``name`` and ``state`` come back with what was filled in; people do not see them."""

    name: str
    language: str
    title: str
    submit: str
    cancel: str
    fields: tuple[Field, ...]
    state: Mapping[str, str] = field(default_factory=dict, hash=False)
    errors: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What is wrong with what was filled in: a sentence by the field's name."""

    @property
    def is_live(self) -> bool:
        """Whether what it shows follows from what is filled in."""
        return any(one.live for one in self.fields)

    def field(self, name: str) -> Field:
        """Raises ``KeyError``."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    def filled_in(self, given: Values) -> dict[str, str | tuple[str, ...]]:
        """What stands in the form after *given*: a field left alone keeps what was shown, and only what was offered
        can be chosen."""
        asked = [one for one in self.fields if one.sort is not Sort.REMARK]
        return {one.name: one.chosen(given.get(one.name, one.value)) for one in asked}

    def missing(self, filled: Values) -> str | None:
        """The first field that has to be filled in and was not; spaces alone are nothing."""
        for one in self.fields:
            value = filled.get(one.name, "")
            nothing = not value.strip() if isinstance(value, str) else not value
            if one.required and one.sort is not Sort.REMARK and nothing:
                return one.name
        return None
