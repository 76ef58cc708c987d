"""The app package for Teams keeps to the rules of its schema, version 1.19."""

import io
import json
import re
import struct
import zipfile
from typing import Any

import pytest

from bot.adapters.teams.activities import ESCALATE
from bot.adapters.teams.manifest import CannotPackage, package
from bot.words import Help, typed

APP = "D0000000-0000-4000-8000-000000000000"
URL = "https://secondline.example.org"


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
    (command,) = manifest["composeExtensions"][0]["commands"]
    assert (command["id"], command["type"], command["fetchTask"]) == (ESCALATE, "action", True)
    assert set(command["context"]) == {"compose", "message"}


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
    elsewhere = {"privacy_url": "https://example.org/privacy", "terms_url": "https://example.org/terms"}
    with zipfile.ZipFile(io.BytesIO(package(APP, URL, **elsewhere))) as zipped:
        developer = json.loads(zipped.read("manifest.json"))["developer"]
    assert (developer["privacyUrl"], developer["termsOfUseUrl"]) == tuple(elsewhere.values())
