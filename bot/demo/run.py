"""``make demo``: the bot, a local Slack, a local Teams client and a TOPdesk double, and a story to try on them."""

import asyncio
import fcntl
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.demo import cast, local_slack, slack_relay, teams_client, teams_relay
from bot.demo.listening import DidNotStart, answers, any_port, did_end, port_for
from bot.demo.local_slack import LocalSlack
from bot.demo.node.install import CHECKOUT_CACHE, CannotInstall
from bot.demo.processes import Child, Processes, cancelled_by_signals
from bot.demo.teams_client import TeamsClient
from bot.demo.telling import Tell, Trouble, telling
from bot.demo.topdesk.reference import WRITER

FOLDER = Path(".demo")
ADDRESSES = "addresses.json"
QUIET = "quiet_outside_office_hours = true"
ORGANISATION = Path(__file__).parent / "organisation.toml"
BOT_PORT, TOPDESK_PORT = 8080, 8090
EVENT_SECRET = "only-for-the-demonstration"  # noqa: S105  # between two programs on this machine
MOST_RESTARTS = 20


def main(*, language: str, folder: Path = FOLDER) -> None:
    """Start everything, tell the story, and stop everything on Ctrl-C. What it writes stands in *folder*."""
    try:
        with _only_one(folder):
            asyncio.run(_until_stopped(language, folder))
    except asyncio.CancelledError:
        telling(language)("demo-stopped")
    except Trouble as error:
        print(error.in_words(language), file=sys.stderr)
        sys.exit(1)


class AlreadyRunning(Trouble):
    """Two demonstrations in one folder would share their database."""


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            addresses = (folder / ADDRESSES).read_text() if (folder / ADDRESSES).exists() else ""
            raise AlreadyRunning("demo-already-running", addresses=addresses) from None
        yield


@dataclass(frozen=True)
class Demonstration:
    """What was started, and where it is."""

    bot: str
    slack: LocalSlack
    teams: TeamsClient | None
    topdesk: str

    @property
    def addresses(self) -> Mapping[str, str | None]:
        """For scripts: ``.demo/addresses.json``."""
        return {
            "bot": self.bot,
            "slack": self.slack.web_url,
            "teams": self.teams.web_url if self.teams else None,
            "topdesk": self.topdesk,
        }


async def _until_stopped(language: str, folder: Path) -> None:
    with cancelled_by_signals():
        state = _clean_state(folder)
        async with Processes(folder / "logs") as processes, AsyncExitStack() as relays:
            tell = telling(language)
            bot_port = port_for("demo-the-bot", BOT_PORT, tell)
            bot_url = f"http://127.0.0.1:{bot_port}"
            inward = await _inward(relays, bot_url, language)
            demonstration, environment = await _start(processes, state, bot_port, inward, language, tell)
            bot = await _start_bot(processes, bot_url, environment)
            (folder / ADDRESSES).write_text(json.dumps(demonstration.addresses, indent=2) + "\n")
            _tell_story(demonstration, tell)
            await _watch(processes, bot, bot_url, environment, tell)


def _clean_state(folder: Path) -> Path:
    """The local clients begin with empty channels, so the bot begins with an empty database."""
    state = folder.resolve() / "state"
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True)
    (folder / ADDRESSES).unlink(missing_ok=True)
    return state


@dataclass(frozen=True)
class Inward:
    """Where the local clients send what people do: to the relays, which make it what the real clients would send."""

    slack: str
    teams: str


async def _inward(relays: AsyncExitStack, bot_url: str, language: str) -> Inward:
    slack = slack_relay.relaying(any_port(), f"{bot_url}{slack_relay.PATH}")
    teams = teams_relay.relaying(any_port(), f"{bot_url}{teams_relay.PATH}", language)
    return Inward(await relays.enter_async_context(slack), (await relays.enter_async_context(teams)).url)


async def _start(
    processes: Processes, state: Path, bot_port: int, inward: Inward, language: str, tell: Tell
) -> tuple[Demonstration, dict[str, str]]:
    bot_url = f"http://127.0.0.1:{bot_port}"
    topdesk_url = await _start_topdesk(processes, state, bot_url, tell)
    tell("demo-starting-clients")
    slack, teams = await asyncio.gather(
        local_slack.start(processes, folder=state, cache=CHECKOUT_CACHE, request_url=inward.slack, tell=tell),
        _start_teams(processes, state, inward.teams, language, tell),
    )
    environment = {
        "SECONDLINE_DATABASE_URL": f"sqlite:///{state / 'secondline.db'}",
        "SECONDLINE_ORGANISATION": str(_organisation(state, language)),
        "SECONDLINE_HOST": "127.0.0.1",
        "SECONDLINE_PORT": str(bot_port),
        "SECONDLINE_PUBLIC_URL": bot_url,
        "TOPDESK_URL": topdesk_url,
        "TOPDESK_LOGIN": WRITER.login,
        "TOPDESK_APPLICATION_PASSWORD": WRITER.password,
        "TOPDESK_EVENT_SECRET": EVENT_SECRET,
        **slack.environment,
        **(teams.environment if teams else {}),
    }
    if teams:
        environment["TEAMS_SERVICE_URL"] = teams.service_url
    return Demonstration(bot_url, slack, teams, topdesk_url), environment


async def _start_topdesk(processes: Processes, state: Path, bot_url: str, tell: Tell) -> str:
    port = port_for("demo-the-topdesk", TOPDESK_PORT, tell)
    words = ["--port", str(port), "--state", str(state / "topdesk.jsonl")]
    events = ["--event-url", f"{bot_url}/topdesk/events", "--event-secret", EVENT_SECRET, "--link-to", bot_url]
    child = await processes.start("topdesk", [sys.executable, "-m", "bot.demo.topdesk", *words, *events])
    url = f"http://127.0.0.1:{port}"
    await answers(url, child)
    return url


async def _start_teams(
    processes: Processes, state: Path, messages_url: str, language: str, tell: Tell
) -> TeamsClient | None:
    """Without the Teams client the rest is still worth seeing."""
    try:
        return await teams_client.start(
            processes, folder=state, cache=CHECKOUT_CACHE, messages_url=messages_url, tell=tell
        )
    except (CannotInstall, DidNotStart) as error:
        tell("demo-no-teams", reason=error.in_words(language))
        return None


def _organisation(state: Path, language: str) -> Path:
    """The example organisation; in English its first language is English, and so are its cards.

    Whoever tries it out at night is told things at once as well.
    """
    text = ORGANISATION.read_text(encoding="utf-8").replace(QUIET, f"{QUIET[:-4]}false", 1)
    if language == "en":
        text = text.replace('languages = ["nl", "en"]', 'languages = ["en", "nl"]', 1)
    file = state / "organisation.toml"
    file.write_text(text, encoding="utf-8")
    return file


async def _start_bot(processes: Processes, url: str, environment: Mapping[str, str]) -> Child:
    child = await processes.start("bot", [sys.executable, "-m", "bot", "run"], environment=environment)
    await answers(f"{url}/readyz", child)
    return child


async def _watch(processes: Processes, bot: Child, url: str, environment: Mapping[str, str], tell: Tell) -> None:
    """Until Ctrl-C. A bot that ends is started again, as a service manager would; anything else ends it all."""
    for _ in range(MOST_RESTARTS):
        ended = await processes.first_to_end()
        if ended is not bot:
            raise did_end(ended)
        tell("demo-bot-ended", code=str(ended.process.returncode), log=ended.log)
        await processes.stop(ended)
        bot = await _start_bot(processes, url, environment)
        tell("demo-bot-back")
    raise DidNotStart("demo-bot-ended-too-often")


def _tell_story(demonstration: Demonstration, tell: Tell) -> None:
    facts = {
        "slack_helpdesk": demonstration.slack.link_to(cast.slack_channel(cast.HELPDESK)),
        "slack_portal": demonstration.slack.link_to(cast.slack_channel(cast.STUDENT_PORTAL)),
        "teams": demonstration.teams.web_url if demonstration.teams else "-",
        "topdesk": demonstration.topdesk,
        "bot": demonstration.bot,
    }
    key = "demo-story" if demonstration.teams else "demo-story-without-teams"
    tell(key, **facts)
