"""Slack's text: what has to be escaped, how long it may be, and what people's own messages look like inside.

Source: docs.slack.dev/messaging/formatting-message-text and docs.slack.dev/reference/block-kit.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Rendered = Callable[[str], str]

LONGEST_SECTION = 3_000
LONGEST_HEADER = 150
LONGEST_FIELD = 2_000
LONGEST_BUTTON = 75
LONGEST_NOTIFICATION = 3_000
"""Slack cuts the text of a message at 4,000 characters in an update."""

_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]}'\"’”]")
_IN_BRACKETS = re.compile(r"<([^<>]*)>")


def escaped(text: str) -> str:
    """*text* as Slack shows it literally: no mention, no link in disguise."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def linked(text: str) -> str:
    """*text* escaped, with the web addresses in it as links that show where they lead."""
    parts, end = [], 0
    for found in _URL.finditer(text):
        parts += [escaped(text[end : found.start()]), f"<{escaped(found.group())}>"]
        end = found.end()
    return "".join([*parts, escaped(text[end:])])


def link(label: str, url: str | None) -> str:
    """A link of our own making, or just the label where *url* is no web address."""
    if url is None or not _URL.fullmatch(url):
        return escaped(label)
    return f"<{escaped(url)}|{escaped(label)}>"


def shortened(text: str, limit: int, rendered: Rendered = str) -> str:
    """*rendered* of as much of *text* as stays within *limit* characters, with an ellipsis where it was cut."""
    whole = rendered(text)
    if len(whole) <= limit:
        return whole
    return rendered(text[: _fitting(text, limit - 1, rendered)].rstrip()) + "…"


def pieces(text: str, limit: int, rendered: Rendered = str) -> Iterator[str]:
    """*text* in parts, cut between words where that can be, of which each rendered stays within *limit*."""
    rest = text.strip("\n")
    while len(rendered(rest)) > limit:
        most = _fitting(rest, limit, rendered)
        cut = max(rest.rfind("\n", most // 2, most), 0) or max(rest.rfind(" ", most // 2, most), 0) or most
        yield rendered(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        yield rendered(rest)


def _fitting(text: str, limit: int, rendered: Rendered) -> int:
    """How many characters of *text* fit."""
    most = min(len(text), limit)
    return max(1, bisect_right(range(most + 1), limit, key=lambda size: len(rendered(text[:size]))) - 1)


# -- text objects --------------------------------------------------------------------------------------------


def plain(text: str, limit: int) -> Json:
    """A text without any formatting."""
    return {"type": "plain_text", "text": shortened(text, limit)}


def markup(text: str) -> Json:
    """A text that was escaped already. ``verbatim`` keeps Slack from finding names and channels in it by itself."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def written(text: str, limit: int = LONGEST_SECTION) -> list[Json]:
    """What somebody wrote, whole, in as many text objects as it needs; web addresses can be followed."""
    return [markup(piece) for piece in pieces(text, limit, linked)]


# -- what people wrote in Slack ------------------------------------------------------------------------------


def as_typed(text: str) -> str:
    """A message as the person typed it: Slack's own marks for links, mentions and signs taken out.

    Names of people (``<@U123>``) leave nothing behind: the first is the bot's own, and others belong to no command.
    """
    words = _IN_BRACKETS.sub(lambda found: _typed_mark(found.group(1)), text)
    for mark, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        words = words.replace(mark, sign)
    return words.replace("\u00a0", " ").strip()


def _typed_mark(mark: str) -> str:
    target, _, label = mark.partition("|")
    match target[:1]:
        case "@":
            return ""
        case "#":
            return f"#{label}" if label else ""
        case "!":
            return label or f"@{target[1:]}"
        case _:
            return label or target
