"""A small Slack Web API on loopback: it keeps what it is sent, and fails as it is told to."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.slack.scopes import SCOPES
from bot.demo import cast
from tests.adapters.slack.limits import problems_in_message, problems_in_view

Json = dict[str, Any]


ADDRESS = "https://leiden.slack.com/"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call. ``lost``: it is carried out, but the connection breaks before the answer."""

    error: str = ""
    status: int = 200
    retry_after: int | None = None
    lost: bool = False
    slow_s: float = 0.0
    text: str = ""


RATE_LIMITED = Fault("ratelimited", status=429, retry_after=7)
LOST_ANSWER = Fault(lost=True)
SERVER_ERROR = Fault(status=500, text="upstream connect error")


@dataclass(frozen=True)
class Call:
    """One call that was made."""

    method: str
    args: Json


@dataclass
class SlackWebApi:
    """``calls`` are all that were made; ``messages`` those that stand in a channel, the oldest first."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    messages: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    responses: list[Json] = field(default_factory=list)
    views: dict[str, Json] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    users: dict[str, Json] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    """Who is in a channel or user group, by its id."""
    channels: dict[str, Json] = field(default_factory=dict)
    """Channels that were set up otherwise than as one the bot is in, by id."""
    groups: list[Json] = field(default_factory=list)
    scopes: str | None = ",".join(SCOPES)
    """What the token may do, as a header of every answer says; None where none does."""
    page: int = 100
    """How many members are told at once."""
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    token: str = "xoxb-test"
    app_token: str = "xapp-test"
    socket_url: str = ""
    _last: int = 1_795_420_800

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of this method fail, each in its way."""
        self.faults[method] += faults

    def called(self, method: str) -> list[Json]:
        """What this method was called with."""
        return [call.args for call in self.calls if call.method == method]

    def view_now(self) -> Json:
        """What the modal that was opened last shows now."""
        return list(self.views.values())[-1]

    # -- requests --------------------------------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args = await _arguments(request)
        self.calls.append(Call(method, args))
        fault = self.fault_of(method, args)
        if fault.slow_s:
            await asyncio.sleep(fault.slow_s)
        if fault.text:
            return web.Response(status=fault.status, text=fault.text)
        if fault.error:
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return web.json_response({"ok": False, "error": fault.error}, status=fault.status, headers=headers)
        token = self.app_token if method == "apps.connections.open" else self.token
        if request.headers.get("Authorization") != f"Bearer {token}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        answer = self._answer(method, args)
        if fault.lost and request.transport is not None:
            request.transport.close()
        return web.json_response(answer, headers={"X-OAuth-Scopes": self.scopes} if self.scopes is not None else {})

    def fault_of(self, method: str, args: Json) -> Fault:  # where a fault may hold for one channel
        """What goes wrong with this call."""
        return self.faults[method].pop(0) if self.faults[method] else Fault()

    async def take_response(self, request: web.Request) -> web.Response:
        """What was sent to a ``response_url``."""
        self.responses.append(await request.json())
        return web.Response(text="ok")

    def _answer(self, method: str, args: Json) -> Json:
        family, _, verb = method.partition(".")
        match family:
            case "auth":
                return _ok(team_id=cast.SLACK_TEAM, user_id=cast.SLACK_BOT_USER, bot_id="B00SECONDLINE", url=ADDRESS)
            case "apps":
                return _ok(url=self.socket_url)
            case "users":
                return self._user(verb, args)
            case "chat" if verb == "delete":
                return self._delete(args)
            case "chat" if verb == "getPermalink":
                return self._message(verb, args)
            case "chat":
                return _error("invalid_blocks") if problems_in_message(args) else self._message(verb, args)
            case "conversations":
                return self._read(verb, args)
            case "usergroups":
                return self._group(verb, args)
            case "views":
                return _error("invalid_arguments") if problems_in_view(args["view"]) else self._view(verb, args)
            case _:
                return _error("unknown_method")

    def _user(self, verb: str, args: Json) -> Json:
        if verb == "info":
            return _ok(user=self.users[args["user"]]) if args["user"] in self.users else _error("user_not_found")
        found = [user for user in self.users.values() if user["profile"].get("email") == args["email"]]
        return _ok(user=found[0]) if found else _error("users_not_found")

    def _read(self, verb: str, args: Json) -> Json:
        match verb:
            case "open":
                return _ok(channel={"id": _conversation(args["users"])})
            case "history":
                return self._history(args)
            case "members":
                return self._members(args)
            case "info":
                found = {"name": args["channel"].lower(), "is_member": True, **self.channels.get(args["channel"], {})}
                return _error(found["error"]) if "error" in found else _ok(channel={"id": args["channel"], **found})
            case _:
                thread = [m for m in self.messages[args["channel"]] if args["ts"] in {m["ts"], m.get("thread_ts")}]
                return _ok(messages=[m if _asks_for_metadata(args) else _without_metadata(m) for m in thread])

    def _delete(self, args: Json) -> Json:
        here = self.messages[args["channel"]]
        there = [message for message in here if message["ts"] == args["ts"]]
        self.messages[args["channel"]] = [message for message in here if message not in there]
        return _ok() if there else _error("message_not_found")

    def _message(self, verb: str, args: Json) -> Json:
        channel = _conversation(args["channel"])
        if verb == "getPermalink":
            return _ok(channel=channel, permalink=permalink(channel, args["message_ts"]))
        if verb == "postEphemeral":
            return _ok(message_ts=self._next())
        if verb == "postMessage":
            message = {**args, "ts": self._next()}
            self.messages[channel].append(message)
            return _ok(channel=channel, ts=message["ts"])
        for message in self.messages[channel]:
            if message["ts"] == args["ts"]:
                message.update(args)
                return _ok(channel=channel, ts=args["ts"])
        return _error("message_not_found")

    def _history(self, args: Json) -> Json:
        oldest = float(args.get("oldest") or 0)
        here = (m for m in self.messages[args["channel"]] if not m.get("thread_ts"))
        found = [message for message in here if float(message["ts"]) >= oldest]
        newest_first = [m if _asks_for_metadata(args) else _without_metadata(m) for m in found[::-1]]
        start, limit = int(args.get("cursor") or 0), int(args["limit"])
        end = start + limit
        following = str(end) if end < len(newest_first) else ""
        return _ok(messages=newest_first[start:end], response_metadata={"next_cursor": following})

    def _group(self, verb: str, args: Json) -> Json:
        if verb == "list":
            return _ok(usergroups=self.groups)
        known = args["usergroup"] in self.members
        return _ok(users=self.members[args["usergroup"]]) if known else _error("no_such_subteam")

    def _members(self, args: Json) -> Json:
        if args["channel"] not in self.members:
            return _error("channel_not_found")
        start = int(args.get("cursor") or 0)
        end = start + min(self.page, int(args["limit"]))
        everybody = self.members[args["channel"]]
        following = str(end) if end < len(everybody) else ""
        return _ok(members=everybody[start:end], response_metadata={"next_cursor": following})

    def _view(self, verb: str, args: Json) -> Json:
        if verb == "publish":
            self.homes[args["user_id"]] = args["view"]
            return _ok(view=args["view"])
        view_id = args.get("view_id") or f"V{len(self.views) + 1:05}"
        if verb == "update" and view_id not in self.views:
            return _error("not_found")
        if "hash" in args and args["hash"] != self.views[view_id]["hash"]:
            return _error("hash_conflict")
        self.views[view_id] = {**args["view"], "id": view_id, "root_view_id": view_id, "hash": self._next()}
        return _ok(view=self.views[view_id])

    def _next(self) -> str:
        self._last += 1
        return f"{self._last}.000100"


def permalink(channel: str, ts: str) -> str:
    """Where a message stands."""
    return f"https://universiteit-leiden.slack.com/archives/{channel}/p{ts.replace('.', '')}"


def _asks_for_metadata(args: Json) -> bool:
    return str(args.get("include_all_metadata")).lower() in {"1", "true"}


def _without_metadata(message: Json) -> Json:
    return {name: value for name, value in message.items() if name != "metadata"}


def _conversation(place: str) -> str:
    return f"D{place[1:]}" if place.startswith(("U", "W")) else place


def _ok(**more: Any) -> Json:
    return {"ok": True, **more}


def _error(code: str) -> Json:
    return {"ok": False, "error": code}


async def _arguments(request: web.Request) -> Json:
    """Methods that only read take their arguments in the address, the others as JSON."""
    if request.content_type == "application/json":
        body: Json = await request.json()
        return {name: json.loads(v) if name == "view" and isinstance(v, str) else v for name, v in body.items()}
    return {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}


def a_user(person: cast.Person, **changes: Any) -> Json:
    """The user object of somebody of the cast."""
    locale = {"nl": "nl-NL", "en": "en-GB"}[person.language]
    profile = {"email": person.email, "real_name": person.name, "display_name": person.slack_name}
    user = {"id": person.slack_id, "team_id": cast.SLACK_TEAM, "name": person.slack_name, "profile": profile}
    return {**user, "deleted": False, "is_bot": False, "locale": locale, **changes}


def everybody() -> dict[str, Json]:
    """The users of the cast."""
    return {person.slack_id: a_user(person) for person in cast.PEOPLE}


def application_of(slack: SlackWebApi) -> web.Application:
    """Its addresses."""
    application = web.Application()
    application.router.add_route("*", "/api/{method}", slack.handle)
    application.router.add_post("/response/{id}", slack.take_response)
    return application


@asynccontextmanager
async def serving() -> AsyncIterator[SlackWebApi]:
    """The Web API with everybody of the cast in it."""
    slack = SlackWebApi(users=everybody())
    application = application_of(slack)
    async with TestServer(application) as server:
        slack.url = str(server.make_url("/")).rstrip("/")
        yield slack
