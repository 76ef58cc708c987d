"""The whole life of a case by what Slack sends: whatever a card offers can be opened and sent, and nothing else does.

Every state a case can be in, seen by everybody: each action is pressed, also those that are not offered, as on a card
that is older than what happened since.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from bot import commands
from bot.actions import AT_ONCE, LOOKING, Action, Possible, possible_actions
from bot.case import Actor, Case, ToldBy
from bot.commands import Command
from bot.conversation.core import speaker
from bot.demo import cast
from bot.handlers import handle
from bot.ports import Person
from tests.adapters.slack.conftest import Workspace, _inputs, words_in
from tests.adapters.slack.limits import problems_in_view
from tests.adapters.slack.web_api import a_user
from tests.builders import ANNA, BRAM, FATIMA, JORIS, SANNE, STUDENT_PORTAL, USIS_LAW, a_content_question, a_question

Json = dict[str, Any]

tickets = count(1)

PARTIES = (cast.SANNE, cast.ANNA, cast.FATIMA, cast.JORIS, cast.MARIJKE)
PEOPLE = (*PARTIES, cast.BRAM, cast.PIM)
"""One of each party, an administrator, a colleague, and somebody of no party."""

Begun = Callable[[Workspace], Awaitable[str]]
"""Brings a new case into a state; its number."""


async def do(workspace: Workspace, command: Command) -> str:
    return (await workspace.core.store.run(handle(command))).number


async def handed_over(workspace: Workspace) -> str:
    return await do(workspace, commands.OpenCase(actor=SANNE, question=a_question(ticket=f"M2611 {next(tickets):04}")))


async def consulted(workspace: Workspace) -> str:
    question = a_content_question(ticket=f"M2611 {next(tickets):04}")
    opened = commands.OpenCase(actor=JORIS, question=question, asked=(STUDENT_PORTAL, USIS_LAW))
    return await do(workspace, opened)


def after(begun: Begun, *steps: Callable[[str], Command]) -> Begun:
    """That state, after these steps."""

    async def bring(workspace: Workspace) -> str:
        number = await begun(workspace)
        for step in steps:
            await do(workspace, step(number))
        return number

    return bring


def by(kind: Any, actor: Actor, request: int = 0, **facts: Any) -> Callable[[str], Command]:
    """A command about the case, or about one of its requests."""

    def command(number: str) -> Command:
        about = {"request": f"{number}/{request}"} if request else {"case": number}
        made: Command = kind(actor=actor, **about, **facts)
        return made

    return command


CLAIMED = after(handed_over, by(commands.Claim, ANNA, 1))
HALF_ANSWERED = after(consulted, by(commands.Answer, FATIMA, 2, answer="Het vak is vol"))
STATES: dict[str, Begun] = {
    "handed over": handed_over,
    "claimed": CLAIMED,
    "claimed by a colleague": after(handed_over, by(commands.Claim, BRAM, 1)),
    "asked back": after(CLAIMED, by(commands.AskBack, ANNA, 1, question="Welk vak?")),
    "passed on": after(CLAIMED, by(commands.PassOn, ANNA, 1, party=USIS_LAW, reason="Dit is uSis")),
    "declined": after(handed_over, by(commands.Decline, ANNA, 1, reason="Niet van ons")),
    "consulted": consulted,
    "consulted and claimed": after(consulted, by(commands.Claim, FATIMA, 2), by(commands.Claim, ANNA, 1)),
    "consulted and asked back": after(consulted, by(commands.AskBack, FATIMA, 2, question="Welk vak?")),
    "answered by one": HALF_ANSWERED,
    "answered by both": after(HALF_ANSWERED, by(commands.Answer, ANNA, 1, answer="De knop werkt")),
    "offered": after(consulted, by(commands.OfferFeedback, JORIS, party=USIS_LAW, reason="Jullie weten het")),
    "of a problem": after(consulted, by(commands.OpenProblem, JORIS, title="Knop is grijs")),
    "told": after(CLAIMED, by(commands.GiveFeedback, ANNA, how=ToldBy.PHONE, answer="Hij werkt weer")),
    "withdrawn": after(handed_over, by(commands.Withdraw, SANNE, reason="Dubbel")),
    "reopened": after(
        CLAIMED,
        by(commands.GiveFeedback, ANNA, how=ToldBy.PHONE, answer=""),
        by(commands.Reopen, SANNE, reason="Mailde weer"),
    ),
}


@pytest.fixture(params=STATES)
def begun(request: pytest.FixtureRequest) -> Begun:
    return STATES[request.param]


@dataclass(frozen=True)
class Seen:
    """What came of a press."""

    refusals: tuple[str, ...]
    opened: Json | None


async def possible_to(workspace: Workspace, person: cast.Person, case: Case) -> tuple[Possible, ...]:
    who = speaker(workspace.core, Person(person.email, person.name, person.language), "slack")
    return possible_actions(case, who.viewer)


async def pressed(workspace: Workspace, person: cast.Person, possible: Possible) -> Seen:
    said, views = len(workspace.slack.responses), len(workspace.slack.views)
    number = possible.target.partition("/")[0]
    await workspace.press(person, f"act:{possible.action}", possible.target, block=f"card:{number}")
    refusals = tuple(str(response["text"]) for response in workspace.slack.responses[said:])
    return Seen(refusals, workspace.slack.view_now() if len(workspace.slack.views) > views else None)


def filled_in(view: Json) -> Json:
    """Something for everything that is asked: the first of what can be chosen."""
    values: Json = {}
    for block in _inputs(view):
        element = block["element"]
        options = element.get("options")
        if options is None:
            values[block["block_id"]] = element.get("initial_value") or "Een paar woorden"
        else:
            several = element["type"] in {"checkboxes", "multi_static_select"}
            first = options[0]["value"]
            values[block["block_id"]] = [first] if several else first
    return values


async def sent(workspace: Workspace, person: cast.Person, view: Json) -> list[str]:
    """Send the form, and what follows from it; how many steps there were. It ends well."""
    steps = []
    for _ in range(3):
        assert problems_in_view(view) == []
        answered = await workspace.submit(person, view, filled_in(view))
        steps.append(str(answered.json["response_action"]))
        if steps[-1] == "clear" or "⚠️" in answered.body:
            break
        view = answered.view
    assert steps[-1] == "clear", why_not(view, answered.json)
    return steps


def why_not(view: Json, answer: Json) -> str:
    """What stands in the way, for who reads the failure of a test."""
    blocks = (answer.get("view") or {}).get("blocks", [{}])
    return f"{view['callback_id']}: {answer.get('errors')} {words_in(blocks[0])[:300]}"


async def test_whatever_is_offered_can_be_opened_and_sent(workspace: Workspace, begun: Begun) -> None:
    await do(workspace, by(commands.OpenProblem, SANNE, title="Een ander probleem")(await handed_over(workspace)))
    tried: set[str] = set()
    for person in PARTIES:
        case = await workspace.core.store.queries.case(await begun(workspace))
        for position, offered in enumerate(await possible_to(workspace, person, case)):
            if (what := f"{offered.action} {offered.target.partition('/')[2]}") in tried:
                continue
            tried.add(what)
            fresh = await workspace.core.store.queries.case(await begun(workspace))
            possible = (await possible_to(workspace, person, fresh))[position]
            await tried_out(workspace, person, possible, fresh)


async def tried_out(workspace: Workspace, person: cast.Person, possible: Possible, fresh: Case) -> None:
    """Press it, send what it asks, and see that something happened."""
    seen = await pressed(workspace, person, possible)
    assert seen.refusals == (), (person.name, possible)
    if possible.action in AT_ONCE:
        assert seen.opened is None
    else:
        assert seen.opened is not None, (person.name, possible)
        assert problems_in_view(seen.opened) == []
    if possible.action in LOOKING or (seen.opened is not None and not _inputs(seen.opened)):
        return  # nobody else is in the party to be assigned
    if seen.opened is not None:
        await sent(workspace, person, seen.opened)
    if possible.action is not Action.ANSWER_PROBLEM:
        assert (await workspace.core.store.queries.case(fresh.number)).version > fresh.version, possible


async def test_what_is_not_offered_is_refused_with_who_can(workspace: Workspace, begun: Begun) -> None:
    case = await workspace.core.store.queries.case(await begun(workspace))
    offered = {person: set(await possible_to(workspace, person, case)) for person in PEOPLE}
    for turn, possible in enumerate(every_press(case)):
        others = [person for person in PEOPLE if possible not in offered[person] or person is cast.PIM]
        person = others[turn % len(others)]
        seen = await pressed(workspace, person, possible)
        assert seen.opened is None, (person.name, possible)
        (why,) = seen.refusals
        assert len(why) > 20
    assert await workspace.core.store.queries.case(case.number) == case


def every_press(case: Case) -> tuple[Possible, ...]:
    """Each action on everything it may be about; what is about problems has its own tests."""
    about_problems = {Action.ANSWER_PROBLEM, Action.SHOW_PROBLEM}
    on_requests = {
        Action.CLAIM,
        Action.RELEASE,
        Action.ASSIGN,
        Action.PASS_ON,
        Action.DECLINE,
        Action.ASK_BACK,
        Action.GIVE_INFORMATION,
        Action.ANSWER,
        Action.WITHDRAW_REQUEST,
    }
    requests = (Possible(action, one.id) for action in Action if action in on_requests for one in case.requests)
    on_case = (one for one in Action if one not in about_problems | on_requests | LOOKING)
    return (*requests, *(Possible(action, case.number) for action in on_case))


@pytest.mark.parametrize(
    "changes",
    [{"is_restricted": True}, {"is_ultra_restricted": True}, {"is_stranger": True}, {"team_id": "T00ELDERS"}],
    ids=["guest", "guest of one channel", "Slack Connect", "another workspace"],
)
async def test_guests_and_other_workspaces_may_do_nothing(workspace: Workspace, changes: Json) -> None:
    case = await workspace.core.store.queries.case(await CLAIMED(workspace))
    workspace.slack.users[cast.ANNA.slack_id] = a_user(cast.ANNA, **changes)
    for possible in await possible_to(workspace, cast.ANNA, case):
        seen = await pressed(workspace, cast.ANNA, possible)
        assert seen.opened is None
        assert len(seen.refusals) == 1
    for command, words in (("/case", case.number), ("/case", "open"), ("/case", "mijn"), ("/escalate", "")):
        answered = await workspace.command(cast.ANNA, command, words)
        assert case.question.subject not in answered.body
    assert await workspace.core.store.queries.case(case.number) == case
    assert workspace.slack.views == {}


async def test_a_refusal_names_the_party_and_its_people(workspace: Workspace) -> None:
    number = await handed_over(workspace)
    for person in (cast.ANNA, cast.BRAM):
        await workspace.command(person, "/case")
    seen = await pressed(workspace, cast.SANNE, Possible(Action.CLAIM, f"{number}/1"))
    assert "Functioneel beheer studentenportaal" in seen.refusals[0]
    assert "Anna Visser" in seen.refusals[0]
