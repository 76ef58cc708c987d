"""Whatever stands in tickets, notes, names and the organisation file: nothing of it calls people together, names
somebody, or leads where it does not say. Hostile words go through the real card, lines and forms to the real blocks.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import events
from bot.actions import Viewer
from bot.adapters.slack import blocks, home, modals
from bot.adapters.slack.mrkdwn import LONGEST_NOTIFICATION, escaped, shortened
from bot.card import Words, case_card
from bot.case import Case, TicketReference
from bot.conversation.replies import Done, Line, Listed, Said, ShownCase
from bot.events import event_types
from bot.forms import Field, Form, Option, Sort
from bot.home import Choice, Home, HomeLine, Section
from bot.lines import dated_line_of, line_of
from bot.ports import Notice
from bot.request import Move
from bot.routing import Organisation, load
from bot.texts import LANGUAGES
from bot.timeline import Entry
from tests.adapters.slack.limits import problems_in_message, problems_in_view
from tests.builders import ANNA, FATIMA, NOW, PIM, STUDENT_PORTAL, USIS_LAW, a_question

Json = dict[str, Any]

ATTACKS = (
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<!subteam^S02PORTAL>",
    "<!date^1392734382^{date}^https://evil.example|today>",
    "<@U03ANNA>",
    "<#C02PORTAL>",
    "<https://evil.example|https://topdesk.example.org>",
    "https://evil.example|TOPdesk",
    "https://evil.example/<!channel>",
    "&lt;!channel&gt;",
    "@channel",
    "@here",
    "#general",
    "javascript:alert(1)",
    "<",
    ">",
    "|",
    "&",
    "*",
    "`",
    "\n",
    "\u2028",
)
HOSTILE = st.lists(st.sampled_from(ATTACKS) | st.text(max_size=6), max_size=8).map(lambda words: "".join(("x", *words)))
OURS = "https://topdesk.example.org/tas/secure/incident?unid=42"
LINK = "https://leiden.slack.com/archives/C02PORTAL/p1795420801000100"
ORGANISATION = load(Path("bot/demo/organisation.toml"))
MARK = re.compile(r"<([^>]*)>")


def hostile_organisation(text: str) -> Organisation:
    """Its parties, kinds and faculties are called this."""
    called = dict.fromkeys(LANGUAGES, text)
    return replace(
        ORGANISATION,
        parties=tuple(replace(party, name=called) for party in ORGANISATION.parties),
        kinds=tuple(replace(kind, title=called) for kind in ORGANISATION.kinds),
        faculties=tuple(replace(faculty, title=called) for faculty in ORGANISATION.faculties),
    )


def hostile_case(text: str) -> Case:
    """A consultation in which everything that is written is this."""
    question = replace(
        a_question(kind="portal", subject=text, text=text), ticket=TicketReference(text, "id", OURS), intake="oa-law"
    )
    asker = replace(PIM, parties=frozenset({"oa-law"}))
    asked, _ = Case.open("SL-2611-0001", question, Move.CONSULTATION, [STUDENT_PORTAL, USIS_LAW], asker, NOW)
    answered, _ = asked.answer("SL-2611-0001/1", text, ANNA, NOW)
    back, _ = answered.ask_back("SL-2611-0001/2", text, FATIMA, NOW)
    offered, _ = back.offer_feedback(STUDENT_PORTAL, text, asker, NOW)
    return offered


def every_event(text: str) -> Iterator[events.Event]:
    """Each kind of event with this in all its texts."""
    parties = {"party", "to", "of", "from_party", "back_to", "asked_by", "intake"}
    for kind in event_types().values():
        if kind in {events.RequestEvent, events.Event} or kind.__name__.startswith(("Ticket", "Difference", "Student")):
            continue
        values: dict[str, Any] = {}
        for each in fields(kind):
            fixed = {"request": "SL-2611-0001/1", "how": "ticket", "asked": (STUDENT_PORTAL,), "move": "consultation"}
            values[each.name] = fixed.get(each.name, STUDENT_PORTAL if each.name in parties else text)
        yield kind(**values)


def shown_everywhere(text: str, language: str) -> Iterator[tuple[str, Json]]:
    """Every message and view there is, drawn from these words; with what sort of thing it is."""
    organisation, case = hostile_organisation(text), hostile_case(text)
    names = {person.person: text for person in (ANNA, FATIMA, PIM)}
    words = Words(language, organisation, names)
    viewer = Viewer(frozenset({STUDENT_PORTAL, USIS_LAW, "oa-law"}), ANNA.person, administrator=True)
    card = case_card(case, viewer, words)
    entries = [Entry(case.number, n, event, ANNA.person, NOW, "slack") for n, event in enumerate(every_event(text))]
    lines = [line_of(entry, words) for entry in entries]
    shown = ShownCase(card, tuple(dated_line_of(entry, words) for entry in entries), text, LINK)
    listed = Listed(
        text, (Line(case.number, text, text, text, LINK),), text, text, text, "open 1", "open 3", text, text
    )
    kept = modals.Kept("C02PORTAL", "key", language)
    own = Home(
        language,
        text,
        text,
        "mine",
        (Section(text, (HomeLine(case.number, text, text, text, "SL-2611-0001/1", is_overdue=True),)),),
        (text,),
        (Choice(text, "mine overdue"),),
        (Choice(text, "mine 2"),),
        text,
        text,
        text,
        Choice(text, "settings"),
        text,
    )
    yield "message", {"text": blocks.card_summary(card), "blocks": blocks.card_blocks(card)}
    yield "message", blocks.message_of(shown)
    yield "message", blocks.message_of(listed)
    yield "message", blocks.message_of(Said(text, is_refusal=True))
    yield "message", blocks.message_of(Done(case.number, text))
    yield "message", blocks.escalate_message(language, text)
    yield "message", home.home_message(own)
    for told in (*lines, text):
        yield "message", {"text": shortened(told, LONGEST_NOTIFICATION, escaped), "blocks": blocks.text_blocks(told)}
    yield "message", {"text": "notice", "blocks": blocks.notice_blocks(Notice(text, case.number, text))}
    yield "view", modals.case_view(shown, kept)
    yield "view", modals.menu_view(shown, kept)
    yield "view", modals.listed_view(listed, language)
    yield "view", modals.said_view(Said(text), language)
    yield "view", modals.waiting_view(language, text, text)
    yield "view", modals.form_view(hostile_form(text, language), kept)
    yield "view", home.home_view(own)


def hostile_form(text: str, language: str) -> Form:
    """Every sort of field."""
    options = (Option("a", text), Option(text or "b", text))
    return Form(
        "decline",
        language,
        text,
        text,
        text,
        (
            Field("remark", Sort.REMARK, value=text),
            Field("line", Sort.LINE, text, text, hint=text),
            Field("text", Sort.TEXT, text, text, hint=text),
            Field("choice", Sort.CHOICE, text, "a", options),
            Field("choices", Sort.CHOICES, text, ("a",), options),
            Field("none", Sort.CHOICE, text),
        ),
        errors={"": text},
    )


def read_as_markup(part: Any) -> Iterator[str]:
    """Every text in which Slack looks for marks."""
    if isinstance(part, list):
        for one in part:
            yield from read_as_markup(one)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            assert part.get("verbatim") is True, part
            yield part["text"]
        elif isinstance(part.get("text"), str) and "type" not in part:
            yield part["text"]  # of the message itself, for notifications
        for one in part.values():
            yield from read_as_markup(one)


def wrong_marks(text: str) -> list[str]:
    """What is more than an address that shows where it leads, or a link of ours."""
    marks = MARK.findall(text)
    allowed = [escaped(url) for url in (OURS, LINK)]
    links = [mark for mark in marks if re.fullmatch(r"https?://[^|\s<>]+", mark) or mark.partition("|")[0] in allowed]
    stray = re.sub(MARK, "", text)
    return [*(mark for mark in marks if mark not in links), *(sign for sign in "<>" if sign in stray)]


@pytest.mark.parametrize("language", LANGUAGES)
@given(HOSTILE)
@settings(max_examples=60)
def test_no_words_call_people_together_or_lead_elsewhere(language: str, text: str) -> None:
    for _, shown in shown_everywhere(text, language):
        assert [mark for markup in read_as_markup(shown) for mark in wrong_marks(markup)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("attack", ATTACKS)
def test_each_attack_by_itself_and_at_length_stays_inside_slacks_limits(language: str, attack: str) -> None:
    for text in (f"x{attack}", f"x{attack} " * 600):
        for sort, shown in shown_everywhere(text[:1_900], language):
            found = problems_in_view(shown) if sort == "view" else problems_in_message(shown)
            assert found == [], (sort, shown.get("callback_id"))


def test_this_would_be_seen() -> None:
    assert wrong_marks("<!channel>") == ["!channel"]
    assert wrong_marks("<@U03ANNA>") == ["@U03ANNA"]
    assert wrong_marks("<https://evil.example|https://topdesk.example.org>")
    assert wrong_marks("<https://evil.example>") == []
    assert wrong_marks(f"<{escaped(OURS)}|M2611 0042>") == []
