"""The message extension "find a case": cases are found while somebody types, and one is dropped into a chat.

Every result brings its whole card. Teams could ask for it once it was chosen (``composeExtension/selectItem``), but
not in every client.
Source: learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/search-commands/respond-to-search.
"""

import html
from typing import Any

import structlog

from bot.adapters.teams import Json, cards
from bot.adapters.teams.activity import Incoming, part, parts
from bot.adapters.teams.elements import attachment
from bot.adapters.teams.people import UnknownUser
from bot.adapters.teams.spoken import LONGEST_WORDS, plain
from bot.adapters.teams.talk import Talk, language_of
from bot.adapters.teams.viewers import Viewers
from bot.conversation.finding import Found, find
from bot.conversation.refusals import refusal_text
from bot.errors import RefusedMove, Rejected, Unavailable
from bot.texts import say

log = structlog.get_logger()

FIND = "find"
"""The command that searches, as the manifest names it."""
WORDS = "words"
"""Its one parameter."""
MOST = 25
"""Results at once: as many as Teams asks for."""
PREVIEW = "application/vnd.microsoft.card.thumbnail"


class Search:
    """Answers ``composeExtension/query``."""

    def __init__(self, talk: Talk, viewers: Viewers) -> None:
        self._talk = talk
        self._viewers = viewers

    async def answer(self, incoming: Incoming) -> Json:
        """The cases that fit what was typed so far, or a sentence."""
        language = language_of(incoming)
        try:
            speaks = await self._talk.speaker(incoming)
            language = speaks.language
            skip, count = _page(incoming.value)
            found = await find(self._talk.core, speaks, words_in(incoming.value), limit=count, offset=skip)
        except RefusedMove as refused:
            return _said(await refusal_text(self._talk.core, refused, language))
        except UnknownUser:
            return _said(say(language, "teams-unknown-person"))
        except (Unavailable, Rejected) as error:
            log.warning("teams_search_not_answered", error=error.reason)
            return _said(say(language, "teams-search-unavailable"))
        if found or skip:
            return _results([await self._result(one) for one in found])
        return _said(say(language, "teams-search-nothing" if words_in(incoming.value) else "teams-search-empty"))

    async def _result(self, found: Found) -> Json:
        card = cards.reading_card(found.card, await self._viewers.of_parties(found.card.case))
        about = f"{found.line.status}\n{found.line.details}".strip()
        preview = {"title": html.escape(found.line.title), "text": html.escape(about).replace("\n", "<br/>")}
        return {**attachment(card), "preview": {"contentType": PREVIEW, "content": preview}}


def words_in(value: Json) -> str:
    """What was typed in the box. Nothing was when Teams runs the search by itself, at the start."""
    given = {str(one.get("name")): one.get("value") for one in parts(value, "parameters") if isinstance(one, dict)}
    return plain(str(given.get(WORDS) or "")).strip()[:LONGEST_WORDS]


def _page(value: Json) -> tuple[int, int]:
    """How many to pass over, and how many to show."""
    options = part(value, "queryOptions")
    return _number(options.get("skip"), 0), min(_number(options.get("count"), MOST) or MOST, MOST)


def _number(given: Any, otherwise: int) -> int:
    return given if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 100_000 else otherwise


def _results(attachments: list[Json]) -> Json:
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": attachments}}


def _said(text: str) -> Json:
    return {"composeExtension": {"type": "message", "text": text}}
