"""What a card promises who looks at it: few buttons, the same facts in the same order, all of it in one sentence."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import LOOKING, Viewer, possible_actions
from bot.adapters.slack import blocks
from bot.adapters.teams import cards
from bot.card import MOST_BUTTONS, Card, Words, case_card
from bot.case import Actor, Case
from bot.conversation.replies import ShownCase
from bot.demo import cast
from bot.routing import load
from bot.texts import LANGUAGES
from tests.builders import STUDENT_PORTAL
from tests.test_actions import PEOPLE, cases, seen_by
from tests.texts.words_for_tests import the_words

Json = dict[str, Any]

ORGANISATION = load(Path("bot/demo/organisation.toml"))


def facts_in_slack(shown: list[Json]) -> list[str]:
    """The names of the facts, from the top down."""
    fields = [field["text"] for block in shown for field in block.get("fields", ())]
    return [re.match(r"\*(.*?)\*\n", field)[1] for field in fields]  # type: ignore[index]  # else the test fails


def facts_in_teams(card: Json) -> list[str]:
    """The same on an Adaptive Card."""
    return [fact["title"].strip("*") for part in card["body"] if part["type"] == "FactSet" for fact in part["facts"]]


def buttons_in_slack(shown: list[Json]) -> list[Json]:
    return [element for block in shown if block["type"] == "actions" for element in block["elements"]]


@given(case=cases(), person=st.sampled_from(PEOPLE))
def test_there_are_at_most_three_buttons_and_everything_else_is_under_more(case: Case, person: Actor) -> None:
    card = case_card(case, seen_by(person), Words("nl", ORGANISATION, {}))
    everything = [*card.buttons, *card.more]
    assert len(card.buttons) <= MOST_BUTTONS == 3
    assert [(button.action, button.target) for button in everything if button.action not in LOOKING] == [
        (one.action, one.target) for one in possible_actions(case, seen_by(person)) if one.action not in LOOKING
    ]
    shown = buttons_in_slack(blocks.card_blocks(card))
    assert len(shown) <= MOST_BUTTONS + 1
    assert len(shown) == len(card.buttons) + (1 if card.more else 0)


@given(case=cases(), person=st.sampled_from(PEOPLE))
def test_a_party_sees_the_same_facts_in_the_same_order_on_every_platform(case: Case, person: Actor) -> None:
    in_channel = case_card(case, Viewer(frozenset({STUDENT_PORTAL})), Words("nl", ORGANISATION, {}))
    own = case_card(case, seen_by(person), Words("nl", ORGANISATION, {}))
    names = [fact.name for fact in in_channel.facts]
    assert facts_in_slack(blocks.card_blocks(in_channel)) == names
    assert facts_in_slack(blocks.shown_case_blocks(ShownCase(own))) == names
    assert facts_in_teams(cards.kept_card(in_channel)) == names
    assert facts_in_teams(cards.own_card(own)) == names


@pytest.mark.parametrize("language", LANGUAGES)
@given(case=cases())
def test_the_text_alternative_says_which_case_it_is_and_who_must_do_what(language: str, case: Case) -> None:
    card: Card = case_card(case, Viewer(frozenset({STUDENT_PORTAL})), the_words(language, ORGANISATION))
    summary = blocks.card_summary(card)
    assert summary.startswith(case.number)
    assert summary.endswith(card.status.replace("&", "&amp;"))
    if case.is_open:
        owner = next((p.name for p in cast.PEOPLE if p.email == case.feedback.person), None)
        party = ORGANISATION.words(ORGANISATION.party(case.feedback.party).name, language)
        assert (owner or party) in summary
