"""The app package for Teams keeps to the rules of its schema, version 1.19."""

import io
import json
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from bot.adapters.teams.extension import ESCALATE
from bot.adapters.teams.manifest import FILES, CannotPackage, package
from bot.adapters.teams.search import FIND, WORDS
from bot.words import Help, typed
from tests.adapters.teams.official import Official

APP = "D0000000-0000-4000-8000-000000000000"
URL = "https://secondline.example.org"
VERSION = "1.19"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package(APP, URL))) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


@pytest.fixture(scope="module")
def manifest(files: dict[str, bytes]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(files["manifest.json"])
    return read


@pytest.fixture(scope="module")
def english(files: dict[str, bytes]) -> dict[str, str]:
    read: dict[str, str] = json.loads(files["en.json"])
    return read


def commands_of(manifest: dict[str, Any]) -> list[dict[str, str]]:
    (bot,) = manifest["bots"]
    (listed,) = bot["commandLists"]
    commands: list[dict[str, str]] = listed["commands"]
    return commands


def test_everything_the_package_names_is_in_it(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    named = {*manifest["icons"].values(), *(one["file"] for one in manifest["localizationInfo"]["additionalLanguages"])}
    assert set(files) == {"manifest.json", *named}


def test_the_bot_is_the_one_that_was_asked_for(manifest: dict[str, Any]) -> None:
    ids = {manifest["id"], manifest["bots"][0]["botId"], manifest["composeExtensions"][0]["botId"]}
    assert ids == {APP.lower()}


def test_nothing_is_left_to_fill_in(files: dict[str, bytes]) -> None:
    assert not re.search(rb"\{\w+\}", files["manifest.json"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", json.loads(files["manifest.json"])["version"])


def test_people_can_use_the_bot_in_chats_groups_and_channels(manifest: dict[str, Any]) -> None:
    assert set(manifest["bots"][0]["scopes"]) == {"personal", "team", "groupChat"}


def test_the_app_asks_for_no_more_than_it_needs(manifest: dict[str, Any]) -> None:
    assert set(manifest["permissions"]) == {"identity", "messageTeamMembers"}
    assert manifest["validDomains"] == []
    assert "authorization" not in manifest
    assert "webApplicationInfo" not in manifest


def test_a_question_is_escalated_from_the_compose_box_and_from_a_message(manifest: dict[str, Any]) -> None:
    command, _ = manifest["composeExtensions"][0]["commands"]
    assert (command["id"], command["type"], command["fetchTask"]) == (ESCALATE, "action", True)
    assert set(command["context"]) == {"compose", "message"}


def test_cases_are_searched_from_the_compose_box_and_from_the_top_of_teams(manifest: dict[str, Any]) -> None:
    _, command = manifest["composeExtensions"][0]["commands"]
    assert (command["id"], command["type"], command["initialRun"]) == (FIND, "query", True)
    assert [parameter["name"] for parameter in command["parameters"]] == [WORDS]


def test_channels_are_read_along_only_where_that_was_asked_for() -> None:
    with zipfile.ZipFile(io.BytesIO(package(APP, URL, read_channels=True))) as zipped:
        manifest = json.loads(zipped.read("manifest.json"))
    (permission,) = manifest["authorization"]["permissions"]["resourceSpecific"]
    assert permission == {"name": "ChannelMessage.Read.Group", "type": "Application"}
    assert manifest["webApplicationInfo"]["id"] == APP.lower()


async def test_the_package_keeps_to_microsofts_schemas(official: Official) -> None:
    for read_channels in (False, True):
        with zipfile.ZipFile(io.BytesIO(package(APP, URL, read_channels=read_channels))) as zipped:
            for name, schema in (("manifest.json", "MicrosoftTeams"), ("en.json", "MicrosoftTeams.Localization")):
                content = json.loads(zipped.read(name))
                assert f"/v{VERSION}/" in content["$schema"]
                found = Draft4Validator(official.manifest_schema(VERSION, schema)).iter_errors(content)
                assert [error.message for error in found] == []


def test_the_package_can_be_made_where_only_the_wheel_is(tmp_path: Path) -> None:
    build = "import setuptools.build_meta as build, sys; build.build_wheel(sys.argv[1])"
    source = tmp_path / "source"
    for part in ("bot", "manifests"):
        shutil.copytree(part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(name, source)
    subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=source, check=True, capture_output=True)  # noqa: S603
    (wheel,) = tmp_path.glob("*.whl")
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--prefix", str(tmp_path)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)  # noqa: S603
    command = [sys.executable, "-m", "bot", "manifest", "teams", "--app-id", APP]
    (site,) = tmp_path.glob("lib/python*/site-packages")
    surroundings = {"PYTHONPATH": str(site), "SECONDLINE_PUBLIC_URL": URL}
    subprocess.run(command, cwd=tmp_path, env=surroundings, check=True)  # noqa: S603
    with zipfile.ZipFile(tmp_path / "secondline-teams.zip") as zipped:
        assert set(zipped.namelist()) == {"manifest.json", *FILES}


def test_every_command_that_is_offered_is_understood(manifest: dict[str, Any]) -> None:
    for command in commands_of(manifest):
        wanted = typed(command["title"])
        assert wanted == Help() if command["title"] == "case help" else not isinstance(wanted, Help)


LONGEST = {
    "name.short": 30,
    "name.full": 100,
    "description.short": 80,
    "description.full": 4_000,
    "composeExtensions[0].commands[0].title": 32,
    "composeExtensions[0].commands[0].description": 128,
    "composeExtensions[0].commands[1].title": 32,
    "composeExtensions[0].commands[1].description": 128,
    "composeExtensions[0].commands[1].parameters[0].title": 32,
    "composeExtensions[0].commands[1].parameters[0].description": 128,
}
COMMAND = {"title": 32, "description": 128}
"""Of a command of the bot Teams shows no more than this, whatever the schema takes."""


def at(manifest: dict[str, Any], path: str) -> str:
    """What stands at a path as the language files write it."""
    found: Any = manifest
    for step in re.findall(r"[^.\[\]]+", path):
        found = found[int(step)] if step.isdigit() else found[step]
    assert isinstance(found, str)
    return found


def test_no_text_is_longer_than_teams_shows(manifest: dict[str, Any], english: dict[str, str]) -> None:
    longest = dict(LONGEST)
    for index, command in enumerate(commands_of(manifest)):
        longest |= {f"bots[0].commandLists[0].commands[{index}].{part}": most for part, most in COMMAND.items()}
        assert set(command) == set(COMMAND)
    for path, most in longest.items():
        assert 0 < len(at(manifest, path)) <= most, path
        assert 0 < len(english[path]) <= most, path
    assert len(commands_of(manifest)) <= 12
    assert set(english) - {"$schema"} == set(longest)


@pytest.mark.parametrize(("name", "size"), [("color.png", 192), ("outline.png", 32)])
def test_the_icons_have_the_size_teams_wants(files: dict[str, bytes], name: str, size: int) -> None:
    header = files[name][:26]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (size, size)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "secondline.example.org", 'https://x"', "", "https://a b"])
def test_an_address_that_teams_refuses_is_refused_here(url: str) -> None:
    with pytest.raises(CannotPackage, match="https"):
        package(APP, url)


def test_an_id_that_is_none_is_refused() -> None:
    with pytest.raises(CannotPackage, match="application"):
        package("secondline", URL)


def test_terms_and_privacy_may_stand_elsewhere() -> None:
    elsewhere = ("https://example.org/privacy", "https://example.org/terms")
    zip_file = package(APP, URL, privacy_url=elsewhere[0], terms_url=elsewhere[1])
    with zipfile.ZipFile(io.BytesIO(zip_file)) as zipped:
        developer = json.loads(zipped.read("manifest.json"))["developer"]
    assert (developer["privacyUrl"], developer["termsOfUseUrl"]) == elsewhere
