"""What Slack sends, answered.

Slack waits 3 seconds for an acknowledgement, and shows an error where none comes. So a listener decides and commits,
acknowledges, and leaves the rest to a task in the background; after the acknowledgement nothing here can raise. A call
to Slack stands before it only where a modal has to be opened: the trigger for that lasts 3 seconds too.
"""

import asyncio
import re
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.adapters.slack import blocks, inbound, modals
from bot.adapters.slack.background import Background
from bot.adapters.slack.inbound import Came, Press, Spoken, Submission
from bot.adapters.slack.mrkdwn import Json
from bot.adapters.slack.people import PLATFORM, NotAdmitted, People
from bot.adapters.slack.showing import Showing
from bot.conversation import acting, escalation, looking
from bot.conversation.core import Core, Speaker, speaker
from bot.conversation.replies import Done, Listed, Reply, Said, ShownCase
from bot.errors import Rejected, Unavailable
from bot.forms import Form
from bot.texts import say
from bot.words import Escalate, ListCases, ShowCase, View, Wanted, about_case

log = structlog.get_logger()

Body = dict[str, Any]
Act = Callable[[Speaker], Awaitable[Reply]]

SUBMIT_LIMIT_S = 2.0
"""A submit that takes longer (TOPdesk may be slow) is acknowledged with a view that says so, and goes on."""

SETTLE_S = 0.5
"""Slack puts that view there when it gets our acknowledgement; what replaces it may not come before."""

REMEMBERED_EVENTS = 1_000

SHORTCUT, MESSAGE_SHORTCUT = "escalate", "escalate-message"


@dataclass(frozen=True)
class Answer:
    """What there is to show, and in which language."""

    reply: Reply
    language: str

    @property
    def refused(self) -> Said | None:
        """The sentence that says why nothing was done, if that is the answer."""
        return self.reply if isinstance(self.reply, Said) and self.reply.is_refusal else None


class Listeners:
    """The listeners of one workspace."""

    def __init__(
        self,
        core: Core,
        showing: Showing,
        people: People,
        background: Background,
    ) -> None:
        self._core = core
        self._showing = showing
        self._people = people
        self._background = background
        self._events: OrderedDict[str, None] = OrderedDict()

    def register(self, app: AsyncApp) -> None:
        """Everything Slack may send has a listener: what has none is answered 404, and sent three times more."""
        app.command("/escalate")(self._on_escalate)
        app.command("/case")(self._on_case)
        app.shortcut(SHORTCUT)(self._on_shortcut)
        app.shortcut(MESSAGE_SHORTCUT)(self._on_shortcut)
        app.action(re.compile(f"^{blocks.ACT}"))(self._on_press)
        app.action(blocks.MENU)(self._on_menu)
        app.action(blocks.SHOW_CASE)(self._on_show_case)
        app.action(re.compile(f"^{blocks.SHOW_LIST}"))(self._on_show_list)
        app.action(blocks.ESCALATE)(self._on_escalate_button)
        app.view(re.compile(f"^{modals.FORM}"))(self._on_form)
        app.view(re.compile(f"^({modals.CASE}|{modals.MENU})$"))(self._on_choice)
        app.event("app_home_opened")(self._on_home)
        app.event("app_mention")(self._on_mention)
        app.event("message")(self._on_message)
        app.event("user_change")(self._on_user_change)
        for anything_else in (app.command, app.shortcut, app.action, app.view, app.event):
            anything_else(re.compile(".*"))(_on_anything_else)

    # -- who asks, and what comes of it ----------------------------------------------------------------------

    async def _answer(self, user: str, act: Act) -> Answer:
        """What *act* leads to for this user, or why it cannot be now."""
        language = self._core.organisation().language
        try:
            who = speaker(self._core, await self._people.person(user), PLATFORM)
            language = who.language
            return Answer(await act(who), language)
        except NotAdmitted as refused:
            log.info("slack_user_not_admitted", user=user, why=refused.why)
            return _refusal(refused.language or language, f"slack-not-admitted-{refused.why}")
        except Unavailable as failure:
            log.warning("slack_request_failed", user=user, reason=failure.reason)
            return _refusal(language, "slack-try-again")
        except Rejected as failure:
            log.error("slack_request_rejected", user=user, reason=failure.reason)
            return _refusal(language, "slack-went-wrong")

    async def _look(self, user: str, wanted: Wanted) -> Answer:
        return await self._answer(user, lambda who: looking.look(self._core, who, wanted))

    # -- slash commands, and whatever else opens the form to escalate ----------------------------------------

    async def _on_case(self, ack: AsyncAck, body: Body) -> None:
        typed = inbound.typed_command(body)
        answer = await self._look(typed.came.user, typed.wanted)
        await ack(**_whisper(answer.reply))

    async def _on_escalate(self, ack: AsyncAck, body: Body) -> None:
        typed = inbound.typed_command(body)
        if not isinstance(typed.wanted, Escalate):
            await ack(**_whisper((await self._look(typed.came.user, typed.wanted)).reply))
            return
        failed = await self._begin(typed.came, typed.wanted.ticket)
        await (ack(**_whisper(failed)) if failed else ack())

    async def _on_shortcut(self, ack: AsyncAck, body: Body) -> None:
        chosen = inbound.chosen_shortcut(body)
        failed = await self._begin(chosen.came, "", chosen.text)
        await ack()
        self._tell_failure(chosen.came, failed)

    async def _on_escalate_button(self, ack: AsyncAck, body: Body) -> None:
        came = inbound.came_from_press(body)
        failed = await self._begin(came, inbound.value_of_press(body))
        await ack()
        self._tell_failure(came, failed)

    async def _begin(self, came: Came, ticket: str, text: str = "") -> Said | None:
        """Open the form; what to say where that did not work."""
        if ticket:
            return await self._begin_with_ticket(came, ticket)
        return await self._open(
            came, await self._answer(came.user, lambda who: escalation.begin(self._core, who, "", text=text))
        )

    async def _begin_with_ticket(self, came: Came, ticket: str) -> Said | None:
        """The trigger lasts 3 s and TOPdesk may take longer: open a modal that says so, and fill it afterwards."""

        async def greeted(who: Speaker) -> Reply:
            return Said(say(who.language, "slack-looking-up", ticket=ticket))

        answer = await self._answer(came.user, greeted)
        if answer.refused is not None:
            return await self._open(came, answer)
        kept, title = _kept(came, answer), say(answer.language, "form-escalate")
        waiting = modals.waiting_view(answer.language, title, say(answer.language, "slack-looking-up", ticket=ticket))
        opened = await self._showing.open_view(came, waiting, answer.language)
        if isinstance(opened, Said):
            return opened
        self._background.start("slack_form_filled", self._fill(opened, came, ticket, kept))
        return None

    async def _fill(self, view: str, came: Came, ticket: str, kept: modals.Kept) -> None:
        """Put the form, or what stands in its way, where the modal said to wait: it does so come what may."""
        shown = modals.said_view(Said(say(kept.language, "slack-went-wrong"), is_refusal=True), kept.language)
        try:
            answer = await self._answer(came.user, lambda who: escalation.begin(self._core, who, ticket))
            shown = _view_of(answer, kept)
        finally:
            await self._showing.update_view(view, shown)

    # -- presses ---------------------------------------------------------------------------------------------

    async def _on_press(self, ack: AsyncAck, body: Body) -> None:
        press = inbound.press_from_button(body)
        answer = await self._answer(press.came.user, lambda who: self._pressed(who, press))
        carried_out = answer.refused is None and isinstance(answer.reply, Done | Said)
        failed = None if carried_out else await self._open(press.came, answer)
        await ack()
        if carried_out and press.case_looked_at:
            self._background.start("slack_case_shown_again", self._show_again(press))
        self._tell_failure(press.came, failed)

    async def _pressed(self, who: Speaker, press: Press) -> Reply:
        if press.action is None:
            return Said(say(who.language, "slack-old-button"), is_refusal=True)
        return await acting.press(self._core, who, press.action, press.target)

    async def _show_again(self, press: Press) -> None:
        """A card that was shown to somebody who asked is not kept up to date by delivery."""
        answer = await self._look(press.came.user, ShowCase(press.case_looked_at))
        await self._showing.respond(press.came, {**_message(answer.reply), "replace_original": True})

    async def _on_menu(self, ack: AsyncAck, body: Body) -> None:
        came = inbound.came_from_press(body)
        answer = await self._look(came.user, ShowCase(inbound.value_of_press(body)))
        failed = await self._open(came, answer, modals.menu_view)
        await ack()
        self._tell_failure(came, failed)

    async def _on_show_case(self, ack: AsyncAck, body: Body) -> None:
        came = inbound.came_from_press(body)
        failed = await self._open(came, await self._look(came.user, ShowCase(inbound.value_of_press(body))))
        await ack()
        self._tell_failure(came, failed)

    async def _on_show_list(self, ack: AsyncAck, body: Body) -> None:
        came = inbound.came_from_press(body)
        answer = await self._look(came.user, about_case(inbound.value_of_press(body)))
        await ack()
        shown = {**_message(answer.reply), "replace_original": True}
        self._background.start("slack_list_turned", self._showing.respond(came, shown))

    async def _open(
        self,
        came: Came,
        answer: Answer,
        view_of_case: Callable[[ShownCase, modals.Kept], Json] = modals.case_view,
    ) -> Said | None:
        """Show the answer in a modal; what to say where that cannot be. A refusal is said where the person is."""
        if answer.refused is not None and came.response_url:
            return answer.refused
        kept = _kept(came, answer)
        view = view_of_case(answer.reply, kept) if isinstance(answer.reply, ShownCase) else _view_of(answer, kept)
        opened = await self._showing.open_view(came, view, answer.language)
        return opened if isinstance(opened, Said) else None

    def _tell_failure(self, came: Came, failed: Said | None) -> None:
        if failed is not None:
            self._background.start("slack_person_told", self._showing.tell(came, failed))

    # -- submits ---------------------------------------------------------------------------------------------

    async def _on_form(self, ack: AsyncAck, body: Body) -> None:
        submission = self._submission(body)
        user = submission.came.user
        working = asyncio.ensure_future(self._answer(user, lambda who: self._submitted(who, submission)))
        await asyncio.wait({working}, timeout=SUBMIT_LIMIT_S)
        if working.done():
            await self._ack_submit(ack, submission, working.result())
            return
        language = submission.kept.language
        waiting = modals.waiting_view(language, submission.view["title"]["text"], say(language, "slack-working"))
        await ack(response_action="update", view=waiting)
        self._background.start("slack_submit_finished", self._finish(working, submission))

    async def _submitted(self, who: Speaker, submission: Submission) -> Reply:
        submit = escalation.submit if submission.name in escalation.FORMS else acting.submit
        key = f"slack:view:{submission.kept.key}"
        return await submit(self._core, who, submission.name, submission.kept.state, submission.values, key=key)

    async def _ack_submit(self, ack: AsyncAck, submission: Submission, answer: Answer) -> None:
        reply, kept = answer.reply, submission.kept
        match reply:
            case Form() if (at_fields := modals.errors_at_fields(reply)) is not None:
                await ack(response_action="errors", errors=at_fields)
            case Form() if not reply.errors:
                await ack(response_action="push", view=modals.form_view(reply, kept, is_next_step=True))
            case Done() | Said(is_refusal=False):
                await ack(response_action="clear")
                self._background.start("slack_person_told", self._showing.tell(submission.came, reply))
            case _:
                await ack(response_action="update", view=_view_after(answer, submission))

    async def _finish(self, working: Awaitable[Answer], submission: Submission) -> None:
        """Show what became of a submit where the modal said to wait: it does so come what may."""
        shown = modals.with_warning(submission.view, say(submission.kept.language, "slack-try-again"))
        try:
            shown = _view_after(await working, submission)
        finally:
            await asyncio.sleep(SETTLE_S)
            await self._showing.update_view(submission.view["id"], shown)

    async def _on_choice(self, ack: AsyncAck, body: Body) -> None:
        submission = self._submission(body)
        press = inbound.press_from_choice(submission)
        if press is None:
            choose = say(submission.kept.language, "slack-choose-first")
            await ack(response_action="errors", errors={modals.CHOSEN: choose})
            return
        answer = await self._answer(press.came.user, lambda who: self._pressed(who, press))
        if answer.refused is not None:
            await ack(response_action="errors", errors={modals.CHOSEN: answer.refused.text})
        elif not isinstance(answer.reply, Done | Said):
            await ack(response_action="push", view=_view_of(answer, _kept(submission.came, answer), is_next_step=True))
        elif submission.name == modals.MENU:
            await ack(response_action="clear")  # the card it came from shows what was done
        else:
            await ack(response_action="update", view=await self._case_after(submission, answer.reply.text))

    async def _case_after(self, submission: Submission, text: str) -> Json:
        """The case as it is now, with what was done above it."""
        answer = await self._look(submission.came.user, ShowCase(submission.kept.state["case"]))
        if isinstance(answer.reply, ShownCase):
            answer = replace(answer, reply=replace(answer.reply, text=text))
        return _view_of(answer, submission.kept)

    def _submission(self, body: Body) -> Submission:
        return inbound.submission_of_view(body)

    # -- events ----------------------------------------------------------------------------------------------

    async def _on_mention(self, body: Body, event: Body) -> None:
        self._hear(body, inbound.spoken_to_bot(event))

    async def _on_message(self, body: Body, event: Body) -> None:
        # In a channel the bot hears only its own name, which is an event of its own.
        if event.get("channel_type") == "im":
            self._hear(body, inbound.spoken_to_bot(event))

    def _hear(self, body: Body, spoken: Spoken | None) -> None:
        if spoken is not None and self._is_new(body.get("event_id", "")):
            self._background.start("slack_words_answered", self._answer_words(spoken))

    def _is_new(self, event_id: str) -> bool:
        """Slack sends an event again when our acknowledgement was late or lost."""
        if event_id in self._events:
            return False
        self._events[event_id] = None
        if len(self._events) > REMEMBERED_EVENTS:
            self._events.popitem(last=False)
        return True

    async def _answer_words(self, spoken: Spoken) -> None:
        wanted = inbound.wanted_in(spoken)
        answer = await self._look(spoken.user, wanted)
        message = _message(answer.reply)
        if isinstance(wanted, Escalate) and answer.refused is None:
            message = blocks.escalate_message(answer.language, wanted.ticket)
        await self._showing.post(spoken.channel, spoken.thread, message)

    async def _on_home(self, event: Body) -> None:
        if event.get("tab", "home") == "home":
            self._background.start("slack_home_shown", self._show_home(event["user"]))

    async def _show_home(self, user: str) -> None:
        answer = await self._look(user, ListCases(View.MINE))
        if isinstance(answer.reply, Listed):
            view = modals.home_view(answer.reply, say(answer.language, "help"))
        else:
            view = modals.home_view(None, answer.refused.text if answer.refused else say(answer.language, "help"))
        await self._showing.publish_home(user, view)

    async def _on_user_change(self, event: Body) -> None:
        self._people.forget(event["user"]["id"])


async def _on_anything_else(ack: AsyncAck, body: Body) -> None:
    """Something of another version, or a button that only opens a link."""
    log.info("slack_payload_without_listener", type=body.get("type"))
    await ack()


def _refusal(language: str, key: str) -> Answer:
    return Answer(Said(say(language, key), is_refusal=True), language)


def _kept(came: Came, answer: Answer) -> modals.Kept:
    """For a modal that opens now. What follows from it, however often it arrives, has this one name."""
    return modals.Kept(came.channel, secrets.token_urlsafe(12), answer.language)


def _view_of(answer: Answer, kept: modals.Kept, *, is_next_step: bool = False) -> Json:
    """Any reply as a modal."""
    match answer.reply:
        case Form() as form:
            return modals.form_view(form, kept, is_next_step=is_next_step)
        case ShownCase() as shown:
            return modals.case_view(shown, kept)
        case Listed() as listed:
            return modals.listed_view(listed, answer.language)
        case Said() | Done() as said:
            return modals.said_view(said, answer.language)


def _view_after(answer: Answer, submission: Submission) -> Json:
    """What a submit led to, in the modal it came from; what was filled in stays where nothing was done."""
    if answer.refused is not None:
        return modals.with_warning(submission.view, answer.refused.text)
    return _view_of(answer, submission.kept, is_next_step=bool(submission.view.get("previous_view_id")))


def _message(reply: Reply) -> Json:
    """Any reply that can come of looking, as a message."""
    if isinstance(reply, Form):
        raise TypeError("a form is not a message")
    return blocks.message_of(reply)


def _whisper(reply: Reply) -> Json:
    """The answer to a slash command, for who typed it alone."""
    return {**_message(reply), "response_type": "ephemeral"}
