"""Activities are read from their JSON."""

from typing import Any

import pytest

from bot.actions import Action
from bot.adapters.teams.activity import incoming
from bot.adapters.teams.inbound import Cancelled, Filled, NotOurs, Pressed, Standing, asked_in
from bot.adapters.teams.spoken import message_in, text_of_html, words_of
from tests.adapters.teams.conftest import PAYLOADS, payload

BOT = {"id": "28:bot", "name": "secondline"}
INCOMING = sorted(path.stem for path in PAYLOADS.glob("*.json") if not path.stem.startswith("from-bot"))


def a_message(text: str | None, *entities: Any) -> dict[str, Any]:
    return {"text": text, "recipient": BOT, "entities": list(entities)}


def a_mention(text: str, who: dict[str, str] = BOT) -> dict[str, Any]:
    return {"type": "mention", "text": text, "mentioned": who}


@pytest.mark.parametrize("name", INCOMING)
def test_every_recorded_activity_says_who_where_and_for_which_tenant(name: str) -> None:
    read = incoming(payload(name))
    assert read.user == "29:1-hanna-helpdesk"
    assert read.tenant == "11111111-1111-1111-1111-111111111111"
    assert read.bot["id"].startswith("28:")
    assert bool(read.channel) == ("@thread.tacv2" in read.conversation)


def test_the_channel_of_a_thread_is_the_channel() -> None:
    read = incoming(payload("message-channel"))
    assert read.channel == "19:second-line-network@thread.tacv2"
    assert read.place == read.channel
    assert read.conversation != read.channel


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"type": "message"},
        {"type": 3, "serviceUrl": "x", "from": {"id": "a"}, "conversation": {"id": "b"}},
        {"type": "message", "serviceUrl": "x", "from": "somebody", "conversation": {"id": "b"}},
        {"type": "message", "serviceUrl": "x", "from": {"id": "a"}, "conversation": []},
    ],
)
def test_json_without_a_sender_or_a_place_is_no_activity(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no activity"):
        incoming(broken)


# -- the mention ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        a_message("<at>secondline</at> case open", a_mention("<at>secondline</at>")),
        a_message("<at>secondline</at>&nbsp;case&nbsp;open", a_mention("<at>secondline</at>")),
        a_message("case open <at>secondline</at>\n", a_mention("<at>secondline</at>")),
        a_message("<at>SecondLine</at> case  open", a_mention("<at>SecondLine</at>")),
        a_message("case open", a_mention("")),
        a_message("case open", {"text": "case"}, "no entity", {"type": "clientInfo", "locale": "nl-NL"}),
    ],
)
def test_the_mention_of_the_bot_is_no_part_of_the_words(message: dict[str, Any]) -> None:
    assert words_of(message) == "case open"


def test_the_name_of_the_bot_stays_where_somebody_merely_writes_it() -> None:
    message = a_message("<at>secondline</at> case find secondline", a_mention("<at>secondline</at>"))
    assert words_of(message) == "case find secondline"


def test_a_mention_of_somebody_else_is_their_name() -> None:
    anna = {"id": "29:anna", "name": "Anna Visser"}
    message = a_message("case find <at>Anna</at>", a_mention("<at>Anna</at>", anna))
    assert words_of(message) == "case find Anna Visser"


def test_a_message_without_text_has_no_words() -> None:
    assert words_of(a_message(None)) == ""


def test_the_recorded_message_in_a_channel_is_understood() -> None:
    assert words_of(payload("message-channel")) == "hello channel"


# -- presses and forms ---------------------------------------------------------------------------------------


def test_a_press_names_its_action_its_target_and_what_its_card_stands_for() -> None:
    standing = Standing("SL-2611-0001", home="SL-2611-0001")
    data = {"action": "claim", "target": "SL-2611-0001/1", "standing": standing.as_json()}
    assert asked_in("act", data) == Pressed(Action.CLAIM, "SL-2611-0001/1", standing)


def test_a_form_brings_what_was_filled_in_and_what_was_left_empty() -> None:
    data = {
        "name": "consult",
        "state": {"target": "SL-2611-0001"},
        "fields": ["many:parties", "one:question", "one:faculty", "many:manuals"],
        "many:parties": "fb-usis-law,fb-usis-science",
        "one:faculty": "-",
    }
    filled = asked_in("form", data)
    assert isinstance(filled, Filled)
    assert filled.values == {
        "parties": ("fb-usis-law", "fb-usis-science"),
        "question": "",
        "faculty": "",
        "manuals": (),
    }


def test_a_value_with_a_comma_stays_one_value() -> None:
    data = {"name": "answer", "fields": ["many:manuals"], "many:manuals": "Inloggen%2C%20kort%3A%20https%3A%2F%2Fx"}
    filled = asked_in("form", data)
    assert isinstance(filled, Filled)
    assert filled.values["manuals"] == ("Inloggen, kort: https://x",)


def test_leaving_a_form_says_which_card_comes_back() -> None:
    standing = Standing("SL-2611-0001", home="SL-2611-0001", words="open 2")
    assert asked_in("cancel", {"standing": standing.as_json()}) == Cancelled(standing)


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("claim", {"ticket": "T-1"}),
        ("", {}),
        ("act", {"action": "delete-everything", "target": "SL-2611-0001"}),
        ("act", {"action": "claim"}),
        ("form", {}),
        ("look", {}),
    ],
)
def test_a_press_on_something_else_is_not_ours(verb: str, data: dict[str, Any]) -> None:
    with pytest.raises(NotOurs):
        asked_in(verb, data)


def test_nonsense_about_what_a_card_stands_for_stands_for_nothing() -> None:
    nonsense: list[Any] = [None, 3, "x", [], {"case": {"a": 1}, "home": "DROP", "words": ["x" * 900]}]
    read = [Standing.from_json(standing) for standing in nonsense]
    assert [standing.case + standing.home for standing in read] == [""] * 5
    assert all(len(standing.words) <= 200 for standing in read)


@pytest.mark.parametrize("fields", [None, 3, "one:answer", {"a": 1}, [None, 3, {}]])
def test_nonsense_in_the_place_of_fields_is_nothing_filled_in(fields: Any) -> None:
    filled = asked_in("form", {"name": "answer", "fields": fields, "one:answer": "x", "nonce": 3, "seal": []})
    assert isinstance(filled, Filled)
    assert not any(filled.values.values())


def test_an_activity_is_named_by_its_conversation_its_user_and_its_id() -> None:
    read = incoming(payload("message-channel") | {"id": "1001"})
    for part in (read.conversation, read.user, "1001"):
        assert part in str(read.key)
    assert incoming(payload("message-channel") | {"id": ""}).key is None


def test_the_language_is_the_activitys_own_or_else_that_of_the_client_it_names() -> None:
    client = {"type": "clientInfo", "locale": "en-GB", "platform": "Web"}
    message = payload("message-personal") | {"entities": [client]}
    assert incoming(message | {"locale": "nl-NL"}).locale == "nl-NL"
    assert incoming(message | {"locale": None}).locale == "en-GB"
    assert incoming(message | {"locale": None, "entities": 3}).locale is None


# -- the message extension -----------------------------------------------------------------------------------


def test_a_message_is_escalated_as_its_words() -> None:
    assert message_in(payload("invoke-composeExtension-fetchTask-message")["value"]) == "echo: hello channel"


def test_the_compose_box_has_no_message() -> None:
    assert message_in({"commandId": "escalate", "commandContext": "compose"}) == ""


def test_html_becomes_a_line_for_each_paragraph() -> None:
    content = "<p>Hallo,&nbsp;<b>portaal</b> is <i>leeg</i></p><ul><li>Chrome</li><li>a &lt; b</li></ul><p></p>"
    assert text_of_html(content) == "Hallo, portaal is leeg\nChrome\na < b"
