"""Where a question goes, in words: who is asked, who will owe the student the answer, by which move, and why."""

import hashlib
from dataclasses import dataclass

from bot.card import Words
from bot.conversation.core import Core, Speaker, words_for
from bot.conversation.escalation.question import State, outcome_of
from bot.conversation.refusals import refusal_text
from bot.errors import RefusedMove
from bot.request import Move
from bot.routing import FACULTY_REFERENCE, Outcome, is_open, next_opening, open_until
from bot.texts import dated, listed, moment


@dataclass(frozen=True)
class Shown:
    """What the form says about where the question goes. ``outcome`` is None while that cannot be told yet."""

    text: str
    outcome: Outcome | None = None

    @property
    def seen(self) -> str:
        """Names what was decided: the same for the same outcome, empty where there is none."""
        return "" if self.outcome is None else named(self.outcome)


def named(outcome: Outcome) -> str:
    """A short name for what a person has to have seen before a case is opened by it."""
    whole = repr((outcome.rule.key, outcome.move, outcome.question.intake, outcome.asked, outcome.redirect_to))
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


async def shown_outcome(core: Core, speaker: Speaker, state: State) -> Shown:
    """For what is filled in so far."""
    words = await words_for(core, speaker.language, [speaker.actor.person])
    if not state.get("kind"):
        return Shown(words.say("goes-not-yet"))
    try:
        outcome = outcome_of(core.organisation(), state)
    except RefusedMove as refused:
        return Shown(await refusal_text(core, refused, speaker.language))
    lines = [_where(speaker, outcome, words), _office_hours(core, outcome, words), _why(outcome, words)]
    return Shown("\n".join(filter(None, lines)), outcome)


def _where(speaker: Speaker, outcome: Outcome, words: Words) -> str:
    asked = [words.party(party) for party in outcome.asked]
    owner = words.owner(outcome.question.intake, speaker.actor.person)
    return words.say(
        f"goes-{outcome.move}",
        parties=listed(words.language, asked),
        total=len(asked),
        owner=owner,
        party=words.party(outcome.redirect_to or ""),
    )


def _office_hours(core: Core, outcome: Outcome, words: Words) -> str:
    if outcome.move is Move.REDIRECT:
        return ""  # the student waits for nobody here
    organisation, now = core.organisation(), core.clock()
    if is_open(organisation, now):
        until = moment(words.language, open_until(organisation, now), organisation.time_zone)
        return words.say("goes-while-open", until=until)
    opens = moment(words.language, next_opening(organisation, now), organisation.time_zone)
    return words.say("goes-while-closed", opens=opens)


def _why(outcome: Outcome, words: Words) -> str:
    """The rule that decided, as the organisation file accounts for it."""
    rule, question = outcome.rule, outcome.question
    named_by_faculty = any(name.startswith(FACULTY_REFERENCE) for name in (*rule.asked, rule.redirect_to or ""))
    kind = words.kind(question.kind)
    if named_by_faculty or rule.decides_by_faculty:
        kind = words.say("goes-of-faculty", kind=kind, faculty=words.faculty(question.faculty, question.programme))
    return words.say(
        "goes-because",
        kind=kind,
        intake=words.party(question.intake),
        rule=rule.key,
        source=rule.source,
        checked=dated(words.language, rule.checked),
    )


def has_to_be_chosen(outcome: Outcome) -> bool:
    """Whether a person says which parties are asked."""
    return outcome.move is Move.CONSULTATION and len(outcome.asked) > 1
