"""Payloads as what a person wants. Nothing is decided here.

Sources: docs.slack.dev/interactivity/implementing-slash-commands, docs.slack.dev/reference/interaction-payloads and
docs.slack.dev/reference/events.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.actions import Action
from bot.adapters.slack import blocks, modals
from bot.adapters.slack.home import TURN
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
    thread: str = ""
    """The thread they wrote in, for an answer that belongs there."""


@dataclass(frozen=True)
class Typed:
    """A slash command."""

    came: Came
    wanted: Wanted


@dataclass(frozen=True)
class Press:
    """A button of a card. ``action`` is None for a button of a version that is no longer in use.

    ``case_looked_at`` is the case where the card was shown to somebody who asked: nothing keeps that one new. Nor
    does anything keep a Home new that was shown in a message; ``home_looked_at`` are the words that show it.
    """

    came: Came
    action: Action | None
    target: str
    case_looked_at: str = ""
    home_looked_at: str = ""


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
    ts: str = ""
    """What Slack calls the message within its channel."""


@dataclass(frozen=True)
class Reply:
    """A person's message in a thread of a channel, as Slack wrote it down; empty for files alone."""

    user: str
    text: str
    channel: str
    thread: str
    ts: str


@dataclass(frozen=True)
class Change:
    """A person's message in a thread was changed, or deleted. ``at`` names the change."""

    reply: Reply
    before: str
    at: str
    is_deleted: bool = False


@dataclass(frozen=True)
class Chosen:
    """A shortcut: from anywhere, or on a message with ``text``."""

    came: Came
    text: str = ""
    message: str = ""
    """What Slack calls that message within its channel."""


@dataclass(frozen=True)
class Shared:
    """Links that somebody put into a message."""

    came: Came
    links: tuple[str, ...]


@dataclass(frozen=True)
class Redraw:
    """Something that decides was changed in a form that is open: what stands in it now.

    ``at`` says when, ``seen`` names how the form looked.
    """

    form: Submission
    at: str
    seen: str


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
    home = "".join(block.split(":")[2:3]) if block.startswith(TURN) else ""
    return Press(came_from_press(body), action, pressed.get("value", ""), looked_at, home)


def value_of_press(body: Body) -> str:
    """The value of any other button."""
    value: str = body["actions"][0].get("value") or ""
    return value


def came_from_press(body: Body) -> Came:
    """Who pressed, and where. What was pressed in no channel stands on the Home tab or in a modal."""
    channel = (body.get("channel") or {}).get("id", "")
    answer_at = body.get("response_url") or "" if channel else ""
    return Came(body["user"]["id"], body.get("trigger_id", ""), answer_at, channel)


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
    return Spoken(event["user"], as_typed(event.get("text") or ""), event["channel"], below, event["ts"])


def reply_in(event: Body, bot: str) -> Reply | None:
    """What a person wrote in a thread that began with a message of the *bot*; its name makes it words for the bot."""
    if event.get("subtype") not in {None, "thread_broadcast", "file_share"} or event.get("edited"):
        return None
    if event.get("parent_user_id", bot) != bot or f"<@{bot}>" in (event.get("text") or ""):
        return None
    return _reply(event, event["channel"])


def change_in(event: Body) -> Change | None:
    """What became of a message in a thread. Slack changes messages too: a link it unfurls leaves the words alone."""
    before, after = event.get("previous_message") or {}, event.get("message") or {}
    match event.get("subtype"):
        case "message_changed" if after.get("text") != before.get("text"):
            reply = _reply(after, event["channel"])
            at = (after.get("edited") or {}).get("ts") or event.get("event_ts", "")
            return Change(reply, before.get("text") or "", at) if reply else None
        case "message_deleted":
            reply = _reply(before, event["channel"])
            return Change(reply, reply.text, event.get("event_ts", ""), is_deleted=True) if reply else None
        case _:
            return None


def _reply(message: Body, channel: str) -> Reply | None:
    """None for what no person wrote, and for what stands in no thread."""
    user, thread, ts = message.get("user"), message.get("thread_ts"), message.get("ts")
    if message.get("bot_id") or user in {None, "USLACKBOT"} or not thread or not ts or thread == ts:
        return None
    return Reply(str(user), message.get("text") or "", channel, thread, ts)


def wanted_in(spoken: Spoken) -> Wanted:
    """What the words mean. The bot's name alone asks for help."""
    return typed(spoken.text)


def chosen_shortcut(body: Body) -> Chosen:
    """A global shortcut, or one on a message, whose words are the question."""
    channel = (body.get("channel") or {}).get("id", "")
    came = Came(body["user"]["id"], body["trigger_id"], body.get("response_url") or "", channel)
    message = body.get("message") or {}
    return Chosen(came, as_typed(message.get("text") or ""), message.get("ts") or "")


def shared_links(event: Body) -> Shared | None:
    """``link_shared``; None while the message is still being written."""
    if event.get("source") == "composer" or event.get("channel") == "COMPOSER" or not event.get("user"):
        return None
    links = tuple(str(link["url"]).replace("&amp;", "&") for link in event.get("links", ()))
    return Shared(Came(event["user"], channel=event["channel"], thread=event.get("thread_ts") or ""), links)


def redraw_of_form(body: Body) -> Redraw:
    """A choice in a modal, with ``dispatch_action``."""
    return Redraw(submission_of_view(body), body["actions"][0].get("action_ts", ""), body["view"].get("hash", ""))
