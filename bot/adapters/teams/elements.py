"""The pieces our Adaptive Cards are made of. Version 1.5 is the newest Teams shows everywhere."""

import html
import re
from typing import Any

from bot.adapters.teams import Json
from bot.adapters.teams.activity import CARD
from bot.adapters.teams.escaping import in_card, in_message, link


def adaptive_card(body: list[Json], actions: list[Json], *, summary: str) -> Json:
    """A card over the full width. *summary* is what is read aloud, and shown where cards are not."""
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "msteams": {"width": "full"},
        "speak": summary,
        "fallbackText": summary,
        "body": body,
        "actions": actions,
    }


def text_block(text: str, **looks: Any) -> Json:
    """A text as people wrote it, over as many lines as it needs."""
    return {"type": "TextBlock", "text": in_card(text), "wrap": True, **looks}


def linked_block(text: str, url: str) -> Json:
    """A text that leads to this address."""
    return {"type": "TextBlock", "text": link(text, url), "wrap": True}


def paragraphs(text: str, **looks: Any) -> list[Json]:
    """A longer text: a blank line leaves room, which one text block would not."""
    parts = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    rest = {**looks, "spacing": "Medium"}
    return [text_block(part, **(rest if index else looks)) for index, part in enumerate(parts)]


def heading(text: str, **looks: Any) -> Json:
    """The title of a card."""
    return text_block(text, weight="Bolder", size="Medium", style="heading", **looks)


def attachment(card: Json) -> Json:
    """The card as it goes into a message."""
    return {"contentType": CARD, "content": card}


def card_message(card: Json, summary: str) -> Json:
    """A message that is a card; *summary* is what a notification of it says."""
    return {"type": "message", "summary": summary, "attachments": [attachment(card)]}


def mention_message(user: str, name: str, text: str) -> Json:
    """A message of words to one person, who is told that they are named. Teams looks for the mention in the text."""
    at = f"<at>{html.escape(name)}</at>"
    mention = {"type": "mention", "text": at, "mentioned": {"id": user, "name": name}}
    return {"type": "message", "textFormat": "xml", "text": f"{at} {in_message(text)}", "entities": [mention]}


def text_message(text: str) -> Json:
    """A message of words, shown as they are."""
    return {"type": "message", "textFormat": "xml", "text": in_message(text)}
