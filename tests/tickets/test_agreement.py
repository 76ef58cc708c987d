"""Whatever people do here and in TOPdesk, at once or one after the other: ticket and case agree, or the case shows that
they do not. And no entry is ever visible to the student unless a person pressed exactly that.

``make test ARGS='--hypothesis-profile=more tests/tickets'`` looks much longer.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot import commands
from bot.actions import Action, Possible, possible_actions
from bot.actions import Viewer as Seer
from bot.adapters.topdesk.client import TopdeskClient
from bot.adapters.topdesk.tickets import TopdeskTickets
from bot.case import Actor, Case, ToldBy
from bot.commands import Command
from bot.demo import cast
from bot.demo.topdesk import WRITER, Double, FaultKind, start
from bot.demo.topdesk.fields import Refusal
from bot.errors import RefusedMove, Unavailable
from bot.routing import Organisation
from bot.ticket import Differs, Right, TicketNow
from tests.builders import STUDENT_PORTAL, USIS_LAW, an_actor
from tests.tickets.desk import HELPDESK_GROUP, IN_TOPDESK, LAW_GROUP, NOT_OURS, PORTAL_GROUP, TicketDesk

PEOPLE = (cast.SANNE, cast.DAAN, cast.ANNA, cast.BRAM, cast.FATIMA, cast.MARIJKE)
OPERATORS = (cast.SANNE, cast.DAAN, cast.ANNA, cast.BRAM, cast.FATIMA)
GROUPS = (HELPDESK_GROUP, PORTAL_GROUP, LAW_GROUP, NOT_OURS)
TO_STUDENT = ("Je vak staat erin.", "Probeer het nog eens.")

EDITS = st.one_of(
    st.tuples(st.just("operator"), st.sampled_from([one.email for one in OPERATORS])),
    st.tuples(st.just("group"), st.sampled_from(GROUPS)),
    st.tuples(st.sampled_from(["close", "reopen", "archive", "unarchive"]), st.just("")),
    st.tuples(st.just("status"), st.just("Wacht op melder")),
    st.tuples(st.just("note"), st.just("Ik zie dat het vak vol is.")),
    st.tuples(st.just("answer"), st.just("We hebben het opgelost.")),
    st.tuples(st.just("reply"), st.just("Het lukt nog niet.")),
)

Press = Callable[[str, dict[str, Any], Case, st.DataObject], Command]


def party(data: st.DataObject) -> str:
    return data.draw(st.sampled_from([STUDENT_PORTAL, USIS_LAW]), "party")


PRESSES: dict[Action, Press] = {
    Action.CLAIM: lambda target, who, _, __: commands.Claim(request=target, **who),
    Action.RELEASE: lambda target, who, _, __: commands.Release(request=target, **who),
    Action.ASSIGN: lambda target, who, _, data: commands.Assign(
        request=target, person=data.draw(st.sampled_from(OPERATORS), "colleague").email, **who
    ),
    Action.PASS_ON: lambda target, who, _, data: commands.PassOn(
        request=target, party=party(data), reason="Daar weten ze het", **who
    ),
    Action.DECLINE: lambda target, who, _, __: commands.Decline(request=target, reason="Niet van ons", **who),
    Action.ANSWER: lambda target, who, _, __: commands.Answer(request=target, answer="Het vak is vol", **who),
    Action.CONSULT: lambda target, who, _, data: commands.Consult(
        case=target, parties=(party(data),), question="Klopt dit?", **who
    ),
    Action.HAND_OVER: lambda target, who, _, data: commands.HandOver(case=target, party=party(data), **who),
    Action.TAKE_FEEDBACK: lambda target, who, _, __: commands.TakeFeedback(case=target, **who),
    Action.GIVE_FEEDBACK: lambda target, who, _, __: commands.GiveFeedback(case=target, how=ToldBy.PHONE, **who),
    Action.CONFIRM_FEEDBACK: lambda target, who, _, __: commands.ConfirmFeedback(told=target, **who),
    Action.DISMISS_FEEDBACK: lambda target, who, _, __: commands.DismissFeedback(told=target, **who),
    Action.SEND_ANSWER: lambda target, who, _, data: commands.SendAnswer(
        case=target,
        text=data.draw(st.sampled_from(TO_STUDENT), "message"),
        closes=data.draw(st.booleans(), "closes"),
        **who,
    ),
    Action.SETTLE_DIFFERENCE: lambda target, who, case, data: commands.SettleDifference(
        case=target,
        kind=case.difference.kind if case.difference else Differs.MOVED,
        right=data.draw(st.sampled_from(Right), "right"),
        **who,
    ),
    Action.WITHDRAW: lambda target, who, _, __: commands.Withdraw(case=target, reason="Opgelost", **who),
    Action.REOPEN: lambda target, who, _, __: commands.Reopen(case=target, reason="Toch niet", **who),
}


class Interrupted(TopdeskTickets):
    """Between a look at a ticket and what follows from it, something else may happen."""

    meanwhile: Callable[[], Any] | None = None

    async def look(self, ticket: str) -> TicketNow:
        now = await super().look(ticket)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        return now


class PeopleOnBothSides(RuleBasedStateMachine):
    """One ticket and its case for each example, on one desk that all examples share."""

    desk: ClassVar[TicketDesk]
    runner: ClassVar[asyncio.Runner]
    sent: ClassVar[set[str]] = set()
    """What people pressed to be sent to a student."""

    def run(self, doing: Any) -> Any:
        return self.runner.run(doing)

    @initialize(claims=st.booleans())
    def a_question_is_handed_over(self, claims: bool) -> None:
        double = self.desk.double
        body = {"briefDescription": "Inschrijven", "request": "Het lukt niet", "caller": {"dynamicName": "Femke"}}
        group = next(one for one in double.store.reference.groups.values() if one.name == HELPDESK_GROUP)
        by = double.store.reference.operator_by_email(cast.SANNE.email)
        made = double.store.create({**body, "operatorGroup": {"id": group.id}}, by)
        self.ticket = made.number
        self.number = self.run(self.desk.handed_over(self.ticket))
        if claims:
            self.do(commands.Claim(actor=an_actor(cast.ANNA), request=f"{self.number}/1"))

    def do(self, command: Command) -> None:
        if isinstance(command, commands.SendAnswer):
            self.sent.add(command.text)
        try:
            self.run(self.desk.do(command))
        except RefusedMove:
            return  # somebody was told why not

    def _press(self, data: st.DataObject) -> Command | None:
        case = self.run(self.desk.case(self.number))
        who = an_actor(data.draw(st.sampled_from(PEOPLE), "who"))
        pressed = self._pressed(case, who, data)
        return PRESSES[pressed.action](pressed.target, {"actor": who}, case, data) if pressed else None

    def _pressed(self, case: Case, who: Actor, data: st.DataObject) -> Possible | None:
        offered = possible_actions(case, Seer(who.parties, who.person, who.administrator))
        presses = [one for one in offered if one.action in PRESSES]
        return data.draw(st.sampled_from(presses), "pressed") if presses else None

    @rule(data=st.data())
    def somebody_presses_here(self, data: st.DataObject) -> None:
        command = self._press(data)
        if command is not None:
            self.do(command)

    @rule(edit=EDITS, who=st.sampled_from(OPERATORS))
    def somebody_works_in_topdesk(self, edit: tuple[str, str], who: cast.Person) -> None:
        self.desk.in_name_of(who)
        self._edit(*edit)

    def _edit(self, change: str, value: str) -> None:
        try:
            self.desk.double.editor.changes(self.ticket, change, value)
        except Refusal:
            return  # TOPdesk does not allow it

    @rule(change=st.sampled_from(["delete", "close"]))
    def somebody_clears_up_in_topdesk(self, change: str) -> None:
        self._edit(change, "")

    @rule()
    def the_bot_writes(self) -> None:
        self.run(self.desk.written())

    @rule()
    def the_bot_looks(self) -> None:
        self.run(self.desk.watch.poll())

    @rule(data=st.data(), writes=st.booleans())
    def somebody_presses_while_the_bot_looks(self, data: st.DataObject, writes: bool) -> None:
        command = self._press(data)

        async def meanwhile() -> None:
            if isinstance(command, commands.SendAnswer):
                self.sent.add(command.text)
            try:
                if command is not None:
                    await self.desk.do(command)
            except RefusedMove:
                return
            if writes:
                await self.desk.written()

        assert isinstance(self.desk.tickets, Interrupted)
        self.desk.tickets.meanwhile = meanwhile
        self.run(self.desk.looked())

    @rule(times=st.integers(1, 3))
    def topdesk_is_away_for_a_moment(self, times: int) -> None:
        self.desk.double.faults.switch_on(FaultKind.DROPPED_BEFORE, times=times)
        try:
            self.run(self.desk.watch.poll())
        except Unavailable:
            return  # the loop waits, and looks again
        finally:
            self.desk.double.faults.switch_off()

    def teardown(self) -> None:
        if hasattr(self, "number"):
            self.run(self.desk.settled())
            self._agree_or_show_it()
            self._nothing_is_visible_that_nobody_pressed()

    def _agree_or_show_it(self) -> None:
        case = self.run(self.desk.case(self.number))
        disagreement = self.run(self.desk.disagreement(self.number))
        assert case.difference == disagreement
        if disagreement is not None:
            card = self.run(self.desk.card(self.number))
            assert Action.SETTLE_DIFFERENCE in {button.action for button in (*card.buttons, *card.more)}

    def _nothing_is_visible_that_nobody_pressed(self) -> None:
        shown = {one.shown_to_student for one in self.desk.double.written} - {None}
        assert shown <= self.sent


@pytest.fixture
def runner() -> Any:
    with asyncio.Runner() as runner:
        yield runner


def test_ticket_and_case_agree_or_the_case_shows_that_they_do_not(
    tmp_path: Path, organisation: Organisation, runner: asyncio.Runner
) -> None:
    profile = settings()

    async def started() -> tuple[Double, TopdeskClient, TicketDesk]:
        double = await start()
        client = TopdeskClient(double.url, WRITER.login, WRITER.password, pause_s=0.001)
        desk = TicketDesk(f"sqlite:///{tmp_path / 'desk.db'}", organisation, double, Interrupted(client, IN_TOPDESK))
        await desk.store.migrate()
        return double, client, desk

    async def stopped() -> None:
        await client.close()
        await desk.store.close()
        await double.stop()

    double, client, desk = runner.run(started())
    PeopleOnBothSides.desk, PeopleOnBothSides.runner = desk, runner
    PeopleOnBothSides.sent = set()
    try:
        run_state_machine_as_test(
            PeopleOnBothSides,
            settings=settings(
                profile,
                max_examples=max(profile.max_examples // 4, 1),
                stateful_step_count=12,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        runner.run(stopped())
