"""TOPdesk calling us: the automated action on new and edited calls, and the people whose edits set it off."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import aiohttp

from bot.demo.topdesk.fields import Refusal
from bot.demo.topdesk.store import Change, Incident, Store

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-TOPdesk-Secret"  # noqa: S105  (the name of the header, not what stands in it)
LIMIT_S = 5
LATE_S = 5


class Calls(StrEnum):
    """How reliably the call arrives. Nothing in TOPdesk promises that it comes once, in time, or at all."""

    ONCE = "once"
    TWICE = "twice"
    LATE = "late"
    NEVER = "never"


@dataclass(frozen=True)
class Sent:
    """One call that was made; *status* is the answer's, or None when there was none."""

    body: dict[str, str]
    status: int | None


@dataclass
class EventCaller:
    """Posts ``{"event", "number", "id"}`` with the secret in a header; never tries again, as TOPdesk does not."""

    url: str | None = None
    secret: str | None = field(default=None, repr=False)
    calls: Calls = Calls.ONCE
    late_s: float = LATE_S
    ignored_operators: frozenset[str] = frozenset()
    """Changes by these are suppressed: the operators that integrations log in as."""
    sent: deque[Sent] = field(default_factory=lambda: deque(maxlen=100))
    _session: aiohttp.ClientSession | None = field(default=None, repr=False)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set, repr=False)

    def on_change(self, change: Change) -> None:
        if self.url is None or self.calls == Calls.NEVER or change.by in self.ignored_operators:
            return
        body = {"event": change.event, "number": change.incident.number, "id": change.incident.id}
        for _ in range(2 if self.calls == Calls.TWICE else 1):
            self._start(self._call(self.url, body, self.late_s if self.calls == Calls.LATE else 0))

    async def settled(self) -> None:
        """Waits for the calls that are under way."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    async def stop(self) -> None:
        for task in self._under_way:
            task.cancel()
        await self.settled()
        if self._session is not None:
            await self._session.close()

    def _start(self, call: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(call)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _call(self, url: str, body: dict[str, str], wait_s: float) -> None:
        await asyncio.sleep(wait_s)
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LIMIT_S))
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with self._session.post(url, json=body, headers=headers) as response:
                status: int | None = response.status
        except (aiohttp.ClientError, TimeoutError) as error:
            logger.warning("topdesk double: no answer from %s: %s", url, error)
            status = None
        self.sent.append(Sent(body, status))


@dataclass
class ForeignEditor:
    """Somebody at work in TOPdesk itself, behind our back. *operator* is an e-mail address."""

    store: Store
    operator: str = "daan.bakker@example.org"

    def takes_over(self, number: str, operator: str) -> None:
        """Puts it in the name of this operator (an e-mail address), in the first group that has them."""
        person = self.store.reference.operator_by_email(operator)
        groups = self.store.reference.groups_of(person.id)
        group = {"operatorGroup": {"id": groups[0].id}} if groups else {}
        self._edit(number, {"operator": {"id": person.id}, **group})

    def moves_to_group(self, number: str, group: str) -> None:
        """*group* is a name."""
        found = [known.id for known in self.store.reference.groups.values() if known.name == group]
        if not found:
            raise Refusal(404, f"There is no operator group {group}.")
        self._edit(number, {"operatorGroup": {"id": found[0]}, "operator": {"id": found[0]}})

    def sets_status(self, number: str, status: str) -> None:
        self._edit(number, {"processingStatus": {"name": status}})

    def closes(self, number: str) -> None:
        self._edit(number, {"completed": True, "closed": True, "processingStatus": {"name": "Gereed"}})

    def reopens(self, number: str) -> None:
        fields = {"completed": False, "completedDate": None, "closed": False, "closedDate": None}
        self._edit(number, {**fields, "processingStatus": {"name": "In behandeling"}})

    def archives(self, number: str) -> None:
        incident = self.store.by_number(number)
        self.store.archive(incident, {}, self.store.reference.operator_by_email(self.operator))

    def unarchives(self, number: str) -> None:
        incident = self.store.by_number(number)
        self.store.unarchive(incident, self.store.reference.operator_by_email(self.operator))

    def deletes(self, number: str) -> None:
        self.store.delete(self.store.by_number(number), self.store.reference.operator_by_email(self.operator))

    def writes(self, number: str, text: str, *, invisible: bool = True) -> None:
        self._edit(number, {"action": text, "actionInvisibleForCaller": invisible})

    def changes(self, number: str, change: str, value: str = "") -> None:
        """One of the above by name, for the control address. Raises Refusal."""
        known: dict[str, Callable[[], None]] = {
            "operator": lambda: self.takes_over(number, value),
            "group": lambda: self.moves_to_group(number, value),
            "status": lambda: self.sets_status(number, value),
            "close": lambda: self.closes(number),
            "reopen": lambda: self.reopens(number),
            "archive": lambda: self.archives(number),
            "unarchive": lambda: self.unarchives(number),
            "delete": lambda: self.deletes(number),
            "note": lambda: self.writes(number, value),
            "answer": lambda: self.writes(number, value, invisible=False),
            "reply": lambda: self.store.caller_replies(self.store.by_number(number), value),
        }
        if change not in known:
            raise Refusal(400, f"Unknown change {change}; known are {', '.join(known)}.")
        known[change]()

    def _edit(self, number: str, fields: dict[str, Any]) -> Incident:
        by = self.store.reference.operator_by_email(self.operator)
        return self.store.update(self.store.by_number(number), fields, by)
