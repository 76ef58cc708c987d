"""Cards, cases, lists and sentences as Block Kit. Data in, JSON out.

Limits (docs.slack.dev/reference/block-kit/blocks): 50 blocks in a message, 100 in a view; a header of 150 characters, a
section of 3,000, at most 10 fields of 2,000 in one section; 75 characters on a button.
"""

from collections.abc import Iterable, Iterator

from bot.adapters.slack.mrkdwn import (
    LONGEST_BUTTON,
    LONGEST_FIELD,
    LONGEST_HEADER,
    LONGEST_NOTIFICATION,
    LONGEST_SECTION,
    Json,
    escaped,
    link,
    linked,
    markup,
    pieces,
    plain,
    shortened,
    written,
)
from bot.card import Button, Card, Fact, Section, Tone
from bot.conversation.escalation import Offer
from bot.conversation.replies import Done, Line, Listed, Said, ShownCase
from bot.ports import Notice
from bot.texts import say

DIVIDER: Json = {"type": "divider"}

MOST_BLOCKS = 50
MOST_FIELDS = 10
MOST_TIMELINE_SECTIONS = 8

ACT = "act:"
"""What the ``action_id`` of every action on a case begins with."""
MENU = "menu"
SHOW_CASE = "show-case"
SHOW_LIST = "list:"
ESCALATE = "escalate"

LOOKED_AT = "look:"
"""What ``block_id`` of the buttons begins with where a card was shown to somebody who asked; nothing keeps it new."""

SIGNS = {Tone.WAITING: "🟠", Tone.BUSY: "🔵", Tone.ASKED_BACK: "❓", Tone.CLOSED: "✅"}
REFUSED, CAREFUL = "✋", "⚠️"


# -- one case ------------------------------------------------------------------------------------------------


def card_blocks(card: Card, *, looked_at: bool = False) -> list[Json]:
    """The card of a case. *looked_at*: shown to one person who asked, not the one delivery keeps up to date."""
    blocks = [*facts_of(card), *_buttons(card, looked_at=looked_at)]
    return within(blocks, MOST_BLOCKS, keep_last=1)


def facts_of(card: Card) -> list[Json]:
    """The card without its buttons."""
    return [
        {"type": "header", "text": plain(card.title, LONGEST_HEADER)},
        _section(markup(f"{SIGNS[card.tone]} *{shortened(card.status, LONGEST_SECTION - 10, escaped)}*")),
        *_fact_fields(card.facts),
        *(block for section in card.sections for block in _section_blocks(section)),
    ]


def card_summary(card: Card) -> str:
    """What a notification says, and what a screen reader reads first."""
    return shortened(card.summary, LONGEST_NOTIFICATION, escaped)


def _fact_fields(facts: tuple[Fact, ...]) -> Iterator[Json]:
    for start in range(0, len(facts), MOST_FIELDS):
        yield {"type": "section", "fields": [_field(fact) for fact in facts[start : start + MOST_FIELDS]]}


def _field(fact: Fact) -> Json:
    name = f"*{shortened(fact.name, LONGEST_BUTTON, escaped)}*\n"
    value = link(fact.value, fact.url)
    room = LONGEST_FIELD - len(name)
    return markup(name + (value if len(value) <= room else shortened(fact.value, room, escaped)))


def _section_blocks(section: Section) -> Iterator[Json]:
    heading = f"*{shortened(section.heading, LONGEST_HEADER, escaped)}*"
    first, *rest = (*pieces(section.text, LONGEST_SECTION - len(heading) - 1, linked), "")
    yield _section(markup(f"{heading}\n{first}".rstrip()))
    yield from (_section(markup(piece)) for piece in rest if piece)


def _buttons(card: Card, *, looked_at: bool) -> Iterator[Json]:
    elements = [_button(button) for button in card.buttons]
    if len(card.more) == 1:
        elements.append(_button(card.more[0]))
    elif card.more:
        more = {"type": "button", "action_id": MENU, "text": plain(f"{card.more_label}…", LONGEST_BUTTON)}
        elements.append({**more, "value": card.case})
    if elements:
        block_id = f"{LOOKED_AT}{card.case}" if looked_at else f"card:{card.case}"
        yield {"type": "actions", "block_id": block_id, "elements": list(_told_apart(elements))}


def _told_apart(buttons: list[Json]) -> Iterator[Json]:
    """One action may be there for several requests, and no two elements of a block may share an ``action_id``."""
    taken: set[str] = set()
    for button in buttons:
        name = button["action_id"]
        yield {**button, "action_id": f"{name}:{button['value']}"} if name in taken else button
        taken.add(name)


def _button(button: Button) -> Json:
    shown = {
        "type": "button",
        "action_id": f"{ACT}{button.action}",
        "text": plain(button.label, LONGEST_BUTTON),
        "value": button.target,
    }
    if button.is_risky:
        return {**shown, "style": "danger"}
    return {**shown, "style": "primary"} if button.is_main else shown


def shown_case_blocks(shown: ShownCase) -> list[Json]:
    """A case for somebody who asked to see it: why it is shown, the card with buttons, and what happened."""
    why = [*text_blocks(shown.text), *link_blocks(shown)]
    card = card_blocks(shown.card, looked_at=True)
    room = MOST_BLOCKS - len(why) - len(card)
    return within([*why, *card, *timeline_blocks(shown, most=room)], MOST_BLOCKS)


def link_blocks(shown: ShownCase) -> list[Json]:
    """The way to the card in the channel, where everybody sees the thread below it."""
    if not shown.link:
        return []
    way = link(say(shown.card.language, "slack-to-card"), shown.link)
    return [{"type": "context", "elements": [markup(way)]}]


def timeline_blocks(shown: ShownCase, most: int = MOST_TIMELINE_SECTIONS) -> list[Json]:
    """What happened, oldest first; where that is too much, the newest of it."""
    if not shown.timeline or most < 3:
        return []
    sections = _gathered(f"• {shortened(line, LONGEST_SECTION - 6, escaped)}" for line in shown.timeline)
    kept = sections[-min(most - 2, MOST_TIMELINE_SECTIONS) :]
    if len(kept) < len(sections):
        kept[0] = f"…\n{kept[0]}"
    heading = markup(f"*{escaped(say(shown.card.language, 'slack-timeline'))}*")
    return [DIVIDER, _section(heading), *(_section(markup(text)) for text in kept)]


def _gathered(lines: Iterable[str]) -> list[str]:
    """Lines together in as few texts as hold them, with room for two characters more."""
    gathered: list[str] = []
    for line in lines:
        if gathered and len(gathered[-1]) + len(line) + 1 <= LONGEST_SECTION - 2:
            gathered[-1] = f"{gathered[-1]}\n{line}"
        else:
            gathered.append(line)
    return gathered


# -- lists and sentences -------------------------------------------------------------------------------------


def listed_blocks(listed: Listed, *, to_show: bool = True, to_turn: bool = True) -> list[Json]:
    """A list of cases, with buttons that show one and that turn the page, as far as they work where it is shown."""
    blocks = [_section(markup(f"*{shortened(listed.title, LONGEST_SECTION - 2, escaped)}*"))]
    if not listed.lines:
        return within([*blocks, *text_blocks(listed.empty)], MOST_BLOCKS)
    for line in listed.lines:
        blocks += _line_blocks(line, listed.show if to_show else None)
    if listed.position:
        blocks.append({"type": "context", "elements": [plain(listed.position, LONGEST_SECTION)]})
    if to_turn and (turning := _turning(listed)):
        blocks.append({"type": "actions", "elements": turning})
    return within(blocks, MOST_BLOCKS, keep_last=1)


def _line_blocks(line: Line, show: str | None) -> Iterator[Json]:
    title = f"*{link(shortened(line.title, LONGEST_HEADER), line.link)}*"
    block = _section(markup(f"{title}\n{shortened(line.status, LONGEST_FIELD, escaped)}"))
    if show is not None:
        button = {"type": "button", "action_id": SHOW_CASE, "text": plain(show, LONGEST_BUTTON), "value": line.case}
        block["accessory"] = button
    yield block
    if line.details:
        yield {"type": "context", "elements": [plain(line.details, LONGEST_FIELD)]}


def _turning(listed: Listed) -> list[Json]:
    pages = (("previous", listed.previous, listed.previous_label), ("next", listed.next, listed.next_label))
    return [
        {
            "type": "button",
            "action_id": f"{SHOW_LIST}{name}",
            "text": plain(label, LONGEST_BUTTON),
            "value": words,
        }
        for name, words, label in pages
        if words is not None
    ]


def said_blocks(said: Said | Done) -> list[Json]:
    """A sentence or two, whole: what is said may have to be copied."""
    refused = isinstance(said, Said) and said.is_refusal
    return within(text_blocks(f"{REFUSED} {said.text}" if refused else said.text), MOST_BLOCKS)


def warning_block(text: str) -> Json:
    """What is wrong with a whole form."""
    return _section(markup(f"{CAREFUL} {shortened(text, LONGEST_SECTION - 4, escaped)}"))


def notice_blocks(notice: Notice) -> list[Json]:
    """What one person is told, with a button that shows the case."""
    shown = ((notice.case, notice.button), *notice.others)
    buttons = [
        {"type": "button", "action_id": SHOW_CASE, "text": plain(label, LONGEST_BUTTON), "value": case}
        for case, label in shown
    ]
    return [
        *within(text_blocks(notice.text), MOST_BLOCKS - 1),
        {"type": "actions", "elements": list(_told_apart(buttons))},
    ]


def escalate_message(language: str, ticket: str) -> Json:
    """An invitation to press: Slack opens a form only after a press, a shortcut or a slash command."""
    text = say(language, "slack-escalate-here")
    label = plain(say(language, "slack-open-form"), LONGEST_BUTTON)
    button = {"type": "button", "action_id": ESCALATE, "text": label, "style": "primary"}
    value = {"value": ticket[:LONGEST_HEADER]} if ticket else {}
    return {"text": escaped(text), "blocks": [*text_blocks(text), {"type": "actions", "elements": [button | value]}]}


def offer_message(offer: Offer) -> Json:
    """A ticket that somebody named: a button opens the form, or shows the case there is."""
    action, value = (SHOW_CASE, offer.case) if offer.case else (ESCALATE, offer.ticket)
    label = plain(offer.button, LONGEST_BUTTON)
    button = {"type": "button", "action_id": action, "text": label, "value": value[:LONGEST_HEADER]}
    return {
        "text": shortened(offer.text, LONGEST_NOTIFICATION, escaped),
        "blocks": [*text_blocks(offer.text), {"type": "actions", "elements": [button]}],
    }


LONGEST_LINKED = 500
"""Characters of a text that is a link: its signs may take five each, and the address has to fit as well."""


def text_blocks(text: str) -> list[Json]:
    """What somebody wrote, as it is."""
    return [_section(one) for one in written(text)]


def message_of(reply: Said | Done | ShownCase | Listed) -> Json:
    """``text`` and ``blocks`` of a message that shows this reply."""
    match reply:
        case ShownCase():
            return {"text": card_summary(reply.card), "blocks": shown_case_blocks(reply)}
        case Listed():
            return {"text": shortened(reply.title, LONGEST_NOTIFICATION, escaped), "blocks": listed_blocks(reply)}
        case Said() | Done():
            return {"text": shortened(reply.text, LONGEST_NOTIFICATION, escaped), "blocks": said_blocks(reply)}


def linked_blocks(text: str, url: str) -> list[Json]:
    """A text that leads to this address."""
    return [_section(markup(link(shortened(text, LONGEST_LINKED), url)))]


def outstanding_blocks(text: str) -> list[Json]:
    """What has to be seen: apart from what stands above it, its first line in bold."""
    first, _, rest = text.partition("\n")
    bold = _section(markup(f"*{shortened(first, LONGEST_SECTION - 2, escaped)}*"))
    return [DIVIDER, bold, *text_blocks(rest)]


def _section(text: Json) -> Json:
    return {"type": "section", "text": text}


def within(blocks: list[Json], most: int, *, keep_last: int = 0) -> list[Json]:
    """At most so many blocks, with a sign where some were left out; the last ones can be kept."""
    if len(blocks) <= most:
        return blocks
    head, tail = blocks[: most - keep_last - 1], blocks[len(blocks) - keep_last :]
    return [*head, {"type": "context", "elements": [{"type": "plain_text", "text": "…"}]}, *tail]
