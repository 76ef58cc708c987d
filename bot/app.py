"""The composition root: the only module that knows every adapter."""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from aiohttp import web

from bot.adapters.slack.app import SlackAdapter
from bot.adapters.sql.chores import CHORES, SqlTurns
from bot.adapters.sql.deliveries import SqlDeliveries
from bot.adapters.sql.member_lists import SqlMemberLists
from bot.adapters.sql.reminding import chores_of_time
from bot.adapters.sql.store import SqlStore
from bot.adapters.sql.watching import SqlWatch
from bot.adapters.topdesk.events import event_routes
from bot.adapters.topdesk.tickets import Arrangement, TopdeskTickets
from bot.announcements import Reach
from bot.chores import Chores
from bot.connecting import slack_access, topdesk_client
from bot.conversation.core import Core
from bot.delivery import Delivery
from bot.errors import Unavailable
from bot.membership import READ_AGAIN, Membership
from bot.ports import ChatPlatform
from bot.routing import CurrentOrganisation, MemberSource, TopdeskNames
from bot.settings import Settings
from bot.watching import TicketWatch

log = structlog.get_logger()

CALLS_AT_ONCE = 32
"""Threads for libraries that wait for the network themselves, as Bot Framework does; a dead platform holds several."""


def utc_now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


NO_PAGES = ""
"""There is no page of a case yet that a note in a ticket could link to: it names the case by its number."""


class CannotListen(Exception):
    """Nobody can reach the bot at its address; the text says why."""


class Broken(Exception):
    """A part of the bot broke that it cannot do without; the log says how. It has to be started anew."""


@dataclass(frozen=True)
class Bot:
    """A running bot; leaving the block of ``running`` ends it in order. ``stopping`` is set when a part of it broke."""

    address: str
    core: Core
    delivery: Delivery
    stopping: asyncio.Event


@asynccontextmanager
async def running(
    settings: Settings, organisation: CurrentOrganisation, *, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[Bot]:
    """Everything that is switched on, connected and listening.

    Taken down in the opposite order: nothing more comes in, what is being delivered is finished, connections close.

    Raises ``Rejected`` where a platform refuses the bot, ``Unavailable`` where the database does not answer and
    ``CannotListen`` for a taken port. A platform that does not answer is waited for while the rest works.
    """
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(CALLS_AT_ONCE, "outside"))
    async with AsyncExitStack() as ending:
        store = store_for(settings, organisation, clock)
        ending.push_async_callback(store.close)
        await store.migrate()
        tickets = await _tickets(settings, organisation, ending)
        core = Core(store, lambda: organisation.organisation, tickets, clock)

        site = web.Application()
        platforms: dict[str, ChatPlatform] = {}
        stopping = asyncio.Event()
        deliveries = SqlDeliveries(store, clock)
        if not store.is_postgresql:
            await deliveries.take_over()
        delivery = Delivery(core, deliveries, platforms, holder=_holder(), public_url=NO_PAGES)
        store.on_announced = delivery.wake
        slack = await _slack(settings, core, site, platforms, ending)
        await _teams(settings, core, site, platforms, ending)
        membership = await _membership(organisation, store, clock, slack)
        site.add_routes(_health(core, delivery))

        _keep("delivery", delivery.run(), stopping, ending)
        ending.push_async_callback(delivery.stop)
        of_time = chores_of_time(lambda: organisation.organisation, reach_of(settings), clock)
        chores = (*CHORES, *of_time)
        _keep("chores", Chores(SqlTurns(store, clock), chores).run(), stopping, ending)
        _keep("membership", membership.run(), stopping, ending)
        if tickets is not None:
            watch = _watch(settings, core, tickets, SqlWatch(store, clock), site)
            _keep("tickets", watch.run(), stopping, ending)
        if store.is_postgresql:
            from bot.adapters.sql.listening import listen  # brings the driver, which SQLite does without

            _keep("listening", listen(settings.database_url, delivery.wake), stopping, ending)
        await _listen_on(site, settings, ending)
        if slack is not None:
            ending.push_async_callback(slack.stop_socket_mode)
            await slack.start_socket_mode()
        bot = Bot(f"http://{settings.host}:{settings.port}", core, delivery, stopping)
        log.info("started", address=bot.address, platforms=sorted(platforms), tickets=settings.topdesk)
        yield bot
        log.info("stopping")


def store_for(
    settings: Settings, organisation: CurrentOrganisation, clock: Callable[[], datetime] = utc_now
) -> SqlStore:
    """The store these settings name."""
    reach = reach_of(settings)
    return SqlStore(settings.database_url, organisation=lambda: organisation.organisation, reach=reach, clock=clock)


def reach_of(settings: Settings) -> Reach:
    """What these settings connect."""
    return Reach(platforms_of(settings), settings.topdesk)


async def run(settings: Settings, organisation: CurrentOrganisation, stop: asyncio.Event) -> None:
    """Run until *stop* is set. Raises as ``running``, and ``Broken`` when a part of the bot broke."""
    async with running(settings, organisation) as bot:
        await _either(stop, bot.stopping)
    if bot.stopping.is_set():
        raise Broken


async def _either(*events: asyncio.Event) -> None:
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()


def platforms_of(settings: Settings) -> frozenset[str]:
    """The chat platforms that are switched on."""
    return frozenset(name for name, on in (("slack", settings.slack), ("teams", settings.teams)) if on)


async def _tickets(
    settings: Settings, organisation: CurrentOrganisation, ending: AsyncExitStack
) -> TopdeskTickets | None:
    client = topdesk_client(settings)
    if client is None:
        return None
    ending.push_async_callback(client.close)
    return TopdeskTickets(client, arrangement(organisation.organisation.topdesk))


def _watch(
    settings: Settings, core: Core, tickets: TopdeskTickets, kept: SqlWatch, site: web.Application
) -> TicketWatch:
    """Follows the tickets of cases; TOPdesk can call where a secret is set."""
    watch = TicketWatch(core, tickets, kept)
    if settings.topdesk_event_secret is not None:
        secret = settings.topdesk_event_secret.get_secret_value()
        site.add_routes(event_routes(secret, kept.hint, watch.wake))
    return watch


def arrangement(names: TopdeskNames) -> Arrangement:
    """What the organisation file says of TOPdesk, as the adapter takes it."""
    return Arrangement(
        completed_status=names.completed_status,
        closure_code=names.closure_code,
        escalate_at_hand_over=names.escalate_at_hand_over,
        escalation_reason=names.escalation_reason,
        deescalation_reason=names.deescalation_reason,
        in_progress_status=names.in_progress_status,
        returned_status=names.returned_status,
        ticket_address=names.ticket_address,
    )


async def _slack(
    settings: Settings,
    core: Core,
    site: web.Application,
    platforms: dict[str, ChatPlatform],
    ending: AsyncExitStack,
) -> SlackAdapter | None:
    access = slack_access(settings)
    if access is None:
        return None
    slack = SlackAdapter(core, access)
    ending.push_async_callback(slack.stop)
    try:
        await slack.check()
    except Unavailable as failure:  # asked again with the first request; Teams need not wait for it
        log.warning("slack_not_reached", reason=failure.reason)
    platforms["slack"] = slack.platform
    slack.routes(site)
    return slack


async def _teams(
    settings: Settings,
    core: Core,
    site: web.Application,
    platforms: dict[str, ChatPlatform],
    ending: AsyncExitStack,
) -> None:
    if not settings.teams:
        return
    # Only where it is switched on: Bot Framework is the largest part of what there is to import.
    from bot.adapters.teams.app import TeamsAdapter
    from bot.adapters.teams.authentication import ensure_anonymous_is_local

    if settings.teams_anonymous:
        ensure_anonymous_is_local(settings.host)
    teams = TeamsAdapter(
        core,
        app_id=settings.teams_app_id or "",
        password=settings.teams_app_password.get_secret_value() if settings.teams_app_password else "",
        tenant=settings.teams_tenant_id or "",
        app_type=settings.teams_app_type,
        anonymous=settings.teams_anonymous,
        service_url=settings.teams_service_url,
    )
    ending.push_async_callback(teams.close)
    await teams.start()
    platforms["teams"] = teams.platform
    site.add_routes(teams.routes())


async def _membership(
    organisation: CurrentOrganisation, store: SqlStore, clock: Callable[[], datetime], slack: SlackAdapter | None
) -> Membership:
    """The people of parties whose lists are kept on a platform, as they were read last. Raises ``Unavailable``."""
    turns = SqlTurns(store, clock)

    async def its_turn() -> bool:
        return await turns.take("member-lists", READ_AGAIN, lambda *_: 1) is not None

    async def tell(source: MemberSource, reason: str) -> None:
        if slack is not None:
            await slack.administrators.tell(source, reason)

    directories = {} if slack is None else {slack.platform.name: slack.directory}
    membership = Membership(organisation, SqlMemberLists(store, clock), directories, its_turn=its_turn, tell=tell)
    await membership.recall()
    if slack is not None:
        slack.follow(membership)
    return membership


def _health(core: Core, delivery: Delivery) -> list[web.RouteDef]:
    async def healthz(_: web.Request) -> web.Response:
        """The process works."""
        return web.json_response({"status": "ok"})

    async def readyz(_: web.Request) -> web.Response:
        """The database answers and deliveries are being made."""
        try:
            async with asyncio.timeout(2.0):
                await core.store.queries.last_platform("nobody")
        except (Unavailable, TimeoutError):
            return web.json_response({"status": "the database does not answer"}, status=503)
        if not delivery.is_running:
            return web.json_response({"status": "deliveries stand still"}, status=503)
        return web.json_response({"status": "ok"})

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]


async def _listen_on(site: web.Application, settings: Settings, ending: AsyncExitStack) -> None:
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    ending.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        raise CannotListen(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}") from error


def _keep(name: str, work: Coroutine[None, None, None], stopping: asyncio.Event, ending: AsyncExitStack) -> None:
    """Work that goes on as long as the bot runs. If it breaks, the bot must not look as if it works."""
    task = asyncio.create_task(work, name=name)

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log.critical("part_broke", part=name, exc_info=error)
            stopping.set()

    async def end() -> None:
        task.cancel()
        await asyncio.wait({task})

    task.add_done_callback(ended)
    ending.push_async_callback(end)


def _holder() -> str:
    """What this process is called in a lease. Containers may share the name of their machine, and their pid is 1."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
