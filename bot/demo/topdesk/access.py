"""Who calls the API: HTTP Basic with a login name and an application password."""

import base64
import binascii
from collections.abc import Sequence

from aiohttp import web

from bot.demo.topdesk.faults import API, WRITES, Handler, refusal
from bot.demo.topdesk.reference import Account, Operator
from bot.demo.topdesk.store import Store

ACCOUNTS: web.AppKey[Sequence[Account]] = web.AppKey("accounts", Sequence)
STORE: web.AppKey[Store] = web.AppKey("store", Store)
ACCOUNT: web.RequestKey[Account] = web.RequestKey("account", Account)


@web.middleware
async def access_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not request.path.startswith(API):
        return await handler(request)
    account = account_of(request)
    if account is None:
        return refusal(401, "The login name or the application password is not correct.")
    if request.method in WRITES and not account.may_write:
        return refusal(403, "You do not have permission to change incidents.")
    request[ACCOUNT] = account
    return await handler(request)


def account_of(request: web.Request) -> Account | None:
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        login, _, password = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    accounts = request.app[ACCOUNTS]
    return next((known for known in accounts if (known.login, known.password) == (login, password)), None)


def acting_operator(request: web.Request) -> Operator:
    return request.app[STORE].reference.operators[request[ACCOUNT].operator]
