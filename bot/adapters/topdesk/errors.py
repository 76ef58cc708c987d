"""What TOPdesk's answers mean to us: its three forms of error, as sentences and as errors of ours."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bot.errors import Gone, NoAccess, Rejected, Unavailable

WAIT_AT_429_S = 60.0
"""The wait when TOPdesk names none; public clients use the same."""
NOT_DONE = frozenset({HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS})
LONGEST_SENTENCE = 300


@dataclass(eq=False)
class NotFound(Gone):
    """TOPdesk knows nothing under this number or id."""


@dataclass(eq=False)
class Forbidden(Rejected):
    """No permission, or an incident that is archived: TOPdesk answers both in the same way."""


def error_from_answer(status: int, headers: Mapping[str, str], body: str, *, write: bool) -> Unavailable | Rejected:
    """The error an answer outside 2xx stands for. After most server errors a *write* may have been carried out."""
    sentence = f"TOPdesk {status}: {sentence_from_body(body) or phrase(status)}"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Unavailable(sentence, retry_after_s=wait_from(headers.get("Retry-After")))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return Unavailable(sentence, retry_after_s=named_wait(headers), unclear=write and status not in NOT_DONE)
    match status:
        case HTTPStatus.NOT_FOUND:
            return NotFound(sentence)
        case HTTPStatus.UNAUTHORIZED:
            return NoAccess(sentence)
        case HTTPStatus.FORBIDDEN:
            return Forbidden(sentence)
        case _:
            return Rejected(sentence)


def sentence_from_body(body: str) -> str:
    """What the body says to people, in one line; empty for an empty body and for a page."""
    try:
        content = json.loads(body)
    except ValueError:
        return ""
    match content:
        case [*items]:
            sentences = [_text(item, "message") for item in items]
        case {"errors": [*items]}:
            sentences = [_error(item) for item in items]
        case {"message": str(message)}:
            sentences = [message]
        case _:
            sentences = []
    return re.sub(r"\s+", " ", " ".join(filter(None, sentences))).strip()[:LONGEST_SENTENCE]


def _error(item: Any) -> str:
    """One error of the newer form: its message, with the fields it is about."""
    message = _text(item, "errorMessage") or _text(item, "errorCode")
    fields = item.get("appliesTo") if isinstance(item, Mapping) else None
    return f"{message} ({', '.join(map(str, fields))})" if message and isinstance(fields, list) and fields else message


def _text(item: Any, name: str) -> str:
    value = item.get(name) if isinstance(item, Mapping) else None
    return value if isinstance(value, str) else ""


def phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "no explanation"


def named_wait(headers: Mapping[str, str]) -> float | None:
    return wait_from(headers["Retry-After"]) if "Retry-After" in headers else None


def wait_from(retry_after: str | None) -> float:
    """Seconds out of ``Retry-After``; its other form, a date, counts as none given."""
    return float(retry_after) if retry_after and retry_after.strip().isdecimal() else WAIT_AT_429_S
