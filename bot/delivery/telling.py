"""Messages to one person: whether they want them, when they may have them, where they are, and what they read."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.conversation.core import Core
from bot.delivery.due import Due
from bot.delivery.notice_texts import Told, notice_text, overview, reminder_is_due
from bot.delivery.pace import Pace
from bot.delivery.trouble import TROUBLE, platform_in_trouble, trouble_in_words
from bot.ports import ChatPlatform, Notice, Ref
from bot.preferences import Preferences
from bot.routing import next_opening
from bot.texts import say

log = structlog.get_logger()

TOLD_ON = "platform"
"""In the reference of a notice: where it is. People move between platforms, and a reference is of one of them."""

GATHERED = "with"
"""In the payload of a notice: what else the person is told in the same message."""

AT_WORK = timedelta(minutes=10)
"""Who did something so short a time ago is at work, whatever the office hours say."""


class Telling:
    """Tells people what they have to know."""

    def __init__(self, core: Core, platforms: Mapping[str, ChatPlatform], pace: Pace) -> None:
        self._core = core
        self._platforms = platforms
        self._pace = pace

    async def not_before(self, due: Due) -> datetime | None:
        """Until when this notice waits: for somebody who is away, or until the desks open. None for one that may go.

        Administrators are told at once of what cannot be delivered: at night, too, somebody may be there to mend it.
        """
        if TROUBLE in due.payload:
            return None
        email, now = _person(due), self._core.clock()
        chosen = await self._chosen(email)
        until = max(chosen.absent_until or now, now)
        if until == now and await self._is_at_work(email, now):
            return None
        organisation = self._core.organisation()
        if organisation.is_quiet_outside_office_hours:
            until = next_opening(organisation, until)
        return until if until > now else None

    async def _is_at_work(self, email: str, now: datetime) -> bool:
        acted = await self._core.store.queries.last_acted(email)
        return acted is not None and now - acted < AT_WORK

    async def _chosen(self, email: str) -> Preferences:
        return (await self._core.store.queries.preferences([email])).get(email, Preferences())

    async def tell(self, due: Due) -> Ref | None:
        """Tell the person; None where nobody had to be told any more, or could be."""
        email = _person(due)
        reached = await self._where(email, rather_not=platform_in_trouble(due.payload))
        if reached is None:
            log.info("notice_reaches_nobody", case=due.case)  # the channel's card and line say the same
            return None
        platform, identity = reached
        if due.unclear and due.first_try is not None:
            found = await platform.find(str(identity["id"]), due.key, due.first_try)
            if found is not None:
                return {**found, TOLD_ON: platform.name}
        notice = await self._notice(due, email)
        if notice is None:
            return None
        self._pace.rest(due.destination, platform.interval_s)
        told = await platform.tell(identity, notice, key=due.key)
        return {**told, TOLD_ON: platform.name}

    async def _notice(self, due: Due, email: str) -> Notice | None:
        """What there is to tell by now; None where the person wants to hear none of it."""
        person = (await self._core.store.queries.persons([email])).get(email)
        chosen = await self._chosen(email)
        language = chosen.language or (person.language if person else None) or self._core.organisation().language
        if TROUBLE in due.payload:
            text = trouble_in_words(due.payload, due.case, language, self._core.organisation())
            return Notice(text, due.case, say(language, "notice-show"))
        told = [one for one in _all_told(due) if one.kind not in chosen.muted]
        told = [one for one in told if await reminder_is_due(self._core, one)]
        if not told:
            log.info("notice_not_wanted", case=due.case)
            return None
        if len(told) == 1:
            (only,) = told
            return Notice(await notice_text(self._core, language, only), only.case, say(language, "notice-show"))
        return await overview(self._core, language, told)

    async def _where(self, email: str, rather_not: str | None = None) -> tuple[ChatPlatform, Mapping[str, Any]] | None:
        """Where the person was seen last, else wherever they are known; on *rather_not* only if nowhere else."""
        last = await self._core.store.queries.last_platform(email)
        names = dict.fromkeys([last, *sorted(self._platforms)])
        for name in sorted(names, key=lambda one: one is not None and one == rather_not):
            if name is not None and name in self._platforms:
                identity = await self._core.store.queries.identity(name, email)
                if identity is not None:
                    return self._platforms[name], identity
        for platform in self._platforms.values():  # somebody who never said anything to the bot
            identity = await platform.look_up(email)
            if identity is not None:
                return platform, identity
        return None

    async def told_at(self, due: Due, ref: Ref) -> tuple[ChatPlatform, str] | None:
        """Where the person was told, which need not be where they were seen last by now."""
        platform = self._platforms.get(str(ref.get(TOLD_ON)))
        if platform is None:
            return None
        email = _person(due)
        identity = await self._core.store.queries.identity(platform.name, email) or await platform.look_up(email)
        return (platform, str(identity["id"])) if identity is not None else None


def _person(due: Due) -> str:
    return due.destination.partition(":")[2]


def _all_told(due: Due) -> list[Told]:
    """What this notice is about, and what was gathered in it while it waited."""
    return [Told.from_payload(due.case, due.payload)] + [
        Told.from_payload(one["case"], one) for one in due.payload.get(GATHERED, ())
    ]


def gathered(payload: Mapping[str, Any], other: Due) -> dict[str, Any]:
    """The payload of a notice that waits, with another in it, and whatever was gathered in that."""
    others = other.payload.get(GATHERED, ())
    own = {name: value for name, value in other.payload.items() if name != GATHERED}
    return {**payload, GATHERED: [*payload.get(GATHERED, ()), {**own, "case": other.case}, *others]}
