"""What the local Slack sends of a form is turned into what Slack sends."""

import json
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from aiohttp import ClientSession

from bot.demo.listening import any_port
from bot.demo.slack_relay import as_slack_says, corrected_body, relaying

Json = dict[str, Any]
OPTION = {"text": {"type": "plain_text", "text": "Portal"}, "value": "portal"}
OTHER = {"text": {"type": "plain_text", "text": "Content"}, "value": "content"}


def submitted(element: Json, value: Json) -> Json:
    block = {"type": "input", "block_id": "b", "element": {"action_id": "a", **element}}
    payload = {"type": "view_submission", "view": {"blocks": [block], "state": {"values": {"b": {"a": value}}}}}
    corrected: Json = as_slack_says(payload)["view"]["state"]["values"]["b"]["a"]
    return corrected


TEXT = {"type": "plain_text_input", "initial_value": "M2611 0042"}
MENU = {"type": "static_select", "initial_option": OPTION}
BOXES = {"type": "checkboxes", "initial_options": [OPTION]}
DATE = {"type": "datepicker", "initial_date": "2026-11-30"}


@pytest.mark.parametrize(
    ("element", "name", "initial"),
    [
        (TEXT, "value", "M2611 0042"),
        (MENU, "selected_option", OPTION),
        (DATE, "selected_date", "2026-11-30"),
    ],
)
def test_an_input_nobody_touched_keeps_what_it_showed(element: Json, name: str, initial: object) -> None:
    assert submitted(element, {"type": element["type"], name: None})[name] == initial


def test_boxes_nobody_touched_stay_ticked() -> None:
    assert submitted(BOXES, {"type": "checkboxes", "selected_options": []})["selected_options"] == [OPTION]


@pytest.mark.parametrize(("element", "name"), [(TEXT, "value"), (DATE, "selected_date")])
def test_an_emptied_input_is_empty(element: Json, name: str) -> None:
    assert submitted(element, {"type": element["type"], name: ""})[name] is None


def test_a_menu_put_back_to_nothing_is_empty() -> None:
    assert submitted(MENU, {"type": "static_select"})["selected_option"] is None


def test_what_was_filled_in_is_left_alone() -> None:
    assert submitted(TEXT, {"type": "plain_text_input", "value": "M2611 0043"})["value"] == "M2611 0043"
    assert submitted(MENU, {"type": "static_select", "selected_option": OTHER})["selected_option"] == OTHER


def test_an_input_without_initial_value_stays_empty() -> None:
    assert submitted({"type": "plain_text_input"}, {"type": "plain_text_input", "value": None})["value"] is None


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"type": "event_callback"}', "application/json"),
        ("command=%2Fcase&text=mine+%26+yours", "application/x-www-form-urlencoded"),
    ],
)
def test_events_and_commands_go_through_byte_for_byte(body: str, content_type: str) -> None:
    assert corrected_body(body, content_type) == body


def test_a_button_in_a_message_goes_through_with_the_same_meaning() -> None:
    pressed = {"type": "block_actions", "actions": [{"action_id": "claim", "value": "é"}]}
    body = corrected_body(urlencode({"payload": json.dumps(pressed)}), "application/x-www-form-urlencoded")
    assert json.loads(parse_qs(body)["payload"][0]) == pressed


async def test_a_request_that_was_not_signed_by_the_local_slack_is_refused() -> None:
    async with relaying(any_port(), "http://127.0.0.1:9/slack/events") as address, ClientSession() as session:
        headers = {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=no"}
        async with session.post(address, data="{}", headers=headers) as answer:
            assert answer.status == 401
