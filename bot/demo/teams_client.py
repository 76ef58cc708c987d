"""Microsoft's local Teams client with the Bot Connector it speaks for, filled from the cast.

It is pre-release software under Microsoft's own terms (evaluation and feedback): installed from the registry each
time, nothing of it is part of this project.

What it does not say about itself: it opens a browser at start and *ends* when there is no ``xdg-open``, unless
``TEAMSAPPTESTER_BROWSER=none``; a port that is taken is silently replaced by another; its log goes to ``devTools/``
of the folder it runs in, unless ``M365_AGENTS_PLAYGROUND_LOGFILE`` names a file. JSON is YAML, so that is what is
written.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.demo import cast
from bot.demo.listening import answers, port_for
from bot.demo.node.install import TEAMS, installed, node_program
from bot.demo.processes import Child, Processes
from bot.demo.telling import Tell

PORT = 56150


@dataclass(frozen=True)
class TeamsClient:
    """A local Teams client that runs. ``web_url`` is for people."""

    web_url: str
    child: Child

    @property
    def service_url(self) -> str:
        """The Bot Connector: what activities carry as ``serviceUrl``."""
        return f"{self.web_url}/_connector"

    @property
    def environment(self) -> dict[str, str]:
        """What the bot must be told to take activities from this client."""
        return {"TEAMS_ANONYMOUS": "1"}


def configuration() -> dict[str, Any]:
    """The mock tenant. The format asks for exactly five people beside the current one."""
    return {
        "version": "0.1.1",
        "tenantId": cast.TEAMS_TENANT,
        "bot": {"id": cast.TEAMS_BOT, "name": cast.BOT_NAME},
        "currentUser": _user(cast.TEAMS_CURRENT),
        "users": [_user(person) for person in cast.TEAMS_OTHERS],
        "personalChat": {"id": cast.TEAMS_PERSONAL_CHAT},
        "groupChat": {"id": cast.TEAMS_GROUP_CHAT, "name": "Overleg tweede lijn"},
        "team": {
            "id": cast.TEAMS_GENERAL.id,
            "name": cast.TEAMS_TEAM,
            "aadGroupId": cast.TEAMS_TEAM_OBJECT_ID,
            "channels": [{"id": cast.TEAMS_USIS_LAW.id, "name": cast.TEAMS_USIS_LAW.name}],
        },
    }


def _user(person: cast.Person) -> dict[str, Any]:
    return {
        "id": person.teams_id,
        "name": person.name,
        "userPrincipleName": person.email,  # so spelt in the format
        "aadObjectId": person.teams_object_id,
        "givenName": person.given_name,
        "surname": person.surname,
        "email": person.email,
    }


async def start(
    processes: Processes,
    *,
    folder: Path,
    cache: Path,
    messages_url: str,
    tell: Tell,
    port: int = PORT,
) -> TeamsClient:
    """Install if needed, start, and wait until it answers.

    *messages_url* is where the bot takes activities (``http://127.0.0.1:8080/api/messages``); the bot need not run
    yet. Raises ``CannotInstall`` and ``DidNotStart``.
    """
    program = await installed(TEAMS, cache, tell)
    port = port_for("demo-the-teams", port, tell)
    home = folder / "teams-client"
    _write(home / ".m365agentsplayground.yml", configuration())
    url = f"http://127.0.0.1:{port}"
    command: list[str | Path] = [node_program(), program, "start", "-e", messages_url, "-c", "msteams"]
    child = await processes.start(
        "teams-client",
        [*command, "-p", str(port), "--service-url", f"{url}/_connector", "--disable-telemetry"],
        folder=home,
        environment={"TEAMSAPPTESTER_BROWSER": "none"},
    )
    await answers(url, child)
    return TeamsClient(url, child)


def _write(file: Path, config: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(config, indent=2, ensure_ascii=False))
