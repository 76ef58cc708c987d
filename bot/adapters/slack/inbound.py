"""Payloads as what a person wants. Nothing is decided here.

Sources: docs.slack.dev/interactivity/implementing-slash-commands, docs.slack.dev/reference/interaction-payloads and
docs.slack.dev/reference/events.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.actions import Action
from bot.adapters.slack import blocks, modals
from bot.adapters.slack.mrkdwn import Json, as_typed
from bot.words import Escalate, Help, Wanted, about_case, typed

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Came:
    """Who did something, and how they can be answered.

    ``trigger`` opens one modal within 3 seconds. ``response_url`` answers, to that person alone, what was pressed or
    typed in a channel; there is none on the Home tab and in modals.
    """

    user: str
    trigger: str = ""
    response_url: str = ""
    channel: str = ""


@dataclass(frozen=True)
class Typed:
    """A slash command."""

    came: Came
    wanted: Wanted


@dataclass(frozen=True)
class Press:
    """A button of a card. ``action`` is None for a button of a version that is no longer in use.

    ``case_looked_at`` is the case where the card was shown to somebody who asked: nothing keeps that one new.
    """

    came: Came
    action: Action | None
    target: str
    case_looked_at: str = ""


@dataclass(frozen=True)
class Submission:
    """A modal that was sent. ``name`` is the form's, or what sort of view it was."""

    came: Came
    name: str
    kept: modals.Kept
    values: Mapping[str, str | tuple[str, ...]]
    view: Json


@dataclass(frozen=True)
class Spoken:
    """Words after the bot's name in a channel, or in a direct message. The answer goes below them."""

    user: str
    text: str
    channel: str
    thread: str | None


@dataclass(frozen=True)
class Chosen:
    """A shortcut: from anywhere, or on a message with ``text``."""

    came: Came
    text: str = ""


def typed_command(body: Body) -> Typed:
    """``/escalate`` and ``/case``."""
    text = as_typed(body.get("text") or "")
    came = Came(body["user_id"], body["trigger_id"], body["response_url"], body["channel_id"])
    wanted = about_case(text)
    if body["command"] == "/escalate" and not isinstance(wanted, Help):
        wanted = Escalate(text)
    return Typed(came, wanted)


def press_from_button(body: Body) -> Press:
    """A button ``act:<action>``, perhaps with its value once more behind it; the value is what it is done to."""
    pressed = body["actions"][0]
    name = pressed["action_id"].removeprefix(blocks.ACT).partition(":")[0]
    block = pressed.get("block_id", "")
    looked_at = block.removeprefix(blocks.LOOKED_AT) if block.startswith(blocks.LOOKED_AT) else ""
    action = Action(name) if name in set(Action) else None
    return Press(came_from_press(body), action, pressed.get("value", ""), looked_at)


def value_of_press(body: Body) -> str:
    """The value of any other button."""
    value: str = body["actions"][0].get("value") or ""
    return value


def came_from_press(body: Body) -> Came:
    """Who pressed, and where."""
    return Came(
        user=body["user"]["id"],
        trigger=body.get("trigger_id", ""),
        response_url=body.get("response_url") or "",
        channel=(body.get("channel") or {}).get("id", ""),
    )


def submission_of_view(body: Body) -> Submission:
    """A modal with what was filled in."""
    view = body["view"]
    kept = modals.kept_from_metadata(view.get("private_metadata", ""))
    came = Came(body["user"]["id"], body.get("trigger_id", ""), channel=kept.channel)
    values = modals.values_from_view(view)
    return Submission(came, view["callback_id"].removeprefix(modals.FORM), kept, values, view)


def press_from_choice(submission: Submission) -> Press | None:
    """What was chosen to do with a case; None where nothing was."""
    name, _, target = str(submission.values.get(modals.CHOSEN, "")).partition(" ")
    return Press(submission.came, Action(name), target) if name in set(Action) else None


def spoken_to_bot(event: Body) -> Spoken | None:
    """A mention or a direct message; None for what no person wrote: edits, other bots, join notices."""
    if event.get("bot_id") or event.get("subtype") or event.get("edited") or not event.get("user"):
        return None
    in_thread = event.get("thread_ts")
    below = in_thread if event.get("channel_type") == "im" else in_thread or event["ts"]
    return Spoken(event["user"], as_typed(event.get("text") or ""), event["channel"], below)


def wanted_in(spoken: Spoken) -> Wanted:
    """What the words mean. The bot's name alone asks for help."""
    return typed(spoken.text)


def chosen_shortcut(body: Body) -> Chosen:
    """A global shortcut, or one on a message, whose words are the question."""
    channel = (body.get("channel") or {}).get("id", "")
    came = Came(body["user"]["id"], body["trigger_id"], body.get("response_url") or "", channel)
    return Chosen(came, as_typed((body.get("message") or {}).get("text") or ""))
