"""Getting the local clients: ports, pinned packages, and what is written for them to read."""

import platform
import re
import socket
from pathlib import Path

import pytest

from bot.demo import cast, local_slack, teams_client
from bot.demo.listening import DidNotStart, answers, any_port, port_for
from bot.demo.node import install
from bot.demo.processes import Processes
from bot.demo.telling import telling


def test_a_wanted_port_that_is_free_is_taken_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = any_port()
    assert port_for("demo-the-bot", wanted, telling("en")) == wanted
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104
def test_the_next_free_port_is_taken_and_said_when_the_wanted_one_is_in_use(
    host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server((host, 0)) as taken:
        wanted = taken.getsockname()[1]
        port = port_for("demo-the-bot", wanted, telling("en"))
    assert port > wanted
    assert capsys.readouterr().out == f"Port {wanted} is taken: the bot listens on {port}.\n"


async def test_a_program_that_ends_instead_of_answering_is_reported_with_what_it_said(tmp_path: Path) -> None:
    async with Processes(tmp_path) as processes:
        child = await processes.start("local-slack", ["sh", "-c", "echo no licence; exit 3"])
        with pytest.raises(DidNotStart, match=r"local-slack is gestopt met 3:\nno licence"):
            await answers(f"http://127.0.0.1:{any_port()}", child)


async def test_a_program_that_never_answers_is_given_up_on(tmp_path: Path) -> None:
    async with Processes(tmp_path) as processes:
        child = await processes.start("local-slack", ["sleep", "60"])
        with pytest.raises(DidNotStart, match="gaf binnen 0 s geen antwoord"):
            await answers(f"http://127.0.0.1:{any_port()}", child, within_s=0.1)


@pytest.mark.parametrize("package", [install.SLACK, install.TEAMS])
def test_a_package_is_pinned_by_hash_and_names_no_registry(package: install.Package) -> None:
    lock = (package.folder / "package-lock.json").read_text()
    assert re.search(r'"integrity": "sha512-', lock)
    assert "://" not in lock


async def test_a_client_that_does_not_exist_for_this_machine_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(install.CannotInstall, match=r"^Voor Linux riscv64 bestaat niet: de lokale Slack\.$"):
        await install.installed(install.SLACK, tmp_path, telling("nl"))


async def test_an_install_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "package.json").write_text('{"name": "broken", "dependencies": {"a": "1"}}')
    (folder / "package-lock.json").write_text("{}")
    broken = install.Package("demo-the-slack", folder, Path("node_modules/a/a.js"))
    with pytest.raises(install.CannotInstall, match=r"^Niet te installeren: de lokale Slack\. "):
        await install.installed(broken, tmp_path / "cache", telling("nl"))
    assert list((tmp_path / "cache").iterdir()) == []


async def test_a_second_start_installs_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = await install.installed(install.TEAMS, tmp_path, telling("en"))
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert await install.installed(install.TEAMS, tmp_path, telling("en")) == first
    assert capsys.readouterr().out == ""


def test_the_bot_is_a_member_of_every_slack_channel_and_of_no_other() -> None:
    channels = local_slack.configuration(None)["channels"]
    assert [channel["name"] for channel in channels] == [channel.name for channel in cast.SLACK_CHANNELS]
    assert all(cast.SLACK_BOT_USER in channel["members"] for channel in channels)


def test_slack_is_told_where_the_bot_listens_or_waits_for_its_socket() -> None:
    signed = local_slack.configuration("http://127.0.0.1:8080/slack/events")["apps"][0]
    socket_mode = local_slack.configuration(None)["apps"][0]
    assert (signed["mode"], signed["requestUrl"]) == ("events", "http://127.0.0.1:8080/slack/events")
    assert (socket_mode["mode"], "requestUrl" in socket_mode) == ("socket", False)


def test_the_teams_client_gets_bram_and_five_others_with_their_addresses() -> None:
    config = teams_client.configuration()
    assert config["currentUser"]["email"] == "bram.mulder@example.org"
    assert [user["email"] for user in config["users"]] == [person.email for person in cast.TEAMS_OTHERS]
    assert len(config["users"]) == 5


def test_everybody_in_the_cast_is_somebody_else() -> None:
    for name in ("email", "slack_id", "teams_id"):
        values = [value for person in cast.PEOPLE if (value := getattr(person, name))]
        assert len(values) == len(set(values))
