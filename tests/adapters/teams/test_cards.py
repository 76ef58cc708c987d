"""Cards, lists and forms as Adaptive Cards."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.actions import Action
from bot.adapters.teams import cards
from bot.adapters.teams.elements import card_message
from bot.adapters.teams.forms import dialog_card, form_card
from bot.adapters.teams.inbound import Filled, Looked, Pressed, Standing, asked_in, execute_in, submit_in
from bot.adapters.teams.sealing import Stamp
from bot.card import Button, Card, Fact, Section, Tone, card_for_party
from bot.conversation.replies import Line, Listed, ShownCase
from bot.forms import LONGEST_TEXT, Field, Form, Option, Sort
from bot.ports import Notice
from bot.routing import Organisation
from tests.adapters.teams.conftest import actions, button, inputs, words
from tests.builders import STUDENT_PORTAL, USIS_LAW, a_consultation, a_hand_over

TEAMS_LIMIT = 28_000
"""Bytes of a whole message."""


@pytest.fixture
def card(organisation: Organisation) -> Card:
    """A question that waits for functional management student portal, as its channel sees it."""
    return card_for_party(a_hand_over(), organisation.party(STUDENT_PORTAL), organisation, {})


def a_form(*fields: Field, **more: Any) -> Form:
    return Form(
        "answer", "nl", "Antwoord", "Geef het antwoord", "Annuleren", fields, {"target": "SL-2611-0001/1"}, **more
    )


def bytes_of(card: dict[str, Any]) -> int:
    return len(json.dumps(card_message(card, card["speak"]), ensure_ascii=False).encode())


# -- a case --------------------------------------------------------------------------------------------------


def test_the_facts_keep_their_order(card: Card) -> None:
    facts = next(part for part in cards.kept_card(card)["body"] if part["type"] == "FactSet")["facts"]
    assert [fact["title"] for fact in facts] == [fact.name for fact in card.facts]


@pytest.mark.parametrize("tone", list(Tone))
def test_the_tone_is_a_colour_and_the_status_says_it_in_words(card: Card, tone: Tone) -> None:
    head = cards.kept_card(replace(card, tone=tone))["body"][0]
    assert head["style"] == cards.STYLES[tone]
    assert head["items"][1]["text"] == card.status


def test_every_tone_looks_different() -> None:
    assert len({cards.STYLES[tone] for tone in Tone}) == len(Tone)


def test_three_buttons_stand_in_a_row_and_the_rest_behind_the_dots(card: Card) -> None:
    shown = cards.kept_card(card)["actions"]
    assert [action["title"] for action in shown if action.get("mode") != "secondary"] == [b.label for b in card.buttons]
    assert [action["title"] for action in shown if action.get("mode") == "secondary"] == [b.label for b in card.more]
    assert len(card.buttons) == 3


def test_one_button_stands_out(card: Card) -> None:
    main = tuple(replace(one, is_main=True) for one in card.buttons)
    styles = [action.get("style") for action in cards.kept_card(replace(card, buttons=main))["actions"]]
    assert styles.count("positive") == 1


def test_the_main_button_stands_out_and_a_risky_one_warns(card: Card) -> None:
    risky = Button(Action.DECLINE, "SL-2611-0001/1", "Niet aannemen", is_risky=True)
    shown = cards.kept_card(replace(card, buttons=(card.buttons[0], risky)))
    assert button(shown, card.buttons[0].label)["style"] == "positive"
    assert button(shown, "Niet aannemen")["style"] == "destructive"


def test_a_button_comes_back_as_the_press_it_is(card: Card) -> None:
    shown = button(cards.kept_card(card), card.buttons[0].label)
    standing = Standing(card.case, home=card.case)
    assert execute_in({"action": shown}) == Pressed(card.buttons[0].action, card.buttons[0].target, standing)


def test_the_whole_card_in_a_sentence_is_there_for_who_cannot_see_it(card: Card) -> None:
    shown = cards.kept_card(card)
    assert shown["speak"] == shown["fallbackText"] == card.summary
    assert card_message(shown, card.summary)["summary"] == card.summary


def test_a_ticket_with_an_address_is_a_link(card: Card) -> None:
    fact = Fact("Ticket", "M2611 0042", "https://topdesk.example.org/1")
    assert "[M2611 0042](https://topdesk.example.org/1)" in words(cards.kept_card(replace(card, facts=(fact,))))


def test_what_a_person_wrote_is_no_markdown_on_the_card(card: Card) -> None:
    sneaky = "[klik](https://evil.example) <at>Anna</at>"
    shown = replace(
        card, title=sneaky, status=sneaky, facts=(Fact(sneaky, sneaky),), sections=(Section(sneaky, sneaky),)
    )
    text = words(cards.kept_card(shown))
    assert text.count(r"\[klik\](https://evil.example) \<at\>Anna\</at\>") == 6
    assert "[klik]" not in text


def test_all_text_wraps(card: Card) -> None:
    blocks = [part for part in all_parts(cards.kept_card(card)) if part.get("type") == "TextBlock"]
    assert blocks
    assert all(block["wrap"] for block in blocks)


def test_the_version_is_one_that_teams_shows_and_the_card_is_wide(card: Card) -> None:
    shown = cards.kept_card(card)
    assert (shown["version"], shown["msteams"]) == ("1.5", {"width": "full"})


def all_parts(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [found for one in part for found in all_parts(one)]
    if not isinstance(part, dict):
        return []
    return [part, *(found for one in part.values() for found in all_parts(one))]


# -- how large it may be -------------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", ["x", "é", "*", "\N{GRINNING FACE}"])
def test_the_largest_case_still_fits_into_a_message(card: Card, letter: str) -> None:
    long = letter * LONGEST_TEXT
    large = replace(card, sections=tuple(Section(f"Verzoek aan partij {n}", long) for n in range(9)))
    shown = cards.shown_case(ShownCase(large, (long,) * 60, long), Standing(card.case))
    assert bytes_of(shown) < TEAMS_LIMIT


def test_what_was_left_out_is_said(card: Card) -> None:
    large = replace(card, sections=tuple(Section(f"Verzoek {n}", "x" * LONGEST_TEXT) for n in range(30)))
    assert "ingekort" in words(cards.kept_card(large))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://files.example.org/x", "topdesk", ""])
def test_an_address_that_is_not_of_the_web_is_no_link(card: Card, url: str) -> None:
    fact = Fact("Ticket", "M2611 0042", url)
    shown = cards.kept_card(replace(card, facts=(fact,)))
    facts = next(part for part in shown["body"] if part["type"] == "FactSet")["facts"]
    assert facts == [{"title": "Ticket", "value": "M2611 0042"}]


def test_an_ordinary_case_is_shown_whole(organisation: Organisation) -> None:
    usis = card_for_party(a_consultation(), organisation.party(USIS_LAW), organisation, {})
    shown = words(cards.shown_case(ShownCase(usis, tuple(f"regel {n}" for n in range(12))), Standing(usis.case)))
    assert all(f"regel {n}" in shown for n in range(12))
    assert all(section.text in shown for section in usis.sections)


def test_of_a_long_history_the_newest_lines_are_shown(card: Card) -> None:
    lines = tuple(f"regel {n} {'x' * 1_000}" for n in range(60))
    shown = words(cards.shown_case(ShownCase(card, lines), Standing(card.case)))
    assert "regel 59 " in shown
    assert "regel 1 " not in shown


# -- lists, sentences, notices -------------------------------------------------------------------------------


def a_list(**changes: Any) -> Listed:
    line = Line("SL-2611-0001", "SL-2611-0001 · Kan niet inloggen", "Terugkoppeling: Anna", "M2611 0042")
    return replace(Listed("Open zaken", (line,), "Er is niets", "Bekijken"), **changes)


def test_a_case_in_a_list_can_be_looked_at_and_left_again() -> None:
    listed = cards.list_card(a_list(), Standing(words="open"), "nl")
    assert execute_in({"action": button(listed, "Bekijken")}) == Looked("SL-2611-0001", Standing(words="open"))


def test_an_empty_list_says_so() -> None:
    assert "Er is niets" in words(cards.list_card(a_list(lines=()), Standing(words="mine"), "nl"))


def test_a_list_can_be_leafed_through() -> None:
    listed = a_list(
        position="2 van 3", previous="open 1", next="open 3", previous_label="Vorige", next_label="Volgende"
    )
    shown = cards.list_card(listed, Standing(words="open 2"), "nl")
    asked = [execute_in({"action": button(shown, label)}) for label in ("Vorige", "Volgende")]
    assert asked == [Looked("open 1", Standing()), Looked("open 3", Standing())]


def test_a_full_page_of_a_list_fits_into_a_message() -> None:
    line = Line("SL-2611-0001", "é" * 170, "é" * 300, "é" * 300)
    assert bytes_of(cards.list_card(a_list(lines=(line,) * 8), Standing(words="open"), "nl")) < TEAMS_LIMIT


def test_a_notice_shows_its_case() -> None:
    shown = cards.notice_card(Notice("Het verzoek ligt bij jou.", "SL-2611-0001", "Zaak bekijken"))
    assert execute_in({"action": button(shown, "Zaak bekijken")}) == Looked("SL-2611-0001", Standing())


# -- forms ---------------------------------------------------------------------------------------------------

STAMP = Stamp("n" * 22, "5" * 64)
LABELS = ("Onderwerp", "Antwoord", "Wijze", "Partijen")
FIELDS = (
    Field("title", Sort.LINE, LABELS[0], "Inloggen", longest=150),
    Field("answer", Sort.TEXT, LABELS[1], "", hint="Zonder gegevens van de student"),
    Field("how", Sort.CHOICE, LABELS[2], "email", (Option("email", "E-mail"), Option("phone", "Telefoon"))),
    Field("parties", Sort.CHOICES, LABELS[3], ("a, b",), (Option("a, b", "A en B"), Option("c", "C")), required=False),
)


def test_each_sort_of_field_has_its_input() -> None:
    shown = inputs(form_card(a_form(*FIELDS), Standing(), STAMP))
    assert [(field["type"], field["label"]) for field in shown.values()] == [
        ("Input.Text", LABELS[0]),
        ("Input.Text", LABELS[1]),
        ("Input.ChoiceSet", LABELS[2]),
        ("Input.ChoiceSet", LABELS[3]),
    ]
    assert [field.get("isMultiline") for field in shown.values()] == [False, True, None, None]
    assert [field["isRequired"] for field in shown.values()] == [True, True, True, False]


def test_a_form_left_as_it_was_shown_comes_back_as_it_was_shown() -> None:
    shown = form_card(a_form(*FIELDS), Standing("SL-2611-0001", home="SL-2611-0001"), STAMP)
    send = button(shown, "Geef het antwoord")
    untouched = {name: field["value"] for name, field in inputs(shown).items()}
    filled = execute_in({"action": {**send, "data": {**send["data"], **untouched}}})
    assert filled == Filled(
        "answer",
        {"target": "SL-2611-0001/1"},
        {"title": "Inloggen", "answer": "", "how": "email", "parties": ("a, b",)},
        Standing("SL-2611-0001", home="SL-2611-0001"),
        STAMP,
    )


def test_an_error_stands_right_below_its_field_and_what_was_typed_stays() -> None:
    fields = (replace(FIELDS[0], value="Mijn onderwerp"), FIELDS[1])
    body = form_card(a_form(*fields, errors={"answer": "Schrijf een antwoord."}), Standing(), STAMP)["body"]
    at = next(index for index, part in enumerate(body) if part.get("id") == "one:answer")
    assert body[at + 1]["style"] == "attention"
    assert "Schrijf een antwoord." in words(body[at + 1])
    assert inputs({"body": body})["one:title"]["value"] == "Mijn onderwerp"


def test_an_error_about_the_whole_form_stands_at_the_top() -> None:
    body = form_card(a_form(*FIELDS, errors={"": "De zaak is gesloten."}), Standing(), STAMP)["body"]
    assert "De zaak is gesloten." in words(body[1])


def test_a_form_can_be_left_without_filling_it_in() -> None:
    leave = button(form_card(a_form(*FIELDS), Standing("SL-2611-0001"), STAMP), "Annuleren")
    assert leave["associatedInputs"] == "none"


def test_nothing_can_be_chosen_where_something_need_not_be() -> None:
    options = tuple(Option(str(n), f"Faculteit {n}") for n in range(7))
    faculty = Field("faculty", Sort.CHOICE, "Faculteit", "", options, required=False)
    shown = inputs(form_card(a_form(faculty), Standing(), STAMP))["one:faculty"]
    assert shown["choices"][0] == {"title": "Geen of onbekend", "value": "-"}
    assert shown["value"] == "-"


def test_a_choice_among_nothing_says_so() -> None:
    assert "niets om uit te kiezen" in words(form_card(a_form(replace(FIELDS[2], options=())), Standing(), STAMP))


def test_a_remark_is_read_and_not_asked() -> None:
    shown = form_card(a_form(Field("remark", Sort.REMARK, value="Eerste\n\n*Tweede*")), Standing(), STAMP)
    assert r"\*Tweede\*" in words(shown)
    assert inputs(shown) == {}


def test_the_same_form_works_in_a_dialog() -> None:
    shown = dialog_card(a_form(*FIELDS), STAMP)
    assert [action["type"] for action in actions(shown)] == ["Action.Submit"]
    assert isinstance(submit_in(button(shown, "Geef het antwoord")["data"]), Filled)


def test_the_longest_form_fits_into_a_message() -> None:
    options = tuple(Option(f"faculteit-{n}/opleiding-{n}", "e" * 75) for n in range(100))
    long = "é" * LONGEST_TEXT
    fields = (
        Field("text", Sort.TEXT, "Vraag", long),
        Field("faculty", Sort.CHOICE, "Faculteit", "", options),
        Field("remark", Sort.REMARK, value=long),
    )
    form = replace(a_form(*fields), state={"question": long})
    assert bytes_of(form_card(form, Standing(), STAMP)) < TEAMS_LIMIT


def test_what_a_dialog_sends_is_understood_with_its_verb_among_the_data() -> None:
    data = {**button(dialog_card(a_form(*FIELDS), STAMP), "Geef het antwoord")["data"], "one:answer": "Zo doe je dat"}
    filled = asked_in(data["verb"], data)
    assert isinstance(filled, Filled)
    assert filled.values["answer"] == "Zo doe je dat"
