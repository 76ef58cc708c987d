"""Forms as modals, and what was filled in back as values. Data in, JSON out.

A form's field is a block: its name is the ``block_id``, and every input's ``action_id`` is ``value``, so what was
filled in survives an update. What the next step needs travels in ``private_metadata``; people do not see it, and
nothing about it is kept here. Source: docs.slack.dev/reference/views/modal-views.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.actions import Action
from bot.adapters.slack import blocks
from bot.adapters.slack.mrkdwn import Json, plain
from bot.card import Button, Card
from bot.conversation.replies import Done, Listed, Said, ShownCase
from bot.forms import Field, Form, Option, Sort
from bot.texts import DEFAULT, say

FORM = "form:"
"""What ``callback_id`` of a form's view begins with."""
CASE, MENU, SAID = "case", "menu", "said"
CHOSEN = "do"
"""The block with what to do next, in the view of a case."""
WARNING = "warning"
"""The block with what is wrong, in a view that is shown again as it came."""

VALUE = "value"
"""The ``action_id`` of every input; only those that change what the form shows tell of it at once."""
AGAIN = "~"
MOST_BLOCKS = 100
MOST_BOXES = 10
MOST_RADIO_BUTTONS = 4
MOST_OPTIONS = 100
LONGEST_TITLE = 24
LONGEST_OPTION = 75
LONGEST_OPTION_VALUE = 150
LONGEST_INPUT = 3_000
LONGEST_LABEL = 2_000
LONGEST_PLACEHOLDER = 150
LONGEST_METADATA = 3_000


# -- what goes along with a view -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """What a view carries from one step to the next.

    ``channel`` is where the person came from, ``key`` names everything that follows from one opening, so that a submit
    that arrives twice is known. ``language`` is the person's. ``state`` is the form's own. ``long_values`` are values
    of options that are too long to be sent as such, by what was sent in their place.
    """

    channel: str = ""
    key: str = ""
    language: str = DEFAULT
    state: Mapping[str, str] = field(default_factory=dict, hash=False)
    long_values: Mapping[str, str] = field(default_factory=dict, hash=False)


def metadata_from_kept(kept: Kept) -> str:
    """At most 3,000 characters, whatever stands in the texts. Raises ``ValueError`` where even that is not enough.

    JSON, as a rule. A text full of quotes and line ends grows in JSON; then the texts follow the JSON as they are, and
    in their place stands how many characters are theirs.
    """
    small = {"channel": kept.channel, "key": kept.key, "language": kept.language, "values": kept.long_values}
    whole = _compact({**small, "state": kept.state})
    if len(whole) <= LONGEST_METADATA:
        return whole
    lengths = {name: len(text) for name, text in kept.state.items()}
    whole = f"{_compact({**small, 'lengths': lengths})}\n{''.join(kept.state.values())}."
    if len(whole) > LONGEST_METADATA:
        raise ValueError(f"the state of a form is too long: {lengths}")
    return whole


def kept_from_metadata(metadata: str) -> Kept:
    """What ``metadata_from_kept`` made."""
    if not metadata:
        return Kept()
    head, _, tail = metadata.partition("\n")
    found = json.loads(head)
    state, start = dict(found.get("state", {})), 0
    for name, length in found.get("lengths", {}).items():
        state[name] = tail[start : start + length]
        start += length
    return Kept(found["channel"], found["key"], found["language"], state, found["values"])


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# -- a form --------------------------------------------------------------------------------------------------


def form_view(form: Form, kept: Kept, *, is_next_step: bool = False) -> Json:
    """The form as a modal; an error stands below its field, and one about the whole form above it.

    *is_next_step*: closing it goes back to the step before.
    """
    long_values = {
        _sent_value(option.value): option.value
        for one in form.fields
        for option in one.options
        if len(option.value) > LONGEST_OPTION_VALUE
    }
    names = {one.name for one in form.fields}
    shown = [blocks.warning_block(error) for name, error in form.errors.items() if name not in names]
    shown += [block for one in form.fields for block in _field_with_error(form, one)]
    if shown and shown[0] == blocks.DIVIDER:
        shown = shown[1:]  # there is nothing above it to stand apart from
    return {
        **_view(f"{FORM}{form.name}", form.title, shown),
        "submit": plain(form.submit, LONGEST_TITLE),
        "close": plain(say(form.language, "slack-back") if is_next_step else form.cancel, LONGEST_TITLE),
        "private_metadata": metadata_from_kept(replace(kept, state=form.state, long_values=long_values)),
    }


def errors_at_fields(form: Form) -> dict[str, str] | None:
    """The errors by the block they are shown at; None where there are none, or one of them belongs to no input."""
    inputs = {
        one.name: _block_id(form, one)
        for one in form.fields
        if one.sort is not Sort.REMARK and (one.options or not _is_choice(one))
    }
    if not form.errors or not form.errors.keys() <= inputs.keys():
        return None
    return {inputs[name]: error for name, error in form.errors.items()}


def _field_with_error(form: Form, one: Field) -> Iterator[Json]:
    yield from _field_blocks(form, one)
    if one.name in form.errors:
        yield blocks.warning_block(form.errors[one.name])


def _block_id(form: Form, one: Field) -> str:
    """The field's name. In a form that is drawn anew, boxes for other things to tick are other boxes: Slack keeps what
    was ticked in a block of the same name."""
    if one.sort is not Sort.CHOICES or not form.is_live:
        return one.name
    offered = "\n".join(option.value for option in one.options)
    return f"{one.name}{AGAIN}{hashlib.sha256(offered.encode()).hexdigest()[:8]}"


def _field_blocks(form: Form, one: Field) -> Iterator[Json]:
    language = form.language
    if one.sort is Sort.REMARK:
        yield from _told(one)
        return
    if _is_choice(one) and not one.options:
        yield from blocks.text_blocks(say(language, "slack-nothing-to-choose", field=one.label))
        return
    block: Json = {
        "type": "input",
        "block_id": _block_id(form, one),
        "label": plain(one.label, LONGEST_LABEL),
        "element": {"action_id": VALUE, **_element(one, language)},
        "optional": not one.required,
    }
    if one.live:
        block["dispatch_action"] = True
    yield {**block, "hint": plain(one.hint, LONGEST_LABEL)} if one.hint else block


def _told(one: Field) -> list[Json]:
    text = str(one.value)
    if one.link:
        return blocks.linked_blocks(text, one.link)
    return blocks.outstanding_blocks(text) if one.stands_out else blocks.text_blocks(text)


def _is_choice(one: Field) -> bool:
    return one.sort in {Sort.CHOICE, Sort.CHOICES}


def _element(one: Field, language: str) -> Json:
    match one.sort:
        case Sort.CHOICE:
            return _choice(one, language)
        case Sort.CHOICES:
            return _choices(one, language)
        case Sort.DATE:
            return {"type": "datepicker", **({"initial_date": str(one.value)} if one.value else {})}
        case _:
            return _text_input(one)


def _text_input(one: Field) -> Json:
    longest = min(one.longest, LONGEST_INPUT)
    element: Json = {"type": "plain_text_input", "multiline": one.sort is Sort.TEXT, "max_length": longest}
    text = str(one.value)[:longest]
    return {**element, "initial_value": text} if text else element


def _choice(one: Field, language: str) -> Json:
    options = [_option(option) for option in one.options[:MOST_OPTIONS]]
    # A radio button cannot be taken back, so what may be left open is a menu.
    if one.required and len(options) <= MOST_RADIO_BUTTONS:
        element: Json = {"type": "radio_buttons", "options": options}
    else:
        element = {"type": "static_select", "options": options, "placeholder": _placeholder(language)}
    chosen = [option for option in options if option["value"] == _sent_value(str(one.value))]
    return {**element, "initial_option": chosen[0]} if chosen else element


def _choices(one: Field, language: str) -> Json:
    options = [_option(option) for option in one.options[:MOST_OPTIONS]]
    if len(options) <= MOST_BOXES:
        element: Json = {"type": "checkboxes", "options": options}
    else:
        element = {"type": "multi_static_select", "options": options, "placeholder": _placeholder(language)}
    ticked = {_sent_value(value) for value in one.value} if isinstance(one.value, tuple) else set()
    chosen = [option for option in options if option["value"] in ticked]
    return {**element, "initial_options": chosen} if chosen else element


def _placeholder(language: str) -> Json:
    return plain(say(language, "slack-choose"), LONGEST_PLACEHOLDER)


def _option(option: Option) -> Json:
    return {"text": plain(option.label, LONGEST_OPTION), "value": _sent_value(option.value)}


def _sent_value(value: str) -> str:
    """The value itself, or a short name for a long one; ``Kept.long_values`` has the way back."""
    if len(value) <= LONGEST_OPTION_VALUE:
        return value
    return "#" + hashlib.sha256(value.encode()).hexdigest()[:16]


# -- what was filled in --------------------------------------------------------------------------------------


def values_from_view(view: Json) -> dict[str, str | tuple[str, ...]]:
    """What stands in the view, by field.

    A block that is absent from the state was left as it was shown, which the view itself tells. A null means that the
    person emptied the field.
    """
    long_values = kept_from_metadata(view.get("private_metadata", "")).long_values
    entered = view.get("state", {}).get("values", {})
    values: dict[str, str | tuple[str, ...]] = {}
    for block in view.get("blocks", ()):
        if block["type"] != "input":
            continue
        element = block["element"]
        given = entered.get(block["block_id"], {}).get(element["action_id"])
        if given is None:
            given = _as_shown(element)
        value = _value(element["type"], given)
        values[block["block_id"].partition(AGAIN)[0]] = (
            long_values.get(value, value) if isinstance(value, str) else tuple(long_values.get(v, v) for v in value)
        )
    return values


def _as_shown(element: Json) -> Json:
    return {
        "value": element.get("initial_value"),
        "selected_date": element.get("initial_date"),
        "selected_option": element.get("initial_option"),
        "selected_options": element.get("initial_options", []),
    }


def _value(sort: str, given: Json) -> str | tuple[str, ...]:
    match sort:
        case "plain_text_input":
            return str(given.get("value") or "")
        case "datepicker":
            return str(given.get("selected_date") or "")
        case "checkboxes" | "multi_static_select":
            return tuple(option["value"] for option in given.get("selected_options") or ())
        case _:
            return str((given.get("selected_option") or {}).get("value", ""))


# -- a case, a list, a sentence ------------------------------------------------------------------------------


def case_view(shown: ShownCase, kept: Kept) -> Json:
    """A case with its timeline, and what the person who looks may do with it."""
    buttons = [b for b in (*shown.card.buttons, *shown.card.more) if b.action is not Action.SHOW_TIMELINE]
    content = [
        *blocks.text_blocks(shown.text),
        *blocks.link_blocks(shown),
        *blocks.facts_of(shown.card),
        *_what_to_do(shown.card.language, buttons, "static_select"),
        *blocks.timeline_blocks(shown),
    ]
    return _about_case(CASE, shown.card, content, kept)


def menu_view(shown: ShownCase, kept: Kept) -> Json:
    """What the person who pressed may do with the case: also what does not fit on the card."""
    card = shown.card
    buttons = [*card.buttons, *card.more]
    sort = "radio_buttons" if len(buttons) <= MOST_BOXES else "static_select"
    header_and_status = blocks.facts_of(card)[:2]
    return _about_case(MENU, card, [*header_and_status, *_what_to_do(card.language, buttons, sort)], kept)


def _what_to_do(language: str, buttons: list[Button], sort: str) -> list[Json]:
    # Not as buttons: every choice here is a submit, whose answer needs no further call to Slack.
    if not buttons:
        return []
    options = [
        {"text": plain(button.label, LONGEST_OPTION), "value": f"{button.action} {button.target}"} for button in buttons
    ]
    element: Json = {"type": sort, "action_id": VALUE, "options": options}
    if sort == "static_select":
        element["placeholder"] = _placeholder(language)
    label = plain(say(language, "slack-what-to-do"), LONGEST_LABEL)
    return [{"type": "input", "block_id": CHOSEN, "label": label, "element": element}]


def _about_case(callback_id: str, card: Card, content: list[Json], kept: Kept) -> Json:
    view = _closable(_view(callback_id, card.case, content), card.language)
    view["private_metadata"] = metadata_from_kept(replace(kept, state={"case": card.case}))
    if any(block.get("block_id") == CHOSEN for block in content):
        view["submit"] = plain(say(card.language, "slack-go-on"), LONGEST_TITLE)
    return view


def listed_view(listed: Listed, language: str) -> Json:
    """A list of cases to read."""
    return _closable(
        _view(SAID, say(language, "slack-title"), blocks.listed_blocks(listed, to_show=False, to_turn=False)), language
    )


def said_view(said: Said | Done, language: str) -> Json:
    """A sentence or two."""
    return _closable(_view(SAID, say(language, "slack-title"), blocks.said_blocks(said)), language)


def waiting_view(language: str, title: str, text: str) -> Json:
    """What is shown while the answer is looked up."""
    return _closable(_view(SAID, title, blocks.text_blocks(f"⏳ {text}")), language)


def with_warning(view: Json, text: str) -> Json:
    """The same view, as it came in a payload, with a warning above it and everything that was filled in."""
    names = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    same = {name: view[name] for name in names if view.get(name)}
    entered = view.get("state", {}).get("values", {})
    content = [_as_filled_in(block, entered) for block in view["blocks"] if block.get("block_id") != WARNING]
    return {**same, "blocks": [{**blocks.warning_block(text), "block_id": WARNING}, *content][:MOST_BLOCKS]}


INITIAL = {
    "value": "initial_value",
    "selected_date": "initial_date",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
}
"""Where an element shows at first what a person would fill in."""


def _as_filled_in(block: Json, entered: Mapping[str, Json]) -> Json:
    if block["type"] != "input":
        return block
    given = entered.get(block["block_id"], {}).get(block["element"]["action_id"], {})
    filled_in = {INITIAL[name]: value for name, value in given.items() if name in INITIAL and value}
    return {**block, "element": {**block["element"], **filled_in}}


def _view(callback_id: str, title: str, content: list[Json]) -> Json:
    within = blocks.within(content, MOST_BLOCKS)
    return {"type": "modal", "callback_id": callback_id, "title": plain(title, LONGEST_TITLE), "blocks": within}


def _closable(view: Json, language: str) -> Json:
    return {**view, "close": plain(say(language, "slack-close"), LONGEST_TITLE)}
