"""A press or a form as Teams sends it, read: what somebody wants of the card they had before them.

Source: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/
work-with-universal-actions-for-adaptive-cards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from bot.actions import Action
from bot.adapters.teams import Json
from bot.adapters.teams.activity import part, parts
from bot.adapters.teams.sealing import Stamp
from bot.adapters.teams.spoken import plain, repeatable
from bot.words import CASE_NUMBER

NOTHING = "-"
"""The value of the choice that stands for none: Adaptive Cards want one."""
ONE, MANY = "one:", "many:"
"""How the id of an input begins: of a field with one value, and of one with several."""


class Verb(StrEnum):
    """What a button of ours means."""

    ACT = "act"
    FORM = "form"
    REDRAW = "redraw"
    CANCEL = "cancel"
    LOOK = "look"
    REFRESH = "refresh"
    READ = "read"


@dataclass(frozen=True)
class Standing:
    """What a card stands for, so that the right card can come back in its place.

    ``case`` is what it shows, empty for no case. ``home`` is the case whose card delivery keeps up to date in this
    message, for its party; empty where the message is only an answer to somebody. ``words`` show the list the card
    came from.
    """

    case: str = ""
    home: str = ""
    words: str = ""

    def as_json(self) -> Json:
        """For the data of a button."""
        known = {"case": self.case, "home": self.home, "words": self.words}
        return {name: value for name, value in known.items() if value}

    @classmethod
    def from_json(cls, data: Any) -> "Standing":
        """From the data of a button, as far as it makes sense: it went through a client."""
        data = data if isinstance(data, Mapping) else {}
        case, home, words = (str(data.get(name) or "") for name in ("case", "home", "words"))
        return cls(_case_number(case), _case_number(home), repeatable(words))


@dataclass(frozen=True)
class Typed:
    """Words for the bot."""

    words: str


@dataclass(frozen=True)
class Pressed:
    """A button of a case."""

    action: Action
    target: str
    standing: Standing


@dataclass(frozen=True)
class Filled:
    """A form that was sent. Its name and state count when its stamp fits them."""

    name: str
    state: dict[str, str]
    values: dict[str, str | tuple[str, ...]]
    standing: Standing
    stamp: Stamp
    to_redraw: bool = False
    """Nothing is sent yet: the form is to show what follows from what is filled in."""

    @property
    def key(self) -> str:
        """Names what comes of this form, however often and by however many people it is sent."""
        return f"teams:form:{self.stamp.nonce}"


@dataclass(frozen=True)
class Cancelled:
    """A form that was left, or a view that was looked at: the card behind it comes back."""

    standing: Standing


@dataclass(frozen=True)
class Looked:
    """A button that shows something, as if its words were typed after ``case``."""

    words: str
    standing: Standing


@dataclass(frozen=True)
class Refreshed:
    """A card that is to be as it is now, for who looks at it; their client asks by itself. Nothing changes.

    ``to_read`` is a card that somebody dropped into a chat, for reading only.
    """

    case: str
    to_read: bool = False


Asked = Typed | Pressed | Filled | Cancelled | Looked


class NotOurs(Exception):
    """A press on something this bot never made, or made so long ago that it means nothing now."""


def asked_in(verb: str, data: Json) -> Asked:
    """What a press on one of our buttons asks. Raises ``NotOurs``."""
    standing = Standing.from_json(data.get("standing"))
    try:
        match Verb(verb):
            case Verb.ACT:
                return Pressed(Action(str(data["action"])), plain(str(data["target"])), standing)
            case Verb.FORM | Verb.REDRAW:
                stamp = Stamp(str(data.get("nonce") or ""), str(data.get("seal") or ""))
                to_redraw = verb == Verb.REDRAW
                return Filled(str(data["name"]), _state(data), _values(data), standing, stamp, to_redraw)
            case Verb.CANCEL:
                return Cancelled(standing)
            case Verb.LOOK:
                return Looked(repeatable(str(data["words"])), standing)
            case Verb.REFRESH | Verb.READ:
                raise NotOurs("nothing that is asked by a person")
    except (KeyError, ValueError) as error:
        raise NotOurs(str(error)) from error


def execute_in(value: Json) -> Asked | Refreshed:
    """What an ``adaptiveCard/action`` asks. Raises ``NotOurs``."""
    action = part(value, "action")
    verb, data = str(action.get("verb") or ""), part(action, "data")
    if verb in {Verb.REFRESH, Verb.READ}:
        return _refresh_in(data, to_read=verb == Verb.READ)
    return asked_in(verb, data)


def submit_in(value: Json) -> Asked:
    """What an Action.Submit asks, which has its verb among its data. Raises ``NotOurs``."""
    return asked_in(str(value.get("verb") or ""), value)


def _refresh_in(data: Json, *, to_read: bool) -> Refreshed:
    standing = Standing.from_json(data.get("standing"))
    if not standing.case:
        raise NotOurs("no case to refresh")
    return Refreshed(standing.case, to_read)


def _state(data: Json) -> dict[str, str]:
    return {str(name): str(value) for name, value in part(data, "state").items()}


def _values(data: Json) -> dict[str, str | tuple[str, ...]]:
    """What was filled in. An input that was left or made empty may be absent, so the form names all of them."""
    found: dict[str, str | tuple[str, ...]] = {}
    for field in parts(data, "fields"):
        name, given = str(field), plain(str(data.get(str(field)) or ""))
        if name.startswith(MANY):
            # A comma stands between the values, and none is left inside one: see ``forms``.
            found[name.removeprefix(MANY)] = tuple(unquote(value) for value in given.split(",") if value)
        else:
            found[name.removeprefix(ONE)] = "" if given == NOTHING else given.strip()
    return found


def _case_number(text: str) -> str:
    return text if CASE_NUMBER.fullmatch(text) else ""
