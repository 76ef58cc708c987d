"""Slack's failures as ours, by who must act. Source: the error tables of docs.slack.dev/reference/methods."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import Gone, NoAccess, Rejected, Unavailable

GONE = frozenset(
    {
        "message_not_found",
        "thread_not_found",
        "cant_update_message",
        "edit_window_closed",
    }
)
"""What was to be changed or answered is not there, or is not the bot's: a new message can take its place.

An archived channel, or one the bot is not in, is not among them: the message still stands there, for when that is over.
"""

SLACKS_OWN = frozenset(
    {
        "accesslimited",
        "fatal_error",
        "internal_error",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
"""Slack's own trouble. After ``fatal_error`` the request may have been carried out all the same, says the manual."""

NO_ACCESS = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)
"""Slack does not accept the bot as it is, whatever it asks."""

RETRY_AFTER_S = 30.0
"""Where a rate limit names no wait."""


@contextmanager
def slack_errors(*, changes: bool = False) -> Iterator[None]:
    """Raise ``Unavailable``, ``Rejected`` or ``Gone`` for what goes wrong inside.

    *changes*: an existing message is changed or answered, so one that is missing is gone rather than a wrong address.
    """
    try:
        yield
    except SlackApiError as error:
        raise _translated(error, changes=changes) from error
    except aiohttp.ClientConnectorError as error:
        raise Unavailable(f"no connection to Slack: {type(error.os_error).__name__}") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Unavailable(f"no answer from Slack: {type(error).__name__}", unclear=True) from error


def _translated(error: SlackApiError, *, changes: bool) -> Unavailable | Rejected:
    # The response is a SlackResponse, or aiohttp's own where the body was no JSON.
    status: int = getattr(error.response, "status_code", None) or getattr(error.response, "status", None) or 0
    data = getattr(error.response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code == "ratelimited":
        return Unavailable("ratelimited", retry_after_s=_wait_s(error))
    if status >= 500 or code in SLACKS_OWN or not code:
        return Unavailable(code or f"Slack answered {status}", unclear=True)
    if code in NO_ACCESS:
        return NoAccess(code)
    return Gone(code) if changes and code in GONE else Rejected(code)


def _wait_s(error: SlackApiError) -> float:
    named = error.response.headers.get("Retry-After", "")
    return float(named) if named.isdecimal() else RETRY_AFTER_S
