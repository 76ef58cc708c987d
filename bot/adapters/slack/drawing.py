"""A reply of the core as a modal, or as a message."""

import secrets
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack import blocks, modals
from bot.adapters.slack.home import home_message, settings_message
from bot.adapters.slack.inbound import Came, Submission
from bot.adapters.slack.mrkdwn import Json
from bot.conversation.replies import Done, Listed, Reply, Said, ShownCase
from bot.forms import Form
from bot.home import Home
from bot.texts import say

Body = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What there is to show, and in which language."""

    reply: Reply
    language: str

    @property
    def refused(self) -> Said | None:
        """The sentence that says why nothing was done, if that is the answer."""
        return self.reply if isinstance(self.reply, Said) and self.reply.is_refusal else None


def refusal(language: str, key: str) -> Answer:
    """The sentence with this key, as an answer."""
    return Answer(Said(say(language, key), is_refusal=True), language)


def kept_for(came: Came, language: str) -> modals.Kept:
    """For a modal that opens now. What follows from it, however often it arrives, has this one name."""
    return modals.Kept(came.channel, secrets.token_urlsafe(12), language)


def view_of(answer: Answer, kept: modals.Kept, *, is_next_step: bool = False) -> Json:
    """Any reply as a modal."""
    match answer.reply:
        case Form() as form:
            return modals.form_view(form, kept, is_next_step=is_next_step)
        case ShownCase() as shown:
            return modals.case_view(shown, kept)
        case Listed() as listed:
            return modals.listed_view(listed, answer.language)
        case Home() as home:
            return modals.said_view(Said(home.summary), answer.language)
        case Said() | Done() as said:
            return modals.said_view(said, answer.language)


def view_after(answer: Answer, submission: Submission) -> Json:
    """What a submit led to, in the modal it came from; what was filled in stays where nothing was done."""
    if answer.refused is not None:
        return modals.with_warning(submission.view, answer.refused.text)
    return view_of(answer, submission.kept, is_next_step=bool(submission.view.get("previous_view_id")))


def message_of(reply: Reply) -> Json:
    """Any reply that can come of looking, as a message."""
    if isinstance(reply, Form):
        return settings_message(reply)
    return home_message(reply) if isinstance(reply, Home) else blocks.message_of(reply)


def whisper_of(reply: Reply) -> Json:
    """The answer to a slash command, for who typed it alone."""
    return {**message_of(reply), "response_type": "ephemeral"}
