"""The manifests ask for what the program uses: nothing less, and nothing more."""

import json
import re
from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.adapters.slack import listeners
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.scopes import SCOPES
from tests.adapters.slack.manifest_rules import SCHEMA

Json = dict[str, Any]

FOLDER = Path("manifests/slack")
HTTP: Json = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
SOCKET: Json = json.loads((FOLDER / "manifest-socket.json").read_text(encoding="utf-8"))
DOCUMENTATION = Path("docs/slack.md").read_text(encoding="utf-8")

SCOPES_OF_METHODS = {
    "auth_test": set[str](),
    "apps_connections_open": set[str](),  # asked with the app's own token
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set[str](),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_members": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"channels:history", "groups:history", "im:history"},
    "usergroups_list": {"usergroups:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read", "users:read.email"},
    "users_lookupByEmail": {"users:read.email"},
    "views_open": set[str](),
    "views_publish": set[str](),
    "views_update": set[str](),
}
"""Source: the page of each method, docs.slack.dev/reference/methods."""

SCOPES_OF_EVENTS = {
    "app_home_opened": set[str](),
    "app_mention": {"app_mentions:read"},
    "link_shared": {"links:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "subteam_members_changed": {"usergroups:read"},
    "subteam_updated": {"usergroups:read"},
    "user_change": {"users:read"},
}
"""Source: the page of each event, docs.slack.dev/reference/events."""


class Recorder:
    """Stands in for bolt's app and writes down what is listened to."""

    def __init__(self) -> None:
        self.listened: dict[str, set[str]] = defaultdict(set)

    def __getattr__(self, kind: str) -> Callable[[Any], Callable[[Any], None]]:
        def listen(to: Any) -> Callable[[Any], None]:
            if isinstance(to, str):
                self.listened[kind].add(to)
            return lambda _: None

        return listen


@pytest.fixture
def listened() -> dict[str, set[str]]:
    recorder = Recorder()
    listeners.register(recorder, Answering.__new__(Answering))  # type: ignore[arg-type]  # a recorder, not an app
    return recorder.listened


def methods_called() -> set[str]:
    code = "".join(file.read_text(encoding="utf-8") for file in Path("bot/adapters/slack").rglob("*.py"))
    return set(re.findall(r"client\.([a-z]+_[a-zA-Z_]+)\b", code))


@pytest.mark.parametrize("manifest", [HTTP, SOCKET], ids=["http", "socket"])
def test_a_manifest_follows_slacks_schema(manifest: Json) -> None:
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(manifest)] == []


def test_every_command_has_a_listener_and_the_other_way_round(listened: dict[str, set[str]]) -> None:
    assert {command["command"] for command in HTTP["features"]["slash_commands"]} == listened["command"]


def test_every_shortcut_has_a_listener_and_the_other_way_round(listened: dict[str, set[str]]) -> None:
    assert {shortcut["callback_id"] for shortcut in HTTP["features"]["shortcuts"]} == listened["shortcut"]


def test_every_event_has_a_listener_and_the_other_way_round(listened: dict[str, set[str]]) -> None:
    subscribed = HTTP["settings"]["event_subscriptions"]["bot_events"]
    assert {event.partition(".")[0] for event in subscribed} == listened["event"]


def test_the_scopes_are_those_of_the_methods_and_events_in_use() -> None:
    needed = {"commands"}
    for method in methods_called():
        needed |= SCOPES_OF_METHODS[method]
    for event in HTTP["settings"]["event_subscriptions"]["bot_events"]:
        needed |= SCOPES_OF_EVENTS[event]
    assert sorted(needed) == HTTP["oauth_config"]["scopes"]["bot"]


def test_the_check_looks_for_the_scopes_of_the_manifest() -> None:
    assert sorted(SCOPES) == HTTP["oauth_config"]["scopes"]["bot"]


def test_every_scope_and_event_has_its_reason_in_the_documentation() -> None:
    rows = re.findall(r"^\| (`[^|]+`) \| (.+) \|$", DOCUMENTATION, re.MULTILINE)
    explained = {name for names, why in rows if why for name in re.findall(r"`([^`]+)`", names)}
    scopes, events = HTTP["oauth_config"]["scopes"]["bot"], HTTP["settings"]["event_subscriptions"]["bot_events"]
    assert {*scopes, *events} <= explained
    assert {name for name in explained if ":" in name} <= set(scopes)


def test_the_manifest_for_socket_mode_is_the_same_without_addresses() -> None:
    same = deepcopy(HTTP)
    for command in same["features"]["slash_commands"]:
        del command["url"]
    del same["settings"]["event_subscriptions"]["request_url"]
    del same["settings"]["interactivity"]["request_url"]
    same["settings"]["socket_mode_enabled"] = True
    assert same == SOCKET


def test_every_address_is_the_one_the_bot_answers_at() -> None:
    addresses = re.findall(r'"(https://[^"]+)"', json.dumps(HTTP))
    assert set(addresses) == {"https://secondline.example.org/slack/events"}
    assert len(addresses) == 4


def test_the_home_tab_and_messages_to_the_bot_are_switched_on() -> None:
    assert HTTP["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
