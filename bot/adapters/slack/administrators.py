"""Telling the administrators what concerns no case: that a list of people cannot be read."""

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.directory import USER_GROUP
from bot.adapters.slack.errors import slack_errors
from bot.adapters.slack.mrkdwn import escaped, written
from bot.adapters.slack.people import PLATFORM
from bot.adapters.slack.platform import SlackPlatform
from bot.conversation.core import Core
from bot.delivery.trouble import advice_for
from bot.errors import Rejected, Unavailable
from bot.routing import MemberSource
from bot.texts import listed, say

log = structlog.get_logger()


class Administrators:
    """Those the organisation file names, as far as they are in this workspace."""

    def __init__(self, core: Core, client: AsyncWebClient) -> None:
        self._core = core
        self._client = client
        self._platform = SlackPlatform(client)

    async def tell(self, source: MemberSource, reason: str) -> None:
        """The list cannot be read. Who cannot be told finds it in the log, and with ``secondline check``."""
        organisation = self._core.organisation()
        people = await self._core.store.queries.persons(organisation.administrators)
        for email in sorted(organisation.administrators):
            person = people.get(email)
            language = (person.language if person else None) or organisation.language
            try:
                await self._post(email, self._text(source, reason, language))
            except (Unavailable, Rejected) as failure:
                log.error("administrator_not_told", reason=failure.reason)

    async def _post(self, email: str, text: str) -> None:
        known = await self._core.store.queries.identity(PLATFORM, email) or await self._platform.look_up(email)
        if known is not None:
            blocks = [{"type": "section", "text": piece} for piece in written(text)]
            with slack_errors():
                await self._client.chat_postMessage(channel=known["id"], text=escaped(text), blocks=blocks)

    def _text(self, source: MemberSource, reason: str, language: str) -> str:
        organisation = self._core.organisation()
        parties = [p for p in organisation.parties if source in p.members_from]
        names = [organisation.words(party.name, language) for party in parties]
        general = say(language, f"trouble-{advice_for(reason)}", reason=reason)
        unknown = source.kind == USER_GROUP and advice_for(reason) == "other"
        advice = say(language, "members-trouble-unknown") if unknown else general
        parties_named = listed(language, names)
        return say(language, "members-trouble", parties=parties_named, kind=source.kind, id=source.id, advice=advice)
