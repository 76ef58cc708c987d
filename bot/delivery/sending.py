"""What is sent: rendered at the moment of sending, from the newest state.

Every method raises what the platform or the ticket system raises: ``Unavailable``, ``Rejected``, ``Gone``.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog

from bot.actions import Viewer
from bot.announcements import Purpose, kind_of
from bot.card import case_card, names_in
from bot.conversation.core import Core, words_for
from bot.delivery.due import Deliveries, Due
from bot.delivery.trouble import CARD_NOT_POSTED, TROUBLE, platform_in_trouble, trouble_in_words
from bot.errors import Rejected, Unavailable
from bot.lines import line_of, names_in_entry, notice_of, ticket_note_of
from bot.ports import ChatPlatform, Notice, Ref, Tickets
from bot.texts import say
from bot.timeline import Entry

log = structlog.get_logger()

TOLD_ON = "platform"
"""In the reference of a notice: where it is. People move between platforms, and a reference is of one of them."""


class Sender:
    """Sends one delivery. Keeps the pace the platforms ask for, as far as this process posts."""

    def __init__(
        self, core: Core, deliveries: Deliveries, platforms: Mapping[str, ChatPlatform], public_url: str
    ) -> None:
        self._core = core
        self._deliveries = deliveries
        self._platforms = platforms
        self._public_url = public_url
        self._no_posts_before: dict[str, float] = {}
        self._no_changes_before: dict[str, float] = {}

    # -- the platforms' pace ---------------------------------------------------------------------------------

    def pause_s(self, due: Due) -> float:
        """Seconds to wait before this delivery may be sent.

        A channel or person takes only so many posts, a workspace so many changes.
        """
        if due.is_post:
            earliest = self._no_posts_before.get(due.destination, float("-inf"))
        else:
            earliest = self._no_changes_before.get(kind_of(due.destination), float("-inf"))
        return max(0.0, earliest - asyncio.get_running_loop().time())

    def slowed_down(self, due: Due, failure: Unavailable) -> None:
        """A limit on changing messages holds for a whole workspace, so nobody else needs to run into it too."""
        if failure.retry_after_s is not None and due.purpose is Purpose.CARD and not due.is_post:
            name = kind_of(due.destination)
            self._no_changes_before[name] = asyncio.get_running_loop().time() + failure.retry_after_s

    def _posting(self, due: Due, platform: ChatPlatform) -> None:
        self._no_posts_before[due.destination] = asyncio.get_running_loop().time() + platform.interval_s

    # -- what is sent ----------------------------------------------------------------------------------------

    async def send(self, due: Due) -> tuple[int, Ref | None]:
        """Bring the newest state; answers the version that is shown now and where. Raises what the platform raises."""
        match due.purpose:
            case Purpose.CARD:
                return await self._send_card(due)
            case Purpose.LINE:
                return due.want, await self._send_line(due)
            case Purpose.NOTICE:
                return due.want, await self._send_notice(due)
            case Purpose.TICKET:
                await self._write_ticket(due)
                return due.want, None

    async def _send_card(self, due: Due) -> tuple[int, Ref]:
        platform, channel = self._place(due)
        organisation = self._core.organisation()
        if due.party is None or not organisation.knows_party(due.party):
            raise Rejected(f"party {due.party} is no longer in the organisation file")
        case = await self._core.store.queries.case(due.case)
        language = organisation.language_of(organisation.party(due.party))
        words = await words_for(self._core, language, names_in(case))
        card = case_card(case, Viewer(frozenset({due.party})), words)
        ref = due.ref
        if ref is None and due.unclear and due.first_try is not None:
            ref = await platform.find(channel, due.key, due.first_try)
        if ref is None:
            self._posting(due, platform)
            return card.version, await platform.post_card(channel, card, key=due.key)
        await platform.replace_card(ref, card)
        return card.version, ref

    async def _send_line(self, due: Due) -> Ref:
        platform, channel = self._place(due)
        card = await self._deliveries.card_ref(due.case, due.party or "", due.destination)
        if card is None:
            raise Rejected(CARD_NOT_POSTED)
        if due.unclear and due.first_try is not None:
            found = await platform.find(channel, due.key, due.first_try)
            if found is not None:
                return found
        organisation = self._core.organisation()
        known = due.party is not None and organisation.knows_party(due.party)
        language = organisation.language_of(organisation.party(due.party or "")) if known else organisation.language
        entry = await self._entry(due)
        line = line_of(entry, await words_for(self._core, language, names_in_entry(entry)))
        self._posting(due, platform)
        return await platform.post_line(card, line, key=due.key)

    async def _send_notice(self, due: Due) -> Ref | None:
        email = due.destination.partition(":")[2]
        reached = await self._where(email, rather_not=platform_in_trouble(due.payload))
        if reached is None:
            log.info("notice_reaches_nobody", case=due.case)  # the channel's card and line say the same
            return None
        platform, identity = reached
        if due.unclear and due.first_try is not None:
            found = await platform.find(str(identity["id"]), due.key, due.first_try)
            if found is not None:
                return {**found, TOLD_ON: platform.name}
        person = (await self._core.store.queries.persons([email])).get(email)
        language = (person.language if person else None) or self._core.organisation().language
        text = await self._notice_text(due, language)
        self._posting(due, platform)
        told = await platform.tell(identity, Notice(text, due.case, say(language, "notice-show")), key=due.key)
        return {**told, TOLD_ON: platform.name}

    async def _notice_text(self, due: Due, language: str) -> str:
        if TROUBLE in due.payload:
            return trouble_in_words(due.payload, due.case, language, self._core.organisation())
        entry = await self._entry(due)
        words = await words_for(self._core, language, names_in_entry(entry))
        case = await self._core.store.queries.case(due.case)
        return notice_of(entry, case.number, case.question.subject, words)

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

    async def sweep(self, due: Due) -> None:
        """Take away what arrived late, after its repeat."""
        if due.ref is None or due.first_try is None:
            return
        place = await self._told_at(due, due.ref) if due.purpose is Purpose.NOTICE else self._place(due)
        if place is not None:
            keep = {name: value for name, value in due.ref.items() if name != TOLD_ON}
            removed = await place[0].remove_copies(place[1], due.key, due.first_try, keep=keep)
            log.info("swept", case=due.case, destination=due.destination, removed=removed)

    async def _told_at(self, due: Due, ref: Ref) -> tuple[ChatPlatform, str] | None:
        """Where the person was told, which need not be where they were seen last by now."""
        platform = self._platforms.get(str(ref.get(TOLD_ON)))
        if platform is None:
            return None
        email = due.destination.partition(":")[2]
        identity = await self._core.store.queries.identity(platform.name, email) or await platform.look_up(email)
        return (platform, str(identity["id"])) if identity is not None else None

    async def _write_ticket(self, due: Due) -> None:
        tickets = self._core.tickets
        if tickets is None:
            raise Rejected("no ticket system is connected")
        ticket, payload = due.destination.partition(":")[2], due.payload
        match payload["do"]:
            case "hand-over":
                await tickets.hand_over(ticket, payload["operator_group"])
            case "redirect":
                await self._redirect(due, tickets, ticket)
            case "note":
                entry = await self._entry(due)
                words = await words_for(self._core, self._core.organisation().language, names_in_entry(entry))
                text = ticket_note_of(entry, due.case, f"{self._public_url}/cases/{due.case}", words)
                await tickets.note(ticket, text, key=due.key)
            case other:
                raise Rejected(f"unknown ticket step {other}")

    async def _redirect(self, due: Due, tickets: Tickets, ticket: str) -> None:
        """The student hears it first. A case that was reopened meanwhile keeps its ticket open."""
        await tickets.send_to_student(ticket, due.payload["text"], key=due.key)
        if not (await self._core.store.queries.case(due.case)).is_open:
            await tickets.close(ticket)

    async def _entry(self, due: Due) -> Entry:
        entries = await self._core.store.queries.timeline(due.case)
        number: int = due.payload["entry"]
        return entries[number - 1]

    def _place(self, due: Due) -> tuple[ChatPlatform, str]:
        name, _, channel = due.destination.split(":", 2)
        if name not in self._platforms:
            raise Rejected(f"{name} is not connected")
        return self._platforms[name], channel
