"""The Web API of ``tests.adapters.slack``, for many messages, on a real clock, and with faults at random."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.adapters.slack import web_api
from tests.adapters.slack.web_api import LOST_ANSWER, SERVER_ERROR, Fault, Json, SlackWebApi, application_of
from tests.soak.history import History
from tests.soak.organisation import Member, slack_user
from tests.soak.weather import NOTHING, Weather

CHANCES = {"429": 0.02, "500": 0.02, "lost": 0.02, "slow": 0.02, "reset": 0.02}
LONGEST_WAIT_S = 4.0
CALM = frozenset({"auth.test"})
"""Asked once, when the bot starts: one that cannot ask does not start, and whoever watches over it starts it again."""

Seen = Callable[[str, Json], None]


@dataclass
class SoakSlack(SlackWebApi):
    """``opened`` has the views by the trigger they were opened with, ``told`` what was said through a response_url."""

    weather: Weather | None = None
    delay_s: float = 0.0
    patience_s: int = 0
    """While it is set, every call is refused with the wish to be left alone for so many seconds."""
    opened: dict[str, str] = field(default_factory=dict)
    told: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    on_message: Seen = lambda _method, _message: None
    """Called with a message that was posted or changed, just before the answer leaves."""
    roots: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    """The messages of a channel that are in no thread."""
    threads: dict[tuple[str, str], list[Json]] = field(default_factory=lambda: defaultdict(list))
    posted_at: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _by_ts: dict[tuple[str, str], Json] = field(default_factory=dict)
    _last_ts: float = 0.0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        drawn = self.weather.fault(method) if self.weather and method not in CALM else NOTHING
        if drawn == "reset":
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if drawn != NOTHING and self.weather:
            self.fail(method, _as_fault(drawn, self.weather.chance.random()))
        if self.patience_s:
            self.fail(method, Fault("ratelimited", status=429, retry_after=self.patience_s))
        await asyncio.sleep(self.delay_s)
        answer = await super().handle(request)
        self.calls.clear()  # a soak makes too many to keep
        return answer

    async def take_response(self, request: web.Request) -> web.Response:
        self.told[request.match_info["id"]].append(await request.json())
        return web.Response(text="ok")

    def _read(self, verb: str, args: Json) -> Json:
        return self._replies(args) if verb == "replies" else super()._read(verb, args)

    def _delete(self, args: Json) -> Json:
        found = self._by_ts.pop((args["channel"], args["ts"]), None)
        if found is None:
            return {"ok": False, "error": "message_not_found"}
        self._place(args["channel"], found).remove(found)
        return {"ok": True}

    def _place(self, channel: str, message: Json) -> list[Json]:
        thread = message.get("thread_ts")
        return self.threads[channel, thread] if thread else self.roots[channel]

    def _message(self, verb: str, args: Json) -> Json:
        channel = web_api._conversation(args["channel"])
        if verb == "postEphemeral":
            return {"ok": True, "message_ts": self._next()}
        if verb == "update":
            found = self._by_ts.get((channel, args["ts"]))
            if found is None:
                return {"ok": False, "error": "message_not_found"}
            found.update(args)
            self.on_message(verb, found)
            return {"ok": True, "channel": channel, "ts": args["ts"]}
        if args.get("thread_ts") and (channel, args["thread_ts"]) not in self._by_ts:
            return {"ok": False, "error": "thread_not_found"}
        message = {**args, "channel": channel, "ts": self._next()}
        self._by_ts[channel, message["ts"]] = message
        self._place(channel, message).append(message)
        self.posted_at[channel].append(time.monotonic())
        self.on_message(verb, message)
        return {"ok": True, "channel": channel, "ts": message["ts"]}

    def _history(self, args: Json) -> Json:
        oldest = float(args.get("oldest") or 0)
        newest_first = [message for message in self.roots[args["channel"]][::-1] if float(message["ts"]) >= oldest]
        start, limit = int(args.get("cursor") or 0), int(args["limit"])
        page = newest_first[start : start + limit]
        following = str(start + limit) if start + limit < len(newest_first) else ""
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": following}}

    def _replies(self, args: Json) -> Json:
        """The first message and, oldest first, those answered after *oldest*."""
        oldest, limit = float(args.get("oldest") or 0), int(args.get("limit") or 1_000)
        thread = self.threads[args["channel"], args["ts"]]
        found = [message for message in thread if float(message["ts"]) >= oldest][:limit]
        root = self._by_ts.get((args["channel"], args["ts"]))
        return {"ok": True, "messages": [root, *found]} if root else {"ok": False, "error": "thread_not_found"}

    def _view(self, verb: str, args: Json) -> Json:
        if verb == "open" and args["trigger_id"] in self.opened:
            return {"ok": False, "error": "exchanged_trigger_id"}
        answer = super()._view(verb, args)
        if verb == "open":
            self.opened[args["trigger_id"]] = answer["view"]["id"]
        return answer

    def _next(self) -> str:
        """Slack's own name for a moment: no two messages share one."""
        self._last_ts = max(time.time(), self._last_ts + 1e-5)
        return f"{self._last_ts:.6f}"

    def keyed(self, message: Json) -> str:
        """The name of the delivery that posted the message; empty for anything else."""
        payload: Json = (message.get("metadata") or {}).get("event_payload", {})
        return str(payload.get("key", ""))


def _as_fault(fault: str, chance: float) -> Fault:
    match fault:
        case "429":
            return Fault("ratelimited", status=429, retry_after=1 + int(chance * 3))
        case "500":
            return SERVER_ERROR
        case "lost":
            return LOST_ANSWER
        case _:
            return Fault(slow_s=0.5 + chance * (LONGEST_WAIT_S - 0.5))


@asynccontextmanager
async def serving(
    members: Iterable[Member], *, weather: Weather | None = None, delay_s: float = 0.0
) -> AsyncIterator[SoakSlack]:
    """A Slack these people are in."""
    users: dict[str, Any] = {member.slack_id: slack_user(member) for member in members}
    slack = SoakSlack(users=users, weather=weather, delay_s=delay_s)
    async with TestServer(application_of(slack), host="127.0.0.1") as server:
        slack.url = str(server.make_url("/")).rstrip("/")
        yield slack


def weather_over_slack(history: History, seed: int) -> Weather:
    """Faults for one call in ten."""
    return Weather(CHANCES, "slack", history, random.Random(seed))  # noqa: S311  # repeats with its seed, guards nothing
