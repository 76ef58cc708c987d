"""The loop that serves destinations. It is dull: what is sent and what follows from a failure is decided elsewhere."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

import structlog

from bot.announcements import Purpose, kind_of
from bot.conversation.core import Core
from bot.delivery.due import Deliveries, Due, Next, Noted, Onward
from bot.delivery.pace import Pace
from bot.delivery.policy import MAX_ATTEMPTS, Later, Park, after_failure, asks_to_wait, counts
from bot.delivery.sending import Sender
from bot.delivery.trouble import tell_administrators
from bot.errors import Gone, NoAccess, NumberUnknown, Rejected, Unavailable
from bot.ports import ChatPlatform, Ref

log = structlog.get_logger()

LEASE_S = 30.0
"""A replica that dies is replaced after this time."""

SEND_LIMIT_S = 15.0
"""No single call may take longer; well below the lease, so that its holder is still the holder when it ends."""

POLL_S = 1.0
"""The safety net under the wake-up signals."""

SWEEP_AFTER_S = 15.0
"""How long a post that was thought lost may still come in late."""

SETTLE_S = 60.0
"""An entry in a ticket cannot be taken away, so one that may still be coming is waited for before it is repeated."""

STANDSTILL_S = 30.0
"""A loop that was silent for so long is broken."""

STOP_LIMIT_S = 10.0
"""Who stops a bot kills it after 30 s or less, and more has to end than this."""

LONGEST_HOLD_S = 2.0
"""A wait longer than this is spent without the lease, so that a stopping process does not keep it."""

SHARES: Mapping[str, int] = {"slack": 24, "teams": 16, "person": 8, "ticket": 2, "home-slack": 6, "home-teams": 4}
"""Destinations of each kind served at the same time by one replica: one slow outside takes no room from another.

TOPdesk is written to one at a time, under a limit of 10 s; the second is there to be ready when the first has ended.
"""

LOOK = 0.0
"""No wait: look at once what is next."""

Step = Next | float | None
"""What follows at a destination: what is next there, or a wait in seconds; None where it was let go of."""


class Delivery:
    """Serves destinations until it is stopped."""

    def __init__(
        self,
        core: Core,
        deliveries: Deliveries,
        platforms: Mapping[str, ChatPlatform],
        *,
        holder: str,
        public_url: str,
        lease_s: float = LEASE_S,
        send_limit_s: float = SEND_LIMIT_S,
        sweep_after_s: float = SWEEP_AFTER_S,
        stop_limit_s: float = STOP_LIMIT_S,
    ) -> None:
        self._core = core
        self._deliveries = deliveries
        self._pace = Pace()
        self._sender = Sender(core, platforms, public_url, self._pace)
        self._holder = holder
        self._lease_s = lease_s
        self._send_limit_s = send_limit_s
        self._sweep_after_s = sweep_after_s
        self._stop_limit_s = stop_limit_s
        self._woken = asyncio.Event()
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._resting: set[str] = set()
        self._stopping = False
        self._taking = asyncio.Lock()
        self._last_round = float("-inf")

    @property
    def is_running(self) -> bool:
        """Whether deliveries are being made; a loop that stood still for a while is broken."""
        return not self._stopping and asyncio.get_running_loop().time() - self._last_round < STANDSTILL_S

    def wake(self) -> None:
        """Something became due. Call it in the event loop."""
        self._woken.set()

    async def run(self) -> None:
        """Serve until ``stop``."""
        while not self._stopping:
            self._woken.clear()
            self._last_round = asyncio.get_running_loop().time()
            try:
                await self._take()
            except Unavailable as failure:
                log.warning("deliveries_out_of_reach", reason=failure.reason)
            try:
                async with asyncio.timeout(POLL_S):
                    await self._woken.wait()
            except TimeoutError:
                pass  # the slow poll under the signals

    async def stop(self) -> None:
        """Finish what is being sent, as far as that does not take too long, and leave the rest leased to nobody."""
        self._stopping = True
        self._woken.set()
        async with self._taking:  # what is being leased now has to be let go as well
            if await self._has_left_something():
                return
            try:
                await self._deliveries.release_all(self._holder)
            except Unavailable as failure:  # the leases run out by themselves
                log.warning("deliveries_out_of_reach", reason=failure.reason)

    async def _has_left_something(self) -> bool:
        """Whether something did not end in time: that is left, as by a killed process, until its lease is over."""
        serving = set(self._serving.values())
        late = (await asyncio.wait(serving, timeout=self._stop_limit_s))[1] if serving else set()
        for task in late:
            log.warning("delivery_left", destination=task.get_name())
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return bool(late)

    async def _take(self) -> None:
        async with self._taking:
            if self._stopping:
                return
            rooms = self._rooms()
            may = {kind: self._pace.may_at(kind) for kind in rooms}
            leased = await self._deliveries.lease(self._holder, rooms, self._lease_s, may)
            for destination, taken in leased.items():
                self._pace.rest(destination, taken.posts_in_s)
                self._start(destination, taken.next)

    def _rooms(self) -> Mapping[str, int]:
        """How many more destinations of each kind can be served."""
        served = Counter(kind_of(destination) for destination in self._serving.keys() - self._resting)
        return {kind: share - served[kind] for kind, share in SHARES.items() if served[kind] < share}

    def _start(self, destination: str, first: Next | None) -> None:
        # A lease that ran out under a slow try, or a clock that was set, can hand out what is being served here.
        before = self._serving.get(destination)
        task = asyncio.create_task(self._serve_after(before, destination, first), name=destination)
        self._serving[destination] = task
        task.add_done_callback(self._served)

    async def _serve_after(self, before: asyncio.Task[None] | None, destination: str, first: Next | None) -> None:
        if before is not None:
            await asyncio.wait({before})
            first = None  # it may have brought this very delivery
        await self._serve(destination, first)

    def _served(self, task: asyncio.Task[None]) -> None:
        destination = task.get_name()
        if self._serving[destination] is task:
            del self._serving[destination]
        self._woken.set()
        if task.cancelled():
            return
        match task.exception():  # whatever it was: the lease runs out and the destination is served again
            case None:
                return
            case Unavailable(reason=reason):
                log.warning("delivery_broken_off", destination=destination, reason=reason)
            case error:
                log.error("delivery_broke", destination=destination, exc_info=error)

    async def _serve(self, destination: str, first: Next | None) -> None:
        """Until nothing is left there. What has begun is brought to its end, also by who is being stopped."""
        step: Step = first or LOOK
        while step is not None:
            match step:
                case Next(due=due, is_begun=True):
                    step = await self._try(due)
                case Next(due=due) if not self._stopping:
                    step = await self._keep_pace(due)
                case float() as wait_s if wait_s == LOOK and not self._stopping:
                    step = await self._deliveries.next(destination, self._holder, self._onward(destination))
                case _:
                    await self._release(destination, step if isinstance(step, float) else LOOK)
                    step = None

    def _onward(self, destination: str) -> Onward:
        return Onward(self._lease_s, self._pace.may_be_sent(destination), self._pace.posts_in_s(destination))

    async def _release(self, destination: str, wait_s: float) -> None:
        posts_in_s = self._pace.posts_in_s(destination)
        await self._deliveries.release(destination, self._holder, wait_s, posts_in_s=posts_in_s)

    async def _keep_pace(self, due: Due) -> float:
        """A short pause is waited for, and then looked again: an update of a card goes first."""
        pause_s = self._pace.pause_s(due)
        if pause_s > LONGEST_HOLD_S:
            return pause_s
        if pause_s > 0.0:
            await self._rest(due.destination, pause_s)
        return LOOK

    async def _rest(self, destination: str, pause_s: float) -> None:
        """Keep the platform's pace. Who rests takes no room from others: channels that wait are not being served."""
        was_full = kind_of(destination) not in self._rooms()
        self._resting.add(destination)
        if was_full:
            self._woken.set()
        try:
            await asyncio.sleep(pause_s)
        finally:
            self._resting.discard(destination)

    async def _try(self, due: Due) -> Step:
        """One try, which was noted to begin, and what follows it."""
        if due.sweeps:
            return await self._sweep(due)
        if due.attempts >= MAX_ATTEMPTS:
            # Each try that ends is counted there; this one broke, or broke the process, every time.
            return await self._failed(due, Rejected("no try came to an end"))
        try:
            async with asyncio.timeout(self._send_limit_s):
                if (until := await self._sender.not_before(due)) is not None:
                    await self._deliveries.hold(due, self._holder, until)
                    return LOOK
                version, ref = await self._sender.send(due)
        except Gone as gone:
            return await self._gone(due, gone)
        except (Unavailable, Rejected) as failure:
            return await self._failed(due, failure)
        except TimeoutError:
            return await self._failed(due, Unavailable("no answer in time", unclear=True))
        return await self._sent(due, version, ref)

    async def _sent(self, due: Due, version: int, ref: Ref | None) -> Step:
        came_twice = due.unclear and ref is not None and due.purpose is not Purpose.HOME
        sweep_after_s = self._sweep_after_s if came_twice else None
        onward = None if self._stopping else self._onward(due.destination)
        noted = await self._note(due, version, ref, sweep_after_s, onward)
        if not noted.kept:
            log.warning("lease_lost", purpose=due.purpose, case=due.case, destination=due.destination)
            return noted.next or POLL_S  # or only this delivery is no more, as of a Home that was opened anew
        log.info("delivered", purpose=due.purpose, case=due.case, destination=due.destination, attempt=due.attempts + 1)
        return noted.next if onward is not None else LOOK

    async def _note(
        self, due: Due, version: int, ref: Ref | None, sweep_after_s: float | None, onward: Onward | None
    ) -> Noted:
        """Note that it stands there. As long as the lease may hold, the database gets the time to come back.

        What is not noted is posted again where a platform cannot tell that it arrived.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + self._lease_s - self._send_limit_s
        while True:
            try:
                return await self._deliveries.done(
                    due, self._holder, version, ref, sweep_after_s=sweep_after_s, onward=onward
                )
            except Unavailable as failure:
                if self._stopping or loop.time() >= end:
                    raise
                log.warning("delivery_not_noted_yet", destination=due.destination, reason=failure.reason)
            await asyncio.sleep(POLL_S)

    async def _sweep(self, due: Due) -> float:
        """What was delivered stays so: a sweep that cannot be done is given up, and nobody is called for it."""
        if due.attempts >= MAX_ATTEMPTS:  # each that ends is counted there; this one broke every time
            log.error("sweep_given_up", case=due.case, destination=due.destination)
            await self._deliveries.swept(due, self._holder)
            return 0.0
        try:
            async with asyncio.timeout(self._send_limit_s):
                await self._sender.sweep(due)
        except (Unavailable, Rejected, TimeoutError) as failure:
            reason = failure if isinstance(failure, Unavailable | Rejected) else Unavailable("no answer in time")
            log.warning("sweep_failed", reason=reason.reason, case=due.case, destination=due.destination)
            next_step = self._next_step(due, reason)
            if isinstance(next_step, Later):
                tried = {"counts": counts(reason), "limited": asks_to_wait(reason)}
                await self._deliveries.sweep_again(due, self._holder, next_step.wait_s, **tried)
                return 0.0
        await self._deliveries.swept(due, self._holder)
        return 0.0

    async def _gone(self, due: Due, gone: Gone) -> float:
        """A card that was deleted is posted anew, also when a line finds its thread gone."""
        had_a_card = due.purpose is Purpose.LINE or (due.purpose is Purpose.CARD and due.ref is not None)
        if due.purpose is Purpose.HOME:
            return await self._forgotten(due, gone.reason)
        if not had_a_card or due.attempts > 1:
            return await self._failed(due, gone)
        log.info("card_gone", case=due.case, destination=due.destination, reason=gone.reason)
        await self._deliveries.post_anew(due, self._holder)
        return 0.0

    async def _forgotten(self, due: Due, reason: str) -> float:
        """A Home that cannot be shown follows nothing any more, until its person opens it again."""
        log.info("home_forgotten", destination=due.destination, reason=reason)
        await self._deliveries.forget(due, self._holder)
        return 0.0

    def _next_step(self, due: Due, failure: Unavailable | Rejected) -> Later | Park:
        limited_for = self._core.clock() - due.limited_since if due.limited_since is not None else timedelta()
        chance = random.random()  # noqa: S311  # spreads waits, guards nothing
        return after_failure(failure, due.attempts + 1, chance, limited_for)

    async def _failed(self, due: Due, failure: Unavailable | Rejected) -> float:
        next_step = self._next_step(due, failure)
        unclear = isinstance(failure, Unavailable) and (failure.unclear or due.unclear)
        facts = {"purpose": due.purpose, "case": due.case, "destination": due.destination, "attempt": due.attempts + 1}
        if isinstance(failure, Unavailable) and failure.retry_after_s is not None:
            self._pace.asked_to_wait(due, failure.retry_after_s)
        if due.purpose is Purpose.HOME and isinstance(next_step, Park):
            return await self._forgotten(due, next_step.reason)
        parked = next_step.reason if isinstance(next_step, Park) else None
        told = isinstance(failure, NoAccess) or (parked is not None and not isinstance(failure, NumberUnknown))
        organisation, now = self._core.organisation(), self._core.clock()
        tell = tell_administrators(due, failure.reason, organisation, now) if told else ()
        await self._deliveries.failed(
            due,
            self._holder,
            unclear=unclear,
            counts=counts(failure),
            limited=asks_to_wait(failure),
            parked=parked,
            tell=tell,
        )
        match next_step:
            case Park(reason=reason):
                log.error("delivery_parked", reason=reason, **facts)
                return 0.0
            case Later(wait_s=wait_s):
                if unclear and due.purpose is Purpose.TICKET:
                    wait_s = max(wait_s, SETTLE_S)
                log.warning("delivery_failed", reason=failure.reason, wait_s=round(wait_s, 1), **facts)
                return wait_s
