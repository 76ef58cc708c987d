"""Who asks, what the core says to that, and where it is shown: the same for everything that Slack sends."""

from collections.abc import Awaitable, Callable

import structlog

from bot.adapters.slack import modals
from bot.adapters.slack.drawing import Answer, kept_for, refusal, view_of
from bot.adapters.slack.inbound import Came, Press
from bot.adapters.slack.links import with_links
from bot.adapters.slack.mrkdwn import Json
from bot.adapters.slack.people import PLATFORM, NotAdmitted, People
from bot.adapters.slack.showing import Showing
from bot.background import Background
from bot.conversation import acting, looking
from bot.conversation.core import Core, Speaker, speaker
from bot.conversation.replies import Reply, Said, ShownCase
from bot.errors import Rejected, Unavailable
from bot.texts import say
from bot.words import Wanted

log = structlog.get_logger()

Act = Callable[[Speaker], Awaitable[Reply]]


class Answering:
    """What the listeners of one workspace share."""

    def __init__(self, core: Core, showing: Showing, people: People, background: Background) -> None:
        self.core = core
        self.showing = showing
        self.people = people
        self.background = background

    async def answer(self, user: str, act: Act) -> Answer:
        """What *act* leads to for this user, or why it cannot be now."""
        language = self.core.organisation().language
        try:
            who = speaker(self.core, await self.people.person(user), PLATFORM)
            language = who.language
            return Answer(await act(who), language)
        except NotAdmitted as refused:
            log.info("slack_user_not_admitted", user=user, why=refused.why)
            return refusal(refused.language or language, f"slack-not-admitted-{refused.why}")
        except Unavailable as failure:
            log.warning("slack_request_failed", user=user, reason=failure.reason)
            return refusal(language, "slack-try-again")
        except Rejected as failure:
            log.error("slack_request_rejected", user=user, reason=failure.reason)
            return refusal(language, "slack-went-wrong")

    async def look(self, user: str, wanted: Wanted) -> Answer:
        """What this user asked to see."""

        async def act(who: Speaker) -> Reply:
            return await with_links(self.core, who, await looking.look(self.core, who, wanted), self.people.address)

        return await self.answer(user, act)

    async def pressed(self, press: Press, *, in_words: bool = True) -> Answer:
        """What a press on an action leads to; without *in_words* as for ``acting.press``."""

        async def act(who: Speaker) -> Reply:
            if press.action is None:
                return Said(say(who.language, "slack-old-button"), is_refusal=True)
            return await acting.press(self.core, who, press.action, press.target, in_words=in_words)

        return await self.answer(press.came.user, act)

    async def open(
        self,
        came: Came,
        answer: Answer,
        view_of_case: Callable[[ShownCase, modals.Kept], Json] = modals.case_view,
    ) -> Said | None:
        """Show the answer in a modal; what to say where that cannot be. A refusal is said where the person is."""
        if answer.refused is not None and came.response_url:
            return answer.refused
        kept = kept_for(came, answer.language)
        view = view_of_case(answer.reply, kept) if isinstance(answer.reply, ShownCase) else view_of(answer, kept)
        opened = await self.showing.open_view(came, view, answer.language)
        return opened if isinstance(opened, Said) else None

    def tell_failure(self, came: Came, failed: Said | None) -> None:
        """Say, after the acknowledgement, what did not work."""
        if failed is not None:
            self.background.start("slack_person_told", self.showing.tell(came, failed))
