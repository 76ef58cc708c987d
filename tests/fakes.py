"""A chat platform and a ticket system that keep what they are sent, and fail the way a test wants."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.card import Card
from bot.errors import Gone, TicketNotFound
from bot.home import Home
from bot.ports import Notice, Ref, Ticket
from bot.ticket import Hands, TicketNow


@dataclass(frozen=True)
class Message:
    """What people see in a channel, a thread or a direct message."""

    ref: Ref = field(hash=False)
    place: str
    key: str
    posted_at: datetime
    card: Card | None = None
    line: str = ""
    notice: Notice | None = None
    home: Home | None = None
    thread: str | None = None
    """The id of the message this one stands under."""

    @property
    def id(self) -> str:
        return str(self.ref["id"])


@dataclass(frozen=True)
class Failure:
    """What happens to one call: *error* is raised, after the call took effect if it *arrives*."""

    error: Exception
    arrives: bool = False


class RecordingPlatform:
    """A chat platform (``bot.ports.ChatPlatform``) in memory."""

    def __init__(self, name: str = "slack", *, interval_s: float = 0.0, can_find: bool = True) -> None:
        self.name = name
        self.interval_s = interval_s
        self.can_find = can_find
        self.messages: list[Message] = []
        self.calls: list[tuple[str, str]] = []
        """Each call by its name and the place it was for, also those that failed."""
        self.called_at: list[float] = []
        self.known: dict[str, Mapping[str, Any]] = {}
        """Who is found by their e-mail address."""
        self._failures: dict[tuple[str, str], list[Failure]] = defaultdict(list)
        self._always: dict[str, Exception] = {}
        self._held: dict[str, asyncio.Event] = {}

    # -- what a test wants -----------------------------------------------------------------------------------

    def fail(self, call: str, place: str, error: Exception, *, times: int = 1, arrives: bool = False) -> None:
        """Let the next *times* calls for a channel or person fail; ``arrives`` says that only the answer is lost."""
        self._failures[call, place].extend([Failure(error, arrives)] * times)

    def always_fail_in(self, place: str, error: Exception) -> None:
        """Let every call for a channel or person fail."""
        self._always[place] = error

    def hold(self, place: str) -> asyncio.Event:
        """Let calls for a channel or person wait until the event is set."""
        return self._held.setdefault(place, asyncio.Event())

    def arrive(self, message: Message) -> None:
        """A post that was thought lost comes in late: a second message with the same key."""
        late = {**message.ref, "id": f"{message.id}-late"}
        self.messages.append(replace(message, ref=late, posted_at=_now()))

    def delete(self, message: Message) -> None:
        """Somebody deletes a message."""
        self.messages.remove(message)

    # -- what a test sees ------------------------------------------------------------------------------------

    def cards(self, place: str) -> list[Card]:
        """The cards in a channel, in the order in which they were posted."""
        return [message.card for message in self.messages if message.place == place and message.card]

    def times(self, call: str, place: str) -> int:
        """How often this was called for a channel or person, whatever came of it."""
        return self.calls.count((call, place))

    def called_in(self, place: str) -> list[float]:
        """When it was called for a channel or person, in seconds of the event loop's clock."""
        return [at for (_, where), at in zip(self.calls, self.called_at, strict=True) if where == place]

    def lines(self, place: str) -> list[str]:
        """The lines in a channel's threads, in the order in which they were posted."""
        return [message.line for message in self.messages if message.place == place and message.line]

    def notices(self, person: str) -> list[Notice]:
        """What a person, by the id in their identity, was told."""
        return [message.notice for message in self.messages if message.place == person and message.notice]

    def homes(self, person: str) -> list[Home]:
        """The Homes that stand with a person, by the id in their identity."""
        return [message.home for message in self.messages if message.place == person and message.home]

    # -- the port --------------------------------------------------------------------------------------------

    async def post_card(self, channel: str, card: Card, *, key: str) -> Ref:
        """See the port."""
        return await self._post("post_card", Message({}, channel, key, _now(), card=card))

    async def replace_card(self, ref: Ref, card: Card) -> None:
        """See the port."""
        failure = await self._called("replace_card", str(ref["channel"]))
        before = self._standing(ref)
        self.messages[self.messages.index(before)] = replace(before, card=card)
        if failure is not None:
            raise failure

    async def post_line(self, card: Ref, line: str, *, key: str) -> Ref:
        """See the port."""
        self._standing(card)
        place = str(card["channel"])
        return await self._post("post_line", Message({}, place, key, _now(), line=line, thread=str(card["id"])))

    async def tell(self, identity: Mapping[str, Any], notice: Notice, *, key: str) -> Ref:
        """See the port."""
        return await self._post("tell", Message({}, str(identity["id"]), key, _now(), notice=notice))

    async def show_home(self, identity: Mapping[str, Any], home: Home, ref: Ref | None, *, key: str) -> Ref:
        """See the port."""
        place = str(identity["id"])
        if ref is None:
            return await self._post("show_home", Message({}, place, key, _now(), home=home))
        failure = await self._called("show_home", place)
        before = self._standing(ref)
        self.messages[self.messages.index(before)] = replace(before, home=home)
        if failure is not None:
            raise failure
        return ref

    async def find(self, place: str, key: str, since: datetime, *, thread: Ref | None = None) -> Ref | None:
        """See the port."""
        failure = await self._called("find", place)
        if failure is not None:
            raise failure
        if not self.can_find:
            return None
        found = (m for m in self._under(thread) if (m.place, m.key) == (place, key) and m.posted_at >= since)
        return next((message.ref for message in found), None)

    def _under(self, thread: Ref | None) -> list[Message]:
        """What stands under this message, or under none."""
        return [message for message in self.messages if message.thread == (thread and str(thread["id"]))]

    async def remove_copies(
        self, place: str, key: str, since: datetime, *, keep: Ref, thread: Ref | None = None
    ) -> int:
        """See the port."""
        failure = await self._called("remove_copies", place)
        if failure is not None:
            raise failure
        copies = [m for m in self._under(thread) if (m.place, m.key) == (place, key) and m.ref != keep]
        for copy in copies if self.can_find else ():
            self.messages.remove(copy)
        return len(copies) if self.can_find else 0

    async def look_up(self, email: str) -> Mapping[str, Any] | None:
        """See the port."""
        failure = await self._called("look_up", email)
        if failure is not None:
            raise failure
        return self.known.get(email)

    # -- how it is done --------------------------------------------------------------------------------------

    async def _post(self, call: str, message: Message) -> Ref:
        failure = await self._called(call, message.place)
        ref = {"channel": message.place, "id": f"{self.name}-{len(self.calls)}"}
        self.messages.append(replace(message, ref=ref, posted_at=_now()))
        if failure is not None:
            raise failure
        return ref

    async def _called(self, call: str, place: str) -> Exception | None:
        """The error to raise once the call has taken effect; raises the one of a call that does not arrive."""
        self.calls.append((call, place))
        self.called_at.append(asyncio.get_running_loop().time())
        if place in self._held:
            await self._held[place].wait()
        if place in self._always:
            raise self._always[place]
        planned = self._failures[call, place]
        if not planned:
            return None
        failure = planned.pop(0)
        if not failure.arrives:
            raise failure.error
        return failure.error

    def _standing(self, ref: Ref) -> Message:
        for message in self.messages:
            if message.ref == ref:
                return message
        raise Gone("message_not_found")


def _now() -> datetime:
    return datetime.now(UTC)


class FakeTickets:
    """A ticket system (``bot.ports.Tickets``) in memory."""

    def __init__(self, tickets: Iterable[Ticket] = ()) -> None:
        self.tickets = {_key(ticket.number): ticket for ticket in tickets}
        self.steps: list[tuple[str, str, str]] = []
        """What was done: the step, the ticket's id, and the text or the operator group."""
        self.keys: list[str] = []
        self.now: dict[str, TicketNow] = {}
        """How tickets are, by their id; one that is not there is as it was."""
        self._failures: list[Exception] = []
        self.answers_after_s = 0.0

    def fail(self, error: Exception, *, times: int = 1) -> None:
        """Let the next calls fail."""
        self._failures.extend([error] * times)

    async def find(self, number: str) -> Ticket:
        """See the port."""
        await self._called()
        if _key(number) not in self.tickets:
            raise TicketNotFound(number)
        return self.tickets[_key(number)]

    async def note(self, ticket: str, text: str, *, key: str) -> None:
        """See the port."""
        await self._write("note", ticket, text, key)

    async def send_to_student(self, ticket: str, text: str, *, key: str) -> None:
        """See the port."""
        await self._write("send-to-student", ticket, text, key)

    async def hand_over(self, ticket: str, hands: Hands) -> None:
        """See the port."""
        await self._called()
        self.steps.append(("hand-over", ticket, hands.group))

    async def reopen(self, ticket: str) -> None:
        """See the port."""
        await self._called()
        self.steps.append(("reopen", ticket, ""))

    async def look(self, ticket: str) -> TicketNow:
        """See the port."""
        await self._called()
        return self.now.get(ticket, TicketNow(ticket))

    async def changed_since(self, since: datetime) -> Mapping[str, datetime]:
        """See the port."""
        await self._called()
        return {one: now.modified_at for one, now in self.now.items() if now.modified_at and now.modified_at > since}

    async def changes_of(self, tickets: Sequence[str]) -> Mapping[str, datetime | None]:
        """See the port."""
        await self._called()
        return {one: now.modified_at for one, now in self.now.items() if one in tickets and not now.deleted}

    async def close(self, ticket: str) -> None:
        """See the port."""
        await self._called()
        self.steps.append(("close", ticket, ""))

    async def _write(self, step: str, ticket: str, text: str, key: str) -> None:
        await self._called()
        if key not in self.keys:
            self.keys.append(key)
            self.steps.append((step, ticket, text))

    async def _called(self) -> None:
        await asyncio.sleep(self.answers_after_s)
        if self._failures:
            raise self._failures.pop(0)


def _key(number: str) -> str:
    return "".join(c for c in number.upper() if c.isalnum())
