"""Entries of the progress trail: what staff write, what the caller writes, and how TOPdesk shows both."""

import html
import re
import uuid
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

Json = dict[str, Any]

ALLOWED_TAG = re.compile(r"<(/?(?:i|em|b|strong|u|br|h5|h6))\s*/?>", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")


def timestamp(moment: datetime) -> str:
    """The default form of TOPdesk's dates: ``2020-10-01T14:10:00.000+0000``."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}+0000"


def memo_text(text: str) -> str:
    """*text* as TOPdesk keeps it: the few allowed tags stay, every other one is shown as it was typed."""
    pieces = ALLOWED_TAG.split(text.replace("\r\n", "\n"))
    texts = [piece.replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>") for piece in pieces[::2]]
    tags = [f"<{name}>" for name in pieces[1::2]]
    return "".join(piece for pair in zip_longest(texts, tags, fillvalue="") for piece in pair)


def plain_text(memo: str) -> str:
    return html.unescape(TAG.sub("", BREAK.sub("\n", memo)))


def staff_entry(text: str, operator: Json, now: datetime, *, invisible: bool) -> Json:
    return _entry("action", text, now) | {"invisibleForCaller": invisible, "operator": operator}


def caller_entry(text: str, person: Json, now: datetime) -> Json:
    return _entry("action", text, now) | {"invisibleForCaller": False, "person": person}


def request_entry(text: str, person: Json | None, now: datetime) -> Json:
    return _entry("request", text, now) | {"person": person}


def _entry(kind: str, text: str, now: datetime) -> Json:
    memo = memo_text(text)
    return {
        "kind": kind,
        "id": str(uuid.uuid4()),
        "memoText": memo,
        "plainText": plain_text(memo),
        "flag": False,
        "entryDate": timestamp(now),
        "creationDate": timestamp(now),
        "operator": None,
        "person": None,
        "user": None,
    }


def shown(entry: Json) -> Json:
    """The entry as the API gives it: our own mark of its kind is left out."""
    return {name: value for name, value in entry.items() if name != "kind"}
