"""A person's Home as Block Kit: on their Home tab, and as the answer to ``/case``. Data in, JSON out."""

from collections.abc import Iterator

from bot.actions import Action
from bot.adapters.slack.blocks import ACT, MOST_BLOCKS, SHOW_CASE, text_blocks, within
from bot.adapters.slack.mrkdwn import (
    LONGEST_BUTTON,
    LONGEST_FIELD,
    LONGEST_HEADER,
    LONGEST_NOTIFICATION,
    LONGEST_SECTION,
    Json,
    escaped,
    markup,
    plain,
    shortened,
)
from bot.forms import Form
from bot.home import Choice, Home, HomeLine, Section
from bot.texts import say

TURN = "home:"
"""What the ``action_id`` of a button begins with that shows something else of somebody's Home."""
SETTINGS = "settings"

MOST_ON_TAB = 100
OVERDUE = "🔴"


def home_view(home: Home) -> Json:
    """The Home tab."""
    return {"type": "home", "blocks": within(_blocks(home), MOST_ON_TAB, keep_last=1)}


def refusal_view(text: str) -> Json:
    """The Home tab of somebody who may do nothing here."""
    return {"type": "home", "blocks": text_blocks(text)}


def home_message(home: Home) -> Json:
    """The same for somebody who typed ``/case``."""
    text = shortened(f"{home.title}. {home.summary}", LONGEST_NOTIFICATION, escaped)
    return {"text": text, "blocks": within(_blocks(home), MOST_BLOCKS, keep_last=1)}


def settings_message(form: Form) -> Json:
    """An invitation to press: Slack opens a form only after a press, a shortcut or a slash command."""
    text = say(form.language, "settings-here")
    button = _button(Choice(form.title, SETTINGS), SETTINGS)
    return {"text": escaped(text), "blocks": [*text_blocks(text), {"type": "actions", "elements": [button]}]}


def _blocks(home: Home) -> list[Json]:
    return [
        {"type": "header", "text": plain(home.title, LONGEST_HEADER)},
        *text_blocks(home.summary),
        *(block for remark in home.remarks for block in text_blocks(remark)),
        *_choices(home),
        *(block for section in home.sections for block in _section(section, home)),
        *_turning(home),
        *([{"type": "context", "elements": [plain(home.hint, LONGEST_SECTION)]}] if home.hint else []),
    ]


def _choices(home: Home) -> Iterator[Json]:
    """What else can be shown; what is shown now stands out, and a screen reader is told by its mark."""
    elements = []
    for number, choice in enumerate(home.filters):
        button = _button(choice, f"{TURN}filter-{number}")
        if choice.is_chosen:
            marked = plain(f"✓ {choice.label}", LONGEST_BUTTON)
            button |= {"text": marked, "style": "primary"}
        elements.append(button)
    if home.settings is not None:
        elements.append(_button(home.settings, SETTINGS))
    if elements:
        yield {"type": "actions", "elements": elements}


def _section(section: Section, home: Home) -> Iterator[Json]:
    yield {"type": "divider"}
    yield {"type": "section", "text": markup(f"*{shortened(section.heading, LONGEST_HEADER, escaped)}*")}
    for line in section.lines:
        yield from _line(line, home)


def _line(line: HomeLine, home: Home) -> Iterator[Json]:
    sign = f"{OVERDUE} " if line.is_overdue else ""
    title = f"{sign}*{shortened(line.title, LONGEST_HEADER, escaped)}*"
    status = shortened(line.status, LONGEST_FIELD - LONGEST_HEADER, escaped)
    details = shortened(line.details, LONGEST_HEADER, escaped)
    show = _button(Choice(home.show, line.case), SHOW_CASE)
    words = "\n".join(part for part in (title, status, f"_{details}_" if details else "") if part)
    block: Json = {"type": "section", "text": markup(words)}
    if not line.claim:
        yield {**block, "accessory": show}
        return
    claim = {**_button(Choice(home.claim, line.claim), f"{ACT}{Action.CLAIM}"), "style": "primary"}
    yield block
    yield {"type": "actions", "block_id": f"{TURN}{line.case}:{home.words}", "elements": [claim, show]}


def _turning(home: Home) -> Iterator[Json]:
    if home.position:
        yield {"type": "context", "elements": [plain(home.position, LONGEST_SECTION)]}
    if home.pages:
        elements = [_button(page, f"{TURN}page-{number}") for number, page in enumerate(home.pages)]
        yield {"type": "actions", "elements": elements}


def _button(choice: Choice, action_id: str) -> Json:
    label = plain(choice.label, LONGEST_BUTTON)
    return {"type": "button", "action_id": action_id, "text": label, "value": choice.words}
