"""An activity as Teams sends it, read: who, where, and what they want.

Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference (Activity) and, for
invokes, .../microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-
universal-actions-for-adaptive-cards. The raw JSON is read, because the SDK's own models drop what they do not know.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from bot.actions import Action
from bot.adapters.teams import Json
from bot.adapters.teams.sealing import Stamp
from bot.masking import mask
from bot.words import CASE_NUMBER, Escalate, Help, ShowCase, Wanted, typed

CARD = "application/vnd.microsoft.card.adaptive"
NOTHING = "-"
"""The value of the choice that stands for none: Adaptive Cards want one."""
ONE, MANY = "one:", "many:"
"""How the id of an input begins: of a field with one value, and of one with several."""
LONGEST_MESSAGE = 4_000
"""Of a message that is escalated, in characters; the form keeps less of it."""
LONGEST_WORDS = 200
"""Of what is typed to the bot, in characters; more is no search."""
LONGEST_REPEATED = 60
"""Of what was typed and led to nothing, when the bot says so."""


class Verb(StrEnum):
    """What a button of ours means."""

    ACT = "act"
    FORM = "form"
    CANCEL = "cancel"
    LOOK = "look"


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


Asked = Typed | Pressed | Filled | Cancelled | Looked


class NotOurs(Exception):
    """A press on something this bot never made, or made so long ago that it means nothing now."""


@dataclass(frozen=True)
class Incoming:
    """An activity. ``channel`` is the channel's own id, without the thread; empty in a chat."""

    raw: Json
    type: str
    id: str
    user: str
    user_name: str
    object_id: str
    locale: str | None
    conversation: str
    is_personal: bool
    channel: str
    tenant: str
    service_url: str
    bot: Json

    @property
    def name(self) -> str:
        """Of an invoke or an event."""
        return str(self.raw.get("name") or "")

    @property
    def value(self) -> Json:
        """What came with an invoke or a submitted card; empty where nothing did."""
        value = self.raw.get("value")
        return value if isinstance(value, dict) else {}

    @property
    def is_a_card(self) -> bool:
        """A person sent a card; what its text holds is no words of theirs. (A pressed Action.Submit sends a value.)"""
        sent = _parts(self.raw, "attachments")
        cards = [part for part in sent if isinstance(part, dict) and part.get("contentType") == CARD]
        return bool(cards) and not self.value

    @property
    def place(self) -> str:
        """The conversation whose members are asked for: a thread has none of its own."""
        return self.conversation.partition(";messageid=")[0]

    @property
    def card_message(self) -> str:
        """The id of the message whose card was pressed."""
        return str(self.raw.get("replyToId") or "")

    @property
    def key(self) -> str | None:
        """Names this activity; Teams sends it again with the same id, which is one of its conversation's only."""
        return f"teams:{self.conversation}:{self.user}:{self.id}" if self.id else None


def incoming(raw: Json) -> Incoming:
    """Raises ``ValueError`` where what every activity of Teams has is missing."""
    conversation, sender = _part(raw, "conversation"), _part(raw, "from")
    identity = str(conversation.get("id") or "")
    kind, service_url = raw.get("type"), raw.get("serviceUrl")
    if not isinstance(kind, str) or not isinstance(service_url, str) or not identity or not sender.get("id"):
        raise ValueError("no activity of Teams")
    channel_data = _part(raw, "channelData")
    in_channel = conversation.get("conversationType") == "channel"
    channel = str(_part(channel_data, "channel").get("id") or identity.partition(";messageid=")[0])
    return Incoming(
        raw=raw,
        type=kind,
        id=str(raw.get("id") or ""),
        user=str(sender["id"]),
        user_name=str(sender.get("name") or ""),
        object_id=str(sender.get("aadObjectId") or ""),
        locale=_locale(raw),
        conversation=identity,
        is_personal=conversation.get("conversationType") == "personal",
        channel=channel if in_channel else "",
        # The SDK's model looks for "tenantID", so what Teams sends is only seen here.
        tenant=str(_part(channel_data, "tenant").get("id") or conversation.get("tenantId") or ""),
        service_url=service_url,
        bot=_part(raw, "recipient"),
    )


def words_of(activity: Json) -> str:
    """What was said to the bot, without the mention of the bot itself.

    Every mention says in ``text`` how it stands in the message, and in ``mentioned`` who it is: so the bot's own is
    taken out wherever it stands, and its name stays where somebody merely writes it. A mention of somebody else
    becomes that name.
    """
    text = str(activity.get("text") or "")
    bot = str(_part(activity, "recipient").get("id") or "")
    for entity in _parts(activity, "entities"):
        if isinstance(entity, dict) and str(entity.get("type") or "").lower() == "mention" and entity.get("text"):
            mentioned = _part(entity, "mentioned")
            instead = "" if mentioned.get("id") == bot else str(mentioned.get("name") or "")
            text = text.replace(str(entity["text"]), instead)
    return " ".join(html.unescape(text).replace("\N{NO-BREAK SPACE}", " ").split())


def repeatable(words: str) -> str:
    """*words* as they may be shown to a whole channel: without student data, and not many of them."""
    return mask(" ".join(_plain(words).split())).text[:LONGEST_WORDS].rstrip()


def wanted_in(words: str) -> Wanted:
    """What typed *words* mean. The answer may repeat what leads nowhere, in public: little of it, and masked."""
    wanted = typed(repeatable(words))
    match wanted:
        case Help(unknown=unknown):
            return Help(_beginning(unknown))
        case ShowCase(number=number):
            return ShowCase(_beginning(number))
        case Escalate(ticket=ticket):
            return Escalate(_beginning(ticket))
        case _:
            return wanted


def asked_in(verb: str, data: Json) -> Asked:
    """What a press on one of our buttons asks. Raises ``NotOurs``."""
    standing = Standing.from_json(data.get("standing"))
    try:
        match Verb(verb):
            case Verb.ACT:
                return Pressed(Action(str(data["action"])), _plain(str(data["target"])), standing)
            case Verb.FORM:
                stamp = Stamp(str(data.get("nonce") or ""), str(data.get("seal") or ""))
                return Filled(str(data["name"]), _state(data), _values(data), standing, stamp)
            case Verb.CANCEL:
                return Cancelled(standing)
            case Verb.LOOK:
                return Looked(repeatable(str(data["words"])), standing)
    except (KeyError, ValueError) as error:
        raise NotOurs(str(error)) from error


def execute_in(value: Json) -> Asked:
    """What an ``adaptiveCard/action`` asks. Raises ``NotOurs``."""
    action = _part(value, "action")
    return asked_in(str(action.get("verb") or ""), _part(action, "data"))


def submit_in(value: Json) -> Asked:
    """What an Action.Submit asks, which has its verb among its data. Raises ``NotOurs``."""
    return asked_in(str(value.get("verb") or ""), value)


def message_in(value: Json) -> str:
    """The text of the message a message extension was started from; empty from the compose box."""
    body = _part(_part(value, "messagePayload"), "body")
    content = str(body.get("content") or "")
    return (text_of_html(content) if body.get("contentType") == "html" else content)[:LONGEST_MESSAGE]


def text_of_html(content: str) -> str:
    """The words of a Teams message, a line for each paragraph. Not for showing as HTML."""
    lines = re.sub(r"(?i)<\s*(br|/p|/div|/li|/h\d|/tr)\b[^>]*>", "\n", content)
    plain = html.unescape(re.sub(r"<[^>]*>", "", lines)).replace("\N{NO-BREAK SPACE}", " ")
    return "\n".join(line for line in (" ".join(line.split()) for line in plain.splitlines()) if line)


def _state(data: Json) -> dict[str, str]:
    return {str(name): str(value) for name, value in _part(data, "state").items()}


def _values(data: Json) -> dict[str, str | tuple[str, ...]]:
    """What was filled in. An input that was left or made empty may be absent, so the form names all of them."""
    found: dict[str, str | tuple[str, ...]] = {}
    for field in _parts(data, "fields"):
        name, given = str(field), _plain(str(data.get(str(field)) or ""))
        if name.startswith(MANY):
            # A comma stands between the values, and none is left inside one: see ``forms``.
            found[name.removeprefix(MANY)] = tuple(unquote(value) for value in given.split(",") if value)
        else:
            found[name.removeprefix(ONE)] = "" if given == NOTHING else given.strip()
    return found


def _part(whole: Json, name: str) -> Json:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _parts(whole: Json, name: str) -> list[Any]:
    parts = whole.get(name)
    return parts if isinstance(parts, list) else []


def _plain(text: str) -> str:
    """*text* without what no database stores: NUL, and halves of characters."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def _beginning(text: str) -> str:
    return text if len(text) <= LONGEST_REPEATED else f"{text[:LONGEST_REPEATED].rstrip()}…"


def _case_number(text: str) -> str:
    return text if CASE_NUMBER.fullmatch(text) else ""


def _locale(activity: Json) -> str | None:
    """What this person's Teams is in. Messages say it a second time, among their entities."""
    about = [
        part for part in _parts(activity, "entities") if isinstance(part, dict) and part.get("type") == "clientInfo"
    ]
    locales = [part.get("locale") for part in (activity, *about)]
    return next((locale for locale in locales if isinstance(locale, str) and locale), None)
