"""An activity as Teams sends it: what kind it is, who caused it and where.

Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference (Activity). The raw
JSON is read, because the SDK's own models drop what they do not know.
"""

from dataclasses import dataclass
from typing import Any

from bot.adapters.teams import Json

CARD = "application/vnd.microsoft.card.adaptive"


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
        sent = parts(self.raw, "attachments")
        cards = [one for one in sent if isinstance(one, dict) and one.get("contentType") == CARD]
        return bool(cards) and not self.value

    @property
    def place(self) -> str:
        """The conversation whose members are asked for: a thread has none of its own."""
        return channel_of(self.conversation)

    @property
    def card_message(self) -> str:
        """The id of the message whose card was pressed."""
        return str(self.raw.get("replyToId") or "")

    @property
    def key(self) -> str | None:
        """Names this activity; Teams sends it again with the same id, which is one of its conversation's only."""
        return f"teams:{self.conversation}:{self.user}:{self.id}" if self.id else None


def channel_of(conversation: str) -> str:
    """The channel of a thread; a chat is its own."""
    return conversation.partition(";messageid=")[0]


def incoming(raw: Json) -> Incoming:
    """Raises ``ValueError`` where what every activity of Teams has is missing."""
    conversation, sender = part(raw, "conversation"), part(raw, "from")
    identity = str(conversation.get("id") or "")
    kind, service_url = raw.get("type"), raw.get("serviceUrl")
    if not isinstance(kind, str) or not isinstance(service_url, str) or not identity or not sender.get("id"):
        raise ValueError("no activity of Teams")
    channel_data = part(raw, "channelData")
    in_channel = conversation.get("conversationType") == "channel"
    channel = str(part(channel_data, "channel").get("id") or channel_of(identity))
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
        tenant=str(part(channel_data, "tenant").get("id") or conversation.get("tenantId") or ""),
        service_url=service_url,
        bot=part(raw, "recipient"),
    )


def part(whole: Json, name: str) -> Json:
    """An object inside another, empty where there is none."""
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def parts(whole: Json, name: str) -> list[Any]:
    """A list inside an object, empty where there is none."""
    found = whole.get(name)
    return found if isinstance(found, list) else []


def _locale(activity: Json) -> str | None:
    """What this person's Teams is in. Messages say it a second time, among their entities."""
    about = [one for one in parts(activity, "entities") if isinstance(one, dict) and one.get("type") == "clientInfo"]
    locales = [one.get("locale") for one in (activity, *about)]
    return next((locale for locale in locales if isinstance(locale, str) and locale), None)
