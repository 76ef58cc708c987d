"""Saved payloads as what a person wants."""

from typing import Any

import pytest

from bot.actions import Action
from bot.adapters.slack import inbound
from bot.adapters.slack.inbound import Came, Press, Spoken
from bot.words import Escalate, Help, ListCases, ShowCase, View, Wanted
from tests.adapters.slack.payloads import payload


@pytest.mark.parametrize(
    ("command", "text", "wanted"),
    [
        ("/escalate", "M2611 0042", Escalate("M2611 0042")),
        ("/escalate", "", Escalate()),
        ("/escalate", "help", Help()),
        ("/case", "", ListCases(View.MINE)),
        ("/case", "SL-2611-0042", ShowCase("SL-2611-0042")),
        ("/case", "zoek R&amp;D", ListCases(View.FIND, "R&D")),
    ],
)
def test_a_slash_command_is_what_was_typed(command: str, text: str, wanted: Wanted) -> None:
    typed = inbound.typed_command(payload("slash_command", command=command, text=text))
    assert typed.wanted == wanted
    assert (typed.came.user, typed.came.channel) == ("U01SANNE", "C01HELPDESK")


def test_a_press_is_an_action_and_what_it_is_done_to() -> None:
    press = inbound.press_from_button(payload("block_actions"))
    assert press == Press(
        Came(
            "U03ANNA",
            "1111111111111.2222222222.0123456789abcdef0123456789abcdef",
            "https://hooks.slack.com/actions/T00LEIDEN/1/example",
            "C02PORTAL",
        ),
        Action.CLAIM,
        "SL-2611-0001/1",
    )


def test_a_submit_is_a_form_with_what_was_filled_in() -> None:
    submission = inbound.submission_of_view(payload("view_submission"))
    assert submission.name == "decline"
    assert submission.values == {"reason": "Dit gaat over een andere faculteit."}
    assert submission.kept.state == {"target": "SL-2611-0001/1"}
    assert submission.came.channel == "C02PORTAL"


def test_words_in_a_channel_are_answered_in_a_thread() -> None:
    spoken = inbound.spoken_to_bot(payload("app_mention"))
    assert spoken == Spoken("U01SANNE", "zaak open", "C01HELPDESK", "1795420815.000400", "1795420815.000400")


def test_a_direct_message_is_answered_where_it_stands() -> None:
    spoken = inbound.spoken_to_bot(payload("direct_message"))
    assert spoken == Spoken("U03ANNA", "zaak mijn", "D03ANNA", None, "1795420816.000500")


@pytest.mark.parametrize(
    "changes", [{"bot_id": "B1"}, {"subtype": "channel_join"}, {"user": None}, {"edited": {"ts": "1"}}]
)
def test_what_no_person_wrote_anew_is_not_heard(changes: dict[str, Any]) -> None:
    assert inbound.spoken_to_bot(payload("direct_message", **changes)) is None


def test_a_message_shortcut_brings_the_words_of_the_message() -> None:
    chosen = inbound.chosen_shortcut(payload("message_shortcut"))
    assert chosen.text == (
        "Mail: het vak Strafrecht & Criminologie ontbreekt bij s1234567@example.org, "
        "zie https://example.org/rooster?x=1&y=2"
    )


def test_a_global_shortcut_comes_from_nowhere() -> None:
    assert inbound.chosen_shortcut(payload("global_shortcut")).came.channel == ""
