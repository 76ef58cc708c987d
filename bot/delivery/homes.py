"""Homes that are open follow what happens: drawn from the newest state, one at a time for each person."""

from collections.abc import Mapping

from bot.conversation.core import Core, speaking
from bot.conversation.home import home
from bot.delivery.due import Due
from bot.errors import Gone
from bot.ports import ChatPlatform, Person, Ref


class HomeSender:
    """Shows people what is theirs."""

    def __init__(self, core: Core, platforms: Mapping[str, ChatPlatform]) -> None:
        self._core = core
        self._platforms = platforms

    async def show(self, due: Due) -> Ref:
        """Show it as it is now. Raises ``Gone`` where there is nobody to show it to any more."""
        kind, _, email = due.destination.partition(":")
        name = kind.removeprefix("home-")
        queries = self._core.store.queries
        identity = await queries.identity(name, email)
        person = (await queries.persons([email])).get(email)
        if name not in self._platforms or identity is None or person is None or identity.get("barred"):
            raise Gone("nobody looks at it any more")
        who = await speaking(self._core, Person(person.email, person.name, person.language), name)
        drawn = await home(self._core, who, str(due.payload.get("words", "")))
        return await self._platforms[name].show_home(identity, drawn, due.ref, key=due.key)
