"""Microsoft's own parser understands every card, in its longest form and in both languages."""

from dataclasses import replace
from typing import Any

import pytest

from bot.actions import Action, Viewer
from bot.adapters.teams import cards
from bot.adapters.teams.elements import card_message
from bot.adapters.teams.forms import dialog_card, form_card
from bot.adapters.teams.home_card import home_card
from bot.adapters.teams.inbound import Standing
from bot.adapters.teams.sealing import Stamp
from bot.adapters.teams.viewers import MOST
from bot.card import Button, Card, Fact, Section, Tone, Words, case_card
from bot.conversation.replies import Line, Listed, ShownCase
from bot.forms import LONGEST_TEXT, Field, Form, Option, Sort
from bot.home import Choice, Home, HomeLine
from bot.home import Section as HomeSection
from bot.ports import Notice
from bot.routing import Organisation
from tests.adapters.teams.official import Official
from tests.builders import STUDENT_PORTAL, USIS_LAW, a_consultation

LANGUAGES = pytest.mark.parametrize("language", ["nl", "en"])
LONG = "Dit is *geen* opmaak, [geen](https://example.org) link & <b>geen</b> kop.\n\n- é\n1. ü\n\n" * 200
VIEWERS = [f"29:{'x' * 140}{n}" for n in range(MOST)]
TEAMS_LIMIT = 28_000


@pytest.fixture
def longest(organisation: Organisation, language: str) -> Card:
    """With everything a card can have, and more of it than it ever has."""
    words = Words(language, organisation, {})
    card = case_card(a_consultation(STUDENT_PORTAL, USIS_LAW), Viewer(frozenset({STUDENT_PORTAL})), words)
    return replace(
        card,
        title="x" * 250,
        tone=Tone.ASKED_BACK,
        facts=tuple(Fact(f"feit {n}", "y" * 200, "https://topdesk.example.org/?a=(1)") for n in range(9)),
        sections=tuple(Section(f"Partij {n}", LONG) for n in range(8)),
        buttons=tuple(Button(action, "SL-2611-0001/1", "Knop", is_main=True) for action in list(Action)[:3]),
        more=tuple(Button(action, "SL-2611-0001/1", "Knop", is_risky=True) for action in list(Action)[3:]),
    )


@pytest.fixture
def longest_form(language: str) -> Form:
    options = tuple(Option(f"value,{n}", "o" * 75) for n in range(30))
    fields = (
        Field("remark", Sort.REMARK, value=LONG[:2_000]),
        Field("line", Sort.LINE, "Regel", "x" * 200),
        Field("text", Sort.TEXT, "Tekst", LONG[:LONGEST_TEXT], hint="h" * 300),
        Field("one", Sort.CHOICE, "Een", "value,1", options),
        Field("few", Sort.CHOICE, "Paar", "", options[:2], required=False),
        Field("many", Sort.CHOICES, "Veel", ("value,1",), options),
        Field("day", Sort.DATE, "Dag", "2026-11-30", required=False),
        Field("none", Sort.CHOICE, "Geen", "", ()),
    )
    errors = {"": "Er ging iets mis.", "text": "Te lang."}
    return Form("answer", language, "Antwoord", "Sturen", "Annuleren", fields, {"target": "x"}, errors=errors)


def the_longest_home(language: str) -> Home:
    """A full page under every heading, of an administrator of many parties."""
    line = HomeLine("SL-2611-0001", "t" * 200, "s" * 400, "d" * 200, "SL-2611-0001/1", is_overdue=True)
    sections = tuple(HomeSection("h" * 100, (line, line)) for _ in range(4))
    filters = tuple(Choice("p" * 60, f"mine @{'k' * 40}{n}", is_chosen=True) for n in range(7))
    pages = (Choice("Vorige", "mine"), Choice("Volgende", "mine 3"))
    facts = ("mine 2", sections, (LONG[:900], LONG[:900]), filters, pages, "2 van 9", "Bekijken", "Oppakken")
    return Home(language, "Jouw zaken", "z" * 400, *facts, Choice("Instellingen", "settings"), "Typ ‘/case help’.")


def every_card(card: Card, form: Form, language: str) -> dict[str, dict[str, Any]]:
    standing = Standing(card.case, card.case, "open law")
    lines = tuple(Line(card.case, "t" * 200, "s" * 200, "d" * 200) for _ in range(8))
    listed = Listed("Open zaken", lines, "Niets.", "Bekijken", "1 van 9", "open 1", "open 3", "Vorige", "Volgende")
    return {
        "kept": cards.kept_card(card, VIEWERS),
        "own": cards.own_card(card),
        "read": cards.reading_card(card, VIEWERS[:10]),
        "confirmed": cards.confirmed_card(card, LONG[:1_000]),
        "shown": cards.shown_case(ShownCase(card, tuple(LONG[:300] for _ in range(90)), "Gedaan."), standing),
        "list": cards.list_card(listed, standing, language),
        "empty list": cards.list_card(replace(listed, lines=()), standing, language),
        "home": home_card(the_longest_home(language)),
        "said": cards.said_card(LONG[:2_000], is_refusal=True),
        "notice": cards.notice_card(Notice(LONG[:2_000], card.case, "Zaak bekijken")),
        "form": form_card(form, standing, Stamp("nonce", "seal")),
        "dialog": dialog_card(form, Stamp("nonce", "seal")),
    }


@LANGUAGES
def test_every_card_is_understood_as_it_was_meant(
    official: Official, longest: Card, longest_form: Form, language: str
) -> None:
    drawn = every_card(longest, longest_form, language)
    assert official.complaints(*drawn.values()) == []


@LANGUAGES
def test_every_card_fits_into_a_message(longest: Card, longest_form: Form, language: str) -> None:
    for name, card in every_card(longest, longest_form, language).items():
        assert cards.size(card_message(card, card["speak"])) <= TEAMS_LIMIT, name


def test_the_parser_complains_about_what_clients_would_leave_out(official: Official) -> None:
    """So that the tests above can fail."""
    for wrong in (
        {"type": "TextBlok", "text": "x"},
        {"type": "TextBlock", "text": "x", "wrapp": True},
        {"type": "TextBlock", "text": "x", "size": "Huge"},
        {"type": "Input.ChoiceSet", "id": "x", "choices": []},
    ):
        assert official.complaints({"type": "AdaptiveCard", "version": "1.5", "body": [wrong]}), wrong
