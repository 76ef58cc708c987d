"""Cards, lists and sentences as Adaptive Cards. Pure: data in, JSON out, nothing added to the facts."""

import json
from collections.abc import Sequence
from dataclasses import replace

from bot.adapters.teams import Json
from bot.adapters.teams.elements import adaptive_card, heading, paragraphs, text_block
from bot.adapters.teams.escaping import in_card, link
from bot.adapters.teams.inbound import Standing, Verb
from bot.card import Button, Card, Fact, Section, Tone
from bot.conversation.replies import Line, Listed, ShownCase
from bot.ports import Notice
from bot.texts import say

STYLES = {Tone.WAITING: "warning", Tone.BUSY: "accent", Tone.ASKED_BACK: "attention", Tone.CLOSED: "good"}
"""How each tone looks. The status says the same in words."""

LARGEST = 24_000
"""Bytes of a card. Teams refuses messages of about 28 KB (learn.microsoft.com/microsoftteams/limits-specifications-
teams, messaging), and the rest of the message needs some of that."""

SMALL = 8_000
"""Bytes of a card of which there are many in one answer."""

SHORTEST = 200
"""Characters that are left of a text on a card that is far too large."""

LATEST = 40
"""Lines of a timeline that are shown, if they fit."""


def kept_card(card: Card, viewers: Sequence[str] = ()) -> Json:
    """The card of a party in its channel, which delivery keeps up to date.

    It has every action of the party; each of *viewers* gets a card of their own by ``refresh``.
    """
    return _fitting(card, _home(card), refresh=_refresh(card, Verb.REFRESH, viewers))


def own_card(card: Card) -> Json:
    """The same card as one person sees it. It does not refresh itself: a newer ``kept_card`` does that."""
    return _fitting(card, _home(card))


def reading_card(card: Card, viewers: Sequence[str] = (), text: str = "") -> Json:
    """A case in somebody's chat, to be read: what can be done with it is behind a button.

    It is small, for a search answers with many. *text* says why it is there, to everybody in that chat.
    """
    plain = replace(card, buttons=(), more=())
    show = _look(say(card.language, "teams-show"), card.case, _home(card))
    refresh = _refresh(card, Verb.READ, viewers)
    return _fitting(plain, _home(card), text=text, ways=[show], refresh=refresh, largest=SMALL)


def shown_case(shown: ShownCase, standing: Standing) -> Json:
    """A case as one person asked to see it, with what happened to it, and the way back to where they came from."""
    ways = _way_back(standing, shown.card.language)
    return _fitting(shown.card, standing, timeline=shown.timeline, text=shown.text, ways=ways)


def confirmed_card(card: Card, text: str) -> Json:
    """A party's card right after somebody acted on it: *text* tells that person what they did."""
    return _fitting(card, _home(card), text=text)


def list_card(listed: Listed, standing: Standing, language: str) -> Json:
    """A list of cases with a button for each. *standing* has the words that show this list again."""
    body: list[Json] = [heading(listed.title)]
    if not listed.lines:
        body.append(text_block(listed.empty))
    body += [_line(line, listed.show, standing) for line in listed.lines]
    if listed.position:
        body.append(text_block(listed.position, isSubtle=True, size="Small", horizontalAlignment="Right"))
    pages = ((listed.previous, listed.previous_label), (listed.next, listed.next_label))
    turns = [_look(label, words, Standing(standing.case, standing.home)) for words, label in pages if words]
    return adaptive_card(
        body, [*turns, *_way_back(Standing(standing.case, standing.home), language)], summary=listed.title
    )


def said_card(text: str, *, is_refusal: bool = False) -> Json:
    """A sentence where a card has to stand."""
    style = {"style": "attention"} if is_refusal else {}
    return adaptive_card([{"type": "Container", **style, "items": paragraphs(text)}], [], summary=text)


def notice_card(notice: Notice) -> Json:
    """What one person is told, and the case it is about behind a button."""
    shown = ((notice.case, notice.button), *notice.others)
    buttons = [_look(label, case, Standing()) for case, label in shown]
    return adaptive_card(paragraphs(notice.text), buttons, summary=notice.text)


# -- a case --------------------------------------------------------------------------------------------------


def _home(card: Card) -> Standing:
    return Standing(card.case, home=card.case)


def _refresh(card: Card, verb: Verb, viewers: Sequence[str]) -> Json:
    """Those who are not among *viewers* find "Refresh" in the menu of the message."""
    data = {"standing": _home(card).as_json()}
    action = {"type": "Action.Execute", "title": say(card.language, "teams-refresh"), "verb": verb, "data": data}
    return {"action": action, "userIds": list(viewers)}


def _fitting(
    card: Card,
    standing: Standing,
    *,
    timeline: Sequence[str] = (),
    text: str = "",
    ways: Sequence[Json] = (),
    refresh: Json | None = None,
    largest: int = LARGEST,
) -> Json:
    """The card, with its longest texts and its oldest lines left out as far as it would be too large for Teams."""
    longest, latest = largest, LATEST
    while True:
        shown = _case(card, standing, timeline[-latest:] if latest else (), text, ways, longest)
        if refresh:
            shown["refresh"] = refresh
        if size(shown) <= largest or (longest <= SHORTEST and not latest):
            return shown
        latest, longest = latest // 2, longest // 2 if latest <= LATEST // 4 else longest


def size(card: Json) -> int:
    """Bytes on the wire."""
    return len(json.dumps(card, ensure_ascii=False).encode())


def _case(
    card: Card, standing: Standing, timeline: Sequence[str], text: str, ways: Sequence[Json], longest: int
) -> Json:
    head: Json = {
        "type": "Container",
        "style": STYLES[card.tone],
        "bleed": True,
        "items": [heading(card.title), text_block(card.status, spacing="Small")],
    }
    confirmation = [{"type": "Container", "style": "emphasis", "items": paragraphs(text)}] if text else []
    facts: Json = {"type": "FactSet", "spacing": "Medium", "facts": [_fact(fact) for fact in card.facts]}
    sections = [element for section in card.sections for element in _section(section, longest, card.language)]
    main = next((button for button in card.buttons if button.is_main), None)
    first = [{**_button(button, standing), **_looks(button, main)} for button in card.buttons]
    more = [{**_button(button, standing), "mode": "secondary"} for button in card.more]
    body = [head, *confirmation, facts, *sections, *_timeline(timeline, card.language)]
    return adaptive_card(body, [*first, *ways, *more], summary=card.summary)


def _fact(fact: Fact) -> Json:
    value = link(fact.value, fact.url) if fact.url else in_card(fact.value)
    return {"title": in_card(fact.name), "value": value}


def _section(section: Section, longest: int, language: str) -> list[Json]:
    text = section.text
    if len(text) > longest:
        text = say(language, "teams-shortened", text=text[:longest].rstrip())
    shown = [text_block(section.heading, weight="Bolder", spacing="Medium")]
    return [*shown, *paragraphs(text, spacing="Small")]


def _timeline(lines: Sequence[str], language: str) -> list[Json]:
    if not lines:
        return []
    title = text_block(say(language, "teams-timeline"), weight="Bolder", spacing="Medium", separator=True)
    return [title, *(text_block(line, size="Small", isSubtle=True, spacing="Small") for line in lines)]


def _button(button: Button, standing: Standing) -> Json:
    data = {"action": button.action, "target": button.target, "standing": standing.as_json()}
    return {"type": "Action.Execute", "title": button.label, "verb": Verb.ACT, "data": data}


def _looks(button: Button, main: Button | None) -> Json:
    """One button stands out: where several do, none does."""
    if button is main:
        return {"style": "positive"}
    return {"style": "destructive"} if button.is_risky else {}


# -- looking -------------------------------------------------------------------------------------------------


def _line(line: Line, show: str, standing: Standing) -> Json:
    words = [
        text_block(line.title, weight="Bolder"),
        text_block(line.status, spacing="None"),
        text_block(line.details, spacing="None", size="Small", isSubtle=True),
    ]
    button = _look(show, line.case, standing)
    columns = [
        {"type": "Column", "width": "stretch", "items": words},
        {
            "type": "Column",
            "width": "auto",
            "verticalContentAlignment": "Center",
            "items": [{"type": "ActionSet", "actions": [button]}],
        },
    ]
    return {"type": "ColumnSet", "separator": True, "columns": columns}


def _look(label: str, words: str, standing: Standing) -> Json:
    data = {"words": words, "standing": standing.as_json()}
    return {"type": "Action.Execute", "title": label, "verb": Verb.LOOK, "data": data}


def _way_back(standing: Standing, language: str) -> list[Json]:
    if standing.words:
        return [_look(say(language, "teams-back-to-list"), standing.words, Standing(standing.case, standing.home))]
    if standing.home:
        data = {"standing": Standing(standing.home, standing.home).as_json()}
        return [{"type": "Action.Execute", "title": say(language, "teams-back"), "verb": Verb.CANCEL, "data": data}]
    return []
