"""Cards, cases, lists and sentences as Block Kit."""

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.actions import Action
from bot.adapters.slack.blocks import card_blocks, message_of, notice_blocks, shown_case_blocks
from bot.card import Button, Section, Tone
from bot.conversation.replies import Done, Listed, Said, ShownCase
from bot.ports import Notice
from tests.adapters.slack.cards import LONG, a_card, the_longest_card, the_longest_case, the_longest_list
from tests.adapters.slack.limits import problems_in_message, texts_in

Json = dict[str, Any]


def buttons_of(blocks: list[Json]) -> list[Json]:
    found: list[Json] = next(block["elements"] for block in blocks if block["type"] == "actions")
    return found


def test_a_card_says_in_words_what_its_sign_means() -> None:
    header, status, *_ = card_blocks(a_card(status="FB is het antwoord schuldig.", tone=Tone.WAITING))
    assert header["text"]["text"] == "SL-2611-0001 · Inschrijven voor een vak lukt niet"
    assert status["text"]["text"] == "🟠 *FB is het antwoord schuldig.*"


@pytest.mark.parametrize("tone", Tone)
def test_every_tone_has_a_sign_of_its_own(tone: Tone) -> None:
    signs = {other: card_blocks(a_card(tone=other))[1]["text"]["text"][0] for other in Tone}
    assert [other for other in Tone if signs[other] == signs[tone]] == [tone]


def test_a_fact_with_an_address_is_a_link_to_it() -> None:
    fields = card_blocks(a_card())[2]["fields"]
    assert fields[0]["text"] == "*Ticket*\n<https://topdesk.example.org/?unid=42&amp;x=1|M2611 0042>"
    assert fields[1]["text"] == "*Faculteit*\nRechten"


def test_a_press_says_what_is_done_to_what() -> None:
    (button,) = buttons_of(card_blocks(a_card()))
    assert (button["action_id"], button["value"], button["style"]) == ("act:claim", "SL-2611-0001/1", "primary")


def test_a_risky_button_looks_so() -> None:
    card = replace(a_card(), buttons=(Button(Action.WITHDRAW, "SL-2611-0001", "Intrekken", is_risky=True),))
    assert buttons_of(card_blocks(card))[0]["style"] == "danger"


def test_one_thing_more_is_a_button_like_the_others() -> None:
    assert [b["action_id"] for b in buttons_of(card_blocks(a_card(more=1)))] == ["act:claim", f"act:{list(Action)[5]}"]


def test_several_things_more_are_behind_one_button() -> None:
    last = buttons_of(card_blocks(a_card(more=9)))[-1]
    assert (last["action_id"], last["value"], last["text"]["text"]) == ("menu", "SL-2611-0001", "Meer…")


def test_a_card_without_anything_to_do_has_no_buttons() -> None:
    assert [b["type"] for b in card_blocks(replace(a_card(), buttons=()))] == [
        "header",
        "section",
        "section",
        "section",
    ]


def test_a_card_somebody_asked_for_is_told_apart_from_the_one_in_the_channel() -> None:
    blocks = shown_case_blocks(ShownCase(a_card(), ("een",)))
    assert [b["block_id"] for b in blocks if "block_id" in b] == ["look:SL-2611-0001"]


def test_what_was_written_is_shown_whole_and_escaped() -> None:
    card = replace(a_card(), sections=(Section("Vraag", "<!channel> & 'dit'"),))
    assert card_blocks(card)[3]["text"]["text"] == "*Vraag*\n&lt;!channel&gt; &amp; 'dit'"


def test_slack_looks_for_no_names_and_channels_in_our_texts() -> None:
    texts = [text for text in texts_in(card_blocks(a_card())) if text["type"] == "mrkdwn"]
    assert texts
    assert all(text["verbatim"] for text in texts)


# -- limits --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_longest_card_stays_inside_slacks_limits(language: str) -> None:
    card = the_longest_card(language)
    blocks = card_blocks(card)
    assert problems_in_message({"text": "x", "blocks": blocks}) == []
    assert blocks[-1]["type"] == "actions"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_longest_case_stays_inside_slacks_limits(language: str) -> None:
    assert problems_in_message(message_of(the_longest_case(language))) == []


def test_the_longest_list_stays_inside_slacks_limits_and_can_be_turned() -> None:
    message = message_of(the_longest_list())
    assert problems_in_message(message) == []
    assert [b["action_id"] for b in message["blocks"][-1]["elements"]] == ["list:previous", "list:next"]


@pytest.mark.parametrize("reply", [Said(LONG), Said(LONG, is_refusal=True), Done("SL-2611-0001", LONG)])
def test_the_longest_sentence_is_whole_and_stays_inside_slacks_limits(reply: Said | Done) -> None:
    """What is said may be a standard answer that has to be copied."""
    message = message_of(reply)
    assert problems_in_message(message) == []
    shown = " ".join(block["text"]["text"] for block in message["blocks"])
    assert shown.count("Onderwijsadministratie") == 400


def test_the_longest_notice_stays_inside_slacks_limits() -> None:
    blocks = notice_blocks(Notice(LONG, "SL-2611-0001", LONG))
    assert problems_in_message({"text": "x", "blocks": blocks}) == []


def test_of_a_long_timeline_the_newest_is_shown() -> None:
    shown = ShownCase(a_card(), tuple(f"regel {n} {'x' * 500}" for n in range(100)))
    text = " ".join(found["text"] for found in texts_in(shown_case_blocks(shown)))
    assert "regel 99 " in text
    assert "regel 0 " not in text
    assert "…" in text


def test_a_short_timeline_is_shown_in_order() -> None:
    blocks = shown_case_blocks(ShownCase(a_card(), ("een", "twee")))
    assert blocks[-1]["text"]["text"] == "• een\n• twee"


# -- lists and sentences -------------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_do_instead() -> None:
    message = message_of(Listed("Jouw zaken", (), "Er ligt niets bij jou.", "Bekijken"))
    assert [block["text"]["text"] for block in message["blocks"]] == ["*Jouw zaken*", "Er ligt niets bij jou."]


def test_a_refusal_has_a_sign() -> None:
    said = message_of(Said("Dat kan niet.", is_refusal=True))
    assert said["blocks"][0]["text"]["text"] == "✋ Dat kan niet."


def test_a_notification_says_the_whole_card_in_one_sentence() -> None:
    message = message_of(ShownCase(a_card()))
    assert message["text"] == a_card().summary
    assert not re.search(r"[<>]", message_of(ShownCase(the_longest_card()))["text"])
