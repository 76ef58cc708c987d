"""What the bot shows to one person because of what they did. Each platform draws these its own way."""

from dataclasses import dataclass, field

from bot.card import Card
from bot.case import Case
from bot.forms import Form
from bot.home import Home


@dataclass(frozen=True)
class Said:
    """A sentence or two. ``is_refusal`` says that nothing was done."""

    text: str
    is_refusal: bool = False
    case: str | None = None
    """The case it is about, if it is about one."""


@dataclass(frozen=True)
class ShownCase:
    """One case, with its timeline. ``text`` says why it is shown, if that needs saying."""

    card: Card
    timeline: tuple[str, ...] = ()
    text: str = ""
    link: str = ""
    """The address of the card in a channel, where the platform has such addresses."""


@dataclass(frozen=True)
class Line:
    """One case in a list: what it is, and who must do what."""

    case: str
    title: str
    status: str
    details: str
    link: str = ""
    """As of ``ShownCase``."""


@dataclass(frozen=True)
class Listed:
    """A list of cases. ``words`` with another page number shows another page."""

    title: str
    lines: tuple[Line, ...]
    empty: str
    show: str
    """What the button says that shows one of them."""
    position: str = ""
    previous: str | None = None
    """The words (after ``case``) that show the page before, if there is one."""
    next: str | None = None
    previous_label: str = ""
    next_label: str = ""


@dataclass(frozen=True)
class Done:
    """A command was carried out. ``text`` tells the person; the case shows it to everybody else."""

    case: str
    text: str
    is_to_pass_on: bool = False
    """``text`` holds what this person still has to pass on to the student themselves."""
    as_is: Case | None = field(default=None, compare=False, repr=False)
    """The case after it, where that was read for the words: it need not be read again to show it."""


Reply = Said | ShownCase | Listed | Home | Form | Done
