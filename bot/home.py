"""A person's Home as data: what is theirs, and what they can look at. Each platform draws it its own way."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HomeLine:
    """One case: who must do what, since when and until when."""

    case: str
    title: str
    status: str
    details: str
    claim: str = ""
    """The request in it that can be claimed, if there is one."""
    is_overdue: bool = False


@dataclass(frozen=True)
class Section:
    """Some lines of a Home under their heading."""

    heading: str
    lines: tuple[HomeLine, ...]


@dataclass(frozen=True)
class Choice:
    """A button that shows something else. ``words`` are what may be typed after ``case`` to see it."""

    label: str
    words: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Home:
    """What is a person's own, and what they can choose for themselves. ``words`` show it again as it is."""

    language: str
    title: str
    summary: str
    """All of it in a sentence: how much there is to do, and how much of it is overdue."""
    words: str
    sections: tuple[Section, ...] = ()
    remarks: tuple[str, ...] = ()
    filters: tuple[Choice, ...] = ()
    pages: tuple[Choice, ...] = ()
    position: str = ""
    show: str = ""
    claim: str = ""
    settings: Choice | None = None
    hint: str = ""
