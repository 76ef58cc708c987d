"""What people typed, as text and as what they want.

Sources: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations (a
mention in ``entities``) and .../messaging-extensions/how-to/action-commands/define-action-command (``messagePayload``).
"""

import html
import re

from bot.adapters.teams import Json
from bot.adapters.teams.activity import part, parts
from bot.masking import mask
from bot.words import Escalate, Help, ShowCase, Wanted, typed

LONGEST_MESSAGE = 4_000
"""Of a message that is escalated, in characters; the form keeps less of it."""
LINK_TO_MESSAGE = re.compile(r"https://teams\.(?:microsoft\.com|cloud\.microsoft)/[^\s<>|\"]{1,500}")
LONGEST_WORDS = 200
"""Of what is typed to the bot, in characters; more is no search."""
LONGEST_REPEATED = 60
"""Of what was typed and led to nothing, when the bot says so."""


def words_of(activity: Json) -> str:
    """What was said to the bot, without the mention of the bot itself.

    Every mention says in ``text`` how it stands in the message, and in ``mentioned`` who it is: so the bot's own is
    taken out wherever it stands, and its name stays where somebody merely writes it. A mention of somebody else
    becomes that name.
    """
    text = str(activity.get("text") or "")
    bot = str(part(activity, "recipient").get("id") or "")
    for entity in parts(activity, "entities"):
        if isinstance(entity, dict) and str(entity.get("type") or "").lower() == "mention" and entity.get("text"):
            mentioned = part(entity, "mentioned")
            instead = "" if mentioned.get("id") == bot else str(mentioned.get("name") or "")
            text = text.replace(str(entity["text"]), instead)
    return " ".join(html.unescape(text).replace("\N{NO-BREAK SPACE}", " ").split())


def repeatable(words: str) -> str:
    """*words* as they may be shown to a whole channel: without student data, and not many of them."""
    return mask(" ".join(plain(words).split())).text[:LONGEST_WORDS].rstrip()


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


def message_in(value: Json) -> str:
    """The text of the message a message extension was started from; empty from the compose box."""
    body = part(part(value, "messagePayload"), "body")
    content = str(body.get("content") or "")
    return (text_of_html(content) if body.get("contentType") == "html" else content)[:LONGEST_MESSAGE]


def link_in(value: Json) -> str:
    """Where that message stands; empty where Teams does not tell, or tells something else."""
    link = str(part(value, "messagePayload").get("linkToMessage") or "")
    return link if LINK_TO_MESSAGE.fullmatch(link) else ""


def text_of_html(content: str) -> str:
    """The words of a Teams message, a line for each paragraph. Not for showing as HTML."""
    lines = re.sub(r"(?i)<\s*(br|/p|/div|/li|/h\d|/tr)\b[^>]*>", "\n", content)
    plain = html.unescape(re.sub(r"<[^>]*>", "", lines)).replace("\N{NO-BREAK SPACE}", " ")
    return "\n".join(line for line in (" ".join(line.split()) for line in plain.splitlines()) if line)


def plain(text: str) -> str:
    """*text* without what no database stores: NUL, and halves of characters."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def _beginning(text: str) -> str:
    return text if len(text) <= LONGEST_REPEATED else f"{text[:LONGEST_REPEATED].rstrip()}…"
