"""What Slack refuses in blocks and views, as far as its reference says so: the fake Web API and the tests look here.

Source: docs.slack.dev/reference/block-kit/blocks, .../block-elements, .../composition-objects and .../views.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

Json = dict[str, Any]


def problems_in_message(message: Json) -> list[str]:
    """What Slack would not take in a message, in words; nothing where all is well."""
    blocks = message.get("blocks") or []
    found = [] if len(blocks) <= 50 else [f"{len(blocks)} blocks"]
    if not message.get("text"):
        found.append("no text for notifications")
    if len(message.get("text", "")) > 4_000:
        found.append("text of the message is too long")
    return [*found, *_in_blocks(blocks, inputs=False)]


def problems_in_view(view: Json) -> list[str]:
    """What Slack would not take in a modal or on a Home tab."""
    blocks = view["blocks"]
    found = [] if 1 <= len(blocks) <= 100 else [f"{len(blocks)} blocks"]
    if view["type"] == "modal":
        named = {name: view[name]["text"] for name in ("title", "submit", "close") if name in view}
        found += [f"{name}: {text!r}" for name, text in named.items() if not 1 <= len(text) <= 24]
        if any(block["type"] == "input" for block in blocks) and "submit" not in view:
            found.append("inputs without a submit button")
        if len(view.get("private_metadata", "")) > 3_000:
            found.append("private_metadata is too long")
        if len(view["callback_id"]) > 255:
            found.append("callback_id is too long")
    return [*found, *_in_blocks(blocks, inputs=view["type"] == "modal")]


def _in_blocks(blocks: Sequence[Json], *, inputs: bool) -> Iterator[str]:
    twice = [name for name, times in Counter(b["block_id"] for b in blocks if "block_id" in b).items() if times > 1]
    yield from (f"block_id {name} twice" for name in twice)
    yield from ("block_id is too long" for block in blocks if len(block.get("block_id", "")) > 255)
    for block in blocks:
        match block["type"]:
            case "header":
                yield from _text(block["text"], "header", 150, plain=True)
            case "section":
                yield from _section(block)
            case "context":
                yield from _context(block)
            case "actions":
                yield from _actions(block)
            case "input" if inputs:
                yield from _input(block)
            case "divider":
                pass
            case other:
                yield f"block {other}"


def _context(block: Json) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 10:
        yield "elements in a context"
    yield from (problem for one in block["elements"] for problem in _text(one, "context", 3_000))


def _actions(block: Json) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 25:
        yield "elements in actions"
    ids = [element["action_id"] for element in block["elements"]]
    if len(set(ids)) != len(ids):
        yield "action_id twice in one block"
    yield from (problem for element in block["elements"] for problem in _element(element))


def _input(block: Json) -> Iterator[str]:
    yield from _text(block["label"], "label", 2_000, plain=True)
    if "hint" in block:
        yield from _text(block["hint"], "hint", 2_000, plain=True)
    yield from _element(block["element"])


def _section(block: Json) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "a section without text"
    if "text" in block:
        yield from _text(block["text"], "section", 3_000)
    if not 1 <= len(block.get("fields", [None])) <= 10:
        yield "fields in a section"
    yield from (problem for one in block.get("fields", ()) for problem in _text(one, "field", 2_000))
    if "accessory" in block:
        yield from _element(block["accessory"])


def _element(element: Json) -> Iterator[str]:
    if len(element["action_id"]) > 255:
        yield "action_id is too long"
    match element["type"]:
        case "button":
            yield from _button(element)
        case "datepicker":
            if len(element.get("initial_date", "2026-11-23")) != 10:
                yield "initial_date"
        case "plain_text_input":
            if not 1 <= element.get("max_length", 3_000) <= 3_000:
                yield "max_length"
            if len(element.get("initial_value", "")) > element.get("max_length", 3_000):
                yield "initial_value is longer than may be filled in"
        case "static_select" | "multi_static_select":
            yield from _options(element, 100)
        case "radio_buttons" | "checkboxes":
            yield from _options(element, 10)
        case other:
            yield f"element {other}"


def _button(element: Json) -> Iterator[str]:
    yield from _text(element["text"], "button", 75, plain=True)
    if len(element.get("value", "")) > 2_000 or element.get("value") == "":
        yield "value of a button"
    if element.get("style", "primary") not in {"primary", "danger"}:
        yield "style of a button"


def _options(element: Json, most: int) -> Iterator[str]:
    options = element["options"]
    if not 1 <= len(options) <= most:
        yield f"{len(options)} options in {element['type']}"
    for option in options:
        yield from _text(option["text"], "option", 75)
        if not 1 <= len(option["value"]) <= 150:
            yield "value of an option"
    initial = element.get("initial_options", [element["initial_option"]] if "initial_option" in element else [])
    if "initial_options" in element and not initial:
        yield "no initial option in the list of them"
    if any(option not in options for option in initial):
        yield "an initial option that is none of the options"
    if "placeholder" in element:
        yield from _text(element["placeholder"], "placeholder", 150, plain=True)


def _text(text: Json, where: str, limit: int, *, plain: bool = False) -> Iterator[str]:
    if not 1 <= len(text["text"]) <= limit:
        yield f"{len(text['text'])} characters in a {where}"
    if plain and text["type"] != "plain_text":
        yield f"formatting in a {where}"


def texts_in(value: Any) -> Iterator[Json]:
    """Every text object, wherever it stands."""
    if isinstance(value, dict):
        if value.get("type") in {"plain_text", "mrkdwn"} and "text" in value:
            yield value
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
