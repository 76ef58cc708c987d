"""Modals that were sent."""

import asyncio
import re
from collections.abc import Awaitable
from dataclasses import replace

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.adapters.slack import inbound, modals
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.drawing import Answer, Body, kept_for, view_after, view_of
from bot.adapters.slack.inbound import Submission
from bot.adapters.slack.mrkdwn import Json
from bot.conversation import acting, escalation
from bot.conversation.core import Speaker
from bot.conversation.replies import Done, Reply, Said, ShownCase
from bot.forms import Form
from bot.texts import say
from bot.words import ShowCase

SUBMIT_LIMIT_S = 2.0
"""A submit that takes longer (TOPdesk may be slow) is acknowledged with a view that says so, and goes on."""

LOOK_UP_LIMIT_S = 0.15
"""The same where TOPdesk has to be asked, which may take seconds at any time."""

SETTLE_S = 0.5
"""Slack puts that view there when it gets our acknowledgement; what replaces it may not come before."""


def register(app: AsyncApp, answering: Answering) -> None:
    """Forms, and the views in which one chooses what to do."""
    submits = Submits(answering)
    app.view(re.compile(f"^{modals.FORM}"))(submits.on_form)
    app.view(re.compile(f"^({modals.CASE}|{modals.MENU})$"))(submits.on_choice)


class Submits:
    """What a modal leads to when it is sent."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    async def on_form(self, ack: AsyncAck, body: Body) -> None:
        """A form that was filled in."""
        submission = inbound.submission_of_view(body)
        user = submission.came.user
        working = asyncio.ensure_future(self._answering.answer(user, lambda who: self._submitted(who, submission)))
        looks_up = submission.name in escalation.FORMS and escalation.looks_up(submission.kept.state, submission.values)
        await asyncio.wait({working}, timeout=LOOK_UP_LIMIT_S if looks_up else SUBMIT_LIMIT_S)
        if working.done():
            await self._ack_submit(ack, submission, working.result())
            return
        language = submission.kept.language
        waiting = modals.waiting_view(language, submission.view["title"]["text"], say(language, "slack-working"))
        await ack(response_action="update", view=waiting)
        self._answering.background.start("slack_submit_finished", self._finish(working, submission))

    async def _submitted(self, who: Speaker, submission: Submission) -> Reply:
        submit = escalation.submit if submission.name in escalation.FORMS else acting.submit
        key = f"slack:view:{submission.kept.key}"
        core = self._answering.core
        return await submit(core, who, submission.name, submission.kept.state, submission.values, key=key)

    async def _ack_submit(self, ack: AsyncAck, submission: Submission, answer: Answer) -> None:
        reply, kept = answer.reply, submission.kept
        match reply:
            case Form() if (at_fields := _errors_in(submission, reply)) is not None:
                await ack(response_action="errors", errors=at_fields)
            case Form() if not reply.errors and reply.name != submission.name:
                await ack(response_action="push", view=modals.form_view(reply, kept, is_next_step=True))
            case Done() | Said(is_refusal=False):
                await ack(response_action="clear")
                told = self._answering.showing.tell(submission.came, reply)
                self._answering.background.start("slack_person_told", told)
            case _:
                await ack(response_action="update", view=view_after(answer, submission))

    async def _finish(self, working: Awaitable[Answer], submission: Submission) -> None:
        """Show what became of a submit where the modal said to wait: it does so come what may."""
        shown = modals.with_warning(submission.view, say(submission.kept.language, "slack-try-again"))
        try:
            shown = view_after(await working, submission)
        finally:
            await asyncio.sleep(SETTLE_S)
            await self._answering.showing.update_view(submission.view["id"], shown)

    async def on_choice(self, ack: AsyncAck, body: Body) -> None:
        """What to do with the case that is shown."""
        submission = inbound.submission_of_view(body)
        press = inbound.press_from_choice(submission)
        if press is None:
            choose = say(submission.kept.language, "slack-choose-first")
            await ack(response_action="errors", errors={modals.CHOSEN: choose})
            return
        answer = await self._answering.pressed(press)
        if answer.refused is not None:
            await ack(response_action="errors", errors={modals.CHOSEN: answer.refused.text})
        elif not isinstance(answer.reply, Done | Said):
            kept = kept_for(submission.came, answer.language)
            await ack(response_action="push", view=view_of(answer, kept, is_next_step=True))
        elif submission.name == modals.MENU:
            await ack(response_action="clear")  # the card it came from shows what was done
        else:
            await ack(response_action="update", view=await self._case_after(submission, answer.reply.text))

    async def _case_after(self, submission: Submission, text: str) -> Json:
        """The case as it is now, with what was done above it."""
        answer = await self._answering.look(submission.came.user, ShowCase(submission.kept.state["case"]))
        if isinstance(answer.reply, ShownCase):
            answer = replace(answer, reply=replace(answer.reply, text=text))
        return view_of(answer, submission.kept)


def _errors_in(submission: Submission, form: Form) -> dict[str, str] | None:
    """The errors by the block they are shown at, where each of them is a block of the view that was sent."""
    at_fields = modals.errors_at_fields(form)
    sent = {block.get("block_id") for block in submission.view["blocks"]}
    return at_fields if at_fields is not None and at_fields.keys() <= sent else None
