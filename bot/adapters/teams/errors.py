"""What the Bot Connector says, in the three errors of ``bot.errors``.

Source of codes and statuses: learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability
("Status codes from bot conversational APIs") and .../bots/how-to/rate-limit (429, 412, 502 and 504 are to be retried).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import requests
from azure.core.exceptions import DeserializationError
from botbuilder.schema import ErrorResponseException
from msrest.exceptions import ClientException, ClientRequestError, HttpOperationError

from bot.errors import Gone, Rejected, Unavailable

GONE = frozenset({"ActivityNotFoundInConversation", "ConversationNotFound", "MessageNotFound"})
"""Codes that come with 404 (or 400) for a message or a channel that was deleted."""

NOT_DONE = frozenset({412, 429, 503})
"""To be tried again, and certainly not carried out. 412: another change to the same message was under way."""

PERHAPS_DONE = frozenset({408, 500, 502, 504})
"""To be tried again, but a gateway may have answered for a service that did carry it out."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise ``Unavailable``, ``Rejected`` or ``Gone`` for whatever goes wrong while the Bot Connector is asked."""
    try:
        yield
    except (ErrorResponseException, HttpOperationError) as error:
        raise refusal(error.response) from error
    except ClientRequestError as error:
        raise no_answer(error.inner_exception) from error
    except (ClientException, DeserializationError) as error:
        raise Unavailable(f"unreadable answer: {type(error).__name__}", unclear=True) from error
    except requests.RequestException as error:
        raise no_answer(error) from error
    except TimeoutError as error:
        raise Unavailable("no answer in time", unclear=True) from error


def refusal(response: Any) -> Exception:
    """The error for an answer with this status."""
    status, code = response.status_code, _code(response)
    reason = f"{status} {code}".strip()
    if status in NOT_DONE:
        return Unavailable(reason, retry_after_s=_seconds(response.headers.get("Retry-After")))
    if status in PERHAPS_DONE:
        return Unavailable(reason, retry_after_s=_seconds(response.headers.get("Retry-After")), unclear=True)
    if code in GONE or status in {404, 410}:
        return Gone(reason)
    return Rejected(reason)


def no_answer(error: BaseException | None) -> Unavailable:
    """The error for a request that was not answered; only one that never left is certainly not carried out."""
    never_sent = isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError) or (
        isinstance(error, requests.exceptions.ConnectionError) and "NewConnectionError" in repr(error)
    )
    return Unavailable(type(error).__name__, unclear=not never_sent)


def _code(response: Any) -> str:
    """The code in ``{"error": {"code": ...}}``, as far as the answer has that form."""
    parse: Callable[[str], Any] = json.loads
    try:
        answer = parse(response.text or "null")
    except ValueError:
        return ""
    error = answer.get("error") if isinstance(answer, dict) else None
    return str(error.get("code") or "") if isinstance(error, dict) else ""


def _seconds(retry_after: str | None) -> float | None:
    """The header in seconds; Teams sends a number, never a date."""
    try:
        return max(float(retry_after or ""), 0.0)
    except ValueError:
        return None
