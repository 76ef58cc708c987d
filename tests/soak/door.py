"""The way in: requests to any replica that lives, signed as Slack signs them, or as the Bot Connector sends them."""

import hashlib
import hmac
import json
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.soak.history import History
from tests.soak.replicas import SIGNING_SECRET, Replicas
from tests.soak.weather import NOTHING, Weather

Json = dict[str, Any]

FORM = "application/x-www-form-urlencoded"
SLACK_WAITS_S = 3.0
"""For an acknowledgement (docs.slack.dev/interactivity/handling-user-interaction)."""
TEAMS_WAITS_S = 15.0
"""For the answer to an activity (learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit)."""


@dataclass(frozen=True)
class Answered:
    """What came back. ``status`` 0: nothing did, though the request may have arrived; -1: it did not arrive."""

    status: int
    body: str = ""

    @property
    def ok(self) -> bool:
        """It was taken."""
        return 200 <= self.status < 300

    @property
    def arrived(self) -> bool:
        """It may have been carried out."""
        return self.status >= 0

    @property
    def json(self) -> Json:
        """The body; empty where there is none."""
        found: Json = json.loads(self.body) if self.body.startswith("{") else {}
        return found


NOT_SENT = Answered(-1)
CHANCES = {"answer lost": 0.04}


def weather_at_the_door(history: History, seed: int) -> Weather:
    """One answer in twenty-five never reaches the person who waits for it."""
    return Weather(CHANCES, "the way back", history, random.Random(seed))  # noqa: S311  # repeats with its seed, guards nothing


class Door:
    """One session for all requests. In a storm some answers get lost on their way back."""

    def __init__(self, replicas: Replicas, session: aiohttp.ClientSession, weather: Weather | None = None) -> None:
        self._replicas = replicas
        self._session = session
        self._weather = weather

    async def interaction(self, payload: Mapping[str, Any]) -> Answered:
        """A press or a submit in Slack."""
        return await self._slack(urlencode({"payload": json.dumps(payload)}), FORM)

    async def slash_command(self, typed: Mapping[str, Any]) -> Answered:
        """Words after a slash in Slack."""
        return await self._slack(urlencode(typed), FORM)

    async def event(self, event: Mapping[str, Any]) -> Answered:
        """Something that happened in Slack."""
        return await self._slack(json.dumps(event), "application/json")

    async def activity(self, activity: Mapping[str, Any]) -> Answered:
        """An activity of Teams."""
        headers = {"Content-Type": "application/json"}
        return await self._post("/api/messages", json.dumps(activity), headers, TEAMS_WAITS_S)

    async def _slack(self, body: str, content_type: str) -> Answered:
        moment = str(int(time.time()))
        digest = hmac.new(SIGNING_SECRET.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": f"v0={digest}",
        }
        return await self._post("/slack/events", body, headers, SLACK_WAITS_S)

    async def _post(self, path: str, body: str, headers: Mapping[str, str], within_s: float) -> Answered:
        replica = self._replicas.alive()
        if replica is None:
            return NOT_SENT
        limit = aiohttp.ClientTimeout(total=within_s)
        try:
            with replica.at_work():
                async with self._session.post(
                    f"{replica.url}{path}", data=body.encode(), headers=headers, timeout=limit
                ) as response:
                    answered = Answered(response.status, await response.text())
        except aiohttp.ClientConnectorError:
            return NOT_SENT
        except (aiohttp.ClientError, TimeoutError):
            return Answered(0)
        lost = self._weather is not None and self._weather.fault(path) != NOTHING
        return Answered(0) if lost else answered
