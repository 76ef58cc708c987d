"""What was filled in, as the question a case is about; and the desks that take questions in."""

from collections.abc import Mapping

from bot.case import Question, TicketReference
from bot.conversation.core import Core, Speaker
from bot.refusals import NoIntakeDesk
from bot.routing import Organisation, Outcome, Party, route
from bot.routing import Question as RoutingQuestion
from bot.texts import moment

State = Mapping[str, str]
"""Everything that is known of the question so far, by name; a faculty and its programme are apart."""

Filled = Mapping[str, str | tuple[str, ...]]
"""What stands in the fields of a form."""


def desks_of(organisation: Organisation, speaker: Speaker) -> tuple[Party, ...]:
    """The desks at which this person takes questions in. Raises ``NoIntakeDesk``."""
    desks = tuple(party for party in organisation.intake_desks if party.key in speaker.actor.parties)
    if not desks:
        raise NoIntakeDesk(speaker.actor.person)
    return desks


def with_filled(state: State, filled: Filled) -> dict[str, str]:
    """The state with what was filled in over it: the choice of a faculty split into faculty and programme."""
    texts = {name: value for name, value in filled.items() if isinstance(value, str) and name != "text"}
    if "faculty" in texts:
        texts["faculty"], _, texts["programme"] = texts["faculty"].partition("/")
    return {**state, **texts}


def question_in(core: Core, speaker: Speaker, state: State) -> Question:
    """The question a case would be about."""
    ticket = None
    if state.get("ticket"):
        ticket = TicketReference(state["ticket"], state.get("ticket_id"), state.get("ticket_url"))
    subject = state.get("subject", "")
    today = moment(speaker.language, core.clock(), core.organisation().time_zone)
    return Question(
        intake=state.get("intake", ""),
        kind=state.get("kind", ""),
        subject=subject,
        text=state.get("question", ""),
        faculty=state.get("faculty") or None,
        programme=state.get("programme") or None,
        language=state.get("language") or None,
        ticket=ticket,
        reference=None if ticket else f"{subject}, {today}",
        origin_url=state.get("origin") or None,
    )


def outcome_of(organisation: Organisation, state: State) -> Outcome:
    """What the one rule that fits says about it. Raises what ``route`` raises."""
    question = RoutingQuestion(
        state.get("intake", ""), state.get("kind", ""), state.get("faculty") or None, state.get("programme") or None
    )
    return route(organisation, question)
