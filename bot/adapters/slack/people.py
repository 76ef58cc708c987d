"""Who a user of Slack is. A person is known by their e-mail address; Slack says which belongs to whom."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import slack_errors
from bot.background import Background
from bot.conversation.core import Core
from bot.errors import Rejected, Unavailable
from bot.ports import Met, Person
from bot.texts import supported

log = structlog.get_logger()

PLATFORM = "slack"
KEEP = timedelta(days=1)
"""For so long nothing is asked again about a person, unless Slack says that something changed."""

LOOK_UP_LIMIT_S = 1.4
"""Somebody waits for the answer, and Slack for an acknowledgement within 3 seconds."""


class NotAdmitted(Exception):
    """This user may do nothing here. ``why`` names the text that says so: ``slack-not-admitted-<why>``."""

    def __init__(self, why: str, language: str | None) -> None:
        super().__init__(why)
        self.why = why
        self.language = language


@dataclass(frozen=True)
class Known:
    """What was found out about a user, and when. ``barred`` is why they may do nothing, if so."""

    person: Person | None
    barred: str | None
    language: str | None
    at: datetime


class People:
    """Users of one workspace, looked up when they first do something."""

    def __init__(self, core: Core, client: AsyncWebClient, background: Background) -> None:
        self._core = core
        self._client = client
        self._background = background
        self._known: dict[str, Known] = {}
        self._changed: set[str] = set()
        self.team = ""
        """The workspace the bot is in; empty until it is known."""
        self.enterprise = ""
        self.address = ""
        """Of the workspace, as ``https://leiden.slack.com/``."""
        self.on_user_change: Callable[[str], None] = lambda _: None
        """Called when Slack says that something about a user changed."""
        self.on_list_change: Callable[[str], None] = lambda _: None
        """Called when Slack says that a channel or user group has other members."""

    async def person(self, user: str) -> Person:
        """Who this is, in the language they chose.

        Raises ``NotAdmitted``; ``Unavailable`` or ``Rejected`` where Slack had to be asked and did not tell.
        """
        known = self._known.get(user) or await self._remembered(user) or await self._look_up(user)
        if known.at + KEEP < self._core.clock():
            self._background.start("slack_person_refreshed", self._refresh(user))
        met = await self._core.store.queries.met(PLATFORM, user)
        barred = known.barred if met is None else _barred(met, user)  # another replica may have heard of a change since
        if known.person is None or barred is not None:
            raise NotAdmitted(barred or "no-email", known.language)
        if met is None or met.last_platform != PLATFORM:
            # What concerns the person only is told where they were seen last.
            self._background.start("slack_person_seen", self._remember(known.person, user, None))
        chosen = met.chosen_language if met is not None else None
        return replace(known.person, language=chosen or known.person.language)

    def forget(self, user: str) -> None:
        """Something about the user changed. Whether they may still take part is noted for every replica."""
        self._known.pop(user, None)
        self._changed.add(user)
        self._background.start("slack_person_refreshed", self._refresh_if_met(user))
        self.on_user_change(user)

    async def _refresh_if_met(self, user: str) -> None:
        """A workspace has many users, and most never do anything here."""
        if await self._core.store.queries.met(PLATFORM, user) is not None:
            await self._refresh(user)

    def email_of(self, user: Mapping[str, Any]) -> str | None:
        """The address of somebody who may take part, by what Slack says of them; None for anybody else."""
        known = self._known_from(user)
        return known.person.email if known.person is not None and known.barred is None else None

    async def _remembered(self, user: str) -> Known | None:
        """What an earlier run found out; it is looked up again soon."""
        if user in self._changed:
            return None
        person = await self._core.store.queries.person_on(PLATFORM, user)
        if person is None:
            return None
        identity = await self._core.store.queries.identity(PLATFORM, person.email) or {}
        barred = identity.get("barred") if identity.get("id") == user else None
        known = Known(person, barred, person.language, self._core.clock())
        self._known[user] = known
        self._background.start("slack_person_refreshed", self._refresh(user))
        return known

    async def _refresh(self, user: str) -> None:
        try:
            await self._look_up(user)
        except (Unavailable, Rejected) as failure:
            log.warning("slack_person_not_refreshed", user=user, reason=str(failure))

    async def _look_up(self, user: str) -> Known:
        with slack_errors():
            async with asyncio.timeout(LOOK_UP_LIMIT_S):
                answer = await self._client.users_info(user=user, include_locale=True)
        found = answer["user"]
        known = self._known_from(found)
        self._changed.discard(user)
        if known.person is not None and (known.barred is None or await self._is_remembered(user)):
            await self._remember(known.person, user, known.barred)
            # A language Slack does not tell was perhaps told by the other platform.
            stored = await self._core.store.queries.person_on(PLATFORM, user)
            known = replace(known, person=stored or known.person)
        self._known[user] = known
        log.info("slack_person_looked_up", user=user, barred=known.barred)
        return known

    async def _is_remembered(self, user: str) -> bool:
        """Who may do nothing and never could is not written down: their address may be a colleague's."""
        return await self._core.store.queries.person_on(PLATFORM, user) is not None

    def _known_from(self, user: Mapping[str, Any]) -> Known:
        """Source: docs.slack.dev/reference/objects/user-object."""
        language = supported(user.get("locale"))
        profile = user.get("profile") or {}
        email = (profile.get("email") or "").strip().lower()
        barred = self._why_barred(user) or (None if email else "no-email")
        name = profile.get("real_name") or user.get("real_name") or user.get("name") or email
        person = Person(email, name, language) if email else None
        return Known(person, barred, language, self._core.clock())

    def _why_barred(self, user: Mapping[str, Any]) -> str | None:
        if user.get("is_bot"):
            return "bot"
        if user.get("deleted"):
            return "deactivated"
        if user.get("is_stranger") or self._is_from_elsewhere(user):
            return "stranger"
        return "guest" if user.get("is_restricted") or user.get("is_ultra_restricted") else None

    def _is_from_elsewhere(self, user: Mapping[str, Any]) -> bool:
        """In an Enterprise organisation a user belongs to it rather than to one workspace."""
        member = user.get("enterprise_user") or {}
        teams = {user.get("team_id"), *member.get("teams", ())} - {None, ""}
        ours = {self.team, self.enterprise} - {""}
        same_organisation = bool(self.enterprise) and member.get("enterprise_id") == self.enterprise
        return bool(teams and ours) and teams.isdisjoint(ours) and not same_organisation

    async def _remember(self, person: Person, user: str, barred: str | None) -> None:
        identity = {"id": user, "team": self.team}
        await self._core.store.remember_person(
            person, PLATFORM, identity if barred is None else {**identity, "barred": barred}
        )


def _barred(met: Met, user: str) -> str | None:
    """Why this user may do nothing, as it was noted last; of another account of theirs it says nothing."""
    return met.identity.get("barred") if met.identity.get("id") == user else None
