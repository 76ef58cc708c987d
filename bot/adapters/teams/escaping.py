"""Texts as people wrote them, in places that read Markdown or HTML.

What somebody wrote must show as it stands: no link with another address behind it, no mention, no list that starts
counting. Source: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format (in cards a
subset of CommonMark, whose rule it is that a backslash takes the meaning from any punctuation mark) and
.../bots/how-to/format-your-bot-messages (in messages a subset of XML).
"""

import html
import re
from urllib.parse import urlsplit

ANYWHERE = re.compile(r"[\\`*_~\[\]<>&|]")
AT_THE_START = re.compile(r"^(\s*)([#+=-]|\d+[.)])", re.MULTILINE)
UNSAFE_IN_ADDRESS = re.compile(r"[\s<>\\\"\x00-\x1f]")
DATE_OR_TIME = re.compile(r"\{\{(?=\s*(?:DATE|TIME)\b)", re.IGNORECASE)


def in_card(text: str) -> str:
    """*text* for a TextBlock or a fact; a line stays a line. Blank lines are not kept: see ``elements.paragraphs``."""
    text = ANYWHERE.sub(lambda mark: f"\\{mark.group()}", text)
    text = AT_THE_START.sub(lambda start: f"{start[1]}{start[2][:-1]}\\{start[2][-1]}", text)
    text = DATE_OR_TIME.sub("{\N{ZERO WIDTH SPACE}{", text)  # the card itself would fill in a date there
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())


def link(text: str, url: str) -> str:
    """A link in a card; the text alone where *url* is no address of the web."""
    url = url.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    return f"[{in_card(text)}]({url})" if _is_web_address(url) else in_card(text)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not UNSAFE_IN_ADDRESS.search(url)


def in_message(text: str) -> str:
    """*text* for a message in the format ``xml``.

    Marks that mean something in Markdown become character references as well: clients differ in whether they read it
    there, and a reference is its character to both.
    """
    text = ANYWHERE.sub(lambda mark: _reference(mark.group()), text)
    text = AT_THE_START.sub(lambda start: f"{start[1]}{start[2][:-1]}{_reference(start[2][-1])}", text)
    return "<br/>".join(line.strip() for line in text.strip().splitlines())


def _reference(mark: str) -> str:
    return html.escape(mark) if mark in "&<>" else f"&#{ord(mark)};"
