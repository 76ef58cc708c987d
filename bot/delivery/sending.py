"""What is sent: rendered at the moment of sending, from the newest state.

Every method raises what the platform or the ticket system raises: ``Unavailable``, ``Rejected``, ``Gone``.
"""

from collections.abc import Mapping
from datetime import datetime

import structlog

from bot.actions import Viewer
from bot.announcements import Purpose
from bot.card import case_card, names_in
from bot.conversation.core import Core, words_with
from bot.delivery.due import Due
from bot.delivery.homes import HomeSender
from bot.delivery.notice_texts import reminder_text
from bot.delivery.pace import Pace
from bot.delivery.telling import TOLD_ON, Telling
from bot.delivery.ticket_writing import TicketWriter
from bot.delivery.trouble import CARD_NOT_POSTED
from bot.errors import Rejected
from bot.lines import line_of, names_in_entry
from bot.ports import ChatPlatform, Ref

log = structlog.get_logger()


class Sender:
    """Sends one delivery, at the pace the platforms ask for."""

    def __init__(
        self,
        core: Core,
        platforms: Mapping[str, ChatPlatform],
        public_url: str,
        pace: Pace,
    ) -> None:
        self._core = core
        self._platforms = platforms
        self._tickets = TicketWriter(core, public_url)
        self._telling = Telling(core, platforms, pace)
        self._homes = HomeSender(core, platforms)
        self._pace = pace

    # -- what is sent ----------------------------------------------------------------------------------------

    async def send(self, due: Due) -> tuple[int, Ref | None]:
        """Bring the newest state; answers the version that is shown now and where. Raises what the platform raises."""
        match due.purpose:
            case Purpose.CARD:
                return await self._send_card(due)
            case Purpose.LINE:
                return due.want, await self._send_line(due)
            case Purpose.NOTICE:
                return due.want, await self._telling.tell(due)
            case Purpose.TICKET:
                await self._tickets.write(due)
                return due.want, None
            case Purpose.HOME:
                return due.want, await self._homes.show(due)

    async def not_before(self, due: Due) -> datetime | None:
        """Until when this delivery waits by itself; None for one that may be sent now."""
        return await self._telling.not_before(due) if due.purpose is Purpose.NOTICE else None

    async def _send_card(self, due: Due) -> tuple[int, Ref]:
        platform, channel = self._place(due)
        organisation = self._core.organisation()
        if due.party is None or not organisation.knows_party(due.party):
            raise Rejected(f"party {due.party} is no longer in the organisation file")
        case, people = await self._core.store.queries.case_with_people(due.case, names_in)
        words = words_with(self._core, organisation.language_of(organisation.party(due.party)), people)
        card = case_card(case, Viewer(frozenset({due.party})), words)
        ref = due.ref
        if ref is None and due.unclear and due.first_try is not None:
            ref = await platform.find(channel, due.key, due.first_try)
        if ref is None:
            self._pace.rest(due.destination, platform.interval_s)
            return card.version, await platform.post_card(channel, card, key=due.key)
        await platform.replace_card(ref, card)
        return card.version, ref

    async def _send_line(self, due: Due) -> Ref:
        platform, channel = self._place(due)
        card = _card_of(due)
        if due.unclear and due.first_try is not None:
            found = await platform.find(channel, due.key, due.first_try, thread=card)
            if found is not None:
                return found
        organisation = self._core.organisation()
        known = due.party is not None and organisation.knows_party(due.party)
        language = organisation.language_of(organisation.party(due.party or "")) if known else organisation.language
        line = await self._line(due, language)
        self._pace.rest(due.destination, platform.interval_s)
        return await platform.post_line(card, line, key=due.key)

    async def sweep(self, due: Due) -> None:
        """Take away what arrived late, after its repeat."""
        if due.ref is None or due.first_try is None:
            return
        place = await self._telling.told_at(due, due.ref) if due.purpose is Purpose.NOTICE else self._place(due)
        if place is not None:
            keep = {name: value for name, value in due.ref.items() if name != TOLD_ON}
            thread = _card_of(due) if due.purpose is Purpose.LINE else None
            removed = await place[0].remove_copies(place[1], due.key, due.first_try, keep=keep, thread=thread)
            log.info("swept", case=due.case, destination=due.destination, removed=removed)

    async def _line(self, due: Due, language: str) -> str:
        if "due" in due.payload:
            return reminder_text(self._core, language, datetime.fromisoformat(due.payload["due"]))
        number: int = due.payload["entry"]
        entry, people = await self._core.store.queries.entry_with_people(due.case, number, names_in_entry)
        return line_of(entry, words_with(self._core, language, people))

    def _place(self, due: Due) -> tuple[ChatPlatform, str]:
        name, _, channel = due.destination.split(":", 2)
        if name not in self._platforms:
            raise Rejected(f"{name} is not connected")
        return self._platforms[name], channel


def _card_of(due: Due) -> Ref:
    """The card that a line stands under."""
    if due.card is None:
        raise Rejected(CARD_NOT_POSTED)
    return due.card
