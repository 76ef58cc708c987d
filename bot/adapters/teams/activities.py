"""Which part answers which activity.

Source: learn.microsoft.com/microsoftteams/platform/resources/bot-v3/bots-notifications and
.../bots/how-to/conversations/subscribe-to-conversation-events.
"""

from collections.abc import Awaitable, Callable, Mapping

from bot.adapters.teams import Json
from bot.adapters.teams.activity import Incoming
from bot.adapters.teams.extension import Extension
from bot.adapters.teams.homes import Homes
from bot.adapters.teams.installing import Installing
from bot.adapters.teams.messages import Messages
from bot.adapters.teams.people import PLATFORM, People
from bot.adapters.teams.places import Places
from bot.adapters.teams.presses import Presses
from bot.adapters.teams.sealing import Seals
from bot.adapters.teams.search import Search
from bot.adapters.teams.service import Service
from bot.adapters.teams.talk import Talk
from bot.adapters.teams.threads import Threads, is_overheard
from bot.adapters.teams.viewers import Viewers
from bot.background import Background
from bot.conversation.core import Core


class Activities:
    """Answers activities. An invoke has an answer: a status and a body; everything else has none."""

    def __init__(self, core: Core, service: Service, seals: Seals) -> None:
        self._service = service
        self._background = Background(PLATFORM)
        self._places = Places(core)
        talk = Talk(core, People(core, service, self._background), seals)
        viewers = Viewers(core)
        extension, homes = Extension(talk, viewers), Homes(core)
        self._threads = Threads(talk, service)
        self._messages = Messages(talk, homes, service, (self._threads.named, homes.settings_elsewhere))
        self._installing = Installing(talk, homes, service)
        self._invokes: Mapping[str, Callable[[Incoming], Awaitable[Json]]] = {
            "adaptiveCard/action": Presses(talk, homes, service, self._background).answer,
            "composeExtension/query": Search(talk, viewers).answer,
            "composeExtension/fetchTask": extension.answer,
            "composeExtension/submitAction": extension.answer,
        }

    async def drain(self, limit_s: float) -> None:
        """Wait for what goes on after Teams was answered; what takes longer is given up."""
        await self._background.drain(limit_s)

    async def answer(self, incoming: Incoming) -> tuple[int, Json | None]:
        """The HTTP status and the body for a verified activity."""
        self._service.learn(incoming)
        self._places.learn(incoming)
        match incoming.type:
            case "message" | "messageUpdate" if is_overheard(incoming):
                await self._threads.overhear(incoming)
            case "message":
                await self._messages.answer(incoming)
            case "invoke" if incoming.name in self._invokes:
                return 200, await self._invokes[incoming.name](incoming)
            case "invoke":
                return 501, None
            case "conversationUpdate" | "installationUpdate":
                await self._installing.answer(incoming)
                if not incoming.is_personal:
                    await self._places.changed(incoming)
        return 201, None
