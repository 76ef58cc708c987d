"""The local Slack: a web page, the Web API and signed requests to our bot, filled from the cast.

Its configuration is JSON or YAML with ``workspace`` (name, domain, teamId), ``apps`` (appId, botUserId, botName,
botToken, appToken, signingSecret, mode ``events`` or ``socket``, requestUrl), ``users`` (id, name, real_name, email,
tz), ``channels`` (id, name, topic, purpose, is_private, members) and ``emojis``. Slash commands need no
registration: whatever starts with a slash goes to the app. There is no language of a user in it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.demo import cast
from bot.demo.listening import answers, port_for
from bot.demo.node.install import SLACK, installed
from bot.demo.processes import Child, Processes
from bot.demo.telling import Tell

PORT = 3900
BOT_TOKEN = "xoxb-secondline-local"  # noqa: S105  (only this machine's local client knows it)
APP_TOKEN = "xapp-secondline-local"  # noqa: S105
SIGNING_SECRET = "only-for-the-local-slack"  # noqa: S105


@dataclass(frozen=True)
class LocalSlack:
    """A local Slack that runs. ``web_url`` is for people, ``api_url`` for ``SLACK_API_URL``."""

    web_url: str
    child: Child

    @property
    def api_url(self) -> str:
        return f"{self.web_url}/api/"

    @property
    def control_url(self) -> str:
        """The control API: GET state, log, messages/<channel>; POST reset, message, command, interact, open-home."""
        return f"{self.web_url}/_control"

    @property
    def environment(self) -> dict[str, str]:
        """What the bot must be told to use this Slack over HTTP."""
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        }

    def link_to(self, channel: cast.Channel) -> str:
        """The address that opens this channel. Who one acts as is chosen on the page."""
        return f"{self.web_url}/archives/{channel.id}"


def configuration(
    request_url: str | None,
    *,
    people: Iterable[cast.Person] = cast.PEOPLE,
    channels: Iterable[cast.Channel] = cast.SLACK_CHANNELS,
) -> dict[str, Any]:
    """The configuration file. Without a request address the app is in Socket Mode."""
    app = {
        "appId": cast.SLACK_APP,
        "botUserId": cast.SLACK_BOT_USER,
        "botName": cast.BOT_NAME,
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SIGNING_SECRET,
        "mode": "socket" if request_url is None else "events",
    }
    return {
        "workspace": {"name": cast.SLACK_WORKSPACE, "domain": "universiteit-leiden", "teamId": cast.SLACK_TEAM},
        "apps": [app if request_url is None else {**app, "requestUrl": request_url}],
        "users": [_user(person) for person in people],
        "channels": [_channel(channel) for channel in channels],
    }


def _user(person: cast.Person) -> dict[str, Any]:
    return {
        "id": person.slack_id,
        "name": person.slack_name,
        "real_name": person.name,
        "email": person.email,
        "tz": "Europe/Amsterdam",
    }


def _channel(channel: cast.Channel) -> dict[str, Any]:
    members = [person.slack_id for person in channel.members]
    return {"id": channel.id, "name": channel.name, "members": [*members, cast.SLACK_BOT_USER]}


async def start(
    processes: Processes,
    *,
    folder: Path,
    cache: Path,
    request_url: str | None,
    tell: Tell,
    port: int = PORT,
) -> LocalSlack:
    """Install if needed, start, and wait until it answers.

    *request_url* is where the bot takes signed requests (``http://127.0.0.1:8080/slack/events``), None for Socket
    Mode; the bot need not run yet. Raises ``CannotInstall`` and ``DidNotStart``.
    """
    program = await installed(SLACK, cache, tell)
    port = port_for("demo-the-slack", port, tell)
    config = folder / "local-slack.json"
    _write(config, configuration(request_url))
    command: list[str | Path] = [program, "--config", config, "--port", str(port), "--base-host", "127.0.0.1"]
    child = await processes.start("local-slack", [*command, "--files-dir", folder / "local-slack-files"])
    slack = LocalSlack(f"http://127.0.0.1:{port}", child)
    await answers(f"{slack.control_url}/state", child)
    return slack


def _write(file: Path, config: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(config, indent=2, ensure_ascii=False))
