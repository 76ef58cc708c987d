"""Whose card is refreshed by itself, so that each of them sees what they may do.

Source: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/
user-specific-views. Anybody else sees the card as it was posted, and can refresh it by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.adapters.teams.people import PLATFORM
from bot.card import names_in
from bot.conversation.core import Core
from bot.refusals import UnknownCase

MOST = 60
"""Users one card can be refreshed for."""

FEW = 10
"""Users a card is refreshed for that was dropped into a chat: few of the people of its parties are there."""


@dataclass(frozen=True)
class Viewers:
    """Knows who was seen on Teams."""

    core: Core

    async def in_channel(self, channel: str, number: str) -> tuple[str, ...]:
        """The people of the party that works in this channel, by their id in Teams."""
        party = self.core.organisation().party_in_channel(PLATFORM, channel)
        return await self._first(party.members if party else (), number)

    async def of_parties(self, number: str) -> tuple[str, ...]:
        """The people of every party that has or had a part in the case: for a card that stands anywhere."""
        organisation = self.core.organisation()
        try:
            parties = (await self.core.store.queries.case(number)).parties
        except UnknownCase:
            return ()
        known = (organisation.party(key) for key in parties if organisation.knows_party(key))
        return await self._first({member for party in known for member in party.members}, number, most=FEW)

    async def _first(self, people: Iterable[str], number: str, most: int = MOST) -> tuple[str, ...]:
        """Who is named in the case comes first, for it is their turn; then who was seen last."""
        accounts = await self.core.store.queries.identities(PLATFORM, people)
        named = await self._named(number) if len(accounts) > most else set[str]()
        emails = sorted(accounts, key=lambda email: email not in named)
        return tuple(str(accounts[email]["id"]) for email in emails[:most])

    async def _named(self, number: str) -> set[str]:
        try:
            return names_in(await self.core.store.queries.case(number))
        except UnknownCase:
            return set()
